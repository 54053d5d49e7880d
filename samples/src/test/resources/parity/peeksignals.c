/* PTRACE_PEEKSIGINFO: signals that wait, a few at a time, into memory that ends. */
#include "parity.h"
#include <sys/ptrace.h>
static int child;
static void peek(unsigned long off, unsigned flags, int count, siginfo_t *to) {
    struct __ptrace_peeksiginfo_args args = {off, flags, count};
    errno = 0;
    long got = ptrace(PTRACE_PEEKSIGINFO, child, &args, to);
    printf("peek %lx %u %d: %ld %s\n", off, flags, count, got, errno ? strerrorname_np(errno) : "");
    for (long i = 0; i < got && i < 3; i++) {
        printf("  %d code %d value %d\n", to[i].si_signo, to[i].si_code, to[i].si_value.sival_int);
    }
}
int main(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, 0);
    child = fork();
    if (child == 0) {
        for (;;) {
            pause();
        }
    }
    for (int i = 0; i < 12; i++) {
        sigqueue(child, i % 4 == 3 ? SIGUSR1 : SIGRTMIN + 3, (union sigval){i});
    }
    T(ptrace(PTRACE_ATTACH, child, 0, 0));
    waitpid(child, 0, 0);
    long page = sysconf(_SC_PAGESIZE);
    char *two = mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(two + page, page, PROT_READ);
    siginfo_t many[20];
    peek(0, 1, 20, many);
    peek(0, 0, 20, many);
    peek(8, 1, 5, many);
    peek(20, 1, 5, many);
    peek(-1UL, 1, 5, many);
    peek(0, 1, 0, many);
    peek(0, 1, -1, many);
    peek(0, 2, 5, many);
    peek(0, 1, 5, (siginfo_t *)(two + page - 2 * sizeof(siginfo_t)));
    peek(0, 1, 5, (siginfo_t *)(two + page - 5));
    peek(0, 1, 5, (siginfo_t *)(two + page));
    ptrace(PTRACE_KILL, child, 0, 0);
    waitpid(child, 0, 0);
    peek(0, 1, 5, many);
    return 0;
}
