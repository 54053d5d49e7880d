package twofold.container.fs.proc;

import static twofold.container.abi.Errno.ENOENT;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import twofold.container.abi.Fcntl;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.mm.Account;
import twofold.container.mm.MemoryCounts.Event;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.UtsNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.SettingRows;
import twofold.container.vfs.Settings;
import twofold.image.overlay.FileError;

/** /proc of one container, by the process numbers of one namespace. */
public final class ProcFileSystem extends FileSystem {
    private static final long PROC_MAGIC = 0x9fa0;
    private static final int REGULAR = 8;
    /** Settings that are not changed by writing to their files, not even by the machine's owner. */
    private static final Set<String> SET_ELSEWHERE = Set.of("crypto/fips_enabled", "kernel/cap_last_cap", "kernel/ngroups_max", "kernel/osrelease", "kernel/ostype", "kernel/version",
            "kernel/arch", "fs/aio-nr", "fs/file-nr",
            "fs/inode-nr", "fs/inode-state", "fs/dentry-state", "kernel/seccomp/actions_avail", "net/ipv4/tcp_available_congestion_control", "net/ipv4/tcp_available_ulp");
    final Container container;
    final PidNamespace<Task> pids;
    private final Map<String, Supplier<String>> texts = new LinkedHashMap<>();
    private final Map<String, Function<Task, String>> settings = new LinkedHashMap<>();
    private final SystemFiles others = new SystemFiles(this);
    private static final List<String> FILE_SYSTEMS = List.of("sysfs", "tmpfs", "proc", "cgroup2", "devtmpfs", "ramfs", "devpts", "mqueue");
    private final ProcessFiles processes = new ProcessFiles(this);
    private final Inode root;
    private ProcOptions options;

    /** A view of a container by the numbers of {@code pids}. */
    public ProcFileSystem(Container container, PidNamespace<Task> pids, int number) {
        this(container, pids, ProcOptions.NONE, number);
    }

    /** The same with something kept back. */
    public ProcFileSystem(Container container, PidNamespace<Task> pids, ProcOptions options, int number) {
        super("proc", number);
        this.container = container;
        this.pids = pids;
        this.options = options;
        root = new Root();
        texts.put("cmdline", () -> "\n");
        texts.put("cpuinfo", this::processor);
        texts.put("filesystems", () -> "nodev\t" + String.join("\nnodev\t", FILE_SYSTEMS) + "\n");
        texts.put("meminfo", this::memory);
        texts.put("swaps", this::swaps);
        texts.put("vmstat", this::events);
        texts.put("version", () -> "Linux version " + UtsNamespace.RELEASE + " (twofold) " + UtsNamespace.VERSION + "\n");
        SettingRows.ALL.forEach((name, row) -> settings.put(name, who -> SettingNode.text(row, who)));
        settings.put("fs/aio-nr", who -> container.asynchronousEvents() + "\n");
        settings.put("fs/file-nr", who -> container.openFiles() + "\t0\t" + container.mostFiles + "\n");
        new TreeMap<>(NamespaceSettings.ALL).forEach((name, row) -> settings.put(name, row.text()));
        settings.put("kernel/osrelease", who -> UtsNamespace.RELEASE + "\n");
        settings.put("kernel/version", who -> UtsNamespace.VERSION + "\n");
        settings.put("kernel/random/uuid", who -> uuid());
    }

    /** As Linux 6.12 prints it for such a hart: it does not know Zicbop. The address space of a process is what Sv39 would give it. */
    private String processor() {
        String isa = container.kernel.isa.toString().replace("_zicbop", "");
        return "processor\t: 0\nhart\t\t: 0\nisa\t\t: " + isa + "\nmmu\t\t: sv39\nmvendorid\t: 0x0\nmarchid\t\t: 0x0\n"
                + "mimpid\t\t: 0x0\nhart isa\t: " + isa + "\n\n";
    }

    /** Files that are open: descriptors, those that threads share once. */
    private double seconds() {
        return container.kernel.clock.monotonicNanos() / 1e9;
    }

    private String memory() {
        long total = Math.min(container.kernel.memoryFrames(), container.account.limits().max()) * 4L;
        Account account = container.account;
        long free = Math.max(0, total - account.used() * 4L);
        long cached = (account.files() + account.shared()) * 4L;
        long swap = account.swap().total() * 4L;
        long slab = account.kernelBytes() >> 10;
        long shared = account.shared() * 4L;
        long files = account.files() * 4L;
        long anonymous = account.anonymous() * 4L;
        Object[] lines = {"MemTotal", total, "MemFree", free, "MemAvailable", Math.min(total, free + files), "Buffers", 0, "Cached", cached, "SwapCached", 0,
            "Active", anonymous, "Inactive", cached, "Active(anon)", anonymous, "Inactive(anon)", shared, "Active(file)", 0, "Inactive(file)", files,
            "Unevictable", 0, "Mlocked", 0, "SwapTotal", swap, "SwapFree", swap - account.swap().used() * 4L, "Zswap", 0, "Zswapped", 0, "Dirty", 0, "Writeback", 0,
            "AnonPages", anonymous, "Mapped", files, "Shmem", shared, "KReclaimable", 0, "Slab", slab, "SReclaimable", 0, "SUnreclaim", slab, "KernelStack", 0,
            "PageTables", 0, "SecPageTables", 0, "NFS_Unstable", 0, "Bounce", 0, "WritebackTmp", 0, "CommitLimit", total * container.settings.number("vm/overcommit_ratio") / 100 + swap, "Committed_AS",
            anonymous + shared, "VmallocTotal", 67108864, "VmallocUsed", 0, "VmallocChunk", 0, "Percpu", 0};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append("%-15s %8d kB\n".formatted(lines[i] + ":", ((Number) lines[i + 1]).longValue()));
        }
        for (String none : new String[] {"Total", "Free", "Rsvd", "Surp"}) {
            text.append("HugePages_%-6s %7d\n".formatted(none + ":", 0));
        }
        return text.append("Hugepagesize:       2048 kB\nHugetlb:               0 kB\n").toString();
    }

    /** What has happened to memory, and how much of it is what: the fields that vmstat(8), sar(1) and the like read. */
    private String events() {
        Account account = container.account;
        long total = Math.min(container.kernel.memoryFrames(), account.limits().max());
        Object[] lines = {"nr_free_pages", Math.max(0, total - account.used()), "nr_inactive_anon", account.shared(), "nr_active_anon", account.anonymous(),
            "nr_inactive_file", account.files(), "nr_active_file", 0, "nr_unevictable", 0, "nr_mlock", 0, "nr_anon_pages", account.anonymous(), "nr_mapped",
            account.files(), "nr_file_pages", account.files() + account.shared(), "nr_dirty", 0, "nr_writeback", 0, "nr_shmem", account.shared(),
            "nr_slab_reclaimable", 0, "nr_slab_unreclaimable", account.kernelBytes() >> 12, "pgpgin", container.readBytes >> 10, "pgpgout",
            container.writtenBytes >> 10, "pswpin", account.counts().all(Event.SWAPPED_IN), "pswpout", account.counts().all(Event.SWAPPED_OUT), "pgalloc_normal", account.counts().faults(), "pgfree", 0, "pgactivate", 0,
            "pgdeactivate", 0, "pgfault", account.counts().faults(), "pgmajfault", account.counts().all(Event.MAJOR_FAULTS), "pgrefill", 0, "pgsteal_kswapd", 0, "pgsteal_direct", 0, "pgscan_kswapd", 0,
            "pgscan_direct", 0, "oom_kill", account.counts().all(Event.OOM_KILL)};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i += 2) {
            text.append(lines[i]).append(' ').append(((Number) lines[i + 1]).longValue()).append('\n');
        }
        return text.toString();
    }

    /** The swap space as a file that nobody sees. */
    private String swaps() {
        long total = container.account.swap().total();
        String head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        return total == 0 ? head : head + "/swapfile                               file\t\t%d\t%s%d\t\t-2\n".formatted(total * 4L,
                total * 4L < 10_000_000 ? "\t" : "", container.account.swap().used() * 4L);
    }

    /** The load, the tasks, and the number given last where the reader is. */
    private String load(Task reader) {
        return container.load.text() + " 1/%d %d\n".formatted(container.tasks.size(), reader.process.pids.last());
    }

    private String uptime(Task reader) {
        long up = (container.kernel.clock.monotonicNanos() + reader.time.bootTime) / 10_000_000L;
        return "%d.%02d %1$d.%2$02d\n".formatted(up / 100, up % 100);
    }

    private String stat(Task reader) {
        long ticks = container.cpuNanos / 10_000_000L;
        long boot = (container.kernel.clock.realtimeNanos() - container.kernel.clock.monotonicNanos() - reader.time.bootTime) / 1_000_000_000L;
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
    public String options() {
        return options.text();
    }

    /** What its mount keeps back. */
    public ProcOptions kept() {
        return options;
    }

    /** Keeps something else back from now on. */
    public void keep(ProcOptions changed) {
        options = changed;
    }

    @Override
    public boolean passes() {
        return true;
    }

    @Override
    public boolean hasGone(Dentry place) {
        List<String> names = new ArrayList<>();
        for (Dentry at = place; at.parent() != null; at = at.parent()) {
            names.addFirst(at.name());
        }
        boolean thread = names.size() > 2 && names.get(1).equals("task");
        return isNobody(names, 0) || thread && isNobody(names, 2);
    }

    private boolean isNobody(List<String> names, int index) {
        String name = names.size() > index ? names.get(index) : "";
        return !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9') && pids.get(Integer.parseInt(name)) == null;
    }

    @Override
    public boolean keepsDirectories() {
        return false;
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
            int mode = place.isEmpty() ? SystemFiles.mode(path) : SET_ELSEWHERE.contains(path) || path.startsWith("kernel/random/") ? 0444 : path.equals("kernel/ns_last_pid") ? 0666 : 0644;
            NamespaceSettings.Row row = place.isEmpty() ? null : NamespaceSettings.ALL.get(path);
            if (row != null) {
                return new ProcInode.Setting(this, place + path, mode, 0, 0, row.text(), row.change());
            }
            Settings.Row setting = place.isEmpty() ? null : SettingRows.ALL.get(path);
            if (setting != null && setting.kind() != Settings.Kind.FIXED) {
                return new SettingNode(this, setting);
            }
            return paths.contains(path) ? new ProcInode.Text(this, place + path, mode, 0, 0, reader -> text.apply(path, reader))
                    : directory(paths, place, path + "/", text);
        });
    }

    /** The top directory: what belongs to the system, and a directory for each process. */
    private final class Root extends ProcInode {
        Root() {
            super(ProcFileSystem.this, "/", Fcntl.S_IFDIR | 0555, 0, 0);
        }

        @Override
        public int links() {
            return 9 + (int) pids.all().stream().filter(task -> task.tid == task.process.pid).count();
        }

        @Override
        public Inode lookup(Caller who, String name) {
            if (options.processesOnly() && !name.equals("self") && !name.equals("thread-self")) {
                return process((Task) who, name);
            }
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
                case "bus", "driver", "fs", "irq", "pressure", "sysvipc", "tty" -> {
                    return directory(SystemFiles.NESTED, "", name + "/", others::text);
                }
                case "stat" -> {
                    return new Text(ProcFileSystem.this, name, 0444, 0, 0, ProcFileSystem.this::stat);
                }
                case "loadavg" -> {
                    return new Text(ProcFileSystem.this, name, 0444, 0, 0, ProcFileSystem.this::load);
                }
                case "uptime" -> {
                    return new Text(ProcFileSystem.this, name, 0444, 0, 0, ProcFileSystem.this::uptime);
                }
                default -> {
                    Supplier<String> text = texts.get(name);
                    return text != null ? new Text(ProcFileSystem.this, name, 0444, 0, 0, text)
                            : SystemFiles.TOP.contains(name) ? new Text(ProcFileSystem.this, name, SystemFiles.mode(name), 0, 0, reader -> others.text(name, reader))
                            : process((Task) who, name);
                }
            }
        }

        private Inode process(Task who, String name) {
            Task task = processes.named(name);
            return task == null || !options.shows(who, task) ? null : processes.directory(task, name);
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<String> names = new ArrayList<>(List.of("self", "thread-self"));
            if (!options.processesOnly()) {
                names.addAll(List.of("sys", "net", "mounts", "stat", "loadavg", "uptime"));
                names.addAll(SystemFiles.FOLDERS);
                names.addAll(texts.keySet());
                names.addAll(SystemFiles.TOP);
            }
            for (Task task : pids.all()) {
                if (task.tid == task.process.pid && options.shows((Task) who, task)) {
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
