package twofold.riscv.hart;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final AtomicInteger WINDOWS = new AtomicInteger();

    private int[] offsets = new int[16];
    private int[] windows = new int[16];
    private int[] spans = new int[16];
    private int[] moved = new int[16];
    private int count;
    private int all;

    /**
     * Adds a site and returns the number of its window. Windows are handed out in turns, so that a site of another region may have the same in the end.
     *
     * @param offset the instruction's place from the region's start in bytes; more than one may be there, in copies of it
     * @param span   how many bytes are accessed, from the lowest address on
     */
    public int add(int offset, int span) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            windows = Arrays.copyOf(windows, 2 * count);
            spans = Arrays.copyOf(spans, 2 * count);
            moved = Arrays.copyOf(moved, 2 * count);
        }
        int window = Tlb.FIRST_WINDOW + (WINDOWS.getAndIncrement() & Integer.MAX_VALUE) % (Tlb.WINDOWS - Tlb.FIRST_WINDOW);
        offsets[count] = offset;
        windows[count] = window;
        spans[count++] = span;
        return window;
    }

    /** Has the sites at an offset look in one of the TLB's windows from now on. Says whether it is time to look which sites are restless. */
    boolean choose(int offset, Tlb tlb, boolean stores, int from) {
        boolean due = false;
        for (int i = 0; i < count; i++) {
            if (offsets[i] == offset && tlb.choose(windows[i], stores, from, spans[i])) {
                moved[i]++;
                due |= ++all % MANY == 0;
            }
        }
        return due;
    }

    /** The offsets of those whose windows moved often. */
    Set<Integer> restless() {
        Set<Integer> restless = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (moved[i] >= MANY / SHARE) {
                restless.add(offsets[i]);
            }
        }
        return restless;
    }
}
