/* PTRACE_GET_SYSCALL_INFO at each kind of stop, with filters and without PTRACE_O_TRACESYSGOOD. */
#include "parity.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ptrace.h>
static int child, status;
static void told(int request) {
    long r = request ? ptrace(request, child, 0, 0) : 0;
    if (request) {
        waitpid(child, &status, 0);
    }
    printf("%d %ld: %x", request, r, status);
    unsigned char b[100];
    memset(b, 0x55, 100);
    if (WIFSTOPPED(status)) {
        r = ptrace(0x420e, child, 100, b);
        printf(" size %ld op %d arch %x", r, b[0], *(int *)(b + 4));
        if (r > 24) {
            long first = *(long *)(b + 24);
            printf(" %ld %lx", b[0] == 2 && first > 0 ? 1 : first, b[0] == 2 ? (long)b[32] : *(long *)(b + 32));
        }
        if (r > 80) {
            printf(" data %d %x", *(int *)(b + 80), b[84]);
        }
        memset(b, 0x55, 100);
        T(ptrace(0x420e, child, 10, b));
        printf("%d %x %x\n", b[0], b[9], b[10]);
    } else {
        puts("");
    }
}
int main() {
    for (int good = 0; good < 2; good++) {
        child = fork();
        if (child == 0) {
            struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 77), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
            struct sock_fprog p = {4, f};
            sigset_t ended;
            sigemptyset(&ended), sigaddset(&ended, SIGCHLD), sigprocmask(SIG_BLOCK, &ended, NULL); /* which comes at no certain time */
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            ptrace(PTRACE_TRACEME, 0, 0, 0);
            raise(SIGSTOP);
            prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p);
            syscall(SYS_getppid, 11, 12, 13);
            syscall(SYS_getppid, 21, 22, 23);
            chdir((void *)8);
            int grandchild = fork();
            if (grandchild == 0) {
                syscall(SYS_getppid, 31);
                _exit(1);
            }
            waitpid(grandchild, NULL, 0);
            syscall(SYS_exit_group, 9);
        }
        waitpid(child, &status, 0);
        T(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXIT | (good ? PTRACE_O_TRACESYSGOOD : 0)));
        told(0);
        told(PTRACE_CONT);
        told(PTRACE_SYSCALL);
        told(PTRACE_SYSCALL);
        told(PTRACE_SYSCALL);
        told(PTRACE_SYSCALL);
        told(PTRACE_SYSCALL);
        told(PTRACE_SYSCALL);
        told(PTRACE_CONT);
        told(PTRACE_CONT);
    }
}
