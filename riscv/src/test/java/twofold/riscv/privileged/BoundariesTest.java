package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static twofold.riscv.privileged.Bench.CODE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.translate.AtOnce;

/**
 * A loop of every kind of instruction, exceptions and device accesses among them, is stopped and interrupted after every number of steps, by both engines: each time
 * all registers and the interrupted pc are those of the run that takes one step at a time.
 */
class BoundariesTest {
    private static final int ROUNDS = 12;
    private static final long DATA = Bench.DATA;
    private static final int COMPRESSED = Encoder.encode(Op.C_ADDI, 15, 15, 0, 0, 0, 3) & 0xffff | Encoder.encode(Op.C_MV, 16, 0, 15, 0, 0, 0) << 16;

    private final Bench bench = new Bench();

    /** A hart between two steps. */
    private record State(long pc, long[] x, long[] f, long flags, long retired) {
        static State of(Hart hart, long before) {
            return new State(hart.pc, Arrays.copyOf(hart.x, 32), Arrays.copyOf(hart.f, 32), hart.flags.accrued, hart.retired - before);
        }

        void check(State other, String when) {
            assertEquals(Long.toHexString(pc), Long.toHexString(other.pc), when);
            assertArrayEquals(x, other.x, when);
            assertArrayEquals(f, other.f, when);
            assertEquals(flags, other.flags, when);
            assertEquals(retired, other.retired, when);
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static int[] loop() {
        List<Integer> code = new ArrayList<>(List.of(
            Bench.i(Op.LD, 7, 6, 0), Bench.r(Op.ADD, 7, 7, 5), Bench.s(Op.SD, 7, 6, 0), Bench.i(Op.LW, 8, 6, 1), Bench.s(Op.SH, 8, 6, 13),
            Bench.r(Op.AMOADD_D, 8, 6, 5), Bench.r(Op.LR_W, 10, 6, 0), Bench.r(Op.SC_W, 11, 6, 5), Bench.r(Op.MUL, 12, 7, 5), Bench.r(Op.DIVU, 13, 7, 5),
            COMPRESSED, Encoder.encode(Op.AUIPC, 14, 0, 0, 0, 0, 0x1000), Bench.r(Op.SH2ADD, 17, 7, 8), Bench.r(Op.CZERO_EQZ, 17, 17, 11),
            Bench.i(Op.FLD, 1, 6, 0), Encoder.encode(Op.FADD_D, 2, 2, 1, 0, 0, 0), Encoder.encode(Op.FMUL_D, 3, 2, 2, 0, 1, 0),
            Encoder.encode(Op.FCVT_W_D, 18, 3, 0, 0, 0, 0), Encoder.encode(Op.FDIV_S, 4, 2, 3, 0, 7, 0), Bench.s(Op.FSD, 3, 6, 16),
            Bench.plain(Op.FENCE), Bench.csr(Op.CSRRS, 19, "mscratch", 0), Bench.csr(Op.CSRRW, 0, "mscratch", 7), Bench.csr(Op.CSRRS, 22, "minstret", 0),
            Bench.plain(Op.ECALL), -1, Bench.r(Op.AMOADD_W, 8, 4, 5), Bench.i(Op.LD, 23, 0, 16), Bench.i(Op.LW, 24, 3, 4), Bench.s(Op.SW, 7, 3, 0),
            Bench.i(Op.CBO_ZERO, 0, 25, 0), Bench.i(Op.JAL, 1, 0, 0)));
        int call = code.size() - 1;
        code.add(Bench.i(Op.ADDI, 9, 9, 100));
        code.add(Bench.i(Op.ADDI, 5, 5, -1));
        code.add(Encoder.encode(Op.BEQ, 0, 5, 0, 0, 0, 8));
        code.add(Encoder.encode(Op.BNE, 0, 5, 0, 0, 0, -4 * code.size()));
        code.add(Bench.i(Op.JAL, 0, 0, 0));
        code.set(call, Bench.i(Op.JAL, 1, 0, 4 * (code.size() - call)));
        code.add(Bench.r(Op.XOR, 26, 26, 9));
        code.add(Bench.i(Op.JALR, 0, 1, 0));
        return code.stream().mapToInt(Integer::intValue).toArray();
    }

    /** An exception's instruction is passed by; an interrupt is cleared and counted, and its pc noted. */
    private static int[] handler() {
        return new int[] {
            Bench.csr(Op.CSRRS, 28, "mcause", 0), Encoder.encode(Op.BLT, 0, 28, 0, 0, 0, 20), Bench.csr(Op.CSRRS, 28, "mepc", 0), Bench.i(Op.ADDI, 28, 28, 4),
            Bench.csr(Op.CSRRW, 0, "mepc", 28), Bench.plain(Op.MRET),
            Bench.csr(Op.CSRRCI, 0, "mip", 2), Bench.i(Op.ADDI, 20, 20, 1), Bench.csr(Op.CSRRS, 21, "mepc", 0), Bench.i(Op.ADDI, 28, 0, 0), Bench.plain(Op.MRET)};
    }

    private void start() {
        Hart hart = bench.hart;
        Arrays.fill(hart.x, 0);
        Arrays.fill(hart.f, 0);
        hart.flags.accrued = 0;
        hart.x[3] = Bench.DEVICE;
        hart.x[4] = DATA + 2;
        hart.x[5] = ROUNDS;
        hart.x[6] = DATA;
        hart.x[25] = DATA + 256;
        for (int i = 0; i < 512; i += 8) {
            bench.quad(DATA + i, 0x3ff1_2345_6789_0000L + i);
        }
        bench.deviceValue = 77;
        bench.set("mscratch", 5);
        bench.set("mie", 2);
        bench.set("mstatus", Status.MPP | Status.FS | Status.MIE);
        hart.pc = CODE;
        hart.breakReservation();
        bench.set("minstret", 0);
    }

    private List<State> stepByStep(long end) {
        List<State> states = new ArrayList<>();
        start();
        long before = bench.hart.retired;
        while (bench.hart.pc != end) {
            states.add(State.of(bench.hart, before));
            bench.step(1);
        }
        states.add(State.of(bench.hart, before));
        return states;
    }

    private void everyBoundary(List<State> expected, long end, String engine) {
        int last = expected.size() - 1;
        long[] registers = expected.get(last).x;
        for (int steps = 1; steps <= last; steps++) {
            String when = engine + ", after " + steps + " steps";
            start();
            long before = bench.hart.retired;
            bench.step(steps);
            State stopped = State.of(bench.hart, before);
            expected.get(steps).check(stopped, when);
            if (inHandler(stopped.pc)) {
                continue;
            }
            bench.setBits("mip", 2);
            bench.step(2 * last);
            assertEquals(1, bench.hart.x[20], when);
            assertEquals(stopped.pc, bench.hart.x[21], when);
            assertEquals(end, bench.hart.pc, when);
            long[] now = Arrays.copyOf(bench.hart.x, 32);
            long[] then = registers.clone();
            for (int free : new int[] {20, 21, 22, 28}) {
                now[free] = 0;
                then[free] = 0;
            }
            assertArrayEquals(then, now, when);
            assertArrayEquals(expected.get(last).f, Arrays.copyOf(bench.hart.f, 32), when);
        }
    }

    private static boolean inHandler(long pc) {
        return pc >= Bench.MACHINE_TRAP && pc < Bench.MACHINE_TRAP + 64;
    }

    @Test
    void registersAreExactAtEveryBoundaryWithBothEngines() {
        int[] loop = loop();
        long end = CODE + 4L * (loop.length - 3);
        bench.code(CODE, loop).code(Bench.MACHINE_TRAP, handler());
        List<State> expected = stepByStep(end);
        everyBoundary(expected, end, "interpreter");
        try (AtOnce translator = new AtOnce(2)) {
            for (int i = 0; i < 3; i++) {
                start();
                bench.step(10 * expected.size());
            }
            assertTrue(translator.regions() > 0);
            everyBoundary(expected, end, "translator");
        }
    }
}
