package twofold.container.fs.proc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import twofold.container.abi.Clone;
import twofold.container.kernel.Container;
import twofold.container.kernel.Process;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.Vma;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Opening;

/** The files of /proc/PID. */
final class ProcessFiles {
    private static final int LINK = 10;
    private static final long TICK = 10_000_000L;
    private static final String[] LIMITS = {"Max cpu time             ", "Max file size            ", "Max data size            ",
        "Max stack size           ", "Max core file size       ", "Max resident set         ", "Max processes            ",
        "Max open files           ", "Max locked memory        ", "Max address space        ", "Max file locks           ",
        "Max pending signals      ", "Max msgqueue size        ", "Max nice priority        ", "Max realtime priority    ",
        "Max realtime timeout     "};
    private static final String[] UNITS = {"seconds", "bytes", "bytes", "bytes", "bytes", "bytes", "processes", "files", "bytes", "bytes",
        "locks", "signals", "bytes", "", "", "us"};
    private static final List<String> NETWORK = List.of("dev", "if_inet6", "route", "tcp", "tcp6", "udp", "udp6", "unix");
    private static final Map<String, Long> NAMESPACES = namespaceKinds();
    private final ProcFileSystem fs;
    private final Map<String, Function<Task, String>> texts = new LinkedHashMap<>();

    ProcessFiles(ProcFileSystem fs) {
        this.fs = fs;
        texts.put("auxv", task -> alive(task) ? latin(task.mm.auxiliary) : "");
        texts.put("cgroup", task -> "0::/\n");
        texts.put("cmdline", task -> alive(task) ? memory(task, task.mm.argStart, task.mm.argEnd) : "");
        texts.put("comm", task -> task.name + "\n");
        texts.put("environ", task -> alive(task) ? memory(task, task.mm.argEnd, task.mm.envEnd) : "");
        texts.put("limits", ProcessFiles::limits);
        texts.put("maps", ProcessFiles::maps);
        texts.put("mountinfo", task -> alive(task) ? ProcFileSystem.mounts(task.fs.mounts.all(), task) : "");
        texts.put("mounts", task -> alive(task) ? ProcFileSystem.mounts(task.fs.mounts.all(), null) : "");
        texts.put("oom_score_adj", task -> "0\n");
        texts.put("stat", ProcessFiles::stat);
        texts.put("statm", task -> alive(task) ? "%d %d 0 0 0 %d 0\n".formatted(task.mm.virtualBytes() >> 12, task.mm.resident(),
                task.mm.virtualBytes() >> 12) : "0 0 0 0 0 0 0\n");
        texts.put("status", ProcessFiles::status);
    }

    Inode directory(String name) {
        if (name.isEmpty() || name.length() > 7 || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        Task task = fs.container.tasks.get(Integer.parseInt(name));
        return task == null ? null : directory(task, name, true);
    }

    private Inode directory(Task task, String key, boolean whole) {
        List<String> names = new ArrayList<>(texts.keySet());
        names.addAll(List.of("cwd", "exe", "fd", "fdinfo", "net", "ns", "root"));
        if (whole) {
            names.add("task");
        }
        int uid = task.creds.euid;
        int gid = task.creds.egid;
        Inode made = new ProcInode.Folder(fs, key, uid, gid, 8, () -> names, name -> switch (name) {
            case "exe" -> new ProcInode.Link(fs, key + "/exe", uid, gid, who -> task.process.executablePath, () -> task.process.executable);
            case "cwd" -> new ProcInode.Link(fs, key + "/cwd", uid, gid, who -> task.fs.cwd.text(who.fs.root), () -> task.fs.cwd);
            case "root" -> new ProcInode.Link(fs, key + "/root", uid, gid, who -> task.fs.root.text(who.fs.root), () -> task.fs.root);
            case "fd" -> descriptors(task, key + "/fd", uid, gid);
            case "fdinfo" -> information(task, key + "/fdinfo", uid, gid);
            case "net" -> new ProcInode.Folder(fs, key + "/net", 0, 0, 8, () -> NETWORK, table -> !NETWORK.contains(table) ? null
                    : new ProcInode.Text(fs, key + "/net/" + table, 0444, 0, 0, () -> task.net.table(table)));
            case "ns" -> namespaces(task, key + "/ns", uid, gid);
            case "task" -> whole ? threads(task, key, uid, gid) : null;
            default -> {
                Function<Task, String> text = texts.get(name);
                int mode = name.equals("environ") || name.equals("auxv") ? 0400 : name.equals("comm") ? 0644 : 0444;
                yield text == null ? null : new ProcInode.Text(fs, key + "/" + name, mode, uid, gid, () -> text.apply(task));
            }
        });
        if (whole) {
            made.attach(task.process);
        }
        return made;
    }

    private Inode threads(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key + "/task", uid, gid, 4,
                () -> task.process.threads.stream().map(thread -> Integer.toString(thread.tid)).toList(),
                name -> task.process.threads.stream().filter(thread -> Integer.toString(thread.tid).equals(name)).findFirst()
                        .map(thread -> directory(thread, key + "/task/" + name, false)).orElse(null));
    }

    private Inode descriptors(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, uid, gid, LINK, () -> descriptors(task), name -> {
            File file = descriptor(task, name);
            return file == null ? null : new ProcInode.Link(fs, key + "/" + name, uid, gid, who -> shown(file, who), () -> Opening.named(file));
        });
    }

    private static Map<String, Long> namespaceKinds() {
        Map<String, Long> kinds = new LinkedHashMap<>();
        kinds.put("cgroup", Clone.CLONE_NEWCGROUP);
        kinds.put("ipc", Clone.CLONE_NEWIPC);
        kinds.put("mnt", Clone.CLONE_NEWNS);
        kinds.put("net", Clone.CLONE_NEWNET);
        kinds.put("pid", Clone.CLONE_NEWPID);
        kinds.put("user", Clone.CLONE_NEWUSER);
        kinds.put("uts", Clone.CLONE_NEWUTS);
        return kinds;
    }

    private Inode namespaces(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, uid, gid, LINK, () -> List.copyOf(NAMESPACES.keySet()), name -> {
            Long kind = NAMESPACES.get(name);
            if (kind == null || !alive(task)) {
                return null;
            }
            Container c = task.container();
            Object[] pair = switch (name) {
                case "ipc" -> new Object[] {task.ipc, c.ipc};
                case "mnt" -> new Object[] {task.fs.mounts, c.mounts};
                case "net" -> new Object[] {task.net, c.net};
                case "uts" -> new Object[] {task.uts, c.uts};
                default -> new Object[] {c, c};
            };
            long number = NamespaceFile.number(pair[0], pair[1], kind);
            return new ProcInode.Link(fs, key + "/" + name, uid, gid, who -> name + ":[" + number + "]",
                    () -> NamespaceFile.place(name, pair[0], kind, number));
        });
    }

    private static List<String> descriptors(Task task) {
        List<String> names = new ArrayList<>();
        for (int fd = 0; fd < task.files.end(); fd++) {
            if (task.files.peek(fd) != null) {
                names.add(Integer.toString(fd));
            }
        }
        return names;
    }

    private static File descriptor(Task task, String name) {
        boolean number = !name.isEmpty() && name.length() < 8 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? task.files.peek(Integer.parseInt(name)) : null;
    }

    private Inode information(Task task, String key, int uid, int gid) {
        return new ProcInode.Folder(fs, key, uid, gid, 8, () -> descriptors(task), name -> {
            File file = descriptor(task, name);
            return file == null ? null : new ProcInode.Text(fs, key + "/" + name, 0444, uid, gid, () -> "pos:\t%d\nflags:\t0%o\nmnt_id:\t%d\nino:\t%d\n%s"
                    .formatted(file.seekable() ? file.position : 0, file.flags() | (task.files.closesOnExec(Integer.parseInt(name)) ? 02000000 : 0),
                            file.path() == null ? 0 : file.path().mount().number(), file.inode().number(), file.information()));
        });
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

    private static String memory(Task task, long from, long to) {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(1 << 20, to - from))];
        return new String(bytes, 0, task.mm.copyIn(from, bytes, 0, bytes.length), StandardCharsets.ISO_8859_1);
    }

    private static String maps(Task task) {
        StringBuilder text = new StringBuilder();
        if (alive(task)) {
            for (Vma area : task.mm.areas()) {
                text.append(area.line()).append('\n');
            }
        }
        return text.toString();
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

    private static char state(Task task) {
        Process process = task.process;
        if (process.zombie) {
            return 'Z';
        }
        return process.stopped ? 'T' : task.state == Task.State.WAITING ? 'S' : 'R';
    }

    private static String stat(Task task) {
        Process p = task.process;
        boolean alive = alive(task);
        int terminal = p.terminal == null ? 0 : p.terminal.number();
        int foreground = p.terminal == null ? -1 : p.terminal.foreground();
        return "%d (%s) %c %d %d %d %d %d 4194304 0 0 0 0 %d 0 %d 0 20 0 %d 0 %d %d %d 18446744073709551615 %d %d %d 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 %d\n"
                .formatted(task.tid, task.name, state(task), p.parent == null ? 0 : p.parent.pid, p.group, p.session, terminal, foreground,
                        p.cpu() / TICK, p.childrenCpuNanos / TICK, Math.max(1, p.threads.size()), p.startNanos / TICK,
                        alive ? task.mm.virtualBytes() : 0, alive ? task.mm.resident() : 0, alive ? task.mm.codeStart : 0,
                        alive ? task.mm.codeEnd : 0, alive ? task.mm.stackStart : 0, p.status);
    }

    private static String status(Task task) {
        Process p = task.process;
        Credentials c = task.creds;
        StringBuilder text = new StringBuilder();
        char state = state(task);
        String word = switch (state) {
            case 'Z' -> "zombie";
            case 'T' -> "stopped";
            case 'S' -> "sleeping";
            default -> "running";
        };
        text.append("Name:\t%s\nUmask:\t%04o\nState:\t%c (%s)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n".formatted(task.name,
                alive(task) ? task.fs.umask : 0, state, word, p.pid, task.tid, p.parent == null ? 0 : p.parent.pid));
        text.append("Uid:\t%d\t%d\t%d\t%d\nGid:\t%d\t%d\t%d\t%d\nFDSize:\t64\nGroups:\t".formatted(c.uid, c.euid, c.suid, c.fsuid, c.gid, c.egid,
                c.sgid, c.fsgid));
        for (int group : c.groups) {
            text.append(group).append(' ');
        }
        text.append('\n');
        if (alive(task)) {
            text.append("VmPeak:\t%8d kB\nVmSize:\t%8d kB\nVmHWM:\t%8d kB\nVmRSS:\t%8d kB\n".formatted(task.mm.virtualBytes() >> 10,
                    task.mm.virtualBytes() >> 10, task.mm.peakResident() * 4, task.mm.resident() * 4));
        }
        text.append("Threads:\t%d\nSigPnd:\t%016x\nShdPnd:\t%016x\nSigBlk:\t%016x\n".formatted(Math.max(1, p.threads.size()), task.pending.set(),
                p.pending.set(), task.mask));
        long ignored = 0;
        long caught = 0;
        for (int signal = 1; signal <= 64; signal++) {
            long handler = p.actions.get(signal).handler();
            ignored |= handler == 1 ? Signals.bit(signal) : 0;
            caught |= handler > 1 || handler < 0 ? Signals.bit(signal) : 0;
        }
        text.append("SigIgn:\t%016x\nSigCgt:\t%016x\nCapInh:\t%016x\nCapPrm:\t%016x\nCapEff:\t%016x\nCapBnd:\t%016x\nCapAmb:\t%016x\n".formatted(ignored,
                caught, c.inheritable, c.permitted, c.effective, c.bounding, c.ambient));
        text.append("NoNewPrivs:\t%d\nSeccomp:\t0\nCpus_allowed:\t1\nCpus_allowed_list:\t0\n".formatted(c.noNewPrivileges ? 1 : 0));
        return text.toString();
    }
}
