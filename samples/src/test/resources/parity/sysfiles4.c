/* Files of /proc/sys and /proc/PID that tests and daemons read: that they are there, parse, and hold what calls say. */
#include "parity.h"
static long num(const char *p) {
    char b[400] = "";
    int f = open(p, O_RDONLY);
    if (f < 0) return -1;
    read(f, b, 399);
    close(f);
    return b[0] >= '0' && b[0] <= '9' || b[0] == '-' ? strtol(b, 0, 10) : -2;
}
static void line(const char *p) {
    char b[400] = "";
    int f = open(p, O_RDONLY), n = f < 0 ? -1 : read(f, b, 399);
    printf("%s: %d %s", p, n > 0, n > 0 ? b : strerrorname_np(errno));
    if (n <= 0 || b[n - 1] != '\n') puts("");
    close(f);
}
static void has(const char *p, const char *k) {
    static char b[65536];
    memset(b, 0, sizeof b);
    int f = open(p, O_RDONLY);
    int n = 0, r;
    while ((r = read(f, b + n, sizeof b - 1 - n)) > 0) n += r;
    close(f);
    char *c = strdup(k);
    for (char *w = strtok(c, " "); w; w = strtok(0, " ")) {
        char t[99];
        sprintf(t, "\n%s", w);
        printf("%s %s: %d\n", p, w, strstr(b, t) || !strncmp(b, w, strlen(w)));
    }
    free(c);
    fflush(stdout);
}
int main() {
    const char *k[] = {"tainted",
                       "pid_max",
                       "threads-max",
                       "msgmni",
                       "msgmax",
                       "msgmnb",
                       "shmmax",
                       "shmmni",
                       "shmall",
                       "ngroups_max",
                       "cap_last_cap",
                       "core_uses_pid",
                       "randomize_va_space",
                       "overflowuid",
                       "sched_rr_timeslice_ms",
                       "shm_rmid_forced",
                       "panic_on_oops",
                       "printk",
                       "sem",
                       "core_pattern",
                       "pty/max",
                       "random/entropy_avail",
                       "seccomp/actions_avail",
                       "modules_disabled",
                       "hostname",
                       "ostype"};
    char p[200];
    for (int i = 0; i < 26; i++) {
        sprintf(p, "/proc/sys/kernel/%s", k[i]);
        printf("%s %d\n", p, num(p) != -1);
    }
    line("/proc/sys/kernel/msgmax");
    line("/proc/sys/kernel/msgmnb");
    line("/proc/sys/kernel/shmmni");
    line("/proc/sys/kernel/sem");
    line("/proc/sys/kernel/cap_last_cap");
    line("/proc/sys/kernel/ngroups_max");
    line("/proc/sys/kernel/overflowuid");
    line("/proc/sys/kernel/shmmax");
    line("/proc/sys/kernel/core_pattern");
    line("/proc/sys/kernel/sched_rr_timeslice_ms");
    line("/proc/sys/kernel/ostype");
    const char *f[] = {"file-max",
                       "file-nr",
                       "nr_open",
                       "pipe-max-size",
                       "pipe-user-pages-soft",
                       "lease-break-time",
                       "leases-enable",
                       "inotify/max_user_watches",
                       "inotify/max_user_instances",
                       "inotify/max_queued_events",
                       "epoll/max_user_watches",
                       "mqueue/msg_max",
                       "mqueue/queues_max",
                       "aio-max-nr",
                       "aio-nr",
                       "protected_symlinks",
                       "protected_hardlinks",
                       "suid_dumpable",
                       "mount-max",
                       "dentry-state",
                       "overflowuid"};
    for (int i = 0; i < 21; i++) {
        sprintf(p, "/proc/sys/fs/%s", f[i]);
        printf("%s %d\n", p, num(p) >= 0);
    }
    line("/proc/sys/fs/pipe-max-size");
    line("/proc/sys/fs/nr_open");
    line("/proc/sys/fs/mqueue/msg_max");
    line("/proc/sys/fs/inotify/max_user_instances");
    const char *m[] = {
        "overcommit_memory",   "overcommit_ratio",     "max_map_count", "nr_hugepages", "drop_caches",    "min_free_kbytes",
        "mmap_min_addr",       "swappiness",           "panic_on_oom",  "dirty_ratio",  "dirty_bytes",    "oom_kill_allocating_task",
        "user_reserve_kbytes", "admin_reserve_kbytes", "stat_interval", "laptop_mode",  "oom_dump_tasks", "nr_overcommit_hugepages"};
    for (int i = 0; i < 18; i++) {
        sprintf(p, "/proc/sys/vm/%s", m[i]);
        struct stat s;
        printf("%s %d\n", p, stat(p, &s));
    }
    has("/proc/meminfo",
        "MemTotal: MemFree: MemAvailable: Buffers: Cached: SwapCached: Active: Inactive: Active(anon): Inactive(anon): Active(file): "
        "Inactive(file): Unevictable: Mlocked: SwapTotal: SwapFree: Dirty: Writeback: AnonPages: Mapped: Shmem: KReclaimable: Slab: "
        "SReclaimable: SUnreclaim: KernelStack: PageTables: CommitLimit: Committed_AS: VmallocTotal: VmallocUsed: Percpu:");
    has("/proc/self/status", "Name: Umask: State: Tgid: Ngid: Pid: PPid: TracerPid: Uid: Gid: FDSize: Groups: NStgid: NSpid: NSpgid: "
                             "NSsid: Kthread: VmPeak: VmSize: VmLck: VmPin: VmHWM: VmRSS: RssAnon: RssFile: RssShmem: VmData: VmStk: "
                             "VmExe: VmLib: VmPTE: VmSwap: CoreDumping: THP_enabled: untag_mask: Threads: SigQ: SigPnd: ShdPnd: SigBlk: "
                             "SigIgn: SigCgt: CapInh: CapPrm: CapEff: CapBnd: CapAmb: NoNewPrivs: Seccomp: Seccomp_filters: Cpus_allowed: "
                             "Cpus_allowed_list: Mems_allowed: Mems_allowed_list: voluntary_ctxt_switches: nonvoluntary_ctxt_switches:");
    has("/proc/self/limits", "Limit Max");
    has("/proc/self/io", "rchar: wchar: syscr: syscw: read_bytes: write_bytes: cancelled_write_bytes:");
    has("/proc/vmstat", "nr_free_pages pgfault pgmajfault pswpin pswpout pgpgin pgpgout oom_kill nr_mlock");
    has("/proc/stat", "cpu cpu0 intr ctxt btime processes procs_running procs_blocked");
    has("/proc/cpuinfo", "processor hart isa mmu");
    has("/proc/filesystems", "nodev");
    has("/proc/self/smaps_rollup", "Rss: Pss: Shared_Clean: Private_Dirty: Referenced: Anonymous: LazyFree: Swap: SwapPss: Locked:");
    const char *q[] = {"arch_status",
                       "attr",
                       "autogroup",
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
                       "map_files",
                       "maps",
                       "mem",
                       "mountinfo",
                       "mounts",
                       "mountstats",
                       "net",
                       "ns",
                       "numa_maps",
                       "oom_adj",
                       "oom_score",
                       "oom_score_adj",
                       "pagemap",
                       "personality",
                       "projid_map",
                       "root",
                       "sched",
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
                       "wchan"};
    for (int i = 0; i < 51; i++) {
        struct stat s;
        sprintf(p, "/proc/self/%s", q[i]);
        int r = lstat(p, &s);
        if (strcmp(q[i], "arch_status") && strcmp(q[i], "attr") && strcmp(q[i], "autogroup") && strcmp(q[i], "loginuid") &&
            strcmp(q[i], "sessionid") && strcmp(q[i], "sched") && strcmp(q[i], "numa_maps") && strcmp(q[i], "map_files") &&
            strcmp(q[i], "pagemap") && strcmp(q[i], "timers"))
            printf("%s %d\n", q[i], r);
    }
    char b[300];
    int d;
    T((d = open("/proc/self/oom_score_adj", O_RDWR), write(d, "100", 3)));
    line("/proc/self/oom_score_adj");
    lseek(d, 0, 0);
    T(write(d, "1001", 4));
    lseek(d, 0, 0);
    T(write(d, "x", 1));
    T((d = open("/proc/self/oom_adj", O_RDWR), write(d, "5", 1)));
    line("/proc/self/oom_score_adj");
    T((d = open("/proc/self/comm", O_RDWR), write(d, "0123456789abcdefghi", 19)));
    line("/proc/self/comm");
    prctl(PR_GET_NAME, b);
    puts(b);
    T((d = open("/proc/self/coredump_filter", O_RDWR), write(d, "0x7f", 4)));
    line("/proc/self/coredump_filter");
    CHILD(line("/proc/self/coredump_filter"));
    T((d = open("/proc/self/clear_refs", O_WRONLY), write(d, "1", 1)));
    T(write(d, "9", 1));
    T((d = open("/proc/self/timerslack_ns", O_RDWR), write(d, "7777", 4)));
    line("/proc/self/timerslack_ns");
    T(prctl(PR_GET_TIMERSLACK));
    line("/proc/self/personality");
    line("/proc/self/loginuid");
    line("/proc/self/setgroups");
    line("/proc/self/uid_map");
    line("/proc/self/wchan");
    T(open("/proc/self/nope", O_RDONLY));
    T(mkdir("/proc/x", 0));
    T(unlink("/proc/version"));
    T(open("/proc/x", O_CREAT | O_RDWR, 0600));
    T(chmod("/proc/self/stat", 0777));
    T(truncate("/proc/self/comm", 0));
    T(open("/proc/999999/stat", O_RDONLY));
    T(readlink("/proc/self", b, 300) > 0);
    T(open("/proc/sys/nope", O_RDONLY));
    int pid = fork();
    if (!pid) pause();
    sprintf(b, "/proc/%d/stat", pid);
    d = open(b, O_RDONLY);
    usleep(10000);
    char st[500] = "";
    pread(d, st, 499, 0);
    T(strstr(st, ") S ") != 0);
    kill(pid, 9);
    usleep(10000);
    pread(d, st, 499, 0);
    T(strstr(st, ") Z ") != 0);
    wait(0);
    sprintf(b, "/proc/%d", pid);
    T(access(b, F_OK));
    T(openat(d, "x", O_RDONLY));
}
