package twofold.riscv.memory;

import java.util.Arrays;

/**
 * A direct-mapped software TLB, one table for each kind of access. An entry is two longs: the page's virtual address as tag, and the
 * addend that turns a virtual address of that page into a host offset. Fetch entries keep the frame's code page beside it.
 *
 * <p>The tag is compared with the page of an access's last byte, so an access that crosses pages never hits.
 */
public final class Tlb {
    /** The base-2 logarithm of the number of entries of each table. */
    public static final int BITS = 10;
    /** Masks a page number to an index of an entry. */
    public static final int MASK = (1 << BITS) - 1;
    /** No page has this address. */
    public static final long NONE = 1;

    /** Tag and addend for loads, interleaved. */
    public final long[] read = new long[2 << BITS];
    /** Tag and addend for stores, interleaved. */
    public final long[] write = new long[2 << BITS];
    /** Tag and addend for instruction fetches, interleaved. */
    public final long[] fetch = new long[2 << BITS];
    /** The code page of each fetch entry. */
    public final Object[] code = new Object[1 << BITS];

    /** An empty TLB. */
    public Tlb() {
        flush();
    }

    /** Forgets everything. */
    public void flush() {
        Arrays.fill(read, NONE);
        Arrays.fill(write, NONE);
        flushFetch();
    }

    /** Forgets the fetch entries: code pages are looked at again before they run. */
    public void flushFetch() {
        Arrays.fill(fetch, NONE);
    }

    /** Forgets the page of a virtual address. */
    public void flush(long address) {
        long page = address & -Frames.SIZE;
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (read[entry] == page) {
            read[entry] = NONE;
        }
        if (write[entry] == page) {
            write[entry] = NONE;
        }
        if (fetch[entry] == page) {
            fetch[entry] = NONE;
        }
    }

    /** Enters a page into one of the tables. */
    static void fill(long[] table, long address, long host) {
        long page = address & -Frames.SIZE;
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        table[entry] = page;
        table[entry + 1] = (host & -Frames.SIZE) - page;
    }
}
