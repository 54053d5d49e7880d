package twofold.container.syscall;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.AT_EMPTY_PATH;
import static twofold.container.abi.Fcntl.AT_SYMLINK_NOFOLLOW;
import static twofold.container.abi.Limits.*;
import static twofold.container.abi.PtraceRequest.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.abi.Fcntl;
import twofold.container.abi.Sig;
import twofold.container.fs.cgroup.CgroupDirectory;
import twofold.container.fs.event.ProcessFile;
import twofold.container.kernel.Cgroup;
import twofold.container.kernel.Cloning;
import twofold.container.kernel.Execution;
import twofold.container.kernel.Exits;
import twofold.container.kernel.Process;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.kernel.Waiting;
import twofold.container.vfs.VfsPath;
import twofold.image.overlay.FileError;

/** clone, exec, exit, wait, groups, sessions, limits, prctl. */
final class Processes {
    private static final int REBOOT_MAGIC = 0xfee1dead;
    private static final int RESTART = 0x01234567;
    private static final int RESTART_WITH = 0xa1b2c3d4;
    private static final int HALT = 0xcdef0123;
    private static final int POWER_OFF = 0x4321fedc;
    private static final int MOST_WORDS = 1 << 20;
    /** struct clone_args as it is known here, in bytes. */
    private static final int CLONE_ARGUMENTS = 88;
    private static final int MOST_LEVELS = 32;
    private static final int[] NO_NUMBERS = {};

    private Processes() {
    }

    static long clone(Task t) {
        return clone(t, new Cloning.Request(t.arg(0) & 0xffffff00L, t.arg(1), (int) t.arg(0) & 0xff, t.arg(2), t.arg(4), t.arg(3), NO_NUMBERS, null), t.arg(2));
    }

    static long clone3(Task t) {
        if (t.arg(1) < 64 || t.arg(1) > 4096) {
            return t.arg(1) > 4096 ? -E2BIG : -EINVAL;
        }
        if (t.arg(1) > CLONE_ARGUMENTS) {
            Files.requireZeros(t, t.arg(0) + CLONE_ARGUMENTS, (int) t.arg(1) - CLONE_ARGUMENTS);
        }
        byte[] given = t.mm.read(t.arg(0), (int) Math.min(t.arg(1), CLONE_ARGUMENTS));
        ByteBuffer b = ByteBuffer.wrap(Arrays.copyOf(given, CLONE_ARGUMENTS)).order(ByteOrder.LITTLE_ENDIAN);
        long stack = b.getLong(40) == 0 ? 0 : b.getLong(40) + b.getLong(48);
        long flags = b.getLong(0);
        long refused = CLONE_DETACHED | 0x7f | -1L << 34;
        if (b.getLong(72) < 0 || b.getLong(72) > MOST_LEVELS || (b.getLong(64) == 0) != (b.getLong(72) == 0)) {
            return -EINVAL;
        }
        boolean sane = b.getLong(32) >= 0 && b.getLong(32) <= Sig.SIGRTMAX && (b.getLong(40) == 0) == (b.getLong(48) == 0)
                && (flags & refused) == 0 && ((flags & (CLONE_THREAD | CLONE_PARENT)) == 0 || b.getLong(32) == 0);
        if (!sane) {
            return -EINVAL;
        }
        int[] numbers = new int[(int) b.getLong(72)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = t.mm.getInt(b.getLong(64) + 4L * i);
        }
        Cgroup group = (flags & CLONE_INTO_CGROUP) == 0 ? null : group(t, given.length < CLONE_ARGUMENTS ? -1 : b.getLong(80));
        return clone(t, new Cloning.Request(flags, stack, (int) b.getLong(32), b.getLong(24), b.getLong(16), b.getLong(56), numbers, group), b.getLong(8));
    }

    /** The control group whose directory a descriptor is, if the task may move processes there from its own. */
    private static Cgroup group(Task t, long descriptor) {
        if (descriptor < 0 || descriptor > Integer.MAX_VALUE) {
            throw FileError.of(EINVAL);
        }
        if (!(t.files.get((int) descriptor).inode() instanceof CgroupDirectory directory)) {
            throw FileError.of(EBADF);
        }
        directory.requireMovable(t);
        return directory.group();
    }

    private static long clone(Task t, Cloning.Request request, long pidfdAt) {
        if (t.kept instanceof Task child) {
            return started(t, request, child);
        }
        if (t.kept != null) {
            return t.progress;
        }
        boolean descriptor = (request.flags() & CLONE_PIDFD) != 0;
        boolean oneWord = (request.flags() & CLONE_PARENT_SETTID) != 0 && pidfdAt == request.parentTid();
        if (descriptor && ((request.flags() & CLONE_DETACHED) != 0 || oneWord)) {
            return -EINVAL;
        }
        if (descriptor) {
            t.mm.putInt(pidfdAt, -1);
        }
        Task child = Cloning.clone(t, request);
        if (descriptor) {
            t.mm.putInt(pidfdAt, Files.add(t, child.process == t.process ? ProcessFile.create(t, child, 0) : ProcessFile.create(t, child.process, 0), true));
        }
        t.kept = child;
        t.progress = t.shown(child.tid);
        boolean traced = t.tracee != null && (request.flags() & CLONE_UNTRACED) == 0
                && Ptrace.event(t, Cloning.event(request), t.tracee.tracer.shown(child.tid));
        return traced ? Task.BLOCKED : started(t, request, child);
    }

    /** The child's number, for vfork(2) not before the child lets go of the memory. */
    private static long started(Task t, Cloning.Request request, Task child) {
        if ((request.flags() & CLONE_VFORK) == 0) {
            return t.progress;
        }
        if (!child.vforkDone) {
            t.uninterruptible = true;
            return t.waitOn(child.vforkQueue);
        }
        if (t.kept instanceof Task && t.tracee != null) {
            t.kept = child.vforkQueue;
            if (Ptrace.event(t, PTRACE_EVENT_VFORK_DONE, t.tracee.tracer.shown(child.tid))) {
                return Task.BLOCKED;
            }
        }
        return t.progress;
    }

    static long execve(Task t) {
        if (Execution.waited(t)) {
            return Execution.goOn(t) ? Signals.NO_RESULT : Task.BLOCKED;
        }
        String path = Files.path(t, 0);
        return exec(t, Paths.atPath(t, Fcntl.AT_FDCWD, path, 0), path, t.arg(1), t.arg(2), false);
    }

    static long execveat(Task t) {
        if (Execution.waited(t)) {
            return Execution.goOn(t) ? Signals.NO_RESULT : Task.BLOCKED;
        }
        String path = Files.path(t, 1);
        if (path.isEmpty() && (t.argInt(4) & AT_EMPTY_PATH) == 0) {
            return -ENOENT;
        }
        if ((t.argInt(4) & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) != 0) {
            return -EINVAL;
        }
        VfsPath place = Paths.atPath(t, t.argInt(0), path, t.argInt(4));
        if ((t.argInt(4) & AT_SYMLINK_NOFOLLOW) != 0 && place.inode().isLink()) {
            return -ELOOP;
        }
        boolean relative = !path.startsWith("/") && t.argInt(0) != Fcntl.AT_FDCWD;
        String name = !relative ? path : "/dev/fd/" + t.argInt(0) + (path.isEmpty() ? "" : "/" + path);
        return exec(t, place, name, t.arg(2), t.arg(3), relative && t.files.closesOnExec(t.argInt(0)));
    }

    private static long exec(Task t, VfsPath place, String name, long argv, long envp, boolean hidden) {
        Execution.requireExecutable(t, place);
        List<String> words = words(t, argv);
        boolean done = Execution.execute(t, place, name, words.isEmpty() ? List.of("") : words, words(t, envp), hidden);
        return done ? Signals.NO_RESULT : Task.BLOCKED;
    }

    private static List<String> words(Task t, long at) {
        List<String> words = new ArrayList<>();
        long total = 0;
        for (int i = 0; at != 0; i++) {
            long word = t.mm.getLong(at + 8L * i);
            if (word == 0) {
                break;
            }
            String text;
            try {
                text = t.mm.string(word, 128 << 10);
            } catch (FileError failed) {
                throw failed.errno() == ENAMETOOLONG ? FileError.of(E2BIG) : failed;
            }
            total += text.length() + 9;
            if (i >= MOST_WORDS || total > Math.max(128L << 10, Math.min(6L << 20, t.process.softLimits[RLIMIT_STACK] >>> 2))) {
                throw FileError.of(E2BIG);
            }
            words.add(text);
        }
        return words;
    }

    static long exit(Task t) {
        Exits.leave(t, (t.argInt(0) & 0xff) << 8);
        return Task.BLOCKED;
    }

    static long exitGroup(Task t) {
        Exits.leave(t.process, (t.argInt(0) & 0xff) << 8);
        return Task.BLOCKED;
    }

    static long wait4(Task t) {
        int pid = t.argInt(0);
        int options = t.argInt(2);
        if ((options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WALL | __WCLONE)) != 0) {
            return -EINVAL;
        }
        if (pid == Integer.MIN_VALUE) {
            return -ESRCH;
        }
        Waiting.Which which = pid > 0 ? new Waiting.Which(P_PID, t.outermost(pid)) : pid == -1 ? new Waiting.Which(P_ALL, 0)
                : new Waiting.Which(P_PGID, pid == 0 ? t.process.group : t.outermost(-pid));
        Waiting.Change change = Waiting.next(t.process, which, options & ~WNOHANG | WEXITED);
        if (change == null) {
            return (options & WNOHANG) != 0 ? 0 : t.waitOn(t.process.childQueue);
        }
        if (t.arg(1) != 0) {
            t.mm.putInt(t.arg(1), change.status());
        }
        if (t.arg(3) != 0) {
            usage(t, t.arg(3), change.child().cpu() + change.child().childrenCpuNanos, change.child().system() + change.child().childrenSystemNanos, change.child().peakKilobytes, null);
        }
        return change.pid();
    }

    static long waitid(Task t) {
        int options = t.argInt(3);
        int kind = t.argInt(0);
        if ((options & ~(WNOHANG | WEXITED | WSTOPPED | WCONTINUED | WNOWAIT | __WNOTHREAD | __WALL | __WCLONE)) != 0
                || (options & (WEXITED | WSTOPPED | WCONTINUED)) == 0 || kind < P_ALL || kind > P_PIDFD || kind == P_PID && t.argInt(1) <= 0 || kind > P_PID && t.argInt(1) < 0) {
            return -EINVAL;
        }
        boolean nonBlocking = false;
        if (kind == P_PIDFD) {
            nonBlocking = t.files.usable(t.argInt(1)).nonBlocking();
        }
        int number = kind == P_PIDFD ? Descriptors.process(t, t.argInt(1)).pid : kind == P_PGID && t.argInt(1) == 0 ? t.process.group : t.outermost(t.argInt(1));
        Waiting.Change change = Waiting.next(t.process, new Waiting.Which(kind == P_PIDFD ? P_PID : kind, number), options);
        if (change == null && nonBlocking && (options & WNOHANG) == 0) {
            return -EAGAIN;
        }
        if (change == null && (options & WNOHANG) == 0) {
            return t.waitOn(t.process.childQueue);
        }
        if (t.arg(2) != 0) {
            SignalInfo info = change == null ? new SignalInfo(0, 0, 0, 0, 0, 0)
                    : new SignalInfo(Sig.SIGCHLD, change.code(), change.pid(), t.creds.user.shownUid(change.uid()), change.number(), 0);
            t.mm.write(t.arg(2), info.bytes());
        }
        if (change != null && t.arg(4) != 0) {
            usage(t, t.arg(4), change.child().cpu() + change.child().childrenCpuNanos, change.child().system() + change.child().childrenSystemNanos, change.child().peakKilobytes, null);
        }
        return 0;
    }

    static long getrusage(Task t) {
        switch (t.argInt(0)) {
            case 0 -> usage(t, t.arg(1), t.process.cpu(), t.process.system(), Math.max(t.process.peakKilobytes, t.mm.peakResident() * 4), t.process);
            case -1 -> usage(t, t.arg(1), t.process.childrenCpuNanos, t.process.childrenSystemNanos, t.process.childrenPeakKilobytes, null);
            case 1 -> usage(t, t.arg(1), t.cpuNanos, t.systemNanos, Math.max(t.process.peakKilobytes, t.mm.peakResident() * 4), t.process);
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private static void usage(Task t, long address, long all, long system, long kilobytes, Process process) {
        ByteBuffer b = ByteBuffer.allocate(144).order(ByteOrder.LITTLE_ENDIAN);
        long user = all - system;
        b.putLong(user / 1_000_000_000L).putLong(user / 1000 % 1_000_000).putLong(system / 1_000_000_000L).putLong(system / 1000 % 1_000_000).putLong(32, kilobytes);
        if (process != null) {
            b.putLong(64, t.mm.resident());
            b.putLong(128, process.threads.stream().mapToLong(thread -> thread.voluntarySwitches).sum());
            b.putLong(136, process.threads.stream().mapToLong(thread -> thread.involuntarySwitches).sum());
        }
        t.mm.write(address, b.array());
    }

    /** The process of a thread by that number, the caller's own for 0. */
    static Process process(Task t, int pid) {
        Task task = pid == 0 ? t : t.find(pid);
        if (task == null) {
            throw FileError.of(ESRCH);
        }
        return task.process;
    }

    static long setpgid(Task t) {
        int group = t.argInt(1);
        if (group < 0 || group == 0 && t.argInt(0) < 0) {
            return -EINVAL;
        }
        Process process = process(t, t.argInt(0));
        if (t.argInt(0) != 0 && t.findProcess(t.argInt(0)) == null) {
            return -EINVAL;
        }
        boolean child = process.parent == t.process;
        if (process != t.process && !child) {
            return -ESRCH;
        }
        if (child && process.executed) {
            return -EACCES;
        }
        if (process.pid == process.session || process.session != t.process.session) {
            return -EPERM;
        }
        int wanted = group == 0 ? process.pid : t.outermost(group);
        if (wanted != process.pid && t.process.pids.all().stream()
                .noneMatch(other -> other.process.group == wanted && other.process.session == t.process.session)) {
            return -EPERM;
        }
        process.group = wanted;
        return 0;
    }

    static long setsid(Task t) {
        boolean leads = t.container().tasks.all().stream().anyMatch(other -> other.process.group == t.process.pid);
        if (leads) {
            return -EPERM;
        }
        t.process.session = t.process.pid;
        t.process.sessionNice = 0;
        t.process.group = t.process.pid;
        t.process.terminal = null;
        return t.process.number;
    }

    static long prlimit64(Task t) {
        if (t.arg(2) != 0) {
            t.mm.getLong(t.arg(2) + 8);
        }
        Process process = process(t, t.argInt(0));
        if (process != t.process && !Inspection.sameUser(t, process)) {
            return -EPERM;
        }
        int which = t.argInt(1);
        if (which < 0 || which >= RLIM_NLIMITS) {
            return -EINVAL;
        }
        long soft = process.softLimits[which];
        long hard = process.hardLimits[which];
        long result = t.arg(2) == 0 ? 0 : limit(t, process, which, t.arg(2));
        if (result != 0) {
            return result;
        }
        if (t.arg(3) != 0) {
            t.mm.putLong(t.arg(3), soft);
            t.mm.putLong(t.arg(3) + 8, hard);
        }
        return 0;
    }

    private static long limit(Task t, Process process, int which, long at) {
        long soft = t.mm.getLong(at);
        long hard = t.mm.getLong(at + 8);
        if (Long.compareUnsigned(soft, hard) > 0) {
            return -EINVAL;
        }
        boolean able = t.creds.has(Cap.CAP_SYS_RESOURCE);
        if (Long.compareUnsigned(hard, process.hardLimits[which]) > 0 && !able || which == RLIMIT_NOFILE && Long.compareUnsigned(hard, t.container().settings.number("fs/nr_open")) > 0) {
            return -EPERM;
        }
        process.softLimits[which] = soft;
        process.hardLimits[which] = hard;
        process.cpuTimers.arm();
        if (which == RLIMIT_STACK && process == t.process) {
            t.mm.stackLimit = soft;
        }
        return 0;
    }

    /** vhangup(2): the caller's terminal is nobody's any more. */
    static long vhangup(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_TTY_CONFIG)) {
            return -EPERM;
        }
        Exits.hangUp(t.process);
        return 0;
    }

    /** reboot(2): what ends a machine ends the container, as it ends a process namespace; nothing else can be asked for. */
    static long reboot(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_BOOT)) {
            return -EPERM;
        }
        int magic = t.argInt(1);
        boolean known = magic == 672274793 || magic == 85072278 || magic == 369367448 || magic == 537993216;
        if (t.argInt(0) != REBOOT_MAGIC || !known) {
            return -EINVAL;
        }
        switch (t.argInt(2)) {
            case RESTART, RESTART_WITH -> Exits.killAll(t.container(), Sig.SIGHUP);
            case HALT, POWER_OFF -> Exits.killAll(t.container(), Sig.SIGINT);
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    /** acct(2). */
    static long acct(Task t) {
        if (!t.creds.has(Cap.CAP_SYS_PACCT)) {
            return -EPERM;
        }
        t.container().accounting.to(t, t.arg(0) == 0 ? null : Files.path(t, 0));
        return 0;
    }

    static long setrlimit(Task t) {
        t.mm.getLong(t.arg(1) + 8);
        int which = t.argInt(0);
        if (which < 0 || which >= RLIM_NLIMITS) {
            return -EINVAL;
        }
        return limit(t, t.process, which, t.arg(1));
    }

    static long getrlimit(Task t) {
        int which = t.argInt(0);
        if (which < 0 || which >= RLIM_NLIMITS) {
            return -EINVAL;
        }
        t.mm.putLong(t.arg(1), t.process.softLimits[which]);
        t.mm.putLong(t.arg(1) + 8, t.process.hardLimits[which]);
        return 0;
    }
}
