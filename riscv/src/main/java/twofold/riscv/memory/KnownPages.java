package twofold.riscv.memory;

import java.util.Arrays;

/**
 * Where the pages of one size lie that were translated for one kind of access since all were last forgotten. The TLB's tables and windows hold some of them,
 * which ones depends on the engine; whether a translation is asked for again must not, because asking may set an accessed bit.
 *
 * <p>A hash table with linear probing. The low bits of a key hold a generation, so that forgetting all takes no time; an entry of another generation is an empty one.
 */
final class KnownPages {
    /** The most pages: whoever adds one more forgets all. */
    static final int MOST = 1 << 17;
    private static final int LEAST_BITS = 8;
    private static final int LAST_GENERATION = Frames.SIZE - 1;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final long span;
    private int bits = LEAST_BITS;
    private long[] entries = new long[2 << LEAST_BITS];
    private int generation = 1;
    private int count;

    /** For pages of {@code span} bytes, a power of two of at least 4 KiB. */
    KnownPages(long span) {
        this.span = span;
    }

    /** The size of each page in bytes. */
    long span() {
        return span;
    }

    /** The host offset of the page of an address, or 0 if it is not known. */
    long find(long address) {
        int at = place(address & -span | generation);
        return entries[at] == 0 ? 0 : entries[at + 1];
    }

    /** Whether the page of an address was added, with or without an answer. */
    boolean contains(long address) {
        return entries[place(address & -span | generation)] != 0;
    }

    /** Whether another page would be one too many. */
    boolean full() {
        return count == MOST;
    }

    /** Adds the page of an address, with the host offset of its first byte, or 0 to give no answer for it. */
    void add(long address, long first) {
        long key = address & -span | generation;
        int at = place(key);
        if (entries[at] != key) {
            if (++count > 1 << bits - 1) {
                grow();
                at = place(key);
            }
            entries[at] = key;
        }
        entries[at + 1] = first;
    }

    /** Forgets one page; its entry stays as one without an answer. False if there was none. */
    boolean forget(long address) {
        int at = place(address & -span | generation);
        boolean answered = entries[at] != 0 && entries[at + 1] != 0;
        entries[at + 1] = 0;
        return answered;
    }

    void clear() {
        count = 0;
        if (++generation > LAST_GENERATION) {
            generation = 1;
            Arrays.fill(entries, 0);
        }
    }

    /** Where a key is, or would be; what was there of another generation is gone then. */
    private int place(long key) {
        int mask = (1 << bits) - 1;
        int at = (int) (key * MIX >>> 64 - bits);
        while (entries[2 * at] != key) {
            if ((entries[2 * at] & LAST_GENERATION) != generation) {
                entries[2 * at] = 0;
                break;
            }
            at = at + 1 & mask;
        }
        return 2 * at;
    }

    private void grow() {
        long[] old = entries;
        bits++;
        entries = new long[2 << bits];
        for (int i = 0; i < old.length; i += 2) {
            if ((old[i] & LAST_GENERATION) == generation) {
                int at = place(old[i]);
                entries[at] = old[i];
                entries[at + 1] = old[i + 1];
            }
        }
    }
}
