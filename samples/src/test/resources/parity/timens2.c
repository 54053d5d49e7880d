/* Time namespaces: threads and children beside them, waits until a time, and /proc. */
#include "parity.h"
#include <linux/time_types.h>
static long long seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec / 1000000;
}
static long long uptime(const char *file, const char *form) {
    char line[4096];
    long long value = -1;
    FILE *f = fopen(file, "r");
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, form, &value) == 1) {
            break;
        }
    }
    fclose(f);
    return value;
}
static void *thread(void *x) {
    printf("thread: shifted %lld\n", seconds());
    return 0;
}
static void offsets(const char *text) {
    int fd = open("/proc/self/timens_offsets", O_WRONLY);
    T(write(fd, text, strlen(text)));
    close(fd);
}
static int same(const char *a, const char *b) {
    struct stat s, t;
    stat(a, &s);
    stat(b, &t);
    return s.st_ino == t.st_ino;
}
int main(int argc, char **argv) {
    if (argc > 1) {
        printf("after exec: shifted %lld\n", seconds());
        return 0;
    }
    own_users();
    long long boot = uptime("/proc/stat", "btime %lld"), up = uptime("/proc/uptime", "%lld");
    T(unshare(CLONE_NEWTIME));
    T(same("/proc/self/ns/time", "/proc/self/ns/time_for_children"));
    offsets("monotonic 5000000 0\n");
    offsets("boottime 7000000 500000000\n");
    offsets("realtime 1 0\n");
    offsets("monotonic 1 1000000000\n");
    offsets("monotonic -90000000 0\n");
    printf("here: shifted %lld\n", seconds());
    pthread_t t;
    T(pthread_create(&t, 0, thread, 0));
    pthread_join(t, 0);
    fflush(stdout);
    int pid = vfork();
    if (pid == 0) {
        dprintf(1, "vfork: shifted %lld\n", seconds());
        execl("/proc/self/exe", "timens2", "again", NULL);
        _exit(1);
    }
    waitpid(pid, 0, 0);
    pid = fork();
    if (pid == 0) {
        printf("child: shifted %lld\n", seconds());
        T(same("/proc/self/ns/time", "/proc/self/ns/time_for_children"));
        struct timespec end;
        int word = 0;
        clock_gettime(CLOCK_MONOTONIC, &end);
        end.tv_nsec += 1000000;
        if (end.tv_nsec > 999999999) {
            end.tv_nsec -= 1000000000;
            end.tv_sec++;
        }
        T(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &end, 0, FUTEX_BITSET_MATCH_ANY));
        clock_gettime(CLOCK_REALTIME, &end);
        T(syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &end, 0, FUTEX_BITSET_MATCH_ANY));
        T(syscall(SYS_futex, &word, FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 0, &end, 0, 0));
        long long moved = uptime("/proc/uptime", "%lld") - up, born = boot - uptime("/proc/stat", "btime %lld");
        printf("uptime moved %d, boot moved %d\n", moved >= 7000000 && moved < 7000100, born >= 7000000 && born < 7000100);
        offsets("monotonic 1 0\n");
        clock_gettime(CLOCK_MONOTONIC, &end);
        end.tv_sec += 1;
        T(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, 0));
        int timer = timerfd_create(CLOCK_BOOTTIME, 0);
        struct itimerspec when = {.it_value = {8000000, 0}}, left;
        T(timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, 0));
        T(timerfd_gettime(timer, &left));
        printf("about %ld\n", left.it_value.tv_sec / 100000);
        return 0;
    }
    waitpid(pid, 0, 0);
    offsets("monotonic 1 0\n");
    int ns = open("/proc/self/ns/time_for_children", O_RDONLY);
    T(setns(ns, CLONE_NEWTIME));
    printf("entered: shifted %lld\n", seconds());
    return 0;
}
