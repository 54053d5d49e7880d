package twofold.riscv.memory;

import java.util.Arrays;
import java.util.function.Predicate;

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
    /** The most pages to fetch from that a fence.i looks at one by one. */
    private static final int MOST_KEPT = 48;
    /** How many single pages are remembered as forgotten: a power of two. */
    private static final int FORGOTTEN = 16;
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
    private final KnownLeaves[] leaves;
    /** The entries that hold pages to fetch from, as long as they are few. */
    private final int[] fetches = new int[MOST_KEPT];
    private int fetchCount = 1;
    private final long[] forgotten = new long[FORGOTTEN];
    private int flushes;

    /** An empty TLB. */
    public Tlb() {
        this(false);
    }

    /** An empty TLB; one that {@code remembers} has an answer for every page that was entered and not forgotten since. */
    Tlb(boolean remembers) {
        known = remembers ? new KnownPages[3] : null;
        leaves = remembers ? new KnownLeaves[3] : null;
        for (int i = 0; remembers && i < known.length; i++) {
            known[i] = new KnownPages(Frames.SIZE);
            leaves[i] = new KnownLeaves();
        }
        flush();
    }

    /** Changes whenever a page is forgotten that was loaded from or stored to. */
    public int flushes() {
        return flushes;
    }

    /**
     * What one of the last changes of {@link #flushes} was about.
     *
     * @param change the number that it changed to
     * @return the page that was forgotten, or {@link #NONE} if that were many or it is too long ago
     */
    public long forgotten(int change) {
        return flushes - change < FORGOTTEN ? forgotten[change & FORGOTTEN - 1] : NONE;
    }

    private void changed(long page) {
        flushes++;
        forgotten[flushes & FORGOTTEN - 1] = page;
    }

    /** Forgets everything. */
    public void flush() {
        changed(NONE);
        Arrays.fill(read, NONE);
        Arrays.fill(write, NONE);
        readable.clear();
        writable.clear();
        if (known != null) {
            clear(AddressSpace.READ);
            clear(AddressSpace.WRITE);
            clear(AddressSpace.FETCH);
        }
        flushFetch();
    }

    /** A fence.i: forgets the fetch entries, unless all of the few that there are hold code pages as they still are. */
    public void fenceFetch(Predicate<Object> holdsStill) {
        boolean kept = fetchCount <= MOST_KEPT;
        for (int i = 0; kept && i < fetchCount; i++) {
            kept = holdsStill.test(code[fetches[i]]);
        }
        if (!kept) {
            flushFetch();
        }
    }

    /** Forgets the fetch entries: code pages are looked at again before they run. */
    private void flushFetch() {
        if (fetchCount > 0) {
            Arrays.fill(fetch, NONE);
            Arrays.fill(fetched, 0);
            Arrays.fill(jumpTags, NONE);
            fetchCount = 0;
        }
    }

    private void clear(int access) {
        known[access >> 1].clear();
        leaves[access >> 1].clear();
    }

    /** Forgets the page of a virtual address. */
    public void flush(long address) {
        if (known == null) {
            forgetData(address);
            int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
            if ((fetched[bit >>> 6] >>> bit & 1) != 0) {
                flushFetch();
            }
            return;
        }
        if (inLeaf(address)) {
            flush();
            return;
        }
        boolean loaded = known[AddressSpace.READ >> 1].forget(address);
        boolean stored = known[AddressSpace.WRITE >> 1].forget(address);
        if (loaded || stored) {
            forgetData(address);
        }
        if (known[AddressSpace.FETCH >> 1].forget(address)) {
            flushFetch();
        }
    }

    /** Whether an address lies in a translation of more than a page, of which there may be pieces anywhere. */
    private boolean inLeaf(long address) {
        return leaves[0].contains(address) || leaves[1].contains(address) || leaves[2].contains(address);
    }

    private void forgetData(long address) {
        long page = address & -Frames.SIZE;
        changed(page);
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (read[entry] == page) {
            read[entry] = NONE;
        }
        if (write[entry] == page) {
            write[entry] = NONE;
        }
        readable.forget(page);
        writable.forget(page);
    }

    /** The host offset of an address whose page was translated for this kind of access and not forgotten since; 0 if that is not known. */
    long recall(long address, int access) {
        if (known == null) {
            return 0;
        }
        long page = known[access >> 1].find(address);
        return page == 0 ? leaves[access >> 1].find(address) : page | address & Frames.SIZE - 1;
    }

    /** What is known of translations of more than a page for a kind of access, or null. */
    KnownLeaves leaves(int access) {
        return leaves == null ? null : leaves[access >> 1];
    }

    /**
     * An address was translated.
     *
     * @param leaf  the size of the range around it that one page table entry translates
     * @param whole whether all of the range may be accessed by that in the same way, so that it need not be translated again
     */
    void remember(long address, int access, long host, long leaf, boolean whole) {
        if (known == null) {
            return;
        }
        KnownPages pages = known[access >> 1];
        KnownLeaves large = leaves[access >> 1];
        if (pages.full() || leaf > Frames.SIZE && large.full(leaf)) {
            flush();
        }
        if (leaf > Frames.SIZE) {
            large.add(address, leaf, whole ? host - (address & leaf - 1) : 0);
        }
        if (leaf == Frames.SIZE || !whole) {
            pages.add(address, host & -Frames.SIZE);
        }
    }

    /** A new window of the pages to the left and right of one in the TLB that are there too. */
    int openWindow(boolean stores, long address) {
        Windows windows = stores ? writable : readable;
        long[] table = stores ? write : read;
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
        long page = address & -Frames.SIZE;
        (stores ? writable : readable).add(page, page + Frames.SIZE, enter(stores, address, host));
    }

    /** Enters a page for loads or stores without a window; returns its addend. */
    long enter(boolean stores, long address, long host) {
        return fill(stores ? write : read, address, host);
    }

    /** Enters a page that lies in a window for loads or stores; returns what turns its addresses into the host's. */
    public long enter(boolean stores, long address, int window) {
        long addend = (stores ? writable : readable).addend(window);
        return fill(stores ? write : read, address, Frames.offsetAt((address & -Frames.SIZE) + addend));
    }

    /** Enters a page that code is fetched from. */
    void fillFetch(long address, long host, Object codePage) {
        int entry = (int) (address >>> Frames.SHIFT) & MASK;
        if (fetch[2 * entry] != NONE) {
            fetchCount = MOST_KEPT; // what is known of the code in the page whose place is taken has to go with the next fence.i
        }
        fill(fetch, address, host);
        code[entry] = codePage;
        int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
        fetched[bit >>> 6] |= 1L << bit;
        if (fetchCount < MOST_KEPT) {
            fetches[fetchCount] = entry;
        }
        fetchCount++;
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
