package twofold.riscv.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The TLBs that a hart used last. Only these have tables, so that an address space that does not run takes little of the host's memory; another hart
 * has spaces of its own.
 */
public final class RecentTlbs {
    private static final int MOST = 64;

    private final List<Tlb> awake = new ArrayList<>();
    private long time;

    /** A space's TLB is about to be used: if it has no tables it gets those of the one that was not used for the longest time, and holds nothing. */
    public void use(Tlb tlb) {
        tlb.used = ++time;
        if (tlb.isAwake()) {
            return;
        }
        if (awake.size() < MOST) {
            tlb.wake(null);
            awake.add(tlb);
            return;
        }
        int oldest = 0;
        for (int i = 1; i < MOST; i++) {
            if (awake.get(i).used < awake.get(oldest).used) {
                oldest = i;
            }
        }
        tlb.wake(awake.get(oldest));
        awake.set(oldest, tlb);
    }
}
