package twofold.riscv.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The TLBs that were used last, by a hart or by several of which only one runs at a time. Only these have tables, so that an address space that does not run
 * takes little of the host's memory.
 */
public final class RecentTlbs {
    private static final int MOST_OF_ONE = 64;

    private final int most;
    private final List<Tlb> awake = new ArrayList<>();
    private long time;

    /** Those of one hart. */
    public RecentTlbs() {
        this(MOST_OF_ONE);
    }

    /** At most so many have tables. */
    public RecentTlbs(int most) {
        this.most = most;
    }

    /**
     * A space's TLB is about to be used: if it has no tables it gets those of one that will not be used any more or, when there are enough, of the one that was
     * not used for the longest time, and holds nothing.
     */
    public void use(Tlb tlb) {
        if (!tlb.isAwake()) {
            wakeSlow(tlb);
        }
        tlb.used = ++time;
    }

    private void wakeSlow(Tlb tlb) {
        int oldest = 0;
        for (int i = 1; i < awake.size(); i++) {
            if (awake.get(i).used < awake.get(oldest).used) {
                oldest = i;
            }
        }
        if (awake.size() == most || !awake.isEmpty() && awake.get(oldest).used == Tlb.NEVER_AGAIN) {
            tlb.wake(awake.get(oldest));
            awake.set(oldest, tlb);
        } else {
            tlb.wake(null);
            awake.add(tlb);
        }
    }
}
