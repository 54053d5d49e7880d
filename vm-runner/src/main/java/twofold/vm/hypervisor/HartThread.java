package twofold.vm.hypervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import twofold.toolkit.time.Clock;

/**
 * The thread of one hart, the only one that touches the hart while the machine runs. Others raise its interrupts, wake it, and ask it to do
 * something between two instructions.
 */
final class HartThread extends Thread {
    /** The most instructions between two looks at what others ask: below a millisecond. */
    private static final long LONGEST_TURN = 100_000;
    /** The fewest, for a hart that is asked often. */
    private static final long SHORTEST_TURN = 3_000;
    private static final int SPINS = 1_000;
    /** A wake-up is never lost; this bounds the harm if it were. */
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private final Processor processor;
    private final Threads machine;
    private final Clock clock;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final List<Request> asked = new ArrayList<>();
    private final AtomicBoolean deaf = new AtomicBoolean();
    private volatile boolean woken;
    private long turn = LONGEST_TURN;

    /** Something to do with a hart, for another that waits until it is done. */
    private static final class Request {
        private final Runnable work;
        private final Thread asker;
        private volatile boolean done;

        Request(Runnable work, Thread asker) {
            this.work = work;
            this.asker = asker;
        }

        void perform() {
            work.run();
            done = true;
            LockSupport.unpark(asker);
        }
    }

    HartThread(Processor processor, Threads machine, Clock clock) {
        super("hart " + processor.number);
        this.processor = processor;
        this.machine = machine;
        this.clock = clock;
        setDaemon(true);
    }

    Processor processor() {
        return processor;
    }

    /** Something changed: the hart looks at its interrupts, timers and requests soon. Any thread may call it. */
    void wake() {
        woken = true;
        hear();
        if (Thread.currentThread() != this) {
            LockSupport.unpark(this);
        }
    }

    boolean isWoken() {
        return woken;
    }

    /** Has another hart do something; called by this thread. */
    void ask(HartThread target, Runnable work) {
        Request request = new Request(work, this);
        asked.add(request);
        target.requests.add(request);
        target.wake();
    }

    /** Waits until all that was asked for is done; what others ask meanwhile is done too, as they may be waiting for it. Called by this thread. */
    void settle() {
        for (Request each : asked) {
            for (int spins = 0; !each.done && !machine.hasEnded(); spins++) {
                serveRequests();
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, LONGEST_WAIT_NANOS);
                }
            }
        }
        asked.clear();
    }

    @Override
    public void run() {
        try {
            while (!machine.hasEnded()) {
                turn();
            }
        } catch (Throwable problem) { // a bug, or a message for the user: the thread that runs the machine throws it
            machine.failed(problem);
        }
    }

    private void turn() {
        woken = false;
        if (serveRequests()) {
            turn = Math.max(SHORTEST_TURN, turn / 2);
        } else {
            turn = Math.min(LONGEST_TURN, turn + turn / 16);
        }
        if (processor.isStopped()) {
            sleep(Long.MAX_VALUE, true);
            return;
        }
        processor.updateTimer();
        processor.noticeInterrupts();
        boolean ran = machine.run(processor, turn);
        machine.lookAtWatchedWord();
        if (!ran && !processor.modes.wakes()) {
            long now = clock.monotonicNanos();
            if (!processor.timerCameDue()) {
                sleep(processor.nextTimerNanos(now), !processor.modes.listens());
            }
        }
    }

    /** Whether there were any. */
    private boolean serveRequests() {
        boolean any = false;
        for (Request each = requests.poll(); each != null; each = requests.poll()) {
            each.perform();
            any = true;
        }
        return any;
    }

    /** Waits to be woken, at most until a moment of the run's clock. */
    private void sleep(long untilNanos, boolean hearsNothing) {
        if (hearsNothing) {
            deaf.set(true);
            if (machine.becomesDeaf() && !woken) {
                machine.finish(Outcome.STUCK); // nobody is left who could wake anybody
            }
        }
        while (!woken && !machine.hasEnded()) {
            long left = untilNanos - clock.monotonicNanos();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, Math.min(left, LONGEST_WAIT_NANOS));
        }
        hear();
    }

    private void hear() {
        if (deaf.compareAndSet(true, false)) {
            machine.becomesAlert();
        }
    }
}
