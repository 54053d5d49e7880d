package twofold.riscv.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who has which frame. */
final class FreeFramesTest {
    private static final int RUNS = 300;
    private static final int FRAMES = RUNS * Frames.RUN;

    /** A run that is set aside. */
    private record Reserved(int run) {
    }

    /** No frame is handed out twice, whoever takes it and however; none is lost; one that is called fresh was nobody's before. */
    @Test
    void everyFrameHasOneOwner() {
        long seed = Long.getLong("twofold.seed", System.nanoTime());
        System.out.println("frames from seed " + seed);
        Random random = new Random(seed);
        FreeFrames free = new FreeFrames(RUNS);
        BitSet owned = new BitSet();
        BitSet used = new BitSet();
        List<Integer> single = new ArrayList<>();
        List<Reserved> reserved = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    int frame = free.takeUsed();
                    if (frame < 0) {
                        frame = free.takeFresh();
                        assertFalse(frame >= 0 && used.get(frame), "not fresh");
                    }
                    own(frame, 1, owned, used, single);
                }
                case 1 -> {
                    int count = 1 + random.nextInt(2 * Frames.RUN);
                    int first = free.takeRow(count);
                    assertFalse(first >= 0 && used.get(first, first + count).cardinality() > 0, "a row is not fresh");
                    own(first, first < 0 ? 0 : count, owned, used, single);
                }
                case 2 -> {
                    for (int rest = random.nextInt(200); rest > 0 && !single.isEmpty(); rest--) {
                        int frame = single.remove(random.nextInt(single.size()));
                        owned.clear(frame);
                        free.release(frame);
                    }
                }
                case 3 -> {
                    int count = 1 + random.nextInt(80);
                    int first = free.reserve(count, RUNS / 2, random.nextInt(RUNS + 20) - 10);
                    for (int run = first; first >= 0 && run < first + count; run++) {
                        reserved.add(new Reserved(run));
                        assertEquals(0, owned.get(run * Frames.RUN, (run + 1) * Frames.RUN).cardinality(), "set aside, but somebody's");
                    }
                }
                case 4 -> {
                    if (!reserved.isEmpty()) {
                        Reserved some = reserved.get(random.nextInt(reserved.size()));
                        int frame = some.run * Frames.RUN + random.nextInt(Frames.RUN);
                        if (!owned.get(frame)) {
                            assertTrue(!used.get(frame) || free.wasUsed(frame), "not known to have been used");
                            own(frame, 1, owned, used, single);
                        }
                    }
                }
                default -> {
                    if (!reserved.isEmpty()) {
                        giveBack(free, reserved.remove(random.nextInt(reserved.size())).run, owned);
                    }
                }
            }
        }
        single.forEach(free::release);
        owned.clear();
        reserved.forEach(each -> giveBack(free, each.run, owned));
        int count = 0;
        boolean cut = true;
        while (cut) {
            for (int frame = taken(free); frame >= 0; frame = taken(free)) {
                assertFalse(owned.get(frame), "twice");
                owned.set(frame);
                count++;
            }
            cut = free.cutReturned();
        }
        assertEquals(FRAMES - 1, count);
    }

    private static int taken(FreeFrames free) {
        int frame = free.takeUsed();
        return frame < 0 ? free.takeFresh() : frame;
    }

    private static void own(int first, int count, BitSet owned, BitSet used, List<Integer> single) {
        for (int frame = first; first >= 0 && frame < first + count; frame++) {
            assertTrue(frame > 0 && frame < FRAMES && !owned.get(frame), "frame " + frame);
            owned.set(frame);
            used.set(frame);
            single.add(frame);
        }
    }

    private static void giveBack(FreeFrames free, int run, BitSet owned) {
        boolean whole = owned.get(run * Frames.RUN, (run + 1) * Frames.RUN).isEmpty();
        free.giveBack(run, whole);
        for (int frame = run * Frames.RUN; !whole && frame < (run + 1) * Frames.RUN; frame++) {
            if (!owned.get(frame)) {
                free.put(frame);
            }
        }
    }

    /** Many runs are put where others fit beside them, and those that are wanted there are. */
    @Test
    void neighboursHaveRoom() {
        FreeFrames free = new FreeFrames(RUNS);
        int first = free.reserve(64, RUNS, -1);
        assertEquals(first - 64, free.reserve(64, RUNS, first - 64));
        assertEquals(first + 64, free.reserve(64, RUNS, first + 64));
        int elsewhere = free.reserve(10, RUNS, first);
        assertTrue(elsewhere > 0 && (elsewhere + 10 <= first - 64 || elsewhere >= first + 128));
        assertEquals(-1, free.reserve(200, RUNS, -1), "there are not so many in a row");
        assertEquals(-1, free.reserve(10, 205, -1), "more than may be set aside");
        assertEquals(-1, free.takeRow(Integer.MAX_VALUE));
        assertEquals(-1, free.takeRow(FRAMES));
    }
}
