package twofold.riscv.memory;

import java.util.Arrays;

/**
 * Ranges of virtual pages that lie in a row in the host's memory too and are all in one TLB: the last few of one kind of access. They
 * grow page by page as their neighbours are entered.
 */
public final class Windows {
    private static final int COUNT = 8;

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

    /** Pages were entered: they widen the window that they overlap or lie beside, or open one of their own in place of the oldest. */
    void add(long low, long end, long addend) {
        for (int i = 0; i < COUNT; i++) {
            long high = lows[i] + lengths[i];
            boolean meets = addends[i] == addend && lengths[i] != 0 && low <= high && end >= lows[i];
            if (meets) {
                lows[i] = Math.min(lows[i], low);
                lengths[i] = Math.max(high, end) - lows[i];
                return;
            }
        }
        open(low, end - low, addend);
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

    /** Opens a window that is known to hold, in place of the oldest. */
    int open(long low, long length, long addend) {
        int at = next;
        lows[at] = low;
        lengths[at] = length;
        addends[at] = addend;
        next = (next + 1) % COUNT;
        return at;
    }

    void clear() {
        Arrays.fill(lengths, 0);
    }
}
