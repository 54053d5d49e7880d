package twofold.riscv.observe;

import twofold.riscv.hart.Hart;

/** Takes samples of harts with the calls that led there. Must leave the hart as it is. */
public interface Profiler {
    /**
     * The stack that a hart is on: something that is equal as long as it is the same one.
     *
     * @return null where calls are not to be followed
     */
    Object stack(Hart hart);

    /**
     * A sample.
     *
     * @param hart    between two instructions
     * @param callers the addresses of the calls that have not returned, the outermost first
     */
    void sample(Hart hart, long[] callers);
}
