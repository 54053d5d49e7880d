package twofold.riscv.privileged;

import twofold.riscv.hart.Hart;
import twofold.riscv.hart.UnprivilegedCsrs;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;

/** The control and status registers of one hart beyond U-mode's own, by number (Privileged manual, "Control and Status Registers"). */
final class CsrFile {
    private static final long MISA = 2L << 62 | bit('I') | bit('M') | bit('A') | bit('F') | bit('D') | bit('C') | bit('S') | bit('U');
    private static final int MIP = 0x344;
    private static final int STIMECMP = 0x14d;
    private static final long TIMER_BIT = 1L << Interrupt.SUPERVISOR_TIMER;
    private static final long COUNTERS = 7;
    private static final long DELEGABLE_EXCEPTIONS = 0xb3ff;
    private static final int VENDOR_COUNTERS = 29;

    private final PrivilegedModes modes;
    private final int hartId;
    private final boolean hosted;
    private final Pmp pmp = new Pmp();
    private Hart hart;
    private EnvironmentConfig configurable;

    private long mstatus;
    private long medeleg;
    private long mideleg;
    private long mie;
    /** Pending interrupts, of the supervisor's external one only the bit that software writes. */
    private volatile long mip;
    /** The supervisor's external interrupt as its line has it. */
    private volatile long external;
    private long mtvec;
    private long mcounteren;
    private long mscratch;
    private long mepc;
    private long mcause;
    private long mtval;
    private long menvcfg;
    private long stvec;
    private long scounteren;
    private long sscratch;
    private long sepc;
    private long scause;
    private long stval;
    private long senvcfg;
    private long satp;
    private long stimecmp = -1;
    private long cycleOffset;
    private long instretOffset;

    CsrFile(PrivilegedModes modes, int hartId, boolean hosted) {
        this.modes = modes;
        this.hartId = hartId;
        this.hosted = hosted;
    }

    void attach(Hart hart) {
        this.hart = hart;
        configurable = new EnvironmentConfig(hart.isa());
        reset();
    }

    /** The state after reset, or for a hosted hart as the hypervisor hands it to a supervisor: everything delegated. Interrupt lines stay. */
    void reset() {
        mstatus = Status.UXL_64 | Status.SXL_64;
        mie = 0;
        stvec = 0;
        satp = 0;
        stimecmp = -1;
        menvcfg = hosted ? configurable.open() : 0;
        if (hosted) {
            mideleg = Interrupt.SUPERVISOR_ALL;
            mcounteren = COUNTERS;
            scounteren = COUNTERS; // as firmware leaves it; Linux has programs read the time without asking
        }
        hart.floatOff = true;
    }

    Pmp pmp() {
        return pmp;
    }

    boolean has(long statusBit) {
        return (mstatus & statusBit) != 0;
    }

    int previousMode() {
        return (int) (mstatus >>> Status.MPP_SHIFT) & 3;
    }

    long satp() {
        return satp;
    }

    long mepc() {
        return mepc;
    }

    long sepc() {
        return sepc;
    }

    long mtvec() {
        return mtvec;
    }

    long stvec() {
        return stvec;
    }

    long pending() {
        return mip | external;
    }

    long enabled() {
        return mie;
    }

    long delegatedExceptions() {
        return medeleg;
    }

    long delegatedInterrupts() {
        return mideleg;
    }

    /** Any thread may call it. */
    synchronized void setPending(int interrupt, boolean pending) {
        long bit = 1L << interrupt;
        if (interrupt == Interrupt.SUPERVISOR_EXTERNAL) {
            external = pending ? bit : 0;
        } else {
            mip = pending ? mip | bit : mip & ~bit;
        }
    }

    /** Software writes pending bits, which takes no line down that is up. */
    private synchronized void writePending(long writable, long value) {
        mip = mip & ~writable | value & writable;
        hart.attention = true;
    }

    /** Whether stimecmp drives the supervisor timer interrupt, which software then cannot set. */
    boolean comparesTimer() {
        return (menvcfg & EnvironmentConfig.STCE) != 0;
    }

    long stimecmp() {
        return stimecmp;
    }

    void setStimecmp(long ticks) {
        stimecmp = ticks;
        if (hosted || comparesTimer()) {
            modes.setPending(Interrupt.SUPERVISOR_TIMER, Long.compareUnsigned(hart.time(), ticks) >= 0);
        }
    }

    /** Whether the modes above the current one allow what a bit of menvcfg and senvcfg stands for. */
    boolean allowed(long field) {
        int mode = modes.mode();
        return mode == Mode.MACHINE || (menvcfg & field) != 0 && (mode == Mode.SUPERVISOR || (senvcfg & field) != 0);
    }

    boolean hasMemoryTypes() {
        return (menvcfg & EnvironmentConfig.PBMTE) != 0;
    }

    boolean setsEntryBits() {
        return configurable.setsEntryBits(menvcfg);
    }

    // Trap entry and return

    void enterSupervisor(long cause, long value, long pc, int from) {
        scause = cause;
        stval = value;
        sepc = pc;
        long status = mstatus & ~(Status.SPP | Status.SPIE | Status.SIE);
        status |= from == Mode.USER ? 0 : Status.SPP;
        mstatus = status | (has(Status.SIE) ? Status.SPIE : 0);
    }

    void enterMachine(long cause, long value, long pc, int from) {
        mcause = cause;
        mtval = value;
        mepc = pc;
        long status = mstatus & ~(Status.MPP | Status.MPIE | Status.MIE);
        status |= (long) from << Status.MPP_SHIFT;
        long old = mstatus;
        mstatus = status | (has(Status.MIE) ? Status.MPIE : 0);
        modes.statusChanged((old ^ mstatus) & Status.MPP);
    }

    void leaveMachine(int to) {
        long status = mstatus & ~(Status.MIE | Status.MPP) | Status.MPIE | (has(Status.MPIE) ? Status.MIE : 0);
        long old = mstatus;
        mstatus = to == Mode.MACHINE ? status : status & ~Status.MPRV;
        modes.statusChanged((old ^ mstatus) & (Status.MPP | Status.MPRV));
    }

    void leaveSupervisor() {
        mstatus = mstatus & ~(Status.SIE | Status.SPP) | Status.SPIE | (has(Status.SPIE) ? Status.SIE : 0);
        if (has(Status.MPRV)) {
            mstatus &= ~Status.MPRV;
            modes.statusChanged(Status.MPRV);
        }
    }

    /** Where a trap goes: the base, or for interrupts in vectored mode four bytes further for each number. */
    long vector(long tvec, long cause, int interrupt) {
        long base = tvec & -4;
        return cause < 0 && (tvec & 1) != 0 ? base + 4L * interrupt : base;
    }

    // Access by number

    long read(int number) {
        checkMode(number);
        if (number >= 0xb03 && number < 0xb03 + VENDOR_COUNTERS || number >= 0x323 && number < 0x323 + VENDOR_COUNTERS
                || number >= 0xc03 && number < 0xc03 + VENDOR_COUNTERS) {
            return 0;
        }
        if (number >= 0x3b0 && number < 0x3b0 + 64) {
            return number < 0x3b0 + Pmp.ENTRIES ? pmp.readAddress(number - 0x3b0) : 0;
        }
        if (number >= 0x3a0 && number < 0x3b0 && (number & 1) == 0) {
            return number - 0x3a0 < Pmp.ENTRIES / 4 ? pmp.readConfig(number - 0x3a0) : 0;
        }
        return switch (number) {
            case 0x100 -> status() & Status.SUPERVISOR_VIEW;
            case 0x104 -> mie & mideleg;
            case 0x105 -> stvec;
            case 0x106 -> scounteren;
            case 0x10a -> senvcfg;
            case 0x140 -> sscratch;
            case 0x141 -> sepc;
            case 0x142 -> scause;
            case 0x143 -> stval;
            case 0x144 -> pending() & mideleg;
            case STIMECMP -> {
                checkTimer();
                yield stimecmp;
            }
            case 0x180 -> {
                checkVirtualMemory();
                yield satp;
            }
            case 0x300 -> status();
            case 0x301 -> misa();
            case 0x302 -> medeleg;
            case 0x303 -> mideleg;
            case 0x304 -> mie;
            case 0x305 -> mtvec;
            case 0x306 -> mcounteren;
            case 0x30a -> menvcfg;
            case 0x320 -> 0;
            case 0x340 -> mscratch;
            case 0x341 -> mepc;
            case 0x342 -> mcause;
            case 0x343 -> mtval;
            case MIP -> pending();
            case 0xb00, 0xc00 -> hart.retiredNow() + cycleOffset;
            case 0xb02, 0xc02 -> hart.retiredNow() + instretOffset;
            case 0xf11, 0xf12, 0xf13, 0xf15, 0x7a0, 0x7a1, 0x7a2, 0x7a3 -> 0;
            case 0x7a4 -> 1; // the trigger selected does not exist
            case 0xf14 -> hartId;
            default -> UnprivilegedCsrs.read(hart, number);
        };
    }

    /** What CSRRS and CSRRC change bits of: for mip, what software wrote without the line ("Machine Interrupt Registers", SEIP). */
    long modified(int number, long read) {
        return number == MIP ? mip : read;
    }

    void write(int number, long value) {
        checkMode(number);
        if (number >= 0xb03 && number < 0xb03 + VENDOR_COUNTERS || number >= 0x323 && number < 0x323 + VENDOR_COUNTERS) {
            return;
        }
        if (number >= 0x3b0 && number < 0x3b0 + 64) {
            if (number < 0x3b0 + Pmp.ENTRIES) {
                pmp.writeAddress(number - 0x3b0, value);
                modes.flushAll();
            }
            return;
        }
        if (number >= 0x3a0 && number < 0x3b0 && (number & 1) == 0) {
            if (number - 0x3a0 < Pmp.ENTRIES / 4) {
                pmp.writeConfig(number - 0x3a0, value);
                modes.flushAll();
            }
            return;
        }
        switch (number) {
            case 0x100 -> writeStatus(mstatus & ~Status.SUPERVISOR_WRITABLE | value & Status.SUPERVISOR_WRITABLE);
            case 0x104 -> {
                mie = mie & ~mideleg | value & mideleg;
                hart.attention = true;
            }
            case 0x105 -> stvec = value & ~2L;
            case 0x106 -> scounteren = value & COUNTERS;
            case 0x10a -> senvcfg = configurable.supervisor(senvcfg, value);
            case 0x140 -> sscratch = value;
            case 0x141 -> sepc = value & ~1L;
            case 0x142 -> scause = value;
            case 0x143 -> stval = value;
            case 0x144 -> writePending(mideleg & 1L << Interrupt.SUPERVISOR_SOFTWARE, value);
            case STIMECMP -> {
                checkTimer();
                setStimecmp(value);
                hart.stop(); // whoever gives the budget looks at the timer anew
            }
            case 0x180 -> writeSatp(value);
            case 0x300 -> writeStatus(value);
            case 0x301, 0x320, 0x7a0, 0x7a1, 0x7a2, 0x7a3, 0x7a4 -> { }
            case 0x302 -> medeleg = value & DELEGABLE_EXCEPTIONS;
            case 0x303 -> {
                mideleg = value & Interrupt.SUPERVISOR_ALL;
                hart.attention = true;
            }
            case 0x304 -> {
                mie = value & Interrupt.ALL;
                hart.attention = true;
            }
            case 0x305 -> mtvec = value & ~2L;
            case 0x306 -> mcounteren = value & COUNTERS;
            case 0x30a -> writeMenvcfg(value);
            case 0x340 -> mscratch = value;
            case 0x341 -> mepc = value & ~1L;
            case 0x342 -> mcause = value;
            case 0x343 -> mtval = value;
            case MIP -> writePending(Interrupt.SUPERVISOR_ALL & ~(comparesTimer() ? TIMER_BIT : 0), value);
            case 0xb00 -> cycleOffset = value - hart.retiredNow() - 1;
            case 0xb02 -> instretOffset = value - hart.retiredNow() - 1;
            default -> UnprivilegedCsrs.write(hart, number, value);
        }
    }

    /** What mstatus reads. */
    long status() {
        if (hart.floatDirty) {
            mstatus |= Status.FS;
            hart.floatDirty = false;
        }
        return (mstatus & Status.FS) == Status.FS ? mstatus | Status.SD : mstatus;
    }

    private void writeStatus(long value) {
        long old = mstatus;
        long wanted = old & ~Status.WRITABLE | value & Status.WRITABLE;
        if ((wanted & Status.MPP) == 2L << Status.MPP_SHIFT) {
            wanted = wanted & ~Status.MPP | old & Status.MPP;
        }
        mstatus = wanted;
        hart.floatDirty = false;
        hart.floatOff = (mstatus & Status.FS) == 0;
        modes.statusChanged(old ^ mstatus);
    }

    /** A mode that does not exist leaves satp as it is. Address-space identifiers have all 16 bits. */
    private void writeSatp(long value) {
        checkVirtualMemory();
        int mode = (int) (value >>> 60);
        if (mode != PageWalk.BARE && (mode < PageWalk.SV39 || mode > PageWalk.SV57)) {
            return;
        }
        long old = satp;
        if (value != old) {
            satp = value;
            modes.satpChanged(old, value);
        }
    }

    private void writeMenvcfg(long value) {
        long old = menvcfg;
        menvcfg = configurable.machine(old, value);
        if (((old ^ menvcfg) & EnvironmentConfig.PBMTE) != 0) {
            modes.flushAll();
        }
        if (((old ^ menvcfg) & EnvironmentConfig.STCE) != 0) {
            if (comparesTimer()) {
                setStimecmp(stimecmp);
            }
            hart.stop();
        }
    }

    /** misa.B stands for Zba, Zbb and Zbs together. */
    private long misa() {
        Isa isa = hart.isa();
        boolean b = isa.has(Extension.ZBA) && isa.has(Extension.ZBB) && isa.has(Extension.ZBS);
        return b ? MISA | bit('B') : MISA;
    }

    /** stimecmp is there with Sstc; below machine mode also menvcfg.STCE and mcounteren.TM have to allow it. */
    private void checkTimer() {
        boolean allowed = modes.mode() == Mode.MACHINE || comparesTimer() && (mcounteren & 2) != 0;
        if (!hart.isa().has(Extension.SSTC) || !allowed) {
            throw hart.illegal();
        }
    }

    private void checkVirtualMemory() {
        if (modes.mode() == Mode.SUPERVISOR && has(Status.TVM)) {
            throw hart.illegal();
        }
    }

    private void checkMode(int number) {
        int mode = modes.mode();
        if ((number >>> 8 & 3) > mode) {
            throw hart.illegal();
        }
        if (number >= 0xc00 && number < 0xc20 && mode != Mode.MACHINE) {
            long counter = 1L << (number & 31);
            if ((mcounteren & counter) == 0 || mode == Mode.USER && (scounteren & counter) == 0) {
                throw hart.illegal();
            }
        }
    }

    private static long bit(char extension) {
        return 1L << extension - 'A';
    }
}
