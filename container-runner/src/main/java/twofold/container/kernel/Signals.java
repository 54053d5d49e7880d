package twofold.container.kernel;

import static twofold.container.abi.Errno.EINTR;
import static twofold.container.abi.Errno.ERESTARTNOHAND;
import static twofold.container.abi.Errno.ERESTARTNOINTR;
import static twofold.container.abi.Errno.ERESTARTSYS;
import static twofold.container.abi.Errno.ERESTART_RESTARTBLOCK;
import static twofold.container.abi.Sig.*;

import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Domain;

/** Sending and delivering signals, signal(7). */
public final class Signals {
    /** A call's result that leaves all registers as they are: sigreturn and exec set them. */
    public static final long NO_RESULT = Long.MIN_VALUE + 1;
    private static final long STOPS = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
    /** The signals that leave a core behind, signal(7), and the bit of a wait(2) status that says that one was written. */
    private static final long CORES = bit(SIGQUIT) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGABRT) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGSEGV) | bit(SIGXCPU)
            | bit(SIGXFSZ) | bit(SIGSYS);
    static final int CORE = 0x80;
    private static final long IGNORED = bit(SIGCHLD) | bit(SIGCONT) | bit(SIGURG) | bit(SIGWINCH);
    private static final long FAULTS = bit(SIGILL) | bit(SIGTRAP) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGSEGV) | bit(SIGSYS);
    private static final long UNMASKABLE = bit(SIGKILL) | bit(SIGSTOP);

    /** restart_syscall(2). */
    private static final int RESTART_SYSCALL = 128;

    private Signals() {
    }

    /** The bit of a signal in a set. */
    public static long bit(int signal) {
        return 1L << signal - 1;
    }

    /** A mask without the signals that cannot be blocked. */
    public static long maskable(long mask) {
        return mask & ~UNMASKABLE;
    }

    /** Sends to a process. */
    public static void send(Process process, SignalInfo sent) {
        send(process, sent, false);
    }

    /** The same; with {@code running} the thread that runs now gets it, if it is one of the process and may. */
    static void send(Process process, SignalInfo sent, boolean running) {
        if (process.zombie || process.leaves && !process.container.forcing || process.threads.isEmpty()) {
            return;
        }
        SignalInfo info = seen(process.threads.getFirst(), sent);
        prepare(process, info.signal());
        if (dropped(process, info, process.threads.getFirst())) {
            return;
        }
        process.pending.add(info);
        process.signalQueue.wakeAll();
        if (info.signal() == SIGKILL) {
            process.threads.forEach(Signals::poke);
            return;
        }
        Task current = running ? process.container.kernel.current() : null;
        if (current != null && current.process == process && current.state == Task.State.RUNNABLE && (current.mask & bit(info.signal())) == 0) {
            return;
        }
        for (Task thread : List.copyOf(process.threads)) {
            if ((thread.mask & bit(info.signal())) == 0 || waitsFor(thread, info.signal())) {
                poke(thread);
                return;
            }
        }
    }

    /** Sends to one thread. */
    public static void send(Task task, SignalInfo sent) {
        if (task.state == Task.State.DEAD || task.process.leaves) {
            return;
        }
        SignalInfo info = seen(task, sent);
        prepare(task.process, info.signal());
        if (dropped(task.process, info, task)) {
            return;
        }
        task.pending.add(info);
        task.process.signalQueue.wakeAll();
        if ((task.mask & bit(info.signal())) == 0 || waitsFor(task, info.signal())) {
            poke(task);
        }
    }

    /** Sends to each process of a group. */
    public static void sendGroup(Container container, int group, SignalInfo info) {
        for (Task task : container.tasks.all()) {
            if (task.tid == task.process.pid && task.process.group == group) {
                send(task.process, info);
            }
        }
    }

    /** What a signal tells, in the numbers of who gets it. */
    private static SignalInfo seen(Task to, SignalInfo info) {
        boolean plain = to.process.pids.level == 0 && to.creds.user.parent == null;
        return plain || !info.hasSender() ? info : info.from(to.shown(info.pid()), to.creds.user.shownUid(info.uid()));
    }

    private static boolean waitsFor(Task task, int signal) {
        return task.inCall && task.kept instanceof Long waited && (waited & bit(signal)) != 0;
    }

    private static void poke(Task task) {
        if (task.state == Task.State.STOPPED && task.tracee != null && killed(task)) {
            Ptrace.resume(task);
        }
        task.process.container.kernel.enqueue(task);
        task.wake();
    }

    /** Stop and continue signals undo each other; SIGKILL and SIGCONT set a stopped process going. */
    private static void prepare(Process process, int signal) {
        if ((STOPS & bit(signal)) != 0) {
            forget(process, bit(SIGCONT));
        }
        if (signal == SIGCONT || signal == SIGKILL) {
            if (signal == SIGCONT) {
                forget(process, STOPS);
                process.threads.stream().filter(thread -> thread.tracee != null && thread.tracee.seized).forEach(Ptrace::goesOn);
            }
            if (process.stopped) {
                process.stopped = false;
                process.continueReported = signal == SIGKILL;
                process.stopReported = true;
                for (Task thread : process.threads) {
                    process.container.kernel.enqueue(thread);
                }
                if (signal == SIGCONT) {
                    Exits.tellParent(process, CLD_CONTINUED, SIGCONT);
                }
            }
        }
    }

    private static void forget(Process process, long signals) {
        process.pending.remove(signals);
        for (Task thread : process.threads) {
            thread.pending.remove(signals);
        }
    }

    /** Whether sending has no effect: not blocked, and ignored or meant for a process 1 that has no handler for it. */
    private static boolean dropped(Process process, SignalInfo info, Task target) {
        int signal = info.signal();
        if (target.tracee != null && signal != SIGKILL) {
            return false;
        }
        if ((target.mask & bit(signal)) != 0 || waitsFor(target, signal)) {
            return false;
        }
        long handler = process.actions.get(signal).handler();
        boolean init = process.isInit() && handler == SIG_DFL && (IGNORED & bit(signal)) == 0;
        boolean outside = process.pids.level == 0 ? process.container.forcing
                : (UNMASKABLE & bit(signal)) != 0 && (info.code() == SI_KERNEL || info.pid() == 0);
        if (init && !outside) {
            return true;
        }
        return handler == SIG_IGN || handler == SIG_DFL && (IGNORED & bit(signal)) != 0;
    }

    /**
     * Whether it is process 1 and does not want a signal that comes now because it was blocked before, or because a tracer lets it. What it did itself
     * counts all the same unless it is traced.
     */
    private static boolean isSpared(Task task, SignalInfo info) {
        Process process = task.process;
        boolean fault = (FAULTS & bit(info.signal())) != 0 && info.code() > 0 && task.tracee == null;
        return process.isInit() && !fault && (UNMASKABLE & bit(info.signal())) == 0 && !process.container.forcing;
    }

    /** Whether a process's group has no tie left to its session, so that nobody would continue it. */
    public static boolean orphaned(Process process) {
        return Exits.orphaned(process.container, process.group);
    }

    /** A fault's signal: it cannot be blocked or ignored. */
    static void force(Task task, SignalInfo info) {
        SignalActions.Action action = task.process.actions.get(info.signal());
        boolean blocked = (task.mask & bit(info.signal())) != 0;
        if (blocked || action.handler() == SIG_IGN) {
            task.process.actions.set(info.signal(), new SignalActions.Action(SIG_DFL, action.flags(), action.mask()));
            task.mask &= ~bit(info.signal());
        }
        task.pending.add(info);
    }

    /** Whether one task may signal another, kill(2). */
    public static boolean permitted(Credentials from, Credentials to, boolean sameSession, int signal) {
        return Domain.reaches(from.domain, to.domain, Domain.SIGNALS) && isAllowed(from, to, sameSession, signal);
    }

    private static boolean isAllowed(Credentials from, Credentials to, boolean sameSession, int signal) {
        return from.has(Cap.CAP_KILL, to.user) || from.euid == to.uid || from.euid == to.suid || from.uid == to.uid
                || from.uid == to.suid || signal == SIGCONT && sameSession;
    }

    /** Whether a pending signal ends a wait. */
    static boolean interrupts(Task task) {
        if (task.tracee != null) {
            return tracedInterrupts(task);
        }
        long waiting = (task.pending.set() | task.process.pending.set()) & ~task.mask;
        if (waiting == 0) {
            return false;
        }
        discardIgnored(task);
        waiting = (task.pending.set() | task.process.pending.set()) & ~task.mask;
        return task.uninterruptible ? kills(task.process, waiting) : waiting != 0;
    }

    /** Whether one of some signals ends a process at once: SIGKILL, or one by default without a core file. */
    private static boolean kills(Process process, long signals) {
        for (long left = signals & ~(IGNORED | STOPS | CORES); left != 0; left &= left - 1) {
            if (process.actions.get(Long.numberOfTrailingZeros(left) + 1).handler() == SIG_DFL) {
                return true;
            }
        }
        return false;
    }

    /** Whether SIGKILL has come for a task. */
    static boolean killed(Task task) {
        return ((task.pending.set() | task.process.pending.set()) & bit(SIGKILL)) != 0;
    }

    /** Whether a task is to end by a signal that does not wait for a frozen group to go on. */
    static boolean doomed(Task task) {
        return killed(task) || task.tracee == null && kills(task.process, (task.pending.set() | task.process.pending.set()) & ~task.mask);
    }

    private static boolean tracedInterrupts(Task task) {
        long waiting = (task.pending.set() | task.process.pending.set()) & ~task.mask;
        return task.uninterruptible ? (waiting & bit(SIGKILL)) != 0 : waiting != 0 || task.tracee.trap;
    }

    private static void discardIgnored(Task task) {
        long ignored = 0;
        for (int signal = 1; signal <= SIGRTMAX; signal++) {
            long handler = task.process.actions.get(signal).handler();
            if (handler == SIG_IGN || handler == SIG_DFL && (IGNORED & bit(signal)) != 0) {
                ignored |= bit(signal);
            }
        }
        task.pending.remove(ignored & ~task.mask);
        task.process.pending.remove(ignored & ~task.mask);
    }

    /**
     * A call was interrupted before it did anything. Acts on signals that need no handler (stop, death); true if the call is then to go on
     * as if nothing had been.
     */
    static boolean resume(Task task) {
        while (task.tracee == null) {
            long waiting = (task.pending.set() | task.process.pending.set()) & ~task.mask;
            if (waiting == 0) {
                return true;
            }
            int signal = Long.numberOfTrailingZeros(waiting) + 1;
            SignalActions.Action action = task.process.actions.get(signal);
            if (action.handler() != SIG_DFL && action.handler() != SIG_IGN) {
                return false;
            }
            SignalInfo info = take(task, bit(signal));
            if (byDefault(task, info)) {
                return false;
            }
            if (task.process.stopped) {
                return true;
            }
        }
        return false;
    }

    /** Takes the first of a set of signals that waits for a task or its process; null if there is none. */
    public static SignalInfo take(Task task, long allowed) {
        SignalInfo info = task.pending.take(allowed);
        info = info != null ? info : task.process.pending.take(allowed);
        PosixTimer timer = info == null || info.code() != SI_TIMER || info.given() != null ? null : task.process.timers.get(info.pid());
        return timer == null ? info : timer.taken(info);
    }

    /** Sets a call's result and steps over the ecall, or prepares to make the call again. */
    static void finish(Task task, long result) {
        if (result == -ERESTARTSYS || result == -ERESTARTNOHAND || result == -ERESTARTNOINTR || result == -ERESTART_RESTARTBLOCK) {
            task.restart = (int) -result;
            task.hart.x[10] = -EINTR;
        } else {
            task.hart.x[10] = result;
        }
        task.hart.pc += 4;
    }

    /** Acts on what is pending before the task goes on in user mode. */
    static void deliver(Task task) {
        while (task.state == Task.State.RUNNABLE && !task.halted()) {
            SignalInfo info = task.tracee == null ? next(task) : nextTraced(task);
            if (info == null) {
                break;
            }
            SignalActions.Action action = task.process.actions.get(info.signal());
            if (action.handler() == SIG_IGN) {
                continue;
            }
            if (action.handler() == SIG_DFL) {
                byDefault(task, info);
                continue;
            }
            handle(task, info, action);
        }
        if (task.state != Task.State.RUNNABLE) {
            return;
        }
        if (task.restart != 0) {
            task.keepDeadline();
            again(task);
        }
        if (task.savedMask != null) {
            task.mask = task.savedMask;
            task.savedMask = null;
        }
    }

    private static SignalInfo next(Task task) {
        long waiting = (task.pending.set() | task.process.pending.set()) & ~task.mask;
        return waiting == 0 ? null : take(task, waiting);
    }

    /** The next signal that a tracer lets through, null if there is none or the tracee has stopped for it to decide. */
    private static SignalInfo nextTraced(Task task) {
        SignalInfo injected = task.tracee.injected;
        task.tracee.injected = null;
        if (injected != null && (task.mask & bit(injected.signal())) != 0) {
            task.pending.add(injected);
        } else if (injected != null) {
            return injected;
        }
        if (Ptrace.trapped(task)) {
            return null;
        }
        SignalInfo info = next(task);
        if (info == null || info.signal() == SIGKILL) {
            return info;
        }
        Ptrace.signal(task, info);
        return null;
    }

    private static void handle(Task task, SignalInfo info, SignalActions.Action action) {
        RestartableSequences.interrupted(task);
        task.forgetDeadline();
        if (task.restart == ERESTARTNOINTR || task.restart == ERESTARTSYS && (action.flags() & SA_RESTART) != 0) {
            again(task);
        }
        task.restart = 0;
        long restored = task.savedMask != null ? task.savedMask : task.mask;
        task.savedMask = null;
        if (!SignalFrame.push(task, info, action, restored)) {
            Exits.exitProcess(task.process, CoreDump.write(task, SignalInfo.kernel(SIGSEGV)) ? SIGSEGV | CORE : SIGSEGV);
            return;
        }
        task.mask |= action.mask();
        if ((action.flags() & SA_NODEFER) == 0) {
            task.mask |= bit(info.signal());
        }
        task.mask = maskable(task.mask);
        if ((action.flags() & 0xffffffffL & SA_RESETHAND) != 0) {
            task.process.actions.set(info.signal(), new SignalActions.Action(SIG_DFL, action.flags(), action.mask()));
        }
    }

    /** A signal's action has changed: what is pending of one that is now ignored is forgotten. */
    public static void actionChanged(Process process, int signal) {
        long handler = process.actions.get(signal).handler();
        if (handler == SIG_IGN || handler == SIG_DFL && (IGNORED & bit(signal)) != 0) {
            process.pending.remove(bit(signal));
            process.threads.forEach(thread -> thread.pending.remove(bit(signal)));
        }
    }

    /** rt_sigreturn(2): back to where a handler interrupted. */
    public static long sigreturn(Task task) {
        SignalFrame.pop(task);
        return NO_RESULT;
    }

    private static void again(Task task) {
        if (task.restart == ERESTART_RESTARTBLOCK && task.hart.x[17] != RESTART_SYSCALL) {
            task.goesOnWith = (int) task.hart.x[17];
            task.hart.x[17] = RESTART_SYSCALL;
        }
        task.restart = 0;
        task.hart.x[10] = task.firstArgument;
        task.hart.pc -= 4;
    }

    /** The default action; true if it ended the process. */
    private static boolean byDefault(Task task, SignalInfo info) {
        int signal = info.signal();
        Process process = task.process;
        if ((IGNORED & bit(signal)) != 0 || isSpared(task, info)) {
            return false;
        }
        if ((STOPS & bit(signal)) != 0) {
            if (signal == SIGSTOP || !Exits.orphaned(process.container, process.group)) {
                stop(task, signal);
            }
            return false;
        }
        boolean core = (CORES & bit(signal)) != 0 && !process.exiting && CoreDump.write(task, info);
        Exits.leave(process, core ? signal | CORE : signal);
        return true;
    }

    private static void stop(Task task, int signal) {
        Process process = task.process;
        process.stopped = true;
        process.stopSignal = signal;
        process.stopReported = false;
        process.continueReported = true;
        for (Task thread : process.threads) {
            if (thread.tracee != null && thread == task) {
                Ptrace.group(thread);
            } else if (thread.tracee != null) {
                Ptrace.groupStops(thread);
            }
        }
        if (process.parent != null && (task.tracee == null || task.tracee.tracer.process != process.parent)) {
            Exits.tellParent(process, CLD_STOPPED, signal);
        }
    }
}
