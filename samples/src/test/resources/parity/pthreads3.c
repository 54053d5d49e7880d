/* Mutex kinds, robustness, priority inheritance, condition variables, barriers, rwlocks, cancellation, keys. */
#include "parity.h"
static pthread_mutex_t m;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t b;
static pthread_key_t key;
static int ready, serial, order[10], n;
static __thread int tls = 5;
static void *lock_die(void *a) {
    pthread_mutex_lock(&m);
    return 0;
}
static void *try(void *a) { return (void *)(long)pthread_mutex_trylock(&m); }
static void *waiter(void *a) {
    pthread_mutex_lock(&m);
    while (!ready) pthread_cond_wait(&c, &m);
    ready--;
    n++;
    pthread_mutex_unlock(&m);
    return 0;
}
static void *barrier(void *a) {
    for (int i = 0; i < 3; i++)
        if (pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD) serial++;
    return 0;
}
static void cleanup(void *a) { order[n++] = (long)a; }
static void *cancelled(void *a) {
    pthread_cleanup_push(cleanup, (void *)1);
    pthread_cleanup_push(cleanup, (void *)2);
    for (;;) usleep(1000);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return 0;
}
static void destroy(void *v) { order[n++] = (long)v; }
static void *keyed(void *a) {
    pthread_setspecific(key, (void *)9);
    tls++;
    return (void *)(long)tls;
}
static void *exiting(void *a) { pthread_exit((void *)77); }
static void *nocancel(void *a) {
    int o;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &o);
    usleep(5000);
    return (void *)3;
}
static void *async(void *a) {
    int o;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &o);
    for (volatile long i = 0;; i++)
        ;
}
static void *run(void *(*f)(void *)) {
    pthread_t t;
    void *r;
    pthread_create(&t, 0, f, 0);
    pthread_join(t, &r);
    return r;
}
static void kind(int type, int protocol, int robust) {
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, type);
    pthread_mutexattr_setprotocol(&a, protocol);
    pthread_mutexattr_setrobust(&a, robust);
    printf("type %d protocol %d robust %d init %d: ", type, protocol, robust, pthread_mutex_init(&m, &a));
    printf("lock %d other %ld ", pthread_mutex_lock(&m), (long)run(try));
    if (type != PTHREAD_MUTEX_NORMAL) printf("again %d ", pthread_mutex_lock(&m));
    if (type == PTHREAD_MUTEX_RECURSIVE) pthread_mutex_unlock(&m);
    printf("unlock %d ", pthread_mutex_unlock(&m));
    if (type == PTHREAD_MUTEX_ERRORCHECK) printf("unlock again %d ", pthread_mutex_unlock(&m));
    printf("free %ld ", (long)run(try));
    if (robust) {
        int r = pthread_mutex_lock(&m);
        printf("dead %d consistent %d unlock %d ", r, pthread_mutex_consistent(&m), pthread_mutex_unlock(&m));
        run(lock_die);
        r = pthread_mutex_lock(&m);
        printf("dead %d unlock %d lock %d", r, pthread_mutex_unlock(&m), pthread_mutex_lock(&m));
    }
    puts("");
    fflush(stdout);
}
int main() {
    for (int r = 0; r < 2; r++)
        for (int p = 0; p < 2; p++) {
            kind(PTHREAD_MUTEX_NORMAL, p, r);
            kind(PTHREAD_MUTEX_RECURSIVE, p, r);
            kind(PTHREAD_MUTEX_ERRORCHECK, p, r);
        }
    pthread_mutex_init(&m, 0);
    pthread_t t[5];
    void *v;
    for (int i = 0; i < 5; i++) pthread_create(&t[i], 0, waiter, 0);
    usleep(2000);
    pthread_mutex_lock(&m);
    ready = 1;
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    usleep(2000);
    T(n);
    pthread_mutex_lock(&m);
    ready = 4;
    pthread_cond_broadcast(&c);
    pthread_mutex_unlock(&m);
    for (int i = 0; i < 5; i++) pthread_join(t[i], 0);
    T(n);
    struct timespec w;
    clock_gettime(CLOCK_REALTIME, &w);
    w.tv_nsec += 2000000;
    if (w.tv_nsec >= 1000000000) w.tv_sec++, w.tv_nsec -= 1000000000;
    pthread_mutex_lock(&m);
    T(pthread_cond_timedwait(&c, &m, &w));
    T(pthread_mutex_timedlock(&m, &w));
    pthread_mutex_unlock(&m);
    pthread_barrier_init(&b, 0, 4);
    for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, barrier, 0);
    for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
    T(serial);
    n = 0;
    pthread_create(&t[0], 0, cancelled, 0);
    usleep(3000);
    T(pthread_cancel(t[0]));
    pthread_join(t[0], &v);
    T(v == PTHREAD_CANCELED);
    printf("%d %d %d\n", n, order[0], order[1]);
    pthread_create(&t[0], 0, nocancel, 0);
    usleep(1000);
    pthread_cancel(t[0]);
    pthread_join(t[0], &v);
    T((long)v);
    pthread_create(&t[0], 0, async, 0);
    usleep(1000);
    pthread_cancel(t[0]);
    pthread_join(t[0], &v);
    T(v == PTHREAD_CANCELED);
    n = 0;
    pthread_key_create(&key, destroy);
    T((long)run(keyed));
    T(order[0]);
    T(tls);
    T((long)run(exiting));
    T(pthread_join(pthread_self(), 0));
    pthread_attr_t a;
    pthread_attr_init(&a);
    pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
    T(pthread_create(&t[0], &a, exiting, 0));
    usleep(2000);
    pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
    T(pthread_rwlock_rdlock(&l));
    T(pthread_rwlock_tryrdlock(&l));
    T(pthread_rwlock_trywrlock(&l));
    pthread_rwlock_unlock(&l);
    pthread_rwlock_unlock(&l);
    T(pthread_rwlock_wrlock(&l));
    T(pthread_rwlock_tryrdlock(&l));
    T(pthread_rwlock_wrlock(&l));
    pthread_spinlock_t sp;
    pthread_spin_init(&sp, 0);
    T(pthread_spin_lock(&sp));
    T(pthread_spin_trylock(&sp));
    T(pthread_setname_np(pthread_self(), "0123456789abcdef"));
    T(pthread_setname_np(pthread_self(), "short"));
    char name[16];
    pthread_getname_np(pthread_self(), name, 16);
    puts(name);
    T(pthread_kill(pthread_self(), 0));
    T(pthread_sigqueue(pthread_self(), 0, (union sigval){0}));
    CHILD(T(tls); pthread_create(&t[0], 0, exiting, 0); pthread_join(t[0], &v); T((long)v));
}
