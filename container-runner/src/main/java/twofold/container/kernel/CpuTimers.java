package twofold.container.kernel;

import static twofold.container.abi.Limits.RLIMIT_CPU;

import java.util.ArrayList;
import java.util.List;
import twofold.container.abi.Sig;
import twofold.container.vfs.WaitQueue;

/** What happens when a process has run for long enough: ITIMER_VIRTUAL, ITIMER_PROF, timers and sleeps by clocks of processor time, and RLIMIT_CPU. Looked at when a turn ends. */
public final class CpuTimers {
    private final Process process;
    private final long[] deadline = {Long.MAX_VALUE, Long.MAX_VALUE};
    private final long[] interval = new long[2];
    /** They are looked at once in a tick after they went off, so that a program gets on however short the period. */
    private final long[] earliest = new long[2];
    private long warned;
    private final List<PosixTimer> timers = new ArrayList<>(0);
    private final WaitQueue sleepers = new WaitQueue();
    private long wakeAt = Long.MAX_VALUE;

    CpuTimers(Process process) {
        this.process = process;
    }

    /** Sets ITIMER_VIRTUAL (0) or ITIMER_PROF (1) to go off after {@code first} more nanoseconds, 0 for never. */
    public void set(int which, long first, long every) {
        deadline[which] = first == 0 ? Long.MAX_VALUE : later(spent(which), first);
        interval[which] = every;
        earliest[which] = 0;
        arm();
    }

    /** A time after another that is not never. */
    private static long later(long from, long span) {
        return span >= Long.MAX_VALUE - from ? Long.MAX_VALUE - 1 : from + span;
    }

    /** Nanoseconds left, 0 if it is not set; a tick if its time has come already. */
    public long left(int which) {
        long left = deadline[which] - spent(which);
        return deadline[which] == Long.MAX_VALUE ? 0 : left > 0 ? left : PosixTimer.TICK;
    }

    /** What ITIMER_VIRTUAL counts, its own time alone, and ITIMER_PROF, the kernel's for it too. */
    private long spent(int which) {
        return which == 0 ? process.cpu() - process.system() : process.cpu();
    }

    /** The period. */
    public long interval(int which) {
        return interval[which];
    }

    /** A timer of its processor time, or of a thread's, is set. */
    void add(PosixTimer timer) {
        timers.add(timer);
        arm();
    }

    /** It is not any more. */
    void remove(PosixTimer timer) {
        timers.remove(timer);
        arm();
    }

    /** Has a task look again when the process has run until {@code nanos} of its time, or may have; returns {@link Task#BLOCKED}. */
    public long sleep(Task task, long nanos) {
        wakeAt = Math.min(wakeAt, nanos);
        arm();
        return task.waitOn(sleepers);
    }

    /** Says whether there is anything to look for, after a change. */
    public void arm() {
        boolean limited = process.softLimits[RLIMIT_CPU] >= 0;
        process.watchesCpu = limited || deadline[0] != Long.MAX_VALUE || deadline[1] != Long.MAX_VALUE || !timers.isEmpty() || wakeAt != Long.MAX_VALUE;
    }

    void check() {
        long now = process.cpu();
        for (int which = 0; which < 2; which++) {
            long spent = spent(which);
            if (spent >= Math.max(deadline[which], earliest[which])) {
                deadline[which] = interval[which] == 0 ? Long.MAX_VALUE : later(deadline[which], interval[which]);
                earliest[which] = spent + PosixTimer.TICK;
                Signals.send(process, SignalInfo.kernel(which == 0 ? Sig.SIGVTALRM : Sig.SIGPROF));
            }
        }
        for (PosixTimer timer : timers.isEmpty() ? List.<PosixTimer>of() : List.copyOf(timers)) {
            if (timer.due()) {
                timers.remove(timer);
                timer.expire();
            }
        }
        if (now >= wakeAt) {
            wakeAt = Long.MAX_VALUE;
            sleepers.wakeAll();
        }
        long seconds = now / 1_000_000_000L;
        if (process.hardLimits[RLIMIT_CPU] >= 0 && seconds >= process.hardLimits[RLIMIT_CPU]) {
            Signals.send(process, SignalInfo.kernel(Sig.SIGKILL));
        } else if (process.softLimits[RLIMIT_CPU] >= 0 && seconds >= process.softLimits[RLIMIT_CPU] && seconds > warned) {
            warned = seconds;
            Signals.send(process, SignalInfo.kernel(Sig.SIGXCPU));
        }
        arm();
    }
}
