#include "parity.h"
static void show(const char *n) {
    struct stat st;
    lstat(n, &st);
    printf("%ld.%09ld %ld.%09ld\n", st.st_atim.tv_sec, st.st_atim.tv_nsec, st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}
int main() {
    umask(0);
    fresh("utimens");
    int f = file("f", "x");
    symlink("f", "l");
    struct timespec a[2] = {{1, 2}, {3, 4}}, omit[2] = {{0, UTIME_OMIT}, {9, 9}}, both[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}},
                    bad[2] = {{0, 1000000000}, {0, 0}}, neg[2] = {{-5, 7}, {1L << 33, 1}}, nowish[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};
    T(utimensat(AT_FDCWD, "f", a, 0));
    show("f");
    T(utimensat(AT_FDCWD, "f", omit, 0));
    show("f");
    T(utimensat(AT_FDCWD, "f", both, 0));
    show("f");
    T(utimensat(AT_FDCWD, "f", bad, 0));
    T(utimensat(AT_FDCWD, "f", neg, 0));
    show("f");
    T(utimensat(AT_FDCWD, "l", a, AT_SYMLINK_NOFOLLOW));
    show("l");
    T(utimensat(AT_FDCWD, "l", omit, 0));
    show("f");
    T(utimensat(AT_FDCWD, "f", a, 1));
    T(utimensat(f, "", a, AT_EMPTY_PATH));
    T(syscall(SYS_utimensat, f, 0, omit, 0));
    show("f");
    T(syscall(SYS_utimensat, AT_FDCWD, 0, a, 0));
    T(utimensat(99, "f", a, 0));
    T(utimensat(AT_FDCWD, "f", (void *)8, 0));
    T(futimens(open("f", O_RDONLY), a));
    chmod("f", 0666);
    chown("f", 1000, 1000);
    CHILD(setresuid(2000, 2000, 2000); T(utimensat(AT_FDCWD, "f", a, 0)); T(utimensat(AT_FDCWD, "f", 0, 0));
          T(utimensat(AT_FDCWD, "f", nowish, 0)); T(utimensat(AT_FDCWD, "f", both, 0)); chmod("f", 0));
    chmod("f", 0444);
    CHILD(setresuid(2000, 2000, 2000); T(utimensat(AT_FDCWD, "f", 0, 0)));
    CHILD(setresuid(1000, 1000, 1000); T(utimensat(AT_FDCWD, "f", a, 0)); T(utimensat(AT_FDCWD, "f", 0, 0)));
    struct stat s1, s2;
    utimensat(AT_FDCWD, "f", a, 0);
    stat("f", &s1);
    chmod("f", 0600);
    stat("f", &s2);
    printf("%d\n", s2.st_mtim.tv_sec == 3);
    pwrite(f, "y", 1, 0);
    stat("f", &s2);
    printf("%d\n", s2.st_mtim.tv_sec == 3);
    utimensat(AT_FDCWD, ".", a, 0);
}
