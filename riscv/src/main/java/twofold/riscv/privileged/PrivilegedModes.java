package twofold.riscv.privileged;

import java.util.OptionalLong;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Privilege;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.PhysicalMemory;

/**
 * Modes, trap delivery and interrupts of one hart. Devices and the hypervisor raise and lower interrupts by {@link #setPending}; the
 * hart takes them between blocks.
 */
public final class PrivilegedModes extends Privilege {
    private static final long MOST_BY_PAGE = 1L << 20;

    private final boolean hosted;
    private final PhysicalMemory memory;
    private final CsrFile csrs;
    private final AddressSpaces spaces;
    private Hart hart;
    private int mode;
    private boolean waiting;

    private final long[] retiredIn = new long[4];
    private long counted;
    private final long[] exceptions = new long[16];
    private final long[] interrupts = new long[16];
    private long deviceAccesses;
    private long delivered;

    /**
     * @param memory the machine's physical memory
     * @param hartId what mhartid reads
     * @param hosted whether the hypervisor is in machine mode's place: the hart then starts in S-mode
     */
    public PrivilegedModes(PhysicalMemory memory, int hartId, boolean hosted) {
        this.memory = memory;
        this.hosted = hosted;
        csrs = new CsrFile(this, hartId, hosted);
        spaces = new AddressSpaces(this, memory);
        mode = hosted ? Mode.SUPERVISOR : Mode.MACHINE;
    }

    /** Ties this to its hart; to be called once, before the hart runs. */
    public void attach(Hart hart) {
        this.hart = hart;
        csrs.attach(hart);
        chooseSpace();
    }

    /** Puts a hart that was stopped at a start address in S-mode with translation off (SBI "HSM", hart start). */
    public void restart(long address, long argument0, long argument1) {
        csrs.reset();
        mode = Mode.SUPERVISOR;
        waiting = false;
        flushAll();
        hart.pc = address;
        hart.x[10] = argument0;
        hart.x[11] = argument1;
        hart.breakReservation();
        chooseSpace();
    }

    /** The current privilege mode. */
    public int mode() {
        return mode;
    }

    /** Raises or lowers an interrupt line: a bit of mip. Any thread may call it; a hart that runs on another may take a turn to see it. */
    public void setPending(int interrupt, boolean pending) {
        csrs.setPending(interrupt, pending);
        if (pending) {
            hart.attention = true;
        }
    }

    /** Whether an interrupt is pending, enabled or not. */
    public boolean isPending(int interrupt) {
        return (csrs.pending() >>> interrupt & 1) != 0;
    }

    /** Whether an interrupt that is enabled in mie is pending, which ends a wait. */
    public boolean wakes() {
        return (csrs.pending() & csrs.enabled()) != 0;
    }

    /** Whether any interrupt is enabled in mie: a hart that waits without one waits for ever. */
    public boolean listens() {
        return csrs.enabled() != 0;
    }

    /** Instructions completed in a mode, exact while the hart is not running. */
    public long retiredIn(int mode) {
        return retiredIn[mode] + (mode == this.mode ? hart.retired - counted : 0);
    }

    /** Exceptions taken or left, by cause. */
    public long exceptions(int cause) {
        return exceptions[cause];
    }

    /** Exceptions taken by the guest, of all causes: each takes up a step of the hart's budget, as an instruction does. */
    public long delivered() {
        return delivered;
    }

    /** Interrupts taken, by number. */
    public long interrupts(int number) {
        return interrupts[number];
    }

    /** Exceptions and interrupts taken by the guest. */
    public long taken() {
        long all = delivered;
        for (long each : interrupts) {
            all += each;
        }
        return all;
    }

    /** Loads from and stores to devices. */
    public long deviceAccesses() {
        return deviceAccesses;
    }

    /** Forgets translations of {@code size} bytes from an address in every address space; a size of -1 or a huge one forgets all. */
    public void flush(long address, long size) {
        spaces.fence(address, size > MOST_BY_PAGE ? -1 : size, 0, false);
    }

    /** The same in the address space of one identifier, save what is global. */
    public void flush(long address, long size, long addressSpace) {
        spaces.fence(address, size > MOST_BY_PAGE ? -1 : size, addressSpace, true);
    }

    /** The current mode's view of memory, for a debugger or a paravirtual call with a virtual address. */
    public AddressSpace space() {
        return hart.space();
    }

    /** The machine's physical memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** Sets the supervisor's timer, as a write of stimecmp does, for a paravirtual call. */
    public void setTimer(long ticks) {
        csrs.setStimecmp(ticks);
    }

    /** When the supervisor's timer is due in ticks, unsigned; -1 for never. */
    public long timer() {
        return comparesTimer() ? csrs.stimecmp() : -1;
    }

    /** Whether {@link #timer} drives the supervisor timer interrupt; else software in machine mode does. */
    public boolean comparesTimer() {
        return hosted || csrs.comparesTimer();
    }

    // What the hart asks

    @Override
    protected boolean deliver(Hart h, int cause, long value) {
        exceptions[cause]++;
        if (hosted && cause == Cause.SUPERVISOR_CALL) {
            return false;
        }
        delivered++;
        if (hosted) {
            enterSupervisor(cause, value, 0);
            return true;
        }
        if (mode <= Mode.SUPERVISOR && (csrs.delegatedExceptions() >>> cause & 1) != 0) {
            enterSupervisor(cause, value, 0);
        } else {
            enterMachine(cause, value, 0);
        }
        return true;
    }

    @Override
    protected Exit attend(Hart h) {
        if (waiting && !wakes()) {
            return Exit.WAITING;
        }
        waiting = false;
        long due = csrs.pending() & csrs.enabled();
        long toMachine = due & ~csrs.delegatedInterrupts();
        long toSupervisor = due & csrs.delegatedInterrupts();
        if (toMachine != 0 && (mode < Mode.MACHINE || csrs.has(Status.MIE))) {
            int number = Interrupt.first(toMachine);
            interrupts[number]++;
            enterMachine(1L << 63 | number, 0, number);
        } else if (toSupervisor != 0 && (mode < Mode.SUPERVISOR || mode == Mode.SUPERVISOR && csrs.has(Status.SIE))) {
            int number = Interrupt.first(toSupervisor);
            interrupts[number]++;
            enterSupervisor(1L << 63 | number, 0, number);
        } else {
            hart.attention = false;
        }
        return null;
    }

    @Override
    protected long readCsr(Hart h, int number) {
        return csrs.read(number);
    }

    @Override
    protected long modifiedCsr(Hart h, int number, long read) {
        return csrs.modified(number, read);
    }

    @Override
    protected void writeCsr(Hart h, int number, long value) {
        csrs.write(number, value);
    }

    @Override
    protected OptionalLong status(Hart h) {
        return OptionalLong.of(csrs.status());
    }

    @Override
    protected long mret(Hart h) {
        if (mode != Mode.MACHINE) {
            throw hart.illegal();
        }
        int to = previousMode();
        csrs.leaveMachine(to);
        become(to, 1);
        return csrs.mepc();
    }

    @Override
    protected long sret(Hart h) {
        if (mode == Mode.USER || mode == Mode.SUPERVISOR && csrs.has(Status.TSR)) {
            throw hart.illegal();
        }
        int to = csrs.has(Status.SPP) ? Mode.SUPERVISOR : Mode.USER;
        csrs.leaveSupervisor();
        become(to, 1);
        return csrs.sepc();
    }

    @Override
    protected void wfi(Hart h) {
        if (mode == Mode.USER || mode == Mode.SUPERVISOR && csrs.has(Status.TW)) {
            throw hart.illegal();
        }
        waiting = true;
        hart.attention = true;
    }

    @Override
    protected void sfence(Hart h, long address, boolean hasAddress, long addressSpace, boolean hasSpace) {
        if (mode == Mode.USER || mode == Mode.SUPERVISOR && csrs.has(Status.TVM)) {
            throw hart.illegal();
        }
        spaces.fence(address, hasAddress ? 1 : -1, addressSpace, hasSpace);
    }

    @Override
    protected void orderInvalidations(Hart h) {
        if (mode == Mode.USER) {
            throw hart.illegal();
        }
    }

    /** CBO.INVAL is allowed as a flush or as itself; either does the same here. */
    @Override
    protected void permitCacheBlock(Hart h, Op op) {
        long field = switch (op) {
            case CBO_ZERO -> EnvironmentConfig.CBZE;
            case CBO_INVAL -> EnvironmentConfig.CBIE;
            default -> EnvironmentConfig.CBCFE;
        };
        if (!csrs.allowed(field)) {
            throw hart.illegal();
        }
    }

    @Override
    protected void flushFetches(Hart h) {
        spaces.flushFetches();
    }

    @Override
    protected int callCause(Hart h) {
        return Cause.USER_CALL + mode;
    }

    // What the CSR file and the address spaces ask

    boolean modifiesPrivilege() {
        return csrs.has(Status.MPRV);
    }

    int previousMode() {
        return csrs.previousMode();
    }

    boolean sum() {
        return csrs.has(Status.SUM);
    }

    boolean mxr() {
        return csrs.has(Status.MXR);
    }

    long satp() {
        return csrs.satp();
    }

    /** The upper bits of page table entries that mean something: N, and the memory type where menvcfg has it. */
    long entryBits() {
        return (hart.isa().has(Extension.SVNAPOT) ? PageWalk.N : 0) | (csrs.hasMemoryTypes() ? PageWalk.PBMT : 0);
    }

    /** Whether a page walk sets accessed and dirty bits; otherwise an access that needs them set faults. */
    boolean setsEntryBits() {
        return csrs.setsEntryBits();
    }

    /** Whether an access of {@code size} bytes may go on. */
    boolean permits(long physical, long size, int access, int as) {
        return hosted || csrs.pmp().allows(physical, size, access, as);
    }

    /** Whether all accesses of a kind in an aligned range get the same answer. */
    boolean permitsAlike(long physical, long size) {
        return hosted || csrs.pmp().isUniform(physical, size);
    }

    void countDeviceAccess() {
        deviceAccesses++;
    }

    /** Translations made so far no longer hold. */
    void flushAll() {
        spaces.flushAll();
    }

    void satpChanged(long old, long satp) {
        spaces.satpChanged(old, satp);
    }

    /** mstatus changed: SUM chooses the space, MXR and MPRV are baked into TLB entries, and interrupts may be enabled. */
    void statusChanged(long changed) {
        if ((changed & Status.MXR) != 0) {
            flushAll();
        }
        if (!hosted && (changed & (Status.MPRV | Status.MPP | Status.SUM)) != 0) {
            spaces.flushMachine();
        }
        if ((changed & Status.SUM) != 0) {
            chooseSpace();
        }
        hart.attention = true;
    }

    // Changing modes

    private void enterSupervisor(long cause, long value, int interrupt) {
        hart.trapTaken(cause, value);
        csrs.enterSupervisor(cause, value, hart.pc, mode);
        become(Mode.SUPERVISOR, 0);
        hart.pc = csrs.vector(csrs.stvec(), cause, interrupt);
    }

    private void enterMachine(long cause, long value, int interrupt) {
        hart.trapTaken(cause, value);
        csrs.enterMachine(cause, value, hart.pc, mode);
        become(Mode.MACHINE, 0);
        hart.pc = csrs.vector(csrs.mtvec(), cause, interrupt);
    }

    /** Changes the mode; {@code completing} counts the current instruction for the old one. */
    private void become(int to, int completing) {
        long now = hart.retiredNow() + completing;
        retiredIn[mode] += now - counted;
        counted = now;
        mode = to;
        hart.attention = true;
        chooseSpace();
    }

    private void chooseSpace() {
        hart.enter(spaces.of(mode, sum()));
    }
}
