package twofold.container.mm;

import java.util.Map;
import java.util.TreeMap;

/** Which frame holds which page of an object, in order of pages, with holes: chunks of 512 in a tree, the last one used in front of it. */
public final class FrameTable {
    private static final int BITS = 9;
    private static final int CHUNK = 1 << BITS;

    private final TreeMap<Long, int[]> chunks = new TreeMap<>();
    private long lastNumber = -1;
    private int[] last;
    private int count;

    /** Takes a page with its frame. */
    public interface Each {
        /** A page that is there. */
        void page(long page, int frame);
    }

    /** An empty table. */
    public FrameTable() {
    }

    /** The pages that are there. */
    public int count() {
        return count;
    }

    /** The frame of a page, 0 if there is none. */
    public int get(long page) {
        int[] chunk = chunk(page >>> BITS);
        return chunk == null ? 0 : chunk[(int) page & CHUNK - 1];
    }

    private int[] chunk(long number) {
        if (number == lastNumber) {
            return last;
        }
        int[] chunk = chunks.get(number);
        if (chunk != null) {
            lastNumber = number;
            last = chunk;
        }
        return chunk;
    }

    /** Sets a page's frame, above 0. */
    public void put(long page, int frame) {
        int[] chunk = chunk(page >>> BITS);
        if (chunk == null) {
            chunk = new int[CHUNK];
            chunks.put(page >>> BITS, chunk);
        }
        count += chunk[(int) page & CHUNK - 1] == 0 ? 1 : 0;
        chunk[(int) page & CHUNK - 1] = frame;
    }

    /** Takes a page out; returns its frame, 0 if there was none. */
    public int remove(long page) {
        int[] chunk = chunk(page >>> BITS);
        int frame = chunk == null ? 0 : chunk[(int) page & CHUNK - 1];
        if (frame != 0) {
            chunk[(int) page & CHUNK - 1] = 0;
            count--;
        }
        return frame;
    }

    /** The first page from {@code from} on that is there, -1 if there is none. */
    public long next(long from) {
        int[] chunk = chunk(from >>> BITS);
        int found = chunk == null ? -1 : next(chunk, (int) from & CHUNK - 1);
        if (found >= 0) {
            return (from & -CHUNK) + found;
        }
        for (Map.Entry<Long, int[]> at = chunks.higherEntry(from >>> BITS); at != null; at = chunks.higherEntry(at.getKey())) {
            found = next(at.getValue(), 0);
            if (found >= 0) {
                return (at.getKey() << BITS) + found;
            }
        }
        return -1;
    }

    private static int next(int[] chunk, int from) {
        for (int i = from; i < CHUNK; i++) {
            if (chunk[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    /** Hands out the pages of {@code [from, to)} that are there, in order. They may be taken out meanwhile. */
    public void each(long from, long to, Each each) {
        for (long page = next(from); page >= 0 && page < to; page = next(page + 1)) {
            each.page(page, get(page));
        }
    }

    /** Forgets what takes up room for pages that are not there any more, from one on. */
    public void trim(long from) {
        chunks.tailMap(from + CHUNK - 1 >>> BITS, true).clear();
        lastNumber = -1;
        last = null;
    }
}
