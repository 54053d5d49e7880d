package twofold.container.kernel;

import java.util.TreeSet;

/**
 * A control group's share of the processor beside its siblings: cpu.weight and cpu.max (Linux admin guide, cgroup-v2, "CPU"; sched-bwc). Times are nanoseconds.
 */
public final class CpuGroup {
    /** What cpu.weight is if nobody says. */
    public static final int DEFAULT_WEIGHT = 100;
    /** The period of cpu.max if nobody says. */
    public static final long PERIOD = 100_000_000;
    private static final long STRIDE = 100;

    /** The group around, or null. */
    final CpuGroup parent;
    final int number;
    /** Its own tasks that can run, in order of their turns. */
    final ReadyTasks ready = new ReadyTasks();
    /** The groups below that have something to run. */
    final TreeSet<CpuGroup> runnable = new TreeSet<>(CpuGroup::order);
    /** Whether the group around has it among its own. */
    boolean listed;
    long pass;
    /** The pass of its own tasks beside the groups below. */
    long ownPass;
    /** The smallest pass that was chosen here last: who comes has no less. */
    long virtualTime;
    private int weight = DEFAULT_WEIGHT;
    private boolean idle;
    private long quota = Long.MAX_VALUE;
    private long period = PERIOD;
    private long burst;
    private long periodEnd;
    private long budget;
    private long usedInPeriod;
    /** Its quota is used up until a timer says otherwise. */
    boolean waits;
    private long waitsSince;
    private long periods;
    private long throttledPeriods;
    private long throttled;
    private long bursts;
    private long burstNanos;

    CpuGroup(CpuGroup parent, int number) {
        this.parent = parent;
        this.number = number;
    }

    private static int order(CpuGroup one, CpuGroup other) {
        return one.pass != other.pass ? Long.compare(one.pass, other.pass) : Integer.compare(one.number, other.number);
    }

    boolean hasWork() {
        return !waits && (!ready.isEmpty() || !runnable.isEmpty());
    }

    /** cpu.weight, 1 to 10000. */
    public int weight() {
        return weight;
    }

    /** Sets cpu.weight. */
    public void setWeight(int value) {
        weight = value;
    }

    /** cpu.idle: it has next to no share. */
    public boolean idle() {
        return idle;
    }

    /** Sets cpu.idle. */
    public void setIdle(boolean value) {
        idle = value;
    }

    /** What it counts for among its siblings. */
    int share() {
        return idle ? 1 : weight;
    }

    /** How much of each {@link #period} it may use, {@link Long#MAX_VALUE} for all. */
    public long quota() {
        return quota;
    }

    /** The period of its quota. */
    public long period() {
        return period;
    }

    /** Sets how much of each period it may use. */
    public void setQuota(long nanos) {
        setQuota(nanos, period);
    }

    /** Sets how much of each period it may use, and how long that is. */
    public void setQuota(long nanos, long each) {
        quota = nanos;
        period = each;
        budget = nanos;
        periodEnd = 0;
        usedInPeriod = 0;
    }

    /** cpu.max.burst: what may be saved up of quotas that were not used. */
    public long burst() {
        return burst;
    }

    /** Sets cpu.max.burst. */
    public void setBurst(long nanos) {
        burst = nanos;
    }

    /** nr_periods of cpu.stat: periods since it first ran under a quota. */
    public long periods() {
        return periods;
    }

    /** nr_throttled of cpu.stat. */
    public long throttledPeriods() {
        return throttledPeriods;
    }

    /** Time it was kept from running by its quota, up to the last time that it could run again. */
    public long throttledNanos() {
        return throttled;
    }

    /** nr_bursts of cpu.stat: periods in which it used more than its quota, which it had saved. */
    public long bursts() {
        return bursts;
    }

    /** Time it used in bursts. */
    public long burstNanos() {
        return burstNanos;
    }

    /** It or one below ran for a while until now. Returns when it may run again if its quota is used up, or 0. */
    long charge(long nanos, long now) {
        pass += nanos * STRIDE / share();
        if (quota == Long.MAX_VALUE) {
            return 0;
        }
        refill(now - nanos);
        budget -= nanos;
        usedInPeriod += nanos;
        refill(now);
        if (budget > 0 || waits) {
            return 0;
        }
        throttledPeriods++;
        waits = true;
        waitsSince = now;
        return periodEnd + (-budget / quota) * period;
    }

    private void refill(long now) {
        if (periodEnd == 0) {
            periodEnd = now + period;
        }
        if (now < periodEnd) {
            return;
        }
        long passed = 1 + (now - periodEnd) / period;
        if (usedInPeriod > quota && burst > 0) {
            bursts++;
            burstNanos += Math.min(burst, usedInPeriod - quota);
        }
        usedInPeriod = 0;
        periods += passed;
        periodEnd += passed * period;
        long most = quota + burst;
        budget = passed > (most - budget) / quota ? most : Math.min(most, budget + passed * quota);
    }

    /** Its time has come again. */
    void proceed(long now) {
        waits = false;
        throttled += now - waitsSince;
        if (quota != Long.MAX_VALUE) {
            refill(now);
        }
    }
}
