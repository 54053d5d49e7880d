package twofold.vm.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Isa;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.translate.Translator;
import twofold.toolkit.time.Clock;
import twofold.vm.GuestPrograms;
import twofold.vm.boot.KernelImage;
import twofold.vm.boot.Loader;

/** Harts that have to do with each other, on a thread each and in turns. */
@Timeout(120)
class HartsTest {
    private static final long MEMORY = 4L << 20;
    private static final int HARTS = 4;
    private static final long LIMIT = 60_000_000_000L;
    private static final int WFI = Encoder.encode(Op.WFI, 0, 0, 0, 0, 0, 0);
    private static final int SPIN = Encoder.encode(Op.JAL, 0, 0, 0, 0, 0, 0);
    private static byte[] program;

    @BeforeAll
    static void assemble() throws IOException {
        program = GuestPrograms.assembled(HartsTest.class, "harts.s");
    }

    private static Machine machine(int harts, Clock clock) {
        return new Machine(MEMORY, harts, true, Isa.ALL, clock, bytes -> { }, null);
    }

    private static Outcome outcome(Clock clock, Runner runner) {
        try (Machine machine = machine(HARTS, clock)) {
            KernelImage kernel = KernelImage.of("harts", program, Board.RAM);
            Loader.load(machine, null, kernel, null, range -> new byte[0]);
            machine.hart(0).pc = kernel.entry();
            machine.runBy(runner);
            Outcome outcome = machine.run(clock.monotonicNanos() + LIMIT);
            if (outcome != Outcome.POWERED_OFF) {
                for (int i = 0; i < HARTS; i++) {
                    System.out.println(state(machine.hart(i)));
                }
            }
            return outcome;
        }
    }

    private static String state(Hart hart) {
        return "pc " + Long.toHexString(hart.pc) + " scause " + hart.csr(Csr.number("scause")) + " sepc "
                + Long.toHexString(hart.csr(Csr.number("sepc")).orElse(0)) + " ra s0 s1 " + hart.x[1] + " " + hart.x[8] + " " + hart.x[9];
    }

    private static Machine running(int harts, Clock clock, int... instructions) {
        Machine machine = machine(harts, clock);
        for (int i = 0; i < instructions.length; i++) {
            Frames.putInt(machine.memory().host(Board.RAM + 4L * i), instructions[i]);
        }
        machine.hart(0).pc = Board.RAM;
        return machine;
    }

    @RepeatedTest(3)
    void onThreadsTheyAgreeOnMemory() {
        assertEquals(Outcome.POWERED_OFF, outcome(Clock.host(), Runner.PLAIN));
    }

    @RepeatedTest(3)
    void onThreadsTranslatedCodeAgreesOnMemory() {
        Translator.start();
        assertEquals(Outcome.POWERED_OFF, outcome(Clock.host(), Runner.PLAIN));
    }

    @Test
    void inTurnsTheyAgreeOnMemory() {
        assertEquals(Outcome.POWERED_OFF, outcome(Clock.virtualFrom(0), Runner.PLAIN));
    }

    @Test
    void whoWatchesSeesOneAtATime() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Runner watcher = (Hart hart, long budget) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            try {
                return hart.run(budget);
            } finally {
                inside.decrementAndGet();
            }
        };
        assertEquals(Outcome.POWERED_OFF, outcome(Clock.host(), watcher));
        assertEquals(1, most.get());
    }

    @Test
    void onThreadsWaitingForNothingIsTheEnd() {
        try (Machine machine = running(3, Clock.host(), WFI)) {
            assertEquals(Outcome.STUCK, machine.run(Long.MAX_VALUE));
        }
    }

    @Test
    void onThreadsTheLimitAndAStopEndARun() {
        try (Machine machine = running(2, Clock.host(), SPIN)) {
            long from = Clock.host().monotonicNanos();
            assertEquals(Outcome.TIMED_OUT, machine.run(from + 50_000_000));
            assertTrue(Clock.host().monotonicNanos() - from >= 50_000_000);
        }
        try (Machine machine = running(2, Clock.host(), SPIN)) {
            machine.stop();
            assertEquals(Outcome.STOPPED, machine.run(Long.MAX_VALUE));
        }
    }

    @Test
    void onThreadsABugOfADeviceComesOut() {
        try (Machine machine = running(2, Clock.host(), SPIN)) {
            machine.post(() -> {
                throw new IllegalStateException("a bug");
            });
            String message = "";
            try {
                machine.run(Long.MAX_VALUE);
            } catch (IllegalStateException bug) {
                message = bug.getMessage();
            }
            assertEquals("a bug", message);
        }
    }
}
