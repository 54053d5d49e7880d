#include "parity.h"
static volatile int n;
static void h(int s, siginfo_t *i, void *c) {
    n++;
    if (n == 1) printf("%d %d %d\n", s, i->si_code, i->si_value.sival_int);
}
int main() {
    struct sigaction a = {.sa_sigaction = h, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN, &a, 0);
    struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value.sival_int = 77};
    timer_t t;
    T(timer_create(CLOCK_MONOTONIC, &e, &t));
    struct itimerspec v = {{0, 2000000}, {0, 1000000}}, o;
    T(timer_settime(t, 0, &v, 0));
    while (n < 3) pause();
    T(timer_gettime(t, &o));
    T(o.it_interval.tv_nsec);
    v = (struct itimerspec){0};
    T(timer_settime(t, 0, &v, &o));
    T(timer_getoverrun(t));
    T(timer_delete(t));
    e.sigev_signo = 99;
    T(timer_create(CLOCK_MONOTONIC, &e, &t));
    e.sigev_signo = 10;
    T(timer_create(99, &e, &t));
    struct timespec s;
    T(clock_getres(CLOCK_REALTIME, &s));
    T(s.tv_nsec);
    T(clock_gettime(77, &s));
    T(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 2000000}, 0));
    T(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){0, 2000000000}, 0));
    T(clock_settime(CLOCK_MONOTONIC, &s));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &s);
    T(s.tv_sec < 5);
    struct tms m;
    T(times(&m) > 0);
    T(alarm(10));
    T(alarm(0));
}
