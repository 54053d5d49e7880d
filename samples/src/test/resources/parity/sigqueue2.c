/* Queued signals: order, values, limits, sigtimedwait, sigqueue's errors, SA_ flags. */
#include "parity.h"
static int log_[64], nl;
static void h(int s, siginfo_t *i, void *u) { log_[nl++] = s * 1000 + i->si_value.sival_int; }
int main() {
    sigset_t all, old;
    sigfillset(&all);
    struct sigaction a = {.sa_sigaction = h, .sa_flags = SA_SIGINFO};
    for (int s = SIGRTMIN; s <= SIGRTMIN + 5; s++) sigaction(s, &a, 0);
    sigaction(SIGUSR1, &a, 0);
    sigaction(SIGUSR2, &a, 0);
    sigprocmask(SIG_BLOCK, &all, &old);
    union sigval v;
    for (int i = 0; i < 3; i++) {
        v.sival_int = i;
        T(sigqueue(getpid(), SIGRTMIN + 3, v));
        sigqueue(getpid(), SIGRTMIN + 1, v);
        sigqueue(getpid(), SIGUSR1, v);
    }
    kill(getpid(), SIGUSR2);
    sigset_t pend;
    sigpending(&pend);
    for (int s = 1; s < 65; s++)
        if (sigismember(&pend, s)) printf("%d ", s);
    puts("");
    siginfo_t i;
    struct timespec z = {0, 0}, bad = {-1, 0};
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGRTMIN + 3);
    T(sigtimedwait(&one, &i, &z));
    T(i.si_code);
    T(i.si_value.sival_int);
    T(i.si_pid == getpid());
    T(sigtimedwait(&one, &i, &bad));
    T(syscall(SYS_rt_sigtimedwait, &one, &i, &z, 4));
    T(syscall(SYS_rt_sigtimedwait, 8, &i, &z, 8));
    T(sigwaitinfo(&one, 0));
    sigemptyset(&one);
    sigaddset(&one, SIGHUP);
    T(sigtimedwait(&one, &i, &z));
    sigprocmask(SIG_SETMASK, &old, 0);
    for (int k = 0; k < nl; k++) printf("%d ", log_[k]);
    puts("");
    T(sigqueue(getpid(), 65, v));
    T(sigqueue(getpid(), -1, v));
    T(sigqueue(getpid(), 0, v));
    T(sigqueue(999999, 0, v));
    T(kill(999999, 0));
    T(kill(getpid(), 65));
    T(tgkill(getpid(), getpid(), 99));
    T(tgkill(getpid(), 999999, 0));
    T(tgkill(-1, getpid(), 0));
    T(tgkill(getppid(), getpid(), 0));
    T(syscall(SYS_tkill, 0, 0));
    siginfo_t f = {.si_code = SI_USER};
    T(syscall(SYS_rt_sigqueueinfo, getppid(), SIGUSR1, &f));
    f.si_code = SI_TKILL;
    T(syscall(SYS_rt_sigqueueinfo, getppid(), SIGUSR1, &f));
    f.si_code = -60;
    f.si_value.sival_int = 5;
    nl = 0;
    T(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &f));
    T(nl);
    T(log_[0]);
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, &f));
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), 0, SIGUSR1, &f));
    T(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, 8));
    struct rlimit l = {2, 2};
    CHILD(sigprocmask(SIG_BLOCK, &all, 0); setrlimit(RLIMIT_SIGPENDING, &l); setuid(12345);
          for (int k = 0; k < 4; k++) T(sigqueue(getpid(), SIGRTMIN, v)); T(kill(getpid(), SIGUSR1)); T(kill(getpid(), SIGRTMIN + 1)));
    T(sigaction(SIGKILL, &a, 0));
    T(sigaction(SIGSTOP, 0, &a));
    T(sigaction(65, &a, 0));
    T(sigaction(0, &a, 0));
    T(syscall(SYS_rt_sigaction, SIGUSR1, 0, 0, 4));
    T(syscall(SYS_rt_sigaction, SIGUSR1, 8, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 9, &all, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 9, 0, &old, 8));
    T(syscall(SYS_rt_sigprocmask, 0, 8, 0, 8));
    T(syscall(SYS_rt_sigprocmask, 0, 0, 0, 9));
    T(syscall(SYS_rt_sigpending, &pend, 4));
    T(syscall(SYS_rt_sigpending, &pend, 16));
    T(syscall(SYS_rt_sigpending, 8, 8));
    T(syscall(SYS_rt_sigsuspend, &all, 7));
    T(syscall(SYS_rt_sigsuspend, 8, 8));
}
