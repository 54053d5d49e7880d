package twofold.vm.hypervisor;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import twofold.riscv.hart.Runner;
import twofold.toolkit.time.Clock;
import twofold.vm.sbi.Sbi;

/**
 * Has harts take turns on one thread, in order. With a virtual clock a turn ends exactly where the next timer is due, and time advances by
 * what the hart that did most in a round did, so that every run is the same.
 */
final class Turns implements Schedule {
    /** The most instructions of one turn: with the host's clock about a millisecond. */
    private static final long TURN = 100_000;

    private final Clock clock;
    private final List<Processor> processors;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Supplier<Sbi> sbi;
    private Runner runner = Runner.PLAIN;
    private WatchedWord watched = WatchedWord.NONE;
    private Outcome outcome;
    private boolean turnOver;

    Turns(Clock clock, List<Processor> processors, Supplier<Sbi> sbi) {
        this.clock = clock;
        this.sbi = sbi;
        this.processors = processors;
    }

    @Override
    public void runBy(Runner by) {
        runner = by;
    }

    @Override
    public void watch(WatchedWord word) {
        watched = word;
    }

    @Override
    public void post(Runnable event) {
        events.add(event);
    }

    @Override
    public void finish(Outcome how) {
        if (outcome == null) {
            outcome = how;
        }
        attendAll();
    }

    /** Ends the running hart's turn as soon as its instruction is done. */
    @Override
    public void attendAll() {
        turnOver = true;
        for (Processor each : processors) {
            each.hart.stop();
        }
    }

    /** Ends the turn of the hart that made the call. */
    @Override
    public void attend(Processor processor) {
        turnOver = true;
    }

    /** Each hart looks at its lines when its turn comes. */
    @Override
    public void raised(Processor processor) {
    }

    /** Only one hart runs: the others are between two instructions. */
    @Override
    public void ask(Processor processor, Runnable work) {
        work.run();
    }

    @Override
    public void settle() {
    }

    @Override
    public boolean isTurnOver(Processor processor) {
        return turnOver || outcome != null;
    }

    @Override
    public Outcome run(long limitNanos) {
        while (outcome == null) {
            for (Runnable event = events.poll(); event != null; event = events.poll()) {
                event.run();
            }
            if (outcome == null && clock.monotonicNanos() >= limitNanos) {
                outcome = Outcome.TIMED_OUT;
            }
            if (watched.saysEnd()) {
                finish(Outcome.POWERED_OFF);
            }
            if (outcome == null && !round() && outcome == null && !anyWakes()) {
                idle(limitNanos);
            }
        }
        return outcome;
    }

    /**
     * Each hart runs for a while, in order; returns false if all of them wait. Virtual time advances by instructions and by exceptions, so
     * that it also passes for a hart that does nothing but trap.
     */
    private boolean round() {
        boolean anyRan = false;
        long longest = 0;
        for (Processor each : processors) {
            if (outcome == null && !each.isStopped()) {
                each.beginTurn();
                long steps = each.steps();
                each.updateTimer();
                turnOver = false;
                anyRan |= each.run(budget(each), runner, sbi.get(), this);
                longest = Math.max(longest, each.steps() - steps);
                each.beginTurn();
            }
        }
        clock.retired(longest);
        return anyRan;
    }

    private long budget(Processor processor) {
        long now = clock.monotonicNanos();
        return clock.virtual() ? Math.clamp(processor.nextTimerNanos(now) - now, 1, TURN) : TURN;
    }

    /** Whether a hart that waits has a reason to go on: one that ran later in the same round may have given it. */
    private boolean anyWakes() {
        for (Processor each : processors) {
            if (!each.isStopped() && each.modes.wakes()) {
                return true;
            }
        }
        return false;
    }

    /** Nothing runs: waits for the next timer that a hart listens to, for an event, or for the limit. */
    private void idle(long limitNanos) {
        long now = clock.monotonicNanos();
        long next = limitNanos;
        boolean anyListens = false;
        for (Processor each : processors) {
            if (!each.isStopped()) {
                anyListens |= each.modes.listens();
                if (each.timerCameDue()) {
                    return; // since the turn: the next turn sees it
                }
                next = Math.min(next, each.nextTimerNanos(now));
            }
        }
        if (!anyListens) {
            finish(Outcome.STUCK);
            return;
        }
        if (clock.virtual() && next != Long.MAX_VALUE) {
            clock.idleUntil(next);
            return;
        }
        long wait = next == Long.MAX_VALUE ? Long.MAX_VALUE : next - now;
        try {
            Runnable event = wait <= 0 ? null : events.poll(wait, TimeUnit.NANOSECONDS);
            if (event != null) {
                event.run();
            }
        } catch (InterruptedException asked) {
            finish(Outcome.STOPPED);
        }
    }
}
