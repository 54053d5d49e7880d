package twofold.container.kernel;

import twofold.toolkit.time.Clock;

/**
 * The clock that files are stamped by. It is read once in a system call, so that what one call stamps has one time, as the time of the last
 * tick gives it to Linux: a file that touch(1) made is accessed, modified and changed at once.
 */
final class FileClock extends DerivedClock {
    /** Who serves the call, null outside of one; others, who make a container's file systems, read the clock for themselves. */
    private Thread caller;
    private boolean read;
    private long reading;

    FileClock(Clock from) {
        super(from);
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
}
