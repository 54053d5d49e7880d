package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static twofold.riscv.privileged.Bench.CODE;
import static twofold.riscv.privileged.Bench.DATA;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Exit;
import twofold.riscv.isa.Op;

class ExceptionsTest {
    private final Bench bench = new Bench();

    /** One instruction for each cause; x5 holds {@code address}. */
    enum Row {
        ILLEGAL(Cause.ILLEGAL_INSTRUCTION, -1, 0, 0xffff_ffffL),
        EBREAK(Cause.BREAKPOINT, Bench.plain(Op.EBREAK), 0, CODE),
        LOAD_MISALIGNED(Cause.LOAD_MISALIGNED, Bench.r(Op.LR_W, 6, 5, 0), DATA + 2, DATA + 2),
        LOAD_ACCESS(Cause.LOAD_ACCESS, Bench.i(Op.LD, 6, 5, 0), 0x20, 0x20),
        STORE_MISALIGNED(Cause.STORE_MISALIGNED, Bench.r(Op.AMOADD_D, 6, 5, 6), DATA + 4, DATA + 4),
        STORE_ACCESS(Cause.STORE_ACCESS, Bench.s(Op.SB, 6, 5, 0), 0x20, 0x20),
        DEVICE_ATOMIC(Cause.STORE_ACCESS, Bench.r(Op.AMOADD_W, 6, 5, 6), Bench.DEVICE, Bench.DEVICE),
        DEVICE_MISALIGNED(Cause.LOAD_ACCESS, Bench.i(Op.LW, 6, 5, 0), Bench.DEVICE + 2, Bench.DEVICE + 2),
        CSR_UNKNOWN(Cause.ILLEGAL_INSTRUCTION, Bench.i(Op.CSRRS, 6, 0, 0x7c0), 0, Bench.i(Op.CSRRS, 6, 0, 0x7c0) & 0xffff_ffffL),
        CSR_READ_ONLY(Cause.ILLEGAL_INSTRUCTION, Bench.csr(Op.CSRRW, 0, "time", 5), 0, Bench.csr(Op.CSRRW, 0, "time", 5) & 0xffff_ffffL);

        final int cause;
        final int instruction;
        final long address;
        final long value;

        Row(int cause, int instruction, long address, long value) {
            this.cause = cause;
            this.instruction = instruction;
            this.address = address;
            this.value = value;
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void runs(Row row, int mode) {
        bench.code(CODE, row.instruction).enter(mode, CODE);
        bench.hart.x[5] = row.address;
        bench.step(1);
    }

    /** An exception was delivered to machine mode ('m') or supervisor mode ('s'). */
    private void trapped(char to, int cause, long pc, long value) {
        assertEquals(to == 'm' ? Mode.MACHINE : Mode.SUPERVISOR, bench.modes.mode());
        assertEquals(to == 'm' ? Bench.MACHINE_TRAP : Bench.SUPERVISOR_TRAP, bench.hart.pc);
        assertEquals(cause, bench.get(to + "cause"));
        assertEquals(pc, bench.get(to + "epc"));
        assertEquals(value, bench.get(to + "tval"));
    }

    private void isIllegal(int instruction, String why) {
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"), why);
        assertEquals(instruction & 0xffff_ffffL, bench.get("mtval"), why);
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void goToMachineModeFromEveryMode(Row row) {
        for (int mode : new int[] {Mode.MACHINE, Mode.SUPERVISOR, Mode.USER}) {
            runs(row, mode);
            trapped('m', row.cause, CODE, row.value);
            assertEquals(mode, bench.get("mstatus") >>> Status.MPP_SHIFT & 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void goToSupervisorModeWhenDelegated(Row row) {
        bench.set("medeleg", -1);
        runs(row, Mode.USER);
        trapped('s', row.cause, CODE, row.value);
        assertEquals(0, bench.get("sstatus") & Status.SPP);
    }

    @Test
    void machineModeDelegatesNothingOfItsOwn() {
        bench.set("medeleg", -1);
        runs(Row.EBREAK, Mode.MACHINE);
        trapped('m', Cause.BREAKPOINT, CODE, CODE);
    }

    @Test
    void callsSayWhereTheyCameFrom() {
        for (int mode : new int[] {Mode.USER, Mode.SUPERVISOR, Mode.MACHINE}) {
            bench.code(CODE, Bench.plain(Op.ECALL)).enter(mode, CODE).step(1);
            trapped('m', Cause.USER_CALL + mode, CODE, 0);
        }
    }

    @Test
    void aJumpToNowhereFaultsAtItsTarget() {
        bench.code(CODE, Bench.i(Op.JALR, 0, 5, 0));
        bench.hart.x[5] = 0x40;
        bench.step(2);
        trapped('m', Cause.FETCH_ACCESS, 0x40, 0x40);
        bench.hart.pc = Bench.DEVICE;
        bench.step(1);
        trapped('m', Cause.FETCH_ACCESS, Bench.DEVICE, Bench.DEVICE);
    }

    @Test
    void trapsThatLoopUseUpTheBudget() {
        bench.set("mtvec", 0x40);
        bench.hart.pc = 0x40;
        assertInstanceOf(Exit.Preempted.class, bench.step(100_000));
        assertEquals(0, bench.hart.retired);
    }

    @Test
    void countersAreExactAcrossTraps() {
        int add = Bench.i(Op.ADDI, 1, 1, 1);
        bench.code(CODE, add, add, Bench.plain(Op.ECALL)).code(Bench.MACHINE_TRAP, Bench.csr(Op.CSRRS, 10, "minstret", 0), add,
                Bench.csr(Op.CSRRS, 11, "minstret", 0), Bench.csr(Op.CSRRW, 0, "minstret", 12), Bench.csr(Op.CSRRS, 13, "minstret", 0));
        bench.hart.x[12] = 1000;
        bench.step(8);
        assertEquals(2, bench.hart.x[10]);
        assertEquals(4, bench.hart.x[11]);
        assertEquals(1000, bench.hart.x[13]);
        assertEquals(7, bench.hart.retired);
    }

    @Test
    void userModeReadsCountersOnlyWhenAllowed() {
        int read = Bench.csr(Op.CSRRS, 6, "instret", 0);
        bench.code(CODE, read).enter(Mode.USER, CODE).step(1);
        isIllegal(read, "mcounteren is asked");
        bench.set("mcounteren", 7);
        bench.enter(Mode.USER, CODE).step(1);
        isIllegal(read, "scounteren is asked, too");
        bench.set("scounteren", 7);
        bench.enter(Mode.USER, CODE).step(1);
        assertEquals(CODE + 4, bench.hart.pc);
    }

    @Test
    void floatingPointIsIllegalWhileOffAndMarksItselfDirty() {
        int move = Bench.r(Op.FMV_D_X, 1, 5, 0);
        bench.code(CODE, move).step(1);
        isIllegal(move, "mstatus.FS is off");
        bench.set("mstatus", 1L << 13);
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(CODE + 4, bench.hart.pc);
        assertEquals(Status.FS | Status.SD, bench.get("mstatus") & (Status.FS | Status.SD));
    }

    @Test
    void devicesAreReadAndWritten() {
        bench.code(CODE, Bench.s(Op.SW, 6, 5, 0), Bench.i(Op.LW, 7, 5, 4));
        bench.hart.x[5] = Bench.DEVICE;
        bench.hart.x[6] = 40;
        bench.step(2);
        assertEquals(44, bench.hart.x[7]);
        assertEquals(2, bench.modes.deviceAccesses());
    }
}
