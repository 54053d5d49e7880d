/* What the C cases share: T(call) prints the call, its result and the name of its error. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define T(call) ({ \
    errno = 0; \
    long result_ = (long)(call); \
    printf("%s: %ld %s\n", #call, result_, result_ == -1 ? strerrorname_np(errno) : ""); \
    fflush(stdout); \
    result_; \
})

static inline int events(int fd, int wanted) {
    struct pollfd p = {fd, wanted, 0};
    poll(&p, 1, 0);
    return p.revents;
}

/* A new directory on a tmpfs, and goes there: what the file system under /tmp is differs. */
static inline void fresh(const char *name) {
    char path[100];
    snprintf(path, sizeof path, "/dev/shm/%s", name);
    if (mkdir(path, 0755) || chdir(path)) {
        perror(path);
        exit(99);
    }
}

static inline int file(const char *name, const char *text) {
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (write(fd, text, strlen(text)) < 0) {
        perror(name);
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Runs body in a child and prints how it ended. */
#define CHILD(...) do { \
    fflush(stdout); \
    int child_ = fork(), status_; \
    if (!child_) { __VA_ARGS__; fflush(stdout); _exit(0); } \
    waitpid(child_, &status_, 0); \
    printf("child: exit %d signal %d\n", WIFEXITED(status_) ? WEXITSTATUS(status_) : -1, WIFSIGNALED(status_) ? WTERMSIG(status_) : 0); \
    fflush(stdout); \
} while (0)

/* A user namespace of one's own, where one is root. */
static inline void own_users(void) {
    char map[40];
    int uid = getuid(), gid = getgid(), fd;
    if (unshare(CLONE_NEWUSER)) {
        perror("unshare");
    }
    fd = open("/proc/self/setgroups", O_WRONLY);
    write(fd, "deny", 4);
    close(fd);
    fd = open("/proc/self/uid_map", O_WRONLY);
    write(fd, map, sprintf(map, "0 %d 1", uid));
    close(fd);
    fd = open("/proc/self/gid_map", O_WRONLY);
    write(fd, map, sprintf(map, "0 %d 1", gid));
    close(fd);
}
