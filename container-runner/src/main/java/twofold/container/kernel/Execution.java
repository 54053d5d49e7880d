package twofold.container.kernel;

import static twofold.container.abi.AuxVector.*;
import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.keys.TaskKeys;
import twofold.container.mm.Label;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.FsContext;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Landlock;
import twofold.container.vfs.MappedName;
import twofold.container.vfs.Marks;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Notices;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** execve(2): a new program in an old process, and the first program of a container. */
public final class Execution {
    private static final long STACK_TOP = Mm.TASK_SIZE - Frames.SIZE;
    /** Letters a, c, d, f, i, m: what the hart does, as AT_HWCAP tells it. */
    private static final long HWCAP = 1L << 0 | 1L << 2 | 1L << 3 | 1L << 5 | 1L << 8 | 1L << 12;
    private static final int SCRIPT_LINE = 256;
    private static final int MOST_SCRIPTS = 5;
    private static final int MOST_STRING = 128 << 10;

    private Execution() {
    }

    /** How a program is named that execveat(2) is given by descriptor alone. */
    private static final String BY_DESCRIPTOR = "/dev/fd/";

    /** A program to run and how. All strings one char a byte. */
    private record Program(VfsPath path, String name, List<String> argv, Loader loader) {
    }

    /** Makes a container's first process and sets it going. */
    public static Task start(Container container, Credentials creds, FdTable files, FsContext fs, String path, List<String> argv,
            List<String> env) {
        Kernel kernel = container.kernel;
        Task task = first(container);
        task.creds = creds;
        task.files = files;
        task.fs = fs;
        container.init = task.process;
        try {
            execute(task, Walk.to(task, fs.cwd, path, true), path, argv, env);
        } catch (FileError refused) {
            container.init = null;
            container.forget(task.tid, container.tasks);
            task.process.cgroup.ended(task.process);
            task.process.cgroup.forget(task.process);
            throw refused;
        }
        kernel.enqueue(task);
        return task;
    }

    /** The only task of a new process without a parent. */
    private static Task first(Container container) {
        int tid = container.tasks.add(null);
        Task task = new Task(container.kernel, tid, container.kernel.newHart());
        container.enter(task, container.tasks);
        task.process = new Process(container, container.tasks, tid, null);
        task.process.threads.add(task);
        task.process.cgroup.addTasks(1);
        task.number = tid;
        task.childPids = container.tasks;
        task.net = container.net;
        task.ipc = container.ipc;
        task.uts = container.uts;
        task.cgroup = container.cgroup;
        task.time = container.time;
        task.childTime = container.time;
        container.time.freeze();
        task.keys = new TaskKeys(container.keys);
        return task;
    }

    /**
     * Starts one more process in a container that runs, as setns(2) and fork would from outside: a session of its own whose parent is not
     * seen inside (its number reads 0).
     *
     * @param atEnd called on the kernel's thread when it or the container has ended; its status is in {@link Process#status}
     */
    public static Task join(Container container, Credentials creds, FdTable files, FsContext fs, String path, List<String> argv,
            List<String> env, Runnable atEnd) {
        container.entrance().requireRoom();
        Task task = first(container);
        task.creds = creds;
        task.files = files;
        task.fs = fs;
        try {
            execute(task, Walk.to(task, fs.cwd, path, true), path, argv, env);
        } catch (FileError refused) {
            container.forget(task.tid, container.tasks);
            task.process.cgroup.ended(task.process);
            task.process.cgroup.forget(task.process);
            throw refused;
        }
        task.process.atEnd = atEnd;
        container.joined.add(task.process);
        container.kernel.enqueue(task);
        return task;
    }

    /** Replaces the task's program. On failure nothing has changed. */
    public static void execute(Task task, VfsPath path, String name, List<String> argv, List<String> env) {
        replace(task, find(task, path, name, argv, 0, false), name, env);
    }

    /**
     * The same for a call that may have to wait for the end of other threads: false if it does, and is to be made again.
     *
     * @param hidden no interpreter will find what {@code name} says, as the descriptor it goes through is closed by then: ENOENT for a script
     */
    public static boolean execute(Task task, VfsPath path, String name, List<String> argv, List<String> env, boolean hidden) {
        Program program = find(task, path, name, argv, 0, hidden);
        return goOn(task, new Waiting(program, name, env));
    }

    /** What is to run once other threads have ended. */
    private record Waiting(Program program, String name, List<String> env) {
    }

    /** Whether a task's call has waited for the end of other threads. */
    public static boolean waited(Task task) {
        return task.kept instanceof Waiting;
    }

    /** Goes on after {@link #execute} had to wait; false if it has to wait for more. */
    public static boolean goOn(Task task) {
        return goOn(task, (Waiting) task.kept);
    }

    private static boolean goOn(Task task, Waiting waiting) {
        if (Ptrace.lastStops(task)) {
            task.kept = waiting;
            return false;
        }
        replace(task, waiting.program, waiting.name, waiting.env);
        return true;
    }

    private static void replace(Task task, Program program, String name, List<String> env) {
        Mm mm = new Mm(task.account());
        mm.mostAreas = (int) task.container().settings.number("vm/max_map_count");
        try {
            mm.stackLimit = task.process.softLimits[Limits.RLIMIT_STACK];
            Credentials creds = ExecCredentials.of(task, program.path);
            mm.run(program.path.inode());
            long[] start = build(task, mm, program, creds, env);
            if (start == null) {
                doom(task);
                mm.release();
                return;
            }
            if (task.mm != null) {
                mm.refusal.inherit(task.mm.refusal);
            }
            commit(task, mm, program, creds, start, comm(name, program));
        } catch (FileError refused) {
            if (task.mm != mm) {
                mm.release();
            }
            throw refused;
        }
    }

    /** The program cannot be mapped, and the one before is gone. */
    private static void doom(Task task) {
        if (task.mm == null) {
            throw FileError.of(ENOEXEC);
        }
        Exits.exitProcess(task.process, Sig.SIGSEGV);
    }

    private static Program find(Task task, VfsPath path, String name, List<String> argv, int depth, boolean hidden) {
        requireExecutable(task, path);
        Inode inode = path.inode();
        Marks.requireOpen(task, path, true);
        Notices.executed(path);
        String head = head(inode);
        if (!head.startsWith("#!")) {
            return new Program(path, name, argv, new Loader(inode));
        }
        if (hidden) {
            throw FileError.of(ENOENT);
        }
        if (depth == MOST_SCRIPTS) {
            throw FileError.of(ELOOP);
        }
        List<String> words = interpreter(head);
        String interpreter = words.getFirst();
        words.add(name);
        words.addAll(argv.isEmpty() ? argv : argv.subList(1, argv.size()));
        return find(task, Walk.to(task, task.fs.cwd, interpreter, true), interpreter, words, depth + 1, false);
    }

    /** EACCES if a file may not be executed, ETXTBSY if somebody writes it. That is looked at before a program's arguments are. */
    public static void requireExecutable(Task task, VfsPath path) {
        Inode inode = path.inode();
        if (!inode.isRegular() || path.mount().has(Mount.NO_EXEC)) {
            throw FileError.of(EACCES);
        }
        task.creds.through(path.mount()).require(inode, 1);
        Landlock.require(task, path, Landlock.READ_FILE | Landlock.EXECUTE);
        inode.requireNotWritten();
    }

    /** A file's first bytes, zeros behind them. */
    private static String head(Inode inode) {
        ByteBuffer head = ByteBuffer.allocate(SCRIPT_LINE);
        inode.read(0, head);
        return new String(head.array(), StandardCharsets.ISO_8859_1);
    }

    /** The interpreter that a script's first line names and, if there is one, its argument; a name that is cut off is none. */
    private static List<String> interpreter(String head) {
        int end = head.indexOf('\n');
        if (end < 0) {
            end = SCRIPT_LINE - 1;
            int name = skipBlanks(head, 2, end);
            if (wordEnd(head, name, end) == end) {
                throw FileError.of(ENOEXEC);
            }
        }
        while (end > 2 && blank(head.charAt(end - 1))) {
            end--;
        }
        int name = skipBlanks(head, 2, end);
        int nameEnd = wordEnd(head, name, end);
        if (nameEnd == name) {
            throw FileError.of(name < end ? EACCES : ENOEXEC);
        }
        List<String> words = new ArrayList<>(List.of(head.substring(name, nameEnd)));
        int argument = nameEnd < end && head.charAt(nameEnd) != 0 ? skipBlanks(head, nameEnd, end) : end;
        if (argument < end) {
            int zero = head.indexOf(0, argument);
            words.add(head.substring(argument, zero < 0 ? end : Math.min(zero, end)));
        }
        return words;
    }

    private static int skipBlanks(String text, int from, int end) {
        int at = from;
        while (at < end && blank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int wordEnd(String text, int from, int end) {
        int at = from;
        while (at < end && !blank(text.charAt(at)) && text.charAt(at) != 0) {
            at++;
        }
        return at;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Fills an address space; returns pc and stack pointer, or null if a file's segments cannot be mapped. */
    private static long[] build(Task task, Mm mm, Program program, Credentials creds, List<String> env) {
        String interpreter = program.loader.interpreter();
        VfsPath linker = interpreter == null ? null : linker(task, interpreter);
        Loader dynamic = linker == null ? null : Loader.ofInterpreter(linker.inode());
        if (!program.loader.mappable() || dynamic != null && !dynamic.mappable()) {
            return null;
        }
        int stackProt = program.loader.executableStack() ? 7 : 3;
        long initial = 132L << 10;
        Mapper.mapFixed(mm, STACK_TOP - initial, initial, new Mapper.Content(stackProt, false, true, null, 0, Label.of("[stack]"), true), true);
        Loader.Placed placed = program.loader.map(mm, false, new MappedName(program.path, task.fs.root));
        long entry = placed.entry();
        long base = 0;
        if (dynamic != null) {
            Loader.Placed under = dynamic.map(mm, true, new MappedName(linker, task.fs.root));
            entry = under.entry();
            base = under.bias();
        }
        mm.layout.heapStart = Mapper.pages(placed.end());
        mm.layout.heapEnd = mm.layout.heapStart;
        mm.layout.codeStart = placed.codeStart();
        mm.layout.codeEnd = placed.codeEnd();
        mm.layout.dataStart = placed.dataStart();
        mm.layout.dataEnd = placed.dataEnd();
        task.kernel.vdso.map(mm, task.childTime, task.kernel.isa);
        long sp = stack(task, mm, program, placed, base, creds, env);
        return new long[] {entry, sp};
    }

    private static VfsPath linker(Task task, String path) {
        VfsPath linker = Walk.to(task, task.fs.cwd, path, true);
        if (!linker.inode().isRegular() || linker.mount().has(Mount.NO_EXEC)) {
            throw FileError.of(EACCES);
        }
        task.creds.through(linker.mount()).require(linker.inode(), 1);
        Landlock.require(task, linker, Landlock.READ_FILE | Landlock.EXECUTE);
        return linker;
    }

    private static long stack(Task task, Mm mm, Program program, Loader.Placed placed, long base, Credentials creds, List<String> env) {
        long sp = STACK_TOP - 8;
        long execfn = push(mm, sp, program.name);
        long[] envAt = new long[env.size()];
        sp = execfn;
        long total = 0;
        for (int i = env.size() - 1; i >= 0; i--) {
            envAt[i] = sp = push(mm, sp, env.get(i));
        }
        mm.layout.envEnd = execfn;
        mm.layout.argEnd = sp;
        mm.layout.envStart = sp;
        long[] argAt = new long[program.argv.size()];
        for (int i = argAt.length - 1; i >= 0; i--) {
            argAt[i] = sp = push(mm, sp, program.argv.get(i));
        }
        mm.layout.argStart = sp;
        total = STACK_TOP - sp;
        if (total + 8L * (argAt.length + envAt.length) > Math.max(MOST_STRING, Math.min(6L << 20, mm.stackLimit >>> 2))) {
            throw FileError.of(E2BIG);
        }
        byte[] random = new byte[16];
        task.kernel.entropy.fill(random, 0, 16);
        sp = (sp - 16) & -16;
        long randomAt = sp;
        mm.write(randomAt, random);
        boolean raised = creds.uid != creds.root() && creds.permitted != creds.ambient;
        boolean secure = creds.uid != creds.euid || creds.gid != creds.egid || raised;
        long[] aux = {AT_SYSINFO_EHDR, mm.layout.vdso, AT_HWCAP, HWCAP, AT_PAGESZ, Frames.SIZE, AT_CLKTCK, 100, AT_PHDR, placed.headers(), AT_PHENT, 56, AT_PHNUM,
            program.loader.headers.size(), AT_BASE, base, AT_FLAGS, 0, AT_ENTRY, placed.entry(), AT_UID, creds.user.shownUid(creds.uid), AT_EUID, creds.user.shownUid(creds.euid),
            AT_GID, creds.user.shownGid(creds.gid), AT_EGID, creds.user.shownGid(creds.egid), AT_SECURE, secure ? 1 : 0, AT_RANDOM, randomAt, AT_EXECFN, execfn, AT_MINSIGSTKSZ, 1104, AT_RSEQ_FEATURE_SIZE,
            RestartableSequences.USED, AT_RSEQ_ALIGN, RestartableSequences.SIZE,
            AT_NULL, 0};
        int words = 1 + argAt.length + 1 + envAt.length + 1 + aux.length;
        sp = sp - 8L * words & -16;
        ByteBuffer block = ByteBuffer.allocate(8 * words).order(ByteOrder.LITTLE_ENDIAN);
        block.putLong(argAt.length);
        for (long at : argAt) {
            block.putLong(at);
        }
        block.putLong(0);
        for (long at : envAt) {
            block.putLong(at);
        }
        block.putLong(0);
        int auxStart = block.position();
        for (long word : aux) {
            block.putLong(word);
        }
        mm.write(sp, block.array());
        mm.layout.auxiliary = Arrays.copyOfRange(block.array(), auxStart, block.array().length);
        mm.layout.stackStart = sp;
        return sp;
    }

    private static long push(Mm mm, long sp, String text) {
        if (text.length() >= MOST_STRING) {
            throw FileError.of(E2BIG);
        }
        byte[] bytes = new byte[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        mm.write(sp - bytes.length, bytes);
        return sp - bytes.length;
    }

    /** What the program is called in /proc/PID/comm: as it was asked for, a script too; the file's name if only a descriptor was given. */
    private static String comm(String asked, Program program) {
        String base = asked.substring(asked.lastIndexOf('/') + 1);
        return asked.length() == BY_DESCRIPTOR.length() + base.length() && asked.startsWith(BY_DESCRIPTOR) ? program.path.dentry().name() : base;
    }

    private static void commit(Task task, Mm mm, Program program, Credentials creds, long[] start, String comm) {
        Process process = task.process;
        int formerTid = task.tid;
        for (Task other : List.copyOf(process.threads)) {
            if (other != task) {
                Exits.end(other);
            }
        }
        if (task.tid != process.pid) {
            takeFirst(task);
        }
        if (task.mm != null) {
            if (task.clearTid != 0 && task.mm.users() > 1) {
                try {
                    task.mm.putInt(task.clearTid, 0);
                } catch (FileError unmapped) {
                    // Nobody can be waiting there
                }
                task.kernel.futexes.wake(task.mm, task.clearTid, 1, -1);
            }
            process.peakKilobytes = Math.max(process.peakKilobytes, task.mm.peakResident() * 4);
            task.mm.release();
        }
        if (task.files.users() > 1) {
            FdTable own = task.files.copy();
            task.files.release();
            task.files = own;
        }
        task.files.exec();
        task.mm = mm;
        mm.limits = process.softLimits;
        task.personality = Personality.executed(task.personality, task.creds, creds);
        task.creds = creds;
        task.keys.exec();
        task.time = task.childTime;
        task.time.freeze();
        task.clearTid = 0;
        task.dispatch = null;
        task.robustList = 0;
        task.rseqAt = 0;
        AltStack.forget(task);
        process.actions = process.actions.copy();
        process.actions.exec();
        process.timers.values().forEach(PosixTimer::cancel);
        process.timers.clear();
        process.nextTimer = 0;
        process.executable = program.path;
        process.executablePath = program.path.text(task.fs.root);
        process.executed = true;
        process.dumpable = creds.uid == creds.euid && creds.gid == creds.egid && creds.through(program.path.mount()).may(program.path.inode(), 4) ? 1 : 0;
        task.name = comm.substring(0, Math.min(15, comm.length()));
        Arrays.fill(task.hart.x, 0, 32, 0);
        Arrays.fill(task.hart.f, 0, 32, 0);
        task.hart.flags.accrued = 0;
        task.hart.roundingMode = 0;
        task.hart.pc = start[0];
        task.hart.x[2] = start[1];
        Exits.finishVfork(task);
        if (task.tracee != null) {
            Ptrace.executed(task, formerTid);
        }
    }

    /** A thread other than the first takes the first one's place and number. */
    private static void takeFirst(Task task) {
        Process process = task.process;
        Task first = process.pids.get(process.number);
        if (first != null && first.tracee != null) {
            Ptrace.detach(first, 0);
        }
        process.allowedTracer = null;
        process.anyTracer = false;
        process.container.forget(task.tid, process.pids);
        task.tid = process.pid;
        task.number = process.number;
        process.pids.put(task.tid, task);
    }
}
