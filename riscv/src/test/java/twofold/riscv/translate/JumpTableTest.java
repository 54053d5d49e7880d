package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.UserProgram;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;

/**
 * Threaded code, as interpreters are: handlers with branches to each other that each end with a jump to any of them, by a table that is a
 * multiplication here.
 */
class JumpTableTest {
    private static final long CODE = 0x10000;
    private static final int SLOT = 256;
    private static final long INSTRUCTIONS = 300_000;
    private static final Op[] OPERATIONS = {Op.ADD, Op.SUB, Op.XOR, Op.OR, Op.AND, Op.ADDW, Op.SUBW, Op.SLLW, Op.SRAW, Op.MUL, Op.SLTU, Op.SLT};
    /** The state of the generator that chooses handlers, its factor, the number of handlers, their place, that of data, and a scratch register. */
    private static final int STATE = 5;
    private static final int FACTOR = 6;
    private static final int HANDLERS = 7;
    private static final int TABLE = 8;
    private static final int DATA = 9;
    private static final int SCRATCH = 10;
    private static final int FIRST_FREE = 11;

    /** All windows are taken, so that accesses which go together get one for a span that is somewhat larger. */
    @BeforeAll
    static void takeWindows() {
        WindowsTest.takeWindows();
    }

    @AfterEach
    void interpretAgain() {
        Hart.translateBy(Compiler.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 12, 40})
    void bothEnginesTakeTheSameWayWhereverTheyArePreempted(int handlers) {
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("jump tables from seed " + seed + " (-Dtwofold.seed=)");
        SplittableRandom random = new SplittableRandom(seed);
        byte[] code = code(random, handlers);
        Hart interpreted = hart(code, handlers);
        Hart translated = hart(code, handlers);
        Hart.translateBy(Compiler.NONE);
        long[] budgets = random.longs(3000, 1, 200).toArray();
        byte[][] trail = new byte[budgets.length][];
        for (int i = 0; i < budgets.length; i++) {
            trail[i] = run(interpreted, budgets[i]);
        }
        interpreted.run(INSTRUCTIONS);
        Translator translator = Translator.atOnce(4);
        for (int i = 0; i < budgets.length; i++) {
            assertArrayEquals(trail[i], run(translated, budgets[i]), "after stop " + i + ", seed " + seed);
        }
        translated.run(INSTRUCTIONS);
        assertArrayEquals(state(interpreted), state(translated), "seed " + seed);
        assertTrue(translator.regions() > 0, "nothing was translated");
        assertTrue(translated.translated > INSTRUCTIONS / 2, "translated code ran little: " + translated.translated);
    }

    private static byte[] run(Hart hart, long budget) {
        hart.run(budget);
        return state(hart);
    }

    private static byte[] state(Hart hart) {
        ByteBuffer state = ByteBuffer.allocate(8 * 34);
        for (int i = 0; i < 32; i++) {
            state.putLong(hart.x[i]);
        }
        return state.putLong(hart.pc).putLong(hart.retired).array();
    }

    private static Hart hart(byte[] code, int handlers) {
        int pages = code.length / Frames.SIZE + 2;
        int first = Frames.allocateRun(pages);
        Frames.write(Frames.offset(first), code, 0, code.length);
        Hart hart = UserProgram.hart(CODE, first, pages);
        hart.pc = CODE;
        for (int i = FIRST_FREE; i < 32; i++) {
            hart.x[i] = 0x9e37_79b9_7f4a_7c15L * i;
        }
        hart.x[STATE] = 1;
        hart.x[FACTOR] = 6364136223846793005L;
        hart.x[HANDLERS] = handlers;
        hart.x[TABLE] = CODE;
        hart.x[DATA] = CODE + (long) (pages - 1) * Frames.SIZE + Frames.SIZE / 2;
        return hart;
    }

    private static byte[] code(SplittableRandom random, int handlers) {
        ByteBuffer code = ByteBuffer.allocate(handlers * SLOT).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < handlers; i++) {
            code.position(i * SLOT);
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                int skipped = random.nextInt(4);
                if (skipped > 0) {
                    emitBranch(code, random, 4 * (skipped + 1));
                }
                for (int k = 0; k < skipped; k++) {
                    emitWork(code, random);
                }
                emitWork(code, random);
            }
            emit(code, Op.ADDI, STATE, STATE, 0, 1);
            emitBranch(code, random, (random.nextInt(Math.max(0, i - 10), Math.min(handlers, i + 10)) * SLOT) - code.position());
            emit(code, Op.MUL, STATE, STATE, FACTOR, 0);
            emit(code, Op.ADDI, STATE, STATE, 0, 1);
            emit(code, Op.SRLI, SCRATCH, STATE, 0, 33);
            emit(code, Op.REMU, SCRATCH, SCRATCH, HANDLERS, 0);
            emit(code, Op.SLLI, SCRATCH, SCRATCH, 0, Integer.numberOfTrailingZeros(SLOT));
            emit(code, Op.ADD, SCRATCH, SCRATCH, TABLE, 0);
            emit(code, Op.JALR, 0, SCRATCH, 0, 0);
        }
        return code.array();
    }

    private static void emitBranch(ByteBuffer code, SplittableRandom random, int distance) {
        Op[] branches = {Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU};
        int a = random.nextInt(STATE, 32);
        emit(code, branches[random.nextInt(branches.length)], 0, a, random.nextInt(FIRST_FREE, 32), distance);
    }

    private static void emitWork(ByteBuffer code, SplittableRandom random) {
        int rd = random.nextInt(FIRST_FREE, 32);
        int rs = random.nextInt(FIRST_FREE, 32);
        int place = 8 * random.nextInt(-200, 200);
        switch (random.nextInt(6)) {
            case 0 -> emit(code, Op.LD, rd, DATA, 0, place);
            case 1 -> emit(code, Op.LW, rd, DATA, 0, place);
            case 2 -> emit(code, Op.SD, 0, DATA, rs, place);
            case 3 -> emit(code, Op.SB, 0, DATA, rs, place);
            default -> emit(code, OPERATIONS[random.nextInt(OPERATIONS.length)], rd, rs, random.nextInt(FIRST_FREE, 32), 0);
        }
    }

    private static void emit(ByteBuffer code, Op op, int rd, int rs1, int rs2, int imm) {
        code.putInt(Encoder.encode(op, rd, rs1, rs2, 0, 0, imm));
    }
}
