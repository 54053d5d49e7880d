package twofold.riscv.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import twofold.riscv.hart.Exit;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;
import twofold.riscv.hart.UserMode;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.translate.AtOnce;

class ObserveTest {
    private static final int RUNS = 300;

    /** States and exits after runs of random budgets. */
    private static List<String> history(long seed, Function<WatchedHart, Runner> watching) {
        List<String> states = new ArrayList<>();
        try (WatchedHart watched = new WatchedHart(seed)) {
            Runner runner = watching.apply(watched);
            Random random = new Random(seed);
            for (int i = 0; i < RUNS; i++) {
                Exit exit = runner.run(watched.hart, 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
                states.add(i + " " + exit + " " + watched.hart.retired + " " + watched.state());
            }
            assertTrue(watched.modes.interrupts(7) > 10, "no interrupts, seed " + seed);
            assertTrue(watched.modes.exceptions(11) > 10, "no calls, seed " + seed);
        }
        return states;
    }

    @Test
    void whoeverWatchesTheGuestIsTheSame() {
        long start = new Random().nextLong();
        for (long seed = start; seed < start + 6; seed++) {
            List<String> plain = history(seed, _ -> Runner.PLAIN);
            String message = "seed " + seed;
            assertEquals(plain, history(seed, _ -> new Tracer(_ -> "0", _ -> { })), message);
            assertEquals(plain, history(seed, _ -> new Sampler(37, _ -> { }, Runner.PLAIN)), message);
            assertEquals(plain, history(seed, _ -> new Sampler(37, _ -> { }, new CallStacks(_ -> "one", Runner.PLAIN))), message);
            assertEquals(plain, history(seed, _ -> new Sampler(101, _ -> { }, new Tracer(_ -> "0", _ -> { }))), message);
        }
    }

    @Test
    void whoeverWatchesTranslatedCodeTheGuestIsTheSame() {
        long start = new Random().nextLong();
        for (long seed = start; seed < start + 6; seed++) {
            List<String> plain = history(seed, _ -> Runner.PLAIN);
            String message = "seed " + seed;
            try (AtOnce translating = new AtOnce(2)) {
                assertEquals(plain, history(seed, _ -> Runner.PLAIN), message + ", translated, " + translating);
                assertEquals(plain, history(seed, _ -> new Sampler(37, _ -> { }, Runner.PLAIN)), message);
                assertEquals(plain, history(seed, _ -> new Sampler(1009, _ -> { }, new CallStacks(_ -> "one", Runner.PLAIN))), message);
                assertEquals(plain, history(seed, _ -> new Sampler(1009, _ -> { }, Runner.PLAIN)), message);
                assertEquals(plain, history(seed, _ -> new Tracer(_ -> "0", _ -> { })), message);
            }
        }
    }

    @Test
    void samplesFallOnEveryNthInstruction() {
        List<Long> seen = new ArrayList<>();
        history(5, watched -> {
            long from = watched.hart.retired;
            return new Sampler(37, hart -> seen.add(hart.retired - from), Runner.PLAIN);
        });
        assertTrue(seen.size() > 100);
        for (int i = 0; i < seen.size(); i++) {
            assertEquals(37L * (i + 1), seen.get(i));
        }
    }

    @Test
    void everyInstructionHasALine() {
        long[] lines = new long[2];
        long[] retired = new long[1];
        history(9, watched -> {
            retired[0] = -watched.hart.retired;
            Tracer tracer = new Tracer(_ -> "0", text -> text.toString().lines()
                    .forEach(line -> lines[line.contains(" trap ") || line.contains(" interrupt ") ? 1 : 0]++));
            return (hart, budget) -> {
                long before = hart.retired;
                Exit exit = tracer.run(hart, budget);
                retired[0] += hart.retired - before;
                return exit;
            };
        });
        assertTrue(lines[0] > 10_000 && lines[1] > 20, lines[0] + " lines, " + lines[1] + " traps");
    }

    @Test
    void trapsAndReturnsTellTheStatusTheyLeave() {
        List<String> lines = new ArrayList<>();
        history(11, _ -> new Tracer(_ -> "0", text -> text.toString().lines().filter(line -> line.matches(".* (trap|interrupt|mret)( .*)?")).forEach(lines::add)));
        assertTrue(lines.size() > 40, lines.size() + " lines");
        for (String line : lines) {
            assertTrue(line.contains(" mstatus="), line);
        }
    }

    @Test
    void aLineTellsWhatChanged() {
        int first = Frames.allocateRun(1);
        try {
            StringBuilder trace = new StringBuilder();
            Tracer tracer = new Tracer(_ -> "7 x", trace::append);
            Hart hart = new Hart(new UserMode(), () -> 0);
            hart.enter(new OnePage(Frames.offset(first)));
            int[] code = {Encoder.encode(Op.ADDI, 10, 0, 0, 0, 0, -2), Encoder.encode(Op.FCVT_D_L, 1, 10, 0, 0, 7, 0),
                Encoder.encode(Op.FDIV_D, 2, 1, 0, 0, 0, 0), Encoder.encode(Op.ECALL, 0, 0, 0, 0, 0, 0),
                Encoder.encode(Op.LD, 5, 0, 0, 0, 0, 8)};
            for (int i = 0; i < code.length; i++) {
                Frames.putInt(Frames.offset(first) + 4L * i, code[i]);
            }
            hart.pc = OnePage.START;
            assertEquals(Exit.ENVIRONMENT_CALL, tracer.run(hart, 100));
            hart.x[10] = 5;
            hart.pc += 4;
            assertTrue(tracer.run(hart, 100) instanceof Exit.Fault);
            assertEquals("""
                    7 x 0000000000010000 ffe00513 li a0,-2                    a0=fffffffffffffffe
                    7 x 0000000000010004 d22570d3 fcvt.d.l ft1,a0             ft1=c000000000000000
                    7 x 0000000000010008 1a008153 fdiv.d ft2,ft1,ft0,rne      ft2=fff0000000000000 fcsr=08
                    7 x 000000000001000c 00000073 ecall
                    7 x 0000000000010010 outside a0=0000000000000005
                    7 x 0000000000010010 00803283 ld t0,8(zero)
                    7 x 0000000000010010 trap 13 load page fault value=0000000000000008
                    """, trace.toString());
        } finally {
            Frames.release(first);
        }
    }
}
