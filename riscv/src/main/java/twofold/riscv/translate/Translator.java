package twofold.riscv.translate;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import twofold.riscv.hart.Compiler;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.Region;
import twofold.riscv.hart.RegionPlan;

/** Translates plans one after the other on a thread of its own. Plans that come while many wait are dropped; hot code asks again. */
public final class Translator implements Compiler {
    /** In bytes. HotSpot compiles methods of more than 8,000 only if -XX:-DontCompileHugeMethods allows it; from here on C2 runs out of nodes. */
    private static final int LONGEST_METHOD = 30_000;
    private static final int WAITING = 256;
    private static final int HOT = 4096;
    private static final int CALLS = 256;
    private static final int PAUSE_MILLIS = 1;
    /** What C1 takes for a region, waiting included, on a machine with something to do. */
    private static final long DELAY_NANOS = 8_000_000;

    private final BlockingQueue<RegionPlan> plans = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong instructions = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private static volatile Translator current;

    private final int hot;
    private final boolean atOnce;
    private final Deque<Made> waiting = new ArrayDeque<>();
    private Thread thread;

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
    public synchronized boolean translate(RegionPlan plan) {
        if (atOnce) {
            make(plan);
            return true;
        }
        if (thread == null) {
            thread = new Thread(this::work, "translator");
            thread.setDaemon(true);
            thread.start();
        }
        return plans.offer(plan);
    }

    /** The number of regions made so far. */
    public long regions() {
        return made.get();
    }

    /** The number of guest instructions in them. */
    public long instructions() {
        return instructions.get();
    }

    private void work() {
        try {
            while (true) {
                RegionPlan plan = waiting.isEmpty() ? plans.take() : plans.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                if (plan != null) {
                    attempt(plan);
                }
                while (!waiting.isEmpty() && waiting.getFirst().installIfOld()) {
                    waiting.removeFirst();
                }
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** What cannot be translated stays with the interpreter. */
    private void attempt(RegionPlan plan) {
        try {
            make(plan);
        } catch (IllegalArgumentException | LinkageError tooLarge) {
            refused.incrementAndGet();
        }
    }

    /** The number of plans that HotSpot's class format could not hold. */
    public long refused() {
        return refused.get();
    }

    private void make(RegionPlan plan) {
        int parts = plan.parts().size();
        while (parts > 0) {
            RegionWriter writer = new RegionWriter(plan.parts().subList(0, parts), plan.isScattered());
            byte[] code = writer.classFile();
            int length = length(code);
            if (length <= LONGEST_METHOD) {
                Made region = new Made(plan, writer, instance(code), System.nanoTime());
                if (atOnce) {
                    region.install();
                } else {
                    call(region.region, CALLS);
                    waiting.add(region);
                }
                made.incrementAndGet();
                instructions.addAndGet(writer.longest());
                return;
            }
            parts = Math.min(parts - 1, (int) ((long) parts * LONGEST_METHOD / length));
        }
    }

    /** A region that HotSpot has reason to compile, and that no guest is to wait for while it is interpreted. */
    private record Made(RegionPlan plan, RegionWriter writer, Region region, long since) {
        void install() {
            plan.install(region, writer.longest(), writer.entries());
        }

        /** Installs a region that HotSpot had some time to compile. That is the host's time; no result and no count depends on when it happens. */
        boolean installIfOld() {
            boolean old = System.nanoTime() - since >= DELAY_NANOS;
            if (old) {
                install();
            }
            return old;
        }
    }

    private static void call(Region region, int times) {
        for (int i = 0; i < times; i++) {
            region.run(null, 0, -1, 0);
        }
    }

    private static int length(byte[] type) {
        return ClassFile.of().parse(type).methods().getLast().findAttribute(Attributes.code()).orElseThrow().codeLength();
    }

    private static Region instance(byte[] code) {
        try {
            MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(code, true);
            return (Region) made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
        } catch (Throwable wrong) {
            throw new IllegalStateException("a region that cannot be loaded", wrong);
        }
    }
}
