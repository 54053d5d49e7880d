/* statx: what is asked for and what is given. */
#include "parity.h"
int main() {
    fresh("statx3");
    file("f", "abc");
    symlink("f", "l");
    unsigned long b[32];
    unsigned *u = (void *)b;
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, b));
    printf("%x\n", u[0] & 0x17ff);
    T(b[5]);
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0, b));
    T(b[5]);
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x1000, b));
    printf("%x\n", u[0]);
    T(b[18] > 0);
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x4000, b));
    printf("%x\n", u[0]);
    T(b[18] > 1L << 31);
    printf("%lx %lx\n", b[1], b[7]);
    T(syscall(SYS_statx, AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, 0x7ff, b));
    T(b[5]);
    T(syscall(SYS_statx, AT_FDCWD, "l", 0, 0x7ff, b));
    T(b[5]);
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x80000000, b));
    T(syscall(SYS_statx, AT_FDCWD, "f", 0x6000, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "f", 0x2000, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "f", 0x4000, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "f", 1, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, 8));
    T(syscall(SYS_statx, AT_FDCWD, 8, 0, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "", 0, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "", AT_EMPTY_PATH, 0x7ff, b));
    T(syscall(SYS_statx, 99, "f", 0, 0x7ff, b));
    T(syscall(SYS_statx, AT_FDCWD, "/dev/shm", 0, 0x7ff, b));
    printf("%lx\n", b[1]);
    T(syscall(SYS_statx, AT_FDCWD, "/proc/self", AT_SYMLINK_NOFOLLOW, 0x7ff, b));
    printf("%x\n", u[0] & 0x1fff);
    int p[2];
    pipe(p);
    T(syscall(SYS_statx, p[0], "", AT_EMPTY_PATH, 0x7ff, b));
    T(syscall(SYS_statx, p[0], 0, AT_EMPTY_PATH, 0x7ff, b));
    printf("%x %o\n", u[0] & 0x7ff, ((unsigned short *)b)[14]);
}
