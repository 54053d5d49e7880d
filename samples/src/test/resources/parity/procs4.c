/* fork, clone, wait and exit: flags that do not go together, what is shared, what is told. */
#define _GNU_SOURCE
#include "parity.h"

struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};
#define CLONE_CLEAR_SIGHAND 0x100000000UL
#define CLONE_INTO_CGROUP 0x200000000UL
static char stack[65536] __attribute__((aligned(16)));
static volatile int shared;
static int run(void *a) {
    shared = 7;
    return 3;
}
static int moved(void *a) {
    chdir("/proc");
    umask(077);
    close(0);
    return 0;
}
static int ppid(void *a) { _exit(getppid() == (long)a ? 1 : 2); }
static long c3(unsigned long flags, int sig, void *st, long size, int len) {
    struct args a = {.flags = flags, .exit_signal = sig, .stack = (long)st, .stack_size = size};
    fflush(stdout);
    long r = syscall(SYS_clone3, &a, len);
    if (!r) _exit(5);
    return r > 0 ? 1 : r;
}
static void si(siginfo_t *i) {
    printf("signo %d code %d status %d uid %d pid %d\n", i->si_signo, i->si_code, i->si_status, i->si_uid, i->si_pid > 0);
    memset(i, 0, sizeof *i);
}
static volatile int chld, ccode, cstat;
static void on(int s, siginfo_t *i, void *u) {
    chld++;
    ccode = i->si_code;
    cstat = i->si_status;
}
int main() {
    int s, p;
    siginfo_t i = {0};
    struct rusage u;
    char b[100];
    fresh("procs4");
    unsigned long bad[] = {CLONE_NEWNS | CLONE_FS,
                           CLONE_SIGHAND,
                           CLONE_THREAD,
                           CLONE_THREAD | CLONE_SIGHAND,
                           CLONE_NEWUSER | CLONE_FS,
                           CLONE_PIDFD | CLONE_DETACHED,
                           CLONE_PIDFD | CLONE_PARENT_SETTID,
                           CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM};
    for (int k = 0; k < 8; k++) T(syscall(SYS_clone, bad[k] | SIGCHLD, 0, stack + 8, 0, 0));
    T(c3(0, 0, 0, 0, 63));
    T(c3(0, 0, 0, 0, 64));
    T(c3(0, SIGCHLD, 0, 0, 88));
    T(c3(0, SIGCHLD, 0, 0, 200));
    T(c3(0, 65, 0, 0, 88));
    T(c3(0, 255, 0, 0, 88));
    T(c3(0, SIGCHLD, stack, 0, 88));
    T(c3(0, SIGCHLD, 0, 4096, 88));
    T(c3(CLONE_DETACHED, SIGCHLD, 0, 0, 88));
    T(c3(CLONE_SIGHAND, SIGCHLD, 0, 0, 88));
    T(c3(CLONE_FS | CLONE_NEWNS, SIGCHLD, 0, 0, 88));
    T(c3(CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, SIGCHLD, stack, 65536, 88));
    T(c3(CLONE_PARENT, SIGCHLD, 0, 0, 88));
    T(c3(CLONE_CLEAR_SIGHAND | CLONE_SIGHAND | CLONE_VM, SIGCHLD, stack, 65536, 88));
    T(c3(1UL << 40, SIGCHLD, 0, 0, 88));
    T(c3(CLONE_INTO_CGROUP, SIGCHLD, 0, 0, 80));
    T(syscall(SYS_clone3, 8, 88));
    T(syscall(SYS_clone3, b, 0));
    while (wait4(-1, 0, __WALL, 0) > 0)
        ;
    p = clone(run, stack + 65536, CLONE_VM | SIGCHLD, 0);
    T(waitpid(p, &s, 0) == p);
    T(WEXITSTATUS(s));
    T(shared);
    shared = 0;
    p = clone(run, stack + 65536, SIGCHLD, 0);
    waitpid(p, &s, 0);
    T(shared);
    int z = open("/dev/null", O_RDONLY);
    dup2(z, 0);
    p = clone(moved, stack + 65536, CLONE_FS | SIGCHLD, 0);
    waitpid(p, &s, 0);
    T(strcmp(getcwd(b, 100), "/proc"));
    T(umask(022));
    T(fcntl(0, F_GETFD));
    p = clone(moved, stack + 65536, CLONE_FILES | SIGCHLD, 0);
    waitpid(p, &s, 0);
    T(fcntl(0, F_GETFD));
    T(strcmp(getcwd(b, 100), "/proc"));
    chdir("/");
    p = clone(run, stack + 65536, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
    T(shared);
    T(waitpid(p, &s, 0) == p);
    CHILD(int q = clone(ppid, stack + 65536, CLONE_PARENT | SIGCHLD, (void *)(long)getppid()); T(waitpid(q, 0, 0)));
    T(waitpid(-1, &s, 0) > 0);
    T(WEXITSTATUS(s));
    int tid = 0, ct = 5;
    p = clone(run, stack + 65536, CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_VM | SIGCHLD, 0, &tid, 0, &ct);
    waitpid(p, 0, 0);
    T(tid == p);
    T(ct);
    p = clone(run, stack + 65536, 0, 0);
    T(waitpid(p, 0, 0));
    T(waitpid(p, &s, __WCLONE) == p);
    p = clone(run, stack + 65536, SIGUSR1 & 0, 0);
    T(waitpid(-1, &s, __WALL) == p);
    struct sigaction a = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
    sigaction(SIGCHLD, &a, 0);
    p = fork();
    if (!p) _exit(300);
    T(waitpid(p, &s, 0) == p);
    T(WEXITSTATUS(s));
    printf("%d %d %d\n", chld, ccode, cstat);
    chld = 0;
    p = fork();
    if (!p) pause();
    kill(p, SIGSTOP);
    T(waitpid(p, &s, WUNTRACED) == p);
    T(WSTOPSIG(s));
    printf("%d %d %d\n", chld, ccode, cstat);
    chld = 0;
    kill(p, SIGCONT);
    T(waitpid(p, &s, WCONTINUED) == p);
    T(WIFCONTINUED(s));
    printf("%d %d %d\n", chld, ccode, cstat);
    chld = 0;
    a.sa_flags |= SA_NOCLDSTOP;
    sigaction(SIGCHLD, &a, 0);
    kill(p, SIGSTOP);
    waitid(P_PID, p, &i, WSTOPPED);
    T(chld);
    si(&i);
    T(waitid(P_PID, p, &i, WEXITED | WNOHANG));
    si(&i);
    kill(p, SIGCONT);
    waitid(P_PID, p, &i, WCONTINUED | WNOWAIT);
    si(&i);
    waitid(P_PID, p, &i, WCONTINUED);
    si(&i);
    kill(p, SIGKILL);
    waitid(P_PID, p, &i, WEXITED | WNOWAIT);
    si(&i);
    T(chld);
    T(waitpid(p, &s, 0) == p);
    T(WTERMSIG(s));
    signal(SIGCHLD, SIG_DFL);
    T(waitpid(-1, &s, 0));
    T(waitpid(0, &s, 0));
    T(waitpid(INT_MIN, &s, 0));
    T(waitpid(-999999, &s, 0));
    T(waitpid(1, &s, 0));
    T(wait4(-1, &s, 0x100, 0));
    T(wait4(-1, &s, WNOWAIT, 0));
    T(wait4(-1, &s, WEXITED, 0));
    T(waitid(P_ALL, 0, &i, 0));
    T(waitid(P_ALL, 0, &i, WNOHANG));
    T(waitid(P_ALL, 0, &i, WEXITED | 0x100));
    T(waitid(P_PIDFD, -1, &i, WEXITED));
    T(waitid(P_PIDFD, 0, &i, WEXITED));
    T(waitid(P_PID, 0, &i, WEXITED));
    T(waitid(P_PGID, -1, &i, WEXITED));
    T(waitid(7, 1, &i, WEXITED));
    p = fork();
    if (!p) {
        setpgid(0, 0);
        _exit(4);
    }
    setpgid(p, p);
    T(waitpid(0, &s, 0));
    T(waitid(P_PGID, p, &i, WEXITED));
    si(&i);
    p = fork();
    if (!p) {
        usleep(20000);
        _exit(9);
    }
    int pf = syscall(SYS_pidfd_open, p, O_NONBLOCK);
    T(waitid(P_PIDFD, pf, &i, WEXITED));
    struct pollfd pl = {pf, POLLIN};
    T(poll(&pl, 1, -1));
    T(pl.revents);
    T(waitid(P_PIDFD, pf, &i, WEXITED));
    si(&i);
    T(waitid(P_PIDFD, pf, &i, WEXITED));
    T(syscall(SYS_pidfd_send_signal, pf, 0, 0, 0));
    T(syscall(SYS_pidfd_open, 0, 0));
    T(syscall(SYS_pidfd_open, -1, 0));
    T(syscall(SYS_pidfd_open, 999999, 0));
    T(syscall(SYS_pidfd_open, getpid(), 1));
    T(syscall(SYS_pidfd_open, getpid(), 0) > 2);
    pf = syscall(SYS_pidfd_open, getpid(), 0);
    T(fcntl(pf, F_GETFD));
    T(syscall(SYS_pidfd_send_signal, pf, 65, 0, 0));
    T(syscall(SYS_pidfd_send_signal, pf, 0, 0, 9));
    T(syscall(SYS_pidfd_send_signal, pf, 0, 8, 0));
    T(syscall(SYS_pidfd_send_signal, z, 0, 0, 0));
    i.si_signo = SIGUSR1;
    T(syscall(SYS_pidfd_send_signal, pf, SIGUSR2, &i, 0));
    T(syscall(SYS_pidfd_getfd, pf, 99, 0));
    T(syscall(SYS_pidfd_getfd, pf, 1, 1));
    T(syscall(SYS_pidfd_getfd, z, 1, 0));
    int q = syscall(SYS_pidfd_getfd, pf, 1, 0);
    T(q >= 0);
    T(fcntl(q, F_GETFD));
    T(syscall(424, pf, 0, 0, 0));
    T(read(pf, b, 1));
    T(write(pf, b, 1));
    T(lseek(pf, 0, 0));
    CHILD(prctl(PR_SET_CHILD_SUBREAPER, 1); int pp[2]; pipe(pp); if (!fork()) {
        if (!fork()) {
            close(pp[1]);
            read(pp[0], b, 1);
            _exit(getppid() == 1 ? 1 : 42);
        }
        _exit(0);
    } wait(0);
          close(pp[0]); close(pp[1]); T(wait(&s) > 0); T(WEXITSTATUS(s)));
    CHILD(prctl(PR_SET_PDEATHSIG, SIGUSR1); T(prctl(PR_GET_PDEATHSIG, &s)); CHILD(prctl(PR_GET_PDEATHSIG, &s); T(s)));
    CHILD(_exit(-1));
    CHILD(exit(256 + 7));
    CHILD(syscall(SYS_exit, 1000));
    CHILD(syscall(SYS_exit_group, -2));
    CHILD(abort());
}
