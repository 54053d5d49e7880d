/* A signal that a tracer lets a tracee go on with: from the kernel after a call, from the tracer after another signal. */
#include "parity.h"
#include <sys/ptrace.h>
static int child;
static void step(int request, int signal) {
    int status;
    long r = ptrace(request, child, 0, signal);
    waitpid(child, &status, 0);
    printf("%d %ld: %x", request, r, status);
    siginfo_t si;
    memset(&si, 0, sizeof si);
    if (!WIFEXITED(status) && ptrace(PTRACE_GETSIGINFO, child, 0, &si) == 0) {
        printf(" %d %x %d %d", si.si_signo, si.si_code, si.si_pid == getpid() ? -1 : si.si_pid == child ? -2 : si.si_pid, si.si_uid);
    }
    puts("");
}
static void on(int s, siginfo_t *si, void *c) {}
int main() {
    int status;
    child = fork();
    if (child == 0) {
        struct sigaction sa = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
        sigaction(SIGUSR1, &sa, 0);
        sigaction(SIGUSR2, &sa, 0);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGUSR2);
        for (int i = 0; i < 30; i++) {
            getppid();
        }
        _exit(3);
    }
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
    step(PTRACE_SYSCALL, SIGUSR1);
    step(PTRACE_SYSCALL, SIGUSR2);
    step(PTRACE_SYSCALL, SIGUSR2);
    step(PTRACE_SYSCALL, 0);
    step(PTRACE_SYSCALL, SIGUSR1);
    step(PTRACE_SYSCALL, SIGUSR1);
    step(PTRACE_SYSCALL, SIGUSR2);
    siginfo_t mine;
    memset(&mine, 0, sizeof mine);
    mine.si_signo = SIGUSR2;
    mine.si_errno = 5;
    mine.si_code = -7;
    mine.si_pid = 77;
    mine.si_uid = 88;
    T(ptrace(PTRACE_SETSIGINFO, child, 0, &mine));
    step(PTRACE_SYSCALL, SIGUSR1);
    T(ptrace(PTRACE_SETSIGINFO, child, 0, &mine));
    step(PTRACE_SYSCALL, SIGUSR2);
    for (int i = 0; i < 100 && kill(child, 0) == 0; i++) {
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
    }
    printf("%x\n", status);
}
