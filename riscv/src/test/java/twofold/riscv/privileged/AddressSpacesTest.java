package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static twofold.riscv.privileged.Bench.A;
import static twofold.riscv.privileged.Bench.CODE;
import static twofold.riscv.privileged.Bench.D;
import static twofold.riscv.privileged.Bench.DATA;
import static twofold.riscv.privileged.Bench.R;
import static twofold.riscv.privileged.Bench.RAM;
import static twofold.riscv.privileged.Bench.U;
import static twofold.riscv.privileged.Bench.V;
import static twofold.riscv.privileged.Bench.W;
import static twofold.riscv.privileged.Bench.X;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Cause;
import twofold.riscv.isa.Op;

/** What a fence must take away, and what satp's identifiers keep: both are seen by changing page tables behind the hart's back. */
class AddressSpacesTest {
    private static final int G = 32;
    private static final long TEXT = 0x40_0000L;
    private static final long USER_TEXT = 0x50_0000L;
    private static final long PAGE = 0x60_0000L;
    private static final long NEXT = PAGE + 0x1000;
    private static final long GLOBAL = 0x68_0000L;
    private static final long ONE = DATA;
    private static final long TWO = DATA + 0x1000;
    private static final int FLAGS = V | R | W | A | D;
    private static final int LOAD = Bench.i(Op.LD, 6, 5, 0);

    private final Bench bench = new Bench();

    @BeforeEach
    void map() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.map(USER_TEXT, CODE, V | R | X | U, 0);
        bench.map(PAGE, ONE, FLAGS | U, 0);
        bench.map(NEXT, ONE, FLAGS | U, 0);
        bench.map(GLOBAL, ONE, FLAGS | G, 0);
        bench.quad(ONE, 1);
        bench.quad(TWO, 2);
        bench.setBits("mstatus", Status.SUM);
        asid(1);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void asid(long number) {
        bench.set("satp", 8L << 60 | number << 44 | Bench.TABLES >>> 12);
    }

    private long load(int mode, long address) {
        run(mode, LOAD, address, 0);
        return bench.hart.x[6];
    }

    private void run(int mode, int instruction, long x5, long x7) {
        long pc = mode == Mode.USER ? USER_TEXT : TEXT;
        bench.code(CODE, instruction).enter(mode, pc);
        bench.hart.x[5] = x5;
        bench.hart.x[7] = x7;
        bench.step(1);
        assertEquals(pc + 4, bench.hart.pc);
        bench.hart.pc = 0x7000_0000_0000L;
        bench.step(1);
        assertEquals(Mode.MACHINE, bench.modes.mode());
    }

    private void sfence(int rs1, int rs2, long address, long asid) {
        run(Mode.SUPERVISOR, Bench.r(Op.SFENCE_VMA, 0, rs1, rs2), address, asid);
    }

    /** Maps all three pages elsewhere; nobody is told. */
    private void remap() {
        bench.map(PAGE, TWO, FLAGS | U, 0);
        bench.map(NEXT, TWO, FLAGS | U, 0);
        bench.map(GLOBAL, TWO, FLAGS | G, 0);
    }

    /** What U-mode and S-mode see at {@link #PAGE}, {@link #NEXT} and what S-mode sees at {@link #GLOBAL}, a digit each. */
    private long seen() {
        long user = load(Mode.USER, PAGE) * 10 + load(Mode.USER, NEXT);
        long supervisor = load(Mode.SUPERVISOR, PAGE) * 100 + load(Mode.SUPERVISOR, NEXT) * 10 + load(Mode.SUPERVISOR, GLOBAL);
        return user * 1000 + supervisor;
    }

    @Test
    void identifiersHaveSixteenBits() {
        asid(0xffff);
        assertEquals(8L << 60 | 0xffffL << 44 | Bench.TABLES >>> 12, bench.get("satp"));
    }

    @Test
    void anotherIdentifierSeesTheTablesAnewSaveWhatIsGlobal() {
        assertEquals(11_111, seen());
        remap();
        assertEquals(11_111, seen(), "no fence: what was translated holds");
        asid(2);
        assertEquals(22_221, seen());
        asid(1);
        assertEquals(11, load(Mode.USER, PAGE) * 10 + load(Mode.USER, NEXT), "U-mode's translations of the first are kept");
    }

    @Test
    void theSameIdentifierForOtherTablesStartsAnew() {
        seen();
        remap();
        asid(2);
        bench.set("satp", 9L << 60 | 1L << 44 | Bench.TABLES >>> 12);
        asid(1);
        assertEquals(22_222, seen(), "a change of mode forgets all");
    }

    @Test
    void aFenceOfAllForgetsAllInEveryIdentifier() {
        seen();
        asid(2);
        seen();
        remap();
        sfence(0, 0, 0, 0);
        assertEquals(22_222, seen());
        asid(1);
        assertEquals(22_222, seen());
    }

    @Test
    void aFenceOfAnIdentifierLeavesOthersAndWhatIsGlobal() {
        seen();
        asid(2);
        seen();
        remap();
        sfence(0, 7, 0, 1);
        assertEquals(11_111, seen());
        asid(1);
        assertEquals(22_221, seen());
        asid(2);
        sfence(0, 7, 0, 0xabcd_0000L | 2);
        assertEquals(22_221, seen(), "bits above the sixteen are ignored");
    }

    @Test
    void aFenceOfAPageForgetsItInEveryIdentifier() {
        seen();
        asid(2);
        seen();
        remap();
        sfence(5, 0, PAGE + 8, 0);
        assertEquals(21_211, seen());
        sfence(5, 0, GLOBAL, 0);
        assertEquals(21_212, seen());
        asid(1);
        assertEquals(21, load(Mode.USER, PAGE) * 10 + load(Mode.USER, NEXT));
    }

    @Test
    void aFenceOfAPageAndAnIdentifierForgetsThat() {
        seen();
        asid(2);
        seen();
        remap();
        sfence(5, 7, PAGE, 1);
        assertEquals(11_111, seen());
        sfence(5, 7, NEXT, 2);
        assertEquals(12_121, seen());
        asid(1);
        assertEquals(21, load(Mode.USER, PAGE) * 10 + load(Mode.USER, NEXT));
    }

    @Test
    void manyIdentifiersInTurnAreEachRight() {
        for (int i = 0; i < 40; i++) {
            asid(i % 13);
            bench.map(PAGE, i % 2 == 0 ? ONE : TWO, FLAGS | U, 0);
            sfence(5, 7, PAGE, i % 13);
            assertEquals(1 + i % 2, load(Mode.USER, PAGE));
            assertEquals(1 + i % 2, load(Mode.SUPERVISOR, PAGE));
        }
    }

    @Test
    void aFenceForOneAddressOfAGigabyteCoversPiecesFarAway() {
        long entry = bench.map(0x4000_0000L, RAM, FLAGS, 2);
        bench.quad(RAM + 0x30_0000L, 3);
        assertEquals(3, load(Mode.SUPERVISOR, 0x4030_0000L));
        bench.quad(entry, 0);
        assertEquals(3, load(Mode.SUPERVISOR, 0x4030_0000L));
        sfence(5, 0, 0x7fff_f000L, 0);
        bench.code(CODE, LOAD).enter(Mode.SUPERVISOR, TEXT);
        bench.hart.x[5] = 0x4030_0000L;
        bench.step(1);
        assertEquals(Cause.LOAD_PAGE, bench.get("mcause"));
        assertEquals(0x4030_0000L, bench.get("mtval"));
    }

    @Test
    void superpagesAreReachedByWindowsOverWhatWasTouched() {
        bench.map(0x80_0000L, RAM + 0x20_0000L, FLAGS, 1);
        load(Mode.SUPERVISOR, PAGE);
        long before = bench.memory.touchedBytes();
        for (int page : new int[] {7, 9, 8, 10, 511, 0}) {
            assertEquals(0, load(Mode.SUPERVISOR, 0x80_0000L + 0x1000L * page));
        }
        assertEquals(6 * 0x1000, bench.memory.touchedBytes() - before, "pages nobody touched do not count");
        bench.quad(RAM + 0x20_9ff8L, 5);
        assertEquals(5, load(Mode.SUPERVISOR, 0x80_9ff8L));
    }

    @Test
    void aFenceForInstructionsShowsWhatWasWrittenToCodeThatRan() {
        load(Mode.SUPERVISOR, PAGE);
        load(Mode.USER, PAGE);
        for (int i = 1; i < 100; i++) {
            run(i % 2 == 0 ? Mode.USER : Mode.SUPERVISOR, Bench.i(Op.ADDI, 6, 0, i), 0, 0);
            assertEquals(i, bench.hart.x[6]);
        }
    }
}
