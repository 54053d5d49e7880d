package twofold.riscv.privileged;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import twofold.riscv.isa.Op;

/**
 * A bare program that sets random physical memory protection, of ranges of pages and of words in a small stretch of memory, and records how loads, stores and fetches there
 * end, made from S-mode and U-mode.
 */
final class ProtectionProgram {
    static final int CASE = 128;
    static final int RECORD = 32;
    static final int LOG = 0x40_0000;
    private static final int CASES = 0x10_0000;
    private static final int STATE = 0x2000;
    /** The stretch: sixteen pages. */
    private static final int TARGET = 0x60_0000;
    private static final int PAGES = 16;
    private static final int ECALL = Bench.plain(Op.ECALL);
    private static final int[] WORDS = {Bench.i(Op.LD, 7, 5, 0), Bench.i(Op.LBU, 7, 5, 0), Bench.s(Op.SW, 6, 5, 0), Bench.s(Op.SD, 6, 5, 0), Bench.r(Op.LR_W, 7, 5, 0),
        Bench.i(Op.JALR, 7, 5, 0)};
    /** Off, top of range, four bytes, naturally aligned, with the rights that are not reserved. */
    private static final int[] KINDS = {0, 8, 8, 0x10, 0x18, 0x18};
    private static final int[] RIGHTS = {0, 1, 3, 4, 5, 7};

    private final BareCode code = new BareCode();
    private final SplittableRandom random;
    private final ByteBuffer all = ByteBuffer.allocate(TARGET + 0x1000 * PAGES).order(ByteOrder.LITTLE_ENDIAN);

    ProtectionProgram(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The program with so many cases. */
    byte[] picture(int count) {
        writeCode();
        all.put(0, code.bytes());
        all.putLong(STATE, Bench.RAM + CASES).putLong(STATE + 8, Bench.RAM + CASES + (long) count * CASE);
        for (int i = 0; i < 0x1000 * PAGES; i += 4) {
            all.putInt(TARGET + i, ECALL);
        }
        for (int i = 0; i < count; i++) {
            putCase(CASES + i * CASE);
        }
        return all.array();
    }

    /**
     * A case: eight addresses, their configuration, mstatus, address, instruction. The last entry lets all of the first two MiB be used. Ranges of words lie near
     * the address, which is then that of a word: QEMU does not see an entry that lies within the bytes of an access.
     */
    private void putCase(int at) {
        long config = 0x1fL << 56;
        int offset = random.nextInt(32, 0x1000 * PAGES - 32);
        int focus = offset & -8;
        boolean words = random.nextBoolean();
        for (int i = 0; i < 7; i++) {
            int kind = KINDS[random.nextInt(KINDS.length)];
            boolean fine = words && random.nextInt(3) > 0;
            long word = Bench.RAM + TARGET + (fine ? focus + 4 * random.nextInt(-4, 5) : 0x1000L * random.nextInt(PAGES)) >>> 2;
            all.putLong(at + 8 * i, kind == 0x18 ? word | (1L << (fine ? random.nextInt(4) : 9 + random.nextInt(4))) - 1 : word);
            config |= (long) (kind | RIGHTS[random.nextInt(RIGHTS.length)]) << 8 * i;
        }
        all.putLong(at + 56, Bench.RAM >>> 2 | (1 << 18) - 1);
        all.putLong(at + 64, config);
        all.putLong(at + 72, (long) random.nextInt(2) << Status.MPP_SHIFT);
        int word = WORDS[random.nextInt(WORDS.length)];
        boolean aligned = random.nextInt(4) > 0 || word == WORDS[5] || word == WORDS[4];
        all.putLong(at + 80, Bench.RAM + TARGET + (offset & (aligned ? -8 : words ? -4 : -1)));
        all.putLong(at + 88, word & 0xffff_ffffL);
    }

    /** Whether a case accesses eight bytes or fewer, some of them in the next page. */
    boolean crossesPages(int number) {
        int at = CASES + number * CASE;
        int word = all.getInt(at + 88);
        int size = word == WORDS[0] || word == WORDS[3] ? 8 : word == WORDS[2] ? 4 : 1;
        return (all.getLong(at + 80) & 4095) + size > 4096;
    }

    /** What a case is, for the message of a failure. */
    String describe(int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            text.append(' ').append(Long.toHexString(all.getLong(CASES + number * CASE + 8 * i)));
        }
        return text.toString();
    }

    private void writeCode() {
        code.log(LOG);
        int vector = code.vector();
        int loop = code.here();
        int toEnd = code.nextCase(STATE);
        code.emit(Bench.i(Op.ADDI, 29, 30, CASE));
        code.emit(Bench.s(Op.SD, 29, 31, 0));
        code.emit(Bench.csr(Op.CSRRW, 0, "pmpcfg0", 0));
        for (int i = 0; i < 8; i++) {
            code.loadCsr("pmpaddr" + i, 8 * i);
        }
        code.loadCsr("pmpcfg0", 64);
        code.loadCsr("mstatus", 72);
        for (String each : new String[] {"mcause", "mtval"}) {
            code.emit(Bench.csr(Op.CSRRW, 0, each, 0));
        }
        code.emit(Bench.i(Op.LD, 5, 30, 80));
        code.emit(Bench.i(Op.ADDI, 6, 0, ECALL));
        code.emit(Bench.i(Op.LD, 28, 30, 88));
        int here = code.here();
        code.address(27, here);
        code.emit(Bench.s(Op.SW, 28, 27, 0));
        code.emit(Bench.plain(Op.FENCE_I));
        code.emit(Bench.csr(Op.CSRRW, 0, "mepc", 27));
        code.emit(Bench.plain(Op.MRET));
        code.patch(here + 4, Bench.i(Op.ADDI, 27, 27, code.here() - here));
        code.emit(0);
        code.emit(ECALL);
        code.vectorHere(vector);
        code.emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        code.storeCsr("mcause", 31, 0);
        code.storeCsr("mtval", 31, 8);
        code.storeCsr("mepc", 31, 16);
        code.recorded(RECORD, loop);
        code.end(toEnd);
    }
}
