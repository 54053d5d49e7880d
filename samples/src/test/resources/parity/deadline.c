/* SCHED_DEADLINE: what is refused, what is told, what forks; the one whose time is up first runs first. */
#include "parity.h"

struct attributes {
    unsigned size, policy;
    unsigned long long flags;
    int nice;
    unsigned priority;
    unsigned long long runtime, deadline, period;
};

static long set(pid_t pid, unsigned long long runtime, unsigned long long deadline, unsigned long long period, int flags, int priority) {
    struct attributes a = {sizeof a, 6, flags, 0, priority, runtime, deadline, period};
    return syscall(SYS_sched_setattr, pid, &a, 0);
}

static void get(void) {
    struct attributes a;
    T(syscall(SYS_sched_getattr, 0, &a, sizeof a, 0));
    printf("%u %llx %d %u %llu %llu %llu\n", a.policy, a.flags, a.nice, a.priority, a.runtime, a.deadline, a.period);
}

#define MS 1000000ULL

int main(void) {
    struct sched_param p = {0};
    struct timespec ts;
    T(set(0, 0, 10 * MS, 10 * MS, 0, 0)), T(set(0, 1000, 10 * MS, 10 * MS, 0, 0)), T(set(0, 1024, 10 * MS, 10 * MS, 0, 0)),
        T(set(0, 11 * MS, 10 * MS, 20 * MS, 0, 0));
    T(set(0, 1 * MS, 20 * MS, 10 * MS, 0, 0)), T(set(0, 1 * MS, 0, 0, 0, 0)), T(set(0, 1 * MS, 10 * MS, 0, 0, 1)),
        T(set(0, 2000, 50000, 50000, 0, 0));
    T(set(0, 1 * MS, 5000 * MS, 5000 * MS, 0, 0)), T(set(0, 1 * MS, 1ULL << 63, 1ULL << 63, 0, 0)), T(set(99999, MS, 10 * MS, 0, 0, 0)),
        T(set(-1, MS, 10 * MS, 0, 0, 0));
    T(set(0, 10 * MS, 30 * MS, 0, 0, 0)), get(), T(sched_getscheduler(0)), T(sched_getparam(0, &p)), printf("%d\n", p.sched_priority);
    T(sched_rr_get_interval(0, &ts)), printf("%ld %ld\n", (long)ts.tv_sec, ts.tv_nsec), T(sched_setparam(0, &p)), T(fork()),
        T(set(0, 10 * MS, 30 * MS, 40 * MS, 1, 0)), get();
    CHILD(get(); T(sched_setscheduler(0, 6, &p)); T(set(0, 10 * MS, 12 * MS, 0, 0, 0)); T(set(0, 2 * MS, 12 * MS, 0, 0, 0));
          T(sched_setscheduler(0, SCHED_OTHER, &p)); get());
    T(sched_setscheduler(0, SCHED_OTHER, &p)), get();
    CHILD(setuid(1000); T(set(0, 10 * MS, 30 * MS, 0, 0, 0)); T(set(0, 40 * MS, 30 * MS, 0, 0, 0)));
    return 0;
}
