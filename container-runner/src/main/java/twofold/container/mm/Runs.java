package twofold.container.mm;

import java.util.TreeMap;
import twofold.riscv.memory.Frames;

/**
 * Where the private pages of one address space go: pages that are neighbours in it become neighbours in the host, run by run, so that a hart sees
 * them as one window. A run is only set aside; what is not touched costs nothing.
 */
final class Runs {
    private static final int NONE = -1;
    /** The most runs reserved at once: 64 MiB. */
    private static final int MOST = 256;
    /** So many runs, 16 MiB, are reserved together as long as they are plenty. */
    private static final int AROUND = 64;

    private final TreeMap<Long, Integer> runs = new TreeMap<>();

    /**
     * Takes the frame meant for a page, zeroed, or returns -1: then any other does.
     *
     * @param end the first page behind the area that it lies in: what is touched there next lies in a row with it
     */
    int take(long page, long end) {
        long number = page / Frames.RUN;
        Integer first = runs.get(number);
        if (first == null) {
            first = reserve(number, (end + Frames.RUN - 1) / Frames.RUN);
            if (first == NONE) {
                return NONE;
            }
        }
        int frame = first + (int) (page % Frames.RUN);
        return Frames.take(frame) ? frame : NONE;
    }

    /**
     * Reserves a run with what lies around it, if there is plenty; otherwise with those behind it up to {@code end}, or alone. What is mapped later beside
     * something is in a row with it, too.
     */
    private int reserve(long number, long end) {
        long around = number & -AROUND;
        Long before = runs.lowerKey(number);
        Long behind = runs.higherKey(number);
        boolean free = (before == null || before < around) && (behind == null || behind >= around + AROUND);
        if (free && reserve(around, AROUND, Frames.RUNS / 4)) {
            return runs.get(number);
        }
        long most = Math.min(behind == null ? end : Math.min(behind, end), number + MOST) - number;
        return most > 1 && reserve(number, (int) most, Frames.RUNS / 2) || reserve(number, 1, Frames.RUNS) ? runs.get(number) : NONE;
    }

    private boolean reserve(long number, int count, int limit) {
        int first = Frames.reserveRuns(count, limit, wanted(number, count));
        for (int i = 0; first != NONE && i < count; i++) {
            runs.put(number + i, first + i * Frames.RUN);
        }
        return first != NONE;
    }

    /** Where runs would be in a row with those above or below them; negative if there are none. */
    private long wanted(long number, int count) {
        Integer above = runs.get(number + count);
        Integer below = runs.get(number - 1);
        return above != null ? above - (long) count * Frames.RUN : below != null ? below + Frames.RUN : NONE;
    }

    /** Gives all runs back. */
    void giveBack() {
        for (int first : runs.values()) {
            Frames.giveBackRun(first);
        }
        runs.clear();
    }
}
