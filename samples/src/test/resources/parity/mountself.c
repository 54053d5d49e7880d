/* A tree that is mounted on itself while its peers hear of it, and the mounts of another namespace, listmount(2). */
#include "parity.h"
#include <sys/mount.h>
struct request {
    unsigned size, fd;
    unsigned long id, param, ns;
};
static long list(struct request *r, unsigned long *to, int most) { return syscall(458, r, to, most, 0); }
static unsigned long number(const char *path) {
    unsigned long n = 0;
    int fd = open(path, O_RDONLY);
    ioctl(fd, _IOR(0xb7, 5, unsigned long), &n);
    close(fd);
    return n;
}
int main(void) {
    unsigned long all[64];
    struct request r = {.size = 32, .id = -1};
    int ready[2], done[2], status;
    char path[64], c = 0;
    pipe(ready);
    pipe(done);
    pid_t child = fork();
    if (!child) {
        unshare(CLONE_NEWNS);
        mount("", "/", 0, MS_REC | MS_PRIVATE, 0);
        mkdir("/tmp/self", 0755);
        T(mount("t", "/tmp/self", "tmpfs", 0, 0));
        T(chroot("/tmp/self"));
        chdir("/");
        T(list(&r, all, 64));
        T(mount("", "/", 0, MS_REC | MS_SHARED, 0));
        for (int i = 0; i < 4; i++) {
            T(mount("/", "/", 0, MS_BIND, 0));
            T(list(&r, all, 64));
        }
        r.param = all[3];
        T(list(&r, all, 3));
        r.param = 7;
        T(list(&r, all, 3));
        fflush(stdout);
        write(ready[1], &c, 1);
        read(done[0], &c, 1);
        _exit(0);
    }
    read(ready[0], &c, 1);
    sprintf(path, "/proc/%d/ns/mnt", child);
    r.param = 0;
    r.ns = number(path);
    T(r.ns != number("/proc/self/ns/mnt"));
    long theirs = list(&r, all, 64);
    T(theirs > 16);
    unsigned long info[80];
    int good = 0;
    for (int i = 0; i < theirs; i++) {
        struct request one = {.size = 32, .id = all[i], .param = 64, .ns = r.ns};
        good += syscall(457, &one, info, sizeof info, 0) == 0 && info[1] == 64 && info[14] == r.ns;
    }
    T(good == theirs);
    r.fd = open(path, O_RDONLY);
    T(list(&r, all, 64));
    r.ns = 0;
    T(list(&r, all, 64) == theirs);
    r.fd = open("/proc/self/ns/uts", O_RDONLY);
    T(list(&r, all, 64));
    r.fd = 99;
    T(list(&r, all, 64));
    r.fd = 0;
    r.ns = 12345678901234;
    T(list(&r, all, 64));
    r.ns = number(path);
    struct request one = {.size = 32, .id = all[0], .param = 64, .ns = r.ns};
    if (!fork()) {
        setuid(1000);
        T(list(&r, all, 64));
        T(syscall(457, &one, info, sizeof info, 0));
        _exit(0);
    }
    wait(0);
    write(done[1], &c, 1);
    wait(&status);
    T(status);
    rmdir("/tmp/self");
    return 0;
}
