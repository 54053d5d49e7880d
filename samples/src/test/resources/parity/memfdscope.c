/* Files of memfd_create(2) that may not be executed because /proc/sys/vm/memfd_noexec says so. */
#include "parity.h"
#define SCOPE "/proc/sys/vm/memfd_noexec"
static void made(int flags) {
    int fd = syscall(SYS_memfd_create, "m", flags);
    struct stat s = {0};
    if (fd < 0) {
        printf("%x: %s\n", flags, strerrorname_np(errno));
        return;
    }
    fstat(fd, &s);
    printf("%x: %o %x\n", flags, s.st_mode, fcntl(fd, F_GET_SEALS));
    close(fd);
}
static void set(const char *to) {
    int fd = open(SCOPE, O_WRONLY);
    int n = write(fd, to, strlen(to));
    printf("%s: %s\n", to, n < 0 ? strerrorname_np(errno) : "taken");
    close(fd);
}
static void show(void) {
    char b[16] = {0};
    int fd = open(SCOPE, O_RDONLY);
    read(fd, b, 15);
    close(fd);
    printf("is %s", b);
    made(0);
    made(2);
    made(8);
    made(16);
    made(24);
    fflush(stdout);
}
static void inside(void (*what)(void)) {
    fflush(stdout);
    if (!fork()) {
        unshare(CLONE_NEWPID);
        if (!fork()) {
            what();
            fflush(stdout);
            _exit(0);
        }
        wait(0);
        _exit(0);
    }
    wait(0);
}
static void deeper(void) {
    show();
    set("0");
    set("2");
    set("1");
    show();
}
static int held[2];
static void later(void) {
    char c;
    read(held[0], &c, 1);
    show();
}
static void first(void) {
    show();
    set("3");
    set("-1");
    set("x");
    set("1");
    show();
    inside(deeper);
    show();
    set("0");
    show();
    pipe(held);
    set("2");
    if (!fork()) {
        inside(later);
        _exit(0);
    }
    usleep(200000);
    set("0");
    write(held[1], "x", 1);
    wait(0);
    if (!fork()) {
        setuid(1000);
        int fd = open(SCOPE, O_WRONLY);
        T(fd);
        fflush(stdout);
        _exit(0);
    }
    wait(0);
}
/* Which mappings keep a file from being sealed against writing */
static void seal(int flags, int prot, int mode) {
    int fd = memfd_create("s", MFD_ALLOW_SEALING), by = fd;
    char path[40];
    ftruncate(fd, 8192);
    sprintf(path, "/proc/self/fd/%d", fd);
    if (mode != O_RDWR)
        by = open(path, mode);
    char *p = mmap(0, 8192, prot, flags, by, 0);
    printf("%d %d %d: %d", flags, prot, mode, p != MAP_FAILED);
    int r = fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE);
    printf(" %s", r ? strerrorname_np(errno) : "sealed");
    r = mprotect(p, 8192, PROT_READ | PROT_WRITE);
    printf(" %s\n", r ? strerrorname_np(errno) : "writable");
    munmap(p, 8192);
    printf("%d %x\n", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), fcntl(fd, F_GET_SEALS));
    close(fd);
}
int main(void) {
    for (int prot = PROT_READ; prot <= (PROT_READ | PROT_WRITE); prot += PROT_WRITE) {
        seal(MAP_PRIVATE, prot, O_RDWR);
        seal(MAP_SHARED, prot, O_RDWR);
        seal(MAP_PRIVATE, prot, O_RDONLY);
    }
    seal(MAP_SHARED, PROT_READ, O_RDONLY);
    inside(first);
    return 0;
}
