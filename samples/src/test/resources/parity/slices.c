/* The time that an ordinary task asks to run at a stretch. */
#include "parity.h"
struct attributes {
    unsigned size, policy;
    unsigned long flags;
    int nice;
    unsigned priority;
    unsigned long runtime, deadline, period;
    unsigned least, most;
};
static void show(const char *what) {
    struct attributes a;
    long result = syscall(SYS_sched_getattr, 0, &a, sizeof a, 0);
    printf("%s: %ld policy %u nice %d priority %u flags %lx runtime %lu\n", what, result, a.policy, a.nice, a.priority, a.flags, a.runtime);
    fflush(stdout);
}
static void set(int policy, int nice, int priority, unsigned long flags, unsigned long runtime) {
    struct attributes a = {sizeof a, policy, flags, nice, priority, runtime};
    printf("set policy %d runtime %lu: %d", policy, runtime, (int)syscall(SYS_sched_setattr, 0, &a, 0));
    show("");
}
int main(void) {
    struct sched_param none = {0}, ten = {10};
    show("at first");
    set(SCHED_OTHER, 3, 0, 0, 5000000);
    set(SCHED_OTHER, 0, 0, 0, 1);
    set(SCHED_BATCH, 0, 0, 0, 1UL << 62);
    set(SCHED_OTHER, 0, 0, 0, -1UL);
    set(SCHED_IDLE, 0, 0, 0, 123456);
    set(SCHED_OTHER, 0, 0, 0, 0);
    set(SCHED_OTHER, 0, 0, 0, 2345678);
    T(sched_setscheduler(0, SCHED_BATCH, &none));
    show("another policy");
    T(setpriority(PRIO_PROCESS, 0, 4));
    show("nicer");
    CHILD(show("child"));
    set(SCHED_FIFO, 0, 9, 0, 7654321);
    T(sched_setparam(0, &ten));
    show("real time");
    T(sched_setscheduler(0, SCHED_OTHER, &none));
    show("ordinary again");
    set(SCHED_IDLE, 7, 0, 0, 0);
    T(getpriority(PRIO_PROCESS, 0));
    set(SCHED_OTHER, 100, 0, 0, 0);
    set(SCHED_OTHER, -100, 0, 0, 0);
    CHILD(setuid(1000); set(SCHED_OTHER, -20, 0, 0, 0); set(SCHED_OTHER, 5, 0, 0, 200000); set(SCHED_BATCH, 4, 0, 0, 300000); set(SCHED_IDLE, 4, 0, 0, 0);
          set(SCHED_OTHER, 5, 0, 0, 0));
    set(SCHED_OTHER, 0, 0, 1, 3456789);
    CHILD(show("reset child"));
}
