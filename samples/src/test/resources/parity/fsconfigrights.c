/* Who may change a mounted file system by its context, which flags that sets; KEEP flags of sched_setattr, timers of real-time tasks. */
#include "parity.h"
#include <linux/mount.h>
#include <sys/mount.h>

static long config(int fd, int command, const char *key, const char *value) { return syscall(SYS_fsconfig, fd, command, key, value, 0); }

static void options(const char *place) {
    char line[512];
    FILE *mounts = fopen("/proc/self/mounts", "r");
    while (fgets(line, sizeof line, mounts)) {
        if (strstr(line, place)) {
            printf("%s", strstr(line, " tmpfs ") + 1);
        }
    }
    fclose(mounts);
}

struct attributes { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; };

static void set(uint32_t policy, uint64_t flags, int nice, uint32_t priority) {
    struct attributes a = {48, policy, flags, nice, priority};
    long r = syscall(SYS_sched_setattr, 0, &a, 0);
    int error = r < 0 ? errno : 0;
    syscall(SYS_sched_getattr, 0, &a, 48, 0);
    printf("policy %u flags %lx nice %d priority %u: %s; policy %u flags %lx nice %d priority %u\n", policy, (long)flags, nice, priority, error ? strerrorname_np(error) : "0",
           a.policy, (long)a.flags, a.nice, a.priority);
}

int main(void) {
    mkdir("/tmp/rights", 0777);
    T(mount("x", "/tmp/rights", "tmpfs", 0, "size=1m,mode=777"));
    int child = fork();
    if (child == 0) {
        setgid(1000), setuid(1000);
        T(unshare(CLONE_NEWUSER | CLONE_NEWNS));
        int fd = syscall(SYS_fspick, AT_FDCWD, "/tmp/rights", 0);
        T(config(fd, FSCONFIG_SET_STRING, "size", "8m"));
        T(config(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL));
        fd = syscall(SYS_fspick, AT_FDCWD, "/tmp/rights", 0);
        T(config(fd, FSCONFIG_SET_FLAG, "ro", NULL));
        T(config(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL));
        return 0;
    }
    wait(NULL);
    struct statfs s;
    statfs("/tmp/rights", &s);
    printf("blocks %ld\n", (long)s.f_blocks);
    T(umount("/tmp/rights"));
    int fd = syscall(SYS_fsopen, "tmpfs", 0);
    T(config(fd, FSCONFIG_SET_FLAG, "sync", NULL));
    T(config(fd, FSCONFIG_SET_FLAG, "dirsync", NULL));
    T(config(fd, FSCONFIG_SET_FLAG, "lazytime", NULL));
    T(config(fd, FSCONFIG_CMD_CREATE, NULL, NULL));
    int made = syscall(SYS_fsmount, fd, 0, 0);
    T(syscall(SYS_move_mount, made, "", AT_FDCWD, "/tmp/rights", MOVE_MOUNT_F_EMPTY_PATH));
    options("/tmp/rights");
    fd = syscall(SYS_fspick, AT_FDCWD, "/tmp/rights", 0);
    T(config(fd, FSCONFIG_SET_FLAG, "nolazytime", NULL));
    T(config(fd, FSCONFIG_SET_FLAG, "mand", NULL));
    T(config(fd, FSCONFIG_CMD_RECONFIGURE, NULL, NULL));
    options("/tmp/rights");
    T(umount2("/tmp/rights", MNT_DETACH));
    struct sched_param none = {0};
    T(sched_setscheduler(0, SCHED_BATCH | 0x40000000, &none));
    set(0, 8, 3, 0);
    set(0, 9, 3, 0);
    set(0, 0x10, 3, 5);
    set(SCHED_FIFO, 0x10, 3, 10);
    set(SCHED_IDLE, 1, 0, 0);
    if (fork() == 0) {
        set(0, 0x18, 0, 0);
        T(mount("x", "/tmp/rights", "tmpfs", 1L << 31, NULL));
        set(SCHED_FIFO, 0, 0, 10);
        T(prctl(PR_GET_TIMERSLACK));
        T(prctl(PR_SET_TIMERSLACK, 777));
        set(SCHED_OTHER, 0, 0, 0);
        T(prctl(PR_GET_TIMERSLACK));
        setuid(1000);
        T(mount("x", "/tmp/rights", "tmpfs", 1L << 31, NULL));
        return 0;
    }
    wait(NULL);
    return 0;
}
