package twofold.riscv.hart;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Isa;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.RecentTlbs;
import twofold.riscv.semantics.FloatFlags;

/**
 * One hardware thread. Its owner sets registers and pc, enters an address space, and runs it for a budget of instructions. A hart is
 * used by one host thread at a time.
 */
public final class Hart {
    /** More calls than HotSpot waits for before it compiles a method. */
    private static final int OFTEN = 250;
    /** addi a0,a0,1, sd a0,8(sp), bne a0,a1,., c.mv, c.ldsp: one of each kind that decoding has. */
    private static final int[] ORDINARY = {0x0015_0513, 0x00a1_3423, 0x00b5_1063, 0x852e, 0x60a2};

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
    /** The current address space's {@link twofold.riscv.memory.Tlb#data}. */
    public long[] data;
    /** Set by translated code that leaves the next instruction to the interpreter. */
    public boolean declined;
    /** The region that did so last. */
    public Region decliner;
    /** The budget that regions now run with, as it was when they began. */
    long begun;
    /** Where its first instruction is. */
    public long declinedAt;
    /** The generation of the jump table in use, for links. */
    public long jumpGeneration;

    final Privilege privilege;
    final TrapSignal signal = new TrapSignal();
    /** The retired count at which {@link #run} stops; each trap taken brings it one nearer. */
    long deadline;
    /** The instructions of the current block completed before one that looks at counters. */
    long completed;
    /** PAUSE instructions so far. */
    int pauses;
    /** The next block is cut to one instruction, so that counters are exact at a device access. */
    boolean alone;

    final Isa isa;
    final FetchUnit fetches;
    final LoadStoreUnit memory;
    final Dispatcher dispatcher = new Dispatcher(this);

    private final RecentTlbs recent;
    private final LongSupplier time;
    private AddressSpace space;
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
        this(privilege, time, isa, new RecentTlbs());
    }

    /** The same for one of several harts of which only one runs at a time, and which have the tables of their TLBs in common. */
    public Hart(Privilege privilege, LongSupplier time, Isa isa, RecentTlbs recent) {
        this.isa = isa;
        this.recent = recent;
        this.privilege = privilege;
        this.time = time;
        fetches = new FetchUnit(this);
        memory = new LoadStoreUnit(this);
    }

    /** The instructions that are not illegal. */
    public Isa isa() {
        return isa;
    }

    /** Changes what addresses mean from the next instruction on. */
    public void enter(AddressSpace space) {
        recent.use(space.tlb());
        if (this.space == space && data == space.tlb().data) {
            return;
        }
        this.space = space;
        fetches.enter(space);
        memory.enter(space);
        dispatcher.enter(space.tlb());
    }

    /** Its way to instructions, for those who watch. */
    public FetchUnit fetches() {
        return fetches;
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
        return Interpreter.run(this);
    }

    /**
     * Makes ready what the first instructions of a process need: the decoder's rows, and a compiled interpreter, which HotSpot makes of what was called often, on a thread of
     * its own. For a thread that has nothing better to do.
     */
    public static void prepare() {
        Hart idle = new Hart(new UserMode(), () -> 0);
        for (int i = 0; i < OFTEN; i++) {
            idle.run(0);
        }
        Decoder.prepare();
        for (int i = 0; i < OFTEN; i++) {
            for (int bits : ORDINARY) {
                Lowering.lower(Isa.ALL.decode(bits), 0);
            }
        }
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

    /** A fence.i in one of the address spaces of a hart: its code pages are looked at again, now or before they run. */
    public static void fenceInstructions(AddressSpace space) {
        space.tlb().fenceFetch(page -> ((CodePage) page).holdsStill());
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
        return fetches.known(address);
    }

    /** Asks the address space, which may change translations on the way. */
    long miss(long address, int access, int size) {
        misses++;
        return space.miss(address, access, size);
    }

    // For translated code

    /**
     * The time CSR.
     *
     * @param left what is left of the budget, as far as the code has counted
     * @param done the instructions completed that are not counted yet
     */
    public long readTime(long left, int done) {
        completed = begun - left + done;
        long ticks = time();
        completed = 0;
        return ticks;
    }

    /** Has a way out of a region lead to what is known at the pc from now on, if there is something. */
    public void link(Region from, int link) {
        dispatcher.link(from, link);
    }

    /**
     * Goes on at the pc for a region that waits for a call to return, from region to region as long as the next is known. An access that was declined is
     * made here, if no more than its window was wrong.
     *
     * @param from     the region
     * @param call     which of its calls has just been made and has no link to the pc; -1 if it ended elsewhere than expected
     * @param left     the instructions that may complete
     * @param expected where the call returns to
     * @param entry    the entry that {@code from} was run with
     * @return the instructions of these that are left
     */
    public long goOn(Region from, int call, long left, long expected, int entry) {
        return dispatcher.goOn(from, call, left, expected, entry);
    }

    // Atomics: a store-conditional succeeds if the reserved bytes still hold what was loaded, and replaces them in one step

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
