/* SECCOMP_RET_TRACE with and without a tracer; the tracer changes results. */
#include "parity.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ptrace.h>
#include <elf.h>
#include <sys/user.h>
static int filter(int nr, unsigned act) {
    struct sock_filter f[] = {{0x20, 0, 0, 0}, {0x15, 0, 1, nr}, {6, 0, 0, act}, {6, 0, 0, SECCOMP_RET_ALLOW}};
    struct sock_fprog p = {4, f};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p);
}
int main() {
    CHILD(T(filter(SYS_getppid, SECCOMP_RET_TRACE | 7)); T(syscall(SYS_getppid)));
    unsigned a = SECCOMP_RET_TRACE;
    T(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &a));
    a = SECCOMP_RET_KILL_THREAD;
    T(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &a));
    a = 0x12340000;
    T(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &a));
    fflush(stdout);
    int k = fork(), st;
    if (!k) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        filter(SYS_getpgid, SECCOMP_RET_TRACE | 42);
        printf("getpgid %ld\n", (long)syscall(SYS_getpgid, 0) > 0);
        printf("again %ld\n", (long)syscall(SYS_getpgid, 999999));
        fflush(stdout);
        _exit(5);
    }
    T(waitpid(k, &st, 0) == k);
    T(WSTOPSIG(st));
    T(ptrace(PTRACE_SETOPTIONS, k, 0, 0x80));
    T(ptrace(PTRACE_CONT, k, 0, 0));
    T(waitpid(k, &st, 0) == k);
    printf("%x\n", st >> 8);
    unsigned long m = 0;
    T(ptrace(PTRACE_GETEVENTMSG, k, 0, &m));
    T(m);
    struct {
        unsigned long pc, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0, a1, a2, a3, a4, a5, a6, a7, rest[14];
    } r;
    struct iovec v = {&r, sizeof r};
    T(ptrace(PTRACE_GETREGSET, k, NT_PRSTATUS, &v));
    T(r.a7);
    T(ptrace(PTRACE_CONT, k, 0, 0));
    T(waitpid(k, &st, 0) == k);
    printf("%x\n", st >> 8);
    T(ptrace(PTRACE_GETREGSET, k, NT_PRSTATUS, &v));
    T(r.a0);
    r.a7 = SYS_getuid;
    T(ptrace(PTRACE_SETREGSET, k, NT_PRSTATUS, &v));
    T(ptrace(PTRACE_CONT, k, 0, 0));
    T(waitpid(k, &st, 0) == k);
    T(WIFEXITED(st));
    T(WEXITSTATUS(st));
}
