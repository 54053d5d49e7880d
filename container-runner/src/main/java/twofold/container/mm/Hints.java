package twofold.container.mm;

/**
 * What a program has said of how it will use an area, madvise(2). Of these only {@code undumped} changes what is done.
 *
 * @param order     MADV_NORMAL, MADV_RANDOM or MADV_SEQUENTIAL
 * @param undumped  MADV_DONTDUMP: a core file has nothing of it
 * @param huge      MADV_HUGEPAGE above 0, MADV_NOHUGEPAGE below, or neither
 * @param mergeable MADV_MERGEABLE
 */
public record Hints(int order, boolean undumped, int huge, boolean mergeable) {
    /** Nothing said. */
    public static final Hints NONE = new Hints(0, false, 0, false);
    private static final int RANDOM = 1;
    private static final int SEQUENTIAL = 2;

    /** The same with another order. */
    public Hints ordered(int anew) {
        return new Hints(anew, undumped, huge, mergeable);
    }

    /** The same, written to core files or not. */
    public Hints dumped(boolean written) {
        return new Hints(order, !written, huge, mergeable);
    }

    /** The same with huge pages wanted (1) or not (-1). */
    public Hints sized(int anew) {
        return new Hints(order, undumped, anew, mergeable);
    }

    /** The same, to be merged with pages that have the same in them or not. */
    public Hints merging(boolean anew) {
        return new Hints(order, undumped, huge, anew);
    }

    /** The words for the order that VmFlags has, proc_pid_smaps(5). */
    public String orderWords() {
        return order == SEQUENTIAL ? " sr" : order == RANDOM ? " rr" : "";
    }

    /** The words for the rest of it. */
    public String words() {
        return (undumped ? " dd" : "") + (huge > 0 ? " hg" : huge < 0 ? " nh" : "") + (mergeable ? " mg" : "");
    }
}
