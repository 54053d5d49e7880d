#include "parity.h"
static void show(const char *w) {
    struct stat st;
    stat("f", &st);
    printf("%s %o\n", w, st.st_mode & 07777);
    fflush(stdout);
}
int main() {
    umask(0);
    fresh("suidclear");
    chmod(".", 0777);
    int f = file("f", "abc");
    chown("f", 1000, 1000);
#define RESET(m)                                                                                                                           \
    chmod("f", m);                                                                                                                         \
    show("before")
    RESET(06777);
    chown("f", 1000, 1000);
    show("root chown");
    RESET(06767);
    chown("f", 1000, -1);
    show("root chown no group x");
    RESET(06777);
    chown("f", -1, -1);
    show("nothing");
    RESET(06777);
    pwrite(f, "x", 1, 0);
    show("root write");
    RESET(06777);
    ftruncate(f, 1);
    show("root truncate");
    CHILD(setgroups(1, (gid_t[]){50}); setresgid(1000, 1000, 1000); setresuid(1000, 1000, 1000); RESET(06777); T(chown("f", -1, 1000));
          show("chown"); RESET(06777); T(chown("f", -1, 50)); show("chgrp"); T(chown("f", -1, 1000)); RESET(06777);
          int w = open("f", O_WRONLY); write(w, "y", 1); show("write"); RESET(06767); write(w, "y", 1); show("write no group x");
          RESET(06777); ftruncate(w, 0); show("ftruncate"); RESET(06777); truncate("f", 2); show("truncate"); RESET(06777);
          close(open("f", O_WRONLY | O_TRUNC)); show("O_TRUNC"); RESET(06777); write(w, "", 0); show("write nothing"); RESET(06777);
          fallocate(w, 0, 0, 100); show("fallocate"); RESET(06777); char *m = mmap(0, 4096, 3, MAP_SHARED, open("f", O_RDWR), 0);
          m[0] = 'z'; show("mapped"); setfsgid(1000););
    chown("f", 1000, 60);
    CHILD(setgroups(0, 0); setresgid(1000, 1000, 1000); setresuid(1000, 1000, 1000); RESET(02755); RESET(06755));
    T(chmod("none", 0));
    T(chmod("f/x", 0));
    T(fchmod(99, 0));
    T(fchmodat(AT_FDCWD, "f", 0600, AT_SYMLINK_NOFOLLOW));
    T(syscall(SYS_fchmodat, AT_FDCWD, "f", 0177777));
    show("bits");
    symlink("f", "l");
    T(lchown("l", 5, 6));
    struct stat st;
    lstat("l", &st);
    printf("%d %d\n", st.st_uid, st.st_gid);
    T(fchownat(AT_FDCWD, "l", 7, 8, 0));
    stat("f", &st);
    printf("%d %d\n", st.st_uid, st.st_gid);
    T(fchownat(AT_FDCWD, "l", 7, 8, 1));
    T(fchownat(f, "", 9, 9, AT_EMPTY_PATH));
    T(fchown(f, -1, 4));
    fstat(f, &st);
    printf("%d %d\n", st.st_uid, st.st_gid);
}
