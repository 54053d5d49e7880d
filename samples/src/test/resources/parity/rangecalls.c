/* ioctls that share blocks of files, of what they are asked for without a disk; directories that a link is asked of; which of it landlock(7) keeps from devices. */
#include "parity.h"
#include <linux/fs.h>
#include <linux/landlock.h>
static void ask(const char *what, int fd, int from) {
    struct file_clone_range range = {from, 0, 0, 0};
    char space[24 + 32] = {0};
    struct file_dedupe_range *same = (void *)space;
    printf("%s\n", what);
    T(ioctl(fd, FICLONERANGE, &range));
    T(ioctl(fd, FICLONERANGE, 8));
    same->src_length = 10;
    T(ioctl(fd, FIDEDUPERANGE, same));
    same->dest_count = 1;
    same->info[0].dest_fd = from;
    T(ioctl(fd, FIDEDUPERANGE, same));
    same->reserved1 = 1;
    T(ioctl(fd, FIDEDUPERANGE, same));
    same->dest_count = 200;
    T(ioctl(fd, FIDEDUPERANGE, same));
    T(ioctl(fd, FIDEDUPERANGE, 8));
}
static int refused(int fd, long command) {
    errno = 0;
    return ioctl(fd, command, 0) == -1 && errno == EACCES;
}
int main(void) {
    int a = open("/dev/shm/range1", O_RDWR | O_CREAT, 0600), b = open("/dev/shm/range2", O_RDWR | O_CREAT, 0600);
    int r = open("/dev/shm/range1", O_RDONLY), w = open("/dev/shm/range1", O_WRONLY), d = open("/dev/shm", O_RDONLY), n = open("/dev/null", O_RDWR);
    int m = open("/proc/self/status", O_RDONLY);
    write(b, "0123456789", 10);
    ask("file", a, b);
    ask("reader", r, b);
    ask("writer", w, b);
    ask("directory", d, b);
    ask("device", n, b);
    ask("proc", m, b);
    ask("none", a, 99);
    chdir("/dev/shm");
    T(link(".", "rangelink"));
    T(link(".", "rangelink/"));
    T(link(".", "/proc/rangelink"));
    mkdir("rangedir", 0755);
    T(link("rangedir", "range1"));
    int rules = syscall(444, &(struct landlock_ruleset_attr){.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_DIR | 1 << 15}, 16, 0);
    T(rules > 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!fork()) {
        T(syscall(446, rules, 0));
        n = open("/dev/null", O_RDWR);
        T(refused(n, FICLONERANGE));
        T(refused(n, FIDEDUPERANGE));
        T(refused(n, 0x80111500));
        T(refused(n, 0x80811501));
        T(refused(n, FS_IOC_GETFLAGS));
        T(refused(n, FS_IOC_SETFLAGS));
        T(refused(n, FS_IOC_FSGETXATTR));
        T(refused(n, FS_IOC_FSSETXATTR));
        T(refused(n, FIBMAP));
        T(refused(n, FIGETBSZ));
        T(refused(n, FIONREAD));
        T(refused(a, FS_IOC_GETFLAGS));
        T(link(".", "rangelink"));
        T(link("rangedir", "rangelink"));
        _exit(0);
    }
    wait(0);
    unlink("range1"), unlink("range2"), rmdir("rangedir");
    return 0;
}
