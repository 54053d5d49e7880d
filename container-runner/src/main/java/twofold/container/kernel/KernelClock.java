package twofold.container.kernel;

import twofold.toolkit.time.Clock;

/**
 * A clock whose real time is its monotonic time and something more, so that a program can tell one by the other. On the host both go at one pace, and only when
 * its real time is set does what lies between them change; {@link #look} finds out.
 */
final class KernelClock extends DerivedClock {
    private static final long LOOKS_EVERY = 10_000_000;
    /** What two readings one after the other may differ by without anybody's having set the real time, nanoseconds. */
    private static final long TOLERANCE = 100_000;
    private volatile long ahead;
    /** How far programs have set it from the host's. */
    private volatile long shift;
    private long looked;

    KernelClock(Clock from) {
        super(from);
        looked = from.monotonicNanos();
        long took = Long.MAX_VALUE;
        for (int tries = 0; tries < 5 && took > TOLERANCE / 10; tries++) {
            long before = from.monotonicNanos();
            long real = from.realtimeNanos();
            long after = from.monotonicNanos();
            if (after - before < took) {
                took = after - before;
                ahead = real - before - took / 2;
            }
        }
    }

    /** What the real time is ahead of the monotonic, nanoseconds. */
    long ahead() {
        return ahead + shift;
    }

    /**
     * Has a look, now and then, whether the real time was set; for the kernel's thread.
     *
     * @param now the monotonic time
     * @return whether {@link #ahead} has changed
     */
    boolean look(long now) {
        if (from.virtual() || now - looked < LOOKS_EVERY) {
            return false;
        }
        looked = now;
        long before = from.monotonicNanos();
        long real = from.realtimeNanos();
        long took = from.monotonicNanos() - before;
        long measured = real - before - took / 2;
        if (took > TOLERANCE / 2 || Math.abs(measured - ahead) < TOLERANCE) {
            return false;
        }
        ahead = measured;
        return true;
    }

    @Override
    public long realtimeNanos() {
        return from.monotonicNanos() + ahead + shift;
    }

    /** Programs set the real time. @param nanos by how much */
    void shift(long nanos) {
        shift += nanos;
    }

    /** The real time that the host says, nanoseconds. */
    long hostNanos() {
        return from.monotonicNanos() + ahead;
    }
}
