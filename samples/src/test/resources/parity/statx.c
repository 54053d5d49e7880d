#include "parity.h"
int main() {
    fresh("statx");
    struct statx x;
    int fd = file("f", "hello");
    symlink("f", "l"); mkdir("d", 0751);
    T(statx(AT_FDCWD, "f", 0, STATX_BASIC_STATS, &x));
    printf("%x %o %d %ld\n", x.stx_mask & 0x7ff, x.stx_mode, x.stx_nlink, (long)x.stx_size);
    T(statx(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, STATX_ALL, &x)); printf("%o %ld\n", x.stx_mode, (long)x.stx_size);
    T(statx(AT_FDCWD, "d", 0, STATX_TYPE, &x)); printf("%o\n", x.stx_mode & S_IFMT);
    T(statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &x)); printf("%ld\n", (long)x.stx_size);
    T(statx(fd, "", 0, STATX_SIZE, &x));
    T(statx(fd, "x", 0, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "f", 0, 0x80000000, &x));
    T(statx(AT_FDCWD, "f", 0x8, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "f", AT_STATX_FORCE_SYNC | AT_STATX_DONT_SYNC, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "f", AT_STATX_FORCE_SYNC, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "none", 0, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "f/x", 0, STATX_SIZE, &x));
    T(statx(99, "f", 0, STATX_SIZE, &x));
    T(statx(AT_FDCWD, "f", 0, STATX_SIZE, (void *)8));
    T(statx(AT_FDCWD, (char *)8, 0, STATX_SIZE, &x));
    T(syscall(SYS_statx, fd, NULL, AT_EMPTY_PATH, STATX_SIZE, &x));
    struct stat st; T(fstatat(fd, "", &st, AT_EMPTY_PATH)); T(fstatat(fd, "", &st, 0)); T(fstatat(AT_FDCWD, "f", &st, 0x4000000));
    T(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH)); printf("%d\n", S_ISDIR(st.st_mode));
}
