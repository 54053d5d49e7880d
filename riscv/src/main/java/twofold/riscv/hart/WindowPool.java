package twofold.riscv.hart;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import twofold.riscv.memory.Tlb;

/**
 * Hands out the windows that translated code has for its accesses. There are fewer than a large program has places that could use one, and places that
 * take turns with a window lose more by that than it brings them: who has little code to speed up gets one only as long as nobody else has it.
 */
final class WindowPool {
    /** The windows of one holder, which are had back when that is garbage, if they were not given back before. */
    static final class Holding extends WeakReference<Object> {
        private int[] windows = new int[8];
        private int count;

        private Holding(Object holder, ReferenceQueue<Object> garbage) {
            super(holder, garbage);
        }

        private void add(int window) {
            if (count == windows.length) {
                windows = Arrays.copyOf(windows, 2 * count);
            }
            windows[count++] = window;
        }
    }

    /** That of all translated code. */
    static final WindowPool SHARED = new WindowPool();

    /** How many windows of each of some spans are kept, for loads and for stores, for accesses that find none of their own span any more. */
    private static final int SPARE = 4;
    /** Such a span is larger than the next smaller one by one part in so many, and by a long at least: little more has to be there than is accessed. */
    private static final int STEP = 8;

    private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();
    private final Set<Holding> holdings = new HashSet<>();
    /** For each window what all that ever had it access: twice the span, and 1 more for stores; or 0 if none had it. */
    private final int[] shapes = new int[Tlb.WINDOWS];
    /** For each window how many have it. */
    private final int[] holders = new int[Tlb.WINDOWS];
    /** The shapes of which nobody gave a window back since none was found that is nobody's. */
    private final Set<Integer> exhausted = new HashSet<>();
    private int last;

    WindowPool() {
        int end = Tlb.WINDOWS;
        for (int span = Sites.LARGEST; span > 0; span -= Math.max(Long.BYTES, span / STEP)) {
            for (int kind = 0; kind < 2; kind++) {
                Arrays.fill(shapes, end - SPARE, end, shape(span, kind == 1));
                Arrays.fill(holders, end - SPARE, end, 1);
                end -= SPARE;
            }
        }
    }

    private static int shape(int span, boolean stores) {
        return 2 * span + (stores ? 1 : 0);
    }

    /** The most bytes that are accessed by a window from the address on that is looked for. */
    int span(int window) {
        return shapes[window] >> 1;
    }

    /** Whether a window is for stores. */
    boolean stores(int window) {
        return (shapes[window] & 1) != 0;
    }

    /** For the windows that a holder will take. */
    Holding holding(Object holder) {
        return new Holding(holder, garbage);
    }

    /**
     * Adds a window for accesses of so many bytes, or somewhat more, to a holding. Windows say by themselves how far accesses may go, so that one may
     * have had another holder before, or have others now; but they keep what was in them for those.
     *
     * @param shares whether it may be a window that others have, if there is no other
     * @return the window's number or {@link Sites#NONE}
     */
    synchronized int take(Holding holding, int span, boolean stores, boolean shares) {
        for (Object each = garbage.poll(); each != null; each = garbage.poll()) {
            giveBack((Holding) each);
        }
        int shape = shape(span, stores);
        if (!shares && exhausted.contains(shape)) {
            return Sites.NONE;
        }
        int window = find(shape, shares);
        if (window != Sites.NONE) {
            holders[window]++;
            holding.add(window);
            holdings.add(holding);
        }
        return window;
    }

    private int find(int shape, boolean shares) {
        int same = Sites.NONE;
        int larger = Sites.NONE;
        for (int i = Tlb.FIRST_WINDOW; i < Tlb.WINDOWS; i++) {
            last = last + 1 < Tlb.WINDOWS ? Math.max(last + 1, Tlb.FIRST_WINDOW) : Tlb.FIRST_WINDOW;
            int taken = shapes[last];
            if (holders[last] == 0 && (taken == 0 || taken == shape)) {
                shapes[last] = shape;
                return last;
            }
            if (taken == shape && (same == Sites.NONE || holders[last] < holders[same])) {
                same = last;
            } else if (taken > shape && (taken - shape & 1) == 0 && (larger == Sites.NONE || taken < shapes[larger])) {
                larger = last;
            }
        }
        if (!shares) {
            exhausted.add(shape);
            return Sites.NONE;
        }
        last = same == Sites.NONE ? larger : same;
        return last;
    }

    /** The holder needs its windows no more. */
    synchronized void giveBack(Holding holding) {
        for (int i = 0; i < holding.count; i++) {
            holders[holding.windows[i]]--;
            exhausted.remove(shapes[holding.windows[i]]);
        }
        holding.count = 0;
        holdings.remove(holding);
    }
}
