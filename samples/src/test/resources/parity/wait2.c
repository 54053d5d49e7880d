#include "parity.h"
static void on(int s) {}
int main() {
    int s;
    siginfo_t i;
    struct rusage u;
    int p = fork();
    if (!p) {
        setpgid(0, 0);
        _exit(3);
    }
    setpgid(p, p);
    T(waitpid(-p, &s, 0) == p);
    T(WEXITSTATUS(s));
    T(waitpid(-p, &s, 0));
    T(waitpid(INT_MIN, &s, 0));
    T(waitid(P_PGID, 0, &i, WEXITED));
    T(waitid(99, 0, &i, WEXITED));
    T(waitid(P_PID, 0, &i, WEXITED));
    T(waitid(P_PID, -1, &i, WEXITED));
    p = fork();
    if (!p) pause();
    memset(&i, 1, sizeof i);
    T(waitid(P_PID, p, &i, WEXITED | WNOHANG));
    T(i.si_pid);
    T(wait4(p, &s, WNOHANG, &u));
    kill(p, SIGSTOP);
    T(waitid(P_PID, p, &i, WSTOPPED | WNOWAIT));
    printf("%d %d\n", i.si_code, i.si_status);
    T(waitid(P_PID, p, &i, WSTOPPED));
    T(waitid(P_PID, p, &i, WSTOPPED | WNOHANG));
    kill(p, SIGCONT);
    T(waitid(P_PID, p, &i, WCONTINUED));
    printf("%d %d\n", i.si_code, i.si_status);
    kill(p, SIGTERM);
    T(waitid(P_ALL, 0, &i, WEXITED));
    printf("%d %d\n", i.si_code, i.si_status);
    p = fork();
    if (!p) _exit(1);
    T(waitpid(p, (int *)8, 0));
    T(waitpid(p, &s, 0));
    p = fork();
    if (!p) _exit(2);
    T(wait4(p, &s, 0, (void *)8));
    p = fork();
    if (!p) _exit(4);
    T(waitid(P_PID, p, (void *)8, WEXITED));
    T(waitid(P_PID, p, 0, WEXITED));
    p = fork();
    if (!p) _exit(4);
    T(waitid(P_PID, p, 0, WEXITED));
    T(wait4(-1, 0, 0x10, 0));
    T(wait4(-1, 0, __WALL | __WNOTHREAD | __WCLONE, 0));
    p = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (!p) _exit(6);
    T(waitpid(p, &s, __WALL) == p);
    signal(SIGUSR1, on);
    p = syscall(SYS_clone, SIGUSR1, 0, 0, 0, 0);
    if (!p) _exit(7);
    while (waitpid(-1, &s, __WALL) != p)
        ;
    T(WEXITSTATUS(s));
    struct sigaction a = {0};
    a.sa_handler = SIG_DFL;
    a.sa_flags = SA_NOCLDWAIT;
    sigaction(SIGCHLD, &a, 0);
    p = fork();
    if (!p) _exit(1);
    T(waitpid(p, &s, 0));
    a.sa_flags = 0;
    sigaction(SIGCHLD, &a, 0);
    struct sigaction r = {0};
    r.sa_handler = on;
    sigaction(SIGALRM, &r, 0);
    p = fork();
    if (!p) { pause(); }
    alarm(1);
    T(waitpid(p, &s, 0));
    kill(p, 9);
    T(waitpid(p, &s, 0) == p);
    T(WTERMSIG(s));
    int pp[2];
    pipe(pp);
    p = fork();
    if (!p) {
        if (fork()) _exit(0);
        close(pp[1]);
        while (getppid() != 1)
            ;
        write(2, "", 0);
        _exit(0);
    }
    T(waitpid(p, &s, 0) == p);
}
