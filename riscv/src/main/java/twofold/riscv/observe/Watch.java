package twofold.riscv.observe;

import java.util.function.Consumer;
import java.util.function.Function;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Runner;

/** Chooses who runs harts, by what is asked of them. */
public final class Watch {
    private Watch() {
    }

    /**
     * Somebody who traces, samples each {@link Sampler#INTERVAL} instructions, does both, or {@link Runner#PLAIN}.
     *
     * @param who      as in {@link Tracer}
     * @param trace    takes a trace's lines, or null for none
     * @param profiler takes samples, or null for none
     */
    public static Runner runner(Function<Hart, String> who, Consumer<CharSequence> trace, Profiler profiler) {
        Runner runner = trace == null ? Runner.PLAIN : new Tracer(who, trace);
        if (profiler == null) {
            return runner;
        }
        CallStacks calls = new CallStacks(profiler::stack, runner);
        return new Sampler(Sampler.INTERVAL, hart -> profiler.sample(hart, calls.callers(hart)), calls);
    }
}
