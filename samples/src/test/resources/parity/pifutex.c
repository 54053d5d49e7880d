#include "parity.h"
#include <linux/futex.h>

static uint32_t *word, *lock;
static volatile int *order, *count;
static long futex(uint32_t *at, int op, long value, const void *timeout, uint32_t *at2, long value3) {
    return syscall(SYS_futex, at, op, value, timeout, at2, value3);
}
#define F(...) T(futex(__VA_ARGS__))
static int tid(void) { return syscall(SYS_gettid); }
static void show(const char *what) {
    printf("%s: owner %s%s%s\n", what, !(*lock & FUTEX_TID_MASK) ? "none" : (*lock & FUTEX_TID_MASK) == tid() ? "me" : "other",
           *lock & FUTEX_WAITERS ? " waiters" : "", *lock & FUTEX_OWNER_DIED ? " died" : "");
    fflush(stdout);
}
static struct timespec *after(int clock, long millis) {
    static struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += millis * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return &t;
}
static volatile int hits;
static void hit(int s) { hits++; }

/* Children that wait to be requeued, take the lock, note their number, and unlock. */
static void waiters(int n) {
    fflush(stdout);
    for (int i = 0; i < n; i++) {
        if (!fork()) {
            long r = futex(word, FUTEX_WAIT_REQUEUE_PI, 0, 0, lock, 0);
            order[(*count)++] = r ? -errno : 100 + i;
            int mine = (*lock & FUTEX_TID_MASK) == tid();
            if (!mine) {
                order[(*count)++] = -1000;
            }
            futex(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
            _exit(0);
        }
        usleep(20000);
    }
}
static void reap(int n) {
    while (n--) {
        wait(0);
    }
    printf("order");
    for (int i = 0; i < *count; i++) {
        printf(" %d", order[i]);
    }
    printf("\n");
    *count = 0;
    show("after");
}

int main() {
    char *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    word = (void *)shared;
    lock = (void *)(shared + 64);
    count = (void *)(shared + 128);
    order = (void *)(shared + 256);
    uint32_t *nowhere = (void *)16;
    F(word, FUTEX_WAIT_REQUEUE_PI, 1, 0, lock, 0);
    F(word, FUTEX_WAIT_REQUEUE_PI, 0, 0, word, 0);
    F(word, FUTEX_WAIT_REQUEUE_PI, 0, 0, nowhere, 0);
    F(word, FUTEX_WAIT_REQUEUE_PI, 0, after(CLOCK_MONOTONIC, 10), lock, 0);
    F(word, FUTEX_WAIT_REQUEUE_PI | FUTEX_CLOCK_REALTIME, 0, after(CLOCK_REALTIME, 10), lock, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, lock, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, lock, 5);
    F(word, FUTEX_CMP_REQUEUE_PI, 2, (void *)1, lock, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, word, 0);
    show("nothing");

    waiters(1);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)0, lock, 0);
    reap(1);

    waiters(3);
    F(word, FUTEX_WAKE, 1, 0, 0, 0);
    F(word, FUTEX_CMP_REQUEUE, 1, (void *)1, lock, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, word + 2, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)100, lock, 0);
    reap(3);

    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    show("locked");
    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    F(lock, FUTEX_TRYLOCK_PI, 0, 0, 0, 0);
    waiters(3);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, lock, 0);
    show("two wait");
    F(lock, FUTEX_WAKE, 1, 0, 0, 0);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
    usleep(50000);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, lock, 0);
    reap(3);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);

    /* Interrupted before and after it was made to wait for the lock. */
    signal(SIGUSR1, hit);
    fflush(stdout);
    int child = fork();
    if (!child) {
        errno = 0;
        long r = futex(word, FUTEX_WAIT_REQUEUE_PI, 0, 0, lock, 0);
        printf("%ld %s hits %d\n", r, r ? strerrorname_np(errno) : "", hits);
        fflush(stdout);
        _exit(0);
    }
    usleep(20000);
    kill(child, SIGUSR1);
    usleep(20000);
    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    F(word, FUTEX_CMP_REQUEUE_PI, 1, (void *)1, lock, 0);
    usleep(20000);
    kill(child, SIGUSR1);
    wait(0);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
    show("unlocked");

    /* A lock goes to who waits for it. */
    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    child = fork();
    if (!child) {
        struct timespec *t = after(CLOCK_REALTIME, 10);
        F(lock, FUTEX_LOCK_PI, 0, t, 0, 0);
        F(lock, FUTEX_LOCK_PI2, 0, after(CLOCK_MONOTONIC, 10), 0, 0);
        F(lock, FUTEX_TRYLOCK_PI, 0, 0, 0, 0);
        F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
        F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
        show("child");
        usleep(100000);
        _exit(0);
    }
    usleep(100000);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
    usleep(30000);
    show("given away");
    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    show("its owner died");
    wait(0);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
    *lock = 0x123456;
    F(lock, FUTEX_LOCK_PI, 0, 0, 0, 0);
    F(lock, FUTEX_TRYLOCK_PI, 0, 0, 0, 0);
    F(lock, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
}
