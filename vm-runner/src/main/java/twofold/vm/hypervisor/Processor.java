package twofold.vm.hypervisor;

import java.util.function.LongSupplier;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.riscv.privileged.PrivilegedModes;
import twofold.toolkit.time.Clock;
import twofold.vm.sbi.Sbi;

/** One hart as the hypervisor sees it: its state of SBI's hart state management, its timers, its turns. */
final class Processor {
    /** It runs or waits. */
    static final int STARTED = 0;
    /** It does not run until somebody starts it. */
    static final int STOPPED = 1;
    /** Somebody started it, and it has yet to notice. */
    static final int START_PENDING = 2;
    /** It does not run until an interrupt that it listens to is pending. */
    static final int SUSPENDED = 4;
    /** The time of a timer that is never due, in ticks. */
    static final long NEVER = -1L;

    final int number;
    final Hart hart;
    final PrivilegedModes modes;

    private final Clock clock;
    private final boolean hosted;
    private final LongSupplier machineTimer;
    private volatile int state;
    private volatile boolean starting;
    private Runnable resume;
    private long turnStart;

    /**
     * A hart at reset.
     *
     * @param hosted       whether the hypervisor is in machine mode's place
     * @param machineTimer when machine mode's own timer is due in ticks, unsigned
     */
    Processor(int number, PhysicalMemory memory, boolean hosted, Isa isa, Clock clock, LongSupplier machineTimer) {
        this.number = number;
        this.clock = clock;
        this.hosted = hosted;
        this.machineTimer = machineTimer;
        modes = new PrivilegedModes(memory, number, hosted);
        hart = new Hart(modes, this::ticks, isa);
        modes.attach(hart);
        state = hosted && number > 0 ? STOPPED : STARTED;
    }

    // Hart state management

    int state() {
        return starting ? START_PENDING : state;
    }

    boolean isStopped() {
        return state == STOPPED;
    }

    /** Any thread may say so, before it has {@link #start} called. */
    void beStarting() {
        starting = true;
    }

    void start(long address, long argument) {
        modes.restart(address, number, argument);
        state = STARTED;
        starting = false;
    }

    void stop() {
        state = STOPPED;
    }

    void suspend(boolean retentive, long address, long argument) {
        state = SUSPENDED;
        resume = retentive ? () -> { } : () -> modes.restart(address, number, argument);
    }

    // Running

    /** A turn begins: what the hart counts from now on is this turn's. */
    void beginTurn() {
        turnStart = hart.retired;
    }

    /** Instructions completed in this turn. */
    long ranThisTurn() {
        return hart.retired - turnStart;
    }

    /** Instructions completed and exceptions taken since the hart was made: both take time. */
    long steps() {
        return hart.retired + modes.delivered();
    }

    /**
     * Runs until the budget is used up or the turn is over; returns false if the hart waits. All exceptions but a hosted supervisor's call are
     * delivered inside the guest, so that faults and breakpoints do not come out.
     */
    boolean run(long budget, Runner runner, Sbi sbi, Schedule schedule) {
        if (state == SUSPENDED) {
            return false;
        }
        long end = hart.retired + budget;
        while (hart.retired < end && !schedule.isTurnOver(this)) {
            switch (runner.run(hart, end - hart.retired)) {
                case Exit.EnvironmentCall call -> {
                    sbi.serve(number, hart);
                    end--;
                }
                case Exit.Preempted preempted -> {
                    return true;
                }
                case Exit.Waiting waiting -> {
                    return false;
                }
                case Exit.Fault never -> schedule.finish(Outcome.FAILED);
                case Exit.Breakpoint never -> schedule.finish(Outcome.FAILED);
            }
            if (state == STOPPED) {
                return true;
            }
            if (state == SUSPENDED) {
                return false;
            }
        }
        return true;
    }

    /** Has the hart look at its interrupts before the next instruction: what other threads raised it may not have seen. */
    void noticeInterrupts() {
        if (modes.wakes()) {
            hart.attention = true;
        }
    }

    // Timers

    /** Raises and lowers the timer interrupts, and ends a suspension that an interrupt ends. */
    void updateTimer() {
        if (!hosted) {
            modes.setPending(Interrupt.MACHINE_TIMER, isDue(machineTimer.getAsLong()));
        }
        if (hosted || modes.comparesTimer()) {
            modes.setPending(Interrupt.SUPERVISOR_TIMER, isDue(modes.timer()));
        }
        if (state == SUSPENDED && modes.wakes()) {
            state = STARTED;
            resume.run();
        }
    }

    /** Whether a timer is due that the hart was not told of yet. */
    boolean timerCameDue() {
        return isDue(machineTimer.getAsLong()) && !modes.isPending(Interrupt.MACHINE_TIMER)
            || isDue(modes.timer()) && !modes.isPending(Interrupt.SUPERVISOR_TIMER);
    }

    /** When the next timer that is not due yet will be, on the run's clock, or {@link Long#MAX_VALUE} for never. */
    long nextTimerNanos(long now) {
        long machine = nanos(machineTimer.getAsLong());
        long supervisor = nanos(modes.timer());
        return Math.min(machine > now ? machine : Long.MAX_VALUE, supervisor > now ? supervisor : Long.MAX_VALUE);
    }

    private static long nanos(long ticks) {
        return Long.compareUnsigned(ticks, Long.MAX_VALUE / Board.TICK_NANOS) < 0 ? ticks * Board.TICK_NANOS : Long.MAX_VALUE;
    }

    private boolean isDue(long timer) {
        return Long.compareUnsigned(Board.ticks(clock), timer) >= 0;
    }

    /** What the hart's time CSR reads. With a virtual clock the instructions of this turn count, which the clock does not know of yet. */
    private long ticks() {
        return (clock.monotonicNanos() + ranUncounted()) / Board.TICK_NANOS;
    }

    /** The instructions of this turn that the clock is to count and does not know of yet; none with the host's clock. */
    long ranUncounted() {
        return clock.virtual() ? hart.retiredNow() - turnStart : 0;
    }
}
