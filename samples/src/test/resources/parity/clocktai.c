#include "parity.h"
#include <sys/timex.h>
/* CLOCK_TAI follows what adjtimex says, a loop that is turned off forgets its unit, and what processor clocks go by. */
static void ahead(void) {
    struct timespec tai, real;
    clock_gettime(CLOCK_TAI, &tai);
    clock_gettime(CLOCK_REALTIME, &real);
    long apart = (tai.tv_sec - real.tv_sec) * 1000000000 + tai.tv_nsec - real.tv_nsec;
    printf("%ld ahead\n", (apart + 500000000) / 1000000000);
}

int main(void) {
    struct timex x = {0};
    struct timespec t;
    x.modes = ADJ_TAI;
    x.constant = 37;
    T(syscall(SYS_adjtimex, &x) >= 0);
    ahead();
    x.constant = -1;
    T(syscall(SYS_adjtimex, &x) >= 0);
    printf("%d\n", x.tai);
    x.constant = 0;
    syscall(SYS_adjtimex, &x);
    ahead();
    x.modes = ADJ_NANO | ADJ_STATUS;
    x.status = STA_PLL;
    syscall(SYS_adjtimex, &x);
    printf("%x\n", x.status);
    x.modes = ADJ_STATUS;
    x.status = 0;
    syscall(SYS_adjtimex, &x);
    printf("%x\n", x.status);
    x.modes = ADJ_TIMECONST;
    x.constant = -5;
    syscall(SYS_adjtimex, &x);
    printf("%ld\n", x.constant);
    for (int which = 0; which < 4; which++) {
        for (int thread = 0; thread < 2; thread++) {
            t.tv_nsec = 7;
            int r = syscall(SYS_clock_getres, ~0 << 3 | thread << 2 | which, &t);
            printf("%d %ld\n", r, t.tv_nsec);
        }
    }
}
