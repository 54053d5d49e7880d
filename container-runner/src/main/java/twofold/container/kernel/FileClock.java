package twofold.container.kernel;

import twofold.toolkit.time.Clock;

/**
 * The clock that files are stamped by. It is read once in a system call, so that what one call stamps has one time, as the time of the last
 * tick gives it to Linux: a file that touch(1) made is accessed, modified and changed at once.
 */
final class FileClock implements Clock {
    private final Clock from;
    /** Who serves the call, null outside of one; others, who make a container's file systems, read the clock for themselves. */
    private volatile Thread caller;
    private boolean read;
    private long reading;

    FileClock(Clock from) {
        this.from = from;
    }

    /** A call begins. */
    void begin() {
        read = false;
        caller = Thread.currentThread();
    }

    /** The call is over, or waits: what is stamped until the next one is stamped by itself. */
    void end() {
        caller = null;
    }

    @Override
    public long realtimeNanos() {
        if (caller != Thread.currentThread()) {
            return from.realtimeNanos();
        }
        if (!read) {
            reading = from.realtimeNanos();
            read = true;
        }
        return reading;
    }

    @Override
    public long monotonicNanos() {
        return from.monotonicNanos();
    }

    @Override
    public boolean virtual() {
        return from.virtual();
    }

    @Override
    public void retired(long instructions) {
        from.retired(instructions);
    }

    @Override
    public void idleUntil(long monotonicNanos) {
        from.idleUntil(monotonicNanos);
    }
}
