package twofold.container.kernel;

import java.util.ArrayDeque;

/**
 * A container's share of the processor: cpu.weight, cpu.max and the freezer of cgroup v2 (Linux admin guide, cgroup-v2, "CPU" and
 * "cgroup.freeze"). Times are nanoseconds.
 */
public final class CpuGroup {
    /** What cpu.weight is if nobody says. */
    public static final int DEFAULT_WEIGHT = 100;
    /** The period of cpu.max. */
    public static final long PERIOD = 100_000_000;
    private static final long STRIDE = 100;

    final ArrayDeque<Task> ready = new ArrayDeque<>();
    final int number;
    /** Whether the scheduler's set holds it. */
    boolean listed;
    long pass;
    private int weight = DEFAULT_WEIGHT;
    private long quota = Long.MAX_VALUE;
    private boolean frozen;
    private long periodEnd;
    private long usedInPeriod;
    /** Its quota is used up until {@link #throttledUntil}. */
    boolean waits;
    long throttledUntil;
    private long periods;
    private long throttledPeriods;
    private long throttled;

    CpuGroup(int number) {
        this.number = number;
    }

    /** cpu.weight, 1 to 10000. */
    public int weight() {
        return weight;
    }

    /** Sets cpu.weight. */
    public void setWeight(int value) {
        weight = value;
    }

    /** How much of each {@link #PERIOD} it may use, {@link Long#MAX_VALUE} for all. */
    public long quota() {
        return quota;
    }

    /** Sets how much of each period it may use. */
    public void setQuota(long nanos) {
        quota = nanos;
    }

    /** Whether its tasks are kept from running. */
    public boolean frozen() {
        return frozen;
    }

    void setFrozen(boolean value) {
        frozen = value;
    }

    /** nr_periods of cpu.stat: periods in which it ran under a quota. */
    public long periods() {
        return periods;
    }

    /** nr_throttled of cpu.stat. */
    public long throttledPeriods() {
        return throttledPeriods;
    }

    /** Time it was kept from running by its quota. */
    public long throttledNanos() {
        return throttled;
    }

    /** It ran for a while; true if its quota of this period is used up and it has to wait. */
    boolean charge(long nanos, long now) {
        pass += nanos * STRIDE / weight;
        if (quota == Long.MAX_VALUE) {
            return false;
        }
        if (now >= periodEnd) {
            long over = periodEnd == 0 ? 0 : Math.max(0, usedInPeriod - quota * (1 + (now - periodEnd) / PERIOD));
            periodEnd = now + PERIOD;
            usedInPeriod = over;
            periods++;
        }
        usedInPeriod += nanos;
        if (usedInPeriod < quota) {
            return false;
        }
        throttledPeriods++;
        throttledUntil = periodEnd + (usedInPeriod / quota - 1) * PERIOD;
        throttled += Math.max(0, throttledUntil - now);
        waits = true;
        return true;
    }
}
