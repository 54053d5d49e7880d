package twofold.container.kernel;

import static twofold.container.abi.Clone.*;
import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EMFILE;
import static twofold.container.abi.Errno.ENOMEM;
import static twofold.container.abi.Errno.ENOSPC;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.PtraceRequest.*;

import twofold.container.abi.Cap;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.namespace.CgroupNamespace;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.TimeNamespace;
import twofold.container.net.NetNamespace;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.FsContext;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** clone(2): a new thread or process from a running one. */
public final class Cloning {
    /** SCHED_RESET_ON_FORK: what a task makes is an ordinary task. */
    private static final int RESET_ON_FORK = 0x40000000;
    /** The namespaces there can be more than one of. */
    public static final long NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWTIME;

    private static final int CAP_CHECKPOINT_RESTORE = 40;

    private Cloning() {
    }

    /**
     * What clone3(2) takes.
     *
     * @param numbers the child's number in its process number namespace, in the one around it and so on, as far as they are chosen
     * @param group   the control group that the new process is in, or null for that of the old one
     */
    public record Request(long flags, long stack, int exitSignal, long parentTid, long childTid, long tls, int[] numbers, Cgroup group) {
    }

    /** Makes the new task and sets it going; returns it. */
    public static Task clone(Task parent, Request request) {
        long flags = request.flags;
        check(parent, flags);
        Container container = parent.container();
        Cgroup group = request.group == null ? parent.group() : request.group;
        group.requireRoom();
        if (request.group != null && (flags & CLONE_THREAD) != 0) {
            group.threads.requireSameDomain(parent);
        } else if (request.group != null) {
            group.requireOpen();
        }
        requireProcesses(parent);
        if (parent.deadlines != null && (parent.policy & RESET_ON_FORK) == 0) {
            throw FileError.of(EAGAIN);
        }
        parent.account().require(Task.BYTES + ((flags & CLONE_VM) != 0 ? 0 : parent.mm.bytes())
                + ((flags & CLONE_FILES) != 0 ? 0 : parent.files.bytes()));
        Credentials creds = parent.creds.copy();
        if ((flags & CLONE_NEWUSER) != 0) {
            creds.enter(newUser(parent, parent.container()));
        }
        requireNamespaces(parent.container(), creds.user, flags);
        PidNamespace<Task> pids = (flags & CLONE_NEWPID) != 0 ? newPids(parent, creds) : parent.childPids;
        chosen(parent, pids, creds, request.numbers);
        if (pids.closed()) {
            throw FileError.of(ENOMEM);
        }
        Task child = new Task(parent.kernel, pids.add(parent, request.numbers), parent.kernel.newHart());
        container.enter(child, pids);
        child.number = pids.shown(child.tid);
        child.childPids = pids;
        child.creds = creds;
        try {
            share(parent, child, flags, group);
        } catch (FileError refused) {
            container.forget(child.tid, pids);
            throw refused;
        }
        if ((flags & CLONE_THREAD) != 0) {
            child.process = parent.process;
        } else {
            Process from = (flags & CLONE_PARENT) != 0 && parent.process.parent != null ? parent.process.parent : parent.process;
            child.process = new Process(container, pids, child.tid, from);
            inherit(parent.process, child.process, flags);
            child.process.exitSignal = request.exitSignal;
        }
        child.process.threads.add(child);
        child.keys = parent.keys.copy((flags & CLONE_THREAD) != 0);
        if ((flags & CLONE_VM) == 0) {
            child.mm.limits = child.process.softLimits;
        }
        child.process.cgroup.addTasks(1);
        if ((flags & CLONE_THREAD) == 0) {
            group.attach(child);
        } else if (group != child.process.cgroup) {
            CgroupThreads.place(child, group);
        }
        registers(parent, child, request);
        if ((flags & CLONE_PARENT_SETTID) != 0) {
            told(parent, request.parentTid, parent.shown(child.tid));
        }
        if ((flags & CLONE_CHILD_SETTID) != 0) {
            told(child, request.childTid, child.number);
        }
        child.clearTid = (flags & CLONE_CHILD_CLEARTID) != 0 ? request.childTid : 0;
        if (parent.tracee != null && (flags & CLONE_UNTRACED) == 0 && ((flags & CLONE_PTRACE) != 0 || parent.tracee.wants(event(request)))) {
            Ptrace.inherit(parent, child);
        }
        parent.kernel.enqueueNew(child, parent);
        return child;
    }

    private static void told(Task who, long at, int number) {
        try {
            who.mm.putInt(at, number);
        } catch (FileError fault) {
            // Linux ignores this failure too
        }
    }

    /** RLIMIT_NPROC: EAGAIN if the user has as many tasks as it may; the container's root may have more. */
    private static void requireProcesses(Task parent) {
        if (parent.container().tasks.size() >= parent.container().settings.number("kernel/threads-max")) {
            throw FileError.of(EAGAIN);
        }
        long limit = parent.process.softLimits[Limits.RLIMIT_NPROC];
        Credentials creds = parent.creds;
        if (limit < 0 || creds.uid == 0 || creds.has(Cap.CAP_SYS_RESOURCE) || creds.has(Cap.CAP_SYS_ADMIN)) {
            return;
        }
        int count = 0;
        for (Task each : parent.container().tasks.all()) {
            count += each.state != Task.State.DEAD && each.creds.uid == creds.uid ? 1 : 0;
        }
        if (count >= limit) {
            throw FileError.of(EAGAIN);
        }
    }

    /** EINVAL, EPERM or EEXIST unless the numbers may be chosen so. */
    private static void chosen(Task parent, PidNamespace<Task> pids, Credentials creds, int[] numbers) {
        if (numbers.length > pids.level + 1) {
            throw FileError.of(EINVAL);
        }
        PidNamespace<Task> at = pids;
        for (int number : numbers) {
            if (number < 1 || number >= PidNamespace.LARGEST || number != 1 && at.first() == null) {
                throw FileError.of(EINVAL);
            }
            if (!creds.has(Cap.CAP_SYS_ADMIN, at.owner()) && !creds.has(CAP_CHECKPOINT_RESTORE, at.owner())) {
                throw FileError.of(EPERM);
            }
            if (at.taken(number)) {
                throw FileError.of(EEXIST);
            }
            at = at.parent;
        }
    }

    /** The event by which a tracer hears of a clone. */
    public static int event(Request request) {
        return (request.flags & CLONE_VFORK) != 0 ? PTRACE_EVENT_VFORK
                : request.exitSignal == Sig.SIGCHLD ? PTRACE_EVENT_FORK : PTRACE_EVENT_CLONE;
    }

    private static void check(Task parent, long flags) {
        boolean thread = (flags & CLONE_THREAD) != 0;
        boolean handlers = (flags & CLONE_SIGHAND) != 0;
        if (thread && !handlers || handlers && (flags & CLONE_VM) == 0 || handlers && (flags & CLONE_CLEAR_SIGHAND) != 0) {
            throw FileError.of(EINVAL);
        }
        boolean shares = (flags & CLONE_FS) != 0 && (flags & (CLONE_NEWNS | CLONE_NEWUSER)) != 0;
        boolean apart = thread && ((flags & (CLONE_NEWUSER | CLONE_NEWPID)) != 0 || parent.childPids != parent.process.pids);
        boolean sibling = (flags & CLONE_PARENT) != 0 && parent.process.isInit();
        boolean undone = (flags & (CLONE_NEWIPC | CLONE_SYSVSEM)) == (CLONE_NEWIPC | CLONE_SYSVSEM) && parent.creds.has(Cap.CAP_SYS_ADMIN);
        if (shares || apart || sibling || undone) {
            throw FileError.of(EINVAL);
        }
        if ((flags & NAMESPACES) != 0 && (flags & CLONE_NEWUSER) == 0 && !parent.creds.hasHere(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
        if ((flags & CLONE_FILES) == 0) {
            requireDescriptors(parent);
        }
    }

    private static void share(Task parent, Task child, long flags, Cgroup group) {
        if ((flags & CLONE_VM) != 0) {
            child.mm = parent.mm;
            parent.mm.retain();
        } else {
            child.mm = parent.mm.fork();
        }
        child.files = (flags & CLONE_FILES) != 0 ? parent.files.share() : parent.files.copy();
        child.fs = (flags & CLONE_FS) != 0 ? parent.fs.share() : parent.fs.copy();
        child.net = parent.net;
        child.ipc = parent.ipc;
        child.uts = parent.uts;
        child.cgroup = parent.cgroup;
        child.childTime = parent.childTime;
        if ((flags & NAMESPACES) != 0) {
            separate(child, flags & NAMESPACES & ~CLONE_NEWPID, group);
        }
        child.time = (flags & CLONE_VM) != 0 ? parent.time : child.childTime;
        child.time.freeze();
        if (child.time != parent.time) {
            child.kernel.vdso.join(child.mm, child.time);
        }
        child.seccomp = parent.seccomp;
        if (child.seccomp != null) {
            child.seccomp.used(1);
        }
        boolean reset = (parent.policy & RESET_ON_FORK) != 0;
        boolean ordinary = parent.realTimePriority == 0 && parent.deadlines == null;
        child.policy = !reset ? parent.policy : ordinary ? parent.policy & ~RESET_ON_FORK : 0;
        child.nice = reset && (parent.nice < 0 || !ordinary) ? 0 : parent.nice;
        child.realTimePriority = reset ? 0 : parent.realTimePriority;
        child.stretch = reset ? 0 : parent.stretch;
        if ((flags & CLONE_VM) == 0) {
            child.rseqAt = parent.rseqAt;
            child.rseqSignature = parent.rseqSignature;
        }
        child.name = parent.name;
        child.personality = parent.personality;
        child.timerSlack = parent.timerSlack;
        child.usualSlack = parent.timerSlack;
        child.ioPriority = parent.ioPriority;
        child.memoryPolicy = parent.memoryPolicy;
        child.memoryNodes = parent.memoryNodes;
        child.flushesIo = parent.flushesIo;
        child.loginUid = parent.loginUid;
        child.loginSession = parent.loginSession;
        child.mask = parent.mask;
        if ((flags & CLONE_VM) == 0 || (flags & CLONE_VFORK) != 0) {
            child.altStack = parent.altStack;
            child.altStackSize = parent.altStackSize;
            child.altStackFlags = parent.altStackFlags;
        }
    }

    private static PidNamespace<Task> newPids(Task task, Credentials owner) {
        if (task.childPids != task.process.pids) {
            throw FileError.of(EINVAL);
        }
        if (task.process.pids.level >= PidNamespace.DEEPEST) {
            throw FileError.of(ENOSPC);
        }
        return new PidNamespace<>(task.process.pids, owner.user);
    }

    private static UserNamespace newUser(Task task, Container container) {
        Credentials creds = task.creds;
        if (creds.user.level > UserNamespace.DEEPEST || container.userCounts().forbids(creds.user, "user/max_user_namespaces")) {
            throw FileError.of(ENOSPC);
        }
        if (!task.fs.root.equals(task.fs.mounts.top()) || !creds.user.maps(creds.euid, creds.egid)) {
            throw FileError.of(EPERM);
        }
        return new UserNamespace(creds);
    }

    /** ENOSPC if /proc/sys/user says that there are to be no namespaces of a kind. Others than none are not counted. */
    private static void requireNamespaces(Container container, UserNamespace user, long flags) {
        String[] kinds = {"mnt", "uts", "ipc", "net", "cgroup", "pid", "time"};
        long[] bits = {CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWCGROUP, CLONE_NEWPID, CLONE_NEWTIME};
        for (int i = 0; i < kinds.length; i++) {
            if ((flags & bits[i]) != 0 && container.userCounts().forbids(user, "user/max_" + kinds[i] + "_namespaces")) {
                throw FileError.of(ENOSPC);
            }
        }
    }

    /** EMFILE if a task's descriptors have greater numbers than a table of them may have by now, fs.nr_open of proc_sys_fs(5). */
    private static void requireDescriptors(Task task) {
        if (task.files.end() > task.container().mostDescriptors) {
            throw FileError.of(EMFILE);
        }
    }

    /** Gives a task its own of what it shared, unshare(2). */
    public static void separate(Task task, long flags) {
        if ((flags & CLONE_FILES) != 0 && task.files.users() > 1) {
            requireDescriptors(task);
        }
        separate(task, flags, task.group());
    }

    private static void separate(Task task, long flags, Cgroup group) {
        Credentials creds = task.creds;
        if ((flags & CLONE_NEWUSER) != 0) {
            creds = creds.copy();
            creds.enter(newUser(task, group.container));
        }
        if ((flags & NAMESPACES) != 0 && !creds.hasHere(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(EPERM);
        }
        requireNamespaces(group.container, creds.user, flags);
        PidNamespace<Task> pids = (flags & CLONE_NEWPID) != 0 ? newPids(task, creds) : task.childPids;
        task.creds = creds;
        task.childPids = pids;
        if ((flags & (CLONE_FS | CLONE_NEWNS | CLONE_NEWUSER)) != 0 && task.fs.users() > 1) {
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
            task.fs.mounts.copyFor(task.fs, creds.user);
        }
        if ((flags & CLONE_NEWUTS) != 0) {
            task.uts = task.uts.copy(creds.user);
        }
        task.ipc = (flags & CLONE_NEWIPC) != 0 ? new IpcNamespace(creds.user) : task.ipc;
        task.net = (flags & CLONE_NEWNET) != 0 ? new NetNamespace(creds.user) : task.net;
        task.cgroup = (flags & CLONE_NEWCGROUP) != 0 ? new CgroupNamespace<>(creds.user, group) : task.cgroup;
        task.childTime = (flags & CLONE_NEWTIME) != 0 ? new TimeNamespace(task.childTime, creds.user) : task.childTime;
    }

    private static void inherit(Process parent, Process child, long flags) {
        if (child.parent != parent) {
            child.group = parent.group;
            child.session = parent.session;
            child.sessionNice = parent.sessionNice;
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
        child.dumpedAreas = parent.dumpedAreas;
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
