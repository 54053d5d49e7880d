/* select: what is left of the time after a signal or an error; numbers beyond the table; itimers of very long times; record locks and
 * O_PATH; MREMAP_DONTUNMAP's hint. */
#include "parity.h"
static void on(int s) {}
static char *path_of(int fd, char *b) {
    char name[40];
    sprintf(name, "/proc/self/fd/%d", fd);
    b[readlink(name, b, 99)] = 0;
    return b;
}
static void locked(void) {
    if (fork() == 0) {
        int fd = open("f", O_RDWR);
        struct flock l = {.l_type = F_WRLCK};
        T(fcntl(fd, F_SETLK, &l));
        _exit(0);
    }
    wait(0);
}
int main() {
    fresh("selects2");
    signal(SIGALRM, on);
    struct itimerval it = {{0, 0}, {0, 50000}};
    struct timespec ts = {10, 0};
    setitimer(ITIMER_REAL, &it, 0);
    T(syscall(SYS_pselect6, 0, 0, 0, 0, &ts, 0));
    T(ts.tv_sec);
    int p[2];
    fd_set f;
    pipe(p);
    FD_ZERO(&f);
    FD_SET(p[0], &f);
    ts = (struct timespec){10, 0};
    setitimer(ITIMER_REAL, &it, 0);
    T(syscall(SYS_pselect6, p[0] + 1, &f, 0, 0, &ts, 0));
    T(ts.tv_sec);
    T(FD_ISSET(p[0], &f));
    int ends[] = {70, 127, 128, 150, 255, 256, 300, 600};
    for (int i = 0; i < sizeof ends / sizeof *ends; i++) {
        CHILD(FD_CLR(p[0], &f); dup2(p[1], ends[i]); for (int bad = 65; bad < 1024; bad += 7) {
            if (bad == ends[i])
                continue;
            FD_ZERO(&f);
            FD_SET(bad, &f);
            ts = (struct timespec){0, 2000000};
            int r = syscall(SYS_pselect6, 1024, &f, 0, 0, &ts, 0);
            if (r == 0) {
                printf("%d: looks up to %d %d\n", ends[i], bad, ts.tv_nsec == 0);
                break;
            }
            if (bad < 72)
                printf("%d %d %d\n", r, errno, ts.tv_nsec > 0 && ts.tv_nsec <= 2000000);
        });
    }
    struct itimerval old, lengthy = {{0x1ffffffffL, 20}, {0x1ffffffffL, 40}}, longest = {{0, 0}, {LONG_MAX, 0}};
    for (int which = 0; which < 3; which++) {
        T(setitimer(which, &lengthy, 0));
        T(setitimer(which, &longest, &old));
        printf("%lx %lx %d\n", old.it_interval.tv_sec, old.it_value.tv_sec, which == 0 ? (int)old.it_interval.tv_usec : 20);
        T(getitimer(which, &old));
        printf("%d\n", which > 0 || old.it_value.tv_sec > 0x1ffffffffL);
        T(setitimer(which, &(struct itimerval){0}, 0));
    }
    struct itimerval single = {{10, 20}, {0, 0}};
    for (int which = 0; which < 3; which++) {
        T(setitimer(which, &single, 0));
        T(getitimer(which, &old));
        printf("%ld %ld\n", old.it_interval.tv_sec, old.it_value.tv_sec);
    }
    int fd = file("f", "text");
    struct flock l = {.l_type = F_WRLCK};
    T(fcntl(fd, F_SETLK, &l));
    locked();
    close(open("f", O_PATH));
    locked();
    close(open("f", O_RDONLY));
    locked();
    T(fcntl(fd, F_SETLK, &l));
    dup2(p[0], open("f", O_PATH));
    locked();
    char *a = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    a[0] = 1;
    char *gap = mmap(0, 64 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(gap, 64 * 4096);
    T((char *)syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, gap + 8192) - gap);
    T(gap[8192] + a[0]);
    a[0] = 3;
    char *taken = (char *)syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, gap + 8192);
    T(taken == gap + 8192 || taken == MAP_FAILED);
    T(taken[0] + a[0] + gap[8192]);
    T(syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, gap + 1));
    T(syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, a));
    T(syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, -4096L));
    T(syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, 0) != -1);
    T(syscall(SYS_mremap, a, 4096, 4096, MREMAP_DONTUNMAP, 0));
    T(syscall(SYS_mremap, a, 4096, 8192, MREMAP_DONTUNMAP | MREMAP_MAYMOVE, 0));
}
