package twofold.container.fs.proc;

import static twofold.container.abi.Errno.ENOENT;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import twofold.container.abi.Fcntl;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.image.overlay.FileError;

/** /proc of one container, by the process numbers of one namespace. */
public final class ProcFileSystem extends FileSystem {
    private static final long PROC_MAGIC = 0x9fa0;
    private static final int REGULAR = 8;
    final Container container;
    final PidNamespace<Task> pids;
    private final Map<String, Supplier<String>> texts = new LinkedHashMap<>();
    private final Map<String, Function<Task, String>> settings = new LinkedHashMap<>();
    private final SystemFiles others = new SystemFiles(this);
    private final ProcessFiles processes = new ProcessFiles(this);
    private final Inode root;

    /** A view of a container by the numbers of {@code pids}. */
    public ProcFileSystem(Container container, PidNamespace<Task> pids, int number) {
        super("proc", number);
        this.container = container;
        this.pids = pids;
        root = new Root();
        texts.put("cmdline", () -> "\n");
        texts.put("cpuinfo", this::processor);
        texts.put("filesystems", () -> "nodev\tsysfs\nnodev\tproc\nnodev\ttmpfs\nnodev\tcgroup2\nnodev\tdevpts\nnodev\toverlay\n");
        texts.put("loadavg", () -> container.load.text() + " 1/%d %d\n".formatted(container.tasks.size(), pids.last()));
        texts.put("meminfo", this::memory);
        texts.put("stat", this::stat);
        texts.put("swaps", this::swaps);
        texts.put("uptime", () -> String.format(Locale.ROOT, "%.2f %.2f\n", seconds(), seconds()));
        texts.put("vmstat", this::events);
        texts.put("version", () -> "Linux version " + UtsNamespace.RELEASE + " (twofold) " + UtsNamespace.VERSION + "\n");
        settings.put("kernel/hostname", who -> who.uts.hostname + "\n");
        settings.put("kernel/domainname", who -> who.uts.domainname + "\n");
        settings.put("kernel/osrelease", who -> UtsNamespace.RELEASE + "\n");
        settings.put("kernel/ostype", who -> "Linux\n");
        settings.put("kernel/version", who -> UtsNamespace.VERSION + "\n");
        settings.put("kernel/pid_max", who -> "4194304\n");
        settings.put("kernel/threads-max", who -> "127000\n");
        settings.put("kernel/cap_last_cap", who -> "40\n");
        settings.put("kernel/ngroups_max", who -> "65536\n");
        fixed("fs/file-max", "9223372036854775807", "fs/nr_open", "1048576", "fs/pipe-max-size", "1048576", "fs/aio-max-nr", "65536",
                "fs/inotify/max_queued_events", "16384", "fs/inotify/max_user_instances", "128", "fs/inotify/max_user_watches", "65536",
                "fs/mqueue/msg_default", "10", "fs/mqueue/msg_max", "10", "fs/mqueue/msgsize_default", "8192", "fs/mqueue/msgsize_max", "8192",
                "fs/mqueue/queues_max", "256", "fs/protected_symlinks", "0", "fs/protected_hardlinks", "0", "fs/suid_dumpable", "0",
                "kernel/core_pattern", "core", "kernel/msgmax", "8192", "kernel/msgmnb", "16384", "kernel/msgmni", "32000",
                "kernel/sem", "32000\t1024000000\t500\t32000", "kernel/shmall", "18446744073692774399", "kernel/shmmax", "18446744073692774399",
                "kernel/shmmni", "4096", "kernel/randomize_va_space", "0", "kernel/sched_rr_timeslice_ms", "100", "kernel/overflowuid", "65534",
                "kernel/overflowgid", "65534", "kernel/perf_event_paranoid", "3", "kernel/yama/ptrace_scope", "0",
                "net/core/somaxconn", "4096", "net/core/rmem_max", "212992", "net/core/wmem_max", "212992", "net/core/rmem_default", "212992",
                "net/core/wmem_default", "212992", "net/ipv4/ip_local_port_range", "32768\t60999", "net/ipv4/ip_unprivileged_port_start", "1024",
                "net/ipv4/tcp_fin_timeout", "60", "net/ipv4/tcp_keepalive_time", "7200", "net/ipv4/tcp_max_syn_backlog", "128",
                "net/ipv4/ip_forward", "0", "net/ipv6/conf/all/disable_ipv6", "0", "net/ipv6/bindv6only", "0", "net/unix/max_dgram_qlen", "10",
                "vm/overcommit_memory", "0", "vm/overcommit_ratio", "50", "vm/max_map_count", "65530", "vm/swappiness", "60",
                "vm/mmap_min_addr", "65536", "vm/nr_hugepages", "0");
        fixed("fs/aio-nr", "0", "fs/dentry-state", "0\t0\t45\t0\t0\t0", "fs/epoll/max_user_watches", "1048576", "fs/file-nr", "0\t0\t9223372036854775807",
                "fs/inode-nr", "0\t0", "fs/lease-break-time", "45", "fs/leases-enable", "1", "fs/mount-max", "100000", "fs/overflowgid", "65534",
                "fs/overflowuid", "65534", "fs/pipe-user-pages-hard", "0", "fs/pipe-user-pages-soft", "16384", "fs/protected_fifos", "0",
                "fs/protected_regular", "0", "kernel/arch", "riscv64", "kernel/auto_msgmni", "0", "kernel/core_uses_pid", "0",
                "kernel/dmesg_restrict", "1", "kernel/io_uring_disabled", "2", "kernel/keys/maxkeys", "200", "kernel/kptr_restrict", "0",
                "kernel/modules_disabled", "1", "kernel/numa_balancing", "0", "kernel/panic", "0", "kernel/panic_on_oops", "0",
                "kernel/printk", "7\t4\t1\t7", "kernel/pty/max", "4096", "kernel/pty/reserve", "1024", "kernel/random/poolsize", "256",
                "kernel/random/urandom_min_reseed_secs", "60", "kernel/random/write_wakeup_threshold", "256", "kernel/sched_autogroup_enabled", "0",
                "kernel/sched_rt_period_us", "1000000", "kernel/sched_rt_runtime_us", "950000", "kernel/seccomp/actions_avail",
                "kill_process kill_thread trap errno user_notif trace log allow", "kernel/shm_rmid_forced", "0", "kernel/sysrq", "0",
                "kernel/tainted", "0", "kernel/unprivileged_bpf_disabled", "2", "kernel/unprivileged_userns_clone", "1",
                "net/core/default_qdisc", "pfifo_fast", "net/core/netdev_max_backlog", "1000", "net/core/optmem_max", "131072",
                "net/ipv4/conf/all/forwarding", "0", "net/ipv4/conf/all/rp_filter", "0", "net/ipv4/ip_default_ttl", "64", "net/ipv4/ip_nonlocal_bind", "0",
                "net/ipv4/ping_group_range", "1\t0", "net/ipv4/tcp_available_congestion_control", "reno cubic", "net/ipv4/tcp_congestion_control", "cubic",
                "net/ipv4/tcp_ecn", "2", "net/ipv4/tcp_fastopen", "0", "net/ipv4/tcp_keepalive_intvl", "75", "net/ipv4/tcp_keepalive_probes", "9",
                "net/ipv4/tcp_max_tw_buckets", "16384", "net/ipv4/tcp_retries2", "15", "net/ipv4/tcp_rmem", "4096\t131072\t6291456",
                "net/ipv4/tcp_sack", "1", "net/ipv4/tcp_syn_retries", "6", "net/ipv4/tcp_syncookies", "1", "net/ipv4/tcp_timestamps", "1",
                "net/ipv4/tcp_tw_reuse", "2", "net/ipv4/tcp_window_scaling", "1", "net/ipv4/tcp_wmem", "4096\t16384\t4194304",
                "net/ipv6/conf/all/forwarding", "0", "net/ipv6/conf/default/disable_ipv6", "0", "net/ipv6/conf/lo/disable_ipv6", "0",
                "vm/dirty_background_ratio", "10", "vm/dirty_expire_centisecs", "3000", "vm/dirty_ratio", "20", "vm/dirty_writeback_centisecs", "500",
                "vm/drop_caches", "0", "vm/memfd_noexec", "0", "vm/min_free_kbytes", "2672", "vm/nr_overcommit_hugepages", "0",
                "vm/overcommit_kbytes", "0", "vm/page-cluster", "3", "vm/panic_on_oom", "0", "vm/unprivileged_userfaultfd", "0",
                "vm/vfs_cache_pressure", "100", "vm/zone_reclaim_mode", "0");
        for (String kind : new String[] {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"}) {
            fixed("user/max_" + kind + "_namespaces", "63500");
        }
        fixed("user/max_inotify_instances", "128", "user/max_inotify_watches", "65536");
        settings.put("kernel/ns_last_pid", who -> pids.last() + "\n");
        settings.put("kernel/random/uuid", who -> uuid());
        settings.put("kernel/random/entropy_avail", who -> "256\n");
        settings.put("kernel/random/boot_id", who -> "00000000-0000-4000-8000-000000000000\n");
    }

    /** As Linux 6.12 prints it for such a hart: it does not know Zicbop. The address space of a process is what Sv39 would give it. */
    private String processor() {
        String isa = container.kernel.isa.toString().replace("_zicbop", "");
        return "processor\t: 0\nhart\t\t: 0\nisa\t\t: " + isa + "\nmmu\t\t: sv39\nmvendorid\t: 0x0\nmarchid\t\t: 0x0\n"
                + "mimpid\t\t: 0x0\nhart isa\t: " + isa + "\n\n";
    }

    private double seconds() {
        return container.kernel.clock.monotonicNanos() / 1e9;
    }

    private String memory() {
        long total = Math.min(container.kernel.memoryFrames(), container.account.limit()) * 4L;
        Account account = container.account;
        long free = Math.max(0, total - account.used() * 4L);
        long cached = (account.files() + account.shared()) * 4L;
        long swap = account.swapTotal() * 4L;
        long slab = account.kernelBytes() >> 10;
        long shared = account.shared() * 4L;
        long files = account.files() * 4L;
        long anonymous = account.anonymous() * 4L;
        Object[] lines = {"MemTotal", total, "MemFree", free, "MemAvailable", Math.min(total, free + files), "Buffers", 0, "Cached", cached, "SwapCached", 0,
            "Active", anonymous, "Inactive", cached, "Active(anon)", anonymous, "Inactive(anon)", shared, "Active(file)", 0, "Inactive(file)", files,
            "Unevictable", 0, "Mlocked", 0, "SwapTotal", swap, "SwapFree", swap - account.swapped() * 4L, "Zswap", 0, "Zswapped", 0, "Dirty", 0, "Writeback", 0,
            "AnonPages", anonymous, "Mapped", files, "Shmem", shared, "KReclaimable", 0, "Slab", slab, "SReclaimable", 0, "SUnreclaim", slab, "KernelStack", 0,
            "PageTables", 0, "SecPageTables", 0, "NFS_Unstable", 0, "Bounce", 0, "WritebackTmp", 0, "CommitLimit", total / 2 + swap, "Committed_AS",
            anonymous + shared, "VmallocTotal", 67108864, "VmallocUsed", 0, "VmallocChunk", 0, "Percpu", 0};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append("%-15s %8d kB\n".formatted(lines[i] + ":", ((Number) lines[i + 1]).longValue()));
        }
        return text.toString();
    }

    /** What has happened to memory, and how much of it is what: the fields that vmstat(8), sar(1) and the like read. */
    private String events() {
        Account account = container.account;
        long total = Math.min(container.kernel.memoryFrames(), account.limit());
        Object[] lines = {"nr_free_pages", Math.max(0, total - account.used()), "nr_inactive_anon", account.shared(), "nr_active_anon", account.anonymous(),
            "nr_inactive_file", account.files(), "nr_active_file", 0, "nr_unevictable", 0, "nr_mlock", 0, "nr_anon_pages", account.anonymous(), "nr_mapped",
            account.files(), "nr_file_pages", account.files() + account.shared(), "nr_dirty", 0, "nr_writeback", 0, "nr_shmem", account.shared(),
            "nr_slab_reclaimable", 0, "nr_slab_unreclaimable", account.kernelBytes() >> 12, "pgpgin", container.readBytes >> 10, "pgpgout",
            container.writtenBytes >> 10, "pswpin", 0, "pswpout", account.swapped(), "pgalloc_normal", account.faults(), "pgfree", 0, "pgactivate", 0,
            "pgdeactivate", 0, "pgfault", account.faults(), "pgmajfault", 0, "pgrefill", 0, "pgsteal_kswapd", 0, "pgsteal_direct", 0, "pgscan_kswapd", 0,
            "pgscan_direct", 0, "oom_kill", container.outOfMemory ? 1 : 0};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append(lines[i]).append(' ').append(((Number) lines[i + 1]).longValue()).append('\n');
        }
        return text.toString();
    }

    /** The swap space as a file that nobody sees. */
    private String swaps() {
        long total = container.account.swapTotal();
        String head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        return total == 0 ? head : head + "/swapfile                               file\t\t%d\t%s%d\t\t-2\n".formatted(total * 4L,
                total * 4L < 10_000_000 ? "\t" : "", container.account.swapped() * 4L);
    }

    private String stat() {
        long ticks = container.cpuNanos / 10_000_000L;
        long boot = (container.kernel.clock.realtimeNanos() - container.kernel.clock.monotonicNanos()) / 1_000_000_000L;
        String cpu = " %d 0 0 %d 0 0 0 0 0 0\n".formatted(ticks, Math.max(0, (long) (seconds() * 100) - ticks));
        return "cpu " + cpu + "cpu0" + cpu + "intr 0\nctxt " + container.preemptions + "\nbtime " + boot + "\nprocesses "
                + container.tasks.last() + "\nprocs_running 1\nprocs_blocked 0\n";
    }

    /** The number of who asks for itself; ENOENT if it is not seen here. */
    private int own(int outermost) {
        int number = pids.shown(outermost);
        if (number == 0) {
            throw FileError.of(ENOENT);
        }
        return number;
    }

    long time() {
        return container.kernel.clock.realtimeNanos();
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return PROC_MAGIC;
    }

    @Override
    public boolean keepsDirectories() {
        return false;
    }

    private void fixed(String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            String text = pairs[i + 1] + "\n";
            settings.put(pairs[i], who -> text);
        }
    }

    private String uuid() {
        byte[] bytes = new byte[16];
        container.kernel.entropy.fill(bytes, 0, 16);
        String hex = HexFormat.of().formatHex(bytes);
        return "%s-%s-4%s-8%s-%s\n".formatted(hex.substring(0, 8), hex.substring(8, 12), hex.substring(13, 16), hex.substring(17, 20),
                hex.substring(20));
    }

    /** The directory of those files whose paths begin with {@code prefix}; {@code place} is where they all are. */
    private Inode directory(Collection<String> paths, String place, String prefix, BiFunction<String, Task, String> text) {
        List<String> names = paths.stream().filter(path -> path.startsWith(prefix)).map(path -> path.substring(prefix.length()).split("/", 2)[0])
                .distinct().sorted().toList();
        return new ProcInode.Folder(this, place + prefix, 0, 0, REGULAR, () -> names, name -> {
            if (!names.contains(name)) {
                return null;
            }
            String path = prefix + name;
            return paths.contains(path) ? new ProcInode.Text(this, place + path, 0444, 0, 0, reader -> text.apply(path, reader))
                    : directory(paths, place, path + "/", text);
        });
    }

    /** The top directory: what belongs to the system, and a directory for each process. */
    private final class Root extends ProcInode {
        Root() {
            super(ProcFileSystem.this, "/", Fcntl.S_IFDIR | 0555, 0, 0);
        }

        @Override
        public Inode lookup(Caller who, String name) {
            switch (name) {
                case "self" -> {
                    return new Link(ProcFileSystem.this, "self", 0, 0, task -> Integer.toString(own(task.process.pid)), null);
                }
                case "thread-self" -> {
                    return new Link(ProcFileSystem.this, "thread-self", 0, 0, task -> own(task.process.pid) + "/task/" + own(task.tid), null);
                }
                case "mounts" -> {
                    return new Link(ProcFileSystem.this, "mounts", 0, 0, task -> "self/mounts", null);
                }
                case "net" -> {
                    return new Link(ProcFileSystem.this, "net", 0, 0, task -> "self/net", null);
                }
                case "sys" -> {
                    return directory(settings.keySet(), "sys/", "", (path, reader) -> settings.get(path).apply(reader));
                }
                case "pressure", "sysvipc", "tty" -> {
                    return directory(SystemFiles.NESTED, "", name + "/", others::text);
                }
                default -> {
                    Supplier<String> text = texts.get(name);
                    return text != null ? new Text(ProcFileSystem.this, name, 0444, 0, 0, text)
                            : SystemFiles.TOP.contains(name) ? new Text(ProcFileSystem.this, name, 0444, 0, 0, reader -> others.text(name, reader))
                            : processes.directory(name);
                }
            }
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<String> names = new ArrayList<>(List.of("self", "thread-self", "sys", "net", "mounts", "pressure", "sysvipc", "tty"));
            names.addAll(texts.keySet());
            names.addAll(SystemFiles.TOP);
            for (Task task : pids.all()) {
                if (task.tid == task.process.pid) {
                    names.add(Integer.toString(pids.shown(task.tid)));
                }
            }
            List<Entry> entries = new ArrayList<>();
            for (Entry each : list(names, 0, cookie, limit)) {
                Inode inode = lookup(who, each.name());
                if (inode != null) {
                    entries.add(new Entry(each.name(), inode.number(), inode.mode() >> 12, each.cookie()));
                }
            }
            return entries;
        }
    }
}
