package twofold.container.fs.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import twofold.container.abi.Cap;
import twofold.container.abi.Errno;
import twofold.container.fs.event.ProcessFile;
import twofold.container.kernel.Process;
import twofold.container.kernel.Registers;
import twofold.container.kernel.Task;
import twofold.container.kernel.Tracee;
import twofold.container.mm.AreaUsage;
import twofold.container.mm.Vma;
import twofold.container.namespace.PidNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.Opening;
import twofold.container.vfs.UserNamespace;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** The files of /proc/PID. */
final class ProcessFiles {
    private static final int LINK = 10;
    private static final long SECOND = 1_000_000_000L;
    /** What only a task's user may read, and what only who may look into it may. */
    private static final List<String> PRIVATE = List.of("auxv", "environ", "io", "stack", "syscall", "personality", "mountstats");
    private static final List<String> LOOKING = List.of("auxv", "environ", "io", "maps", "numa_maps", "smaps", "smaps_rollup", "stack", "syscall",
            "personality");
    /** What only a process has, not each of its threads. */
    private static final List<String> OF_PROCESSES = List.of("autogroup", "coredump_filter", "map_files", "mountstats", "timens_offsets", "timers", "timerslack_ns");
    /** The names of what security modules know of a task, of which there is nothing here: reading and writing is EINVAL. */
    private static final List<String> SECURITY = List.of("current", "exec", "fscreate", "keycreate", "prev", "sockcreate");
    private static final List<String> SETTINGS = List.of("autogroup", "clear_refs", "comm", "coredump_filter", "gid_map", "loginuid", "oom_adj", "oom_score_adj", "projid_map",
            "sched", "setgroups", "timens_offsets", "timerslack_ns", "uid_map");
    private static final String[] LIMITS = {"Max cpu time             ", "Max file size            ", "Max data size            ",
        "Max stack size           ", "Max core file size       ", "Max resident set         ", "Max processes            ",
        "Max open files           ", "Max locked memory        ", "Max address space        ", "Max file locks           ",
        "Max pending signals      ", "Max msgqueue size        ", "Max nice priority        ", "Max realtime priority    ",
        "Max realtime timeout     "};
    private static final String[] UNITS = {"seconds", "bytes", "bytes", "bytes", "bytes", "bytes", "processes", "files", "bytes", "bytes",
        "locks", "signals", "bytes", "", "", "us"};
    private static final List<String> NETWORK = NetNamespace.TABLES;
    static final List<String> NAMESPACES = List.of("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
            "user", "uts");
    private final ProcFileSystem fs;
    private final Map<String, Function<Task, String>> texts = new LinkedHashMap<>();
    /** Texts that say numbers of users as their reader knows them. */
    private final Map<String, BiFunction<Task, Task, String>> readerTexts = new LinkedHashMap<>();

    ProcessFiles(ProcFileSystem fs) {
        this.fs = fs;
        texts.put("autogroup", task -> "/autogroup-%d nice %d\n".formatted(fs.pids.shown(task.process.session), task.process.sessionNice));
        texts.put("auxv", task -> alive(task) ? latin(task.mm.layout.toldAuxiliary()) : "");
        readerTexts.put("cgroup", (task, reader) -> "0::" + task.group().path(reader.cgroup.root) + "\n");
        texts.put("cmdline", task -> alive(task) ? MemoryTexts.arguments(task) : "");
        texts.put("comm", task -> task.name + "\n");
        texts.put("environ", task -> alive(task) ? MemoryTexts.between(task, task.mm.layout.envStart, task.mm.layout.envEnd) : "");
        texts.put("limits", ProcessFiles::limits);
        texts.put("maps", MemoryTexts::maps);
        readerTexts.put("mountinfo", (task, reader) -> alive(task) ? MountTable.numbered(task, reader) : "");
        texts.put("mountstats", task -> alive(task) ? MountTable.statistics(task) : "");
        texts.put("mounts", task -> alive(task) ? MountTable.mounts(task) : "");
        texts.put("clear_refs", task -> "");
        texts.put("coredump_filter", task -> alive(task) ? "%08x\n".formatted(task.process.dumpedAreas) : "");
        texts.put("numa_maps", MemoryTexts::nodes);
        texts.put("sched", SchedulingTexts::scheduling);
        readerTexts.put("timers", (task, reader) -> SchedulingTexts.timers(task, fs.pids));
        readerTexts.put("gid_map", (task, reader) -> IdMap.text(task.creds.user, false, reader.creds.user));
        texts.put("io", task -> "rchar: %d\nwchar: %d\nsyscr: %d\nsyscw: %d\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n".formatted(
                task.readBytes, task.writtenBytes, task.reads, task.writes));
        texts.put("cpuset", task -> "/\n");
        texts.put("oom_adj", task -> (task.process.oomScoreAdjustment == 1000 ? 15 : task.process.oomScoreAdjustment * 17 / 1000) + "\n");
        texts.put("projid_map", task -> "         0          0 4294967295\n");
        texts.put("schedstat", task -> "%d 0 %d\n".formatted(task.cpuNanos, task.voluntarySwitches + task.involuntarySwitches));
        texts.put("smaps_rollup", MemoryTexts::rollup);
        texts.put("stack", task -> "");
        readerTexts.put("loginuid", LoginSession::user);
        texts.put("oom_score", task -> Math.max(0, 666 + task.process.oomScoreAdjustment * 2 / 3) + "\n");
        texts.put("oom_score_adj", task -> task.process.oomScoreAdjustment + "\n");
        texts.put("personality", task -> "%08x\n".formatted(task.personality));
        texts.put("sessionid", LoginSession::number);
        texts.put("setgroups", task -> task.creds.user.allowsGroups ? "allow\n" : "deny\n");
        texts.put("timens_offsets", task -> "monotonic  %10d %9d\nboottime   %10d %9d\n".formatted(Math.floorDiv(task.childTime.monotonic, SECOND),
                Math.floorMod(task.childTime.monotonic, SECOND), Math.floorDiv(task.childTime.bootTime, SECOND), Math.floorMod(task.childTime.bootTime, SECOND)));
        texts.put("smaps", MemoryTexts::detailedMaps);
        texts.put("timerslack_ns", task -> task.timerSlack + "\n");
        readerTexts.put("uid_map", (task, reader) -> IdMap.text(task.creds.user, true, reader.creds.user));
        texts.put("syscall", ProcessFiles::call);
        texts.put("wchan", task -> "0");
        texts.put("statm", task -> alive(task) ? MemoryTexts.pages(task) : "0 0 0 0 0 0 0\n");
        readerTexts.put("status", this::status);
    }

    /** The process or thread of that number, or null. */
    Task named(String name) {
        if (name.isEmpty() || name.length() > 7 || name.charAt(0) == '0' || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return fs.pids.get(Integer.parseInt(name));
    }

    Inode directory(Task task, String name) {
        return directory(task, name, true);
    }

    private Inode directory(Task task, String key, boolean whole) {
        List<String> names = new ArrayList<>(texts.keySet());
        names.addAll(readerTexts.keySet());
        names.addAll(List.of("attr", "cwd", "exe", "fd", "fdinfo", "map_files", "mem", "net", "ns", "pagemap", "root", "stat"));
        names.add(whole ? "task" : "children");
        if (!whole) {
            names.removeAll(OF_PROCESSES);
        }
        int uid = task.process.dumpable == 1 ? task.creds.euid : 0;
        int gid = task.process.dumpable == 1 ? task.creds.egid : 0;
        Inode made = new ProcInode.Folder(fs, key, task.creds.euid, task.creds.egid, 8, () -> names, name -> !names.contains(name) ? null : switch (name) {
            case "exe" -> new ProcInode.Link(fs, key + "/exe", uid, gid, who -> alive(task) ? task.process.executablePath : gone(), () -> alive(task) ? task.process.executable : absent(), task);
            case "cwd" -> new ProcInode.Link(fs, key + "/cwd", uid, gid, who -> alive(task) ? task.fs.cwd.text(who.fs.root) : gone(), () -> alive(task) ? task.fs.cwd : absent(), task);
            case "root" -> new ProcInode.Link(fs, key + "/root", uid, gid, who -> alive(task) ? task.fs.root.text(who.fs.root) : gone(), () -> alive(task) ? task.fs.root : absent(), task);
            case "attr" -> new ProcInode.Folder(fs, key + "/attr", 0, 0, 8, () -> SECURITY, each -> !SECURITY.contains(each) ? null
                    : new ProcInode.Setting(fs, key + "/attr/" + each, each.equals("prev") ? 0444 : 0666, uid, gid, reader -> nothing(), (opener, writer, value) -> nothing()));
            case "fd" -> descriptors(task, key + "/fd", uid, gid, task.creds.euid);
            case "fdinfo" -> new DescriptorTexts(fs, task).directory(key + "/fdinfo", uid, gid);
            case "map_files" -> MappedFiles.directory(fs, task, key + "/map_files", uid, gid);
            case "net" -> new ProcInode.Folder(fs, key + "/net", 0, 0, 8, () -> NETWORK, table -> !NETWORK.contains(table) ? null
                    : new ProcInode.Text(fs, key + "/net/" + table, 0444, 0, 0, () -> task.net.table(table)));
            case "ns" -> namespaces(task, key + "/ns", uid, gid);
            case "mem" -> new ProcInode.Memory(fs, key + "/mem", uid, gid, task, false);
            case "pagemap" -> new ProcInode.Memory(fs, key + "/pagemap", uid, gid, task, true);
            case "stat" -> new ProcInode.Text(fs, key + "/stat", 0444, uid, gid,
                    reader -> unlessGone(task, Errno.ESRCH, () -> StatText.of(fs.pids, task, reader, whole)));
            case "children" -> whole ? null : new ProcInode.Text(fs, key + "/children", 0444, uid, gid, () -> children(task));
            case "task" -> whole ? threads(task, key, task.creds.euid, task.creds.egid) : null;
            default -> {
                Function<Task, String> plain = texts.get(name);
                BiFunction<Task, Task, String> forReader = readerTexts.get(name);
                Function<Task, String> text = plain != null ? reader -> unlessGone(task, Errno.ESRCH, () -> plain.apply(task))
                        : forReader != null ? reader -> unlessGone(task, Errno.ESRCH, () -> forReader.apply(task, reader)) : null;
                if (SETTINGS.contains(name)) {
                    int mode = name.equals("clear_refs") ? 0200 : name.equals("timerslack_ns") ? 0666 : 0644;
                    yield new ProcInode.Setting(fs, key + "/" + name, mode, uid, gid, text, (opener, writer, value) -> set(task, name, opener, writer, value));
                }
                int mode = PRIVATE.contains(name) ? 0400 : 0444;
                if (text == null) {
                    yield null;
                }
                ProcInode.Text file = new ProcInode.Text(fs, key + "/" + name, mode, uid, gid, text, LOOKING.contains(name) ? task : null);
                yield name.equals("mounts") || name.equals("mountinfo") ? file.about(() -> task.fs.mounts.points).unlessDead(task, Errno.EINVAL)
                        : name.equals("mountstats") ? file.unlessDead(task, Errno.EINVAL)
                        : name.equals("environ") || name.equals("auxv") ? file.unlessDead(task, Errno.ESRCH) : file;
            }
        }) {
            @Override
            public Inode lookup(Caller who, String name) {
                fs.kept().require((Task) who, task);
                return unlessGone(task, Errno.ESRCH, () -> super.lookup(who, name));
            }

            @Override
            public List<Entry> entries(Caller who, long cookie, int limit) {
                fs.kept().require((Task) who, task);
                return unlessGone(task, Errno.ENOENT, () -> super.entries(who, cookie, limit));
            }
        };
        if (whole) {
            made.attach(task.process);
        }
        return made;
    }

    private static void set(Task task, String name, Credentials opener, Task writer, String value) {
        switch (name) {
            case "comm" -> {
                if (writer.process != task.process) {
                    throw FileError.of(Errno.EINVAL);
                }
                task.name = value.substring(0, Math.min(15, value.length()));
            }
            case "clear_refs" -> {
                int what = number(value);
                if (what < 1 || what > 5) {
                    throw FileError.of(Errno.EINVAL);
                }
            }
            case "coredump_filter" -> task.process.dumpedAreas = number(value) & 0x1ff;
            case "autogroup" -> renice(task, writer, number(value));
            case "sched" -> { } // What it counts is not set to 0
            case "loginuid" -> LoginSession.set(task, opener, writer, value);
            case "projid_map" -> throw FileError.of(Errno.EPERM);
            case "timerslack_ns" -> task.timerSlack = number(value) == 0 ? task.usualSlack : number(value);
            case "oom_adj" -> {
                int score = number(value);
                if (score < -17 || score > 15) {
                    throw FileError.of(Errno.EINVAL);
                }
                setScore(task, score == 15 ? 1000 : score * 1000 / 17);
            }
            case "uid_map", "gid_map" -> IdMap.set(task.creds.user, name.equals("uid_map"), opener, writer, value);
            case "setgroups" -> IdMap.setGroups(task.creds.user, opener, value);
            case "timens_offsets" -> TimeOffsets.set(task, opener, value);
            default -> setScore(task, number(value));
        }
    }

    /** A number as strtol(3) reads it; EINVAL for anything else. */
    private static void renice(Task task, Task writer, int nice) {
        if (nice < -20 || nice > 19) {
            throw FileError.of(Errno.EINVAL);
        }
        if (nice < 0 && !writer.creds.has(Cap.CAP_SYS_NICE)) {
            throw FileError.of(Errno.EPERM);
        }
        for (Task each : task.container().tasks.all()) {
            if (each.process.session == task.process.session) {
                each.process.sessionNice = nice;
            }
        }
    }

    private static int number(String value) {
        try {
            return Integer.decode(value);
        } catch (NumberFormatException wrong) {
            throw FileError.of(Errno.EINVAL);
        }
    }

    private static String nothing() {
        throw FileError.of(Errno.EINVAL);
    }

    private static VfsPath absent() {
        throw FileError.of(Errno.ENOENT);
    }

    /** Whether nothing is left of a task, not even a status that nobody has waited for. */
    private static boolean isGone(Task task) {
        return task.tid == task.process.pid ? task.process.reaped() : !alive(task);
    }

    private static <T> T unlessGone(Task task, int errno, Supplier<T> asked) {
        if (isGone(task)) {
            throw FileError.of(errno);
        }
        return asked.get();
    }

    private static String gone() {
        throw FileError.of(Errno.ENOENT);
    }

    /** The children a thread has, by number. */
    private String children(Task task) {
        if (task.tid != task.process.pid) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Task other : fs.pids.all()) {
            if (other.tid == other.process.pid && other.process.parent == task.process) {
                text.append(fs.pids.shown(other.tid)).append(' ');
            }
        }
        return text.toString();
    }

    private static void setScore(Task task, int score) {
        if (score < -1000 || score > 1000) {
            throw FileError.of(Errno.EINVAL);
        }
        task.process.oomScoreAdjustment = score;
    }

    private Inode threads(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key + "/task", uid, gid, 4,
                () -> task.process.threads.stream().map(thread -> Integer.toString(fs.pids.shown(thread.tid))).toList(),
                name -> task.process.threads.stream().filter(thread -> Integer.toString(fs.pids.shown(thread.tid)).equals(name)).findFirst()
                        .map(thread -> directory(thread, key + "/task/" + name, false)).orElse(null));
    }

    /** The directory is its user's own, so that a process which may not be looked into lists its own. */
    private Inode descriptors(Task task, String key, int uid, int gid, int user) {
        return new ProcInode.Folder(fs, key, 0500, user, gid, LINK, () -> DescriptorTexts.names(task), name -> {
            File file = DescriptorTexts.find(task, name);
            int mode = file == null ? 0 : (file.readable() ? 0500 : 0) | (file.writable() ? 0300 : 0);
            return file == null ? null : new ProcInode.Link(fs, key + "/" + name, mode, uid, gid, who -> shown(file, who), () -> Opening.named(file), task);
        });
    }

    /** A task's, group's or session's numbers, from the namespace of this view to its own. */
    static String inner(ProcFileSystem fs, Process process, int outermost) {
        StringBuilder numbers = new StringBuilder();
        for (PidNamespace<Task> at = process.pids; at != null && at.within(fs.pids); at = at.parent) {
            numbers.insert(0, "\t" + at.shown(outermost));
        }
        return numbers.toString();
    }

    private Inode namespaces(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, 0511, uid, gid, LINK, () -> NAMESPACES, name -> {
            boolean stays = name.equals("pid") || name.equals("user");
            Namespace namespace = stays || alive(task) ? namespace(task, name) : null;
            if (namespace == null) {
                return null;
            }
            long number = task.container().number(namespace);
            String shown = name.replace("_for_children", "");
            return new ProcInode.Link(fs, key + "/" + name, uid, gid, who -> shown + ":[" + number + "]",
                    () -> NamespaceFile.place(shown, namespace, number), task);
        });
    }

    /** A task's namespace by its name in {@link #NAMESPACES}, or null. */
    static Namespace namespace(Task task, String name) {
        return switch (name) {
            case "cgroup" -> task.cgroup;
            case "ipc" -> task.ipc;
            case "mnt" -> task.fs.mounts;
            case "net" -> task.net;
            case "pid" -> task.process.pids;
            case "pid_for_children" -> task.childPids.first() == null ? null : task.childPids;
            case "time" -> task.time;
            case "time_for_children" -> task.childTime;
            case "user" -> task.creds.user;
            case "uts" -> task.uts;
            default -> null;
        };
    }

    private static String shown(File file, Task who) {
        if (file.path() == null) {
            return "pipe:[" + file.inode().number() + "]";
        }
        return file.path().dentry().parent() == null && !file.path().dentry().name().isEmpty() ? file.path().dentry().name()
                : file.path().text(who.fs.root);
    }

    private static boolean alive(Task task) {
        return task.state != Task.State.DEAD;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String limits(Task task) {
        StringBuilder text = new StringBuilder("Limit                     Soft Limit           Hard Limit           Units     \n");
        for (int i = 0; i < LIMITS.length; i++) {
            text.append("%s %-20s %-20s %-10s\n".formatted(LIMITS[i], limit(task.process.softLimits[i]), limit(task.process.hardLimits[i]),
                    UNITS[i]));
        }
        return text.toString();
    }

    private static String limit(long value) {
        return value == -1 ? "unlimited" : Long.toUnsignedString(value);
    }

    /** /proc/PID/syscall: the call a task waits in, with arguments, stack pointer and pc; "-1" outside of one. */
    private static String call(Task task) {
        if (task.state == Task.State.RUNNABLE && task != task.kernel.current() || !alive(task)) {
            return "running\n";
        }
        long pc = Registers.pc(task);
        if (!task.inCall()) {
            return "-1 0x%x 0x%x\n".formatted(task.hart.x[2], pc);
        }
        return "%d 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x 0x%x\n".formatted(task.hart.x[17], task.arg(0), task.arg(1), task.arg(2), task.arg(3), task.arg(4),
                task.arg(5), task.hart.x[2], pc);
    }

    static char state(Task task) {
        Process process = task.process;
        if (process.zombie || task.state == Task.State.DEAD) {
            return 'Z';
        }
        if (task.tracee != null) {
            Tracee.Stop stop = task.tracee.stop;
            return stop == Tracee.Stop.NONE ? going(task) : task.tracee.listening ? 'T' : 't';
        }
        return process.stopped ? 'T' : going(task);
    }

    private static char going(Task task) {
        return task.state != Task.State.WAITING ? 'R' : task.uninterruptible ? 'D' : 'S';
    }

    /** What the memory is, in KiB. */
    private static void areas(StringBuilder text, Task task) {
        long anonymous = 0;
        long files = 0;
        long shared = 0;
        long data = 0;
        long stack = 0;
        long code = 0;
        for (Vma area : task.mm.areas()) {
            AreaUsage usage = AreaUsage.of(task.mm, area);
            long theirs = (usage.resident() - usage.own()) * 4;
            boolean memory = area.source() != null && area.source().isMemory();
            anonymous += usage.own() * 4;
            shared += memory ? theirs : 0;
            files += memory ? 0 : theirs;
            long size = area.end() - area.start() >> 10;
            boolean writable = (area.prot() & 2) != 0 && !area.shared();
            stack += writable && area.growsDown() ? size : 0;
            data += writable && !area.growsDown() ? size : 0;
            code += (area.prot() & 6) == 4 ? size : 0;
        }
        long own = task.mm.layout.codeEnd - task.mm.layout.codeStart + 1023 >> 10;
        text.append("RssAnon:\t%8d kB\nRssFile:\t%8d kB\nRssShmem:\t%8d kB\nVmData:\t%8d kB\nVmStk:\t%8d kB\nVmExe:\t%8d kB\nVmLib:\t%8d kB\n".formatted(
                anonymous, files, shared, data, stack, own, Math.max(0, code - own)));
        text.append("VmPTE:\t%8d kB\nVmSwap:\t%8d kB\nHugetlbPages:\t       0 kB\nCoreDumping:\t0\nTHP_enabled:\t1\nuntag_mask:\t0xffffffffffffffff\n".formatted(
                task.mm.resident() / 512 * 4 + 12, task.mm.swapped() * 4));
    }

    private String status(Task task, Task reader) {
        Process p = task.process;
        Credentials c = task.creds;
        StringBuilder text = new StringBuilder();
        char state = state(task);
        String word = switch (state) {
            case 'Z' -> "zombie";
            case 'T' -> "stopped";
            case 't' -> "tracing stop";
            case 'S' -> "sleeping";
            case 'D' -> "disk sleep";
            default -> "running";
        };
        text.append("Name:\t%s\nUmask:\t%04o\nState:\t%c (%s)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t%d\n".formatted(task.name,
                alive(task) ? task.fs.umask : 0, state, word, fs.pids.shown(p.pid), fs.pids.shown(task.tid),
                p.parent == null ? 0 : fs.pids.shown(p.parent.pid),
                task.tracee == null ? 0 : fs.pids.shown(task.tracee.tracer.tid)));
        UserNamespace user = reader.creds.user;
        text.append("Uid:\t%d\t%d\t%d\t%d\nGid:\t%d\t%d\t%d\t%d\nFDSize:\t%d\nGroups:\t".formatted(Integer.toUnsignedLong(user.shownUid(c.uid)), Integer.toUnsignedLong(user.shownUid(c.euid)),
                Integer.toUnsignedLong(user.shownUid(c.suid)), Integer.toUnsignedLong(user.shownUid(c.fsuid)), Integer.toUnsignedLong(user.shownGid(c.gid)), Integer.toUnsignedLong(user.shownGid(c.egid)), Integer.toUnsignedLong(user.shownGid(c.sgid)), Integer.toUnsignedLong(user.shownGid(c.fsgid)), alive(task) ? Math.max(64, Integer.highestOneBit(Math.max(1, task.files.end() - 1)) << 1) : 0));
        for (int group : c.groups) {
            text.append(Integer.toUnsignedLong(user.shownGid(group))).append(' ');
        }
        text.append(c.groups.length == 0 ? " " : "").append("\nNStgid:").append(inner(fs, p, p.pid)).append("\nNSpid:").append(inner(fs, p, task.tid)).append("\nNSpgid:").append(inner(fs, p, p.group))
                .append("\nNSsid:").append(inner(fs, p, p.session)).append("\nKthread:\t0\n");
        if (alive(task)) {
            text.append("VmPeak:\t%8d kB\nVmSize:\t%8d kB\nVmLck:\t%8d kB\nVmPin:\t       0 kB\nVmHWM:\t%8d kB\nVmRSS:\t%8d kB\n".formatted(
                    task.mm.virtualBytes() >> 10, task.mm.virtualBytes() >> 10, task.mm.locked() >> 10, task.mm.peakResident() * 4, task.mm.resident() * 4));
            areas(text, task);
        }
        text.append("Threads:\t%d\nSigQ:\t0/127000\nSigPnd:\t%016x\nShdPnd:\t%016x\nSigBlk:\t%016x\n".formatted(Math.max(1, p.threads.size()), task.pending.set(),
                p.pending.set(), task.mask));
        text.append("SigIgn:\t%016x\nSigCgt:\t%016x\nCapInh:\t%016x\nCapPrm:\t%016x\nCapEff:\t%016x\nCapBnd:\t%016x\nCapAmb:\t%016x\n".formatted(p.actions.ignored(),
                p.actions.caught(), c.inheritable, c.permitted, c.effective, c.bounding, c.ambient));
        text.append("NoNewPrivs:\t%d\nSeccomp:\t%d\nSeccomp_filters:\t%d\n".formatted(c.noNewPrivileges ? 1 : 0, task.seccomp == null ? 0
                : task.seccomp.mode(), task.seccomp == null ? 0 : task.seccomp.filters()));
        text.append("Speculation_Store_Bypass:\tunknown\nSpeculationIndirectBranch:\tunsupported\nCpus_allowed:\t1\nCpus_allowed_list:\t0\nMems_allowed:\t1\nMems_allowed_list:\t0\n");
        text.append("voluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t%d\n".formatted(task.voluntarySwitches, task.involuntarySwitches));
        return text.toString();
    }
}
