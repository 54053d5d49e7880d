/* PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG and PTRACE_SET_. */
#include "parity.h"
#include <sys/ptrace.h>

struct config {
    uint64_t mode, selector, offset, length;
};
static volatile char selector = 0;

static void on(int signal, siginfo_t *info, void *context) {
    selector = 0;
    printf("SIGSYS code %d call %d\n", info->si_code, info->si_syscall);
}

int main(void) {
    int child = fork();
    if (child == 0) {
        struct sigaction action = {.sa_sigaction = on, .sa_flags = SA_SIGINFO};
        sigaction(SIGSYS, &action, 0);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        selector = 1;
        syscall(SYS_getppid);
        printf("after\n");
        fflush(stdout);
        raise(SIGSTOP);
        _exit(0);
    }
    struct config c = {9, 9, 9, 9};
    waitpid(child, 0, 0);
    T(ptrace(0x4211, child, sizeof c, &c));
    printf("%d %d %d %d\n", (int)c.mode, c.selector == 0, (int)c.offset, (int)c.length);
    T(ptrace(0x4211, child, 31, &c));
    T(ptrace(0x4211, child, sizeof c, 8));
    T(ptrace(0x4210, child, sizeof c, 8));
    c = (struct config){2, 0, 0, 0};
    T(ptrace(0x4210, child, sizeof c, &c));
    c = (struct config){0, 1, 0, 0};
    T(ptrace(0x4210, child, sizeof c, &c));
    c = (struct config){1, -1, 0, 0};
    T(ptrace(0x4210, child, sizeof c, &c));
    c = (struct config){1, 0, -1, 5};
    T(ptrace(0x4210, child, sizeof c, &c));
    c = (struct config){1, (uint64_t)&selector, 0, 0};
    T(ptrace(0x4210, child, sizeof c, &c));
    c = (struct config){9, 9, 9, 9};
    T(ptrace(0x4211, child, sizeof c, &c));
    printf("%d %d %d %d\n", (int)c.mode, c.selector == (uint64_t)&selector, (int)c.offset, (int)c.length);
    int status;
    for (int stops = 0; stops < 3; stops++) {
        T(ptrace(PTRACE_CONT, child, 0, stops == 1 ? SIGSYS : 0));
        waitpid(child, &status, 0);
        printf("status %x\n", status);
        if (WIFEXITED(status)) {
            break;
        }
    }
    return 0;
}
