/* ptrace(2): all threads of a process that a signal kills stop once more before they end. */
#include "parity.h"
#include <linux/ptrace.h>

static long pt(long request, pid_t pid, unsigned long addr, unsigned long data) { return syscall(SYS_ptrace, request, pid, addr, data); }

static pid_t leader, other;
static int next(pid_t which, int flags) {
    int s = 0;
    pid_t pid = waitpid(which, &s, flags);
    printf("%s %x %s\n", pid == leader ? "leader" : pid == other ? "other" : pid == 0 ? "nobody" : "error", pid > 0 ? s : 0,
           pid < 0 ? strerrorname_np(errno) : ""), fflush(stdout);
    return s;
}

static unsigned long message(pid_t pid) {
    unsigned long m = -1;
    pt(PTRACE_GETEVENTMSG, pid, 0, (unsigned long)&m);
    return m;
}

static int which_signal;
static void *waits(void *self) {
    if (self)
        syscall(SYS_tgkill, getpid(), gettid(), which_signal);
    for (;;)
        pause();
}

static void begin(int self) {
    if ((leader = fork()) == 0) {
        pthread_t t;
        pt(PTRACE_TRACEME, 0, 0, 0), raise(SIGSTOP);
        pthread_create(&t, NULL, waits, self ? "" : NULL);
        for (;;)
            pause();
    }
    next(leader, 0);
    T(pt(PTRACE_SETOPTIONS, leader, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT));
    T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0), other = message(leader);
    next(other, __WALL), T(pt(PTRACE_CONT, leader, 0, 0)), T(pt(PTRACE_CONT, other, 0, 0));
}

int main() {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    for (int i = 0; i < 4; i++) {
        which_signal = (int[]){SIGKILL, SIGTERM, SIGABRT, SIGUSR1}[i];
        printf("-- %d\n", which_signal);
        begin(0);
        usleep(50000);
        kill(leader, which_signal);
        if (which_signal != SIGKILL) {
            next(leader, 0);
            T(pt(PTRACE_CONT, leader, 0, which_signal));
        }
        next(leader, 0), printf("message %lx\n", message(leader));
        next(other, __WALL), printf("message %lx\n", message(other));
        T(pt(PTRACE_CONT, leader, 0, 0));
        usleep(50000), next(leader, WNOHANG);
        T(pt(PTRACE_CONT, other, 0, 0)), next(other, __WALL);
        next(leader, 0);
    }
    printf("-- by the other thread\n");
    which_signal = SIGTERM;
    begin(1);
    next(other, __WALL);
    T(pt(PTRACE_CONT, other, 0, SIGTERM));
    next(leader, 0), printf("message %lx\n", message(leader));
    next(other, __WALL), printf("message %lx\n", message(other));
    T(pt(PTRACE_CONT, other, 0, 0)), next(other, __WALL);
    T(pt(PTRACE_CONT, leader, 0, 0)), next(leader, 0);
    printf("-- killed again\n");
    begin(0);
    usleep(50000);
    kill(leader, SIGKILL);
    next(leader, 0), next(other, __WALL);
    kill(leader, SIGKILL);
    usleep(50000), next(other, __WALL | WNOHANG), next(leader, WNOHANG);
    T(pt(PTRACE_CONT, leader, 0, 0)), T(pt(PTRACE_CONT, other, 0, 0));
    next(other, __WALL), next(leader, 0);
    printf("-- let go\n");
    begin(0);
    usleep(50000);
    kill(leader, SIGKILL);
    next(leader, 0), next(other, __WALL);
    T(pt(PTRACE_DETACH, other, 0, 0)), T(pt(PTRACE_DETACH, leader, 0, 0));
    next(leader, 0);
}
