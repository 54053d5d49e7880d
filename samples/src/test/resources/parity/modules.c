/* Modules of the kernel that are none; names that /proc does not take; openat2 of what is remembered; fs.nr_open and fs.file-max. */
#include "parity.h"
#include <linux/openat2.h>

static long opened(const char *path, int flags, long resolve) {
    struct open_how how = {flags, 0, resolve};
    return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
}

static int put(const char *path, const char *value) {
    int fd = open(path, O_WRONLY), result = write(fd, value, strlen(value)), error = errno;
    close(fd);
    errno = error;
    return result;
}

static void many(const char *who) {
    int n = 0;
    errno = 0;
    while (n < 60 && open("/dev/null", O_RDONLY) >= 0) {
        n++;
    }
    printf("%s: %s %s\n", who, n < 60 ? "some" : "all", errno ? strerrorname_np(errno) : "");
}

static void modules(void) {
    int fd = open("f", O_RDONLY), writer = open("g", O_CREAT | O_RDWR, 0600), empty = open("g", O_RDONLY);
    static char big[5000];
    memset(big, 'x', sizeof big - 1);
    T(syscall(SYS_init_module, 0, 0, 0));
    T(syscall(SYS_init_module, "abcd", 4, ""));
    T(syscall(SYS_init_module, 0, 4, ""));
    T(syscall(SYS_init_module, 0, 64, ""));
    T(syscall(SYS_init_module, big, 4999, ""));
    T(syscall(SYS_finit_module, -1, "", 0));
    T(syscall(SYS_finit_module, fd, "", 0));
    T(syscall(SYS_finit_module, fd, "", -1));
    T(syscall(SYS_finit_module, open("f", O_WRONLY), "", 0));
    T(syscall(SYS_finit_module, open("/dev/shm", O_RDONLY), "", 0));
    T(syscall(SYS_finit_module, open("/dev/null", O_RDONLY), "", 0));
    T(syscall(SYS_finit_module, empty, "", 0));
    close(writer);
    T(syscall(SYS_finit_module, empty, "", 0));
    T(syscall(SYS_delete_module, "none", O_NONBLOCK));
    T(syscall(SYS_delete_module, big, 0));
    T(syscall(SYS_delete_module, "", 0));
    T(syscall(SYS_delete_module, 0, 0));
    CHILD(setresuid(5, 5, 5); T(syscall(SYS_init_module, "abcd", 4, "")); T(syscall(SYS_finit_module, 0, "", 0));
          T(syscall(SYS_delete_module, "none", 0)));
}

static void names(void) {
    T(link("f", "/proc/x"));
    T(link("f", "/proc/self/x"));
    T(link("f", "/proc/sys/kernel/x"));
    T(link("f", "/proc/version"));
    T(link("/proc/version", "other"));
    T(link("/proc/version", "/proc/x"));
    T(link("f", "/dev/pts/x"));
    T(opened("f", O_RDONLY, RESOLVE_CACHED) >= 0);
    T(opened("none", O_RDONLY, RESOLVE_CACHED));
    T(opened("none/other", O_RDONLY, RESOLVE_CACHED));
    T(opened("none", O_RDONLY, 0));
    T(opened("f/other", O_RDONLY, RESOLVE_CACHED));
    T(opened("f", O_RDWR | O_CREAT, RESOLVE_CACHED));
}

static void limits(void) {
    struct rlimit limit = {65, 65};
    char old[50] = {0};
    T(put("/proc/sys/fs/nr_open", "100"));
    T(put("/proc/sys/fs/nr_open", "63"));
    T(put("/proc/sys/fs/nr_open", "64"));
    T(setrlimit(RLIMIT_NOFILE, &limit));
    limit.rlim_cur = limit.rlim_max = 64;
    T(setrlimit(RLIMIT_NOFILE, &limit));
    T(dup2(0, 63));
    T(dup2(0, 64));
    T(put("/proc/sys/fs/nr_open", "1048576"));
    limit.rlim_cur = limit.rlim_max = 300;
    T(setrlimit(RLIMIT_NOFILE, &limit));
    T(put("/proc/sys/fs/nr_open", "64"));
    T(dup2(0, 299));
    T(fcntl(0, F_DUPFD, 200));
    for (int i = 0; i < 60; i++) {
        open("/dev/null", O_RDONLY);
    }
    T(open("/dev/null", O_RDONLY));
    for (int fd = 3; fd < 64; fd++) {
        close(fd);
    }
    T(put("/proc/sys/fs/nr_open", "1048576"));
    T(put("/proc/sys/fs/nr_open", "2147483647"));
    int fd = open("/proc/sys/fs/file-max", O_RDONLY);
    read(fd, old, 49);
    close(fd);
    T(put("/proc/sys/fs/file-max", "5"));
    CHILD(many("root"));
    CHILD(setresuid(5, 5, 5); many("another"));
    T(put("/proc/sys/fs/file-max", "-1"));
    T(put("/proc/sys/fs/file-max", "9223372036854775808"));
    T(put("/proc/sys/fs/file-max", "words"));
    T(put("/proc/sys/fs/file-max", "9223372036854775807"));
    CHILD(setresuid(5, 5, 5); many("another"));
    put("/proc/sys/fs/file-max", old);
}

int main(void) {
    fresh("modules");
    close(file("f", "text"));
    modules();
    names();
    limits();
}
