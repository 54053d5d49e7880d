package twofold.container.mm;

/** What one control group and all below it have of the swap space, and may have (Linux admin guide, cgroup-v2, "memory.swap"). */
public final class SwapShare {
    /** The swap space of all groups of one tree, if they have one. */
    static final class Place {
        private SwapSpace space;
    }

    private final Account account;
    private final SwapShare around;
    private final Place place;
    private long limit = Account.UNLIMITED;
    private long high = Account.UNLIMITED;
    private long used;
    private long peak;

    SwapShare(Account account, SwapShare around) {
        this.account = account;
        this.around = around;
        place = around == null ? new Place() : around.place;
    }

    /** Where pages of this tree of groups may go. */
    public void goesTo(SwapSpace space) {
        place.space = space;
    }

    /** Writes a frame to the swap space for {@code count} holders, at the cost of who pays for the frame; returns the slot, or -1 if that cannot be. */
    public int out(int frame, int count) {
        if (place.space == null) {
            return -1;
        }
        int payer = Charges.payer(frame);
        Account pays = Charges.account(payer);
        for (SwapShare at = pays.swap(); at != null; at = at.around) {
            if (at.used >= at.limit) {
                at.account.counts().add(MemoryCounts.Event.SWAP_MAX);
                pays.counts().add(MemoryCounts.Event.SWAP_FAIL);
                return -1;
            }
        }
        int slot = place.space.store(frame, count, payer);
        if (slot < 0) {
            pays.counts().add(MemoryCounts.Event.SWAP_FAIL);
            return -1;
        }
        for (SwapShare at = pays.swap(); at != null; at = at.around) {
            at.used++;
            at.peak = Math.max(at.peak, at.used);
            if (at.used > at.high) {
                at.account.counts().add(MemoryCounts.Event.SWAP_HIGH);
            }
        }
        pays.counts().add(MemoryCounts.Event.SWAPPED_OUT);
        return slot;
    }

    /** Reads a slot of the swap space into a frame; false if the host cannot. */
    public boolean in(int slot, int frame) {
        account.counts().add(MemoryCounts.Event.SWAPPED_IN);
        account.counts().add(MemoryCounts.Event.REFAULTS_ANON);
        return place.space.load(slot, frame);
    }

    /** One more holder of a slot. */
    void retain(int slot) {
        place.space.retain(slot);
    }

    /** One holder of a slot less. */
    public void release(int slot) {
        int payer = place.space.payer(slot);
        if (place.space.release(slot)) {
            for (SwapShare at = Charges.account(payer).swap(); at != null; at = at.around) {
                at.used--;
            }
        }
    }

    /** Whether one more page of the group can go to the swap space. */
    boolean hasRoom() {
        if (place.space == null || !place.space.hasRoom()) {
            return false;
        }
        for (SwapShare at = this; at != null; at = at.around) {
            if (at.used >= at.limit) {
                return false;
            }
        }
        return true;
    }

    /** Pages in the swap space. */
    public long used() {
        return used;
    }

    /** The most pages ever in the swap space. */
    public long peak() {
        return peak;
    }

    /** Begins to look for the most pages anew. */
    public void forgetPeak() {
        peak = used;
    }

    /** memory.swap.max in pages. */
    public long limit() {
        return limit;
    }

    /** Sets memory.swap.max. */
    public void setLimit(long pages) {
        limit = pages;
    }

    /** memory.swap.high in pages. */
    public long high() {
        return high;
    }

    /** Sets memory.swap.high. */
    public void setHigh(long pages) {
        high = pages;
    }

    /** Pages of swap space that it can have at all: its limits', and not more than there are. */
    public long total() {
        long most = place.space == null ? 0 : place.space.total();
        for (SwapShare at = this; at != null; at = at.around) {
            most = Math.min(most, at.limit);
        }
        return most;
    }
}
