#include "parity.h"
/* What stays as it is when attributes are set, whom ioprio_set means, and numbers that are nobody's. */
struct attributes {
    unsigned size, policy;
    unsigned long flags;
    int nice;
    unsigned priority;
    unsigned long runtime, deadline, period;
    unsigned least, most;
};

static long set(unsigned size, unsigned policy, unsigned long flags, int nice, unsigned priority) {
    struct attributes a = {size, policy, flags, nice, priority};
    return syscall(SYS_sched_setattr, 0, &a, 0);
}

static void now(void) {
    struct attributes a = {0};
    syscall(SYS_sched_getattr, 0, &a, 48, 0);
    printf("policy %u nice %d priority %u\n", a.policy, a.nice, a.priority);
}

int main(void) {
    struct timespec t = {9, 9};
    unsigned long mask = 1;
    T(set(48, 0, 0, 5, 0));
    now();
    T(set(48, 3, 0x10, 7, 0));
    now();
    T(set(48, 0, 8, 6, 0));
    now();
    T(set(48, -1, 8, 6, 0));
    T(set(48, 1, 0, 0, 7));
    now();
    T(set(48, 2, 0x10, 0, 0));
    now();
    T(set(48, 0, 0x18, 3, 0));
    now();
    T(set(48, 0, 0, 0, 0));
    T(set(48, 0, 0x20, 0, 0));
    T(set(56, 0, 0x20, 0, 0));
    T(set(56, 0, 0x60, 0, 0));
    T(syscall(SYS_sched_rr_get_interval, 0, &t));
    printf("%ld %ld\n", t.tv_sec, t.tv_nsec);
    T(syscall(SYS_sched_setaffinity, -1, 8, &mask));
    T(syscall(SYS_sched_setaffinity, 99999, 8, &mask));
    T(syscall(SYS_ioprio_get, 1, -1));
    T(syscall(SYS_ioprio_get, 2, 99999));
    T(syscall(SYS_ioprio_set, 1, -1, 0));
    T(syscall(SYS_ioprio_set, 2, 99999, 0));
    T(syscall(SYS_ioprio_set, 3, 4711, 0));
    setpgid(0, 0);
    int child = fork();
    if (child == 0) {
        pause();
    }
    T(syscall(SYS_ioprio_set, 2, 0, 2 << 13 | 3));
    printf("%d of the group\n", syscall(SYS_ioprio_get, 1, child) == (2 << 13 | 3));
    T(syscall(SYS_ioprio_set, 2, 0, 0));
    if (fork() == 0) {
        setuid(99);
        T(syscall(SYS_ioprio_set, 3, 0, 2 << 13));
        T(syscall(SYS_ioprio_set, 3, 99, 2 << 13 | 1));
        T(syscall(SYS_ioprio_get, 3, 0));
        T(syscall(SYS_ioprio_set, 2, 0, 2 << 13));
        exit(0);
    }
    waitpid(-1, 0, 0);
    kill(child, SIGKILL);
}
