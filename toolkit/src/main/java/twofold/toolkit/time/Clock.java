package twofold.toolkit.time;

/** A source of time for one run. */
public interface Clock {
    /** Nanoseconds since some fixed point, never going back (CLOCK_MONOTONIC). Starts near zero for a virtual clock. */
    long monotonicNanos();

    /** Nanoseconds since the Unix epoch (CLOCK_REALTIME). */
    long realtimeNanos();

    /** True if time moves only by {@link #retired} and {@link #idleUntil}. */
    boolean virtual();

    /** Tells a virtual clock that {@code instructions} more were retired since the last call; a host clock ignores it. */
    void retired(long instructions);

    /**
     * Nothing can run before {@code monotonicNanos}: a virtual clock jumps there; a host clock sleeps until then or until the thread is
     * interrupted or unparked, whichever is first.
     */
    void idleUntil(long monotonicNanos);

    /** The clock of the host. */
    static Clock host() {
        return HostClock.INSTANCE;
    }

    /** A clock that advances one nanosecond with each retired instruction, from a fixed date. */
    static Clock virtualFrom(long epochSeconds) {
        return new VirtualClock(epochSeconds);
    }
}
