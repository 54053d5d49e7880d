package twofold.riscv.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/** Windows run out, and are shared then. */
class SitesTest {
    @Test
    void sitesThatShareAWindowAccessTheSameWay() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, Boolean> stored = new HashMap<>();
        Map<Integer, Set<Integer>> spans = new HashMap<>();
        boolean shared = false;
        Sites sites = new Sites(true, new WindowPool());
        for (int i = 0; i < 4 * Tlb.WINDOWS; i++) {
            int span = random.nextInt(1, i < 2 * Tlb.WINDOWS ? 40 : Sites.LARGEST + 1);
            boolean stores = random.nextBoolean();
            int window = sites.add(2 * i, span, stores);
            assertTrue(window >= Tlb.FIRST_WINDOW && window < Tlb.WINDOWS, "window " + window);
            Boolean before = stored.put(window, stores);
            assertTrue(before == null || before == stores, "window " + window + " is for loads and for stores");
            shared |= before != null;
            spans.computeIfAbsent(window, any -> new HashSet<>()).add(span);
        }
        assertTrue(shared, "no window was handed out twice");
        long ofSeveral = spans.values().stream().filter(each -> each.size() > 1).count();
        assertTrue(ofSeveral > 0, "no window was handed out for another span");
        spans.forEach((window, of) -> {
            int least = Collections.min(of);
            assertTrue(Collections.max(of) - least <= Math.max(Long.BYTES, least / 7 + 1), "window " + window + " is for spans as different as " + of);
        });
    }

    @Test
    void aSmallRegionSharesNoWindow() {
        WindowPool pool = new WindowPool();
        Sites small = new Sites(false, pool);
        Sites more = new Sites(false, pool);
        Set<Integer> windows = new HashSet<>();
        for (int i = 0; i < Tlb.WINDOWS / 2; i++) {
            assertTrue(windows.add(small.add(0, 8, false)), "a window is handed out twice");
        }
        for (int window = more.add(0, 8, false); window != Sites.NONE; window = more.add(0, 8, false)) {
            assertTrue(windows.add(window), "window " + window + " is handed out twice");
        }
        assertTrue(new Sites(true, pool).add(0, 8, false) != Sites.NONE, "a large region gets none");
        more.end();
        more.end();
        assertEquals(Sites.NONE, new Sites(false, pool).add(0, 16, false), "a window is for other accesses than before");
        assertTrue(windows.contains(new Sites(false, pool).add(0, 8, false)), "what was given back is not handed out");
        Reference.reachabilityFence(small);
    }

    @Test
    void windowsOfWhatIsGarbageAreHadBack() throws InterruptedException {
        WindowPool pool = new WindowPool();
        for (int i = 0; i < Tlb.WINDOWS; i++) {
            new Sites(false, pool).add(0, 24, true);
        }
        int window = Sites.NONE;
        for (int tries = 0; tries < 1000 && window == Sites.NONE; tries++) {
            System.gc();
            Thread.sleep(10);
            window = new Sites(false, pool).add(0, 24, true);
        }
        assertTrue(window != Sites.NONE, "no window came back");
    }

    @Test
    void aSharedWindowIsNarrowAsItsLargestSpanNeeds() {
        AddressSpace space = new AddressSpace() {
            private final int first = Frames.allocateRun(2);

            @Override
            public long translate(long address, int access) {
                return Frames.offset(first) + address;
            }
        };
        Hart hart = new Hart(new UserMode(), () -> 0);
        hart.enter(space);
        hart.memory.load(0, 8);
        hart.memory.load(Frames.SIZE, 8);
        int known = space.readWindow(0);
        Sites sites = new Sites(true, new WindowPool());
        Map<Integer, Integer> spans = new HashMap<>();
        for (int i = 0; i < 2 * Tlb.WINDOWS; i++) {
            int span = i % 2 == 0 ? 8 : Sites.LARGEST - i % 64;
            spans.merge(sites.add(0, span, false), span, Math::max);
        }
        sites.choose(0, space.tlb(), false, known);
        long length = space.tlb().readable.length(known);
        spans.forEach((window, span) -> {
            long reached = space.tlb().data[3 * window + 1] - Long.MIN_VALUE;
            assertTrue(reached > 0 && reached <= length - span + 1, "window " + window + " of " + length + " lets " + span + " begin before " + reached);
        });
    }
}
