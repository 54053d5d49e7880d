package twofold.toolkit.time;

/** Time that advances one nanosecond with each retired instruction, and jumps when everything waits. */
final class VirtualClock implements Clock {
    private final long epochNanos;
    private long nanos;

    VirtualClock(long epochSeconds) {
        epochNanos = epochSeconds * 1_000_000_000L;
    }

    @Override
    public long monotonicNanos() {
        return nanos;
    }

    @Override
    public long realtimeNanos() {
        return epochNanos + nanos;
    }

    @Override
    public boolean virtual() {
        return true;
    }

    @Override
    public void retired(long instructions) {
        nanos += instructions;
    }

    @Override
    public void idleUntil(long monotonicNanos) {
        nanos = Math.max(nanos, monotonicNanos);
    }
}
