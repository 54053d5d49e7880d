package twofold.container.kernel;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.namespace.IpcNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.FsContext;
import twofold.image.overlay.FileError;

/** clone(2): a new thread or process from a running one. */
public final class Cloning {
    /** The namespaces there can be more than one of. */
    public static final long NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;
    private static final long SINGLE = CLONE_NEWUSER | CLONE_NEWPID;

    private Cloning() {
    }

    /** What clone3(2) takes. */
    public record Request(long flags, long stack, int exitSignal, long parentTid, long childTid, long tls) {
    }

    /** Makes the new task and sets it going; returns it. */
    public static Task clone(Task parent, Request request) {
        long flags = request.flags;
        check(flags, parent.creds);
        Container container = parent.container();
        container.mostTasks = Math.max(container.mostTasks, container.tasks.size());
        if (container.tasks.size() >= container.taskLimit) {
            container.tasksRefused++;
            throw FileError.of(EAGAIN);
        }
        container.account.require(Task.BYTES + ((flags & CLONE_VM) != 0 ? 0 : parent.mm.bytes())
                + ((flags & CLONE_FILES) != 0 ? 0 : parent.files.bytes()));
        Task child = new Task(parent.kernel, container.tasks.add(parent), parent.kernel.newHart());
        container.enter(child);
        share(parent, child, flags);
        if ((flags & CLONE_THREAD) != 0) {
            child.process = parent.process;
        } else {
            Process from = (flags & CLONE_PARENT) != 0 && parent.process.parent != null ? parent.process.parent : parent.process;
            child.process = new Process(container, child.tid, from);
            inherit(parent.process, child.process, flags);
            child.process.exitSignal = request.exitSignal;
        }
        child.process.threads.add(child);
        registers(parent, child, request);
        if ((flags & CLONE_PARENT_SETTID) != 0) {
            parent.mm.putInt(request.parentTid, child.tid);
        }
        if ((flags & CLONE_CHILD_SETTID) != 0) {
            try {
                child.mm.putInt(request.childTid, child.tid);
            } catch (FileError fault) {
                // Linux ignores this failure too
            }
        }
        child.clearTid = (flags & CLONE_CHILD_CLEARTID) != 0 ? request.childTid : 0;
        parent.kernel.enqueue(child);
        return child;
    }

    private static void check(long flags, Credentials creds) {
        boolean thread = (flags & CLONE_THREAD) != 0;
        boolean handlers = (flags & CLONE_SIGHAND) != 0;
        if (thread && !handlers || handlers && (flags & CLONE_VM) == 0 || handlers && (flags & CLONE_CLEAR_SIGHAND) != 0) {
            throw FileError.of(EINVAL);
        }
        if ((flags & (NAMESPACES | SINGLE)) != 0 && !creds.has(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
        if ((flags & SINGLE) != 0 || (flags & (CLONE_NEWNS | CLONE_FS)) == (CLONE_NEWNS | CLONE_FS)) {
            throw FileError.of(EINVAL);
        }
    }

    private static void share(Task parent, Task child, long flags) {
        if ((flags & CLONE_VM) != 0) {
            child.mm = parent.mm;
            parent.mm.retain();
        } else {
            child.mm = parent.mm.fork();
        }
        child.files = (flags & CLONE_FILES) != 0 ? parent.files.share() : parent.files.copy();
        child.fs = (flags & CLONE_FS) != 0 ? parent.fs.share() : parent.fs.copy();
        child.creds = parent.creds.copy();
        child.net = parent.net;
        child.ipc = parent.ipc;
        child.uts = parent.uts;
        if ((flags & NAMESPACES) != 0) {
            separate(child, flags & NAMESPACES);
        }
        child.nice = parent.nice;
        child.seccomp = parent.seccomp;
        boolean reset = (parent.policy & 0x40000000) != 0;
        child.policy = reset ? 0 : parent.policy;
        child.realTimePriority = reset ? 0 : parent.realTimePriority;
        if ((flags & CLONE_VM) == 0) {
            child.rseqAt = parent.rseqAt;
            child.rseqSignature = parent.rseqSignature;
        }
        child.name = parent.name;
        child.mask = parent.mask;
        if ((flags & CLONE_VM) == 0 || (flags & CLONE_VFORK) != 0) {
            child.altStack = parent.altStack;
            child.altStackSize = parent.altStackSize;
            child.altStackFlags = parent.altStackFlags;
        }
    }

    /** Gives a task its own of what it shared, unshare(2). */
    public static void separate(Task task, long flags) {
        if ((flags & NAMESPACES) != 0 && !task.creds.has(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
        if ((flags & (CLONE_FS | CLONE_NEWNS)) != 0 && task.fs.users() > 1) {
            FsContext own = task.fs.copy();
            task.fs.release();
            task.fs = own;
        }
        if ((flags & CLONE_FILES) != 0 && task.files.users() > 1) {
            FdTable own = task.files.copy();
            task.files.release();
            task.files = own;
        }
        if ((flags & CLONE_NEWNS) != 0) {
            task.fs.mounts.copyFor(task.fs);
        }
        if ((flags & CLONE_NEWUTS) != 0) {
            task.uts = task.uts.copy();
        }
        task.ipc = (flags & CLONE_NEWIPC) != 0 ? new IpcNamespace() : task.ipc;
        task.net = (flags & CLONE_NEWNET) != 0 ? new NetNamespace() : task.net;
    }

    private static void inherit(Process parent, Process child, long flags) {
        if (child.parent != parent) {
            child.group = parent.group;
            child.session = parent.session;
            child.terminal = parent.terminal;
        }
        child.actions = (flags & CLONE_SIGHAND) != 0 ? parent.actions : parent.actions.copy();
        if ((flags & CLONE_CLEAR_SIGHAND) != 0) {
            for (int signal = 1; signal <= Sig.SIGRTMAX; signal++) {
                if (child.actions.get(signal).handler() != Sig.SIG_IGN) {
                    child.actions.set(signal, SignalActions.Action.DEFAULT);
                }
            }
        }
        child.executable = parent.executable;
        child.executablePath = parent.executablePath;
        child.dumpable = parent.dumpable;
        child.oomScoreAdjustment = parent.oomScoreAdjustment;
    }

    private static void registers(Task parent, Task child, Request request) {
        System.arraycopy(parent.hart.x, 0, child.hart.x, 0, 32);
        System.arraycopy(parent.hart.f, 0, child.hart.f, 0, 32);
        child.hart.flags.accrued = parent.hart.flags.accrued;
        child.hart.roundingMode = parent.hart.roundingMode;
        child.hart.pc = parent.hart.pc + 4;
        child.hart.x[10] = 0;
        if (request.stack != 0) {
            child.hart.x[2] = request.stack;
        }
        if ((request.flags & CLONE_SETTLS) != 0) {
            child.hart.x[4] = request.tls;
        }
    }
}
