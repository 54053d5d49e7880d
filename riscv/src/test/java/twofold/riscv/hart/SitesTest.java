package twofold.riscv.hart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import twofold.riscv.memory.Tlb;

/** Windows run out, and are shared then. */
class SitesTest {
    @Test
    void sitesThatShareAWindowAccessTheSameWay() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Integer, String> shapes = new HashMap<>();
        boolean shared = false;
        Sites sites = new Sites();
        for (int i = 0; i < 4 * Tlb.WINDOWS; i++) {
            int span = random.nextInt(1, 40);
            boolean stores = random.nextBoolean();
            int window = sites.add(2 * i, span, stores);
            String shape = span + (stores ? " stored" : " loaded");
            if (window != Sites.NONE) {
                assertTrue(window >= Tlb.FIRST_WINDOW && window < Tlb.WINDOWS, "window " + window);
                String before = shapes.put(window, shape);
                shared |= before != null;
                assertEquals(before == null ? shape : before, shape, "window " + window);
            }
        }
        assertTrue(shared, "no window was handed out twice");
    }
}
