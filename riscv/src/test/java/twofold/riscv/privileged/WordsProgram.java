package twofold.riscv.privileged;

import java.io.ByteArrayOutputStream;
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

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final SplittableRandom random;
    private int slot;

    WordsProgram(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Where the word is executed, in bytes from the start of memory. */
    int slot() {
        return slot;
    }

    /** The program; a word of two bytes has a c.nop behind it. */
    byte[] picture(int[] words) {
        writeCode();
        ByteBuffer all = ByteBuffer.allocate(LOG).order(ByteOrder.LITTLE_ENDIAN);
        all.put(0, code.toByteArray());
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
        address(31, LOG);
        emit(Bench.csr(Op.CSRRW, 0, "mscratch", 31));
        int vector = code.size();
        address(31, 0);
        emit(Bench.csr(Op.CSRRW, 0, "mtvec", 31));
        int loop = code.size();
        int toEnd = nextWord();
        slot = code.size();
        emit(0x0001_0001);
        emit(0x0001_0001);
        int dump = code.size();
        dump(loop);
        int end = code.size();
        emit(Encoder.encode(Op.LUI, 30, 0, 0, 0, 0, (int) QemuMachine.END));
        emit(Encoder.encode(Op.LUI, 29, 0, 0, 0, 0, 0x5000));
        emit(Bench.i(Op.ADDI, 29, 29, 0x555));
        emit(Bench.s(Op.SW, 29, 30, 0));
        emit(Bench.i(Op.JAL, 0, 0, 0));
        byte[] bytes = code.toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(vector + 4, Bench.i(Op.ADDI, 31, 31, dump - vector))
                .putInt(toEnd, Encoder.encode(Op.BEQ, 0, 30, 29, 0, 0, end - toEnd));
        code.reset();
        code.writeBytes(bytes);
    }

    /** Puts the next word in its place and loads all registers; returns where the branch to the end goes. */
    private int nextWord() {
        address(31, STATE);
        emit(Bench.i(Op.LD, 30, 31, 0));
        emit(Bench.i(Op.LD, 29, 31, 8));
        int toEnd = code.size();
        emit(0);
        emit(Bench.i(Op.LWU, 29, 30, 0));
        emit(Bench.i(Op.ADDI, 30, 30, 4));
        emit(Bench.s(Op.SD, 30, 31, 0));
        int here = code.size();
        emit(Encoder.encode(Op.AUIPC, 30, 0, 0, 0, 0, 0));
        emit(Bench.s(Op.SW, 29, 30, 0));
        emit(Bench.plain(Op.FENCE_I));
        for (String each : new String[] {"mcause", "mtval", "mepc"}) {
            emit(Bench.csr(Op.CSRRW, 0, each, 0));
        }
        emit(Encoder.encode(Op.LUI, 30, 0, 0, 0, 0, 0x4000));
        emit(Bench.i(Op.ADDI, 30, 30, -0x800));
        emit(Bench.csr(Op.CSRRW, 0, "mstatus", 30));
        address(31, TABLE);
        emit(Bench.i(Op.LD, 29, 31, 512));
        emit(Bench.csr(Op.CSRRW, 0, "fcsr", 29));
        for (int i = 0; i < 32; i++) {
            emit(Bench.i(Op.FLD, i, 31, 256 + 8 * i));
        }
        emit(Bench.csr(Op.CSRRW, 0, "mstatus", 30));
        for (int i = 1; i < 32; i++) {
            emit(Bench.i(Op.LD, i, 31, 8 * i));
        }
        int distance = code.size() - here;
        byte[] bytes = code.toByteArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(here + 4, Bench.s(Op.SW, 29, 30, distance));
        code.reset();
        code.writeBytes(bytes);
        return toEnd;
    }

    /** Machine mode's trap vector, and what follows the word. */
    private void dump(int loop) {
        emit(Bench.csr(Op.CSRRW, 31, "mscratch", 31));
        for (int i = 1; i < 31; i++) {
            emit(Bench.s(Op.SD, i, 31, 8 * i));
        }
        store("mscratch", 8 * 31);
        store("mstatus", STATUS);
        for (int i = 0; i < 32; i++) {
            emit(Bench.s(Op.FSD, i, 31, 256 + 8 * i));
        }
        store("fcsr", FCSR);
        store("mcause", CAUSE);
        store("mtval", VALUE);
        store("mepc", EPC);
        emit(Bench.i(Op.ADDI, 31, 31, RECORD));
        emit(Bench.csr(Op.CSRRW, 0, "mscratch", 31));
        emit(Bench.i(Op.JAL, 0, 0, loop - code.size()));
    }

    private void store(String csr, int at) {
        emit(Bench.csr(Op.CSRRS, 30, csr, 0));
        emit(Bench.s(Op.SD, 30, 31, at));
    }

    /** Loads the address of what lies so many bytes from the start of memory. */
    private void address(int register, int offset) {
        int distance = offset - code.size();
        int upper = distance + 0x800 & -4096;
        emit(Encoder.encode(Op.AUIPC, register, 0, 0, 0, 0, upper));
        emit(Bench.i(Op.ADDI, register, register, distance - upper));
    }

    private void emit(int word) {
        for (int i = 0; i < 4; i++) {
            code.write(word >>> 8 * i);
        }
    }
}
