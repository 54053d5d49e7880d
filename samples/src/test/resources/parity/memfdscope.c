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
int main(void) {
    inside(first);
    return 0;
}
