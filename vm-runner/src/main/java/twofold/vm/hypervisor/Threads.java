package twofold.vm.hypervisor;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.toolkit.time.Clock;
import twofold.vm.sbi.Sbi;

/** Runs each hart on a thread of its own, with the host's clock. Events are handled on the thread that runs the machine. */
final class Threads implements Schedule {
    private final Clock clock;
    private final Object devices;
    private final List<HartThread> threads;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** How many harts can still be heard from: those that run, and those that listen to interrupts while they wait. */
    private final AtomicInteger alert;
    private final Supplier<Sbi> sbi;
    private Runner runner = Runner.PLAIN;
    private WatchedWord watched = WatchedWord.NONE;

    /** A schedule whose threads exclude each other by the monitor of {@code devices} when they touch devices. */
    Threads(Clock clock, List<Processor> processors, Object devices, Supplier<Sbi> sbi) {
        this.clock = clock;
        this.sbi = sbi;
        this.devices = devices;
        threads = processors.stream().map(each -> new HartThread(each, this, clock)).toList();
        alert = new AtomicInteger(threads.size());
    }

    /** Somebody who watches looks at one hart at a time. */
    @Override
    public void runBy(Runner by) {
        runner = by == Runner.PLAIN ? by : new OneAtATime(by, new ReentrantLock(true));
    }

    private record OneAtATime(Runner inner, ReentrantLock lock) implements Runner {
        @Override
        public Exit run(Hart hart, long budget) {
            lock.lock();
            try {
                return inner.run(hart, budget);
            } finally {
                lock.unlock();
            }
        }
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
        if (outcome.compareAndSet(null, how)) {
            attendAll();
            events.add(() -> { });
        }
    }

    @Override
    public Outcome run(long limitNanos) {
        threads.forEach(Thread::start);
        try {
            while (!hasEnded()) {
                handleEvent(limitNanos);
            }
        } catch (InterruptedException asked) {
            finish(Outcome.STOPPED);
        } finally {
            finish(Outcome.FAILED);
            join();
        }
        switch (failure.get()) {
            case null -> { }
            case RuntimeException problem -> throw problem;
            case Error problem -> throw problem;
            case Throwable problem -> throw new IllegalStateException(problem);
        }
        return outcome.get();
    }

    private void handleEvent(long limitNanos) throws InterruptedException {
        long now = clock.monotonicNanos();
        if (now >= limitNanos) {
            finish(Outcome.TIMED_OUT);
            return;
        }
        Runnable event = events.poll(limitNanos - now, TimeUnit.NANOSECONDS);
        if (event != null && !hasEnded()) {
            synchronized (devices) {
                event.run();
            }
        }
    }

    /** The machine's memory goes away with the run, so that no hart may outlive it. */
    private void join() {
        boolean interrupted = false;
        for (HartThread each : threads) {
            while (each.isAlive()) {
                try {
                    each.join();
                } catch (InterruptedException asked) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isTurnOver(Processor processor) {
        return hasEnded() || thread(processor).isWoken();
    }

    @Override
    public void attend(Processor processor) {
        thread(processor).wake();
    }

    @Override
    public void raised(Processor processor) {
        thread(processor).wake();
    }

    @Override
    public void attendAll() {
        threads.forEach(HartThread::wake);
        if (Thread.currentThread() instanceof HartThread own) {
            own.processor().hart.stop();
        }
    }

    @Override
    public void ask(Processor processor, Runnable work) {
        HartThread target = thread(processor);
        if (Thread.currentThread() instanceof HartThread own && own != target) {
            own.ask(target, work);
        } else {
            work.run(); // on itself, or before the run
        }
    }

    @Override
    public void settle() {
        if (Thread.currentThread() instanceof HartThread own) {
            own.settle();
        }
    }

    private HartThread thread(Processor processor) {
        return threads.get(processor.number);
    }

    // What the hart threads ask

    boolean hasEnded() {
        return outcome.get() != null;
    }

    boolean run(Processor processor, long budget) {
        return processor.run(budget, runner, sbi.get(), this);
    }

    void lookAtWatchedWord() {
        if (watched != WatchedWord.NONE) {
            synchronized (devices) {
                if (!hasEnded() && watched.saysEnd()) {
                    finish(Outcome.POWERED_OFF);
                }
            }
        }
    }

    /** A hart waits and listens to nothing; true if so do all. */
    boolean becomesDeaf() {
        return alert.decrementAndGet() == 0;
    }

    /** A hart may have something to hear again. */
    void becomesAlert() {
        alert.incrementAndGet();
    }

    void failed(Throwable problem) {
        failure.compareAndSet(null, problem);
        finish(Outcome.FAILED);
    }
}
