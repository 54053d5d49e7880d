package twofold.vm.hypervisor;

import twofold.riscv.hart.Runner;

/**
 * How a machine's harts get to run, and how the run ends. Devices and what else harts share are used by one thread at a time: who
 * holds the monitor of the machine's memory.
 */
sealed interface Schedule permits Turns, Threads {
    /** Runs until the machine ends, or until a moment of the run's clock, {@link Long#MAX_VALUE} for none. */
    Outcome run(long limitNanos);

    /** Ends the run, unless it ended already; any thread may call it. */
    void finish(Outcome how);

    /** Has something done that touches devices; any thread may call it. */
    void post(Runnable event);

    /** Who runs the harts; called before the run. */
    void runBy(Runner by);

    /** A word to look at between turns; called before the run. */
    void watch(WatchedWord word);

    /** Whether the hart should leave off what it is doing between two instructions. */
    boolean isTurnOver(Processor processor);

    /** A hart's call changed when a hart is to be interrupted: that hart looks again soon. */
    void attend(Processor processor);

    /** A device raised a hart's interrupt line. */
    void raised(Processor processor);

    /** A hart's store changed when harts are to be interrupted: all look again, this one at once. */
    void attendAll();

    /** Asks for something to be done with a hart between two of its instructions. It is done when {@link #settle} returns. */
    void ask(Processor processor, Runnable work);

    /** Called by the hart that asked: returns when all that it asked for is done. */
    void settle();
}
