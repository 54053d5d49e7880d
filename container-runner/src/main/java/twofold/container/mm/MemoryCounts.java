package twofold.container.mm;

import twofold.riscv.memory.AddressSpace;

/** What happened to the memory of a control group and of all below it, for memory.stat and memory.events. */
public final class MemoryCounts {
    /** What is counted of events and work, in the order of the rows of memory.stat and memory.events that show it. */
    public enum Event {
        LOW, HIGH, MAX, OOM, OOM_KILL, OOM_GROUP_KILL, SWAP_HIGH, SWAP_MAX, SWAP_FAIL, MAJOR_FAULTS, SCANNED, STOLEN, SWAPPED_IN, SWAPPED_OUT, REFAULTS_ANON,
        REFAULTS_FILE, ACTIVATED, DEACTIVATED;

        /** Whether memory.swap.events counts it. */
        public boolean ofSwap() {
            return this == SWAP_HIGH || this == SWAP_MAX || this == SWAP_FAIL;
        }

        private boolean isTold() {
            return ordinal() <= SWAP_FAIL.ordinal();
        }
    }

    /** Who hears of what files of events count. */
    public interface Listener {
        /** One more of something, here itself or here and below. */
        void counted(Event what, boolean here);
    }

    private Listener listener;

    private final MemoryCounts around;
    private final long[] all = new long[Event.values().length];
    private final long[] own = new long[Event.values().length];
    private final long[] faults = new long[3];
    private long copied;

    /** @param around those of the group around, or null */
    MemoryCounts(MemoryCounts around) {
        this.around = around;
    }

    /** One more of something, here and in all groups around. */
    public void add(Event what) {
        own[what.ordinal()]++;
        tell(what, true);
        for (MemoryCounts at = this; at != null; at = at.around) {
            at.all[what.ordinal()]++;
            at.tell(what, false);
        }
    }

    private void tell(Event what, boolean here) {
        if (listener != null && what.isTold()) {
            listener.counted(what, here);
        }
    }

    /** Tells somebody from now on. */
    public void listen(Listener who) {
        listener = who;
    }

    /** How many of something there were, here and below. */
    public long all(Event what) {
        return all[what.ordinal()];
    }

    /** How many of something there were here alone. */
    public long own(Event what) {
        return own[what.ordinal()];
    }

    void addCopy() {
        for (MemoryCounts at = this; at != null; at = at.around) {
            at.copied++;
        }
    }

    void addFault(int access) {
        for (MemoryCounts at = this; at != null; at = at.around) {
            at.faults[access >> 1]++;
        }
    }

    /** Pages copied on write. */
    public long copied() {
        return copied;
    }

    /** Page faults served or refused. */
    public long faults() {
        return faults[0] + faults[1] + faults[2];
    }

    /** Page faults by what was tried: {@link AddressSpace#READ}, {@link AddressSpace#WRITE} or {@link AddressSpace#FETCH}. */
    public long faults(int access) {
        return faults[access >> 1];
    }
}
