package twofold.container.kernel;

import twofold.toolkit.time.Clock;

/** A clock that is another one but for its real time. */
abstract class DerivedClock implements Clock {
    /** The other one. */
    final Clock from;

    DerivedClock(Clock from) {
        this.from = from;
    }

    @Override
    public final long monotonicNanos() {
        return from.monotonicNanos();
    }

    @Override
    public final boolean virtual() {
        return from.virtual();
    }

    @Override
    public final void retired(long instructions) {
        from.retired(instructions);
    }

    @Override
    public final void idleUntil(long monotonicNanos) {
        from.idleUntil(monotonicNanos);
    }
}
