/* A timer that is due goes off though it is set anew before anybody has looked. */
#include "parity.h"
static volatile int got;
static void on(int s) { got++; }
int main() {
    signal(SIGALRM, on);
    signal(SIGUSR1, on);
    int sent = 0;
    for (int i = 0; i < 200; i++) {
        struct itimerval v = {{0, 0}, {0, 1 + i % 10}}, old;
        setitimer(ITIMER_REAL, &v, 0);
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        do {
            clock_gettime(CLOCK_MONOTONIC, &b);
        } while ((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec < 20000);
        setitimer(ITIMER_REAL, &(struct itimerval){0}, &old);
        if (old.it_value.tv_usec) {
            puts("left");
        }
        sent++;
    }
    printf("%d of %d\n", got, sent);
    timer_t t;
    struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    timer_create(CLOCK_MONOTONIC, &e, &t);
    got = 0;
    for (int i = 0; i < 200; i++) {
        struct itimerspec v = {{0, 0}, {0, 1000 + i % 10}};
        timer_settime(t, 0, &v, 0);
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        do {
            clock_gettime(CLOCK_MONOTONIC, &b);
        } while ((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec < 20000);
        timer_settime(t, 0, &(struct itimerspec){0}, 0);
    }
    printf("%d of 200\n", got);
}
