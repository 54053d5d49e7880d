package twofold.container.kernel;

import static twofold.container.abi.Limits.RLIMIT_CPU;

import twofold.container.abi.Sig;

/** What happens when a process has run for long enough: ITIMER_VIRTUAL, ITIMER_PROF and RLIMIT_CPU. Looked at when a turn ends. */
public final class CpuTimers {
    private final Process process;
    private final long[] deadline = {Long.MAX_VALUE, Long.MAX_VALUE};
    private final long[] interval = new long[2];
    private long warned;

    CpuTimers(Process process) {
        this.process = process;
    }

    /** Sets ITIMER_VIRTUAL (0) or ITIMER_PROF (1) to go off after {@code first} more nanoseconds, 0 for never. */
    public void set(int which, long first, long every) {
        deadline[which] = first == 0 ? Long.MAX_VALUE : process.cpu() + first;
        interval[which] = every;
        arm();
    }

    /** Nanoseconds left, 0 if it is not set. */
    public long left(int which) {
        return deadline[which] == Long.MAX_VALUE ? 0 : Math.max(1, deadline[which] - process.cpu());
    }

    /** The period. */
    public long interval(int which) {
        return interval[which];
    }

    /** Says whether there is anything to look for, after a change. */
    public void arm() {
        boolean limited = process.softLimits[RLIMIT_CPU] >= 0;
        process.watchesCpu = limited || deadline[0] != Long.MAX_VALUE || deadline[1] != Long.MAX_VALUE;
    }

    void check() {
        long now = process.cpu();
        for (int which = 0; which < 2; which++) {
            if (now >= deadline[which]) {
                deadline[which] = interval[which] == 0 ? Long.MAX_VALUE : now + interval[which];
                Signals.send(process, SignalInfo.kernel(which == 0 ? Sig.SIGVTALRM : Sig.SIGPROF));
            }
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
