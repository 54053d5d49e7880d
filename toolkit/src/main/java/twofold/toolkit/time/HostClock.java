package twofold.toolkit.time;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The host's time. */
final class HostClock implements Clock {
    static final HostClock INSTANCE = new HostClock();

    private final long start = System.nanoTime();

    private HostClock() {
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime() - start;
    }

    @Override
    public long realtimeNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public boolean virtual() {
        return false;
    }

    @Override
    public void retired(long instructions) {
    }

    @Override
    public void idleUntil(long monotonicNanos) {
        long left = monotonicNanos - monotonicNanos();
        if (left > 0) {
            LockSupport.parkNanos(left);
        }
    }
}
