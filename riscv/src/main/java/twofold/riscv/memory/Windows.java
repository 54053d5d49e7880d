package twofold.riscv.memory;

import java.util.Arrays;

/**
 * Ranges of virtual pages that lie in a row in the host's memory too and are all in one TLB: the last few of one kind of access. They
 * grow page by page as their neighbours are entered. Wide ones, which took long to grow, do not go for every page that is far from all of them.
 */
public final class Windows {
    private static final int COUNT = 8;
    /** From this length in bytes on it is not given up for a shorter one as long as there are enough of those. */
    private static final long WIDE = 64 << Frames.SHIFT;
    private static final int MOST_WIDE = 6;

    private final long[] lows = new long[COUNT];
    private final long[] lengths = new long[COUNT];
    private final long[] addends = new long[COUNT];
    private int next;

    /** The window an address lies in, or -1. */
    public int find(long address) {
        for (int i = 0; i < COUNT; i++) {
            if (Long.compareUnsigned(address - lows[i], lengths[i]) < 0) {
                return i;
            }
        }
        return -1;
    }

    /** The virtual address of a window's first byte. */
    public long low(int window) {
        return lows[window];
    }

    /** A window's length in bytes. */
    public long length(int window) {
        return lengths[window];
    }

    /** What turns a virtual address in a window into a host address. */
    public long addend(int window) {
        return addends[window];
    }

    /** Pages were entered: they and the windows that they overlap or lie beside become one, or they open one of their own in place of an old one. */
    int add(long low, long end, long addend) {
        int at = -1;
        for (int i = 0; i < COUNT; i++) {
            boolean meets = addends[i] == addend && lengths[i] != 0 && low <= lows[i] + lengths[i] && end >= lows[i];
            if (meets) {
                low = Math.min(low, lows[i]);
                end = Math.max(end, lows[i] + lengths[i]);
                lengths[i] = 0;
                at = i;
            }
        }
        if (at < 0) {
            at = oldest(end - low >= WIDE);
        }
        lows[at] = low;
        lengths[at] = end - low;
        addends[at] = addend;
        return at;
    }

    /** The window that a new one takes the place of. */
    private int oldest(boolean wide) {
        int wideOnes = 0;
        for (long each : lengths) {
            wideOnes += each >= WIDE ? 1 : 0;
        }
        boolean takesWide = wideOnes > (wide ? MOST_WIDE - 1 : MOST_WIDE);
        do {
            next = (next + 1) % COUNT;
        } while (lengths[next] >= WIDE != takesWide);
        return next;
    }

    /** A page is forgotten: the window it lies in becomes what is left and right of it. */
    void forget(long page) {
        for (int i = 0; i < COUNT; i++) {
            long left = page - lows[i];
            if (Long.compareUnsigned(left, lengths[i]) < 0) {
                long right = lengths[i] - left - Frames.SIZE;
                lengths[i] = left;
                if (right > left) {
                    lows[i] = page + Frames.SIZE;
                    lengths[i] = right;
                }
            }
        }
    }

    void clear() {
        Arrays.fill(lengths, 0);
    }
}
