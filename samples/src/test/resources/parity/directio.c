/* O_DIRECT: which files take it when they are opened, and which later. */
#include "parity.h"
#include <sys/mount.h>

static const char *said(int result) {
    return result < 0 ? strerrorname_np(errno) : "ok";
}

static void try(const char *path, int flags) {
    int fd = open(path, flags | O_NONBLOCK | O_DIRECT);
    printf("%s %x: %s %x", path, flags, said(fd), fd < 0 ? 0 : fcntl(fd, F_GETFL));
    if (fd >= 0) {
        printf(" %s", said(fcntl(fd, F_SETFL, O_NONBLOCK)));
        printf(" %s", said(fcntl(fd, F_SETFL, O_DIRECT)));
        close(fd);
    }
    fd = open(path, flags | O_NONBLOCK);
    if (fd >= 0) {
        printf(" %s", said(fcntl(fd, F_SETFL, O_DIRECT | O_NONBLOCK)));
        close(fd);
    }
    puts("");
}

int main(void) {
    fresh("directio");
    mkfifo("fifo", 0600);
    mkdir("directory", 0755);
    close(file("regular", "x"));
    const char *paths[] = {"/proc/self/status", "/proc/self/mem", "/proc/self/maps", "/proc/self/fd", "/proc", "/proc/self/ns/mnt", "/proc/self/exe", "/proc/sys/kernel/ostype",
        "/proc/sys/kernel", "/proc/sys/fs/pipe-max-size", "/proc/meminfo", "/proc/mounts", "/proc/self/pagemap", "/proc/net/tcp", "/sys/kernel", "/sys/kernel/fscaps", "/sys", "/dev/null",
        "/dev/zero", "/dev/urandom", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm", "/proc/self/comm", "/proc/self/uid_map", "/proc/self/environ", "/proc/self/auxv",
        "/proc/self/task", "/proc/self/root", "/proc/self/fdinfo/0", "fifo", "directory", "regular"};
    for (int i = 0; i < sizeof paths / sizeof *paths; i++) {
        try(paths[i], O_RDONLY);
    }
    try("/proc/self/comm", O_WRONLY);
    try("/proc/self/oom_score_adj", O_RDWR);
    try("/dev/null", O_RDWR);
    T(mount("x", "directory", "cgroup2", 0, 0));
    try("directory/cgroup.procs", O_RDONLY);
    try("directory", O_RDONLY);
    T(umount("directory"));
    T(mount("x", "directory", "ramfs", 0, 0));
    close(file("directory/x", "x"));
    try("directory/x", O_RDWR);
    T(umount("directory"));
    int others[] = {eventfd(0, 0), epoll_create1(0), signalfd(-1, &(sigset_t){0}, 0), timerfd_create(CLOCK_MONOTONIC, 0), inotify_init(), socket(AF_INET, SOCK_STREAM, 0),
        socket(AF_UNIX, SOCK_STREAM, 0), syscall(SYS_pidfd_open, getpid(), 0), syscall(SYS_fsopen, "tmpfs", 0), mq_open("/directio", O_CREAT | O_RDWR, 0600, NULL), open("regular", O_PATH)};
    for (int i = 0; i < sizeof others / sizeof *others; i++) {
        printf("%d: %s", i, said(fcntl(others[i], F_SETFL, O_DIRECT)));
        printf(" %x\n", fcntl(others[i], F_GETFL));
    }
    mq_unlink("/directio");
    T(open("", O_DIRECTORY | O_CREAT));
    T(open((void *)8, O_DIRECTORY | O_CREAT));
    T(open("/nope/x", O_TMPFILE & ~O_DIRECTORY));
}
