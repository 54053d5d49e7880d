package twofold.riscv.hart;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import twofold.riscv.memory.Tlb;

/**
 * The places in a region's code that look for memory in a window of their own ({@link Tlb#choose}), or would if it had held. Most places access one
 * stretch of memory again and again: an array, the heap, a table.
 */
public final class Sites {
    /** How often windows of a region may move from one stretch of memory to another until it is looked at which do so. */
    private static final int MANY = 4096;
    /** A site with at least this share of these is restless. */
    private static final int SHARE = 32;

    /** The number of no window. */
    public static final int NONE = -1;
    /** The most bytes that a group of accesses by one register can span: what offsets of twelve bits and the last of them reach. */
    public static final int LARGEST = (1 << 12) - 1 + Long.BYTES;

    private final WindowPool pool;
    private final WindowPool.Holding held;
    private final boolean large;
    private int[] offsets = new int[16];
    private int[] windows = new int[16];
    private int[] moved = new int[16];
    private int count;
    private int all;

    /** For the sites of one region; one that is large gets windows that others have, too, when there are none left. */
    public Sites(boolean large) {
        this(large, WindowPool.SHARED);
    }

    Sites(boolean large, WindowPool pool) {
        this.large = large;
        this.pool = pool;
        held = pool.holding(this);
    }

    /**
     * Adds a site and returns the number of its window, or {@link #NONE}: then it has to look elsewhere. Another region may have the same window, which is
     * for the same kind of access and the same span or a larger one.
     *
     * @param offset the instruction's place from the region's start in bytes; more than one may be there, in copies of it
     * @param span   how many bytes are accessed, from the lowest address on, at most {@link #LARGEST}
     */
    public int add(int offset, int span, boolean stores) {
        int window = pool.take(held, span, stores, large);
        if (window == NONE) {
            return NONE;
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            windows = Arrays.copyOf(windows, 2 * count);
            moved = Arrays.copyOf(moved, 2 * count);
        }
        offsets[count] = offset;
        windows[count++] = window;
        return window;
    }

    /** The region's code is not run any more, or never was. */
    public void end() {
        pool.giveBack(held);
    }

    /** Has the sites at an offset look in one of the TLB's windows from now on. Says whether it is time to look which sites are restless. */
    boolean choose(int offset, Tlb tlb, boolean stores, int from) {
        boolean due = false;
        for (int i = 0; i < count; i++) {
            boolean meant = offsets[i] == offset && pool.stores(windows[i]) == stores;
            if (meant && tlb.choose(windows[i], stores, from, pool.span(windows[i]))) {
                moved[i]++;
                due |= ++all % MANY == 0;
            }
        }
        return due;
    }

    /**
     * The offsets of those whose windows moved often.
     *
     * @param isLast whether nobody will ask again: then to have moved at all is enough
     */
    Set<Integer> restless(boolean isLast) {
        Set<Integer> restless = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (moved[i] >= (isLast ? 1 : MANY / SHARE)) {
                restless.add(offsets[i]);
            }
        }
        return restless;
    }
}
