/* waitid: WNOWAIT, groups, stops and continues, what siginfo says, rusage. */
#include "parity.h"
static void show(const char *what, int r, siginfo_t *i, int child) {
    printf("%s: %d %s signo %d code %d pid %d uid %d status %d\n", what, r, r < 0 ? strerrorname_np(errno) : "", i->si_signo, i->si_code,
           i->si_pid == child, i->si_uid, i->si_status);
    fflush(stdout);
    memset(i, 0, sizeof *i);
}
int main() {
    siginfo_t i = {0};
    struct rusage u;
    int s, p = fork();
    if (!p) _exit(0x1ff);
    show("nowait", waitid(P_PID, p, &i, WEXITED | WNOWAIT), &i, p);
    show("nowait", waitid(P_ALL, 0, &i, WEXITED | WNOWAIT), &i, p);
    show("stopped only", waitid(P_PID, p, &i, WSTOPPED | WNOHANG), &i, p);
    show("taken", waitid(P_PID, p, &i, WEXITED), &i, p);
    show("none", waitid(P_PID, p, &i, WEXITED), &i, p);
    show("none at all", waitid(P_ALL, 0, &i, WEXITED | WNOHANG), &i, p);
    int go[2];
    pipe(go);
    p = fork();
    if (!p) {
        setpgid(0, 0);
        raise(SIGSTOP);
        char c;
        read(go[0], &c, 1);
        raise(SIGTSTP);
        kill(getpid(), SIGKILL);
    }
    show("stop", waitid(P_PID, p, &i, WSTOPPED), &i, p);
    show("again", waitid(P_PID, p, &i, WSTOPPED | WNOHANG), &i, p);
    show("own group", waitid(P_PGID, 0, &i, WEXITED | WNOHANG), &i, p);
    show("its group", waitid(P_PGID, p, &i, WEXITED | WNOHANG), &i, p);
    kill(p, SIGCONT);
    show("cont", waitid(P_PID, p, &i, WCONTINUED | WNOWAIT), &i, p);
    show("cont", waitid(P_PGID, p, &i, WCONTINUED), &i, p);
    write(go[1], "", 1);
    show("tstp", waitid(P_PID, p, &i, WSTOPPED | WEXITED | WCONTINUED), &i, p);
    kill(p, SIGCONT);
    show("killed", waitid(P_PID, p, &i, WEXITED), &i, p);
    p = fork();
    if (!p) {
        struct rlimit z = {0, 0};
        setrlimit(RLIMIT_CORE, &z);
        *(volatile int *)8 = 1;
    }
    show("segv", waitid(P_PID, p, &i, WEXITED), &i, p);
    p = fork();
    if (!p) { raise(SIGTERM); }
    show("term", waitid(P_PID, p, &i, WEXITED), &i, p);
    T(waitid(P_PID, 0, &i, WEXITED));
    T(waitid(P_PID, -1, &i, WEXITED));
    T(waitid(99, 0, &i, WEXITED));
    T(waitid(P_ALL, 0, &i, 0));
    T(waitid(P_ALL, 0, &i, WNOHANG));
    T(waitid(P_ALL, 0, &i, WEXITED | 0x100));
    T(waitid(P_PGID, -1, &i, WEXITED));
    T(waitid(P_PIDFD, 99, &i, WEXITED));
    T(waitid(P_PIDFD, 0, &i, WEXITED));
    T(waitid(P_PIDFD, -1, &i, WEXITED));
    T(waitid(P_PID, getpid(), &i, WEXITED));
    T(waitid(P_PID, 1, &i, WEXITED));
    p = fork();
    if (!p) _exit(3);
    T(syscall(SYS_waitid, P_PID, p, 0, WEXITED, &u));
    T(u.ru_utime.tv_sec);
    p = fork();
    if (!p) _exit(3);
    T(waitid(P_PID, p, (void *)8, WEXITED));
    T(waitid(P_PID, p, &i, WEXITED));
    p = fork();
    if (!p) _exit(4);
    T(wait4(p, (void *)8, 0, 0));
    T(wait4(p, &s, 0, 0));
    p = fork();
    if (!p) _exit(5);
    T(wait4(p, 0, 0, &u) == p);
    T(wait4(-1, &s, 0x10000, 0));
    T(wait4(-1, &s, WNOHANG, 0));
    T(wait4(INT_MIN, &s, 0, 0));
    T(wait4(0, &s, WNOHANG, 0));
    T(wait4(-99999, &s, WNOHANG, 0));
    int a = fork();
    if (!a) {
        setpgid(0, 0);
        usleep(3000);
        _exit(1);
    }
    setpgid(a, a);
    int b = fork();
    if (!b) {
        usleep(1000);
        _exit(2);
    }
    T(waitpid(-a, &s, 0) == a);
    T(WEXITSTATUS(s));
    T(waitpid(0, &s, 0) == b);
    int fd;
    a = fork();
    if (!a) _exit(9);
    fd = syscall(SYS_pidfd_open, a, 0);
    T(fd >= 0);
    T(events(fd, POLLIN) >= 0);
    show("pidfd", waitid(P_PIDFD, fd, &i, WEXITED), &i, a);
    show("pidfd gone", waitid(P_PIDFD, fd, &i, WEXITED), &i, a);
    T(syscall(SYS_pidfd_send_signal, fd, 0, 0, 0));
    T(syscall(SYS_pidfd_open, a, 0));
    T(syscall(SYS_pidfd_open, getpid(), 1));
    T(syscall(SYS_pidfd_open, -1, 0));
    signal(SIGCHLD, SIG_IGN);
    a = fork();
    if (!a) _exit(1);
    show("ignored", waitid(P_PID, a, &i, WEXITED), &i, a);
    signal(SIGCHLD, SIG_DFL);
    a = fork();
    if (!a) {
        int g = fork();
        if (!g) {
            usleep(2000);
            _exit(getppid() == 1 ? 0 : 1);
        }
        _exit(0);
    }
    waitpid(a, &s, 0);
    usleep(10000);
    T(waitpid(-1, &s, WNOHANG));
}
