package twofold.riscv.hart;

import static twofold.riscv.memory.Tlb.MASK;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;
import twofold.riscv.memory.Windows;
import twofold.riscv.semantics.FloatFlags;

/**
 * One hardware thread. Its owner sets registers and pc, enters an address space, and runs it for a budget of instructions. A hart is
 * used by one host thread at a time.
 */
public final class Hart {
    /** Where the windows for stores begin. */
    private static final int WRITE_WINDOWS = 3 * 32;

    /** How often translated code passes a window by until it asks for another, less one: a power of two less one. */
    private static final int SELDOM = 1023;
    /** The limit of a window that no address lies in. */
    private static final long NOWHERE = Long.MIN_VALUE;

    /** Integer registers; {@code x[0]} is 0. Above 31: the interpreter's sink for writes to x0. */
    public final long[] x = new long[64];
    /** Floating-point registers, NaN-boxed. */
    public final long[] f = new long[64];
    /** Accrued floating-point exceptions, fflags. */
    public final FloatFlags flags = new FloatFlags();
    /** The dynamic rounding mode, frm: 0 to 7. */
    public int roundingMode;
    /** The address of the next instruction. */
    public long pc;
    /** Instructions completed since the hart was made. Exact whenever the hart is not running. */
    public long retired;
    /** How many of these translated code completed. */
    public long translated;
    /** Accesses and fetches that were not in the TLB. */
    public long misses;
    /** Set to have {@link Privilege#attend} called before the next block. */
    public boolean attention;
    /** Floating-point instructions are illegal while this is set (mstatus.FS is Off). */
    public boolean floatOff;
    /** Set by every instruction that changes floating-point state. */
    public boolean floatDirty;
    /** The windows of translated code: for loads by each base register its low end, limit and addend, then the same for stores. */
    public final long[] windows = new long[2 * 3 * 32];
    /** Set by translated code that leaves the next instruction to the interpreter. */
    public boolean declined;

    final Privilege privilege;
    final TrapSignal signal = new TrapSignal();
    /** The retired count at which {@link #run} stops; each trap taken brings it one nearer. */
    long deadline;
    /** The instructions of the current block completed before one that looks at counters. */
    int completed;
    /** PAUSE instructions so far. */
    int pauses;
    /** The next block is cut to one instruction, so that counters are exact at a device access. */
    boolean alone;

    final Isa isa;
    final Dispatcher dispatcher = new Dispatcher(this);

    private final LongSupplier time;
    private final Block[] straddling = new Block[64];
    private final int[] straddlingBits = new int[64];
    private AddressSpace space;
    private Tlb tlb;
    private int flushesSeen;
    private int outside;

    // The current windows. An address lies in one if its distance from "low" is below "limit" as unsigned numbers; both are kept turned by 2^63,
    // so that one signed comparison says so.
    private long readLow;
    private long readLimit = NOWHERE;
    private long readAddend;
    private long writeLow;
    private long writeLimit = NOWHERE;
    private long writeAddend;
    private long[] readTlb;
    private long[] writeTlb;
    private long[] fetchTlb;
    private Object[] fetchCode;
    private long reservation = -1;
    private long reserved;
    private boolean stopped;
    private TrapListener trapListener;

    /**
     * A hart with every extension, whose registers are all zero.
     *
     * @param privilege what traps and CSRs mean
     * @param time      what the time CSR reads, in ticks
     */
    public Hart(Privilege privilege, LongSupplier time) {
        this(privilege, time, Isa.ALL);
    }

    /** The same with the extensions of {@code isa}; instructions of others are illegal. */
    public Hart(Privilege privilege, LongSupplier time, Isa isa) {
        this.isa = isa;
        this.privilege = privilege;
        this.time = time;
    }

    /** The instructions that are not illegal. */
    public Isa isa() {
        return isa;
    }

    /** Changes what addresses mean from the next instruction on. */
    public void enter(AddressSpace space) {
        if (this.space == space) {
            return;
        }
        this.space = space;
        tlb = space.tlb();
        readTlb = tlb.read;
        writeTlb = tlb.write;
        fetchTlb = tlb.fetch;
        fetchCode = tlb.code;
        dispatcher.enter(tlb);
        dropWindows();
    }

    /** What addresses mean now. */
    public AddressSpace space() {
        return space;
    }

    /**
     * Runs until an exit. A budget is used up by instructions completed and by traps taken.
     *
     * @param budget the most instructions to complete, at least 1
     */
    public Exit run(long budget) {
        deadline = retired + budget;
        if (deadline < retired) {
            deadline = Long.MAX_VALUE;
        }
        stopped = false;
        resynchronize();
        return Interpreter.run(this);
    }

    /** Instructions completed so far, exact also inside a CSR access or a device access. */
    public long retiredNow() {
        return retired + completed;
    }

    /** The value of the time CSR in ticks. */
    public long time() {
        return time.getAsLong();
    }

    /** Makes {@link #run} return {@link Exit#PREEMPTED} soon; for use by the thread that runs the hart. */
    public void stop() {
        deadline = retired;
        stopped = true;
    }

    /** Whether the last {@link #run} used up its budget, and was not asked to stop: with more of it the hart would have gone on. */
    public boolean usedUp() {
        return !stopped && deadline <= retired;
    }

    /** Breaks the reservation of a load-reserved, as a context switch or a trap return does. */
    public void breakReservation() {
        reservation = -1;
    }

    /** fence.i: instructions fetched from now on are those in memory now. */
    public void fenceInstructions() {
        CodePage.fence();
        privilege.flushFetches(this);
    }

    /** Raises an exception from inside an instruction; never returns. {@code throw hart.raise(…)} tells the compiler. */
    public RuntimeException raise(int cause, long value) {
        signal.cause = cause;
        signal.value = value;
        throw signal;
    }

    /** Raises an illegal-instruction exception; never returns. */
    public RuntimeException illegal() {
        return raise(Cause.ILLEGAL_INSTRUCTION, 0);
    }

    // For those who watch

    /** Has somebody told of every trap taken inside the hart; null for nobody. */
    public void tellTraps(TrapListener listener) {
        trapListener = listener;
    }

    /** A trap is about to be taken inside the hart, whose pc is still the interrupted one; {@code cause} as the scause register has it. */
    public void trapTaken(long cause, long value) {
        if (trapListener != null) {
            trapListener.taken(this, cause, value);
        }
    }

    /** Takes an interrupt that is due before the next instruction, as {@link #run} does first of all; an exit if that is the end of it. */
    public Exit attend() {
        return attention ? privilege.attend(this) : null;
    }

    /** The bits of the instruction at an address, if it was fetched from there lately; -1 if not. Changes nothing. */
    public static long fetched(AddressSpace space, long address) {
        CodePage page = fetchedPage(space, address);
        if (page == null) {
            return -1;
        }
        int at = (int) address & Frames.SIZE - 1;
        int low = page.halfAt(at);
        if ((low & 3) != 3) {
            return low;
        }
        CodePage second = at == Frames.SIZE - 2 ? fetchedPage(space, address + 2) : page;
        return second == null ? -1 : low | (long) second.halfAt(at + 2 & Frames.SIZE - 1) << 16;
    }

    private static CodePage fetchedPage(AddressSpace space, long address) {
        int entry = (int) (address >>> Frames.SHIFT) & MASK;
        Tlb tlb = space.tlb();
        return tlb.fetch[2 * entry] == (address & -Frames.SIZE) ? (CodePage) tlb.code[entry] : null;
    }

    /** What a CSR reads now; empty if it cannot be read now. Changes nothing. */
    public OptionalLong csr(int number) {
        try {
            return OptionalLong.of(privilege.readCsr(this, number));
        } catch (TrapSignal none) {
            return OptionalLong.empty();
        }
    }

    /** What mstatus holds, whatever the mode; empty for a hart without one. Changes nothing. */
    public OptionalLong status() {
        return privilege.status(this);
    }

    /** Who translates what becomes hot in any hart from now on. */
    public static void translateBy(Compiler compiler) {
        Dispatcher.translateBy(compiler);
    }

    /** The code page an address is fetched from if that is known, or null. */
    CodePage knownPage(long address) {
        int entry = (int) (address >>> Frames.SHIFT) & MASK;
        return fetchTlb[2 * entry] == (address & -Frames.SIZE) ? (CodePage) fetchCode[entry] : null;
    }

    // Fetching

    /** The block at pc. */
    Block block() {
        long at = pc;
        int entry = (int) (at >>> Frames.SHIFT) & MASK;
        CodePage page = fetchTlb[2 * entry] == (at & -Frames.SIZE) ? (CodePage) fetchCode[entry] : fetchSlow(at);
        Block block = page.block((int) at & Frames.SIZE - 1);
        return block == CodePage.STRADDLES ? straddlingSlow(page) : block;
    }

    private CodePage fetchSlow(long address) {
        long host = miss(address, AddressSpace.FETCH);
        if (host <= 0) {
            throw raise(host == AddressSpace.DEVICE ? Cause.FETCH_ACCESS : (int) -host, address);
        }
        CodePage page = CodePage.of(Frames.frame(host), isa);
        space.fillFetch(address, host, page);
        return page;
    }

    private Block straddlingSlow(CodePage page) {
        int low = page.halfAt(Frames.SIZE - 2);
        int bits = low | fetchSlow(pc + 2).halfAt(0) << 16;
        int slot = (bits ^ bits >>> 7 ^ bits >>> 20) & straddling.length - 1;
        if (straddling[slot] == null || straddlingBits[slot] != bits) {
            straddling[slot] = CodePage.single(bits, isa);
            straddlingBits[slot] = bits;
        }
        return straddling[slot];
    }

    /** The bits of the instruction at an address, for the value of an illegal-instruction trap; 0 if it cannot be fetched. */
    long bitsAt(long address) {
        return bitsAt(space, address);
    }

    /** The bits of the instruction at an address of a space, 0 if it cannot be fetched. As a fetch does, this may bring the page in. */
    public static long bitsAt(AddressSpace space, long address) {
        long low = space.miss(address, AddressSpace.FETCH);
        if (low <= 0) {
            return 0;
        }
        int half = Frames.getShort(low) & 0xffff;
        long high = (half & 3) == 3 ? space.miss(address + 2, AddressSpace.FETCH) : 0;
        return high > 0 ? half | (Frames.getShort(high) & 0xffffL) << 16 : half;
    }

    // Loads and stores look in the current window first, then in the TLB, then ask the address space.

    long load8(long address) {
        return address - readLow < readLimit ? Frames.longAt(address + readAddend) : loadBehind(address, 8);
    }

    int load4(long address) {
        return address - readLow < readLimit ? Frames.intAt(address + readAddend) : (int) loadBehind(address, 4);
    }

    short load2(long address) {
        return address - readLow < readLimit ? Frames.shortAt(address + readAddend) : (short) loadBehind(address, 2);
    }

    byte load1(long address) {
        return address - readLow < readLimit ? Frames.byteAt(address + readAddend) : (byte) loadBehind(address, 1);
    }

    void store8(long address, long value) {
        if (address - writeLow < writeLimit) {
            Frames.setLong(address + writeAddend, value);
        } else {
            storeBehind(address, 8, value);
        }
    }

    void store4(long address, int value) {
        if (address - writeLow < writeLimit) {
            Frames.setInt(address + writeAddend, value);
        } else {
            storeBehind(address, 4, value);
        }
    }

    void store2(long address, short value) {
        if (address - writeLow < writeLimit) {
            Frames.setShort(address + writeAddend, value);
        } else {
            storeBehind(address, 2, value);
        }
    }

    void store1(long address, byte value) {
        if (address - writeLow < writeLimit) {
            Frames.setByte(address + writeAddend, value);
        } else {
            storeBehind(address, 1, value);
        }
    }

    /** A load outside the window. */
    private long loadBehind(long address, int size) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (readTlb[entry] == (address + size - 1 & -Frames.SIZE)) {
            int at = tlb.readWindow(address);
            resynchronize();
            readLow = tlb.readable.low(at) + Long.MIN_VALUE;
            readLimit = limit(tlb.readable, at);
            readAddend = tlb.readable.addend(at);
            return get(address + readTlb[entry + 1], size);
        }
        return loadSlow(address, size);
    }

    /** A store outside the window. */
    private void storeBehind(long address, int size, long value) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (writeTlb[entry] == (address + size - 1 & -Frames.SIZE)) {
            int at = tlb.writeWindow(address);
            resynchronize();
            writeLow = tlb.writable.low(at) + Long.MIN_VALUE;
            writeLimit = limit(tlb.writable, at);
            writeAddend = tlb.writable.addend(at);
            put(address + writeTlb[entry + 1], size, value);
        } else {
            storeSlow(address, size, value);
        }
    }

    // For translated code: the host address of an access, or 0 where the interpreter has to make it. Each base register has a window of its own, so
    // that stack and data, source and destination do not take turns. One that is missed often is chosen anew.

    /** Where to read {@code size} bytes in the page of the TLB that they lie in, or 0. */
    public long readableBehind(long address, int size) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return readTlb[entry] == (address + size - 1 & -Frames.SIZE) && (++outside & SELDOM) != 0 ? address + readTlb[entry + 1] : 0;
    }

    /** Where to write {@code size} bytes in the page of the TLB that they lie in, or 0. */
    public long writableBehind(long address, int size) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return writeTlb[entry] == (address + size - 1 & -Frames.SIZE) && (++outside & SELDOM) != 0 ? address + writeTlb[entry + 1] : 0;
    }

    /** Makes the window of an access that translated code declined the current one for its base register, if the page is in the TLB. */
    void chooseWindow(long word) {
        int base = (int) (word >>> 16) & 31;
        long address = x[base] + (int) (word >> 32);
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        long page = address & -Frames.SIZE;
        if (Lowering.isLoad(word) && readTlb[entry] == page) {
            setWindow(3 * base, tlb.readable, tlb.readWindow(address));
        } else if (Lowering.isStore(word) && writeTlb[entry] == page) {
            setWindow(WRITE_WINDOWS + 3 * base, tlb.writable, tlb.writeWindow(address));
        }
    }

    private void setWindow(int window, Windows known, int at) {
        resynchronize();
        windows[window] = known.low(at) + Long.MIN_VALUE;
        windows[window + 1] = limit(known, at);
        windows[window + 2] = known.addend(at);
    }

    /** The last seven bytes of a window are left out, so that no access hangs over the end. */
    private static long limit(Windows windows, int at) {
        return windows.length(at) - 7 + Long.MIN_VALUE;
    }

    /** No window is current if the TLB has forgotten anything since. */
    void resynchronize() {
        if (flushesSeen != tlb.flushes()) {
            dropWindows();
        }
    }

    private void dropWindows() {
        flushesSeen = tlb.flushes();
        readLimit = NOWHERE;
        writeLimit = NOWHERE;
        for (int i = 1; i < windows.length; i += 3) {
            windows[i] = NOWHERE;
        }
    }

    /** Asks the address space, which may change translations on the way. */
    long miss(long address, int access) {
        misses++;
        long host = space.miss(address, access);
        resynchronize();
        return host;
    }

    private long loadSlow(long address, int size) {
        int inPage = Frames.SIZE - ((int) address & Frames.SIZE - 1);
        if (inPage < size) {
            long low = hostOrTrap(address, AddressSpace.READ);
            long high = hostOrTrap(address + inPage, AddressSpace.READ);
            long value = 0;
            for (int i = size - 1; i >= 0; i--) {
                value = value << 8 | Frames.getByte(i < inPage ? low + i : high + i - inPage) & 0xff;
            }
            return value;
        }
        long host = miss(address, AddressSpace.READ);
        if (host > 0) {
            return get(Frames.address(host), size);
        }
        if (host != AddressSpace.DEVICE) {
            throw raise((int) -host, address);
        }
        beAlone();
        if ((address & size - 1) != 0) {
            throw raise(Cause.LOAD_ACCESS, address);
        }
        return space.loadDevice(address, size);
    }

    private void storeSlow(long address, int size, long value) {
        int inPage = Frames.SIZE - ((int) address & Frames.SIZE - 1);
        if (inPage < size) {
            long low = hostOrTrap(address, AddressSpace.WRITE);
            long high = hostOrTrap(address + inPage, AddressSpace.WRITE);
            for (int i = 0; i < size; i++) {
                Frames.putByte(i < inPage ? low + i : high + i - inPage, (byte) (value >>> 8 * i));
            }
            return;
        }
        long host = miss(address, AddressSpace.WRITE);
        if (host > 0) {
            put(Frames.address(host), size, value);
        } else if (host != AddressSpace.DEVICE) {
            throw raise((int) -host, address);
        } else {
            beAlone();
            if ((address & size - 1) != 0) {
                throw raise(Cause.STORE_ACCESS, address);
            }
            space.storeDevice(address, size, value);
        }
    }

    /** A device access happens in a block of its own: asks for that unless it is so already. */
    private void beAlone() {
        if (!alone) {
            throw raise(TrapSignal.AGAIN, 0);
        }
    }

    private long hostOrTrap(long address, int access) {
        long host = miss(address, access);
        if (host > 0) {
            return host;
        }
        boolean read = access == AddressSpace.READ;
        throw raise(host == AddressSpace.DEVICE ? read ? Cause.LOAD_ACCESS : Cause.STORE_ACCESS : (int) -host, address);
    }

    /** The host offset of bytes to store to in one page, for what does it by itself. */
    long storeHost(long address) {
        return hostOrTrap(address, AddressSpace.WRITE);
    }

    private static long get(long address, int size) {
        return switch (size) {
            case 1 -> Frames.byteAt(address) & 0xff;
            case 2 -> Frames.shortAt(address) & 0xffff;
            case 4 -> Frames.intAt(address) & 0xffff_ffffL;
            default -> Frames.longAt(address);
        };
    }

    private static void put(long address, int size, long value) {
        switch (size) {
            case 1 -> Frames.setByte(address, (byte) value);
            case 2 -> Frames.setShort(address, (short) value);
            case 4 -> Frames.setInt(address, (int) value);
            default -> Frames.setLong(address, value);
        }
    }

    // Atomics: a store-conditional succeeds if the reserved bytes still hold what was loaded, and replaces them in one step

    /** The host offset for an atomic access: aligned, in RAM. A read-modify-write raises the exceptions of a store. */
    long atomicHost(long address, int size, int access) {
        boolean read = access == AddressSpace.READ;
        if ((address & size - 1) != 0) {
            throw raise(read ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED, address);
        }
        return hostOrTrap(address, access);
    }

    void reserve(long host, long value) {
        reservation = host;
        reserved = value;
    }

    /** Whether the reservation is for this place; it is gone afterwards either way. */
    boolean takeReservation(long host) {
        boolean same = reservation == host;
        reservation = -1;
        return same;
    }

    long reserved() {
        return reserved;
    }
}
