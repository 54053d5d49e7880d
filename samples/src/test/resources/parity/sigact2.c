/* sigaction's flags: SA_NODEFER, SA_RESETHAND, SA_NOCLDSTOP, SA_NOCLDWAIT, SA_RESTART, masks; what it refuses. */
#include "parity.h"
static int depth, most, count;
static sigset_t inside;
static void nest(int n) {
    depth++;
    if (depth > most) most = depth;
    sigprocmask(SIG_SETMASK, 0, &inside);
    if (count++ < 2) raise(n);
    depth--;
}
static void info(int n, siginfo_t *i, void *c) {
    printf("info %d code %d pid %d uid %d value %d\n", n, i->si_code, i->si_pid == getpid(), i->si_uid,
           i->si_code == SI_QUEUE ? i->si_value.sival_int : 0);
    fflush(stdout);
}
static void run(int flags) {
    struct sigaction a = {.sa_handler = nest, .sa_flags = flags}, o;
    depth = most = count = 0;
    sigaction(SIGUSR1, &a, 0);
    raise(SIGUSR1);
    sigaction(SIGUSR1, 0, &o);
    printf("flags %#x: most %d count %d blocked %d default after %d flags %#x\n", flags, most, count, sigismember(&inside, SIGUSR1),
           o.sa_handler == SIG_DFL, o.sa_flags & ~0x04000000);
    fflush(stdout);
}
int main() {
    run(0);
    run(SA_NODEFER);
    CHILD(run(SA_RESETHAND));
    run(SA_RESTART);
    CHILD(run(SA_RESETHAND | SA_NODEFER));
    struct sigaction a = {.sa_handler = nest}, o;
    T(sigaction(SIGKILL, &a, 0));
    T(sigaction(SIGSTOP, &a, 0));
    T(sigaction(SIGKILL, 0, &o));
    T(sigaction(0, &a, 0));
    T(sigaction(65, 0, &o));
    T(sigaction(32, 0, &o));
    T(syscall(SYS_rt_sigaction, SIGUSR1, 0, 0, 4));
    T(syscall(SYS_rt_sigaction, SIGUSR1, 8, 0, 8));
    T(syscall(SYS_rt_sigaction, SIGUSR1, 0, 8, 8));
    T(syscall(SYS_rt_sigaction, 64, 0, 0, 8));
    T(syscall(SYS_rt_sigaction, 65, 0, 0, 8));
    a.sa_handler = SIG_DFL;
    T(syscall(SYS_rt_sigaction, SIGKILL, &a, 0, 8));
    sigemptyset(&a.sa_mask);
    sigaddset(&a.sa_mask, SIGUSR2);
    a.sa_handler = nest;
    a.sa_flags = 0;
    sigaction(SIGUSR1, &a, 0);
    count = 5;
    raise(SIGUSR1);
    T(sigismember(&inside, SIGUSR2));
    T(sigismember(&inside, SIGUSR1));
    sigprocmask(SIG_SETMASK, 0, &inside);
    T(sigismember(&inside, SIGUSR1));
    a.sa_sigaction = info;
    a.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR2, &a, 0);
    sigaction(SIGRTMIN + 3, &a, 0);
    raise(SIGUSR2);
    kill(getpid(), SIGUSR2);
    sigqueue(getpid(), SIGUSR2, (union sigval){42});
    sigqueue(getpid(), SIGRTMIN + 3, (union sigval){43});
    syscall(SYS_tkill, getpid(), SIGUSR2);
    syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2);
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    sigprocmask(SIG_SETMASK, 0, &all);
    T(sigismember(&all, SIGKILL));
    T(sigismember(&all, SIGSTOP));
    for (int i = 0; i < 3; i++) {
        sigqueue(getpid(), SIGUSR2, (union sigval){i});
        sigqueue(getpid(), SIGRTMIN + 3, (union sigval){i});
    }
    sigset_t pending;
    sigpending(&pending);
    T(sigismember(&pending, SIGUSR2));
    T(sigismember(&pending, SIGRTMIN + 3));
    T(sigismember(&pending, SIGUSR1));
    sigprocmask(SIG_SETMASK, &old, 0);
    T(sigprocmask(77, &all, 0));
    T(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, 0, 4));
    T(syscall(SYS_rt_sigprocmask, 77, 0, &all, 8));
    T(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 8, 0, 8));
    T(syscall(SYS_rt_sigpending, &pending, 9));
    T(syscall(SYS_rt_sigpending, &pending, 4));
    a.sa_sigaction = info;
    a.sa_flags = SA_SIGINFO | SA_NOCLDSTOP;
    signal(SIGCHLD, SIG_DFL);
    sigaction(SIGCHLD, &a, 0);
    int s, p = fork();
    if (!p) {
        raise(SIGSTOP);
        _exit(3);
    }
    waitpid(p, &s, WUNTRACED);
    T(WIFSTOPPED(s));
    kill(p, SIGCONT);
    T(waitpid(p, &s, 0) == p);
    T(WEXITSTATUS(s));
    a.sa_handler = SIG_DFL;
    a.sa_flags = SA_NOCLDWAIT;
    sigaction(SIGCHLD, &a, 0);
    p = fork();
    if (!p) _exit(3);
    T(waitpid(p, &s, 0));
    sigaction(SIGCHLD, 0, &o);
    T(o.sa_flags & SA_NOCLDWAIT);
    T(kill(getpid(), 0));
    T(kill(getpid(), 65));
    T(kill(getpid(), -1));
    T(kill(99999, 0));
    T(kill(-99999, 0));
    T(syscall(SYS_tgkill, getpid(), 99999, 0));
    T(syscall(SYS_tgkill, 1, getpid(), 0));
    T(syscall(SYS_tgkill, 0, getpid(), 0));
    T(syscall(SYS_tkill, 0, 0));
    T(syscall(SYS_tkill, -1, 0));
    T(sigqueue(99999, 0, (union sigval){0}));
    T(sigqueue(getpid(), 99, (union sigval){0}));
    siginfo_t si = {.si_code = 0};
    T(syscall(SYS_rt_sigqueueinfo, 1, SIGUSR2, &si));
    si.si_code = SI_QUEUE;
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), 0, &si));
    T(syscall(SYS_rt_tgsigqueueinfo, getpid(), 0, 0, &si));
}
