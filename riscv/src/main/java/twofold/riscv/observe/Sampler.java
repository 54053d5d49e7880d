package twofold.riscv.observe;

import java.util.function.Consumer;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;

/**
 * Takes a sample each time that the harts it runs have completed another {@code interval} instructions together. A sample is the hart between
 * two instructions. The budget is cut where a sample is due, so that samples fall on the same instructions on every run with a virtual
 * clock, and nothing is paid in between.
 */
public final class Sampler implements Runner {
    /** About a sample each ten thousand instructions. */
    public static final long INTERVAL = 10_007;

    private final long interval;
    private final Consumer<Hart> sample;
    private final Runner inner;
    private long left;

    /**
     * @param interval instructions from sample to sample, at least 1; a prime does not fall into step with loops
     * @param sample   takes each sample; must leave the hart as it is
     * @param inner    runs the harts
     */
    public Sampler(long interval, Consumer<Hart> sample, Runner inner) {
        this.interval = interval;
        this.sample = sample;
        this.inner = inner;
        left = interval;
    }

    @Override
    public Exit run(Hart hart, long budget) {
        long rest = budget;
        while (true) {
            long slice = Math.min(rest, left);
            long before = hart.retired;
            Exit exit = inner.run(hart, slice);
            left -= hart.retired - before;
            if (left <= 0) {
                sample.accept(hart);
                left += interval;
            }
            rest -= slice;
            if (exit != Exit.PREEMPTED || rest <= 0 || !hart.usedUp()) {
                return exit;
            }
        }
    }
}
