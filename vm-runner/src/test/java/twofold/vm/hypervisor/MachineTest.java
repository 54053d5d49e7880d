package twofold.vm.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Overlay;
import twofold.riscv.isa.Isa;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.toolkit.time.Clock;
import twofold.vm.guest.AgentLink;
import twofold.vm.guest.Input;
import twofold.vm.guest.Program;
import twofold.vm.virtio.fs.FuseServer;
import twofold.vm.virtio.fs.VirtioFs;

class MachineTest {
    private static final long MEMORY = 4L << 20;
    private static final long LIMIT = 3_000_000;
    private static final int ECALL = Encoder.encode(Op.ECALL, 0, 0, 0, 0, 0, 0);
    private static final int WFI = Encoder.encode(Op.WFI, 0, 0, 0, 0, 0, 0);
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A6 = 16;
    private static final int A7 = 17;
    private static final int S0 = 8;
    private static final int[] EXTENSIONS = {0x10, 0x54494d45, 0x735049, 0x52464e43, 0x48534d, 0x53525354, 0x4442434e, 1, 2, 8, 0x0a547766, 99};

    @TempDir
    Path directory;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Clock clock = Clock.virtualFrom(0);

    private Machine machine(int harts) {
        return new Machine(MEMORY, harts, true, Isa.ALL, clock, console::writeBytes, program());
    }

    private static Program program() {
        return new Program(Input.none(), new ByteArrayOutputStream(), new ByteArrayOutputStream(), stream -> { }, () -> { });
    }

    private static int set(int register, int value) {
        return Encoder.encode(Op.ADDI, register, 0, 0, 0, 0, value);
    }

    private static int copy(int to, int from) {
        return Encoder.encode(Op.ADDI, to, from, 0, 0, 0, 0);
    }

    private static int enable(int bit) {
        return Encoder.encode(Op.CSRRSI, 0, bit, 0, 0, 0, Csr.number("sie"));
    }

    private static void code(Machine machine, long at, int... instructions) {
        for (int i = 0; i < instructions.length; i++) {
            Frames.putInt(machine.memory().host(at + 4L * i), instructions[i]);
        }
        machine.hart(0).pc = Board.RAM;
    }

    /** Registers that hold extension ids, for programs of small immediates. */
    private static void ids(Machine machine, int hart) {
        machine.hart(hart).x[20] = 0x53525354;
        machine.hart(hart).x[21] = 0x54494d45;
        machine.hart(hart).x[22] = 0x735049;
        machine.hart(hart).x[23] = 0x48534d;
    }

    @Test
    void aSystemResetPowersOff() {
        try (Machine machine = machine(1)) {
            ids(machine, 0);
            code(machine, Board.RAM, set(A0, 0), set(A1, 0), set(A6, 0), copy(A7, 20), ECALL);
            assertEquals(Outcome.POWERED_OFF, machine.run(Long.MAX_VALUE));
            assertEquals(4, machine.retired());
        }
    }

    @Test
    void waitingForNothingIsTheEnd() {
        try (Machine machine = machine(2)) {
            code(machine, Board.RAM, WFI);
            assertEquals(Outcome.STUCK, machine.run(Long.MAX_VALUE));
        }
    }

    @Test
    void aTimerEndsAWaitAtItsTime() {
        try (Machine machine = machine(1)) {
            ids(machine, 0);
            machine.hart(0).x[A0] = 50_000;
            machine.hart(0).x[9] = 1 << 5;
            code(machine, Board.RAM, set(A6, 0), copy(A7, 21), ECALL,
                    Encoder.encode(Op.CSRRS, 0, 9, 0, 0, 0, Csr.number("sie")), WFI,
                    Encoder.encode(Op.CSRRS, 15, 0, 0, 0, 0, Csr.number("time")), set(A0, 0), set(A1, 0), copy(A7, 20), ECALL);
            assertEquals(Outcome.POWERED_OFF, machine.run(Long.MAX_VALUE));
            assertEquals(50_000, machine.hart(0).x[15]);
        }
    }

    @Test
    void aDueTimerThatIsNotListenedToDoesNotSpin() {
        try (Machine machine = machine(1)) {
            ids(machine, 0);
            machine.hart(0).x[A0] = 0;
            code(machine, Board.RAM, set(A6, 0), copy(A7, 21), ECALL, enable(2), WFI);
            assertEquals(Outcome.TIMED_OUT, machine.run(1_000_000));
        }
    }

    @Test
    void aHartWakesOneThatRanBeforeIt() {
        try (Machine machine = machine(2)) {
            ids(machine, 0);
            ids(machine, 1);
            machine.hart(0).x[S0] = Board.RAM + 0x1000;
            code(machine, Board.RAM, enable(2), set(A0, 1), copy(A1, S0), set(A2, 7), set(A6, 0), copy(A7, 23), ECALL, WFI,
                    set(A0, 0), set(A1, 0), copy(A7, 20), ECALL);
            code(machine, Board.RAM + 0x1000, copy(15, A1), set(A0, 1), set(A1, 0), set(A6, 0), copy(A7, 22), ECALL, WFI);
            assertEquals(Outcome.POWERED_OFF, machine.run(LIMIT));
            assertEquals(7, machine.hart(1).x[15]);
        }
    }

    @Test
    void aSuspendedHartRunsAgainOnlyWhenItIsWoken() {
        try (Machine machine = machine(1)) {
            ids(machine, 0);
            code(machine, Board.RAM, enable(2), set(A0, 0), set(A6, 3), copy(A7, 23), ECALL, set(15, 1));
            assertEquals(Outcome.TIMED_OUT, machine.run(1_000_000));
            assertEquals(0, machine.hart(0).x[15]);
        }
    }

    @Test
    void aGuestThatOnlyTrapsIsTimedOut() {
        try (Machine machine = machine(1)) {
            machine.hart(0).pc = 0x40;
            assertEquals(Outcome.TIMED_OUT, machine.run(LIMIT));
            assertEquals(0, machine.retired());
        }
    }

    @Test
    void randomGuestsEndInAnOutcome() throws Exception {
        long seed = System.nanoTime();
        System.out.println("MachineTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            int number = round;
            try (Overlay tree = Overlay.open(List.of(), directory.resolve("u" + number), Clock.virtualFrom(0)); Machine machine = machine(2)) {
                Program program = program();
                AgentLink link = new AgentLink(program, Input.none(), () -> { });
                machine.plug(link.console());
                machine.plug(new VirtioFs("t", new FuseServer(tree, null, clock, false)));
                prepare(machine, random);
                Outcome outcome = machine.run(clock.monotonicNanos() + 300_000);
                assertNotEquals(null, outcome, "seed " + seed);
                assertTrue(machine.memory().touchedBytes() <= MEMORY);
            }
        }
    }

    /** Memory full of plausible instructions, registers full of interesting addresses, virtio devices switched on with rings anywhere. */
    private static void prepare(Machine machine, Random random) {
        for (long at = Board.RAM; at < Board.RAM + 0x8000; at += 4) {
            Frames.putInt(machine.memory().host(at), instruction(random));
        }
        for (int device = 0; device < 2; device++) {
            long config = Board.PCI_CONFIG + ((long) device << 15);
            machine.memory().store(config + 0x10, 4, Board.PCI_WINDOW + 0x10000L * device);
            machine.memory().store(config + 4, 2, 6);
            long common = Board.PCI_WINDOW + 0x10000L * device;
            machine.memory().store(common + 0x08, 4, 1);
            machine.memory().store(common + 0x0c, 4, 1);
            machine.memory().store(common + 0x14, 1, 11);
            for (int queue = 0; queue < 4; queue++) {
                machine.memory().store(common + 0x16, 2, queue);
                for (int offset = 0x20; offset <= 0x30; offset += 8) {
                    machine.memory().store(common + offset, 4, (int) (Board.RAM + (random.nextInt(1 << 21) & -16)));
                }
                machine.memory().store(common + 0x1c, 2, 1);
            }
            machine.memory().store(common + 0x14, 1, 15);
        }
        for (int register = 1; register < 32; register++) {
            machine.hart(0).x[register] = interesting(random);
        }
        machine.hart(0).x[A7] = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
        machine.hart(0).x[A6] = random.nextInt(6);
        machine.hart(0).pc = Board.RAM;
    }

    private static long interesting(Random random) {
        long[] bases = {Board.RAM, Board.PLIC, Board.UART, Board.ACLINT, Board.RTC, Board.PCI_CONFIG, Board.PCI_CONFIG + 0x8000,
            Board.PCI_WINDOW, Board.PCI_WINDOW + 0x10000, Board.PCI_WINDOW + 0x3000, Board.PCI_WINDOW + 0x13000, -1, Long.MIN_VALUE, 0,
            8L << 60 | Board.RAM >>> 12, 9L << 60 | Board.RAM + MEMORY >>> 12};
        return bases[random.nextInt(bases.length)] + (random.nextBoolean() ? 0 : random.nextInt(0x4000) & -4);
    }

    private static int instruction(Random random) {
        int rd = random.nextInt(32);
        int rs1 = random.nextInt(32);
        int rs2 = random.nextInt(32);
        Op[] memory = {Op.LB, Op.LW, Op.LD, Op.LHU};
        Op[] stores = {Op.SB, Op.SH, Op.SW, Op.SD};
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> Encoder.encode(memory[random.nextInt(4)], rd, rs1, 0, 0, 0, random.nextInt(64) * 4);
            case 3, 4, 5, 6 -> Encoder.encode(stores[random.nextInt(4)], 0, rs1, rs2, 0, 0, random.nextInt(64) * 4);
            case 7 -> ECALL;
            case 8 -> Encoder.encode(Op.CSRRW, rd, rs1, 0, 0, 0, random.nextInt(0x400));
            case 9 -> Encoder.encode(Op.CSRRW, 0, rs1, 0, 0, 0, Csr.number("stvec"));
            case 10 -> random.nextInt(8) == 0 ? Encoder.encode(Op.CSRRW, 0, rs1, 0, 0, 0, Csr.number("satp")) : set(A7, random.nextInt(17));
            case 11 -> random.nextInt();
            case 12 -> Encoder.encode(Op.SFENCE_VMA, 0, rs1, rs2, 0, 0, 0);
            case 13 -> random.nextInt(4) == 0 ? WFI : Encoder.encode(Op.SRET, 0, 0, 0, 0, 0, 0);
            case 14 -> Encoder.encode(Op.JALR, rd, rs1, 0, 0, 0, 0);
            default -> Encoder.encode(Op.ADD, rd, rs1, rs2, 0, 0, 0);
        };
    }
}
