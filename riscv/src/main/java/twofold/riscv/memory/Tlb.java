package twofold.riscv.memory;

import java.util.Arrays;
import java.util.function.Predicate;
import jdk.internal.misc.Unsafe;

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
    /** What is known of the code at addresses. */
    public interface Jumps {
        /** A page that was fetched from is forgotten: nothing is known any more. */
        void forget();
    }

    /** The base-2 logarithm of the number of entries for loads and stores. */
    public static final int BITS = 12;
    /** Masks a page number to an index of an entry. */
    public static final int MASK = (1 << BITS) - 1;
    /** The base-2 logarithm of the number of entries for fetches. */
    private static final int FETCH_BITS = 10;
    /** No page has this address. */
    public static final long NONE = 1;
    /** How many windows translated code has for its accesses. They are at the start of {@link #data}, three longs each. */
    public static final int WINDOWS = 4096;
    /** The window for loads by the stack pointer, wherever they are. */
    public static final int STACK_LOADS = 0;
    /** The same for stores. */
    public static final int STACK_STORES = 1;
    /** The first window of those that are a single access's. */
    public static final int FIRST_WINDOW = 2;
    /** Where the entries begin. */
    public static final int ENTRIES = 3 * WINDOWS;
    /** The base-2 logarithm of the longs of an entry: tag and addend for loads, then tag and addend for stores. */
    public static final int ENTRY_BITS = 2;
    /** Where in an entry what is for stores begins. */
    public static final int STORE = 2;
    /** By how much more than the page number's low bits the bits are shifted that are mixed with them: programs have pages 128 MiB apart. */
    public static final int MIX = 15;
    /** The limit of a window that no address lies in. */
    public static final long NOWHERE = Long.MIN_VALUE;

    /** The base-2 logarithm of the bytes of an entry. */
    private static final int ENTRY_SHIFT = ENTRY_BITS + 3;
    private static final long PLACE = Unsafe.ARRAY_LONG_BASE_OFFSET + ENTRIES * 8L;

    /** When a TLB was used last that will not be any more: its tables are the next one's. */
    static final long NEVER_AGAIN = 0;
    /** How many pages to either side a window is looked for. */
    private static final int LOOK = 128;
    /** The most pages to fetch from that a fence.i looks at one by one. */
    private static final int MOST_KEPT = 48;
    private static final int FETCHED_MASK = (1 << 16) - 1;

    /** The large tables, which a TLB has while its space is one of those that a hart entered lately. */
    private static final class Tables {
        private final long[] data = new long[ENTRIES + (1 << BITS + ENTRY_BITS)];
        /** The windows of translated code that addresses lie in. */
        private final int[] chosen = new int[WINDOWS];
        private int chosenCount;
        private final long[] fetch = new long[2 << FETCH_BITS];
        private final Object[] code = new Object[1 << FETCH_BITS];
        private final long[] fetched = new long[(FETCHED_MASK + 1) / 64];
        private Jumps jumps;

        private Tables() {
            for (int at = 0; at < ENTRIES; at += 3) {
                data[at + 1] = NOWHERE;
            }
        }

        private void clearWindows() {
            for (int i = 0; i < chosenCount; i++) {
                data[3 * chosen[i] + 1] = NOWHERE;
            }
            chosenCount = 0;
        }
    }

    /**
     * All that translated code needs to find data, in one array because that is one register of the host: the windows chosen for its accesses (low end,
     * limit and addend; the first two turned by 2^63, so that a signed comparison tells), and behind them the entries. It is null while no hart uses the
     * TLB.
     */
    public long[] data;
    /** Tag and addend for instruction fetches, interleaved; or null. */
    public long[] fetch;
    /** The code page of each fetch entry; or null. */
    public Object[] code;
    /** Windows for loads. */
    public final Windows readable = new Windows();
    /** Windows for stores. */
    public final Windows writable = new Windows();

    private Tables tables;
    /** When it was used last, for {@link RecentTlbs}, or {@link #NEVER_AGAIN}. */
    long used;
    /** What was translated for loads, stores and fetches, or null if whoever translates may be asked any time. */
    private final KnownPages[] known;
    private final KnownLeaves[] leaves;
    /** The entries that hold pages to fetch from, as long as they are few. */
    private final int[] fetches = new int[MOST_KEPT];
    private int fetchCount = 1;

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
    }

    /** Whether it holds anything: only then does it have tables. */
    boolean isAwake() {
        return tables != null;
    }

    /** Begins to hold something, in the tables of another one or, if that is null, new ones. */
    void wake(Tlb other) {
        if (other == null) {
            use(new Tables());
        } else {
            Tables taken = other.tables;
            other.flush();
            other.use(null);
            use(taken);
        }
        Arrays.fill(fetch, NONE);
        flush();
    }

    /** No hart will use it any more. */
    public void end() {
        used = NEVER_AGAIN;
    }

    private void use(Tables given) {
        tables = given;
        data = given == null ? null : given.data;
        fetch = given == null ? null : given.fetch;
        code = given == null ? null : given.code;
    }

    /** What a hart keeps for the code at addresses, or null. */
    public Jumps jumps() {
        return tables.jumps;
    }

    /** Has something kept for the code at addresses. */
    public void keep(Jumps jumps) {
        tables.jumps = jumps;
    }

    /** The number of the entry for fetches from an address. */
    public static int number(long address) {
        return (int) mixed(address) & (1 << FETCH_BITS) - 1;
    }

    private static long mixed(long address) {
        long page = address >>> Frames.SHIFT;
        return page ^ page >>> MIX;
    }

    /** Where in {@link #data} the entry for an address is. */
    public static int entry(long address) {
        return ENTRIES + (((int) mixed(address) & MASK) << ENTRY_BITS);
    }

    /** The same in bytes from the array object's start. */
    public static long place(long address) {
        long index = address >>> Frames.SHIFT - ENTRY_SHIFT ^ address >>> Frames.SHIFT - ENTRY_SHIFT + MIX;
        return (index & (long) MASK << ENTRY_SHIFT) + PLACE;
    }

    private static int entry(boolean stores, long address) {
        return entry(address) + (stores ? STORE : 0);
    }

    /** Forgets everything. */
    public void flush() {
        if (known != null) {
            clear(AddressSpace.READ);
            clear(AddressSpace.WRITE);
            clear(AddressSpace.FETCH);
        }
        if (isAwake()) {
            Arrays.fill(data, ENTRIES, data.length, NONE);
            tables.clearWindows();
            readable.clear();
            writable.clear();
            flushFetch();
        }
    }

    /** A fence.i: forgets the fetch entries, unless all of the few that there are hold code pages as they still are. */
    public void fenceFetch(Predicate<Object> holdsStill) {
        boolean kept = isAwake() && fetchCount <= MOST_KEPT;
        for (int i = 0; kept && i < fetchCount; i++) {
            kept = holdsStill.test(code[fetches[i]]);
        }
        if (!kept && isAwake()) {
            flushFetch();
        }
    }

    /** Forgets the fetch entries: code pages are looked at again before they run. */
    private void flushFetch() {
        if (fetchCount > 0) {
            Arrays.fill(fetch, NONE);
            Arrays.fill(tables.fetched, 0);
            if (tables.jumps != null) {
                tables.jumps.forget();
            }
            fetchCount = 0;
        }
    }

    private void clear(int access) {
        known[access >> 1].clear();
        leaves[access >> 1].clear();
    }

    /** Forgets pages in a row, from that of a virtual address on. */
    void flush(long address, long pages) {
        long low = address & -Frames.SIZE;
        boolean inData = false;
        for (long i = 0; i < pages; i++) {
            inData |= forget(low + (i << Frames.SHIFT));
        }
        if (inData) {
            forgetWindows(low, pages << Frames.SHIFT);
        }
    }

    /** Forgets a page but for the windows of translated code; says whether it may lie in some. */
    private boolean forget(long address) {
        if (known == null) {
            if (!isAwake()) {
                return false;
            }
            forgetData(address);
            int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
            if ((tables.fetched[bit >>> 6] >>> bit & 1) != 0) {
                flushFetch();
            }
            return true;
        }
        if (inLeaf(address)) {
            flush();
            return false;
        }
        boolean loaded = known[AddressSpace.READ >> 1].forget(address);
        boolean stored = known[AddressSpace.WRITE >> 1].forget(address);
        boolean fetched = known[AddressSpace.FETCH >> 1].forget(address);
        boolean inData = (loaded || stored) && isAwake();
        if (inData) {
            forgetData(address);
        }
        if (fetched && isAwake()) {
            flushFetch();
        }
        return inData;
    }

    /** Whether an address lies in a translation of more than a page, of which there may be pieces anywhere. */
    private boolean inLeaf(long address) {
        return leaves[0].contains(address) || leaves[1].contains(address) || leaves[2].contains(address);
    }

    private void forgetData(long page) {
        int entry = entry(page);
        if (data[entry] == page) {
            data[entry] = NONE;
        }
        if (data[entry + STORE] == page) {
            data[entry + STORE] = NONE;
        }
        readable.forget(page);
        writable.forget(page);
    }

    private void forgetWindows(long low, long length) {
        int kept = 0;
        for (int i = 0; i < tables.chosenCount; i++) {
            int window = tables.chosen[i];
            long first = data[3 * window] - Long.MIN_VALUE;
            long reached = data[3 * window + 1] - Long.MIN_VALUE + 2 * Frames.SIZE; // the limit, and what a span may reach beyond it
            if (Long.compareUnsigned(low - first, reached) < 0 || Long.compareUnsigned(first - low, length) < 0) {
                data[3 * window + 1] = NOWHERE;
            } else {
                tables.chosen[kept++] = window;
            }
        }
        tables.chosenCount = kept;
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
        long page = address & -Frames.SIZE;
        long addend = data[entry(stores, page) + 1];
        long low = page;
        long end = page + Frames.SIZE;
        for (int i = 0; i < LOOK && holds(stores, low - Frames.SIZE, addend); i++) {
            low -= Frames.SIZE;
        }
        for (int i = 0; i < LOOK && holds(stores, end, addend); i++) {
            end += Frames.SIZE;
        }
        return windows.add(low, end, addend);
    }

    /** A window from {@code low} to {@code end} around an address whose page is in the TLB or in a window; -1 if it is in neither. */
    int openWindow(boolean stores, long address, long low, long end) {
        Windows windows = stores ? writable : readable;
        int known = windows.find(address);
        if (known >= 0 && windows.low(known) <= low && windows.low(known) + windows.length(known) >= end) {
            return known;
        }
        int entry = entry(stores, address);
        if (data[entry] != (address & -Frames.SIZE) && known < 0) {
            return -1;
        }
        return windows.add(low, end, known >= 0 ? windows.addend(known) : data[entry + 1]);
    }

    private boolean holds(boolean stores, long page, long addend) {
        int entry = entry(stores, page);
        return data[entry] == page && data[entry + 1] == addend;
    }

    /**
     * Has translated code look in a window for what one of its accesses needs.
     *
     * @param number which of translated code's windows that is
     * @param from   one of {@link #readable} or, for stores, {@link #writable}
     * @param span   the most bytes that are accessed from the address on that it looks for: what begins nearer to the window's end is not in it
     * @return whether the access had a window to other memory
     */
    public boolean choose(int number, boolean stores, int from, int span) {
        Windows windows = stores ? writable : readable;
        long limit = windows.length(from) - span + 1;
        if (limit <= 0) {
            return false;
        }
        int at = 3 * number;
        boolean had = data[at + 1] != NOWHERE;
        long low = windows.low(from) + Long.MIN_VALUE;
        boolean moved = had && (data[at + 2] != windows.addend(from) || data[at] < low || data[at] + data[at + 1] > low + limit + Long.MIN_VALUE);
        if (!had) {
            tables.chosen[tables.chosenCount++] = number;
        }
        data[at] = low;
        data[at + 1] = limit + Long.MIN_VALUE;
        data[at + 2] = windows.addend(from);
        return moved;
    }

    /** Enters a page for loads or stores. */
    void fill(boolean stores, long address, long host) {
        long page = address & -Frames.SIZE;
        (stores ? writable : readable).add(page, page + Frames.SIZE, enter(stores, address, host));
    }

    /** Enters a page for loads or stores without a window; returns its addend. */
    long enter(boolean stores, long address, long host) {
        return fill(data, entry(stores, address), address, host);
    }

    /** Enters a page that lies in a window for loads or stores; returns what turns its addresses into the host's. */
    public long enter(boolean stores, long address, int window) {
        long addend = (stores ? writable : readable).addend(window);
        return fill(data, entry(stores, address), address, Frames.offsetAt((address & -Frames.SIZE) + addend));
    }

    /** Enters a page that code is fetched from. */
    void fillFetch(long address, long host, Object codePage) {
        int entry = number(address);
        if (fetch[2 * entry] != NONE) {
            fetchCount = MOST_KEPT; // what is known of the code in the page whose place is taken has to go with the next fence.i
        }
        fill(fetch, 2 * entry, address, host);
        code[entry] = codePage;
        int bit = (int) (address >>> Frames.SHIFT) & FETCHED_MASK;
        tables.fetched[bit >>> 6] |= 1L << bit;
        if (fetchCount < MOST_KEPT) {
            fetches[fetchCount] = entry;
        }
        fetchCount++;
    }

    private static long fill(long[] table, int entry, long address, long host) {
        long page = address & -Frames.SIZE;
        long addend = Frames.address(host & -Frames.SIZE) - page;
        table[entry] = page;
        table[entry + 1] = addend;
        return addend;
    }
}
