#include "parity.h"
int main() {
    int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    uint64_t n;
    struct itimerspec v = {{0, 5000000}, {0, 3000000}}, o;
    T(read(t, &n, 8));
    T(timerfd_settime(t, 0, &v, &o));
    T(o.it_value.tv_nsec);
    T(events(t, POLLIN));
    usleep(40000);
    T(events(t, POLLIN));
    T(read(t, &n, 8));
    T(n >= 7);
    T(timerfd_gettime(t, &o));
    T(o.it_interval.tv_nsec);
    T(o.it_value.tv_nsec > 0);
    v = (struct itimerspec){0};
    T(timerfd_settime(t, 0, &v, 0));
    T(timerfd_gettime(t, &o));
    T(o.it_value.tv_nsec);
    T(timerfd_create(77, 0));
    T(timerfd_create(CLOCK_REALTIME, 77));
    T(timerfd_settime(1, 0, &v, 0));
    v.it_value.tv_nsec = 1000000000;
    T(timerfd_settime(t, 0, &v, 0));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int r = timerfd_create(CLOCK_REALTIME, 0);
    now.tv_sec--;
    v.it_value = now;
    T(timerfd_settime(r, TFD_TIMER_ABSTIME, &v, 0));
    T(read(r, &n, 8));
    T(n);
    T(write(r, &n, 8));
}
