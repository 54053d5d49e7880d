package twofold.container.mm;

import java.util.TreeMap;
import twofold.riscv.memory.Frames;

/**
 * Where the private pages of one address space go: pages that are neighbours in it become neighbours in the host, run by run, so that a hart sees
 * them as one window. A run is only set aside; what is not touched costs nothing.
 */
final class Runs {
    private static final int NONE = -1;

    private final TreeMap<Long, Integer> runs = new TreeMap<>();

    /** Takes the frame meant for a page, zeroed, or returns -1: then any other does. */
    int take(long page) {
        long number = page / Frames.RUN;
        Integer first = runs.get(number);
        if (first == null) {
            first = Frames.reserveRun();
            if (first == NONE) {
                return NONE;
            }
            runs.put(number, first);
        }
        int frame = first + (int) (page % Frames.RUN);
        return Frames.take(frame) ? frame : NONE;
    }

    /** Gives all runs back. */
    void giveBack() {
        for (int first : runs.values()) {
            Frames.giveBackRun(first);
        }
        runs.clear();
    }
}
