#include "parity.h"
#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif
static volatile char selector;
static volatile int seen;
static void handler(int s, siginfo_t *i, void *c) {
    selector = 0;
    seen++;
    printf("signal %d code %d call %d errno %d arch %x\n", s, i->si_code, i->si_syscall, i->si_errno, i->si_arch);
}
static long dispatch(long mode, long start, long length, void *at) { return prctl(PR_SET_SYSCALL_USER_DISPATCH, mode, start, length, at); }
static long blocked(long number) {
    selector = 1;
    register long a0 asm("a0") = 77;
    register long a7 asm("a7") = number;
    asm volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
    selector = 0;
    return a0;
}
int main() {
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &a, 0);
    T(dispatch(2, 0, 0, 0));
    T(dispatch(0, 1, 0, 0));
    T(dispatch(0, 0, 1, 0));
    T(dispatch(0, 0, 0, (void *)&selector));
    T(dispatch(1, 10, 0, (void *)&selector));
    T(dispatch(1, -1, 5, (void *)&selector));
    T(dispatch(1, 0, 0, (void *)-4096));
    T(dispatch(1, 0, 0, (void *)&selector));
    printf("%ld seen %d\n", blocked(SYS_getpgid), seen);
    printf("%ld seen %d\n", blocked(9999), seen);
    T(getppid() > 0);
    CHILD(printf("%d\n", blocked(SYS_getpgid) == -ESRCH));
    CHILD(T(dispatch(1, 0, 0, (void *)&selector)); selector = 2; syscall(SYS_getpid));
    CHILD(T(dispatch(1, 0, 0, (void *)16)); syscall(SYS_getpid));
    /* From everywhere, calls are made as ever. */
    T(dispatch(1, 1, (1UL << 62), (void *)&selector));
    printf("%d seen %d\n", blocked(SYS_getpgid) == -ESRCH, seen);
    T(dispatch(0, 0, 0, 0));
    printf("%d seen %d\n", blocked(SYS_getpgid) == -ESRCH, seen);
}
