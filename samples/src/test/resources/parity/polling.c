/* poll, ppoll, select, pselect: what is ready, refusals, times, masks. */
#include "parity.h"
static volatile int got;
static void on(int n) { got = n; }
static void show(struct pollfd *p, int n) {
    for (int i = 0; i < n; i++) printf("%#x ", p[i].revents);
    puts("");
}
int main() {
    fresh("polling");
    int p[2], q[2], s[2], f = file("f", "x"), d = open(".", O_RDONLY), null = open("/dev/null", O_RDWR);
    pipe(p);
    pipe(q);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    write(q[1], "x", 1);
    struct pollfd a[] = {{p[0], POLLIN},
                         {p[1], POLLOUT},
                         {q[0], POLLIN | POLLRDNORM | POLLPRI},
                         {f, POLLIN | POLLOUT},
                         {d, POLLIN | POLLOUT},
                         {null, POLLIN | POLLOUT},
                         {99, POLLIN},
                         {-1, POLLIN, 7},
                         {s[0], POLLIN | POLLOUT | POLLRDHUP},
                         {open("f", O_PATH), POLLIN}};
    T(poll(a, 10, 0));
    show(a, 10);
    T(poll(a, 1, 5));
    T(poll(a, 0, 0));
    T(poll(0, 0, 0));
    T(poll((void *)8, 1, 0));
    T(poll(a, 10000000, 0));
    T(poll(a, 1, -5 + 5));
    shutdown(s[1], SHUT_WR);
    T(poll(a + 8, 1, 0));
    show(a + 8, 1);
    close(s[1]);
    T(poll(a + 8, 1, 0));
    show(a + 8, 1);
    close(p[1]);
    a[0].events = 0;
    T(poll(a, 1, 0));
    show(a, 1);
    a[0].events = POLLIN;
    T(poll(a, 1, 0));
    show(a, 1);
    close(q[0]);
    struct pollfd w = {q[1], POLLOUT};
    T(poll(&w, 1, 0));
    show(&w, 1);
    pipe(p);
    char big[65536];
    write(p[1], big, 65536);
    w.fd = p[1];
    T(poll(&w, 1, 0));
    read(p[0], big, 100);
    T(poll(&w, 1, 0));
    read(p[0], big, 4096);
    T(poll(&w, 1, 0));
    show(&w, 1);
    signal(SIGALRM, on);
    struct itimerval v = {{0, 0}, {0, 5000}};
    struct pollfd e = {p[1], POLLIN};
    setitimer(ITIMER_REAL, &v, 0);
    T(poll(&e, 1, 1000));
    T(got);
    sigset_t block, none;
    sigemptyset(&none);
    sigemptyset(&block);
    sigaddset(&block, SIGALRM);
    sigprocmask(SIG_BLOCK, &block, 0);
    struct timespec ts = {1, 0};
    got = 0;
    setitimer(ITIMER_REAL, &v, 0);
    T(ppoll(&e, 1, &ts, &none));
    T(got);
    ts.tv_sec = 0;
    ts.tv_nsec = 10000000;
    got = 0;
    setitimer(ITIMER_REAL, &v, 0);
    T(ppoll(&e, 1, &ts, 0));
    T(got);
    sigprocmask(SIG_UNBLOCK, &block, 0);
    T(got);
    ts.tv_nsec = -1;
    T(ppoll(&e, 1, &ts, 0));
    ts.tv_nsec = 0;
    T(ppoll(&e, 1, &ts, 0));
    T(syscall(SYS_ppoll, &e, 1, &ts, &none, 4));
    T(syscall(SYS_ppoll, &e, 1, 8, 0, 8));
    fd_set r, x, y;
    FD_ZERO(&r);
    FD_ZERO(&x);
    FD_ZERO(&y);
    FD_SET(p[0], &r);
    FD_SET(p[1], &r);
    FD_SET(p[1], &x);
    FD_SET(f, &r);
    FD_SET(f, &y);
    struct timeval tv = {0, 0};
    T(select(64, &r, &x, &y, &tv));
    printf("%d %d %d %d %d\n", FD_ISSET(p[0], &r), FD_ISSET(p[1], &r), FD_ISSET(p[1], &x), FD_ISSET(f, &r), FD_ISSET(f, &y));
    FD_ZERO(&r);
    FD_SET(60, &r);
    T(select(64, &r, 0, 0, &tv));
    FD_ZERO(&r);
    tv.tv_usec = 10000;
    T(select(0, 0, 0, 0, &tv));
    T(tv.tv_usec);
    T(select(-1, 0, 0, 0, &tv));
    tv.tv_usec = -1;
    T(select(0, 0, 0, 0, &tv));
    tv.tv_usec = 2000000;
    T(select(0, 0, 0, 0, &tv) * 0);
    T(select(5, (void *)8, 0, 0, &tv));
    tv.tv_sec = tv.tv_usec = 0;
    T(select(2000, 0, 0, 0, &tv));
    struct timespec zero = {0, 0};
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    T(pselect(p[0] + 1, &r, 0, 0, &zero, &none));
    char buf[65536];
    while (read(p[0], buf, 60000) == 60000)
        ;
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    zero.tv_nsec = 1000000;
    T(pselect(p[0] + 1, &r, 0, 0, &zero, 0));
    T(FD_ISSET(p[0], &r));
    T(zero.tv_nsec);
    close(p[1]);
    FD_SET(p[0], &r);
    T(pselect(p[0] + 1, &r, 0, 0, 0, 0));
    mkfifo("fifo", 0600);
    int fr = open("fifo", O_RDONLY | O_NONBLOCK);
    T(events(fr, POLLIN | POLLOUT));
    int fw = open("fifo", O_WRONLY);
    T(events(fr, POLLIN));
    write(fw, "x", 1);
    T(events(fr, POLLIN));
    close(fw);
    T(events(fr, POLLIN));
    read(fr, buf, 1);
    T(events(fr, POLLIN));
}
