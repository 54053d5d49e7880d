package twofold.container.kernel;

/** A timer that may repeat, setitimer(2). Times in nanoseconds of the monotonic clock. */
public final class IntervalTimer {
    private final Kernel kernel;
    private Timers.Timer timer;
    private long interval;
    private long overruns;

    /** A timer that is not set. */
    public IntervalTimer(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Sets it to go off at {@code first}, then each {@code every} if that is above 0; {@link Long#MAX_VALUE} disarms. */
    public void set(long first, long every, Runnable action) {
        cancel();
        interval = every;
        if (first != Long.MAX_VALUE) {
            arm(first, action);
        }
    }

    private void arm(long at, Runnable action) {
        if (at <= kernel.clock.monotonicNanos()) {
            expire(at, action);
        } else {
            timer = kernel.timers.at(at, () -> expire(at, action));
        }
    }

    private void expire(long at, Runnable action) {
        timer = null;
        overruns = 0;
        if (interval > 0) {
            long late = Math.max(0, kernel.clock.monotonicNanos() - at);
            overruns = late / interval;
            long next = at + interval * (overruns + 1);
            if (next > at) {
                timer = kernel.timers.at(next, () -> expire(next, action));
            }
        }
        action.run();
    }

    /** Goes off if that is due though nobody has seen to it yet: who sets it anew does not take back what has been. */
    public void catchUp() {
        if (timer != null && timer.deadline() <= kernel.clock.monotonicNanos()) {
            timer.keep();
        }
    }

    /** Disarms it. */
    public void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Nanoseconds until it goes off, 0 if it is not set. */
    public long left() {
        return timer == null ? 0 : Math.max(1, timer.deadline() - kernel.clock.monotonicNanos());
    }

    /** The period, 0 for none. */
    public long interval() {
        return interval;
    }

    /** Periods that passed unnoticed before the last time it went off. */
    public long overruns() {
        return overruns;
    }
}
