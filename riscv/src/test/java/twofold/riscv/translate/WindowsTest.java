package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Sites;
import twofold.riscv.hart.UserMode;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/** Loops over memory whose pages come, go, move and change their permissions while translated code has windows to them. */
class WindowsTest {
    private static final long CODE = 0x10000;
    private static final long DATA = 0x40000;
    private static final int PAGES = 12;
    private static final int LOOP = 40;
    /** Registers of the program: where it accesses, where else, how often it goes round, and a sum. */
    private static final int THERE = 10;
    private static final int ELSEWHERE = 11;
    private static final int ROUNDS = 12;
    private static final int SUM = 13;
    private static final int FIRST_FREE = 14;

    /** Code at one place and pages of data in a row, each with a frame and permissions. */
    private static final class Space extends AddressSpace {
        private final int code;
        private final int[] frames = new int[PAGES];
        private final int[] permissions = new int[PAGES];

        Space(byte[] program) {
            code = Frames.allocateRun(1 + 2 * PAGES);
            Frames.write(Frames.offset(code), program, 0, program.length);
            int first = code + 1;
            for (int i = 0; i < PAGES; i++) {
                frames[i] = first + i;
                permissions[i] = READ | WRITE;
                for (int at = 0; at < Frames.SIZE; at += Long.BYTES) {
                    Frames.setLong(Frames.address(Frames.offset(first + i)) + at, at * 0x9e37_79b9_7f4a_7c15L ^ i);
                    Frames.setLong(Frames.address(Frames.offset(first + PAGES + i)) + at, at * 0x2545_f491_4f6c_dd1dL ^ i);
                }
            }
        }

        @Override
        public long translate(long address, int access) {
            if (address >>> Frames.SHIFT == CODE >>> Frames.SHIFT) {
                return Frames.offset(code) | address & Frames.SIZE - 1;
            }
            long page = address - DATA >> Frames.SHIFT;
            boolean there = page >= 0 && page < PAGES && (permissions[(int) page] & access) != 0;
            return there ? Frames.offset(frames[(int) page]) | address & Frames.SIZE - 1 : access == WRITE ? -Cause.STORE_PAGE : -Cause.LOAD_PAGE;
        }

        /** Changes pages: what may be done to them, or which frames they are. */
        void change(int page, int count, int what) {
            for (int i = page; i < page + count; i++) {
                if (what < 4) {
                    permissions[i] = what;
                } else {
                    frames[i] = code + 1 + i + (what == 4 ? PAGES : 0);
                }
            }
            flush(DATA + (long) page * Frames.SIZE, (long) count * Frames.SIZE);
        }
    }

    private static final List<Sites> HOLDERS = new ArrayList<>();

    /** All windows are taken, as they are when much code has been translated. */
    @BeforeAll
    static void takeWindows() {
        for (int i = 0; i < Tlb.WINDOWS; i++) {
            HOLDERS.add(new Sites(true));
            HOLDERS.getLast().add(0, 8, i % 2 == 0);
        }
    }

    @AfterAll
    static void giveBackWindows() {
        HOLDERS.forEach(Sites::end);
        HOLDERS.clear();
    }

    @AfterEach
    void interpretAgain() {
        Hart.translateBy(Compiler.NONE);
    }

    @RepeatedTest(8)
    void bothEnginesSeeEachChange() {
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("windows from seed " + seed + " (-Dtwofold.seed=)");
        SplittableRandom random = new SplittableRandom(seed);
        byte[] program = program(random);
        Space[] spaces = {new Space(program), new Space(program)};
        Hart[] harts = {hart(spaces[0]), hart(spaces[1])};
        for (int turn = 0; turn < 1500; turn++) {
            int page = random.nextInt(PAGES);
            int count = random.nextInt(1, Math.min(4, PAGES - page + 1));
            int what = random.nextInt(6);
            boolean changes = random.nextInt(3) == 0 && (what >= 4 || what == 3 || random.nextInt(4) == 0);
            long there = DATA + 2048 + 8 * random.nextLong((PAGES - 1) * Frames.SIZE / 8);
            long elsewhere = random.nextInt(4) == 0 ? there : DATA + 2048 + 8 * random.nextLong((PAGES - 1) * Frames.SIZE / 8);
            int rounds = random.nextInt(1, LOOP);
            Exit[] exits = new Exit[2];
            for (int i = 0; i < 2; i++) {
                if (changes) {
                    spaces[i].change(page, count, what);
                }
                Hart.translateBy(Compiler.NONE);
                if (i == 1) {
                    Translator.atOnce(4);
                }
                Hart hart = harts[i];
                hart.pc = CODE;
                hart.x[THERE] = there;
                hart.x[ELSEWHERE] = elsewhere;
                hart.x[ROUNDS] = rounds;
                exits[i] = hart.run(100_000);
            }
            String place = "turn " + turn + ", seed " + seed;
            assertEquals(exits[0], exits[1], place);
            assertEquals(state(harts[0]), state(harts[1]), place);
        }
        assertTrue(harts[1].translated > harts[1].retired / 16, "translated code ran little: " + harts[1].translated + " of " + harts[1].retired);
    }

    @Test
    void aRegionThatBeginsWithAnAccessGetsAWindowForIt() {
        ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        emit(code, Op.LD, SUM, THERE, 0, 0);
        emit(code, Op.BEQ, 0, ROUNDS, 0, 8);
        emit(code, Op.ADDI, ROUNDS, ROUNDS, 0, -1);
        emit(code, Op.BNE, 0, ROUNDS, 0, -12);
        emit(code, Op.ECALL, 0, 0, 0, 0);
        Hart hart = hart(new Space(code.array()));
        Translator.atOnce(4);
        for (int i = 0; i < 1000; i++) {
            hart.pc = CODE;
            hart.x[THERE] = DATA;
            hart.x[ROUNDS] = 10;
            assertEquals(Exit.ENVIRONMENT_CALL, hart.run(1000));
        }
        assertTrue(hart.translated > hart.retired - 100, "left to the interpreter: " + (hart.retired - hart.translated));
    }

    /** Accesses of both kinds by both registers, alone and in groups, that are repeated. */
    private static byte[] program(SplittableRandom random) {
        ByteBuffer code = ByteBuffer.allocate(Frames.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        List<Op> loads = List.of(Op.LB, Op.LH, Op.LW, Op.LD, Op.LBU, Op.LHU, Op.LWU);
        List<Op> stores = List.of(Op.SB, Op.SH, Op.SW, Op.SD);
        for (int i = random.nextInt(2, 12); i > 0; i--) {
            int base = random.nextBoolean() ? THERE : ELSEWHERE;
            int place = switch (random.nextInt(5)) {
                case 0 -> random.nextInt(-2048, 2048);
                case 1 -> random.nextInt(-2048, -2040);
                case 2 -> random.nextInt(2040, 2048);
                default -> 8 * random.nextInt(-4, 4);
            };
            int register = random.nextInt(FIRST_FREE, 32);
            if (random.nextInt(3) == 0) {
                emit(code, stores.get(random.nextInt(stores.size())), 0, base, register, place);
            } else {
                emit(code, loads.get(random.nextInt(loads.size())), register, base, 0, place);
            }
            emit(code, Op.ADD, SUM, SUM, register, 0);
            if (random.nextInt(4) == 0) {
                emit(code, Op.ADDI, base, base, 0, 8 * random.nextInt(-8, 9));
            }
        }
        emit(code, Op.ADDI, ROUNDS, ROUNDS, 0, -1);
        emit(code, Op.BNE, 0, ROUNDS, 0, -code.position());
        emit(code, Op.ECALL, 0, 0, 0, 0);
        return code.array();
    }

    private static Hart hart(Space space) {
        Hart hart = new Hart(new UserMode(), () -> 0);
        hart.enter(space);
        return hart;
    }

    private static List<Long> state(Hart hart) {
        Long[] state = new Long[34];
        for (int i = 0; i < 32; i++) {
            state[i] = hart.x[i];
        }
        state[32] = hart.pc;
        state[33] = hart.retired;
        return List.of(state);
    }

    private static void emit(ByteBuffer code, Op op, int rd, int rs1, int rs2, int imm) {
        code.putInt(Encoder.encode(op, rd, rs1, rs2, 0, 0, imm));
    }
}
