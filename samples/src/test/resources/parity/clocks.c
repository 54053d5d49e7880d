// Setting clocks, adjtimex, accounting
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/acct.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int e(long result) { return result < 0 ? -errno : 0; }

static void settime(void) {
    struct timespec now, to, seen;
    clock_gettime(CLOCK_REALTIME, &now);
    for (int clock = -1; clock < 13; clock++)
        printf("%d:%d ", clock, e(syscall(SYS_clock_settime, clock, &now)));
    to = (struct timespec){-1, 0};
    printf("\nbad %d", e(syscall(SYS_clock_settime, 0, &to)));
    to = (struct timespec){now.tv_sec, -1};
    printf(" %d", e(syscall(SYS_clock_settime, 0, &to)));
    to = (struct timespec){now.tv_sec, 1000000000};
    printf(" %d", e(syscall(SYS_clock_settime, 0, &to)));
    to = (struct timespec){0, 5};
    printf(" %d", e(syscall(SYS_clock_settime, 0, &to)));
    to = (struct timespec){1L << 40, 0};
    printf(" %d %d\n", e(syscall(SYS_clock_settime, 0, &to)), e(syscall(SYS_clock_settime, 0, 1)));
    to = (struct timespec){4000000000, 500};
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    printf("set %d", e(clock_settime(CLOCK_REALTIME, &to)));
    clock_gettime(CLOCK_REALTIME, &seen);
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf(" %d %d", seen.tv_sec - to.tv_sec < 5, after.tv_sec - before.tv_sec < 5);
    syscall(SYS_clock_gettime, 0, &seen);
    struct timeval tv;
    gettimeofday(&tv, 0);
    printf(" %d %d\n", seen.tv_sec - to.tv_sec < 5, tv.tv_sec - to.tv_sec < 5);
    tv = (struct timeval){now.tv_sec, 1000001};
    printf("settimeofday %d", e(syscall(SYS_settimeofday, &tv, 0)));
    tv = (struct timeval){now.tv_sec, 1000000};
    printf(" %d", e(syscall(SYS_settimeofday, &tv, 0)));
    tv = (struct timeval){-1, 0};
    printf(" %d", e(syscall(SYS_settimeofday, &tv, 0)));
    tv = (struct timeval){now.tv_sec, 0};
    struct timezone zone = {901, 0};
    printf(" %d", e(syscall(SYS_settimeofday, 0, &zone)));
    printf(" %d %d", e(syscall(SYS_settimeofday, &tv, 0)), e(syscall(SYS_settimeofday, 1, 0)));
    clock_gettime(CLOCK_REALTIME, &seen);
    printf(" %d\n", seen.tv_sec - now.tv_sec < 5);
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        tv = (struct timeval){now.tv_sec, 1000000};
        to = (struct timespec){now.tv_sec, -1};
        printf("nobody %d %d", e(clock_settime(CLOCK_REALTIME, &now)), e(clock_settime(CLOCK_REALTIME, &to)));
        printf(" %d", e(syscall(SYS_settimeofday, &tv, 0)));
        tv.tv_usec = 0;
        printf(" %d %d\n", e(syscall(SYS_settimeofday, &tv, 0)), e(syscall(SYS_settimeofday, 0, 0)));
        exit(0);
    }
    wait(0);
}

static void timers(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK), plain = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
    struct itimerspec at = {{0, 0}, {now.tv_sec + 1000, 0}};
    timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, 0);
    timerfd_settime(plain, TFD_TIMER_ABSTIME, &at, 0);
    now.tv_sec += 2000;
    clock_settime(CLOCK_REALTIME, &now);
    long count = 0;
    struct pollfd p = {fd, POLLIN};
    printf("cancel: poll %d", poll(&p, 1, 0));
    printf(" read %d", e(read(fd, &count, 8)));
    usleep(50000);
    int plainly = e(read(plain, &count, 8));
    printf(" plain %d %ld\n", plainly, count);
    now.tv_sec -= 2000;
    clock_settime(CLOCK_REALTIME, &now);
}

static void show(const char *what, struct timex *t, long result) {
    printf("%s: %ld off %ld freq %ld max %d est %d status %x const %ld tick %ld tol %ld prec %ld tai %d\n", what,
           result < 0 ? -errno : result, t->offset, t->freq, t->maxerror > 1000000, t->esterror > 1000000, t->status, t->constant, t->tick,
           t->tolerance, t->precision, t->tai);
}

static void adjust(void) {
    struct timex t = {0};
    show("read", &t, adjtimex(&t));
    t = (struct timex){.modes = ADJ_FREQUENCY | ADJ_TICK | ADJ_TIMECONST | ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR,
                       .freq = 40000000,
                       .tick = 10001,
                       .constant = 3,
                       .maxerror = 200,
                       .esterror = 100,
                       .status = STA_PLL};
    show("all", &t, adjtimex(&t));
    t = (struct timex){.modes = ADJ_NANO};
    show("nano", &t, adjtimex(&t));
    t = (struct timex){.modes = ADJ_MICRO};
    show("micro", &t, adjtimex(&t));
    t = (struct timex){.modes = ADJ_STATUS, .status = STA_UNSYNC};
    show("unsync", &t, adjtimex(&t));
    t = (struct timex){.modes = ADJ_TICK, .tick = 8999};
    printf("tick %d", e(adjtimex(&t)));
    t.tick = 11001;
    printf(" %d", e(adjtimex(&t)));
    t = (struct timex){.modes = ADJ_OFFSET_SINGLESHOT, .offset = 0};
    printf(" single %d", e(adjtimex(&t)));
    t = (struct timex){.modes = 0x8000};
    printf(" %d", e(adjtimex(&t)));
    t = (struct timex){.modes = ADJ_SETOFFSET, .time = {1, 1000000}};
    printf(" setoffset %d", e(adjtimex(&t)));
    struct timespec a, b;
    clock_gettime(CLOCK_REALTIME, &a);
    t = (struct timex){.modes = ADJ_SETOFFSET, .time = {100, 0}};
    printf(" %d", e(adjtimex(&t)) < 0);
    clock_gettime(CLOCK_REALTIME, &b);
    printf(" %d", b.tv_sec - a.tv_sec >= 100 && b.tv_sec - a.tv_sec < 105);
    t.time.tv_sec = -100;
    printf(" %d fault %d\n", e(adjtimex(&t)) < 0, e(syscall(SYS_adjtimex, 1)));
    for (int clock = -1; clock < 13; clock++) {
        t = (struct timex){0};
        printf("%d:%ld ", clock, e(syscall(SYS_clock_adjtime, clock, &t)));
    }
    t = (struct timex){.modes = ADJ_TICK | ADJ_FREQUENCY, .tick = 10000};
    printf("\nback %d\n", adjtimex(&t));
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        t = (struct timex){.modes = ADJ_TICK, .tick = 1};
        printf("nobody %d", e(adjtimex(&t)));
        t = (struct timex){.modes = ADJ_OFFSET_SS_READ};
        printf(" %d", adjtimex(&t));
        t = (struct timex){.modes = ADJ_OFFSET_SINGLESHOT};
        printf(" %d\n", e(adjtimex(&t)));
        exit(0);
    }
    wait(0);
}

static void account(void) {
    printf("acct %d", e(acct("/")));
    printf(" %d", e(acct("/dev/null")));
    printf(" %d", e(acct("/proc/self/comm")));
    printf(" %d", e(acct("/tmp/no/such")));
    printf(" %d", e(acct("/parity/run/")));
    printf(" %d", e(acct((char *)1)));
    symlink("/tmp/loop", "/tmp/loop");
    printf(" %d\n", e(acct("/tmp/loop")));
    int fd = open("/tmp/records", O_CREAT | O_RDWR | O_TRUNC, 0600);
    printf("on %d", e(acct("/tmp/records")));
    int first = fork(), status;
    if (first == 0)
        execl("/bin/busybox", "sh", "-c", "exit 7", (char *)0);
    waitpid(first, &status, 0);
    int second = fork();
    if (second == 0) {
        setresgid(5, 5, 5);
        setresuid(6, 6, 6);
        kill(getpid(), SIGTERM);
    }
    waitpid(second, &status, 0);
    printf(" off %d\n", e(acct(0)));
    struct acct_v3 record;
    while (read(fd, &record, sizeof record) == sizeof record) {
        if (record.ac_pid != first && record.ac_pid != second)
            continue;
        printf("%s flag %x version %d exit %x uid %d gid %d ppid %d began %d\n", record.ac_comm, record.ac_flag & ~ASU, record.ac_version,
               record.ac_exitcode, record.ac_uid, record.ac_gid, record.ac_ppid == getpid(), labs((long)record.ac_btime - time(0)) < 100);
    }
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        printf("nobody %d %d\n", e(acct("/tmp/records")), e(acct(0)));
        exit(0);
    }
    wait(0);
}

int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    settime();
    timers();
    adjust();
    account();
    return 0;
}
