/* wait4 and waitid: options, groups, stops, ignored children, resource use. */
#include "parity.h"
static void st(int s) {
    printf("  exited %d %d signaled %d %d stopped %d %d continued %d\n", WIFEXITED(s), WIFEXITED(s) ? WEXITSTATUS(s) : 0, WIFSIGNALED(s),
           WIFSIGNALED(s) ? WTERMSIG(s) : 0, WIFSTOPPED(s), WIFSTOPPED(s) ? WSTOPSIG(s) : 0, WIFCONTINUED(s));
}
static void si(siginfo_t *i, int k) {
    printf("  pid %d code %d status %d signo %d\n", i->si_pid == k, i->si_code, i->si_status, i->si_signo);
}
int main() {
    int s = 0;
    siginfo_t i = {0};
    T(wait4(-1, &s, 0, 0));
    T(wait4(-1, &s, 99 << 8, 0));
    T(wait4(INT_MIN, &s, 0, 0));
    T(waitid(P_ALL, 0, &i, WEXITED));
    T(waitid(P_PID, 0, &i, WEXITED));
    T(waitid(P_PID, -1, &i, WEXITED));
    T(waitid(P_PGID, -1, &i, WEXITED));
    T(waitid(P_ALL, 0, &i, WNOHANG));
    int k = fork();
    if (!k) _exit(300);
    T(wait4(k, (void *)8, 0, 0));
    k = fork();
    if (!k) {
        raise(SIGSTOP);
        pause();
    }
    T(waitid(P_PID, k, &i, WSTOPPED | WNOWAIT));
    si(&i, k);
    T(wait4(k, &s, WUNTRACED | WNOHANG, 0) == k);
    st(s);
    T(wait4(k, &s, WUNTRACED | WNOHANG, 0));
    kill(k, SIGCONT);
    T(waitid(P_PID, k, &i, WCONTINUED));
    si(&i, k);
    T(waitid(P_PID, k, &i, WCONTINUED | WNOHANG));
    i.si_pid = 7;
    T(waitid(P_PID, k, &i, WEXITED | WNOHANG));
    T(i.si_pid);
    kill(k, SIGKILL);
    struct rusage r;
    T(waitid(P_ALL, 0, &i, WEXITED | WNOWAIT));
    si(&i, k);
    T(wait4(-1, &s, 0, &r) == k);
    st(s);
    T(r.ru_maxrss >= 0);
    k = fork();
    if (!k) {
        setpgid(0, 0);
        _exit(4);
    }
    setpgid(k, k);
    wait4(k, &s, 0, 0);
    signal(SIGCHLD, SIG_IGN);
    k = fork();
    if (!k) _exit(0);
    T(waitpid(k, &s, 0));
    struct sigaction a = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};
    sigaction(SIGCHLD, &a, 0);
    k = fork();
    if (!k) _exit(0);
    T(waitpid(-1, &s, 0));
    signal(SIGCHLD, SIG_DFL);
    k = fork();
    if (!k) abort();
    T(wait(&s) == k);
    st(s);
    k = fork();
    if (!k) { *(volatile int *)8 = 1; }
    T(waitid(P_PGID, getpgrp(), &i, WEXITED));
    si(&i, k);
    k = fork();
    if (!k) {
        alarm(1);
        pause();
    }
    T(waitid(P_PID, k, 0, WEXITED));
    k = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (!k) _exit(9);
    usleep(1000);
    T(waitpid(k, &s, WNOHANG));
    T(waitpid(k, &s, __WCLONE) == k);
    st(s);
    k = syscall(SYS_clone, SIGUSR1, 0, 0, 0, 0);
    if (!k) _exit(8);
    signal(SIGUSR1, SIG_IGN);
    usleep(1000);
    T(waitpid(k, &s, __WALL) == k);
    st(s);
    int g = fork();
    if (!g) {
        int h = fork();
        if (!h) {
            usleep(3000);
            _exit(getppid() != 1 ? 1 : 0);
        }
        _exit(h > 0 ? 0 : 1);
    }
    T(waitpid(g, &s, 0) == g);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    g = fork();
    if (!g) {
        if (!fork()) {
            usleep(1000);
            _exit(6);
        }
        _exit(0);
    }
    T(waitpid(g, &s, 0) == g);
    T(wait(&s) > 0);
    st(s);
    T(wait(&s));
    T(getrusage(RUSAGE_CHILDREN, &r));
    T(getrusage(99, &r));
    T(getrusage(RUSAGE_SELF, (void *)8));
    T(getrusage(RUSAGE_THREAD, &r));
}
