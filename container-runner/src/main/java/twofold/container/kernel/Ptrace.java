package twofold.container.kernel;

import static twofold.container.abi.Errno.ENOSYS;
import static twofold.container.abi.PtraceRequest.*;
import static twofold.container.abi.Sig.*;

import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Domain;

/**
 * Threads that others trace, ptrace(2): where they stop, how they go on, and how they are let go. A tracee that has stopped is in state
 * STOPPED and says in its {@link Tracee} why. A stop inside a system call leaves the call under way: it is made again when the tracee
 * goes on.
 */
public final class Ptrace {
    private static final int SYSCALL_GOOD = 0x80;

    private Ptrace() {
    }

    /** PTRACE_MODE_ATTACH and _READ with a task's own ids: the same user throughout and not less privileged, or CAP_SYS_PTRACE. */
    public static boolean permitted(Task who, Task target) {
        return permitted(who, target, who.creds.uid, who.creds.gid, who.creds.permitted);
    }

    /** The same with the ids and capabilities that count for files, as /proc asks. */
    public static boolean permittedByFile(Task who, Task target) {
        return permitted(who, target, who.creds.fsuid, who.creds.fsgid, who.creds.effective);
    }

    private static boolean permitted(Task who, Task target, int uid, int gid, long capabilities) {
        if (who.process == target.process) {
            return true;
        }
        Credentials a = who.creds;
        Credentials b = target.creds;
        if (a.domain != null && !Domain.mayTrace(a.domain, b.domain)) {
            return false;
        }
        if (a.has(Cap.CAP_SYS_PTRACE, b.user)) {
            return true;
        }
        boolean same = uid == b.euid && uid == b.suid && uid == b.uid && gid == b.egid && gid == b.sgid && gid == b.gid;
        boolean contained = a.user == b.user ? (b.permitted & ~capabilities) == 0 : a.has(Cap.CAP_SYS_PTRACE, b.user);
        return same && target.process.dumpable == 1 && contained;
    }

    /** PTRACE_MODE_ATTACH: whether a task may become another's tracer or change it, which yama's {@code ptrace_scope} restricts further: to its descendants, to the privileged, to nobody. */
    public static boolean mayTrace(Task who, Task target) {
        return permitted(who, target) && unrestricted(who, target);
    }

    /** The same for files of /proc. */
    public static boolean mayChangeByFile(Task who, Task target) {
        return permittedByFile(who, target) && unrestricted(who, target);
    }

    private static boolean unrestricted(Task who, Task target) {
        if (who.process == target.process) {
            return true;
        }
        return switch ((int) who.container().settings.number("kernel/yama/ptrace_scope")) {
            case 0 -> true;
            case 1 -> traced(who, target) || descends(who, target.process) || excepted(who, target.process) || who.creds.has(Cap.CAP_SYS_PTRACE, target.creds.user);
            case 2 -> who.creds.has(Cap.CAP_SYS_PTRACE, target.creds.user);
            default -> false;
        };
    }

    private static boolean traced(Task who, Task target) {
        return target.tracee != null && target.tracee.tracer.process == who.process;
    }

    /** What prctl(PR_SET_PTRACER) allows; the exception ends with the thread that was named. */
    private static boolean excepted(Task who, Process target) {
        Task allowed = target.allowedTracer;
        return target.anyTracer || allowed != null && allowed.state != Task.State.DEAD && descends(allowed, who.process);
    }

    private static boolean descends(Task from, Process process) {
        Process at = process;
        while (at != null && at != from.process) {
            at = at.parent;
        }
        return at != null;
    }

    /** Makes a thread another's tracee. */
    public static void attach(Task tracer, Task target, boolean seized, int options) {
        target.tracee = new Tracee(tracer, seized, options);
        tracer.process.tracees.add(target);
    }

    /** PTRACE_ATTACH and PTRACE_SEIZE of a running thread. */
    public static void begin(Task tracer, Task target, boolean seized, int options) {
        attach(tracer, target, seized, options);
        if (!seized) {
            Signals.send(target, SignalInfo.kernel(SIGSTOP));
        }
        if (target.process.stopped) {
            target.wake();
            group(target);
        }
    }

    /** A new child or thread of a tracee is its tracer's too if that has asked for it. */
    static void inherit(Task parent, Task child) {
        Tracee of = parent.tracee;
        attach(of.tracer, child, of.seized, of.options);
        if (of.seized) {
            child.tracee.trap = true;
        } else {
            child.pending.add(new SignalInfo(SIGSTOP, SI_USER, 0, 0, 0, 0));
        }
    }

    private static void stop(Task task, Tracee.Stop kind, int code, SignalInfo info) {
        Tracee tracee = task.tracee;
        if (code >>> 8 != PTRACE_EVENT_EXIT && Signals.killed(task)) {
            return;
        }
        if (kind == Tracee.Stop.SIGNAL || kind == Tracee.Stop.GROUP || code >>> 8 == PTRACE_EVENT_STOP) {
            tracee.message = 0;
        }
        tracee.stop = kind;
        tracee.code = code;
        tracee.info = info;
        tracee.reported = false;
        tracee.listening = false;
        tracee.trap = false;
        tracee.news &= code >>> 8 != PTRACE_EVENT_STOP;
        task.state = Task.State.STOPPED;
        tell(task, kind == Tracee.Stop.GROUP ? CLD_STOPPED : CLD_TRAPPED, code & 0x7f);
    }

    private static void tell(Task task, int code, int status) {
        Process tracer = task.tracee.tracer.process;
        SignalActions.Action action = tracer.actions.get(SIGCHLD);
        if (action.handler() != SIG_IGN && (action.flags() & SA_NOCLDSTOP) == 0) {
            Signals.send(tracer, new SignalInfo(SIGCHLD, code, task.tid, task.creds.uid, status, 0));
        }
        tracer.childQueue.wakeAll();
    }

    /** A signal is about to be delivered: the tracer decides. */
    static void signal(Task task, SignalInfo info) {
        stop(task, Tracee.Stop.SIGNAL, info.signal(), info);
    }

    /** The thread stops with its group. */
    static void group(Task task) {
        int signal = task.process.stopSignal;
        int code = signal | PTRACE_EVENT_STOP << 8;
        if (task.tracee.seized) {
            stop(task, Tracee.Stop.GROUP, code, trapInfo(task, signal, code));
        } else {
            stop(task, Tracee.Stop.GROUP, signal, null);
        }
    }

    /** Its group stops: so is it to, as soon as it can. */
    static void groupStops(Task task) {
        if (task.tracee.stop == Tracee.Stop.NONE) {
            trap(task);
        }
    }

    /** SIGCONT was sent: one that was seized tells of it, as soon as it is not stopped otherwise. */
    static void goesOn(Task task) {
        task.tracee.news = true;
        if (task.tracee.stop == Tracee.Stop.NONE || task.tracee.listening) {
            trap(task);
        }
    }

    /** PTRACE_INTERRUPT, and the news for one who listens. */
    public static void trap(Task task) {
        task.tracee.trap = true;
        if (task.tracee.listening) {
            resume(task);
        } else {
            task.wake();
            task.kernel.enqueue(task);
        }
    }

    /** Stops if something has asked for it; whether it did. */
    static boolean trapped(Task task) {
        Tracee tracee = task.tracee;
        if (!tracee.trap && !tracee.news) {
            return false;
        }
        tracee.trap = false;
        tracee.news = false;
        if (task.process.stopped) {
            group(task);
        } else if (tracee.seized) {
            stop(task, Tracee.Stop.EVENT, SIGTRAP | PTRACE_EVENT_STOP << 8, trapInfo(task, SIGTRAP, SIGTRAP | PTRACE_EVENT_STOP << 8));
        }
        return tracee.stop != Tracee.Stop.NONE;
    }

    private static SignalInfo trapInfo(Task task, int signal, int code) {
        return new SignalInfo(signal, code, task.number, task.creds.user.shownUid(task.creds.uid), 0, 0);
    }

    /** Stops at an event if the tracer has asked for it; whether it did. */
    public static boolean event(Task task, int event, long message) {
        if (task.tracee == null || !task.tracee.wants(event)) {
            return false;
        }
        stopAt(task, event, message);
        return true;
    }

    private static void stopAt(Task task, int event, long message) {
        task.tracee.message = message;
        stop(task, Tracee.Stop.EVENT, SIGTRAP | event << 8, trapInfo(task, SIGTRAP, SIGTRAP | event << 8));
    }

    /** Stops before a call if the tracer has asked for it; whether it did. */
    static boolean entry(Task task) {
        if (!task.tracee.calls) {
            return false;
        }
        callStop(task, Tracee.Stop.ENTRY);
        task.hart.x[10] = -ENOSYS;
        return true;
    }

    /**
     * Before a thread's new program begins: whether others of its threads are to stop once more before they end, as their tracers have asked. They do that now; the
     * thread waits for them.
     */
    static boolean lastStops(Task runs) {
        for (Task other : List.copyOf(runs.process.threads)) {
            if (other != runs && !other.leaves) {
                lastStop(other, 0);
            }
        }
        for (Task other : runs.process.threads) {
            if (other != runs && other.leaves) {
                runs.waitOn(other.vforkQueue);
            }
        }
        return runs.state == Task.State.WAITING;
    }

    /** A thread stops once more before it ends with a wait(2) status, if its tracer has asked for that; whether it did. */
    static boolean lastStop(Task task, int status) {
        if (!stopsForEnd(task)) {
            return false;
        }
        task.leaveQueues();
        task.leaves = true;
        task.exitStatus = status;
        stopAt(task, PTRACE_EVENT_EXIT, status);
        return true;
    }

    /** Whether a thread's tracer has asked for that. */
    static boolean stopsForEnd(Task task) {
        return task.tracee != null && task.tracee.wants(PTRACE_EVENT_EXIT);
    }

    private static void callStop(Task task, Tracee.Stop kind) {
        int code = SIGTRAP | (task.tracee.wants(0) ? SYSCALL_GOOD : 0);
        task.tracee.message = kind == Tracee.Stop.ENTRY ? 1 : 2;
        stop(task, kind, code, trapInfo(task, SIGTRAP, code));
    }

    /** A call is done: stops for an event that is due and where calls are traced. */
    static void exit(Task task) {
        Tracee tracee = task.tracee;
        if (tracee.eventDue != 0) {
            int event = tracee.eventDue;
            tracee.eventDue = 0;
            tracee.exitDue = true;
            stopAt(task, event, tracee.message);
        } else if (tracee.calls) {
            callStop(task, Tracee.Stop.EXIT);
        }
    }

    /** The task goes on after a stop: something may be due before it does. */
    static void proceed(Task task) {
        if (task.tracee.exitDue) {
            task.tracee.exitDue = false;
            exit(task);
        }
    }

    /** A tracee has a new program. */
    static void executed(Task task, int formerTid) {
        Tracee tracee = task.tracee;
        if (tracee.wants(PTRACE_EVENT_EXEC)) {
            tracee.message = tracee.tracer.shown(formerTid);
            tracee.eventDue = PTRACE_EVENT_EXEC;
        } else if (!tracee.seized) {
            Signals.send(task, new SignalInfo(SIGTRAP, SI_USER, task.process.pid, task.creds.uid, 0, 0));
        }
    }

    /** PTRACE_CONT and the like. */
    public static void goOn(Task task, int signal, boolean calls) {
        Tracee tracee = task.tracee;
        tracee.calls = calls;
        inject(task, signal);
        resume(task);
    }

    private static void inject(Task task, int signal) {
        Tracee tracee = task.tracee;
        boolean heeded = tracee.stop == Tracee.Stop.SIGNAL || tracee.stop == Tracee.Stop.ENTRY || tracee.stop == Tracee.Stop.EXIT;
        if (signal == 0 || !heeded) {
            return;
        }
        if (tracee.stop != Tracee.Stop.SIGNAL) {
            task.pending.add(SignalInfo.kernel(signal));
            return;
        }
        tracee.injected = tracee.info != null && tracee.info.signal() == signal ? tracee.info
                : new SignalInfo(signal, SI_USER, task.shown(tracee.tracer.process.pid), tracee.tracer.creds.uid, 0, 0);
    }

    /** PTRACE_LISTEN: the group's stop goes on, and the tracer hears when it ends; false if the tracee is in no such stop. */
    public static boolean listen(Task task) {
        if (task.tracee.code >>> 8 != PTRACE_EVENT_STOP) {
            return false;
        }
        task.tracee.listening = true;
        if (task.tracee.trap) {
            resume(task);
        }
        return true;
    }

    static void resume(Task task) {
        task.tracee.stop = Tracee.Stop.NONE;
        task.tracee.listening = false;
        task.state = Task.State.RUNNABLE;
        task.kernel.enqueue(task);
    }

    /** PTRACE_DETACH, or the tracer's end. */
    public static void detach(Task task, int signal) {
        Tracee tracee = task.tracee;
        boolean held = tracee.stop != Tracee.Stop.NONE;
        if (held) {
            inject(task, signal);
        }
        if (tracee.injected != null) {
            task.pending.add(tracee.injected);
        }
        tracee.tracer.process.tracees.remove(task);
        task.tracee = null;
        if (task.state == Task.State.STOPPED) {
            task.state = Task.State.RUNNABLE;
            task.kernel.enqueue(task);
        }
    }

    /** A tracer is gone: its tracees are free, or die with it if that was asked for. */
    static void tracerEnds(Task tracer) {
        for (Task task : List.copyOf(tracer.process.tracees)) {
            if (task.tracee.tracer != tracer) {
                continue;
            }
            boolean kill = (task.tracee.options & PTRACE_O_EXITKILL) != 0;
            Process process = task.process;
            detach(task, 0);
            if (process.zombie) {
                Exits.announce(process);
            } else if (kill) {
                Signals.send(process, SignalInfo.kernel(SIGKILL));
            }
        }
    }

    /** A traced thread has ended; its tracer waits for that, too. The first thread of a process is waited for with the process. */
    static void ended(Task task, int status) {
        if (task.tid == task.process.pid) {
            task.tracee.stop = Tracee.Stop.NONE;
            return;
        }
        Process tracer = task.tracee.tracer.process;
        tracer.tracees.remove(task);
        tracer.deadTracees.add(new Tracee.Dead(task.tid, tracer.pids.shown(task.tid), status, task.creds.uid));
        tell(task, CLD_EXITED, status >> 8 & 0xff);
        task.tracee = null;
    }
}
