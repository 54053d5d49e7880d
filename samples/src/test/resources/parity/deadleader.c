/* A first thread that has ended goes to no other group, and the group that it was to go to can be removed. */
#include "parity.h"
#include <sys/mount.h>

static int number(const char *path, int n) {
    char text[20];
    sprintf(text, "%d", n);
    int fd = open(path, O_WRONLY), r = fd < 0 ? -1 : write(fd, text, strlen(text)), e = errno;
    close(fd), errno = e;
    return r < 0 ? -1 : 0;
}
static int line(const char *path, const char *begin) {
    char text[500], *at;
    int fd = open(path, O_RDONLY), n = read(fd, text, 499);
    close(fd), text[n > 0 ? n : 0] = 0;
    return (at = strstr(text, begin)) ? atoi(at + strlen(begin)) : -1;
}
static int dead;
static void *rest(void *arg) {
    char path[40];
    sprintf(path, "/proc/%d/stat", dead);
    for (int i = 0; i < 2000; i++) {
        char text[300];
        int fd = open(path, O_RDONLY), n = read(fd, text, 299);
        close(fd), text[n > 0 ? n : 0] = 0;
        if (strstr(text, ") Z"))
            break;
        usleep(1000);
    }
    T(number("t/a/cgroup.threads", dead));
    T(line("t/a/cgroup.events", "populated "));
    T(rmdir("t/a"));
    fflush(stdout);
    _exit(7);
}
int main() {
    mkdir("/sys/fs/cgroup", 0755);
    mount("none", "/sys/fs/cgroup", "cgroup2", 0, "");
    T(chdir("/sys/fs/cgroup"));
    T(mkdir("t", 0755)), T(mkdir("t/a", 0755));
    int fd = open("t/a/cgroup.type", O_WRONLY);
    T(write(fd, "threaded", 8) == 8), close(fd);
    fflush(stdout);
    int child = fork(), status;
    if (!child) {
        dead = getpid();
        T(number("t/cgroup.procs", dead));
        pthread_t thread;
        pthread_create(&thread, NULL, rest, NULL);
        pthread_exit(NULL);
    }
    waitpid(child, &status, 0);
    printf("exit %d\n", WEXITSTATUS(status));
    T(rmdir("t"));
}
