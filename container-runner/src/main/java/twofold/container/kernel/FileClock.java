package twofold.container.kernel;

import twofold.toolkit.time.Clock;

/**
 * The clock that files are stamped by. It is read once in a system call, so that what one call stamps has one time, as the time of the last
 * tick gives it to Linux: a file that touch(1) made is accessed, modified and changed at once.
 */
final class FileClock implements Clock {
    private final Clock from;
    private boolean calling;
    private boolean read;
    private long reading;

    FileClock(Clock from) {
        this.from = from;
    }

    /** A call begins. */
    void begin() {
        calling = true;
        read = false;
    }

    /** The call is over, or waits: what is stamped until the next one is stamped by itself. */
    void end() {
        calling = false;
    }

    @Override
    public long realtimeNanos() {
        if (!calling) {
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
