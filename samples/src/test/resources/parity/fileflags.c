// Flags that forbid changes of files, what splice takes from, security modules, swap, secret memory, mincore
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
static int e(long r) { return r < 0 ? -errno : 0; }
static long v(long r) { return r < 0 ? -errno : r; }
static char buf[65536];
static void lsm(void) {
    unsigned size = 4096;
    printf("lsm_list %ld", v(syscall(461, buf, 0, 0)));
    printf(" %ld", v(syscall(461, buf, &size, 1)));
    size = 0;
    printf(" %ld %d", v(syscall(461, buf, &size, 0)) < 0, size > 0);
    size = 4096;
    printf(" %d", v(syscall(461, 0, &size, 0)));
    size = 4096;
    printf(" %d", v(syscall(461, buf, &size, 0)) > 1);
    puts("");
    for (int a = 0; a < 8; a++) {
        size = 4096;
        printf("get %d: %ld ", a, v(syscall(459, a, buf, &size, 0)) > 0 ? 1 : v(syscall(459, a, buf, &size, 0)));
    }
    size = 4096;
    printf("null %ld %ld %ld", v(syscall(459, 100, buf, 0, 0)), v(syscall(459, 100, buf, &size, 2)), v(syscall(459, 100, 0, &size, 1)));
    printf(" set %ld %ld\n", v(syscall(460, 0, buf, 10, 0)), v(syscall(460, 100, buf, 10, 1)));
}
static void flags(void) {
    mkdir("/tmp/t", 0755);
    mount("t", "/tmp/t", "tmpfs", 0, 0);
    int fd = open("/tmp/t/f", O_CREAT | O_RDWR, 0600), d = open("/tmp/t", O_RDONLY);
    int f = -1;
    struct fsxattr x;
    printf("getflags %d %x", e(ioctl(fd, FS_IOC_GETFLAGS, &f)), f);
    f = FS_IMMUTABLE_FL;
    printf(" set %d", e(ioctl(fd, FS_IOC_SETFLAGS, &f)));
    printf(" get %d %x", e(ioctl(fd, FS_IOC_GETFLAGS, &f)), f);
    printf(" open %d unlink %d chmod %d link %d write %d trunc %d", e(open("/tmp/t/f", O_RDWR)), e(unlink("/tmp/t/f")),
           e(chmod("/tmp/t/f", 0644)), e(link("/tmp/t/f", "/tmp/t/g")), e(write(fd, "x", 1)), e(ftruncate(fd, 5)));
    printf(" utime %d rename %d rd %d", e(utimensat(AT_FDCWD, "/tmp/t/f", 0, 0)), e(rename("/tmp/t/f", "/tmp/t/h")),
           e(open("/tmp/t/f", O_RDONLY)));
    struct statx sx;
    syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_ALL, &sx);
    printf(" attr %llx %llx\n", sx.stx_attributes & 0x7f, sx.stx_attributes_mask & 0x7f);
    f = FS_APPEND_FL;
    printf("append %d", e(ioctl(fd, FS_IOC_SETFLAGS, &f)));
    printf(" w %d a %d t %d trunc %d write %d unlink %d\n", e(open("/tmp/t/f", O_WRONLY)), e(open("/tmp/t/f", O_WRONLY | O_APPEND)),
           e(open("/tmp/t/f", O_WRONLY | O_APPEND | O_TRUNC)), e(truncate("/tmp/t/f", 0)), e(write(fd, "x", 1)), e(unlink("/tmp/t/f")));
    f = 0;
    ioctl(fd, FS_IOC_SETFLAGS, &f);
    f = FS_NODUMP_FL | FS_NOATIME_FL;
    printf("other %d", e(ioctl(fd, FS_IOC_SETFLAGS, &f)));
    ioctl(fd, FS_IOC_GETFLAGS, &f);
    printf(" %x", f);
    f = FS_COMPR_FL;
    printf(" compr %d", e(ioctl(fd, FS_IOC_SETFLAGS, &f)));
    printf(" xattr %d", e(ioctl(fd, FS_IOC_FSGETXATTR, &x)));
    printf(" %x", x.fsx_xflags);
    f = FS_IMMUTABLE_FL;
    printf(" dir %d", e(ioctl(d, FS_IOC_SETFLAGS, &f)));
    printf(" create %d mkdir %d unlink %d", e(open("/tmp/t/new", O_CREAT | O_RDWR, 0600)), e(mkdir("/tmp/t/nd", 0755)),
           e(unlink("/tmp/t/f")));
    f = FS_APPEND_FL;
    ioctl(d, FS_IOC_SETFLAGS, &f);
    printf(" append create %d unlink %d rename %d\n", e(open("/tmp/t/new", O_CREAT | O_RDWR, 0600)), e(unlink("/tmp/t/f")),
           e(rename("/tmp/t/f", "/tmp/t/q")));
    f = 0;
    ioctl(d, FS_IOC_SETFLAGS, &f);
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        f = 0;
        int o = open("/tmp/t", O_RDONLY);
        printf("nobody %d", e(ioctl(o, FS_IOC_SETFLAGS, &f)));
        prctl(PR_SET_DUMPABLE, 1);
        exit(0);
    }
    wait(0);
    if (fork() == 0) {
        int o = open("/tmp/t/own", O_CREAT | O_RDWR, 0600);
        fchown(o, 1000, 1000);
        setresuid(1000, 1000, 1000);
        f = FS_IMMUTABLE_FL;
        printf(" own %d", e(ioctl(o, FS_IOC_SETFLAGS, &f)));
        f = FS_NODUMP_FL;
        printf(" %d\n", e(ioctl(o, FS_IOC_SETFLAGS, &f)));
        exit(0);
    }
    wait(0);
    printf("pipe %d proc %d", e(ioctl(0, FS_IOC_GETFLAGS, &f)), e(ioctl(open("/proc/self/status", O_RDONLY), FS_IOC_GETFLAGS, &f)));
    printf(" version %d fiemap %d ficlone %d figetbsz %d\n", e(ioctl(fd, FS_IOC_GETVERSION, &f)), e(ioctl(fd, FS_IOC_FIEMAP, buf)),
           e(ioctl(fd, FICLONE, fd)), e(ioctl(fd, FIGETBSZ, &f)));
}
static void splices(void) {
    int p[2];
    pipe(p);
    char c[64] = {0};
    const char *files[] = {"/proc/sys/fs/pipe-max-size",
                           "/proc/self/status",
                           "/proc/self/maps",
                           "/proc/cpuinfo",
                           "/proc/meminfo",
                           "/proc/self/mounts",
                           "/proc/self/cmdline",
                           "/proc/self/stat",
                           "/proc/version",
                           "/proc/self/comm",
                           "/proc/self/mem",
                           "/proc/self/pagemap",
                           "/proc/sys/kernel/domainname",
                           "/proc/self/environ",
                           "/dev/zero",
                           "/dev/null",
                           "/dev/full",
                           "/proc/mounts",
                           "/proc/stat",
                           "/proc/self/limits",
                           "/proc/self/net/tcp",
                           "/proc/filesystems",
                           "/proc/self/auxv",
                           "/proc/self/io",
                           "/proc/uptime",
                           "/proc/loadavg",
                           "/proc/interrupts",
                           "/proc/self/oom_score_adj",
                           "/proc/self/uid_map"};
    for (int i = 0; i < sizeof files / sizeof *files; i++) {
        int fd = open(files[i], O_RDONLY);
        long n = v(splice(fd, 0, p[1], 0, 16, 0));
        if (n > 0)
            read(p[0], c, n);
        long s = fd < 0 ? -1000 : v(sendfile(open("/tmp/t/o", O_CREAT | O_WRONLY, 0600), fd, 0, 4));
        printf("%s %ld %ld; ", strrchr(files[i], '/'), n < 0 ? n : n > 0, s < 0 ? s : s > 0);
        close(fd);
    }
    int fd = open("/proc/sys/kernel/domainname", O_RDWR);
    write(p[1], "dom\n", 4);
    printf("\nwrite %ld", v(splice(p[0], 0, fd, 0, 4, 0)));
    memset(c, 0, 64);
    int q = open("/proc/sys/kernel/domainname", O_RDONLY);
    read(q, c, 60);
    printf(" %s", c);
    write(p[1], "x", 1);
    printf("comm %ld full %ld", v(splice(p[0], 0, open("/proc/self/comm", O_WRONLY), 0, 1, 0)), (long)0);
    {
        char z[9];
        fcntl(p[0], F_SETFL, O_NONBLOCK);
        read(p[0], z, 1);
        write(p[1], "xy", 2);
    }
    printf(" %ld %ld\n", v(splice(p[0], 0, open("/dev/full", O_WRONLY), 0, 1, 0)),
           v(splice(p[0], 0, open("/dev/null", O_WRONLY), 0, 1, 0)));
    fd = open("/proc/sys/kernel/domainname", O_RDWR);
    write(fd, "(none)", 6);
}
static void misc(void) {
    printf("swapon %d %d %d off %d", e(swapon("/none", 0)), e(swapon("/tmp/t/f", 0)), e(swapon("/proc", 0)), e(swapoff("/none")));
    printf(" %d", e(swapoff("/tmp/t/f")));
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        printf(" nobody %d %d", e(swapon("/tmp/t/f", 0)), e(swapoff("/tmp/t/f")));
        exit(0);
    }
    wait(0);
    printf("\nsyslog");
    for (int t = -1; t < 12; t++)
        if (t != 2 && t != 9)
            printf(" %d:%d", t, v(klogctl(t, buf, t == 8 ? 7 : 5)) > 0 ? 1 : (int)v(klogctl(t, buf, t == 8 ? 7 : 5)));
    printf(" %d %d %d\n", e(klogctl(2, 0, 5)), e(klogctl(3, buf, -1)), e(klogctl(8, buf, 9)));
    int s = syscall(447, 0);
    ftruncate(s, 8192);
    char *m = mmap(0, 8192, 3, MAP_SHARED, s, 0);
    int p[2];
    pipe(p);
    if (m != MAP_FAILED) {
        m[0] = 's';
        struct iovec io = {m, 10}, to = {buf, 10};
        printf("secret %c vmsplice %ld vm_readv %ld write %ld read %ld", m[0], v(vmsplice(p[1], &io, 1, 0)),
               v(process_vm_readv(getpid(), &to, 1, &io, 1, 0)), v(write(p[1], m, 5)), v(read(p[0], m + 1, 3)));
        int mf = open("/proc/self/mem", O_RDONLY);
        printf(" mem %ld", v(pread(mf, buf, 4, (long)m)));
        printf(" private %d read %ld mlock %d locked?", e((long)mmap(0, 4096, 3, MAP_PRIVATE, s, 0)), v(read(s, buf, 1)),
               e(mlock(m, 4096)));
    }
    struct {
        long c, max;
    } rl = {4096, 4096};
    syscall(SYS_setrlimit, 8, &rl);
    if (fork() == 0) {
        setresuid(1000, 1000, 1000);
        int q = syscall(447, 0);
        ftruncate(q, 8192);
        printf(" limit %d %d\n", e((long)mmap(0, 8192, 3, MAP_SHARED, q, 0)), e((long)mmap(0, 4096, 3, MAP_SHARED, q, 0)));
        exit(0);
    }
    wait(0);
    int f = open("/tmp/t/core", O_CREAT | O_RDWR, 0600);
    ftruncate(f, 16384);
    char *a = mmap(0, 16384, 3, MAP_SHARED, f, 0);
    unsigned char vec[4];
    a[4096] = 1;
    printf("mincore %d %d%d%d%d", e(mincore(a, 16384, vec)), vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
    volatile char z = a[8192];
    mincore(a, 16384, vec);
    printf(" %d%d%d%d", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
    pread(f, buf, 4096, 12288);
    mincore(a, 16384, vec);
    printf(" %d%d%d%d\n", vec[0] & 1, vec[1] & 1, vec[2] & 1, vec[3] & 1);
}
int main(void) {
    setvbuf(stdout, 0, _IONBF, 0);
    lsm();
    flags();
    splices();
    misc();
    return 0;
}
