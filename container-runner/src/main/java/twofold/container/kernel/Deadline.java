package twofold.container.kernel;

/**
 * What a SCHED_DEADLINE task has asked for, sched(7), nanoseconds: so much time within each period, before a deadline in it. Those tasks run before all others, that
 * with the earliest deadline first.
 *
 * @param runtime  the time
 * @param relative the deadline, counted from when it is set going
 * @param period   how often
 */
public record Deadline(long runtime, long relative, long period) {
    /** The policy's number. */
    public static final int POLICY = 6;
    private static final long LEAST_RUNTIME = 1 << 10;
    private static final long LEAST_PERIOD = 100_000;
    private static final long LONGEST_PERIOD = (1L << 22) * 1000;
    private static final int SHARE_BITS = 20;

    /** Whether it makes sense. */
    public boolean isSane() {
        return relative > 0 && period >= LEAST_PERIOD && period <= LONGEST_PERIOD && runtime >= LEAST_RUNTIME && runtime <= relative && relative <= period;
    }

    /** Its share of the processor, of 2 to the power of 20. */
    public long share() {
        return (runtime << SHARE_BITS) / period;
    }

    /** Whether shares that add up to so much leave what is for others, given microseconds of kernel.sched_rt_runtime_us in each of kernel.sched_rt_period_us. */
    public static boolean fits(long shares, long runtimeMicros, long periodMicros) {
        return runtimeMicros < 0 || shares <= (runtimeMicros << SHARE_BITS) / periodMicros;
    }
}
