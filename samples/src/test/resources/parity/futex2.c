/* futex_wait, futex_wake, futex_requeue and futex_waitv; what a signal interrupts waits no more. */
#include "parity.h"
struct waitv {
    unsigned long val, addr;
    unsigned flags, reserved;
};
static unsigned a, b, c;
static volatile int n;
static void alrm(int s) { n++; }
static void *sleeper(void *p) {
    struct waitv v[3] = {{0, (long)&a, 0x82, 0}, {0, (long)&b, 0x82, 0}, {0, (long)&c, 0x82, 0}};
    return (void *)syscall(449, v, 3, 0, 0, 0);
}
static void *waiter(void *p) { return (void *)syscall(455, p, 0, (long)0xffffffff, 0x82, 0, 0); }
static void settle(void) {
    for (int i = 0; i < 20; i++) sched_yield();
    usleep(20000);
}
int main() {
    struct timespec t = {0, 1000000}, bad = {0, 1000000000}, now;
    T(syscall(454, &a, 1, 1, 0x82));
    T(syscall(454, &a, 0, 1, 0x82));
    T(syscall(454, &a, 1, 1, 0));
    T(syscall(454, &a, 1, 1, 0x8000));
    T(syscall(454, (char *)&a + 1, 1, 1, 2));
    T(syscall(454, 0, 1, 1, 2));
    T(syscall(454, &a, 1L << 33, 1, 2));
    T(syscall(455, &a, 1, 1, 2, 0, 0));
    T(syscall(455, &a, 0, 0, 2, 0, 0));
    T(syscall(455, &a, 0, 1, 2, &t, 1));
    T(syscall(455, &a, 0, 1, 2, &bad, 1));
    T(syscall(455, &a, 0, 1, 2, &t, 7));
    T(syscall(455, 0, 0, 1, 2, 0, 0));
    struct waitv v[2] = {{0, (long)&a, 2, 0}, {5, (long)&b, 2, 0}};
    T(syscall(449, v, 2, 0, 0, 0));
    T(syscall(449, v, 0, 0, 0, 0));
    T(syscall(449, v, 129, 0, 0, 0));
    T(syscall(449, v, 2, 1, 0, 0));
    T(syscall(449, 0, 1, 0, 0, 0));
    v[1].val = 0;
    T(syscall(449, v, 2, 0, &t, 1));
    v[1].reserved = 1;
    T(syscall(449, v, 2, 0, &t, 1));
    v[1].reserved = 0;
    v[1].flags = 0;
    T(syscall(449, v, 2, 0, &t, 1));
    v[1].flags = 2;
    pthread_t p;
    void *r;
    pthread_create(&p, 0, sleeper, 0);
    settle();
    T(syscall(454, &b, 1, 5, 0x82));
    pthread_join(p, &r);
    T((long)r);
    pthread_create(&p, 0, sleeper, 0);
    settle();
    T(syscall(SYS_futex, &c, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 5));
    pthread_join(p, &r);
    T((long)r);
    T(syscall(454, &a, 1, 5, 0x82));
    T(syscall(454, &b, 1, 5, 0x82));
    pthread_t q;
    pthread_create(&p, 0, waiter, &a);
    pthread_create(&q, 0, waiter, &a);
    settle();
    v[0].flags = v[1].flags = 0x82;
    T(syscall(456, v, 0, 1, 1));
    pthread_join(p, &r);
    T(syscall(454, &a, 1, 5, 0x82));
    T(syscall(454, &b, -1 & 0xffffffff, 5, 0x82));
    pthread_join(q, &r);
    T(syscall(456, v, 1, 1, 1));
    v[0].val = 9;
    T(syscall(456, v, 0, 1, 1));
    T(syscall(456, 0, 0, 1, 1));
    struct sigaction sa = {.sa_handler = alrm};
    sigaction(SIGALRM, &sa, 0);
    struct itimerval it = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &it, 0);
    T(syscall(SYS_futex, &a, FUTEX_WAIT, 0, 0));
    T(n);
    T(syscall(SYS_futex, &a, FUTEX_WAKE, 1));
    setitimer(ITIMER_REAL, &it, 0);
    v[0].val = 0;
    v[0].flags = v[1].flags = 2;
    T(syscall(449, v, 2, 0, 0, 0));
    T(n);
    T(syscall(SYS_futex, &a, FUTEX_WAKE, 1));
    T(syscall(SYS_futex, &b, FUTEX_WAKE, 1));
    T(syscall(SYS_futex, &a, 99, 0));
    T(syscall(SYS_futex, (char *)&a + 2, FUTEX_WAKE, 1));
    T(syscall(SYS_futex, &a, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 1, 0));
    T(syscall(SYS_futex, &a, FUTEX_WAIT_BITSET, 0, &t, 0, 0));
    T(syscall(SYS_futex, &a, FUTEX_WAIT, 0, &bad));
    T(syscall(SYS_futex, &a, FUTEX_CMP_REQUEUE, 1, -1L, &b, 0));
    T(syscall(SYS_futex, &a, FUTEX_WAKE, -1));
}
