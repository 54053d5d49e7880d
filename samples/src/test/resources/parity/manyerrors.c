// Errors of many calls, how much memory is promised, settings of network interfaces
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static int e(long r) { return r < 0 ? -errno : 0; }
static long v(long r) { return r < 0 ? -errno : r; }
static char buf[65536];
static int big(unsigned long size, int prot, int flags) {
    void *at = mmap(0, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (at != MAP_FAILED)
        munmap(at, size);
    return at == MAP_FAILED;
}
static void nobody(void) {
    setresgid(65534, 65534, 65534);
    setresuid(65534, 65534, 65534);
}
#define AS_NOBODY(...)                                                                                                                     \
    do {                                                                                                                                   \
        fflush(stdout);                                                                                                                    \
        if (fork() == 0) {                                                                                                                 \
            nobody();                                                                                                                      \
            __VA_ARGS__;                                                                                                                   \
            exit(0);                                                                                                                       \
        }                                                                                                                                  \
        wait(0);                                                                                                                           \
    } while (0)
static int wr(const char *p, const char *s) {
    int fd = open(p, O_WRONLY);
    if (fd < 0)
        return -errno;
    int n = v(write(fd, s, strlen(s)));
    close(fd);
    return n;
}
int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    printf("vhangup");
    AS_NOBODY(printf(" %d", e(syscall(SYS_vhangup))));
    fflush(stdout);
    if (fork() == 0) {
        setsid();
        printf(" %d\n", e(syscall(SYS_vhangup)));
        exit(0);
    }
    wait(0);
    printf("reboot %d %d %d", e(syscall(SYS_reboot, 0xfee1dead, 672274793, LINUX_REBOOT_CMD_CAD_ON, 0)),
           e(syscall(SYS_reboot, 0xfee1dead, 672274793, LINUX_REBOOT_CMD_CAD_OFF, 0)),
           e(syscall(SYS_reboot, 0xfee1dead, 672274793, 100, 0)));
    printf(" %d", e(syscall(SYS_reboot, 0xfee1dead, 7, LINUX_REBOOT_CMD_CAD_ON, 0)));
    AS_NOBODY(
        printf(" %d %d\n", e(syscall(SYS_reboot, 0xfee1dead, 672274793, LINUX_REBOOT_CMD_CAD_ON, 0)), e(syscall(SYS_reboot, 1, 2, 3, 0))));
    const char *tag = "/proc/sys/net/ipv4/conf/lo/tag";
    printf("tag %d", wr(tag, "1500"));
    fflush(stdout);
    if (fork() == 0) {
        unshare(CLONE_NEWNET);
        printf(" own %d", wr(tag, "7"));
        int fd = open(tag, O_RDONLY);
        memset(buf, 0, 10);
        read(fd, buf, 9);
        printf(" %s", buf);
        exit(0);
    }
    wait(0);
    {
        int fd = open(tag, O_RDONLY);
        memset(buf, 0, 10);
        read(fd, buf, 9);
        printf(" first %s", buf);
        wr(tag, "0");
    }
    struct sysinfo si;
    sysinfo(&si);
    unsigned long total = (si.totalram + si.totalswap) * si.mem_unit;
    printf("overcommit %d %d", big(total * 2, 3, 0), big(total * 2, 3, MAP_NORESERVE));
    printf(" ro %d", big(total * 2, 1, 0));
    wr("/proc/sys/vm/overcommit_memory", "1");
    printf(" always %d", big(total * 2, 3, 0));
    wr("/proc/sys/vm/overcommit_memory", "2");
    printf(" never %d %d", big(total, 3, 0), big(total, 3, MAP_NORESERVE));
    printf(" brk %d fork ok\n", sbrk(total) == (void *)-1);
    wr("/proc/sys/vm/overcommit_memory", "0");
    printf("maps %d", wr("/proc/sys/vm/max_map_count", "200"));
    int n = 0;
    while (n < 1000 && mmap(0, 4096, n & 1 ? 3 : 1, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        n++;
    printf(" %d %d\n", n < 200, errno);
    wr("/proc/sys/vm/max_map_count", "65530");
    int fd;
    struct stat st;
    printf("inotify %d %d %d %d", e(inotify_init1(077)), e(inotify_add_watch(-1, "/", 1)), e(inotify_add_watch(0, "/", 1)),
           e(inotify_rm_watch(0, 1)));
    int in = inotify_init();
    printf(" %d %d %d %d", e(inotify_add_watch(in, "/", 0)), e(inotify_add_watch(in, "", 1)), e(inotify_add_watch(in, (char *)8, 1)),
           e(inotify_rm_watch(in, 5)));
    int wd = inotify_add_watch(in, "/tmp", IN_MASK_CREATE | IN_OPEN);
    printf(" %d %d %d\n", wd > 0, e(inotify_add_watch(in, "/tmp", IN_MASK_CREATE | IN_OPEN)),
           e(inotify_add_watch(in, "/tmp", IN_MASK_CREATE | IN_MASK_ADD | IN_OPEN)));
    printf("getrusage %d %d %d", e(syscall(SYS_getrusage, 5, buf)), e(syscall(SYS_getrusage, 0, 8)), e(syscall(SYS_getrusage, 1, buf)));
    printf(" getcpu %d", e(syscall(SYS_getcpu, 8, 0, 0)));
    printf(" getrandom %d %d %d", e(syscall(SYS_getrandom, buf, 10, 8)), e(syscall(SYS_getrandom, 8, 10, 0)),
           e(syscall(SYS_getrandom, buf, 10, 6)));
    printf(" membarrier %ld %d %d", v(syscall(SYS_membarrier, 0, 0, 0)), e(syscall(SYS_membarrier, -1, 0, 0)),
           e(syscall(SYS_membarrier, 8, 1, 0)));
    printf(" kcmp %ld %ld %ld\n", v(syscall(SYS_kcmp, getpid(), getpid(), 0, 1, 9999)), v(syscall(SYS_kcmp, getpid(), 99999, 0, 1, 1)),
           v(syscall(SYS_kcmp, getpid(), getpid(), 100, 1, 1)));
    fd = open("/tmp/lf", O_CREAT | O_RDWR, 0600);
    printf("lseek %d %d %d", e(lseek(fd, 0, 9)), e(lseek(fd, -1, 0)), e(lseek(fd, 10, SEEK_DATA)));
    int p[2];
    pipe(p);
    printf(" %d", e(lseek(p[0], 0, 1)));
    printf(" flock %d %d %d", e(flock(-1, LOCK_SH)), e(flock(fd, 9)), e(flock(p[0], LOCK_EX)));
    printf(" fsync %d %d %d", e(fsync(p[0])), e(fdatasync(-1)), e(syncfs(fd)));
    printf(" readahead %d %d %d", e(readahead(-1, 0, 10)), e(readahead(p[0], 0, 10)), e(readahead(fd, 0, 10)));
    printf(" fadvise %d %d %d %d\n", posix_fadvise(fd, 0, 0, 9), posix_fadvise(p[0], 0, 0, 1), posix_fadvise(-1, 0, 0, 1),
           posix_fadvise(fd, 0, -1, 1));
    printf("sync_file_range %d %d %d %d\n", e(sync_file_range(-1, 0, 1, 1)), e(sync_file_range(p[0], 0, 1, 1)),
           e(sync_file_range(fd, -1, 1, 1)), e(sync_file_range(fd, 0, 1, 8)));
    struct itimerspec its = {{0, 0}, {1, 1000000000}};
    timer_t t;
    printf("timer %d", e(syscall(SYS_timer_create, 0, 0, &t)));
    printf(" %d %d", e(syscall(SYS_timer_settime, t, 0, &its, 0)), e(syscall(SYS_timer_settime, t, 0, 0, 0)));
    printf(" %d %d %d\n", e(syscall(SYS_timer_settime, 99, 0, &its, 0)), e(syscall(SYS_timer_gettime, t, 8)),
           e(syscall(SYS_timer_create, 20, 0, &t)));
    struct rlimit r = {5, 4};
    printf("rlimit %d %d %d", e(setrlimit(RLIMIT_NOFILE, &r)), e(syscall(SYS_setrlimit, 99, &r)), e(syscall(SYS_setrlimit, 7, 8)));
    r = (struct rlimit){1, 1UL << 40};
    printf(" %d", e(setrlimit(RLIMIT_NOFILE, &r)));
    AS_NOBODY(struct rlimit q = {10, 1UL << 30}; printf(" %d\n", e(setrlimit(RLIMIT_NICE, &q))));
    printf("mprotect %d %d %d", e(mprotect((void *)1, 4096, 1)), e(mprotect((void *)0x3000000000, 4096, 1)), e(mprotect(buf, 0, 1)));
    printf(" munmap %d %d", e(munmap(buf + 1, 4096)), e(munmap((void *)0x3000000000, 0)));
    printf(" madvise %d %d %d", e(madvise((void *)1, 4096, 0)), e(madvise((void *)0x3000000000, 4096, 0)),
           e(madvise((void *)0x3000000000, 4096, 1212)));
    char *m = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int a = 0; a < 26; a++)
        printf(" %d", e(madvise(m, 4096, a)));
    for (int a = 100; a < 102; a++)
        printf(" %d", e(madvise(m, 4096, a)));
    puts("");
    printf("mremap %d %d", e((long)mremap(m + 1, 4096, 8192, 1)), e((long)mremap((void *)0x3000000000, 4096, 8192, 1)));
    printf(" msync %d %d %d %d\n", e(msync(m, 4096, 5)), e(msync(m + 1, 4096, 4)), e(msync((void *)0x3000000000, 4096, 4)),
           e(msync(m, 4096, 4)));
    printf("pers %lx %ld %lx\n", v(syscall(SYS_personality, 0xffffffff)), v(syscall(SYS_personality, 0x0400000)),
           v(syscall(SYS_personality, 0)));
    printf("cacheflush %d %d %d", e(syscall(259, m, m + 10, 2)), e(syscall(259, m, m + 10, 0)), e(syscall(258, 0, 0, 0, 0, 0)));
    printf(" hwprobe %d\n", e(syscall(258, buf, 1, 0, 0, 8)));
    printf("sched %d %d %d", e(syscall(SYS_sched_setscheduler, 0, 9, &r)), e(syscall(SYS_sched_getscheduler, -1)),
           e(syscall(SYS_sched_getparam, 0, 0)));
    printf(" %d %d %d", e(syscall(SYS_sched_rr_get_interval, -1, buf)), e(syscall(SYS_sched_rr_get_interval, 0, 8)),
           e(syscall(SYS_sched_get_priority_max, 9)));
    printf(" aff %ld %d %d\n", v(syscall(SYS_sched_getaffinity, 0, 128, buf)) > 0, e(syscall(SYS_sched_getaffinity, 0, 3, buf)),
           e(syscall(SYS_sched_setaffinity, 0, 0, buf)));
    printf("nice %ld %d %d", v(syscall(SYS_getpriority, 0, 0)), e(syscall(SYS_getpriority, 9, 0)),
           e(syscall(SYS_setpriority, 0, 99999, 0)));
    AS_NOBODY(printf(" %d %d\n", e(setpriority(PRIO_PROCESS, 0, -5)), e(setpriority(PRIO_PROCESS, getppid(), 5))));
    printf("ioprio %d %d %d\n", e(syscall(SYS_ioprio_set, 1, 0, 4 << 13)), e(syscall(SYS_ioprio_set, 9, 0, 1 << 13)),
           e(syscall(SYS_ioprio_get, 1, 99999)));
    struct {
        unsigned long a[8];
    } c3 = {0};
    printf("clone3 %d %d %d %d\n", e(syscall(SYS_clone3, 0, 64)), e(syscall(SYS_clone3, &c3, 8)), e(syscall(SYS_clone3, &c3, 8192)),
           (c3.a[0] = 0x80000000000UL, e(syscall(SYS_clone3, &c3, 64))));
    printf("setns %d %d %d unshare %d\n", e(setns(-1, 0)), e(setns(fd, 0)), e(setns(open("/proc/self/ns/net", O_RDONLY), CLONE_NEWUTS)),
           e(unshare(1)));
    printf("pidfd %d %d %d %d %d", e(syscall(SYS_pidfd_open, -1, 0)), e(syscall(SYS_pidfd_open, 99999, 0)),
           e(syscall(SYS_pidfd_open, getpid(), 1)), e(syscall(SYS_pidfd_send_signal, -1, 0, 0, 0)),
           e(syscall(SYS_pidfd_send_signal, fd, 0, 0, 0)));
    int pf = syscall(SYS_pidfd_open, getpid(), 0);
    printf(" %d %d %d %d\n", e(syscall(SYS_pidfd_send_signal, pf, 0, 0, 99)), e(syscall(SYS_pidfd_getfd, pf, 999, 0)),
           e(syscall(SYS_pidfd_getfd, pf, 0, 1)), e(syscall(SYS_process_madvise, pf, 0, 0, 4, 0)));
    printf("execveat %d %d %d\n", e(syscall(SYS_execveat, -1, "busybox", 0, 0, 0)), e(syscall(SYS_execveat, fd, "busybox", 0, 0, 0)),
           e(syscall(SYS_execveat, AT_FDCWD, "/bin/busybox", 0, 0, 0x8000)));
    printf("umask etc %d statx %d %d %d\n", umask(0) == 022, e(syscall(SYS_statx, AT_FDCWD, "/", 0, 0x80000000, buf)),
           e(syscall(SYS_statx, AT_FDCWD, "/", -1, 0x7ff, buf)), e(syscall(SYS_statx, AT_FDCWD, (char *)8, 0, 0x7ff, buf)));
    printf("nftw ptr caps %d %d\n", e(syscall(SYS_capget, 8, buf)), e(syscall(SYS_capset, 8, buf)));
    return 0;
}
