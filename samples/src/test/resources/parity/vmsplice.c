#include "parity.h"
static char big[4096 * 64 + 100] __attribute__((aligned(4096)));
static int left(int fd) { int n = -1; ioctl(fd, FIONREAD, &n); return n; }
static void tick(int s) {}
int main() {
    int p[2];
    for (int i = 0; i < sizeof big; i++) big[i] = 'a' + i / 4096 % 26;
    struct sigaction a = {.sa_handler = tick};
    sigaction(SIGALRM, &a, 0);
    struct iovec v[3];
#define TRY(off, len, flags) \
    pipe(p); v[0] = (struct iovec){big + off, len}; alarm(1); T(vmsplice(p[1], v, 1, flags)); alarm(0); T(left(p[0])); close(p[0]); close(p[1]);
    TRY(0, 65536, 0)
    TRY(0, 65536, SPLICE_F_NONBLOCK)
    TRY(100, 65536, SPLICE_F_NONBLOCK)
    TRY(100, 65536, 0)
    TRY(0, 65537, 0)
    TRY(0, 100000, SPLICE_F_NONBLOCK)
    TRY(4095, 65536, SPLICE_F_NONBLOCK)
    TRY(0, 200000, 0)
    pipe(p);
    for (int i = 0; i < 18; i++) {
        v[0] = (struct iovec){big + i * 5000, 10};
        T(vmsplice(p[1], v, 1, SPLICE_F_NONBLOCK));
    }
    T(left(p[0]));
    T(fcntl(p[1], F_GETPIPE_SZ));
    T(events(p[1], POLLOUT));
    char b[100];
    T(read(p[0], b, 15));
    T(events(p[1], POLLOUT));
    T(vmsplice(p[1], v, 1, SPLICE_F_NONBLOCK));
    T(events(p[1], POLLOUT));
    fcntl(p[1], F_SETFL, O_NONBLOCK);
    alarm(1); T(vmsplice(p[1], v, 1, 0)); alarm(0);
    T(read(p[0], b, 10));
    T(write(p[1], "x", 1));
    T(left(p[0]));
    T(events(p[1], POLLOUT));
    close(p[0]); close(p[1]);
    pipe(p);
    v[0] = (struct iovec){big + 4090, 10};
    v[1] = (struct iovec){big, 4096 * 20};
    v[2] = (struct iovec){big, 10};
    T(vmsplice(p[1], v, 3, SPLICE_F_NONBLOCK));
    T(left(p[0]));
    v[0] = (struct iovec){big + 100, 65536};
    close(p[0]); close(p[1]);
    /* What waits goes on when somebody reads. */
    pipe(p);
    fflush(stdout);
    int child = fork();
    if (!child) {
        close(p[1]);
        struct timespec ts = {0, 300000000};
        nanosleep(&ts, 0);
        long n = read(p[0], big, 10000), total = n;
        printf("read %ld\n", n); fflush(stdout);
        nanosleep(&ts, 0);
        while ((n = read(p[0], big, 4096)) > 0) total += n;
        printf("total %ld\n", total); fflush(stdout);
        _exit(0);
    }
    close(p[0]);
    v[0] = (struct iovec){big + 100, 65536};
    T(vmsplice(p[1], v, 1, 0));
    v[0] = (struct iovec){big + 100, 150000};
    long second = vmsplice(p[1], v, 1, 0);
    close(p[1]);
    wait(0);
    T(second);
    pipe(p);
    v[0] = (struct iovec){big, 6};
    T(vmsplice(p[1], v, 1, SPLICE_F_GIFT));
    v[0] = (struct iovec){big, 4096};
    T(vmsplice(p[1], v, 1, SPLICE_F_GIFT));
    v[0] = (struct iovec){0, 4096};
    T(vmsplice(p[1], v, 1, 0));
    v[0] = (struct iovec){big, 10}; v[1] = (struct iovec){0, 10};
    T(vmsplice(p[1], v, 2, 0));
    close(p[0]);
    signal(SIGPIPE, SIG_IGN);
    T(vmsplice(p[1], v, 1, 0));
}
