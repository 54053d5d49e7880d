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
    /** How many windows of each of some spans are kept, for loads and for stores, for accesses that find none of their own span any more. */
    private static final int SPARE = 4;
    /** Such a span is larger than the next smaller one by one part in so many, and by a long at least: little more has to be there than is accessed. */
    private static final int STEP = 8;

    /** For each window what all sites that have it access: twice the span, and 1 more for stores; or 0 if none has it. */
    private static final int[] SHAPES = new int[Tlb.WINDOWS];
    private static int last;

    static {
        int end = Tlb.WINDOWS;
        for (int span = LARGEST; span > 0; span -= Math.max(Long.BYTES, span / STEP)) {
            for (int kind = 0; kind < 2; kind++) {
                Arrays.fill(SHAPES, end - SPARE, end, shape(span, kind == 1));
                end -= SPARE;
            }
        }
    }

    private int[] offsets = new int[16];
    private int[] windows = new int[16];
    private int[] shapes = new int[16];
    private int[] moved = new int[16];
    private int count;
    private int all;

    /**
     * Adds a site and returns the number of its window. Windows are handed out in turns, so that a site of another region may have the same in the end;
     * but then it is for the same kind of access and the same span or, if there is none for that, a larger one, for a window says by itself what may be
     * done there.
     *
     * @param offset the instruction's place from the region's start in bytes; more than one may be there, in copies of it
     * @param span   how many bytes are accessed, from the lowest address on, at most {@link #LARGEST}
     */
    public int add(int offset, int span, boolean stores) {
        int window = take(shape(span, stores));
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            windows = Arrays.copyOf(windows, 2 * count);
            shapes = Arrays.copyOf(shapes, 2 * count);
            moved = Arrays.copyOf(moved, 2 * count);
        }
        offsets[count] = offset;
        windows[count] = window;
        shapes[count++] = SHAPES[window];
        return window;
    }

    private static int shape(int span, boolean stores) {
        return 2 * span + (stores ? 1 : 0);
    }

    private static synchronized int take(int shape) {
        int larger = NONE;
        for (int i = Tlb.FIRST_WINDOW; i < Tlb.WINDOWS; i++) {
            last = last + 1 < Tlb.WINDOWS ? Math.max(last + 1, Tlb.FIRST_WINDOW) : Tlb.FIRST_WINDOW;
            int taken = SHAPES[last];
            if (taken == 0 || taken == shape) {
                SHAPES[last] = shape;
                return last;
            }
            if (taken > shape && (taken - shape & 1) == 0 && (larger == NONE || taken < SHAPES[larger])) {
                larger = last;
            }
        }
        last = larger;
        return larger;
    }

    /** Has the sites at an offset look in one of the TLB's windows from now on. Says whether it is time to look which sites are restless. */
    boolean choose(int offset, Tlb tlb, boolean stores, int from) {
        boolean due = false;
        for (int i = 0; i < count; i++) {
            boolean meant = offsets[i] == offset && (shapes[i] & 1) == (stores ? 1 : 0);
            if (meant && tlb.choose(windows[i], stores, from, shapes[i] >> 1)) {
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
