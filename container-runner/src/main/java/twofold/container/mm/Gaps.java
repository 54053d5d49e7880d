package twofold.container.mm;

/**
 * What a search for room in an address space found out, so that the next one need not look at the same areas again: in a stretch below the place where
 * searches begin there is no gap of some size.
 */
final class Gaps {
    private long top = -1;
    private long size;
    private long bottom;

    /** Where to look for room below {@code from}: no gap above is large enough. */
    long below(long from, long wanted) {
        return from == top && wanted >= size ? bottom : from;
    }

    /** There was no gap of {@code wanted} bytes between {@code found} and {@code from}, and there is none now. */
    void searched(long from, long wanted, long found) {
        top = from;
        size = wanted;
        bottom = found;
    }

    /** Something that ended at {@code end} is gone: there may be room now up to the next area's start. */
    void opened(long end, long above) {
        if (end > bottom) {
            bottom = Math.min(top, above);
        }
    }
}
