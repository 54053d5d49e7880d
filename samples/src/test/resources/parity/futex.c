#include "parity.h"
static int w, v;
static long f(int *a, int op, int val, void *t, int *b, int c) { return syscall(SYS_futex, a, op, val, t, b, c); }
static void *sleeper(void *x) {
    f(&w, FUTEX_WAIT, 0, 0, 0, 0);
    __atomic_fetch_add(&v, 1, 5);
    return 0;
}
static pthread_mutex_t mutex;
static void *dies(void *x) {
    pthread_mutex_lock(&mutex);
    return 0;
}
int main() {
    T(f(&w, FUTEX_WAIT, 1, 0, 0, 0));
    T(f(&w, FUTEX_WAIT, 0, &(struct timespec){0, 1000000}, 0, 0));
    T(f(&w, FUTEX_WAKE, 5, 0, 0, 0));
    T(f((int *)((char *)&w + 1), FUTEX_WAKE, 5, 0, 0, 0));
    T(f(0, FUTEX_WAIT, 0, 0, 0, 0));
    T(f(&w, 99, 0, 0, 0, 0));
    pthread_t t[3];
    for (int i = 0; i < 3; i++) pthread_create(t + i, 0, sleeper, 0);
    usleep(50000);
    int u = 0;
    T(f(&w, FUTEX_CMP_REQUEUE, 1, (void *)2, &u, 5));
    T(f(&w, FUTEX_CMP_REQUEUE, 1, (void *)2, &u, 0));
    T(f(&u, FUTEX_WAKE, 9, 0, 0, 0));
    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
    T(v);
    T(f(&w, FUTEX_WAKE_OP, 1, (void *)1, &u, FUTEX_OP(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_EQ, 0)));
    T(u);
    T(f(&w, FUTEX_WAIT_BITSET, 0, 0, 0, 0));
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex, &a);
    pthread_create(t, 0, dies, 0);
    pthread_join(t[0], 0);
    T(pthread_mutex_lock(&mutex) == EOWNERDEAD);
    T(pthread_mutex_consistent(&mutex));
    T(pthread_mutex_unlock(&mutex));
    pthread_barrier_t b;
    T(pthread_barrier_init(&b, 0, 1));
    T(pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD);
    sem_t s;
    sem_init(&s, 0, 0);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    T(sem_timedwait(&s, &now));
    pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT);
    pthread_mutexattr_setrobust(&a, 0);
    T(pthread_mutex_init(&mutex, &a));
    T(pthread_mutex_lock(&mutex));
    T(pthread_mutex_unlock(&mutex));
}
