/* The mounts of a namespace that nobody sees any more are mounted nowhere: what is open there has a name of its own mount alone. */
#include "parity.h"
#include <sys/mount.h>
static void name(const char *what, int fd) {
    char path[40], b[200] = {0};
    sprintf(path, "/proc/self/fd/%d", fd);
    readlink(path, b, 199);
    printf("%s: %s\n", what, b);
}
int main() {
    fresh("nsmounts");
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    int p[2], q[2];
    pipe(p);
    pipe(q);
    mkdir("m", 0755);
    if (fork() == 0) {
        T(unshare(CLONE_NEWNS));
        T(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0));
        T(mount("tmpfs", "m", "tmpfs", 0, 0));
        T(mkdir("m/d", 0755));
        T(mount("tmpfs", "m/d", "tmpfs", 0, 0));
        int a = file("m/a", "x"), b = file("m/d/b", "x"), d = open("m/d", O_RDONLY), ns = open("/proc/self/ns/mnt", O_RDONLY);
        name("before", a);
        name("before", b);
        name("before", d);
        if (fork() == 0) {
            close(q[1]);
            T(unshare(CLONE_NEWNS));
            close(p[1]);
            char c;
            read(q[0], &c, 1);
            usleep(20000);
            name("the first namespace is kept by a descriptor", a);
            name("the first namespace is kept by a descriptor", b);
            close(ns);
            name("gone", a);
            name("gone", b);
            name("gone", d);
            T(faccessat(d, "b", F_OK, 0));
            T(faccessat(d, "../a", F_OK, 0));
            T(faccessat(d, "..", F_OK, 0));
            T(fchdir(d));
            char w[100];
            T(syscall(SYS_getcwd, w, 100));
            puts(w);
            T(openat(d, "new", O_CREAT | O_RDWR, 0644) >= 0);
            T(access("/dev/shm/nsmounts/m/a", F_OK));
            struct statfs f;
            T(fstatfs(a, &f));
            T(fchdir(open("/dev/shm/nsmounts", O_RDONLY)));
            _exit(0);
        }
        close(p[1]);
        char c;
        read(p[0], &c, 1);
        close(ns);
        fflush(stdout);
        _exit(0);
    }
    close(p[1]);
    close(q[1]);
    while (wait(0) > 0)
        ;
    usleep(100000);
}
