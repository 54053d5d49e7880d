/* What is asked before what, and what needs no privilege: acct, chroot, whiteouts, advice on locked pages, openat2, mount. */
#include "parity.h"
#include <linux/openat2.h>
#include <sys/acct.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
static void accounts(void) {
    struct acct_v3 record;
    int fd;
    close(file("log", ""));
    T(acct("log"));
    CHILD(_exit(3));
    T(acct(NULL));
    fd = open("log", O_RDONLY);
    while (read(fd, &record, sizeof record) == sizeof record) {
        printf("%d %s %d\n", record.ac_flag, record.ac_comm, record.ac_exitcode);
    }
}
static void unprivileged(void) {
    struct stat st;
    mkdir("closed", 0600);
    mkdir("open", 0777);
    chmod("open", 0777);
    close(file("open/b", ""));
    CHILD(setuid(65534); T(chroot("closed")); T(chroot("open")); chdir("open"); T(mknod("white", S_IFCHR, 0));
          T(mknod("null", S_IFCHR, makedev(1, 3))); T(mknod("block", S_IFBLK, 0)); close(file("a", ""));
          T(renameat2(AT_FDCWD, "a", AT_FDCWD, "c", RENAME_WHITEOUT)); T(lstat("a", &st)); printf("%o %lx\n", st.st_mode, st.st_rdev);
          T(setxattr("c", "security.capability", "x", 1, 0)));
    T(setxattr("open/c", "security.capability", "x", 1, 0));
}
static void locked(void) {
    char *pages = mmap(0, 3 << 12, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mlock(pages, 4096);
    for (int advice = 20; advice < 22; advice++) {
        T(madvise(pages, 4096, advice));
        T(madvise(pages + 4096, 4096, advice));
    }
    T(madvise(pages, 4096, MADV_FREE));
    T(madvise(pages, 4096, MADV_DONTNEED));
    T(madvise(pages, 4096, 24));
    mmap(pages + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, file("m", "m"), 0);
    munlock(pages, 4096);
    T(madvise(pages, 8192, MADV_FREE));
}
static void asked(void) {
    static char word[5000];
    struct open_how how = {O_RDWR | 4};
    struct iovec piece = {word, 1};
    int fd = file("f", "f"), pipes[2];
    memset(word, 'a', sizeof word - 1);
    T(syscall(SYS_openat2, AT_FDCWD, "f", &how, sizeof how));
    how.flags = O_RDWR | 1 << 23;
    T(syscall(SYS_openat2, AT_FDCWD, "f", &how, sizeof how));
    T(mount("none", "open", word, 0, 0));
    T(pwritev2(fd, &piece, 1, 0, RWF_APPEND | 0x20));
    pipe(pipes);
    CHILD(setuid(65534); T(fcntl(pipes[0], F_SETPIPE_SZ, 1u << 31)));
    T(fcntl(pipes[0], F_SETPIPE_SZ, (1u << 31) + 1));
}
int main(void) {
    fresh("permits2");
    accounts();
    unprivileged();
    locked();
    asked();
    return 0;
}
