package twofold.riscv.privileged;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;

/**
 * A bare program that makes accesses through page tables that are mostly right, in every mode and under every mode's rights, and records for each the
 * trap it raised and the table entries it left.
 */
final class PagesProgram {
    static final int CASE = 96;
    static final int RECORD = 64;
    static final int LOG = 0x40_0000;
    private static final int CASES = 0x10_0000;
    private static final int STATE = 0x2000;
    /** Five tables, the root of Sv57 first. */
    private static final int TABLES = 0x1_0000;
    /** The page that all right translations lead to. */
    private static final int TARGET = 0x60_5000;
    /** Where nothing is when it is a physical address. */
    private static final long ADDRESS = 5L << 30 | 3L << 21 | 5L << 12;
    /** menvcfg: accessed and dirty bits are set for whoever misses them. Later versions of QEMU want to be told. */
    private static final long ADUE = 1L << 61;
    private static final int ECALL = Bench.plain(Op.ECALL);
    private static final int[] WORDS = {Bench.i(Op.LD, 7, 5, 0), Bench.i(Op.LBU, 7, 5, 0), Bench.i(Op.LW, 7, 5, 0), Bench.s(Op.SD, 6, 5, 0), Bench.s(Op.SW, 6, 5, 0),
        Bench.r(Op.AMOOR_D, 7, 5, 0), Bench.r(Op.AMOOR_W, 7, 5, 0), Bench.r(Op.LR_D, 7, 5, 0), Bench.i(Op.FLD, 7, 5, 0), Bench.i(Op.JALR, 7, 5, 0),
        Bench.i(Op.JALR, 7, 5, 0)};

    private final BareCode code = new BareCode();
    private final SplittableRandom random;
    private final ByteBuffer all = ByteBuffer.allocate(TARGET + 0x3000).order(ByteOrder.LITTLE_ENDIAN);

    PagesProgram(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The program with so many cases. */
    byte[] picture(int count) {
        writeCode();
        all.put(0, code.bytes());
        all.putLong(STATE, Bench.RAM + CASES).putLong(STATE + 8, Bench.RAM + CASES + (long) count * CASE);
        entry(0, 0, TABLES + 0x1000 >> 2 | Bench.V);
        entry(1, 0, TABLES + 0x2000 >> 2 | Bench.V);
        for (int i = -0x1000; i < 0x2000; i += 4) {
            all.putInt(TARGET + i, ECALL);
        }
        for (int i = 0; i < count; i++) {
            putCase(CASES + i * CASE);
        }
        return all.array();
    }

    private void entry(int table, int index, long value) {
        all.putLong(TABLES + 0x1000 * table + 8 * index, value + (Bench.RAM >>> 2));
    }

    /** Whether the access is a read-modify-write. */
    boolean modifies(int number) {
        return (all.getLong(CASES + number * CASE + 56) & 0xf800_007fL) == 0x4000_002fL;
    }

    /** What a case is, for the message of a failure. */
    String describe(int number) {
        StringBuilder text = new StringBuilder();
        String[] names = {"satp", "mstatus", "pte2", "pte1", "pte0", "code", "address", "word", "menvcfg", "start"};
        for (int i = 0; i < names.length; i++) {
            text.append(' ').append(names[i]).append('=').append(Long.toHexString(all.getLong(CASES + number * CASE + 8 * i)));
        }
        return text.toString();
    }

    /** A case: satp, mstatus, three table entries, the entry of the code, address, instruction, menvcfg, where to begin. */
    private void putCase(int at) {
        int levels = random.nextInt(3, 6);
        boolean machine = random.nextInt(3) == 0;
        int mode = machine && random.nextInt(4) == 0 ? Mode.MACHINE : random.nextInt(2);
        long root = Bench.RAM + TABLES + 0x1000 * (5 - levels) >>> 12;
        long status = (long) mode << Status.MPP_SHIFT | 1L << 13 | (machine ? Status.MPRV : 0) | (random.nextBoolean() ? Status.SUM : 0)
                | (random.nextBoolean() ? Status.MXR : 0);
        boolean pointer2 = random.nextInt(6) > 0;
        boolean pointer1 = random.nextInt(5) > 0;
        long user = mode == Mode.USER ? Bench.U : 0;
        int word = WORDS[random.nextInt(machine ? WORDS.length - 2 : WORDS.length)];
        all.putLong(at, (long) levels + 5 << 60 | root);
        all.putLong(at + 8, status);
        all.putLong(at + 16, pointer2 ? pointer(3) : leaf(0, 30));
        all.putLong(at + 24, pointer1 ? pointer(4) : leaf(0x60_0000, 21));
        all.putLong(at + 32, leaf(TARGET, 12));
        all.putLong(at + 40, Bench.RAM >>> 2 | Bench.V | Bench.R | Bench.W | Bench.X | Bench.A | Bench.D | user);
        long address = address(word == Bench.i(Op.JALR, 7, 5, 0), levels);
        all.putLong(at + 48, mode == Mode.MACHINE ? address & (1L << 33) - 1 : address);
        all.putLong(at + 56, word & 0xffff_ffffL);
        all.putLong(at + 64, EnvironmentConfig.PBMTE | ADUE); // which QEMU 7.2 takes for granted
        all.putLong(at + 72, machine ? 1 : 0);
    }

    private long pointer(int table) {
        long entry = Bench.RAM + TABLES + 0x1000 * table >>> 2 | Bench.V;
        return disturbed(entry, 12);
    }

    private long leaf(int offset, int shift) {
        long flags = random.nextInt(256) & ~(Bench.V | Bench.R) | (random.nextInt(12) > 0 ? Bench.V : 0) | (random.nextInt(4) > 0 ? Bench.R : 0);
        flags |= shift > 12 ? Bench.R : 0; // else it may be a pointer to a table in no memory, which QEMU 7.2 makes a page fault
        if (random.nextBoolean()) {
            flags |= Bench.W | Bench.X | Bench.A | Bench.D;
        }
        return disturbed(Bench.RAM + offset >>> 2 | flags, shift);
    }

    /**
     * Sometimes with another bit set that should not be; bits 54 to 60 are missing because QEMU 7.2 does not look at them, bit 63 alone because it then
     * marks the page accessed.
     */
    private long disturbed(long entry, int shift) {
        return switch (random.nextInt(16)) {
            case 0 -> entry | 1L << random.nextInt(10);
            case 1 -> entry | 1L << random.nextInt(61, 63);
            case 2 -> shift > 12 ? entry | 1L << random.nextInt(10, shift - 2) : entry;
            case 3 -> shift == 12 && (entry & Bench.R) != 0 ? entry & ~(15L << 10) | 8L << 10 | 1L << 63 : entry;
            default -> entry;
        };
    }

    private long address(boolean jump, int levels) {
        long offset = random.nextInt(4) == 0 ? 4096 - random.nextInt(1, 9) : random.nextInt(0, 4000);
        offset &= jump ? -4 : random.nextInt(3) == 0 ? -1 : -8;
        long address = ADDRESS + offset;
        return switch (random.nextInt(16)) {
            case 0 -> address | 1L << 12 + 9 * levels;
            case 1 -> address ^ -1L << 11 + 9 * levels;
            case 2 -> address | 1L << random.nextInt(30, 64);
            default -> address;
        };
    }

    private void writeCode() {
        code.log(LOG);
        code.emit(Bench.i(Op.ADDI, 30, 0, -1));
        code.emit(Bench.csr(Op.CSRRW, 0, "pmpaddr0", 30));
        code.emit(Bench.i(Op.ADDI, 30, 0, 0x1f));
        code.emit(Bench.csr(Op.CSRRW, 0, "pmpcfg0", 30));
        int vector = code.vector();
        int loop = code.here();
        int toEnd = nextCase();
        code.vectorHere(vector);
        record(loop);
        code.end(toEnd);
    }

    /** Sets up the next case and runs it, up to and with an ecall; returns where the branch to the end goes. */
    private int nextCase() {
        int toEnd = code.nextCase(STATE);
        code.emit(Bench.i(Op.ADDI, 29, 30, CASE));
        code.emit(Bench.s(Op.SD, 29, 31, 0));
        code.emit(Bench.i(Op.LD, 28, 30, 56));
        int slotAddress = code.here();
        code.address(27, slotAddress);
        code.emit(Bench.s(Op.SW, 28, 27, 0));
        code.emit(Bench.plain(Op.FENCE_I));
        copy(16, 2, 5);
        copy(24, 3, 3);
        copy(32, 4, 5);
        copy(40, 2, 2);
        code.loadCsr("satp", 0);
        code.loadCsr("menvcfg", 64);
        for (String each : new String[] {"mcause", "mtval"}) {
            code.emit(Bench.csr(Op.CSRRW, 0, each, 0));
        }
        code.emit(Bench.r(Op.SFENCE_VMA, 0, 0, 0));
        code.emit(Bench.i(Op.LD, 5, 30, 48));
        code.emit(Bench.i(Op.ADDI, 6, 0, ECALL));
        code.emit(Bench.i(Op.SLLI, 7, 6, 32));
        code.emit(Bench.r(Op.OR, 6, 6, 7));
        code.emit(Bench.csr(Op.CSRRW, 0, "mepc", 27));
        code.emit(Bench.i(Op.LD, 29, 30, 72));
        code.loadCsr("mstatus", 8);
        int toSlot = code.here();
        code.emit(Encoder.encode(Op.BNE, 0, 29, 0, 0, 0, 8));
        code.emit(Bench.plain(Op.MRET));
        int slot = code.here();
        code.emit(0);
        code.emit(ECALL);
        code.patch(slotAddress + 4, Bench.i(Op.ADDI, 27, 27, slot - slotAddress));
        code.patch(toSlot, Encoder.encode(Op.BNE, 0, 29, 0, 0, 0, slot - toSlot));
        return toEnd;
    }

    /** Copies a table entry of the case to where it belongs. */
    private void copy(int from, int table, int index) {
        code.emit(Bench.i(Op.LD, 28, 30, from));
        code.address(26, TABLES + 0x1000 * table);
        code.emit(Bench.s(Op.SD, 28, 26, 8 * index));
    }

    /** Machine mode's trap vector. */
    private void record(int loop) {
        code.emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        code.storeCsr("mcause", 31, 0);
        code.storeCsr("mtval", 31, 8);
        code.storeCsr("mepc", 31, 16);
        code.storeCsr("mstatus", 31, 24);
        int[][] entries = {{2, 5}, {3, 3}, {4, 5}};
        for (int i = 0; i < entries.length; i++) {
            code.address(30, TABLES + 0x1000 * entries[i][0]);
            code.emit(Bench.i(Op.LD, 30, 30, 8 * entries[i][1]));
            code.emit(Bench.s(Op.SD, 30, 31, 32 + 8 * i));
        }
        code.emit(Bench.s(Op.SD, 7, 31, 56));
        code.recorded(RECORD, loop);
    }
}
