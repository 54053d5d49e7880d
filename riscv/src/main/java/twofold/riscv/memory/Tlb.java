package twofold.riscv.memory;

import java.util.Arrays;

/**
 * A direct-mapped software TLB, one table for each kind of access. An entry is two longs: the page's virtual address as tag, and the
 * addend that turns a virtual address of that page into a host address. Fetch entries keep the frame's code page beside it.
 *
 * <p>The tag is compared with the page of an access's last byte, so an access that crosses pages never hits.
 *
 * <p>Beside the entries it keeps the last few <em>windows</em> of each kind: ranges of pages that were entered and lie in a row in the host too,
 * so that one comparison answers for all of them.
 */
public final class Tlb {
    /** The base-2 logarithm of the number of entries of each table. */
    public static final int BITS = 10;
    /** Masks a page number to an index of an entry. */
    public static final int MASK = (1 << BITS) - 1;
    /** No page has this address. */
    public static final long NONE = 1;
    /** The base-2 logarithm of the number of entries of the table of jump targets. */
    public static final int JUMP_BITS = 12;
    /** Masks half a pc to an index of a jump target. */
    public static final int JUMP_MASK = (1 << JUMP_BITS) - 1;

    /** How many pages to either side a window is looked for. */
    private static final int LOOK = 128;
    private static final int FETCHED_MASK = (1 << 16) - 1;

    /** Tag and addend for loads, interleaved. */
    public final long[] read = new long[2 << BITS];
    /** Tag and addend for stores, interleaved. */
    public final long[] write = new long[2 << BITS];
    /** Tag and addend for instruction fetches, interleaved. */
    public final long[] fetch = new long[2 << BITS];
    /** The code page of each fetch entry. */
    public final Object[] code = new Object[1 << BITS];
    /** For each entry of {@link #jumps} its pc, and a word of the hart's own, interleaved. */
    public final long[] jumpTags = new long[2 << JUMP_BITS];
    /** What a hart keeps for the code at a pc, in an array of the hart's choice: valid until a page that was fetched from is forgotten. */
    public Object[] jumps;
    /** Windows for loads. */
    public final Windows readable = new Windows();
    /** Windows for stores. */
    public final Windows writable = new Windows();

    private final long[] fetched = new long[(FETCHED_MASK + 1) / 64];
    /** What was translated for loads, stores and fetches, or null if whoever translates may be asked any time. */
    private final KnownPages[] known;
    private boolean anyFetched = true;
    private int flushes;

    /** An empty TLB. */
    public Tlb() {
        this(false);
    }

    /** An empty TLB; one that {@code remembers} has an answer for every page that was entered and not forgotten since. */
    Tlb(boolean remembers) {
        known = remembers ? new KnownPages[] {new KnownPages(), new KnownPages(), new KnownPages()} : null;
        flush();
    }

    /** Changes whenever a page is forgotten. */
    public int flushes() {
        return flushes;
    }

    /** Forgets everything. */
    public void flush() {
        flushes++;
        Arrays.fill(read, NONE);
        Arrays.fill(write, NONE);
        readable.clear();
        writable.clear();
        if (known != null) {
            known[AddressSpace.READ >> 1].clear();
            known[AddressSpace.WRITE >> 1].clear();
        }
        flushFetch();
    }

    /** Forgets the fetch entries: code pages are looked at again before they run. */
    public void flushFetch() {
        if (known != null) {
            known[AddressSpace.FETCH >> 1].clear();
        }
        if (anyFetched) {
            Arrays.fill(fetch, NONE);
            Arrays.fill(fetched, 0);
            Arrays.fill(jumpTags, NONE);
            anyFetched = false;
        }
    }

    /** Forgets the page of a virtual address. */
    public void flush(long address) {
        flushes++;
        long page = address & -Frames.SIZE;
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (read[entry] == page) {
            read[entry] = NONE;
        }
        if (write[entry] == page) {
            write[entry] = NONE;
        }
        readable.forget(page);
        writable.forget(page);
        if (known != null) {
            for (KnownPages each : known) {
                each.forget(page);
            }
        }
        int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
        if ((fetched[bit >>> 6] >>> bit & 1) != 0) {
            flushFetch();
        }
    }

    /** The host offset of an address whose page was translated for this kind of access and not forgotten since; 0 if that is not known. */
    long recall(long address, int access) {
        long page = known == null ? 0 : known[access >> 1].find(address);
        return page == 0 ? 0 : page | address & Frames.SIZE - 1;
    }

    /** A page was translated. */
    void remember(long address, int access, long host) {
        if (known != null) {
            if (known[access >> 1].full()) {
                flush();
            }
            known[access >> 1].add(address, host);
        }
    }

    /** The window for loads that an address lies in, of {@link #readable}. The page is in the TLB. */
    public int readWindow(long address) {
        return window(readable, read, address);
    }

    /** The window for stores that an address lies in, of {@link #writable}. The page is in the TLB. */
    public int writeWindow(long address) {
        return window(writable, write, address);
    }

    /** One that is known, or a new one of the pages to the left and right that are in the TLB too. */
    private int window(Windows windows, long[] table, long address) {
        int known = windows.find(address);
        if (known >= 0) {
            return known;
        }
        long page = address & -Frames.SIZE;
        long addend = table[2 * ((int) (page >>> Frames.SHIFT) & MASK) + 1];
        long low = page;
        long end = page + Frames.SIZE;
        for (int i = 0; i < LOOK && holds(table, low - Frames.SIZE, addend); i++) {
            low -= Frames.SIZE;
        }
        for (int i = 0; i < LOOK && holds(table, end, addend); i++) {
            end += Frames.SIZE;
        }
        return windows.open(low, end - low, addend);
    }

    private static boolean holds(long[] table, long page, long addend) {
        int entry = 2 * ((int) (page >>> Frames.SHIFT) & MASK);
        return table[entry] == page && table[entry + 1] == addend;
    }

    /** Enters a page for loads or stores. */
    void fill(boolean stores, long address, long host) {
        (stores ? writable : readable).add(address & -Frames.SIZE, fill(stores ? write : read, address, host));
    }

    /** Enters a page that code is fetched from. */
    void fillFetch(long address, long host, Object codePage) {
        fill(fetch, address, host);
        code[(int) (address >>> Frames.SHIFT) & MASK] = codePage;
        int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
        fetched[bit >>> 6] |= 1L << bit;
        anyFetched = true;
    }

    private static long fill(long[] table, long address, long host) {
        long page = address & -Frames.SIZE;
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        long addend = Frames.address(host & -Frames.SIZE) - page;
        table[entry] = page;
        table[entry + 1] = addend;
        return addend;
    }
}
