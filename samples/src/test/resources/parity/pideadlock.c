/* Locks that lend priorities: who would wait for itself by way of others gets EDEADLK, also when somebody else makes it wait. */
#include "parity.h"

static uint32_t word, target, chain;
static volatile int step;

static long call(uint32_t *address, int operation, uint32_t value, void *timeout, uint32_t *second) {
    return syscall(SYS_futex, address, operation, value, timeout, second, 0);
}

static void next(int to) {
    while (step < to) {
        usleep(1000);
    }
}

static void *waiter(void *none) {
    struct timespec until;
    call(&chain, FUTEX_LOCK_PI, 0, 0, 0);
    step = 1;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    T(call(&word, FUTEX_WAIT_REQUEUE_PI, 0, &until, &target));
    call(&chain, FUTEX_UNLOCK_PI, 0, 0, 0);
    return 0;
}

static void *owner(void *none) {
    next(1);
    call(&target, FUTEX_LOCK_PI, 0, 0, 0);
    step = 2;
    call(&chain, FUTEX_LOCK_PI, 0, 0, 0);
    call(&chain, FUTEX_UNLOCK_PI, 0, 0, 0);
    call(&target, FUTEX_UNLOCK_PI, 0, 0, 0);
    return 0;
}

static void *first(void *none) {
    call(&chain, FUTEX_LOCK_PI, 0, 0, 0);
    step = 1;
    next(2);
    call(&target, FUTEX_LOCK_PI, 0, 0, 0);
    call(&target, FUTEX_UNLOCK_PI, 0, 0, 0);
    call(&chain, FUTEX_UNLOCK_PI, 0, 0, 0);
    return 0;
}

static void *second(void *none) {
    next(1);
    call(&target, FUTEX_LOCK_PI, 0, 0, 0);
    step = 2;
    usleep(100000);
    T(call(&chain, FUTEX_LOCK_PI, 0, 0, 0));
    T(call(&target, FUTEX_UNLOCK_PI, 0, 0, 0));
    return 0;
}

static void both(void *(*one)(void *), void *(*other)(void *), int requeues) {
    pthread_t threads[2];
    step = word = target = chain = 0;
    pthread_create(&threads[0], 0, one, 0);
    pthread_create(&threads[1], 0, other, 0);
    if (requeues) {
        next(2);
        usleep(100000);
        T(call(&word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1L, &target));
    }
    pthread_join(threads[0], 0);
    pthread_join(threads[1], 0);
    printf("%x %x %x\n", word, target, chain);
}

int main(void) {
    both(waiter, owner, 1);
    both(waiter, owner, 1);
    both(first, second, 0);
    call(&chain, FUTEX_LOCK_PI, 0, 0, 0);
    T(call(&chain, FUTEX_LOCK_PI, 0, 0, 0));
    T(call(&chain, FUTEX_UNLOCK_PI, 0, 0, 0));
    T(call(&chain, FUTEX_UNLOCK_PI, 0, 0, 0));
}
