package twofold.riscv.memory;

/**
 * How far windows reach in translations of more than a page. The whole of such a translation may be accessed once a byte of it was, but a window covers
 * only pages that somebody has touched, so that the machine's count of touched pages is exact.
 */
final class TouchedRuns {
    /** How many translations to either side a window is looked for. */
    private static final int LOOK = 64;

    private final Tlb tlb;
    private final PhysicalMemory memory;

    TouchedRuns(Tlb tlb, PhysicalMemory memory) {
        this.tlb = tlb;
        this.memory = memory;
    }

    /** A page is about to be accessed. */
    void touch(long host) {
        memory.touchHost(host);
    }

    /** Enters a page of a large translation with what lies around it; false if it is not one. */
    boolean fill(long address, int access, long host) {
        KnownLeaves leaves = tlb.leaves(access);
        if (leaves.find(address) == 0) {
            return false;
        }
        boolean stores = access == AddressSpace.WRITE;
        long addend = tlb.enter(stores, address, host);
        long page = address & -Frames.SIZE;
        (stores ? tlb.writable : tlb.readable).add(lowest(leaves, page, addend), highest(leaves, page, addend), addend);
        return true;
    }

    /** Opens a window around a page of a large translation; -1 if it is not one. */
    int open(long address, int access) {
        KnownLeaves leaves = tlb.leaves(access);
        long host = leaves.find(address);
        if (host == 0) {
            return -1;
        }
        long page = address & -Frames.SIZE;
        long addend = Frames.address(host) - address;
        long low = lowest(leaves, page, addend);
        return (access == AddressSpace.WRITE ? tlb.writable : tlb.readable).add(low, highest(leaves, page, addend), addend);
    }

    /** The first of the touched pages in a row up to one. */
    private long lowest(KnownLeaves leaves, long page, long addend) {
        long at = page;
        for (int i = 0; i < LOOK; i++) {
            long host = leaves.find(at);
            long most = at - (at & -leaves.found()) >>> Frames.SHIFT;
            long run = memory.touchedBelow(host, most);
            at -= run << Frames.SHIFT;
            boolean on = run == most && continues(leaves, at - Frames.SIZE, addend);
            if (!on) {
                return at;
            }
            at -= Frames.SIZE;
        }
        return at;
    }

    /** The end of the touched pages in a row from one on. */
    private long highest(KnownLeaves leaves, long page, long addend) {
        long at = page;
        for (int i = 0; i < LOOK; i++) {
            long host = leaves.find(at);
            long most = ((at | leaves.found() - 1) + 1 - at >>> Frames.SHIFT) - 1;
            long run = memory.touchedAbove(host, most);
            at += run << Frames.SHIFT;
            boolean on = run == most && continues(leaves, at + Frames.SIZE, addend);
            if (!on) {
                return at + Frames.SIZE;
            }
            at += Frames.SIZE;
        }
        return at + Frames.SIZE;
    }

    /** Whether a page lies in a known translation in the same row of the host's memory, and was touched. */
    private boolean continues(KnownLeaves leaves, long page, long addend) {
        long host = leaves.find(page);
        return host != 0 && Frames.address(host) == page + addend && memory.isTouched(host);
    }
}
