// Who waits for a lock with priority inheritance lends its owner its priority, over two locks too.
#include "parity.h"
#include <time.h>

static pthread_mutex_t locks[2];
static int ready[2], order;
static volatile int hogs;

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000 + t.tv_nsec;
}

static void until(long end) {
    while (now() < end) {
    }
}

static void *low(void *unused) {
    pthread_mutex_lock(&locks[0]);
    write(ready[1], "l", 1);
    until(now() + 50000000);
    printf("low unlocks as %d\n", ++order);
    pthread_mutex_unlock(&locks[0]);
    return 0;
}

static void *second(void *unused) {
    pthread_mutex_lock(&locks[1]);
    write(ready[1], "s", 1);
    pthread_mutex_lock(&locks[0]);
    printf("second has both as %d\n", ++order);
    pthread_mutex_unlock(&locks[0]);
    pthread_mutex_unlock(&locks[1]);
    return 0;
}

static void *middle(void *unused) {
    until(now() + 300000000);
    printf("the one between ends as %d\n", ++order);
    return 0;
}

static void *high(void *unused) {
    pthread_mutex_lock(&locks[1]);
    printf("high has it as %d\n", ++order);
    pthread_mutex_unlock(&locks[1]);
    return 0;
}

static pthread_t start(void *(*body)(void *), int priority) {
    pthread_t thread;
    pthread_attr_t attributes;
    struct sched_param param = {priority};
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    pthread_attr_setschedparam(&attributes, &param);
    int error = pthread_create(&thread, &attributes, body, 0);
    if (error)
        printf("not started: %d\n", error);
    return thread;
}

int main(void) {
    char byte;
    pthread_mutexattr_t kind;
    pthread_t all[4];
    struct sched_param param = {50};
    setvbuf(stdout, 0, _IOLBF, 0);
    pipe(ready);
    sched_setscheduler(0, SCHED_FIFO, &param);
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
    for (int i = 0; i < 2; i++)
        pthread_mutex_init(&locks[i], &kind);
    all[0] = start(low, 10);
    read(ready[0], &byte, 1);
    all[1] = start(second, 12);
    read(ready[0], &byte, 1);
    usleep(1000);
    all[2] = start(middle, 20);
    all[3] = start(high, 30);
    for (int i = 0; i < 4; i++)
        pthread_join(all[i], 0);
    return 0;
}
