package twofold.container.mm;

/**
 * Virtual page number to entry, in three levels. An entry is 0 (nothing mapped), or a frame number shifted left by four, with
 * {@link #PRESENT} and the rights READ, WRITE, FETCH as {@link twofold.riscv.memory.AddressSpace} numbers them, or, without any of these, a slot of the swap space.
 * A frame without rights is one whose next access is to be noticed.
 */
final class PageTable {
    /** The entry holds a frame, with whatever rights. */
    static final int PRESENT = 8;
    /** The rights of an entry. */
    static final int RIGHTS = 7;
    private static final int LEAF_BITS = 9;
    private static final int LEAF = 1 << LEAF_BITS;

    private final int[][][] root = new int[256][][];
    private long bytes = 2048;

    /** What it takes of the host's heap. */
    long bytes() {
        return bytes;
    }

    static int entry(int frame, int rights) {
        return frame << 4 | PRESENT | rights;
    }

    /** The entry of a page that is in a slot of the swap space. */
    static int swapped(int slot) {
        return slot + 1 << 4;
    }

    static boolean isSwapped(int entry) {
        return entry != 0 && (entry & PRESENT) == 0;
    }

    static boolean isPresent(int entry) {
        return (entry & PRESENT) != 0;
    }

    static int slot(int entry) {
        return (entry >>> 4) - 1;
    }

    static int frame(int entry) {
        return entry >>> 4;
    }

    /** The entry of a page below 2^26. */
    int get(long page) {
        int[][] middle = root[(int) (page >>> 2 * LEAF_BITS) & 255];
        if (middle == null) {
            return 0;
        }
        int[] leaf = middle[(int) (page >>> LEAF_BITS) & LEAF - 1];
        return leaf == null ? 0 : leaf[(int) page & LEAF - 1];
    }

    void set(long page, int entry) {
        int top = (int) (page >>> 2 * LEAF_BITS) & 255;
        if (root[top] == null) {
            root[top] = new int[LEAF][];
            bytes += 8 * LEAF;
        }
        int[][] middle = root[top];
        int at = (int) (page >>> LEAF_BITS) & LEAF - 1;
        if (middle[at] == null) {
            middle[at] = new int[LEAF];
            bytes += 4 * LEAF;
        }
        middle[at][(int) page & LEAF - 1] = entry;
    }

    /** The first page in {@code [from, to)} whose entry is not 0, or {@code to}. Skips empty leaves at once. */
    long next(long from, long to) {
        long page = from;
        while (page < to) {
            int[][] middle = root[(int) (page >>> 2 * LEAF_BITS) & 255];
            if (middle == null) {
                page = (page >>> 2 * LEAF_BITS) + 1 << 2 * LEAF_BITS;
                continue;
            }
            int[] leaf = middle[(int) (page >>> LEAF_BITS) & LEAF - 1];
            if (leaf == null) {
                page = (page >>> LEAF_BITS) + 1 << LEAF_BITS;
                continue;
            }
            if (leaf[(int) page & LEAF - 1] != 0) {
                return page;
            }
            page++;
        }
        return to;
    }
}
