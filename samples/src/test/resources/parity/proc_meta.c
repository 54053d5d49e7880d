#include "parity.h"
#include <sys/vfs.h>
static void meta(const char *p) {
    struct stat s;
    errno = 0;
    if (lstat(p, &s))
        printf("%s %s\n", p, strerrorname_np(errno));
    else
        printf("%s %o uid %d gid %d size %ld\n", p, s.st_mode, s.st_uid, s.st_gid, S_ISLNK(s.st_mode) ? -1 : s.st_size);
}
static void text(const char *p) {
    char b[300] = "";
    errno = 0;
    int fd = open(p, O_RDONLY);
    int n = fd < 0 ? -1 : read(fd, b, 299);
    printf("%s: %d %s %s", p, n, n < 0 ? strerrorname_np(errno) : "", n > 0 ? b : "\n");
    close(fd);
}
static void put(const char *p, const char *t) {
    errno = 0;
    int fd = open(p, O_WRONLY);
    int n = fd < 0 ? -1 : write(fd, t, strlen(t));
    printf("%s <- %s: %d %s\n", p, t, n, n < 0 ? strerrorname_np(errno) : "");
    close(fd);
}
static void *thread(void *x) {
    char b[100] = "", l[100];
    int n = readlink("/proc/thread-self", b, 100);
    snprintf(l, 100, "%d/task/%ld", getpid(), syscall(SYS_gettid));
    T(strcmp(b, l));
    memset(b, 0, 100);
    readlink("/proc/self", b, 100);
    T(atoi(b) == getpid());
    struct stat s;
    T(stat("/proc/thread-self/task", &s));
    T(stat("/proc/thread-self/exe", &s));
    snprintf(l, 100, "/proc/%ld/status", syscall(SYS_gettid));
    int fd = open(l, O_RDONLY);
    static char t[3000];
    read(fd, t, 2999);
    T(atoi(strstr(t, "Tgid:") + 5) == getpid());
    T(atoi(strstr(t, "\nPid:") + 5) == syscall(SYS_gettid));
    T(atoi(strstr(t, "Threads:") + 8));
    struct stat k;
    T(stat("/proc/self/task", &k));
    T(k.st_nlink);
    put("/proc/thread-self/comm", "a name that is long");
    text("/proc/thread-self/comm");
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return 0;
}
int main() {
    setvbuf(stdout, 0, _IOLBF, 0);
    struct stat s;
    T(stat("/proc", &s));
    T(s.st_ino);
    T(s.st_mode);
    T(s.st_nlink > 5);
    T(stat("/proc/foobar", &s));
    T(stat("/proc/0", &s));
    T(stat("/proc/01", &s));
    T(stat("/proc/self/foobar", &s));
    struct statfs f;
    T(statfs("/proc", &f));
    T(f.f_type == 0x9fa0);
    T(f.f_bsize);
    T(f.f_namelen);
    T(f.f_blocks);
    static const char *own[] = {"",
                                "auxv",
                                "cgroup",
                                "clear_refs",
                                "cmdline",
                                "comm",
                                "coredump_filter",
                                "cwd",
                                "environ",
                                "exe",
                                "fd",
                                "fdinfo",
                                "gid_map",
                                "io",
                                "limits",
                                "loginuid",
                                "maps",
                                "mem",
                                "mountinfo",
                                "mounts",
                                "mountstats",
                                "net",
                                "ns",
                                "ns/pid",
                                "oom_adj",
                                "oom_score",
                                "oom_score_adj",
                                "personality",
                                "projid_map",
                                "root",
                                "schedstat",
                                "sessionid",
                                "setgroups",
                                "smaps",
                                "smaps_rollup",
                                "stack",
                                "stat",
                                "statm",
                                "status",
                                "syscall",
                                "task",
                                "timens_offsets",
                                "timers",
                                "timerslack_ns",
                                "uid_map",
                                "wchan",
                                "fd/0",
                                "fdinfo/0"};
    for (int i = 0; i < sizeof own / sizeof *own; i++) {
        char p[100];
        snprintf(p, 100, "/proc/self/%s", own[i]);
        meta(p);
    }
    static const char *all[] = {"cpuinfo",
                                "devices",
                                "diskstats",
                                "filesystems",
                                "interrupts",
                                "loadavg",
                                "meminfo",
                                "mounts",
                                "net",
                                "partitions",
                                "self",
                                "stat",
                                "swaps",
                                "sys",
                                "thread-self",
                                "uptime",
                                "version",
                                "vmstat",
                                "sysvipc",
                                "sysvipc/msg",
                                "sysvipc/sem",
                                "sysvipc/shm",
                                "pressure",
                                "keys",
                                "key-users",
                                "locks",
                                "misc",
                                "modules",
                                "buddyinfo",
                                "tty",
                                "sys/kernel/hostname",
                                "sys/kernel/domainname",
                                "sys/kernel/random/uuid",
                                "sys/kernel/random/boot_id",
                                "sys/kernel/cap_last_cap",
                                "sys/kernel/overflowuid",
                                "sys/kernel/pid_max",
                                "sys/kernel/threads-max",
                                "sys/kernel/ostype",
                                "sys/kernel/osrelease",
                                "sys/kernel/version",
                                "sys/kernel/shmmax",
                                "sys/kernel/msgmni",
                                "sys/kernel/sem",
                                "sys/kernel/yama/ptrace_scope",
                                "sys/kernel/randomize_va_space",
                                "sys/kernel/ngroups_max",
                                "sys/kernel/keys/maxkeys",
                                "sys/user/max_user_namespaces",
                                "sys/vm/max_map_count",
                                "sys/vm/mmap_min_addr",
                                "sys/vm/overcommit_memory",
                                "sys/vm/overcommit_ratio",
                                "sys/vm/swappiness",
                                "sys/fs/file-max",
                                "sys/fs/file-nr",
                                "sys/fs/nr_open",
                                "sys/fs/pipe-max-size",
                                "sys/fs/inotify/max_user_watches",
                                "sys/fs/epoll/max_user_watches",
                                "sys/fs/mqueue/msg_max",
                                "sys/fs/protected_hardlinks",
                                "sys/net/core/somaxconn",
                                "sys/net/ipv4/ip_local_port_range",
                                "sys/net/ipv4/tcp_rmem",
                                "sys/net/ipv4/ip_forward",
                                "sys/net/ipv6/conf/all/disable_ipv6",
                                "sys/abi"};
    for (int i = 0; i < sizeof all / sizeof *all; i++) {
        char p[100];
        snprintf(p, 100, "/proc/%s", all[i]);
        meta(p);
    }
    static const char *texts[] = {"/proc/mounts",
                                  "/proc/sys/kernel/cap_last_cap",
                                  "/proc/sys/kernel/overflowuid",
                                  "/proc/sys/kernel/overflowgid",
                                  "/proc/sys/kernel/ngroups_max",
                                  "/proc/sys/kernel/keys/maxkeys",
                                  "/proc/sys/kernel/sem",
                                  "/proc/sys/kernel/shmall",
                                  "/proc/sys/kernel/msgmax",
                                  "/proc/sys/kernel/msgmnb",
                                  "/proc/sys/vm/max_map_count",
                                  "/proc/sys/vm/overcommit_memory",
                                  "/proc/sys/vm/overcommit_ratio",
                                  "/proc/sys/fs/nr_open",
                                  "/proc/sys/fs/pipe-max-size",
                                  "/proc/sys/fs/inotify/max_queued_events",
                                  "/proc/sys/fs/inotify/max_user_instances",
                                  "/proc/sys/fs/mqueue/msg_max",
                                  "/proc/sys/fs/mqueue/msgsize_max",
                                  "/proc/sys/fs/mqueue/queues_max",
                                  "/proc/sys/net/core/somaxconn",
                                  "/proc/sys/net/ipv4/ip_local_port_range",
                                  "/proc/sys/net/ipv4/tcp_sack",
                                  "/proc/sys/net/ipv4/ip_default_ttl",
                                  "/proc/sys/net/core/rmem_default",
                                  "/proc/sys/net/core/rmem_max",
                                  "/proc/self/loginuid",
                                  "/proc/self/sessionid",
                                  "/proc/self/personality",
                                  "/proc/self/coredump_filter",
                                  "/proc/self/oom_score_adj",
                                  "/proc/self/setgroups",
                                  "/proc/self/timerslack_ns",
                                  "/proc/self/uid_map",
                                  "/proc/self/wchan",
                                  "/proc/sys/kernel/ostype",
                                  "/proc/sys/kernel/sched_rr_timeslice_ms"};
    for (int i = 1; i < sizeof texts / sizeof *texts; i++) text(texts[i]);
    char b[100] = "";
    T(readlink("/proc/mounts", b, 100));
    puts(b);
    memset(b, 0, 100);
    T(readlink("/proc/net", b, 100));
    puts(b);
    pthread_t t;
    pthread_create(&t, 0, thread, 0);
    pthread_join(t, 0);
    text("/proc/self/comm");
    T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    T(rmdir("/proc/self/task"));
    T(unlink("/proc/self/stat"));
    T(mkdir("/proc/x", 0755));
    T(open("/proc/x", O_CREAT | O_RDWR, 0644));
    T(open("/proc/self/x", O_CREAT | O_RDWR, 0644));
    T(rename("/proc/self/stat", "/proc/self/y"));
    T(link("/proc/self/stat", "/proc/self/y"));
    T(symlink("a", "/proc/self/y"));
    T(chmod("/proc/self/stat", 0777));
    T(truncate("/proc/cpuinfo", 0));
    int fd;
    T((fd = open("/proc/cpuinfo", O_WRONLY)) >= 0);
    T(write(fd, "x", 1));
    T((fd = open("/proc/self/task", O_RDONLY)) >= 0);
    T(lseek(fd, 0, SEEK_END) >= 0);
    T(open("/proc/self/fd/0", O_RDONLY | O_DIRECTORY));
    fd = eventfd(0, 0);
    snprintf(b, 100, "/proc/self/fd/%d", fd);
    T(open(b, O_RDONLY));
    T(open(b, O_RDONLY | O_DIRECTORY));
    fd = open("/proc/self/cmdline", O_RDONLY);
    snprintf(b, 100, "/proc/self/fd/%d", fd);
    char to[100] = "", want[100];
    readlink(b, to, 100);
    snprintf(want, 100, "/proc/%d/cmdline", getpid());
    T(strcmp(to, want));
    T(chdir("/proc/self/fd"));
    T(access("0", F_OK));
    T(access("99", F_OK));
    T(access("-1", F_OK));
    T(access("00", F_OK));
    prctl(PR_SET_DUMPABLE, 0);
    CHILD(setuid(1000); prctl(PR_SET_DUMPABLE, 0); meta("/proc/self"); meta("/proc/self/stat"); meta("/proc/self/task");
          meta("/proc/self/ns"); T(open("/proc/self/environ", O_RDONLY)); T(open("/proc/self/fd", O_RDONLY));
          T(open("/proc/self/maps", O_RDONLY)); T(open("/proc/self/stat", O_RDONLY) > 0); T(open("/proc/1/environ", O_RDONLY));
          T(open("/proc/1/stat", O_RDONLY) > 0); T(open("/proc/1/io", O_RDONLY) > 0); T(open("/proc/1/fd", O_RDONLY));
          T(open("/proc/1/mem", O_RDONLY)); T(readlink("/proc/1/exe", b, 100)); T(open("/proc/1/syscall", O_RDONLY));
          T(open("/proc/cpuinfo", O_WRONLY)));
}
