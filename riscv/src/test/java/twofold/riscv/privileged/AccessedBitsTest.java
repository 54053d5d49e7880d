package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static twofold.riscv.privileged.Bench.A;
import static twofold.riscv.privileged.Bench.CODE;
import static twofold.riscv.privileged.Bench.D;
import static twofold.riscv.privileged.Bench.DATA;
import static twofold.riscv.privileged.Bench.R;
import static twofold.riscv.privileged.Bench.V;
import static twofold.riscv.privileged.Bench.W;
import static twofold.riscv.privileged.Bench.X;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.translate.AtOnce;

/** A guest that clears accessed and dirty bits without SFENCE.VMA sees the same bits afterwards whatever engine runs it. */
class AccessedBitsTest {
    private static final long TEXT = 0x40_0000L;
    private static final long PAGE = 0x60_0000L;
    /** Pages this far apart share an entry of the TLB's tables. */
    private static final long FAR = 0x40_0000L;
    private static final int ROUNDS = 60;

    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** Each round accesses a page, another that takes its place in the TLB, and logs and clears the first one's bits. */
    private void loop(int access, int far, int fence) {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.map(PAGE + FAR, DATA + 0x1000, V | R | W, 0);
        long entry = bench.map(PAGE, DATA, V | R | W, 0);
        bench.map(PAGE - 0x1000, DATA + 0x3000, V | R | W, 0);
        bench.map(0x70_0000, entry & -4096, V | R | W | A | D, 0);
        bench.map(0x70_1000, DATA + 0x2000, V | R | W | A | D, 0);
        bench.set("menvcfg", EnvironmentConfig.CBZE);
        bench.paging();
        bench.code(CODE, access, far, Bench.i(Op.LD, 12, 10, 0), Bench.s(Op.SD, 12, 13, 0), Bench.i(Op.ADDI, 13, 13, 8), Bench.s(Op.SD, 11, 10, 0), fence,
                Bench.i(Op.ADDI, 9, 9, -1), Encoder.encode(Op.BNE, 0, 9, 0, 0, 0, -32), Bench.i(Op.JAL, 0, 0, 0));
        bench.enter(Mode.SUPERVISOR, TEXT);
        bench.hart.x[5] = PAGE;
        bench.hart.x[6] = PAGE + FAR;
        bench.hart.x[9] = ROUNDS;
        bench.hart.x[10] = 0x70_0000 + (entry & 4095);
        bench.hart.x[11] = bench.quad(entry);
        bench.hart.x[13] = 0x70_1000;
        bench.step(10 * ROUNDS);
    }

    private void expect(long first, long others, String what) {
        for (int i = 0; i < ROUNDS; i++) {
            assertEquals(i == 0 ? first : others, bench.quad(DATA + 0x2000 + 8 * i) & (A | D), what + ", round " + i);
        }
    }

    private static final int NOP = Bench.i(Op.ADDI, 0, 0, 0);
    private static final int[][] ACCESSES = {
        {Bench.i(Op.LD, 7, 5, 0), Bench.i(Op.LD, 8, 6, 0), A},
        {Bench.s(Op.SD, 7, 5, 0), Bench.s(Op.SD, 8, 6, 0), A | D},
        {Bench.r(Op.AMOADD_D, 7, 5, 0), Bench.r(Op.AMOADD_D, 8, 6, 0), A | D},
        {Bench.r(Op.LR_W, 7, 5, 0), Bench.i(Op.LB, 8, 6, 0), A},
        {Bench.i(Op.CBO_ZERO, 0, 5, 0), Bench.s(Op.SB, 8, 6, 0), A | D},
        {Bench.i(Op.LW, 7, 5, -2), Bench.i(Op.LW, 8, 6, 4), A},
    };

    @Test
    void aTranslationIsMadeOnceUntilItIsForgotten() {
        for (int hot : new int[] {0, 2}) {
            for (int[] row : ACCESSES) {
                run(hot, row, NOP, 0);
            }
        }
    }

    @Test
    void aFenceForgetsIt() {
        for (int hot : new int[] {0, 2}) {
            for (int fence : new int[] {Bench.r(Op.SFENCE_VMA, 0, 0, 0), Bench.r(Op.SFENCE_VMA, 0, 5, 0)}) {
                for (int[] row : ACCESSES) {
                    run(hot, row, fence, row[2]);
                }
            }
        }
    }

    private static void run(int hot, int[] row, int fence, long others) {
        AccessedBitsTest test = new AccessedBitsTest();
        try (AtOnce _ = hot == 0 ? null : new AtOnce(hot)) {
            test.loop(row[0], row[1], fence);
        }
        test.expect(row[2], others, "hot " + hot + " " + Integer.toHexString(row[0]));
        test.close();
    }
}
