package twofold.riscv.memory;

/**
 * What virtual addresses mean to a hart. A subclass answers misses of the TLB: a process's mappings in a container, a page walk in a
 * machine. It keeps the TLB honest by flushing what it changes.
 */
public abstract class AddressSpace {
    /** Access kinds for {@link #translate}. */
    public static final int READ = 1;
    /** A store, or the store half of a read-modify-write. */
    public static final int WRITE = 2;
    /** An instruction fetch. */
    public static final int FETCH = 4;

    /** The answer of {@link #translate} for an address that a device owns; the access goes through {@link #loadDevice} or {@link #storeDevice}. */
    public static final long DEVICE = -1024;

    /** From more pages on all are forgotten, because that is faster. */
    private static final int MOST_SINGLY = 1024;

    /** How many pages to either side a window is looked for. */
    private static final long NEAR = 64;
    /** The same now and then. */
    private static final long FAR = 1 << 15;
    private static final int SELDOM = 3;
    /** A window of fewer bytes may be a piece of a wider one. */
    private static final long NARROW = 64 << Frames.SHIFT;

    private final Tlb tlb;
    private final TouchedRuns runs;
    private int size;
    private boolean kept;
    private int opened;

    /** A space whose translations may be asked for any number of times. */
    protected AddressSpace() {
        tlb = new Tlb();
        runs = null;
    }

    /**
     * A space by which a machine's memory is reached. Translating may change something that a guest sees (an accessed bit), so that it is done once
     * until the page is forgotten, whatever engine runs.
     */
    protected AddressSpace(PhysicalMemory memory) {
        tlb = new Tlb(true);
        runs = new TouchedRuns(tlb, memory);
    }

    /**
     * Finds the host offset of the byte at a virtual address, with the right to access the rest of its page in the same way until the
     * page is flushed from the TLB.
     *
     * @param access {@link #READ}, {@link #WRITE} or {@link #FETCH}
     * @return a positive host offset; or {@code -cause} for the exception to raise, an exception code of the scause register (such as
     *         -13 for a load page fault); or {@link #DEVICE}
     */
    public abstract long translate(long address, int access);

    /** Reads a device register of 1, 2, 4 or 8 bytes, zero-extended. Called right after {@link #translate} said {@link #DEVICE}. */
    public long loadDevice(long address, int size) {
        throw new IllegalStateException("no devices here");
    }

    /** Writes a device register of 1, 2, 4 or 8 bytes. Called right after {@link #translate} said {@link #DEVICE}. */
    public void storeDevice(long address, int size, long value) {
        throw new IllegalStateException("no devices here");
    }

    /** Whether pages may be kept in the TLB after a translation of this kind; false makes every access come here. */
    protected boolean cacheable(long address, int access) {
        return true;
    }

    /** Whether the last translation holds for the rest of its page; if not, it is good for one access of {@link #size} bytes and nothing is kept. */
    protected boolean keeps() {
        return true;
    }

    /** The bytes of the access that is being translated. */
    protected final int size() {
        return size;
    }

    /** Whether the last successful {@link #miss} was for the whole page. */
    public final boolean kept() {
        return kept;
    }

    /** The size in bytes of the aligned range that the last translation found by one page table entry: 4 KiB or more. */
    protected long leaf() {
        return Frames.SIZE;
    }

    /** Whether all of that range lies in one range of the host's memory and may be accessed in the same way. */
    protected boolean leafIsWhole() {
        return true;
    }

    /**
     * How many pages in a row, above the one of an address ({@code step} 1) or below it (-1), are there for this kind of access as that one is, and lie
     * in the host as they do here. A space that does not know says 0.
     *
     * @param most where to stop counting
     */
    protected long neighbours(long address, int access, int step, long most) {
        return 0;
    }

    /** The TLB in front of this space. */
    public final Tlb tlb() {
        return tlb;
    }

    /**
     * Translates and, on success, enters the page in the TLB. Same answers as {@link #translate}.
     *
     * @param bytes the access's size; it lies in one page
     */
    public final long miss(long address, int access, int bytes) {
        size = bytes;
        kept = true;
        long host = tlb.recall(address, access);
        if (host == 0) {
            host = translate(address, access);
            kept = keeps();
            if (host > 0 && kept) {
                tlb.remember(address, access, host, leaf(), leafIsWhole());
            }
        } else {
            runs.touch(host);
        }
        if (host > 0 && kept && access != FETCH && tlb.isAwake() && cacheable(address, access)) {
            if (runs == null || !runs.fill(address, access, host)) {
                tlb.fill(access == WRITE, address, host);
            }
        }
        return host;
    }

    /** The window for loads that an address lies in, of the TLB's. Its page is in the TLB. */
    public final int readWindow(long address) {
        return window(READ, address, tlb.readable);
    }

    /** The window for stores that an address lies in, of the TLB's. Its page is in the TLB. */
    public final int writeWindow(long address) {
        return window(WRITE, address, tlb.writable);
    }

    private int window(int access, long address, Windows windows) {
        int known = windows.find(address);
        boolean narrow = known >= 0 && runs == null && windows.length(known) < NARROW;
        return known >= 0 && !narrow ? known : openWindow(access, address);
    }

    private int openWindow(int access, long address) {
        int opened = runs == null ? openWide(access, address) : runs.open(address, access);
        return opened >= 0 ? opened : tlb.openWindow(access == WRITE, address);
    }

    /** Opens a window as far as a space that may be asked any time says. To look far is seldom worth it while pages are still touched for the first time. */
    private int openWide(int access, long address) {
        long most = (++opened & SELDOM) == 0 ? FAR : NEAR;
        long page = address & -Frames.SIZE;
        long low = page - (neighbours(page, access, -1, most) << Frames.SHIFT);
        long end = page + Frames.SIZE + (neighbours(page, access, 1, most) << Frames.SHIFT);
        return tlb.openWindow(access == WRITE, address, low, end);
    }

    /** Enters a page that code is fetched from, with what is kept for its frame. */
    public final void fillFetch(long address, long host, Object codePage) {
        tlb.fillFetch(address, host, codePage);
    }

    /** Forgets every cached translation. */
    public final void flush() {
        tlb.flush();
    }

    /** Forgets cached translations of the pages that {@code length} bytes from {@code address} touch. */
    public final void flush(long address, long length) {
        long pages = ((address & Frames.SIZE - 1) + length + Frames.SIZE - 1) >>> Frames.SHIFT;
        if (pages > MOST_SINGLY) {
            tlb.flush();
            return;
        }
        tlb.flush(address, pages);
    }
}
