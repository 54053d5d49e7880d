/* sigsuspend, sigtimedwait, sigwaitinfo, signalfd: order and times. */
#include "parity.h"
static int order[20], n;
static void on(int s) { order[n++] = s; }
static void show(const char *what) {
    printf("%s:", what);
    for (int i = 0; i < n; i++) printf(" %d", order[i]);
    puts("");
    n = 0;
    fflush(stdout);
}
int main() {
    int signals[] = {SIGUSR1, SIGUSR2, SIGRTMIN, SIGRTMIN + 1, SIGRTMIN + 2, SIGHUP, SIGTERM, SIGALRM, SIGCHLD};
    sigset_t all, none, one, old;
    sigemptyset(&none);
    sigemptyset(&all);
    for (int i = 0; i < 9; i++) {
        signal(signals[i], on);
        sigaddset(&all, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &all, &old);
    for (int i = 8; i >= 0; i--) kill(getpid(), signals[i]);
    for (int i = 0; i < 9; i++) kill(getpid(), signals[i]);
    struct timespec zero = {0, 0}, little = {0, 10000000};
    siginfo_t i;
    int s;
    while ((s = sigtimedwait(&all, &i, &zero)) > 0) order[n++] = s;
    show("sigtimedwait");
    T(sigtimedwait(&all, &i, &zero));
    T(sigtimedwait(&all, &i, &little));
    struct timespec bad = {0, -1};
    T(sigtimedwait(&all, &i, &bad));
    bad.tv_nsec = 1000000000;
    T(sigtimedwait(&all, &i, &bad));
    T(syscall(SYS_rt_sigtimedwait, &all, &i, &zero, 4));
    T(syscall(SYS_rt_sigtimedwait, 8, &i, &zero, 8));
    T(syscall(SYS_rt_sigtimedwait, &all, &i, 8, 8));
    for (int k = 0; k < 4; k++) sigqueue(getpid(), SIGRTMIN + 1, (union sigval){k});
    sigqueue(getpid(), SIGRTMIN, (union sigval){9});
    while ((s = sigtimedwait(&all, &i, &zero)) > 0) printf("%d %d %d\n", s - SIGRTMIN, i.si_value.sival_int, i.si_code);
    for (int k = 8; k >= 0; k--) kill(getpid(), signals[k]);
    T(sigsuspend(&none));
    show("sigsuspend");
    sigprocmask(SIG_SETMASK, 0, &old);
    T(sigismember(&old, SIGUSR1));
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    sigfillset(&one);
    sigdelset(&one, SIGUSR2);
    T(sigsuspend(&one));
    show("only usr2");
    T(sigsuspend(&none));
    show("usr1");
    T(syscall(SYS_rt_sigsuspend, &none, 4));
    T(syscall(SYS_rt_sigsuspend, 8, 8));
    int fd = signalfd(-1, &all, SFD_NONBLOCK);
    struct signalfd_siginfo f;
    T(read(fd, &f, sizeof f));
    kill(getpid(), SIGUSR2);
    sigqueue(getpid(), SIGUSR1, (union sigval){5});
    T(read(fd, &f, sizeof f));
    printf("%d %d %d\n", f.ssi_signo, f.ssi_code, f.ssi_int);
    T(read(fd, &f, sizeof f));
    T(f.ssi_signo);
    T(read(fd, &f, 10));
    T(events(fd, POLLIN));
    kill(getpid(), SIGHUP);
    T(events(fd, POLLIN));
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    T(signalfd(fd, &one, 0) == fd);
    T(events(fd, POLLIN));
    T(signalfd(0, &one, 0));
    T(signalfd(-1, &one, 9));
    T(signalfd(99, &one, 0));
    T(write(fd, &f, sizeof f));
    T(lseek(fd, 0, SEEK_SET));
    T(sigtimedwait(&all, 0, &zero));
    pid_t me = getpid(), p = fork();
    if (!p) {
        usleep(5000);
        kill(me, SIGTERM);
        _exit(0);
    }
    T(sigwaitinfo(&all, &i));
    T(i.si_pid == p);
    T(i.si_uid);
    T(sigwaitinfo(&all, &i) == SIGCHLD);
    T(i.si_code);
    T(i.si_status);
    wait(0);
    p = fork();
    if (!p) {
        usleep(5000);
        kill(me, SIGWINCH);
        usleep(5000);
        kill(me, SIGINT);
        _exit(0);
    }
    signal(SIGINT, on);
    T(sigwaitinfo(&all, &i));
    show("interrupted by");
    T(sigwaitinfo(&all, &i) == SIGCHLD);
    wait(0);
    sigset_t w;
    sigemptyset(&w);
    sigaddset(&w, SIGRTMIN);
    sigqueue(me, SIGRTMIN, (union sigval){1});
    T(sigwait(&w, &s));
    T(s - SIGRTMIN);
}
