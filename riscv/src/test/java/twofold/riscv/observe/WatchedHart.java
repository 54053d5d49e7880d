package twofold.riscv.observe;

import java.util.Random;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Device;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.PhysicalMemory;
import twofold.riscv.privileged.Interrupt;
import twofold.riscv.privileged.PrivilegedModes;

/**
 * A hart in machine mode that runs a random program: loops, memory, CSRs, exceptions, and a device that raises interrupts and stops the
 * hart. Its handler skips what raised an exception, and has the device take back an interrupt.
 */
final class WatchedHart implements AutoCloseable {
    static final long RAM = 0x8000_0000L;
    private static final long CODE = RAM + 0x1000;
    private static final long HANDLER = RAM + 0x6000;
    private static final long DATA = RAM + 0x8000;
    private static final long DEVICE = 0x1000_0000L;
    private static final int FRAMES = 64;
    private static final int LENGTH = 900;
    private static final int SCRATCH = 31;
    private static final int DEVICE_AT = 30;
    private static final int DATA_AT = 29;

    final PhysicalMemory memory;
    final PrivilegedModes modes;
    final Hart hart;
    private final int first = Frames.allocateRun(FRAMES);
    private long at;

    WatchedHart(long seed) {
        memory = new PhysicalMemory(RAM, (long) FRAMES << Frames.SHIFT, Frames.offset(first));
        for (int i = 0; i < FRAMES; i++) {
            for (int k = 0; k < Frames.SIZE; k += 8) {
                Frames.putLong(memory.host(RAM + ((long) i << Frames.SHIFT) + k), 0);
            }
        }
        modes = new PrivilegedModes(memory, 0, false);
        hart = new Hart(modes, () -> 77);
        modes.attach(hart);
        memory.map(DEVICE, 0x1000, new Device() {
            @Override
            public long load(long offset, int size) {
                return hart.retiredNow();
            }

            @Override
            public void store(long offset, int size, long value) {
                switch ((int) offset) {
                    case 0 -> modes.setPending(Interrupt.MACHINE_TIMER, true);
                    case 8 -> modes.setPending(Interrupt.MACHINE_TIMER, false);
                    default -> hart.stop();
                }
            }
        });
        handler();
        program(new Random(seed));
        hart.fenceInstructions();
        hart.pc = CODE;
        hart.x[DEVICE_AT] = DEVICE;
        hart.x[DATA_AT] = DATA;
        run(immediate(Op.ADDI, 5, 0, 1 << Interrupt.MACHINE_TIMER), csr(Op.CSRRW, 0, 5, "mie"), csr(Op.CSRRW, 0, 6, "mtvec"),
                csr(Op.CSRRSI, 0, 8, "mstatus"), csr(Op.CSRRS, 0, 7, "mstatus"));
    }

    /** Runs instructions that set the hart up, with the handler in x6 and the bit of a live floating-point unit in x7. */
    private void run(int... instructions) {
        at = RAM;
        for (int each : instructions) {
            emit(each);
        }
        hart.x[6] = HANDLER;
        hart.x[7] = 1 << 13;
        hart.pc = RAM;
        hart.run(instructions.length);
        hart.pc = CODE;
    }

    private void handler() {
        at = HANDLER;
        emit(csr(Op.CSRRS, SCRATCH, 0, "mcause"));
        emit(Encoder.encode(Op.BLT, 0, SCRATCH, 0, 0, 0, 20));
        emit(csr(Op.CSRRS, SCRATCH, 0, "mepc"));
        emit(immediate(Op.ADDI, SCRATCH, SCRATCH, 4));
        emit(csr(Op.CSRRW, 0, SCRATCH, "mepc"));
        emit(Encoder.encode(Op.MRET, 0, 0, 0, 0, 0, 0));
        emit(Encoder.encode(Op.SD, 0, DEVICE_AT, 0, 0, 0, 8));
        emit(Encoder.encode(Op.MRET, 0, 0, 0, 0, 0, 0));
    }

    private void program(Random random) {
        at = CODE;
        for (int i = 0; i < LENGTH; i++) {
            emit(instruction(random));
        }
        emit(immediate(Op.ADDI, 0, 0, 0)); // skipped by a branch at the very end
        emit(Encoder.encode(Op.JAL, 0, 0, 0, 0, 0, (int) (CODE - at)));
    }

    private static int instruction(Random random) {
        int rd = random.nextInt(28);
        int rs1 = random.nextInt(28);
        int rs2 = random.nextInt(28);
        return switch (random.nextInt(40)) {
            case 0 -> Encoder.encode(Op.ECALL, 0, 0, 0, 0, 0, 0);
            case 1 -> 0xffffffff;
            case 2 -> Encoder.encode(Op.SD, 0, DEVICE_AT, rs2, 0, 0, 8 * random.nextInt(3));
            case 3 -> Encoder.encode(Op.LD, rd, DEVICE_AT, 0, 0, 0, 0);
            case 4 -> csr(Op.CSRRS, rd, 0, random.nextBoolean() ? "minstret" : "mcycle");
            case 5 -> csr(Op.CSRRW, rd, rs1, random.nextBoolean() ? "mscratch" : "fcsr");
            case 6 -> Encoder.encode(Op.LD, rd, rs1, 0, 0, 0, random.nextInt(2048));
            case 7, 8, 9 -> Encoder.encode(Op.SD, 0, DATA_AT, rs2, 0, 0, 8 * random.nextInt(200));
            case 10, 11, 12 -> Encoder.encode(Op.LW, rd, DATA_AT, 0, 0, 0, random.nextInt(1800));
            case 13 -> Encoder.encode(Op.FCVT_D_L, rd, rs1, 0, 0, 0, 0);
            case 14 -> Encoder.encode(Op.FADD_D, rd, rs1, rs2, 0, 0, 0);
            case 15 -> Encoder.encode(Op.BNE, 0, rs1, rs2, 0, 0, 8);
            case 16 -> Encoder.encode(Op.AMOADD_D, rd, DATA_AT, rs2, 0, 0, 0);
            case 17 -> Encoder.encode(Op.FENCE_I, 0, 0, 0, 0, 0, 0);
            case 18, 19, 20 -> Encoder.encode(Op.MUL, rd, rs1, rs2, 0, 0, 0);
            case 21, 22, 23 -> Encoder.encode(Op.SUB, rd, rs1, rs2, 0, 0, 0);
            default -> immediate(Op.ADDI, rd, rs1, random.nextInt(4096) - 2048);
        };
    }

    static int immediate(Op op, int rd, int rs1, int value) {
        return Encoder.encode(op, rd, rs1, 0, 0, 0, value);
    }

    static int csr(Op op, int rd, int rs1, String name) {
        return Encoder.encode(op, rd, rs1, 0, 0, 0, Csr.number(name));
    }

    private void emit(int bits) {
        Frames.putInt(memory.host(at), bits);
        at += 4;
    }

    /** Everything that can be seen of the hart, in one number. */
    long state() {
        long sum = hart.pc * 31 + hart.retired;
        for (int i = 0; i < 32; i++) {
            sum = (sum * 31 + hart.x[i]) * 31 + hart.f[i];
        }
        for (int cause = 0; cause < 16; cause++) {
            sum = (sum * 31 + modes.exceptions(cause)) * 31 + modes.interrupts(cause);
        }
        for (int offset = 0; offset < 2048; offset += 8) {
            sum = sum * 31 + Frames.getLong(memory.host(DATA + offset));
        }
        return (sum * 31 + modes.delivered()) * 31 + Registers.fcsr(hart);
    }

    @Override
    public void close() {
        for (int i = 0; i < FRAMES; i++) {
            Frames.release(first + i);
        }
    }
}
