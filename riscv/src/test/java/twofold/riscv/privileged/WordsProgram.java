package twofold.riscv.privileged;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;

/**
 * A bare program that executes given words one after the other, each with the same registers, and records for each all registers and the trap it
 * raised. Half of the integer registers point into a window of memory.
 */
final class WordsProgram {
    static final int RECORD = 560;
    static final int STATUS = 512;
    static final int FCSR = 520;
    static final int CAUSE = 528;
    static final int VALUE = 536;
    static final int EPC = 544;
    static final int LOG = 0x10_0000;
    static final int WINDOW = 0x8000;
    static final int WINDOW_BYTES = 0x2000;
    private static final int TABLE = 0x4000;
    private static final int STATE = 0x4800;
    private static final int WORDS = 0x1_0000;
    private static final long LEAST = 0x800;
    private static final long MOST = 1L << 36;

    private final BareCode code = new BareCode();
    private final SplittableRandom random;

    WordsProgram(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The program; a word of two bytes has a c.nop behind it. */
    byte[] picture(int[] words) {
        writeCode();
        ByteBuffer all = ByteBuffer.allocate(LOG).order(ByteOrder.LITTLE_ENDIAN);
        all.put(0, code.bytes());
        for (int i = 0; i < 32; i++) {
            all.putLong(TABLE + 8 * i, i % 2 == 1 ? Bench.RAM + WINDOW + WINDOW_BYTES / 2 + random.nextInt(-9, 9) * (i % 4 == 1 ? 8L : 1) : value());
            all.putLong(TABLE + 256 + 8 * i, random.nextBoolean() ? random.nextLong() : random.nextLong() | -1L << 32);
        }
        all.putLong(TABLE + 512, (long) random.nextInt(8) << 5);
        all.putLong(STATE, Bench.RAM + WORDS).putLong(STATE + 8, Bench.RAM + WORDS + 4L * words.length);
        for (int i = 0; i < words.length; i++) {
            all.putInt(WORDS + 4 * i, (words[i] & 3) == 3 ? words[i] : words[i] & 0xffff | 1 << 16);
        }
        for (int i = 0; i < WINDOW_BYTES; i += 8) {
            all.putLong(WINDOW + i, random.nextLong());
        }
        return all.array();
    }

    /** Anything that is no address of something. */
    private long value() {
        while (true) {
            long value = random.nextBoolean() ? random.nextLong() >> random.nextInt(64) : random.nextLong();
            if (value < -LEAST || value > MOST || Math.abs(value) < LEAST) {
                return value;
            }
        }
    }

    private void writeCode() {
        code.log(LOG);
        int vector = code.vector();
        int loop = code.here();
        int toEnd = nextWord();
        code.emit(0x0001_0001);
        code.emit(0x0001_0001);
        code.vectorHere(vector);
        dump(loop);
        code.end(toEnd);
    }

    /** Puts the next word behind itself and loads all registers; returns where the branch to the end goes. */
    private int nextWord() {
        int toEnd = code.nextCase(STATE);
        code.emit(Bench.i(Op.LWU, 29, 30, 0));
        code.emit(Bench.i(Op.ADDI, 30, 30, 4));
        code.emit(Bench.s(Op.SD, 30, 31, 0));
        int here = code.here();
        code.emit(Encoder.encode(Op.AUIPC, 30, 0, 0, 0, 0, 0));
        code.emit(0);
        code.emit(Bench.plain(Op.FENCE_I));
        for (String each : new String[] {"mcause", "mtval", "mepc"}) {
            code.emit(Bench.csr(Op.CSRRW, 0, each, 0));
        }
        code.emit(Encoder.encode(Op.LUI, 30, 0, 0, 0, 0, 0x4000));
        code.emit(Bench.i(Op.ADDI, 30, 30, -0x800));
        code.emit(Bench.csr(Op.CSRRW, 0, "mstatus", 30));
        code.address(31, TABLE);
        code.emit(Bench.i(Op.LD, 29, 31, 512));
        code.emit(Bench.csr(Op.CSRRW, 0, "fcsr", 29));
        for (int i = 0; i < 32; i++) {
            code.emit(Bench.i(Op.FLD, i, 31, 256 + 8 * i));
        }
        code.emit(Bench.csr(Op.CSRRW, 0, "mstatus", 30));
        for (int i = 1; i < 32; i++) {
            code.emit(Bench.i(Op.LD, i, 31, 8 * i));
        }
        code.patch(here + 4, Bench.s(Op.SW, 29, 30, code.here() - here));
        return toEnd;
    }

    /** Machine mode's trap vector, and what follows the word. */
    private void dump(int loop) {
        code.emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        for (int i = 1; i < 31; i++) {
            code.emit(Bench.s(Op.SD, i, 31, 8 * i));
        }
        code.storeCsr("mscratch", 31, 8 * 31);
        code.storeCsr("mstatus", 31, STATUS);
        for (int i = 0; i < 32; i++) {
            code.emit(Bench.s(Op.FSD, i, 31, 256 + 8 * i));
        }
        code.storeCsr("fcsr", 31, FCSR);
        code.storeCsr("mcause", 31, CAUSE);
        code.storeCsr("mtval", 31, VALUE);
        code.storeCsr("mepc", 31, EPC);
        code.recorded(RECORD, loop);
    }
}
