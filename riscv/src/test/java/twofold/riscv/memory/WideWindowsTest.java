package twofold.riscv.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which windows are given up for others. */
final class WideWindowsTest {
    private static final long WIDE = 1 << 20;

    /** Many pages that are far from each other take the place of each other, not of what is wide. */
    @Test
    void pagesLeaveWideOnes() {
        Windows windows = new Windows();
        for (int i = 0; i < 6; i++) {
            windows.add(i * 2 * WIDE, i * 2 * WIDE + WIDE, i);
        }
        for (int i = 0; i < 100; i++) {
            long page = (i + 50) * WIDE;
            int added = windows.add(page, page + Frames.SIZE, 100 + i);
            assertEquals(added, windows.find(page));
        }
        for (int i = 0; i < 6; i++) {
            assertTrue(windows.find(i * 2 * WIDE) >= 0, "window " + i);
        }
    }

    /** A wide one takes the place of the oldest wide one once there are many, and a page always has some. */
    @Test
    void wideOnesGoForWideOnes() {
        Windows windows = new Windows();
        for (int i = 0; i < 100; i++) {
            assertEquals(i, windows.addend(windows.add(i * 2 * WIDE, i * 2 * WIDE + WIDE, i)));
            assertTrue(windows.find(i * 2 * WIDE) >= 0);
        }
        int page = windows.add(-Frames.SIZE, 0, 200);
        assertEquals(page, windows.find(-1));
        assertTrue(windows.find(99 * 2 * WIDE) >= 0);
        assertTrue(windows.find(96 * 2 * WIDE) >= 0);
    }
}
