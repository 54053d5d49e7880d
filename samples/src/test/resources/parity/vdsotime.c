#include "parity.h"
static long seconds(int clock, int call) {
    struct timespec t;
    call ? syscall(SYS_clock_gettime, clock, &t) : clock_gettime(clock, &t);
    return t.tv_sec;
}
static void show(const char *where) {
    static const int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME};
    printf("%s:", where);
    for (int i = 0; i < 5; i++) {
        long by_call = seconds(clocks[i], 1), by_library = seconds(clocks[i], 0);
        printf(" %d %d", by_library - by_call < 2 && by_library >= by_call, i && by_library > 90000);
    }
    printf("\n");
    fflush(stdout);
}
int main() {
    show("here");
    T(unshare(CLONE_NEWTIME));
    int fd = open("/proc/self/timens_offsets", O_WRONLY);
    const char *offsets = "monotonic 100000 5\nboottime 200000 7\n";
    T(write(fd, offsets, strlen(offsets)) > 0);
    close(fd);
    show("before a child");
    fflush(stdout);
    int child = fork();
    if (!child) {
        show("child");
        if (!fork()) {
            show("grandchild");
            _exit(0);
        }
        wait(0);
        _exit(0);
    }
    wait(0);
    show("still here");
    fd = open("/proc/self/ns/time_for_children", O_RDONLY);
    T(setns(fd, CLONE_NEWTIME));
    show("entered");
    CHILD(show("its child"));
    fd = open("/proc/1/ns/time", O_RDONLY);
    T(setns(fd, CLONE_NEWTIME));
    show("back");
}
