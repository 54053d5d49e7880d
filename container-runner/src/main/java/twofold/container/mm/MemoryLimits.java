package twofold.container.mm;

/** What a control group's files say about its memory, in pages (Linux admin guide, cgroup-v2, "Memory Interface Files"). */
public final class MemoryLimits {
    private final Runnable changed;
    private long max;
    private long high = Account.UNLIMITED;
    private long low;
    private long min;
    private boolean killsGroup;

    /** @param changed what is to happen when a limit has changed that may be passed already */
    MemoryLimits(long max, Runnable changed) {
        this.max = max;
        this.changed = changed;
    }

    /** Whether there is one that can be passed. */
    boolean exist() {
        return max != Account.UNLIMITED || high != Account.UNLIMITED;
    }

    /** memory.max: what nobody gets more than. */
    public long max() {
        return max;
    }

    /** Sets memory.max; what is above it goes when {@link Account#relieve} is next called. */
    public void setMax(long pages) {
        max = pages;
        changed.run();
    }

    /** memory.high: who has more is slowed down. */
    public long high() {
        return high;
    }

    /** Sets memory.high. */
    public void setHigh(long pages) {
        high = pages;
        changed.run();
    }

    /** memory.low: what is taken away only when nothing else is left. */
    public long low() {
        return low;
    }

    /** Sets memory.low. */
    public void setLow(long pages) {
        low = pages;
    }

    /** memory.min: what is never taken away. */
    public long min() {
        return min;
    }

    /** Sets memory.min. */
    public void setMin(long pages) {
        min = pages;
    }

    /** memory.oom.group: whether all of the group is killed when one of it has to be. */
    public boolean killsGroup() {
        return killsGroup;
    }

    /** Sets memory.oom.group. */
    public void setKillsGroup(boolean value) {
        killsGroup = value;
    }
}
