package twofold.riscv.hart;

import static twofold.riscv.memory.Tlb.MASK;

import java.lang.foreign.ValueLayout;
import java.util.function.LongSupplier;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;
import twofold.riscv.semantics.FloatFlags;

/**
 * One hardware thread. Its owner sets registers and pc, enters an address space, and runs it for a budget of instructions. A hart is
 * used by one host thread at a time.
 */
public final class Hart {
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
    /** Set to have {@link Privilege#attend} called before the next block. */
    public boolean attention;
    /** Floating-point instructions are illegal while this is set (mstatus.FS is Off). */
    public boolean floatOff;
    /** Set by every instruction that changes floating-point state. */
    public boolean floatDirty;

    final Privilege privilege;
    final TrapSignal signal = new TrapSignal();
    /** The retired count at which {@link #run} stops; each trap taken brings it one nearer. */
    long deadline;
    /** The instructions of the current block completed before one that looks at counters. */
    int completed;
    /** The next block is cut to one instruction, so that counters are exact at a device access. */
    boolean alone;

    final Isa isa;

    private final LongSupplier time;
    private final Block[] straddling = new Block[64];
    private final int[] straddlingBits = new int[64];
    private AddressSpace space;
    private long[] readTlb;
    private long[] writeTlb;
    private long[] fetchTlb;
    private Object[] fetchCode;
    private long reservation = -1;
    private long reserved;

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
        Tlb tlb = space.tlb();
        this.space = space;
        readTlb = tlb.read;
        writeTlb = tlb.write;
        fetchTlb = tlb.fetch;
        fetchCode = tlb.code;
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
        long host = space.miss(address, AddressSpace.FETCH);
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
        long low = space.miss(address, AddressSpace.FETCH);
        if (low <= 0) {
            return 0;
        }
        int half = Frames.getShort(low) & 0xffff;
        long high = (half & 3) == 3 ? space.miss(address + 2, AddressSpace.FETCH) : 0;
        return high > 0 ? half | (Frames.getShort(high) & 0xffffL) << 16 : half;
    }

    // Loads: an access hits if the page of its last byte is the one in the entry for its first

    long load8(long address) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return readTlb[entry] == (address + 7 & -Frames.SIZE)
                ? Frames.HOST.get(Frames.LONG, address + readTlb[entry + 1]) : loadSlow(address, 8);
    }

    int load4(long address) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return readTlb[entry] == (address + 3 & -Frames.SIZE)
                ? Frames.HOST.get(Frames.INT, address + readTlb[entry + 1]) : (int) loadSlow(address, 4);
    }

    short load2(long address) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return readTlb[entry] == (address + 1 & -Frames.SIZE)
                ? Frames.HOST.get(Frames.SHORT, address + readTlb[entry + 1]) : (short) loadSlow(address, 2);
    }

    byte load1(long address) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        return readTlb[entry] == (address & -Frames.SIZE)
                ? Frames.HOST.get(ValueLayout.JAVA_BYTE, address + readTlb[entry + 1]) : (byte) loadSlow(address, 1);
    }

    void store8(long address, long value) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (writeTlb[entry] == (address + 7 & -Frames.SIZE)) {
            Frames.HOST.set(Frames.LONG, address + writeTlb[entry + 1], value);
        } else {
            storeSlow(address, 8, value);
        }
    }

    void store4(long address, int value) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (writeTlb[entry] == (address + 3 & -Frames.SIZE)) {
            Frames.HOST.set(Frames.INT, address + writeTlb[entry + 1], value);
        } else {
            storeSlow(address, 4, value);
        }
    }

    void store2(long address, short value) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (writeTlb[entry] == (address + 1 & -Frames.SIZE)) {
            Frames.HOST.set(Frames.SHORT, address + writeTlb[entry + 1], value);
        } else {
            storeSlow(address, 2, value);
        }
    }

    void store1(long address, byte value) {
        int entry = 2 * ((int) (address >>> Frames.SHIFT) & MASK);
        if (writeTlb[entry] == (address & -Frames.SIZE)) {
            Frames.HOST.set(ValueLayout.JAVA_BYTE, address + writeTlb[entry + 1], value);
        } else {
            storeSlow(address, 1, value);
        }
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
        long host = space.miss(address, AddressSpace.READ);
        if (host > 0) {
            return get(host, size);
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
        long host = space.miss(address, AddressSpace.WRITE);
        if (host > 0) {
            put(host, size, value);
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
        long host = space.miss(address, access);
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

    private static long get(long host, int size) {
        return switch (size) {
            case 1 -> Frames.getByte(host) & 0xff;
            case 2 -> Frames.getShort(host) & 0xffff;
            case 4 -> Frames.getInt(host) & 0xffff_ffffL;
            default -> Frames.getLong(host);
        };
    }

    private static void put(long host, int size, long value) {
        switch (size) {
            case 1 -> Frames.putByte(host, (byte) value);
            case 2 -> Frames.putShort(host, (short) value);
            case 4 -> Frames.putInt(host, (int) value);
            default -> Frames.putLong(host, value);
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
