// Who gets how much of one processor: by nice values, by policies, by real-time priorities.
#include "parity.h"
#include <sys/resource.h>
#include <time.h>

static volatile long *counts;

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000 + t.tv_nsec;
}

struct kind {
    int policy, priority, nice;
};

// Two children count for 0.6 s; says whether the first one's count is between so and so many times the other one's.
static void race(const char *what, struct kind one, struct kind two, long least, long most) {
    int start[2];
    pid_t children[2];
    pipe(start);
    counts[0] = counts[1] = 0;
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (!children[i]) {
            char byte;
            close(start[1]);
            read(start[0], &byte, 1);
            while (now() < counts[2])
                counts[i]++;
            _exit(0);
        }
        struct kind *kind = i ? &two : &one;
        struct sched_param param = {kind->priority};
        if (sched_setscheduler(children[i], kind->policy, &param) || setpriority(PRIO_PROCESS, children[i], kind->nice))
            printf("refused: %d\n", errno);
    }
    usleep(20000);
    counts[2] = now() + 600000000;
    close(start[0]);
    close(start[1]);
    while (wait(0) > 0) {
    }
    long ratio = counts[0] / (counts[1] + 1);
    printf("%s: %s\n", what, ratio >= least && ratio <= most ? "as it should be" : "not");
    if (ratio < least || ratio > most)
        printf("%ld %ld\n", counts[0], counts[1]);
}

int main(void) {
    struct kind usual = {SCHED_OTHER}, nicer = {SCHED_OTHER, 0, 10}, batch = {SCHED_BATCH}, idle = {SCHED_IDLE}, fifo = {SCHED_FIFO, 10},
                higher = {SCHED_FIFO, 20}, turns = {SCHED_RR, 10};
    counts = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    race("equals", usual, usual, 0, 1);
    race("nice 0 beside 10", usual, nicer, 4, 20);
    race("usual beside batch", usual, batch, 0, 1);
    race("usual beside idle", usual, idle, 30, 1000000000);
    race("a real-time one beside a usual one", fifo, usual, 8, 1000000000);
    race("real-time ones of two priorities", higher, fifo, 100, 1000000000);
    race("two of SCHED_RR", turns, turns, 0, 2);
    return 0;
}
