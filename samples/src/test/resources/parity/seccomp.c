#include "parity.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/audit.h>
static void sys(int s, siginfo_t *i, void *c) {
    printf("SIGSYS code %d syscall %d errno %d\n", i->si_code, i->si_syscall, i->si_errno);
    fflush(stdout);
}
static int install(int nr, int action, int flags) {
    struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
                              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_RISCV64, 0, 3),
                              BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
                              BPF_STMT(BPF_RET | BPF_K, action),
                              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog p = {6, f};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &p);
}
static int child(int nr, int action) {
    int s, p = fork();
    if (!p) {
        install(nr, action, 0);
        syscall(nr);
        _exit(3);
    }
    waitpid(p, &s, 0);
    return WIFSIGNALED(s) ? 1000 + WTERMSIG(s) : WEXITSTATUS(s);
}
int main() {
    setvbuf(stdout, 0, _IONBF, 0);
    T(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    T(install(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV, 0));
    T(syscall(SYS_getppid));
    T(prctl(PR_GET_SECCOMP));
    T(install(SYS_getppid, SECCOMP_RET_ERRNO | EBUSY, 0));
    T(syscall(SYS_getppid));
    struct sigaction a = {.sa_sigaction = sys, .sa_flags = SA_SIGINFO};
    sigaction(SIGSYS, &a, 0);
    T(install(SYS_getsid, SECCOMP_RET_TRAP | 5, 0));
    syscall(SYS_getsid, 0);
    T(child(SYS_sched_yield, SECCOMP_RET_KILL_PROCESS));
    T(child(SYS_sched_yield, SECCOMP_RET_KILL_THREAD));
    T(child(SYS_sched_yield, SECCOMP_RET_LOG));
    T(child(SYS_sched_yield, SECCOMP_RET_TRACE));
    struct sock_filter bad[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0)};
    struct sock_fprog p = {1, bad};
    T(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p));
    p.len = 0;
    T(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p));
    T(syscall(SYS_seccomp, 99, 0, 0));
    int s, q = fork();
    if (!q) {
        syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, 0);
        write(1, "strict\n", 7);
        getuid();
        _exit(0);
    }
    waitpid(q, &s, 0);
    T(s);
}
