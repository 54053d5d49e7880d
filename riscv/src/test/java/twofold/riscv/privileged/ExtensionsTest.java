package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Exit;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Isa;
import twofold.riscv.isa.Op;

/** Zicbom, Zicboz, Svinval, Svnapot, Svpbmt and Sstc: what they do, who allows them, and that they are illegal where not offered. */
class ExtensionsTest {
    private static final int OK = -1;
    private static final long N = 1L << 63;
    private static final long TEXT = 0x40_0000L;
    private static final long PAGE = 0x60_0000L;
    private static final long PBMTE = 1L << 62;
    private static final long STCE = 1L << 63;
    private static final int LOAD = Bench.i(Op.LD, 6, 5, 0);

    private Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    /** The cause of the trap that an instruction makes in a mode without translation, or {@link #OK}. */
    private int run(int mode, int instruction) {
        bench.code(CODE, instruction).enter(mode, CODE).step(1);
        boolean done = bench.hart.pc == CODE + 4;
        if (mode != Mode.MACHINE && done) {
            bench.hart.pc = 0x10;
            bench.step(1);
        }
        return done ? OK : (int) bench.get("mcause");
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void whatIsNotOfferedIsIllegalUnlessItIsAHint(Op op) {
        boolean base = Isa.parse("rv64gc").has(op.extension());
        if (base || op.isCompressed()) {
            return;
        }
        bench.close();
        bench = new Bench(Isa.parse("rv64gc"));
        bench.set("mstatus", Status.FS);
        boolean hint = op.extension() == Extension.ZICBOP || op == Op.PAUSE;
        bench.hart.x[5] = DATA;
        int instruction = Encoder.encode(op, 6, 5, 7, 0, 0, 0);
        assertEquals(hint ? OK : Cause.ILLEGAL_INSTRUCTION, run(Mode.MACHINE, instruction));
        if (!hint) {
            assertEquals(instruction & 0xffff_ffffL, bench.get("mtval"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Op.class, names = {"CBO_ZERO", "CBO_INVAL", "CBO_CLEAN", "CBO_FLUSH"})
    void cacheBlockInstructionsAskTheModesAbove(Op op) {
        int instruction = Bench.i(op, 0, 5, 0);
        long field = op == Op.CBO_ZERO ? 1 << 7 : op == Op.CBO_INVAL ? 1 << 4 : 1 << 6;
        bench.hart.x[5] = DATA + 17;
        assertEquals(OK, run(Mode.MACHINE, instruction));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, instruction));
        bench.set("menvcfg", field);
        assertEquals(field, bench.get("menvcfg"));
        assertEquals(OK, run(Mode.SUPERVISOR, instruction));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.USER, instruction));
        bench.set("senvcfg", field);
        assertEquals(OK, run(Mode.USER, instruction));
        bench.set("menvcfg", 0);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.USER, instruction));
    }

    @Test
    void aReservedFieldOfTheEnvironmentKeepsItsValue() {
        bench.set("menvcfg", 3 << 4);
        bench.set("menvcfg", 2 << 4 | 1);
        assertEquals(3 << 4 | 1, bench.get("menvcfg"));
        bench.set("menvcfg", -1);
        assertEquals(PBMTE | STCE | 0xf1, bench.get("menvcfg"));
        bench.set("senvcfg", -1);
        assertEquals(0xf1, bench.get("senvcfg"));
    }

    @Test
    void zeroingClearsTheWholeBlockAndNothingElse() {
        for (int i = -64; i < 128; i += 8) {
            bench.quad(DATA + 128 + i, -1);
        }
        bench.hart.x[5] = DATA + 128 + 63;
        assertEquals(OK, run(Mode.MACHINE, Bench.i(Op.CBO_ZERO, 0, 5, 0)));
        for (int i = -64; i < 128; i += 8) {
            assertEquals(i < 0 || i >= 64 ? -1 : 0, bench.quad(DATA + 128 + i), "at " + i);
        }
        bench.hart.x[5] = 0x20;
        assertEquals(Cause.STORE_ACCESS, run(Mode.MACHINE, Bench.i(Op.CBO_ZERO, 0, 5, 0)));
        assertEquals(0x20, bench.get("mtval"));
        assertEquals(Cause.STORE_ACCESS, run(Mode.MACHINE, Bench.i(Op.CBO_CLEAN, 0, 5, 0)));
    }

    @Test
    void cacheBlockFaultsAreThoseOfStores() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.map(PAGE, DATA, V | R, 0);
        bench.set("menvcfg", 0xf0);
        bench.paging();
        for (Op op : new Op[] {Op.CBO_CLEAN, Op.CBO_ZERO}) {
            int instruction = Bench.i(op, 0, 5, 0);
            assertEquals(op == Op.CBO_ZERO ? Cause.STORE_PAGE : OK, translated(instruction, PAGE + 5));
            assertEquals(Cause.STORE_PAGE, translated(instruction, PAGE + 0x1_0005));
            assertEquals(PAGE + 0x1_0005, bench.get("mtval"));
        }
    }

    private int translated(int instruction, long address) {
        bench.code(CODE, instruction).enter(Mode.SUPERVISOR, TEXT);
        bench.hart.x[5] = address;
        bench.step(1);
        if (bench.hart.pc == TEXT + 4) {
            bench.hart.pc = 0x7000_0000_0000L;
            bench.step(1);
            return OK;
        }
        return (int) bench.get("mcause");
    }

    @Test
    void invalidationsFollowTheRulesOfFences() {
        for (Op op : new Op[] {Op.SINVAL_VMA, Op.SFENCE_W_INVAL, Op.SFENCE_INVAL_IR}) {
            assertEquals(OK, run(Mode.MACHINE, Bench.plain(op)));
            assertEquals(OK, run(Mode.SUPERVISOR, Bench.plain(op)));
            assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.USER, Bench.plain(op)));
        }
        bench.setBits("mstatus", Status.TVM);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, Bench.plain(Op.SINVAL_VMA)));
        assertEquals(OK, run(Mode.SUPERVISOR, Bench.plain(Op.SFENCE_W_INVAL)));
    }

    @Test
    void anInvalidationForgetsATranslation() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.map(PAGE, DATA, V | R | W | A | D, 0);
        bench.quad(DATA + 0x1000, 77);
        bench.paging();
        assertEquals(OK, translated(LOAD, PAGE));
        bench.map(PAGE, DATA + 0x1000, V | R | W | A | D, 0);
        assertEquals(OK, translated(Bench.r(Op.SINVAL_VMA, 0, 5, 0), PAGE));
        assertEquals(OK, translated(LOAD, PAGE));
        assertEquals(77, bench.hart.x[6]);
    }

    @Test
    void sixteenPagesAreOneTranslation() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.paging();
        long base = DATA & -0x1_0000L;
        for (int i = 0; i < 16; i++) {
            long entry = bench.map(PAGE + i * 0x1000L, base + 0x8000, V | R | A | D, 0);
            bench.quad(entry, bench.quad(entry) | N);
            bench.quad(base + i * 0x1000L + 8, 100 + i);
        }
        for (int i = 0; i < 16; i++) {
            if (i != 1 && i != 3 && i != 4) { // these hold code
                assertEquals(OK, translated(LOAD, PAGE + i * 0x1000L + 8));
                assertEquals(100 + i, bench.hart.x[6]);
            }
        }
        for (int i = 0; i < 16; i++) {
            bench.map(PAGE + i * 0x1000L, base, V | R | A | D, 0);
        }
        assertEquals(OK, translated(Bench.r(Op.SFENCE_VMA, 0, 5, 0), PAGE + 0x5000));
        assertEquals(OK, translated(LOAD, PAGE + 0x7000 + 8));
        assertEquals(100, bench.hart.x[6], "a fence for one address covers the 64 KiB");
    }

    @Test
    void reservedEntriesFault() {
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.paging();
        long entry = bench.map(PAGE, DATA, V | R | A | D, 0);
        long plain = bench.quad(entry);
        for (int low : new int[] {0, 1, 2, 4, 7, 9, 10, 12, 15}) {
            bench.quad(entry, N | plain & ~(15L << 10) | (long) low << 10);
            assertEquals(Cause.LOAD_PAGE, translated(LOAD, PAGE), "page number ends in " + low);
        }
        for (long type = 1; type < 4; type++) {
            bench.set("menvcfg", 0);
            bench.quad(entry, plain | type << 61);
            assertEquals(Cause.LOAD_PAGE, translated(LOAD, PAGE), "memory types are off");
            bench.set("menvcfg", PBMTE);
            assertEquals(type == 3 ? Cause.LOAD_PAGE : OK, translated(LOAD, PAGE), "memory type " + type);
        }
        for (int bit = 54; bit < 61; bit++) {
            bench.quad(entry, plain | 1L << bit);
            bench.modes.flushAll();
            assertEquals(Cause.LOAD_PAGE, translated(LOAD, PAGE), "bit " + bit);
        }
        bench.quad(entry, plain);
        long large = bench.map(1L << 30, Bench.RAM, V | R | A | D | U, 1);
        for (long wrong : new long[] {N | 8L << 10, 3L << 61}) {
            bench.quad(large, bench.quad(large) | wrong);
            assertEquals(Cause.LOAD_PAGE, translated(LOAD, 1L << 30), "in a large page's entry");
        }
        long table = Bench.TABLES + (PAGE >>> 30 & 511) * 8;
        for (long wrong : new long[] {N, 1L << 61, 1L << 62}) {
            bench.quad(table, bench.quad(table) | wrong);
            bench.modes.flushAll();
            bench.enter(Mode.SUPERVISOR, TEXT).step(1);
            assertEquals(Cause.FETCH_PAGE, bench.get("mcause"), "in an entry that points to a table");
            bench.quad(table, bench.quad(table) & ~wrong);
        }
    }

    /** What a load and two stores of a page do whose entry has neither bit, and which bits it has afterwards. */
    private void accesses(String isa, Long menvcfg, boolean faults) {
        bench.close();
        bench = new Bench(Isa.parse(isa));
        bench.map(TEXT, CODE, V | R | X | A, 0);
        long entry = bench.map(PAGE, DATA, V | R | W, 0);
        long plain = bench.quad(entry);
        if (menvcfg != null) {
            bench.set("menvcfg", menvcfg);
        }
        String what = isa + ", menvcfg " + Long.toHexString(bench.get("menvcfg"));
        bench.paging();
        int store = Bench.s(Op.SD, 0, 5, 0);
        assertEquals(faults ? Cause.LOAD_PAGE : OK, translated(LOAD, PAGE), what);
        assertEquals(faults ? plain : plain | A, bench.quad(entry), what);
        assertEquals(faults ? Cause.STORE_PAGE : OK, translated(store, PAGE), what);
        bench.quad(entry, plain | A);
        bench.modes.flushAll();
        assertEquals(OK, translated(LOAD, PAGE), what);
        assertEquals(faults ? Cause.STORE_PAGE : OK, translated(store, PAGE), what);
        assertEquals(faults ? Cause.STORE_PAGE : OK, translated(Bench.r(Op.AMOADD_D, 7, 5, 0), PAGE), what);
        assertEquals(plain | A | (faults ? 0 : D), bench.quad(entry), what);
        bench.quad(entry, plain | A | D);
        assertEquals(OK, translated(store, PAGE), what);
        bench.map(TEXT, CODE, V | R | X, 0);
        bench.modes.flushAll();
        assertEquals(faults ? Cause.FETCH_PAGE : OK, translated(LOAD, PAGE), what);
    }

    @Test
    void accessedAndDirtyBitsAreSetOrMissed() {
        accesses("rv64gc", null, false);
        accesses("rv64gc", 1L << 61, false);
        accesses("rv64gc_svade", null, true);
        accesses("rv64gc_svade", 1L << 61, true);
        accesses("rv64gc_svadu", null, true);
        accesses("rv64gc_svadu", 1L << 61, false);
        accesses("rv64gc_svade_svadu", null, true);
        accesses("rv64gc_svade_svadu", 1L << 61, false);
    }

    @Test
    void theSupervisorsTimerIsDueWhenTimeReachesIt() {
        bench.code(CODE, Bench.i(Op.ADDI, 0, 0, 0), Bench.i(Op.ADDI, 0, 0, 0)).set("menvcfg", STCE);
        bench.set("mcounteren", 2);
        bench.set("mideleg", 1 << 5);
        bench.set("mie", 1 << 5);
        assertEquals(0, bench.get("mip"), "stimecmp is all ones at first");
        bench.set("stimecmp", 1235);
        assertEquals(0, bench.get("mip"));
        assertEquals(1235, bench.modes.timer());
        bench.set("stimecmp", 1234);
        assertEquals(1 << 5, bench.get("mip"));
        bench.set("mip", 0);
        assertEquals(1 << 5, bench.get("mip"), "only a later time takes it back");
        bench.setBits("mstatus", Status.SIE);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(1L << 63 | 5, bench.get("scause"));
        bench.set("stimecmp", -1);
        assertEquals(0, bench.get("sip"));
    }

    @Test
    void aWriteOfTheTimerEndsTheRunSoThatItsOwnerLooksAtIt() {
        bench.set("menvcfg", STCE);
        bench.code(CODE, Bench.csr(Op.CSRRW, 0, "stimecmp", 5), Bench.i(Op.ADDI, 0, 0, 0));
        assertSame(Exit.PREEMPTED, bench.step(100));
        assertEquals(CODE + 4, bench.hart.pc);
        assertEquals(1, bench.hart.retired);
    }

    @Test
    void theTimerIsThereOnlyWhenItIsAllowed() {
        int read = Bench.csr(Op.CSRRS, 6, "stimecmp", 0);
        assertEquals(OK, run(Mode.MACHINE, read));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, read));
        bench.set("menvcfg", STCE);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.SUPERVISOR, read));
        bench.set("mcounteren", 2);
        assertEquals(OK, run(Mode.SUPERVISOR, read));
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.USER, read));
        bench.close();
        bench = new Bench(Isa.parse("rv64gc"));
        bench.set("menvcfg", -1);
        assertEquals(1, bench.get("menvcfg"), "only what is offered can be configured");
        assertEquals(Cause.ILLEGAL_INSTRUCTION, run(Mode.MACHINE, read));
        bench.set("mip", 1 << 5);
        assertEquals(1 << 5, bench.get("mip"), "without it machine mode raises the interrupt");
    }
}
