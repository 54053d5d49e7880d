/* Timers of processor time with periods far below a tick: they go off about once in a tick, so that the program gets on. */
#include "parity.h"
#include <sys/time.h>

static volatile int heard;

static void on(int signal) {
    heard++;
}

static long spent(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void burn(const char *by, int clock, long period) {
    long from = spent();
    for (heard = 0; spent() - from < 60000000;) {
        for (volatile int work = 0; work < 20000; work++)
            ;
    }
    printf("%s %d, %ld: %s\n", by, clock, period, heard < 3 ? "seldom" : heard > 40 ? "too often" : "in ticks");
}

int main(void) {
    signal(SIGUSR1, on), signal(SIGVTALRM, on), signal(SIGPROF, on);
    long periods[] = {1, 1000, 50000};
    for (int i = 0; i < 3; i++) {
        for (int clock = CLOCK_PROCESS_CPUTIME_ID; clock <= CLOCK_THREAD_CPUTIME_ID; clock++) {
            timer_t timer;
            struct itimerspec when = {{0, periods[i]}, {0, periods[i]}};
            timer_create(clock, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1}, &timer);
            timer_settime(timer, 0, &when, 0);
            burn("timer", clock, periods[i]);
            timer_delete(timer);
        }
        for (int which = ITIMER_VIRTUAL; which <= ITIMER_PROF && periods[i] >= 1000; which++) {
            struct itimerval left, when = {{0, periods[i] / 1000}, {0, periods[i] / 1000}}, never = {0};
            setitimer(which, &when, 0);
            burn("itimer", which, periods[i]);
            setitimer(which, &never, &left);
            printf("left %d, every %ld\n", left.it_value.tv_usec > 0 && left.it_value.tv_usec <= 4000, left.it_interval.tv_usec);
        }
    }
}
