/* Children without an exit signal, and who may wait for them. */
#include "parity.h"
#include <linux/wait.h>
static char stack[65536] __attribute__((aligned(16)));
static int run(void *a) { _exit((long) a); }
static pid_t make(int flags, long code) { return clone(run, stack + sizeof stack, flags, (void *) code); }
static volatile int got;
static void on(int n) { got = n; }
int main() {
    int s = 0;
    signal(SIGCHLD, on); signal(SIGUSR1, on);
    pid_t p = make(0, 3);
    T(p > 0);
    usleep(10000);
    T(waitpid(p, &s, 0));
    T(waitpid(p, &s, WNOHANG));
    T(waitpid(p, &s, __WCLONE) == p); T(WEXITSTATUS(s)); T(got);
    p = make(0, 4); T(waitpid(-1, &s, __WALL) == p); T(WEXITSTATUS(s));
    p = make(SIGUSR1, 5); T(waitpid(p, &s, 0)); T(waitpid(p, &s, __WALL) == p); T(got == SIGUSR1); T(WEXITSTATUS(s));
    got = 0;
    p = make(SIGCHLD, 6); T(waitpid(p, &s, __WCLONE)); T(waitpid(p, &s, 0) == p); T(got == SIGCHLD); T(WEXITSTATUS(s));
    p = make(SIGUSR1, 7); usleep(10000); T(waitpid(-1, &s, WNOHANG)); T(waitpid(-1, &s, WNOHANG | __WCLONE) == p);
    siginfo_t i = {0};
    p = make(0, 8);
    T(waitid(P_PID, p, &i, WEXITED)); T(waitid(P_PID, p, &i, WEXITED | __WCLONE)); T(i.si_status); T(i.si_code);
    p = make(0, 9); T(waitid(P_ALL, 0, &i, WEXITED | __WALL)); T(i.si_status);
    p = make(0, 1); pid_t q = make(SIGCHLD, 2);
    T(waitpid(-1, &s, 0) == q); T(waitpid(-1, &s, 0)); T(waitpid(-1, &s, __WCLONE) == p);
    T(waitpid(-1, &s, __WALL));
    T(waitpid(-1, &s, __WNOTHREAD));
    p = make(65, 1); T(p > 0);
    /* exec gives the child its SIGCHLD back */
    p = fork();
    if (!p) { p = make(0, 0); _exit(waitpid(p, &s, __WALL) == p ? 42 : 43); }
    T(waitpid(p, &s, 0) == p); T(WEXITSTATUS(s));
    T(waitpid(-1, &s, 0x8));
    T(syscall(SYS_clone, CLONE_THREAD | SIGCHLD, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_SIGHAND | SIGCHLD, 0, 0, 0, 0));
}
