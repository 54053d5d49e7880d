package twofold.container.kernel;

import static twofold.container.abi.Sig.*;
import static twofold.container.abi.Timekeeping.FUTEX_OWNER_DIED;
import static twofold.container.abi.Timekeeping.FUTEX_TID_MASK;
import static twofold.container.abi.Timekeeping.FUTEX_WAITERS;

import java.util.List;
import twofold.container.mm.Account;
import twofold.container.mm.MemoryCounts;
import twofold.container.namespace.PidNamespace;
import twofold.container.vfs.Mount;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** The end of threads, processes and containers, exit(2). */
public final class Exits {
    private static final int MOST_ROBUST = 2048;

    private Exits() {
    }

    /** Ends one thread; the process ends with its last. */
    public static void exitThread(Task task, int status) {
        Process process = task.process;
        task.exitStatus = status;
        if (process.threads.size() == 1 && !process.exiting) {
            process.status = status;
            process.exiting = true;
            measure(process);
        }
        end(task);
        if (process.threads.isEmpty()) {
            becomeZombie(process);
        }
    }

    /**
     * Ends one thread as it wants, or a whole process as one of its threads or a signal does: after one more stop if its tracer has asked for that. Each thread
     * ends for itself when its tracer lets it go on, the process with the last; it gets no more signals.
     */
    public static void leave(Task task, int status) {
        task.process.leaves |= task.process.threads.size() == 1;
        if (!Ptrace.lastStop(task, status)) {
            exitThread(task, status);
        }
    }

    /** The same for all threads of a process. */
    public static void leave(Process process, int status) {
        process.leaves = true;
        if (process.threads.stream().noneMatch(Ptrace::stopsForEnd)) {
            exitProcess(process, status);
            return;
        }
        for (Task thread : List.copyOf(process.threads)) {
            if (thread.leaves) {
                thread.exitStatus = status;
            } else {
                leave(thread, status);
            }
        }
    }

    /** Ends a whole process with a wait(2) status. */
    public static void exitProcess(Process process, int status) {
        if (process.zombie || process.exiting) {
            return;
        }
        process.exiting = true;
        process.status = status;
        measure(process);
        for (Task thread : List.copyOf(process.threads)) {
            thread.exitStatus = status;
            end(thread);
        }
        becomeZombie(process);
    }

    /** A container's memory is what it holds before its end gives everything back. */
    private static void measure(Process process) {
        if (process == process.container.init) {
            process.container.residentBytes = process.container.account.used() << Frames.SHIFT;
        }
    }

    /** Kills a process that we failed to serve, also if that was in the middle of its end. */
    static void abandon(Process process) {
        process.exiting = false;
        exitProcess(process, SIGKILL);
    }

    /** Memory is used up: a process is killed, and it shows. */
    static void outOfMemory(Process process) {
        process.container.outOfMemory = true;
        process.account().counts().add(MemoryCounts.Event.OOM_KILL);
        exitProcess(process, SIGKILL);
    }

    /** Kills every process of a container. */
    public static void killAll(Container container, int signal) {
        if (container.init != null) {
            exitProcess(container.init, signal);
        }
    }

    static void end(Task task) {
        task.leaveQueues();
        task.giveUpOpening();
        if (!task.process.tracees.isEmpty()) {
            Ptrace.tracerEnds(task);
        }
        robust(task);
        task.kernel.futexes.ownerDied(task);
        if (task.notice != null) {
            task.notice.withdraw();
        }
        if (task.seccomp != null) {
            task.seccomp.used(-1);
        }
        if (task.clearTid != 0 && task.mm.users() > 1) {
            try {
                task.mm.putInt(task.clearTid, 0);
                task.kernel.futexes.wake(task.mm, task.clearTid, 1, -1);
            } catch (FileError unmapped) {
                // The thread's owner took the memory away: nobody can be waiting there
            }
        }
        task.state = Task.State.DEAD;
        task.process.peakKilobytes = Math.max(task.process.peakKilobytes, task.mm.peakResident() * 4);
        task.inCall = false;
        task.process.cpuNanos += task.cpuNanos;
        task.process.systemNanos += task.systemNanos;
        task.process.threads.remove(task);
        task.process.endQueue.wakeAll();
        CgroupThreads.ended(task);
        if (task.tracee != null) {
            Ptrace.ended(task, task.exitStatus);
        }
        if (task.tid != task.process.pid) {
            task.container().forget(task.tid, task.process.pids);
        }
        release(task);
        task.keys.leave();
        finishVfork(task);
    }

    private static void release(Task task) {
        task.files.release();
        task.fs.release();
        task.mm.release();
        task.kernel.futexes.forget(task);
    }

    /** The parent of a vfork may go on. */
    static void finishVfork(Task task) {
        task.vforkDone = true;
        task.vforkQueue.wakeAll();
    }

    private static void robust(Task task) {
        if (task.robustList == 0 || task.mm.users() == 0) {
            return;
        }
        try {
            long head = task.robustList;
            long offset = task.mm.getLong(head + 8);
            long entry = task.mm.getLong(head);
            for (int i = 0; entry != head && i < MOST_ROBUST; i++) {
                long next = task.mm.getLong(entry & ~1L);
                died(task, (entry & ~1L) + offset);
                entry = next;
            }
            long pending = task.mm.getLong(head + 16);
            if (pending != 0) {
                died(task, (pending & ~1L) + offset);
            }
        } catch (FileError fault) {
            // A list that leads nowhere ends there, as on Linux
        }
    }

    private static void died(Task task, long word) {
        int value = task.mm.getInt(word);
        if ((value & FUTEX_TID_MASK) == task.number) {
            task.mm.putInt(word, value & FUTEX_WAITERS | FUTEX_OWNER_DIED);
            if (!task.kernel.futexes.handOver(task.mm, word, FUTEX_OWNER_DIED)) {
                task.kernel.futexes.wake(task.mm, word, 1, -1);
            }
        }
    }

    /** The terminal of a process's session is no longer its: who has it is told by SIGHUP. */
    public static void hangUp(Process process) {
        Container container = process.container;
        ControllingTerminal terminal = process.terminal;
        if (terminal == null) {
            return;
        }
        int foreground = terminal.foreground();
        terminal.released();
        if (foreground > 0) {
            Signals.sendGroup(container, foreground, SignalInfo.kernel(SIGHUP));
        }
        for (Task task : container.tasks.all()) {
            if (task.process.session == process.session) {
                task.process.terminal = null;
            }
        }
    }

    private static void becomeZombie(Process process) {
        Container container = process.container;
        process.zombie = true;
        container.accounting.ended(process, process.pids.get(process.number));
        process.cgroup.ended(process);
        process.stopped = false;
        process.realTimer.cancel();
        process.undoes.forEach(set -> set.ended(process));
        process.timers.values().forEach(PosixTimer::cancel);
        if (process.pid == process.session) {
            hangUp(process);
        }
        process.endQueue.wakeAll();
        if (process == container.init) {
            endContainer(container);
            return;
        }
        if (process.isInit()) {
            endNamespace(process);
        }
        Process heir = heir(process);
        for (Process child : List.copyOf(process.children)) {
            adopt(heir, child);
            untie(child, process);
        }
        if (process.parent == null) {
            forget(process);
            leave(process);
            return;
        }
        Tracee tracee = process.pids.get(process.number).tracee;
        Process parent = process.parent;
        if (tracee != null && tracee.tracer.process != parent) {
            tellOf(process, tracee.tracer.process, SIGCHLD, endCode(process), endNumber(process));
        } else {
            announce(process);
        }
        untie(process, parent);
    }

    private static int endCode(Process process) {
        return (process.status & 0x7f) == 0 ? CLD_EXITED : (process.status & Signals.CORE) != 0 ? CLD_DUMPED : CLD_KILLED;
    }

    private static int endNumber(Process process) {
        return (process.status & 0x7f) == 0 ? process.status >> 8 & 0xff : process.status & 0x7f;
    }

    /** Tells the parent of a process's end, or forgets the process if nobody wants to know. Process 1 and what came in from outside have no parent. */
    static void announce(Process process) {
        Process parent = process.parent;
        if (parent == null) {
            return;
        }
        boolean ignored = parent.actions.get(SIGCHLD).handler() == SIG_IGN;
        boolean forgotten = process.exitSignal == SIGCHLD && (ignored || (parent.actions.get(SIGCHLD).flags() & SA_NOCLDWAIT) != 0);
        if (!forgotten || !ignored) {
            tellParent(process, endCode(process), endNumber(process));
        }
        if (forgotten) {
            reap(process);
            parent.childQueue.wakeAll();
        }
    }

    /** A process that came in from outside has ended: nobody inside waits for it. */
    private static void leave(Process process) {
        if (process.container.joined.remove(process)) {
            process.atEnd.run();
        }
    }

    /** Process 1 of a namespace has ended: so do all others in it, and no more come. */
    private static void endNamespace(Process init) {
        init.pids.close();
        for (Task task : init.pids.all()) {
            if (task.process != init) {
                exitProcess(task.process, SIGKILL);
            }
        }
        for (Process child : List.copyOf(init.children)) {
            if (child.pids.within(init.pids) && child.zombie) {
                reap(child);
            }
        }
    }

    private static Process heir(Process process) {
        for (Process at = process.parent; at != null && at.pids == process.pids; at = at.parent) {
            if (at.subreaper && !at.zombie) {
                return at;
            }
        }
        Task first = process.pids.first();
        return first.process == process ? process.container.init : first.process;
    }

    private static void adopt(Process heir, Process child) {
        child.parent.children.remove(child);
        child.parent = heir;
        heir.children.add(child);
        child.exitSignal = SIGCHLD;
        Task leader = child.leader();
        if (leader != null && leader.parentDeathSignal != 0) {
            Signals.send(child, SignalInfo.kernel(leader.parentDeathSignal));
        }
        if (child.zombie) {
            tellParent(child, endCode(child), endNumber(child));
        }
    }

    /**
     * A process is gone that tied a group to its session, as the member's parent or as the member with a parent outside: if that was the
     * last tie and there are stopped members, they are hung up and set going.
     */
    private static void untie(Process member, Process parent) {
        boolean tie = parent != null && parent.group != member.group && parent.session == member.session;
        if (!tie || !orphaned(member.container, member.group)) {
            return;
        }
        for (Task task : member.container.tasks.all()) {
            if (task.process.group == member.group && task.process.stopped) {
                Signals.sendGroup(member.container, member.group, SignalInfo.kernel(SIGHUP));
                Signals.sendGroup(member.container, member.group, SignalInfo.kernel(SIGCONT));
                return;
            }
        }
    }

    /** Whether no member of a group has a parent in another group of the same session. */
    static boolean orphaned(Container container, int group) {
        for (Task task : container.tasks.all()) {
            Process process = task.process;
            Process parent = process.parent;
            if (process.group == group && !process.zombie && parent != null && parent.group != group && parent.session == process.session) {
                return false;
            }
        }
        return true;
    }

    /** Tells a parent by SIGCHLD and wakes its waits. */
    static void tellParent(Process process, int code, int status) {
        if (process.parent != null) {
            boolean stop = code == CLD_STOPPED || code == CLD_CONTINUED;
            tellOf(process, process.parent, stop ? SIGCHLD : process.exitSignal, code, status);
        }
    }

    private static void tellOf(Process process, Process parent, int signal, int code, int status) {
        boolean stop = code == CLD_STOPPED || code == CLD_CONTINUED;
        boolean unwanted = stop && (parent.actions.get(SIGCHLD).flags() & SA_NOCLDSTOP) != 0;
        if (!unwanted && signal > 0 && signal <= SIGRTMAX) {
            Task leader = process.pids.get(process.number);
            Signals.send(parent, new SignalInfo(signal, code, process.pid, leader == null ? 0 : leader.creds.uid,
                    status & 0xffffffffL, 0));
        }
        parent.childQueue.wakeAll();
    }

    /** Forgets a zombie. */
    public static void reap(Process process) {
        Task leader = process.pids.get(process.number);
        if (leader != null && leader.tracee != null) {
            Ptrace.detach(leader, 0);
        }
        process.parent.childrenCpuNanos += process.cpu() + process.childrenCpuNanos;
        process.parent.childrenSystemNanos += process.system() + process.childrenSystemNanos;
        process.parent.childrenPeakKilobytes = Math.max(process.parent.childrenPeakKilobytes,
                Math.max(process.peakKilobytes, process.childrenPeakKilobytes));
        process.parent.children.remove(process);
        forget(process);
    }

    private static void forget(Process process) {
        process.cgroup.forget(process);
        process.container.forget(process.pid, process.pids);
        for (PidNamespace<Task> each = process.pids; each.level > 0; each = each.parent) {
            PidNamespace<Task> namespace = each;
            each.sweep(number -> namespace.all().stream().anyMatch(task -> task.process.group == number || task.process.session == number));
        }
    }

    private static void endContainer(Container container) {
        container.status = container.init.status;
        container.ended = true;
        container.net.leave();
        for (Task task : container.tasks.all()) {
            if (task.state != Task.State.DEAD) {
                task.process.exiting = true;
                task.process.status = SIGKILL;
                end(task);
            }
        }
        List.copyOf(container.joined).forEach(Exits::leave);
        for (Mount mount : container.mounts.all()) {
            mount.fileSystem().sync();
        }
        container.atEnd.run();
    }
}
