package twofold.riscv.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.UserMode;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/**
 * Programs whose control goes anywhere: short blocks of 32- and 64-bit arithmetic with random branches, jumps and calls between them, so that registers come to
 * each place in every state that the translator knows. They never end; after any number of instructions both engines have the same registers.
 */
class RandomFlowTest {
    private static final long CODE = 0x10000;
    private static final int BLOCKS = 24;
    private static final int ROOM = 32;
    private static final int FIRST = 5;
    /** Registers of a generator of random numbers, so that control never settles: its state, whose sign most branches look at, and by what that is multiplied. */
    private static final int STATE = 30;
    private static final int FACTOR = 29;
    private static final List<Op> WORDS = List.of(Op.ADDW, Op.SUBW, Op.MULW, Op.SLLW);
    private static final List<Op> LONGS = List.of(Op.ADD, Op.XOR, Op.AND, Op.OR, Op.SLTU, Op.MUL);
    private static final List<Op> BRANCHES = List.of(Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU);

    /** A page of code. */
    private static final class Space extends AddressSpace {
        private final int code = Frames.allocateRun(1);

        Space(byte[] program) {
            Frames.write(Frames.offset(code), program, 0, program.length);
        }

        @Override
        public long translate(long address, int access) {
            return address >>> Frames.SHIFT == CODE >>> Frames.SHIFT ? Frames.offset(code) | address & Frames.SIZE - 1 : -Cause.LOAD_PAGE;
        }
    }

    @AfterEach
    void interpretAgain() {
        Hart.translateBy(Compiler.NONE);
    }

    @Test
    void bothEnginesHaveTheSameRegistersAtAnyTime() {
        long first = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int programs = 10 * Integer.getInteger("twofold.random", 12);
        System.out.println("random flow from seed " + first + " (-Dtwofold.seed=), " + programs + " programs");
        long translated = 0;
        long retired = 0;
        for (long seed = first; seed < first + programs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] program = program(random);
            Hart[] harts = {new Hart(new UserMode(), () -> 0), new Hart(new UserMode(), () -> 0)};
            for (Hart each : harts) {
                each.enter(new Space(program));
                each.pc = CODE;
                each.x[STATE] = seed | 1;
                each.x[FACTOR] = 0x5851_f42d_4c95_7f2dL;
            }
            for (int run = 0; run < 60; run++) {
                int budget = random.nextInt(1, 400);
                Hart.translateBy(Compiler.NONE);
                Exit expected = harts[0].run(budget);
                Translator.atOnce(8);
                assertEquals(expected, harts[1].run(budget), "seed " + seed + ", run " + run);
                assertEquals(state(harts[0]), state(harts[1]), "seed " + seed + ", run " + run);
            }
            translated += harts[1].translated;
            retired += harts[1].retired;
        }
        assertTrue(translated > retired / 4, "translated code ran little: " + translated + " of " + retired);
    }

    /** Blocks of {@link #ROOM} bytes each; the last two are functions, the first of which ends with a call of the other. */
    private static byte[] program(SplittableRandom random) {
        ByteBuffer code = ByteBuffer.allocate(Frames.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        int registers = random.nextInt(6, 23);
        for (int block = 0; block < BLOCKS; block++) {
            code.position(block * ROOM);
            for (int i = random.nextInt(4); i > 0; i--) {
                arithmetic(code, random, registers);
            }
            int near = Math.clamp(block + random.nextInt(-3, 5), 0, BLOCKS - 1);
            int there = (random.nextInt(3) == 0 ? random.nextInt(BLOCKS) : near) * ROOM;
            emit(code, Op.MUL, STATE, STATE, FACTOR, 0);
            switch (random.nextInt(12)) {
                case 0 -> emit(code, Op.JAL, 0, 0, 0, there - code.position());
                case 1, 2, 3, 4 -> emit(code, Op.JAL, 1, 0, 0, BLOCKS * ROOM - code.position());
                case 5 -> emit(code, BRANCHES.get(random.nextInt(BRANCHES.size())), 0, register(random, registers), register(random, registers), there - code.position());
                default -> emit(code, random.nextBoolean() ? Op.BLT : Op.BGE, 0, STATE, 0, there - code.position());
            }
            emit(code, Op.JAL, 0, 0, 0, (block + 1) % BLOCKS * ROOM - code.position());
        }
        code.position(BLOCKS * ROOM);
        arithmetic(code, random, registers);
        emit(code, Op.AUIPC, 31, 0, 0, 0);
        emit(code, Op.JALR, 0, 31, 0, ROOM);
        code.position(code.position() - 8 + ROOM);
        arithmetic(code, random, registers);
        emit(code, Op.JALR, 0, 1, 0, 0);
        return code.array();
    }

    private static void arithmetic(ByteBuffer code, SplittableRandom random, int registers) {
        List<Op> ops = new ArrayList<>(random.nextBoolean() ? WORDS : LONGS);
        int rd = register(random, registers);
        switch (random.nextInt(4)) {
            case 0, 3 -> emit(code, Op.ADDIW, rd, register(random, registers), 0, random.nextInt(-8, 9));
            case 1 -> emit(code, Op.ADDI, rd, register(random, registers), 0, random.nextInt(-8, 9));
            default -> emit(code, ops.get(random.nextInt(ops.size())), rd, register(random, registers), register(random, registers), 0);
        }
    }

    private static int register(SplittableRandom random, int registers) {
        return FIRST + random.nextInt(registers);
    }

    private static List<Long> state(Hart hart) {
        List<Long> state = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            state.add(hart.x[i]);
        }
        state.add(hart.pc);
        state.add(hart.retired);
        return state;
    }

    private static void emit(ByteBuffer code, Op op, int rd, int rs1, int rs2, int imm) {
        code.putInt(Encoder.encode(op, rd, rs1, rs2, 0, 0, imm));
    }
}
