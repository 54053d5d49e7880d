#include "parity.h"
static void show(int r, int s) {
    printf("%d exited %d %d signaled %d %d stopped %d %d continued %d\n", r > 0, WIFEXITED(s), WIFEXITED(s) ? WEXITSTATUS(s) : 0,
           WIFSIGNALED(s), WIFSIGNALED(s) ? WTERMSIG(s) : 0, WIFSTOPPED(s), WIFSTOPPED(s) ? WSTOPSIG(s) : 0, WIFCONTINUED(s));
    fflush(stdout);
}
int main() {
    int s = 0, p = fork();
    if (!p) _exit(300);
    T(waitpid(-1, &s, WNOHANG | 0x40));
    show(waitpid(p, &s, 0), s);
    T(wait(&s));
    p = fork();
    if (!p) {
        raise(SIGSTOP);
        pause();
    }
    show(waitpid(p, &s, WUNTRACED), s);
    T(waitpid(p, &s, WNOHANG | WUNTRACED));
    kill(p, SIGCONT);
    show(waitpid(p, &s, WCONTINUED), s);
    kill(p, SIGKILL);
    show(waitpid(p, &s, 0), s);
    p = fork();
    if (!p) {
        struct rlimit z = {0, 0};
        setrlimit(RLIMIT_CORE, &z);
        abort();
    }
    show(waitpid(p, &s, 0), s);
    siginfo_t i;
    p = fork();
    if (!p) _exit(7);
    T(waitid(P_PID, p, &i, WEXITED | WNOWAIT));
    printf("%d %d %d\n", i.si_signo, i.si_code, i.si_status);
    T(waitid(P_ALL, 0, &i, WEXITED));
    T(waitid(P_ALL, 0, &i, WEXITED));
    T(waitid(P_ALL, 0, &i, 0));
    T(waitpid(-9999, 0, 0));
    T(waitpid(1, 0, WNOHANG));
    signal(SIGCHLD, SIG_IGN);
    p = fork();
    if (!p) _exit(1);
    T(waitpid(p, &s, 0));
    signal(SIGCHLD, SIG_DFL);
    p = vfork();
    if (!p) _exit(9);
    show(waitpid(p, &s, 0), s);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    p = fork();
    if (!p) {
        if (!fork()) {
            usleep(30000);
            _exit(5);
        }
        _exit(4);
    }
    show(waitpid(p, &s, 0), s);
    show(wait(&s), s);
}
