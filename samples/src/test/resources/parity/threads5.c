/* clone's flags as threads use them, robust and error-checking mutexes, PI, condition variables, thread ids at the end. */
#include "parity.h"
#include <sys/syscall.h>
static pthread_mutex_t rm, em, pm;
static int step;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t cm = PTHREAD_MUTEX_INITIALIZER;
static void *die(void *p) {
    pthread_mutex_lock(&rm);
    return 0;
}
static void *tryem(void *p) {
    printf("em trylock %d unlock %d\n", pthread_mutex_trylock(&em), pthread_mutex_unlock(&em));
    return 0;
}
static void *pi(void *p) {
    pthread_mutex_lock(&pm);
    step = 2;
    pthread_mutex_unlock(&pm);
    return 0;
}
static void *waiter(void *p) {
    pthread_mutex_lock(&cm);
    while (!step) pthread_cond_wait(&cv, &cm);
    pthread_mutex_unlock(&cm);
    return (void *)5;
}
static sem_t ready;
static void *canc(void *p) {
    pthread_cleanup_push((void (*)(void *))puts, "cleaned");
    sem_post(&ready);
    while (1) sleep(1);
    pthread_cleanup_pop(0);
    return 0;
}
static void *stk(void *p) {
    size_t s, g;
    pthread_attr_t a;
    pthread_getattr_np(pthread_self(), &a);
    pthread_attr_getstacksize(&a, &s);
    pthread_attr_getguardsize(&a, &g);
    printf("stack %ld guard %ld\n", (long)s, (long)g);
    return 0;
}
int main() {
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    T(pthread_mutex_init(&rm, &a));
    pthread_t t;
    pthread_create(&t, 0, die, 0);
    pthread_join(t, 0);
    T(pthread_mutex_lock(&rm));
    T(pthread_mutex_trylock(&rm));
    T(pthread_mutex_consistent(&rm));
    T(pthread_mutex_unlock(&rm));
    T(pthread_mutex_lock(&rm));
    T(pthread_mutex_unlock(&rm));
    pthread_create(&t, 0, die, 0);
    pthread_join(t, 0);
    T(pthread_mutex_lock(&rm));
    T(pthread_mutex_unlock(&rm));
    T(pthread_mutex_lock(&rm));
    pthread_mutexattr_init(&a);
    pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&em, &a);
    T(pthread_mutex_lock(&em));
    T(pthread_mutex_lock(&em));
    pthread_create(&t, 0, tryem, 0);
    pthread_join(t, 0);
    T(pthread_mutex_unlock(&em));
    T(pthread_mutex_unlock(&em));
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT);
    T(pthread_mutex_init(&pm, &a));
    T(pthread_mutex_lock(&pm));
    pthread_create(&t, 0, pi, 0);
    usleep(2000);
    T(step);
    T(pthread_mutex_trylock(&pm));
    T(pthread_mutex_unlock(&pm));
    pthread_join(t, 0);
    T(step);
    struct timespec ts = {1, 0};
    pthread_mutex_lock(&pm);
    T(pthread_mutex_timedlock(&pm, &ts));
    step = 0;
    pthread_create(&t, 0, waiter, 0);
    usleep(1000);
    pthread_mutex_lock(&cm);
    step = 1;
    pthread_cond_broadcast(&cv);
    T(pthread_cond_timedwait(&cv, &cm, &ts));
    pthread_mutex_unlock(&cm);
    void *r;
    pthread_join(t, &r);
    T((long)r);
    pthread_create(&t, 0, canc, 0);
    sem_wait(&ready);
    int cancelled = pthread_cancel(t);
    pthread_join(t, &r);
    T(cancelled);
    T(r == PTHREAD_CANCELED);
    pthread_attr_t at;
    pthread_attr_init(&at);
    pthread_attr_setstacksize(&at, 256 << 10);
    pthread_create(&t, &at, stk, 0);
    pthread_join(t, 0);
    sem_t s;
    T(sem_init(&s, 0, 1));
    T(sem_wait(&s));
    T(sem_trywait(&s));
    T(sem_timedwait(&s, &ts));
    T(sem_post(&s));
    int v;
    T(sem_getvalue(&s, &v));
    T(v);
    sem_t *n = sem_open("/t5", O_CREAT | O_EXCL, 0600, 2);
    T(n != SEM_FAILED);
    T(sem_open("/t5", O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED);
    CHILD(T(sem_trywait(n)); T(sem_trywait(n)); T(sem_trywait(n)));
    T(sem_getvalue(n, &v));
    T(v);
    T(sem_unlink("/t5"));
    T(sem_unlink("/t5"));
    pthread_barrier_t b;
    T(pthread_barrier_init(&b, 0, 1));
    T(pthread_barrier_wait(&b));
    pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
    T(pthread_rwlock_rdlock(&l));
    T(pthread_rwlock_tryrdlock(&l));
    T(pthread_rwlock_trywrlock(&l));
    T(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_NEWPID | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM, 0, 0, 0, 0));
    T(syscall(SYS_clone, CLONE_FS | CLONE_NEWUSER, 0, 0, 0, 0));
    T(syscall(SYS_set_robust_list, 0, 5));
    T(syscall(SYS_set_tid_address, 0) == gettid());
}
