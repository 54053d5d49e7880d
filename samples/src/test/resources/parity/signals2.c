#include "parity.h"
static volatile int order[20], count;
static void h(int s) { order[count++] = s; }
static void info(int s, siginfo_t *i, void *c) {
    printf("%d code %d value %d on alt %d\n", s, i->si_code, i->si_value.sival_int, 0);
    fflush(stdout);
    count++;
}
int main() {
    struct sigaction a = {.sa_handler = h}, o;
    sigset_t m, old;
    sigfillset(&m);
    for (int s = 1; s < 65; s++)
        if (s != 9 && s != 19 && s != 32 && s != 33) sigaction(s, &a, 0);
    sigprocmask(SIG_SETMASK, &m, &old);
    for (int i = 0; i < 2; i++) {
        raise(SIGUSR2);
        raise(SIGUSR1);
        sigqueue(getpid(), SIGRTMIN + 1, (union sigval){i});
        sigqueue(getpid(), SIGRTMIN, (union sigval){i});
    }
    sigpending(&m);
    T(sigismember(&m, SIGUSR1));
    sigprocmask(SIG_SETMASK, &old, 0);
    for (int i = 0; i < count; i++) printf("%d ", order[i]);
    puts("");
    T(sigaction(SIGKILL, &a, 0));
    T(sigaction(65, &a, 0));
    T(sigaction(SIGKILL, 0, &o));
    T(kill(getpid(), 65));
    T(kill(999999, 0));
    T(kill(getpid(), 0));
    a.sa_sigaction = info;
    a.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR1, &a, 0);
    sigaction(SIGRTMIN, &a, 0);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    sigqueue(getpid(), SIGRTMIN, (union sigval){42});
    int p[2];
    pipe(p);
    char b;
    a.sa_handler = h;
    a.sa_flags = 0;
    sigaction(SIGALRM, &a, 0);
    struct itimerval t = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &t, 0);
    T(read(p[0], &b, 1));
    a.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &a, 0);
    setitimer(ITIMER_REAL, &t, 0);
    if (!fork()) {
        usleep(60000);
        write(p[1], "x", 1);
        _exit(0);
    }
    T(read(p[0], &b, 1));
    wait(0);
    setitimer(ITIMER_REAL, &t, 0);
    T(poll(0, 0, 1000));
    setitimer(ITIMER_REAL, &t, 0);
    T(pause());
    struct timespec z = {1, 0}, r = {0};
    setitimer(ITIMER_REAL, &t, 0);
    T(nanosleep(&z, &r));
    T(r.tv_nsec > 900000000);
    sigemptyset(&m);
    sigaddset(&m, SIGUSR2);
    sigprocmask(SIG_BLOCK, &m, 0);
    T(sigtimedwait(&m, 0, &(struct timespec){0, 1000000}));
    raise(SIGUSR2);
    siginfo_t i;
    T(sigwaitinfo(&m, &i));
    T(i.si_code);
    t.it_value.tv_usec = 5000;
    T(setitimer(ITIMER_VIRTUAL, &t, 0));
    count = 0;
    a.sa_handler = h;
    sigaction(SIGVTALRM, &a, 0);
    while (!count)
        ;
    T(order[0]);
    T(setitimer(9, &t, 0));
}
