#include "parity.h"
/* What a child and a thread have of their parent's: timer slack and what it goes back to, I/O priority, memory policy; and small calls on one's own process. */
static void show(const char *who) {
    int mode = -1;
    unsigned long nodes[4] = {0};
    syscall(SYS_get_mempolicy, &mode, nodes, 64, 0, 0);
    printf("%s: slack %d priority %ld policy %d %ld flusher %d nice %d\n", who, prctl(PR_GET_TIMERSLACK), syscall(SYS_ioprio_get, 1, 0), mode, nodes[0],
        prctl(58, 0, 0, 0, 0), getpriority(PRIO_PROCESS, 0));
    fflush(stdout);
}

static void *thread(void *unused) {
    show("thread");
    prctl(PR_SET_TIMERSLACK, 7);
    prctl(PR_SET_TIMERSLACK, 0);
    printf("back to %d\n", prctl(PR_GET_TIMERSLACK));
    return 0;
}

int main(int count, char **arguments) {
    unsigned long nodes = 1;
    pthread_t other;
    struct iovec here = {&nodes, 8};
    if (count > 1) {
        show("program");
        return 0;
    }
    prctl(PR_SET_TIMERSLACK, 200000);
    syscall(SYS_ioprio_set, 1, 0, 2 << 13 | 5);
    syscall(SYS_set_mempolicy, 2, &nodes, 8);
    T(prctl(57, 1, 0, 0, 0));
    show("parent");
    pthread_create(&other, 0, thread, 0);
    pthread_join(other, 0);
    if (fork() == 0) {
        thread(0);
        execl("/proc/self/exe", "x", "y", NULL);
    }
    wait(0);
    prctl(PR_SET_TIMERSLACK, 0);
    printf("back to %d\n", prctl(PR_GET_TIMERSLACK));
    T(prctl(57, 2, 0, 0, 0));
    T(prctl(57, 0, 1, 0, 0));
    T(prctl(58, 1, 0, 0, 0));
    T(prctl(71, 0, 0));
    T(prctl(71, 1, 1));
    T(prctl(71, 2, 0));
    T(prctl(71, 0, 2));
    if (fork() == 0) {
        setpriority(PRIO_PROCESS, 0, -5);
        sched_setscheduler(0, SCHED_OTHER | 0x40000000, &(struct sched_param){0});
        if (fork() == 0) {
            show("reset");
            exit(0);
        }
        wait(0);
        setuid(99);
        T(prctl(57, 1, 0, 0, 0));
        T(prctl(58, 0, 0, 0, 0));
        exit(0);
    }
    wait(0);
    T(syscall(SYS_rt_sigsuspend, 0, 8));
    T(syscall(SYS_process_vm_readv, getpid(), 0, 0, (void *)-1, 1, 0));
    T(syscall(SYS_process_vm_readv, getpid(), &here, 1, (void *)-1, 1, 0));
}
