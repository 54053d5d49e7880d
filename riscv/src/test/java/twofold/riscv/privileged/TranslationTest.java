package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static twofold.riscv.privileged.Bench.A;
import static twofold.riscv.privileged.Bench.CODE;
import static twofold.riscv.privileged.Bench.D;
import static twofold.riscv.privileged.Bench.DATA;
import static twofold.riscv.privileged.Bench.R;
import static twofold.riscv.privileged.Bench.U;
import static twofold.riscv.privileged.Bench.V;
import static twofold.riscv.privileged.Bench.W;
import static twofold.riscv.privileged.Bench.X;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Cause;
import twofold.riscv.isa.Op;

class TranslationTest {
    private static final long TEXT = 0x40_0000L;
    private static final long USER_TEXT = 0x50_0000L;
    private static final long PAGE = 0x60_0000L;
    private static final int LOAD = Bench.i(Op.LD, 6, 5, 0);
    private static final int STORE = Bench.s(Op.SD, 6, 5, 0);
    private static final int OK = -1;

    private final Bench bench = new Bench();

    @BeforeEach
    void map() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.map(USER_TEXT, CODE, V | R | X | U, 0);
        bench.paging();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Executes one instruction in a mode with x5 holding an address: the cause of the trap it makes, or {@link #OK}. */
    private int run(int mode, int instruction, long address) {
        bench.code(CODE, instruction).enter(mode, mode == Mode.USER ? USER_TEXT : TEXT);
        bench.hart.x[5] = address;
        bench.step(1);
        if (bench.hart.pc == (mode == Mode.USER ? USER_TEXT : TEXT) + 4) {
            back();
            return OK;
        }
        return (int) bench.get("mcause");
    }

    /** Back into machine mode, by an exception. */
    private void back() {
        bench.hart.pc = 0x7000_0000_0000L;
        bench.step(1);
        assertEquals(Mode.MACHINE, bench.modes.mode());
    }

    @Test
    void permissionsDecide() {
        int[][] rows = {
            // flags, mode, load, store
            {V | R | W, Mode.SUPERVISOR, OK, OK},
            {V | R, Mode.SUPERVISOR, OK, Cause.STORE_PAGE},
            {V | X, Mode.SUPERVISOR, Cause.LOAD_PAGE, Cause.STORE_PAGE},
            {V | R | W | U, Mode.SUPERVISOR, Cause.LOAD_PAGE, Cause.STORE_PAGE},
            {V | R | W | U, Mode.USER, OK, OK},
            {V | R | W, Mode.USER, Cause.LOAD_PAGE, Cause.STORE_PAGE},
            {V | W, Mode.SUPERVISOR, Cause.LOAD_PAGE, Cause.STORE_PAGE},
            {R | W, Mode.SUPERVISOR, Cause.LOAD_PAGE, Cause.STORE_PAGE},
            {V, Mode.SUPERVISOR, Cause.LOAD_PAGE, Cause.STORE_PAGE},
        };
        for (int[] row : rows) {
            bench.map(PAGE, DATA, row[0], 0);
            bench.modes.flushAll();
            assertEquals(row[2], run(row[1], LOAD, PAGE), "load, flags " + row[0]);
            assertEquals(row[3], run(row[1], STORE, PAGE), "store, flags " + row[0]);
        }
    }

    @Test
    void faultsNameAddressAndKind() {
        assertEquals(Cause.LOAD_PAGE, run(Mode.SUPERVISOR, LOAD, 0x1234_5678L));
        assertEquals(0x1234_5678L, bench.get("mtval"));
        assertEquals(Cause.STORE_PAGE, run(Mode.SUPERVISOR, Bench.r(Op.AMOADD_D, 6, 5, 6), 0x1234_5678L));
        assertEquals(Cause.LOAD_PAGE, run(Mode.SUPERVISOR, LOAD, 1L << 39), "not a canonical address");
        bench.enter(Mode.SUPERVISOR, 0x7000_0000L).step(1);
        assertEquals(Cause.FETCH_PAGE, bench.get("mcause"));
        assertEquals(0x7000_0000L, bench.get("mtval"));
        assertEquals(Cause.FETCH_PAGE, fetch(Mode.SUPERVISOR, USER_TEXT));
        bench.setBits("mstatus", Status.SUM);
        assertEquals(Cause.FETCH_PAGE, fetch(Mode.SUPERVISOR, USER_TEXT), "SUM does not let S-mode execute user pages");
        assertEquals(Cause.FETCH_PAGE, fetch(Mode.USER, TEXT));
    }

    private int fetch(int mode, long pc) {
        bench.enter(mode, pc).step(1);
        return (int) bench.get("mcause");
    }

    @Test
    void sumAndMxrOpenPages() {
        bench.map(PAGE, DATA, V | R | W | U, 0);
        bench.setBits("mstatus", Status.SUM);
        assertEquals(OK, run(Mode.SUPERVISOR, STORE, PAGE));
        bench.set("mstatus", bench.get("mstatus") & ~Status.SUM);
        assertEquals(Cause.STORE_PAGE, run(Mode.SUPERVISOR, STORE, PAGE));
        bench.map(PAGE + 0x1000, DATA, V | X, 0);
        bench.setBits("mstatus", Status.MXR);
        assertEquals(OK, run(Mode.SUPERVISOR, LOAD, PAGE + 0x1000));
        bench.set("mstatus", bench.get("mstatus") & ~Status.MXR);
        assertEquals(Cause.LOAD_PAGE, run(Mode.SUPERVISOR, LOAD, PAGE + 0x1000));
    }

    @Test
    void accessedAndDirtyAreSetByWhoeverComesFirst() {
        long entry = bench.map(PAGE, DATA, V | R | W, 0);
        run(Mode.SUPERVISOR, LOAD, PAGE);
        assertEquals(A, bench.quad(entry) & (A | D));
        run(Mode.SUPERVISOR, STORE, PAGE);
        assertEquals(A | D, bench.quad(entry) & (A | D));
        long text = bench.map(TEXT, CODE, V | R | X, 0);
        bench.modes.flushAll();
        run(Mode.SUPERVISOR, LOAD, PAGE);
        assertEquals(A, bench.quad(text) & (A | D));
    }

    @Test
    void mprvMakesMachineModeSeeWhatMppSees() {
        bench.map(PAGE, DATA, V | R | W | U, 0);
        bench.quad(DATA, 77);
        bench.code(CODE, LOAD, LOAD);
        bench.hart.pc = CODE;
        bench.hart.x[5] = PAGE;
        bench.set("mstatus", Status.MPRV);
        bench.step(1);
        assertEquals(77, bench.hart.x[6]);
        assertEquals(CODE + 4, bench.hart.pc, "fetches are not affected");
        bench.set("mstatus", Status.MPRV | 1L << Status.MPP_SHIFT);
        bench.step(1);
        assertEquals(Cause.LOAD_PAGE, bench.get("mcause"), "S-mode may not, without SUM");
        bench.set("mstatus", 0);
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(Cause.LOAD_ACCESS, bench.get("mcause"), "off again: a physical address");
    }

    @Test
    void anAccessAcrossPagesIsCheckedWholeBeforeItWrites() {
        bench.map(PAGE, DATA, V | R | W, 0);
        bench.map(PAGE + 0x1000, DATA + 0x4000, V | R, 0);
        bench.quad(DATA + 0xff8, -1);
        bench.hart.x[6] = 0;
        assertEquals(Cause.STORE_PAGE, run(Mode.SUPERVISOR, STORE, PAGE + 0xffd));
        assertEquals(PAGE + 0x1000, bench.get("mtval"));
        assertEquals(-1, bench.quad(DATA + 0xff8), "nothing was written");
        bench.map(PAGE + 0x1000, DATA + 0x4000, V | R | W, 0);
        bench.modes.flushAll();
        bench.hart.x[6] = 0x1122_3344_5566_7788L;
        assertEquals(OK, run(Mode.SUPERVISOR, STORE, PAGE + 0xffd));
        assertEquals(0x66_7788L, bench.quad(DATA + 0xff8) >>> 40);
        assertEquals(0x11_2233_4455L, bench.quad(DATA + 0x4000));
        bench.hart.x[6] = 0;
        assertEquals(OK, run(Mode.SUPERVISOR, LOAD, PAGE + 0xffd));
        assertEquals(0x1122_3344_5566_7788L, bench.hart.x[6]);
    }

    @Test
    void aFenceForOneAddressCoversTheWholeLargePage() {
        long entry = bench.map(0x80_0000L, Bench.RAM + 0x20_0000L, V | R | W | A | D, 1);
        bench.quad(Bench.RAM + 0x20_5000L, 1);
        bench.quad(Bench.RAM + 0x40_5000L, 2);
        run(Mode.SUPERVISOR, LOAD, 0x80_5000L);
        assertEquals(1, bench.hart.x[6]);
        bench.quad(entry, Bench.RAM + 0x40_0000L >>> 2 | V | R | W | A | D);
        assertEquals(OK, run(Mode.SUPERVISOR, Bench.r(Op.SFENCE_VMA, 0, 5, 0), 0x80_0000L));
        run(Mode.SUPERVISOR, LOAD, 0x80_5000L);
        assertEquals(2, bench.hart.x[6]);
        bench.quad(entry, Bench.RAM + 0x40_1000L >>> 2 | V | R | W | A | D);
        bench.modes.flushAll();
        assertEquals(Cause.LOAD_PAGE, run(Mode.SUPERVISOR, LOAD, 0x80_5000L), "a large page that is not aligned");
    }

    @Test
    void tablesOutsideMemoryAreAccessFaults() {
        bench.set("satp", 8L << 60 | 0x1234);
        bench.enter(Mode.SUPERVISOR, TEXT).step(1);
        assertEquals(Cause.FETCH_ACCESS, bench.get("mcause"));
        bench.paging();
        bench.map(PAGE, 0x10L << 12, V | R | W, 0);
        assertEquals(Cause.LOAD_ACCESS, run(Mode.SUPERVISOR, LOAD, PAGE), "a page outside memory");
    }

    @Test
    void satpKeepsItsValueWhenTheModeIsUnknown() {
        long before = bench.get("satp");
        for (long mode : new long[] {1, 7, 11, 15}) {
            bench.set("satp", mode << 60 | 5);
            assertEquals(before, bench.get("satp"));
        }
    }

    @Test
    void tvmTrapsSatpAndFences() {
        bench.setBits("mstatus", Status.TVM);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, Bench.csr(Op.CSRRS, 6, "satp", 0), 0));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, Bench.r(Op.SFENCE_VMA, 0, 0, 0), 0));
        bench.set("mstatus", 0);
        assertEquals(OK, run(Mode.SUPERVISOR, Bench.csr(Op.CSRRS, 6, "satp", 0), 0));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.USER, Bench.r(Op.SFENCE_VMA, 0, 0, 0), 0));
    }

    @Test
    void pmpDecidesBelowTranslation() {
        bench.set("pmpcfg0", 0);
        bench.set("satp", 0);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(Cause.FETCH_ACCESS, bench.get("mcause"), "without an entry only machine mode has access");
        bench.set("pmpaddr0", DATA >>> 2);
        bench.set("pmpaddr1", DATA + 0x1000 >>> 2);
        bench.set("pmpaddr2", -1);
        bench.set("pmpcfg0", 0x1f09_00L);
        bench.code(CODE, LOAD, STORE).enter(Mode.SUPERVISOR, CODE);
        bench.hart.x[5] = DATA;
        bench.step(2);
        assertEquals(Cause.STORE_ACCESS, bench.get("mcause"));
        assertEquals(CODE + 4, bench.get("mepc"), "the load was allowed");
        bench.hart.pc = CODE + 4;
        bench.step(1);
        assertEquals(CODE + 8, bench.hart.pc, "machine mode is not bound by an entry that is not locked");
        bench.set("pmpcfg0", 0x1f89_00L);
        bench.hart.pc = CODE + 4;
        bench.step(1);
        assertEquals(Cause.STORE_ACCESS, bench.get("mcause"), "a locked entry binds machine mode");
        bench.set("pmpcfg0", 0);
        assertEquals(0x89_00L, bench.get("pmpcfg0"));
    }

    @Test
    void pmpDecidesAboutTableEntriesToo() {
        bench.map(TEXT, CODE, V | R | X | A, 0);
        bench.set("pmpaddr0", Bench.TABLES >>> 2);
        bench.set("pmpaddr1", Bench.TABLES + 0x10_0000 >>> 2);
        bench.set("pmpaddr2", -1);
        bench.set("pmpcfg0", 0x1f09_00L);
        bench.map(PAGE, DATA, V | R | W | A, 0);
        assertEquals(OK, run(Mode.SUPERVISOR, LOAD, PAGE));
        assertEquals(Cause.STORE_ACCESS, run(Mode.SUPERVISOR, STORE, PAGE), "the dirty bit cannot be set");
        bench.map(PAGE, DATA, V | R | W, 0);
        bench.modes.flushAll();
        assertEquals(Cause.LOAD_ACCESS, run(Mode.SUPERVISOR, LOAD, PAGE), "the accessed bit cannot be set");
        bench.set("pmpcfg0", 0x1f08_00L);
        assertEquals(Cause.FETCH_ACCESS, run(Mode.SUPERVISOR, LOAD, PAGE), "no table can be read");
    }
}
