package twofold.riscv.privileged;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static twofold.riscv.privileged.Bench.CODE;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Exit;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;

class InterruptsTest {
    private static final long FLAG = 1L << 63;
    private static final int NOP = Bench.i(Op.ADDI, 0, 0, 0);

    private final Bench bench = new Bench();

    @BeforeEach
    void code() {
        bench.code(CODE, NOP, NOP, NOP, NOP).set("mie", -1);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theyAreTakenByPriority() {
        int[] order = {11, 3, 7, 9, 1, 5};
        for (int each : order) {
            bench.modes.setPending(each, true);
        }
        for (int each : order) {
            bench.setBits("mstatus", Status.MIE);
            bench.hart.pc = CODE;
            bench.step(1);
            assertEquals(FLAG | each, bench.get("mcause"));
            assertEquals(CODE, bench.get("mepc"));
            assertEquals(Status.MPIE, bench.get("mstatus") & (Status.MIE | Status.MPIE));
            bench.modes.setPending(each, false);
        }
        assertEquals(0, bench.get("mip"));
    }

    @Test
    void machineModeIsInterruptedOnlyWhenItAllows() {
        bench.modes.setPending(7, true);
        bench.step(2);
        assertEquals(CODE + 8, bench.hart.pc);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(FLAG | 7, bench.get("mcause"), "a lower mode cannot mask machine interrupts");
        bench.set("mie", 1 << 3);
        bench.setBits("mstatus", Status.MIE);
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(CODE + 4, bench.hart.pc, "not enabled in mie");
    }

    @Test
    void delegatedOnesWaitForSupervisorMode() {
        bench.set("mideleg", -1);
        assertEquals(0x222, bench.get("mideleg"));
        bench.modes.setPending(5, true);
        bench.setBits("mstatus", Status.MIE);
        bench.step(1);
        assertEquals(CODE + 4, bench.hart.pc, "never taken in machine mode");
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(CODE + 4, bench.hart.pc, "masked by SIE");
        bench.setBits("sstatus", Status.SIE);
        bench.step(1);
        assertEquals(Mode.SUPERVISOR, bench.modes.mode());
        assertEquals(FLAG | 5, bench.get("scause"));
        assertEquals(CODE + 4, bench.get("sepc"));
        assertEquals(Status.SPP | Status.SPIE, bench.get("sstatus") & (Status.SPP | Status.SPIE | Status.SIE));
        assertEquals(1, bench.modes.interrupts(5));
    }

    @Test
    void userModeCannotMaskSupervisorInterrupts() {
        bench.set("mideleg", -1);
        bench.modes.setPending(9, true);
        bench.enter(Mode.USER, CODE).step(1);
        assertEquals(FLAG | 9, bench.get("scause"));
        assertEquals(0, bench.get("sstatus") & Status.SPP);
    }

    @Test
    void theSupervisorsExternalInterruptIsALineOrABitOfSoftware() {
        long bit = 1L << 9;
        int set = Bench.csr(Op.CSRRS, 6, "mip", 7);
        int clear = Bench.csr(Op.CSRRC, 6, "mip", 7);
        bench.code(CODE, set, clear, set, clear, Bench.csr(Op.CSRRW, 6, "mip", 0), clear);
        bench.modes.setPending(9, true);
        bench.hart.x[7] = 1 << 1;
        bench.step(1);
        assertEquals(bit, bench.hart.x[6], "what is read has the line");
        bench.modes.setPending(9, false);
        assertEquals(2, bench.get("mip"), "the line was not written back as software's");
        bench.hart.x[7] = bit;
        bench.step(2);
        assertEquals(2, bench.hart.x[6]);
        assertEquals(bit | 2, bench.get("mip"), "software's bit stays without the line");
        bench.modes.setPending(9, true);
        bench.step(1);
        assertEquals(bit | 2, bench.get("mip"), "software takes its own bit down, the line stays");
        bench.step(1);
        assertEquals(bit, bench.get("mip"));
        bench.modes.setPending(9, false);
        assertEquals(0, bench.get("mip"));
    }

    @Test
    void vectoredModeSpreadsInterruptsButNotExceptions() {
        bench.set("mtvec", Bench.MACHINE_TRAP | 1);
        bench.setBits("mstatus", Status.MIE);
        bench.modes.setPending(7, true);
        bench.step(1);
        assertEquals(Bench.MACHINE_TRAP + 28, bench.hart.pc);
        bench.modes.setPending(7, false);
        bench.code(CODE, Bench.plain(Op.EBREAK));
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(Bench.MACHINE_TRAP, bench.hart.pc);
    }

    @Test
    void waitingEndsWithAnEnabledInterruptEvenIfItIsMasked() {
        bench.code(CODE, Bench.plain(Op.WFI), NOP);
        assertSame(Exit.WAITING, bench.step(10));
        assertEquals(CODE + 4, bench.hart.pc);
        assertSame(Exit.WAITING, bench.step(10));
        bench.modes.setPending(7, true);
        bench.step(1);
        assertEquals(CODE + 8, bench.hart.pc, "MIE is off: it goes on behind the wfi");
    }

    @Test
    void aWaitThatIsInterruptedReturnsBehindIt() {
        bench.code(CODE, Bench.plain(Op.WFI), NOP).setBits("mstatus", Status.MIE);
        bench.step(10);
        bench.modes.setPending(11, true);
        bench.step(1);
        assertEquals(CODE + 4, bench.get("mepc"));
    }

    @Test
    void returnsRestoreTheModeAndTheEnable() {
        bench.code(CODE, Bench.plain(Op.MRET)).set("mstatus", Status.MPIE | Status.MPRV | 1L << Status.MPP_SHIFT);
        bench.set("mie", 0);
        bench.set("mepc", CODE + 9);
        bench.step(1);
        assertEquals(CODE + 8, bench.hart.pc);
        assertEquals(Mode.SUPERVISOR, bench.modes.mode());
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"), "mret is for machine mode");
        assertEquals(Status.MPIE, bench.get("mstatus") & (Status.MPIE | Status.MPRV), "MPRV went with the mode, MIE was restored and saved");
    }

    @Test
    void sretTrapsWhenItIsToldTo() {
        bench.code(CODE, Bench.plain(Op.SRET)).set("sepc", CODE + 8);
        bench.setBits("mstatus", Status.SPIE);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(CODE + 8, bench.hart.pc);
        assertEquals(Mode.USER, bench.modes.mode());
        bench.hart.pc = CODE;
        bench.step(1);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"));
        assertEquals(Status.SIE, bench.get("mstatus") & Status.SIE);
        bench.setBits("mstatus", Status.TSR);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"));
    }

    @Test
    void waitingIsIllegalWhereItIsToldToBe() {
        bench.code(CODE, Bench.plain(Op.WFI)).enter(Mode.USER, CODE).step(1);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"));
        bench.setBits("mstatus", Status.TW);
        bench.enter(Mode.SUPERVISOR, CODE).step(1);
        assertEquals(Cause.ILLEGAL_INSTRUCTION, bench.get("mcause"));
    }

    @Test
    void supervisorsSeeAndChangeOnlyWhatIsTheirs() {
        bench.set("mideleg", 0x22);
        bench.modes.setPending(9, true);
        bench.modes.setPending(7, true);
        assertEquals(0, bench.get("sip"));
        assertEquals(0x22, bench.get("sie"));
        bench.set("sip", -1);
        assertEquals(0x282, bench.get("mip"), "only the software interrupt is written");
        bench.set("sstatus", -1);
        assertEquals(0, bench.get("mstatus") & (Status.MIE | Status.MPP | Status.MPRV | Status.TVM));
        bench.set("mstatus", 2L << Status.MPP_SHIFT);
        assertEquals(0, bench.get("mstatus") & Status.MPP, "there is no mode 2");
    }

    /** A loop of loads, stores, an atomic, a branch, a call and a CSR; then a jump to itself. */
    private static int[] program() {
        return new int[] {
            Bench.i(Op.ADDI, 5, 0, 3),
            Bench.i(Op.LD, 7, 6, 0),
            Bench.r(Op.ADD, 7, 7, 5),
            Bench.s(Op.SD, 7, 6, 0),
            Bench.r(Op.AMOADD_D, 8, 6, 5),
            Bench.i(Op.JAL, 1, 0, 8),
            Bench.i(Op.ADDI, 9, 9, 100),
            Bench.csr(Op.CSRRS, 10, "mscratch", 0),
            Bench.i(Op.ADDI, 5, 5, -1),
            Encoder.encode(Op.BNE, 0, 5, 0, 0, 0, -32),
            Bench.i(Op.CBO_ZERO, 0, 6, 0),
            Bench.i(Op.JAL, 0, 0, 0)};
    }

    private void start() {
        Arrays.fill(bench.hart.x, 0);
        bench.hart.x[6] = Bench.DATA;
        bench.quad(Bench.DATA, 5);
        bench.hart.pc = CODE;
        bench.setBits("mstatus", Status.MIE);
    }

    @Test
    void anInterruptAtAnyBoundaryChangesNothingButTheHandlersOwn() {
        bench.code(CODE, program()).code(Bench.MACHINE_TRAP, Bench.csr(Op.CSRRCI, 0, "mip", 2), Bench.i(Op.ADDI, 20, 20, 1),
                Bench.csr(Op.CSRRS, 21, "mepc", 0), Bench.plain(Op.MRET));
        start();
        int steps = 0;
        while (bench.hart.pc != CODE + 44) {
            bench.step(1);
            steps++;
        }
        long[] expected = bench.hart.x.clone();
        for (int before = 0; before <= steps; before++) {
            start();
            if (before > 0) {
                bench.step(before);
            }
            long at = bench.hart.pc;
            long retired = bench.hart.retired;
            bench.set("mip", 1 << 1);
            bench.step(steps - before + 4);
            assertEquals(CODE + 44, bench.hart.pc, "interrupted after " + before);
            assertEquals(steps - before + 4, bench.hart.retired - retired);
            assertEquals(1, bench.hart.x[20]);
            assertEquals(at, bench.hart.x[21]);
            bench.hart.x[20] = 0;
            bench.hart.x[21] = 0;
            assertArrayEquals(Arrays.copyOf(expected, 32), Arrays.copyOf(bench.hart.x, 32));
        }
    }
}
