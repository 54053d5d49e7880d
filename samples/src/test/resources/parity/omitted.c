/* utimensat where nothing is to be set, and where it may not be. */
#include "parity.h"
int main() {
    fresh("omitted");
    struct timespec omit[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}}, now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}}, one[2] = {{5, 6}, {0, UTIME_OMIT}}, bad[2] = {{0, -1}, {0, 0}}, big[2] = {{0, 1000000000}, {0, 0}};
    T(utimensat(AT_FDCWD, "missing", omit, 0)); T(utimensat(99, "missing", omit, 0)); T(utimensat(AT_FDCWD, "missing", now, 0)); T(utimensat(AT_FDCWD, "missing", bad, 0));
    int f = file("f", "x");
    T(utimensat(AT_FDCWD, "f", bad, 0)); T(utimensat(AT_FDCWD, "f", big, 0)); T(utimensat(AT_FDCWD, "f", one, 0));
    struct stat s; stat("f", &s); T(s.st_atim.tv_sec); T(s.st_atim.tv_nsec); T(s.st_mtim.tv_sec > 0);
    T(utimensat(AT_FDCWD, "f", omit, 0x4000)); T(utimensat(AT_FDCWD, "f", one, 0x4000)); T(utimensat(AT_FDCWD, "f", (void *) 8, 0)); T(utimensat(AT_FDCWD, (void *) 8, omit, 0)); T(utimensat(AT_FDCWD, (void *) 8, one, 0));
    T(syscall(SYS_utimensat, f, 0, one, 0)); T(syscall(SYS_utimensat, f, 0, one, AT_SYMLINK_NOFOLLOW)); T(syscall(SYS_utimensat, 99, 0, omit, 0)); T(syscall(SYS_utimensat, AT_FDCWD, 0, one, 0)); T(syscall(SYS_utimensat, f, 0, one, AT_EMPTY_PATH));
    T(utimensat(f, "", one, 0)); T(utimensat(f, "", one, AT_EMPTY_PATH));
    symlink("f", "l"); symlink("nowhere", "d"); T(utimensat(AT_FDCWD, "d", one, 0)); T(utimensat(AT_FDCWD, "d", one, AT_SYMLINK_NOFOLLOW)); lstat("d", &s); T(s.st_atim.tv_sec);
    T(chmod("f", 0666)); T(chmod(".", 0777));
    CHILD(setuid(1000); T(utimensat(AT_FDCWD, "f", now, 0)); T(utimensat(AT_FDCWD, "f", 0, 0)); T(utimensat(AT_FDCWD, "f", one, 0)); T(utimensat(AT_FDCWD, "f", omit, 0));
        struct timespec mixed[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}}; T(utimensat(AT_FDCWD, "f", mixed, 0)); T(futimens(f, one)));
    T(chmod("f", 0600)); CHILD(setuid(1000); T(utimensat(AT_FDCWD, "f", now, 0)); T(utimensat(AT_FDCWD, "f", omit, 0)));
    struct timespec far[2] = {{1L << 40, 5}, {-1, 7}}; T(utimensat(AT_FDCWD, "f", far, 0)); stat("f", &s); T(s.st_atim.tv_sec == 1L << 40 || s.st_atim.tv_sec > 0); T(s.st_mtim.tv_sec); T(s.st_mtim.tv_nsec);
    int p[2]; pipe(p); T(futimens(p[0], one)); T(futimens(p[0], 0)); int o = open("f", O_PATH); T(futimens(o, one)); T(utimensat(o, "", one, AT_EMPTY_PATH));
    T(utimes("f", (struct timeval[]) {{1, 2}, {3, 1000000}})); T(utimes("f", (struct timeval[]) {{1, 2}, {3, 4}})); stat("f", &s); T(s.st_mtim.tv_nsec);
}
