package twofold.riscv.translate;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicLong;
import jdk.internal.misc.Unsafe;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;
import twofold.riscv.hart.RegionPlan;

/**
 * Translates plans one after the other on a thread of its own, and large ones on another, because they take long. Plans that come while many wait are
 * dropped; hot code asks again.
 */
public final class Translator implements Compiler {
    /** In bytes. HotSpot compiles methods of more than 8,000 only if -XX:-DontCompileHugeMethods allows it; from here on C2 runs out of nodes. */
    private static final int LONGEST_METHOD = 30_000;
    private static final int HOT = 4096;
    /** A region that was run for so many instructions is worth the time that a large one takes. */
    private static final long LONG = 64_000_000;
    /** The same in tests, for each time that code runs until it is hot. */
    private static final int SOON = 64;
    /** As many as HotSpot wants to see before it compiles a method, also while others wait for that. */
    private static final int CALLS = 2048;
    /** The same for its better compiler, of which it wants to see more the longer that has to do. */
    private static final int MANY_CALLS = 600_000;

    private static volatile Translator current;

    private final PlanQueue plans = new PlanQueue();
    private final PlanQueue largePlans = new PlanQueue();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong instructions = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final int hot;
    private final boolean atOnce;
    private Thread thread;
    private Thread largeThread;

    private Translator(int hot, boolean atOnce) {
        this.hot = hot;
        this.atOnce = atOnce;
    }

    /** Has a translator serve all harts from now on. It does not keep the process from ending. */
    public static Translator start() {
        Translator translator = new Translator(HOT, false);
        current = translator;
        Hart.translateBy(translator);
        return translator;
    }

    /** What translators did in this process. */
    public static Counters counters() {
        Translator serving = current;
        return serving == null ? new Counters(0, 0, 0) : new Counters(serving.regions(), serving.instructions(), serving.refused());
    }

    /**
     * What was translated so far.
     *
     * @param regions      regions made
     * @param instructions guest instructions in them, along their longest ways
     * @param refused      plans that the class format could not hold
     */
    public record Counters(long regions, long instructions, long refused) {
    }

    /** Has everything translated after it ran {@code hot} times, before it runs again: for tests. */
    static Translator atOnce(int hot) {
        Translator translator = new Translator(hot, true);
        Hart.translateBy(translator);
        return translator;
    }

    @Override
    public int hot() {
        return hot;
    }

    @Override
    public long ranLong() {
        return atOnce ? (long) SOON * hot : LONG;
    }

    @Override
    public synchronized boolean translate(RegionPlan plan) {
        if (atOnce) {
            make(plan);
            return true;
        }
        if (plan.isLarge()) {
            if (largeThread == null) {
                largeThread = start("translator of large regions", largePlans);
            }
            return largePlans.offer(plan);
        }
        if (thread == null) {
            thread = start("translator", plans);
        }
        return plans.offer(plan);
    }

    private Thread start(String name, PlanQueue queue) {
        Thread started = new Thread(() -> work(queue), name);
        started.setDaemon(true);
        started.start();
        return started;
    }

    /** The number of regions made so far. */
    public long regions() {
        return made.get();
    }

    /** The number of guest instructions in them. */
    public long instructions() {
        return instructions.get();
    }

    /** The number of plans that HotSpot's class format could not hold. */
    public long refused() {
        return refused.get();
    }

    private void work(PlanQueue queue) {
        try {
            while (true) {
                attempt(queue.take());
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** What cannot be translated stays with the interpreter. */
    private void attempt(RegionPlan plan) {
        try {
            make(plan);
        } catch (LinkageError tooLarge) {
            refused.incrementAndGet();
        }
        plan.settle();
    }

    /** Makes the region of a plan, or of its first parts if it would be too long, and has harts run it. */
    private void make(RegionPlan plan) {
        int parts = plan.parts().size();
        while (parts > 0) {
            RegionWriter writer = new RegionWriter(plan.parts().subList(0, parts), plan.restless(), plan.isLarge());
            TranslatedClass type = new TranslatedClass(plan.isLarge(), writer::write);
            int length = type.length();
            if (length <= LONGEST_METHOD) {
                Region region = instance(type.bytes());
                if (!atOnce) {
                    compile(region, plan.isLarge() ? MANY_CALLS : CALLS);
                }
                plan.install(region, writer.sites(), writer.longest(), writer.entries());
                made.incrementAndGet();
                instructions.addAndGet(writer.longest());
                return;
            }
            writer.sites().end();
            parts = Math.min(parts - 1, (int) ((long) parts * LONGEST_METHOD / length));
        }
    }

    /**
     * Gives HotSpot reason to compile a region. The tools have it do so before one of these calls returns (a compiler directive, see make-dist.sh), so that
     * no guest waits for code that HotSpot interprets; large regions, which are to replace what is compiled well, by its better compiler, too. The calls
     * do nothing, because there is no budget.
     */
    private static void compile(Region region, int calls) {
        for (int i = 0; i < calls; i++) {
            region.run(null, 0, -1, 0);
        }
    }

    static Region instance(byte[] code) {
        try {
            return (Region) Unsafe.getUnsafe().allocateInstance(MethodHandles.lookup().defineHiddenClass(code, true).lookupClass());
        } catch (IllegalAccessException | InstantiationException wrong) {
            throw new IllegalStateException("a region that cannot be loaded", wrong);
        }
    }
}
