package twofold.riscv.privileged;

import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Isa;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Device;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;

/** One hart with machine mode, four megabytes of memory and a device, for guest programs of a few instructions. */
final class Bench implements AutoCloseable {
    static final long RAM = 0x8000_0000L;
    static final long CODE = RAM + 0x1000;
    static final long MACHINE_TRAP = RAM + 0x3000;
    static final long SUPERVISOR_TRAP = RAM + 0x4000;
    static final long DATA = RAM + 0x8000;
    static final long TABLES = RAM + 0x10_0000;
    static final long DEVICE = 0x1000_0000L;
    static final int V = 1;
    static final int R = 2;
    static final int W = 4;
    static final int X = 8;
    static final int U = 16;
    static final int A = 64;
    static final int D = 128;
    private static final int FRAMES = 1536;

    final PhysicalMemory memory;
    final PrivilegedModes modes;
    final Hart hart;
    long deviceValue;
    long time = 1234;
    private final int first = Frames.allocateRun(FRAMES);
    private long nextTable = TABLES;

    /** A hart in machine mode at {@link #CODE}; its traps go to {@link #MACHINE_TRAP} and {@link #SUPERVISOR_TRAP}; PMP allows all. Taking an interrupt is no step
     * of its own: the first instruction of its handler, a jump to itself, is. */
    Bench() {
        this(Isa.ALL);
    }

    /** The same with the extensions of {@code isa}; its time is {@link #time}. */
    Bench(Isa isa) {
        memory = new PhysicalMemory(RAM, (long) FRAMES << Frames.SHIFT, Frames.offset(first));
        memory.map(DEVICE, 0x1000, new Device() {
            @Override
            public long load(long offset, int size) {
                return deviceValue + offset;
            }

            @Override
            public void store(long offset, int size, long value) {
                deviceValue = value;
            }
        });
        modes = new PrivilegedModes(memory, 0, false);
        hart = new Hart(modes, () -> time, isa);
        modes.attach(hart);
        hart.pc = CODE;
        set("mtvec", MACHINE_TRAP);
        set("stvec", SUPERVISOR_TRAP);
        set("pmpaddr0", -1);
        set("pmpcfg0", 0x1f);
        newTable();
        int stay = i(Op.JAL, 0, 0, 0);
        for (int k = 0; k < 16; k++) {
            code(MACHINE_TRAP + 4L * k, stay).code(SUPERVISOR_TRAP + 4L * k, stay);
        }
    }

    static int i(Op op, int rd, int rs1, int imm) {
        return Encoder.encode(op, rd, rs1, 0, 0, 0, imm);
    }

    static int s(Op op, int rs2, int rs1, int imm) {
        return Encoder.encode(op, 0, rs1, rs2, 0, 0, imm);
    }

    static int r(Op op, int rd, int rs1, int rs2) {
        return Encoder.encode(op, rd, rs1, rs2, 0, 0, 0);
    }

    static int plain(Op op) {
        return Encoder.encode(op, 0, 0, 0, 0, 0, 0);
    }

    static int csr(Op op, int rd, String name, int rs1) {
        return i(op, rd, rs1, Csr.number(name));
    }

    /** Puts instructions at a physical address. */
    Bench code(long at, int... instructions) {
        for (int k = 0; k < instructions.length; k++) {
            word(at + 4L * k, instructions[k]);
        }
        hart.fenceInstructions();
        return this;
    }

    void word(long physical, int value) {
        Frames.putInt(memory.host(physical), value);
    }

    void quad(long physical, long value) {
        Frames.putLong(memory.host(physical), value);
    }

    long quad(long physical) {
        return Frames.getLong(memory.host(physical));
    }

    /** Reads a CSR as an instruction of the current mode would. */
    long get(String name) {
        return modes.readCsr(hart, Csr.number(name));
    }

    void set(String name, long value) {
        modes.writeCsr(hart, Csr.number(name), value);
    }

    void setBits(String name, long bits) {
        set(name, get(name) | bits);
    }

    /** From machine mode into a mode at an address, by mret. */
    Bench enter(int mode, long pc) {
        set("mstatus", get("mstatus") & ~Status.MPP | (long) mode << Status.MPP_SHIFT);
        set("mepc", pc);
        hart.pc = modes.mret(hart);
        return this;
    }

    /** Runs so many instructions or traps. */
    Exit step(int count) {
        return hart.run(count);
    }

    /** Turns Sv39 on over {@link #TABLES}. */
    void paging() {
        set("satp", 8L << 60 | TABLES >>> 12);
    }

    /** Maps a page at a level (0: 4 KiB, 1: 2 MiB) and returns the address of its entry. */
    long map(long virtual, long physical, int flags, int level) {
        long table = TABLES;
        for (int at = 2; at > level; at--) {
            long entry = table + (virtual >>> 12 + 9 * at & 511) * 8;
            if ((quad(entry) & V) == 0) {
                quad(entry, newTable() >>> 2 | V);
            }
            table = quad(entry) >>> 10 << 12;
        }
        long entry = table + (virtual >>> 12 + 9 * level & 511) * 8;
        quad(entry, physical >>> 2 | flags);
        return entry;
    }

    private long newTable() {
        long table = nextTable;
        nextTable += Frames.SIZE;
        return table;
    }

    @Override
    public void close() {
        for (int k = 0; k < FRAMES; k++) {
            Frames.release(first + k);
        }
    }
}
