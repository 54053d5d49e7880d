package twofold.container.mm;

import java.util.TreeMap;
import twofold.riscv.memory.Frames;

/**
 * Where the private pages of one address space go: pages that are neighbours in it become neighbours in the host, run by run, so that a hart sees
 * them as one window. A run is only set aside; what is not touched costs nothing.
 */
final class Runs {
    private static final int NONE = -1;
    /** The most runs reserved beyond the first ones: 64 MiB. */
    private static final int MOST = 256;
    /** So many runs, 16 MiB, are reserved together as long as they are plenty. */
    private static final int AROUND = 64;

    /** When so many frames of a run are taken, the others better were, too. */
    static final int NEARLY_ALL = 3 * Frames.RUN / 4;

    private static final class Run {
        private final int first;
        private int taken;

        private Run(int first) {
            this.first = first;
        }
    }

    private final TreeMap<Long, Run> runs = new TreeMap<>();

    /**
     * Takes the frame meant for a page, zeroed, or returns -1: then any other does.
     *
     * @param end the first page behind the area that it lies in: what is touched there next lies in a row with it
     */
    int take(long page, long end) {
        long number = page / Frames.RUN;
        Run run = runs.get(number);
        if (run == null) {
            run = reserve(number, (end + Frames.RUN - 1) / Frames.RUN);
            if (run == null) {
                return NONE;
            }
        }
        int frame = run.first + (int) (page % Frames.RUN);
        if (!Frames.take(frame)) {
            return NONE;
        }
        run.taken++;
        return frame;
    }

    /** Whether so many frames of a page's run have been taken that what is missing may be all that splits windows; true now and then only. */
    boolean isNearlyTaken(long page) {
        Run run = runs.get(page / Frames.RUN);
        return run != null && run.taken >= NEARLY_ALL && run.taken % 4 == 0;
    }

    /**
     * Reserves a run with what lies around it and up to what is reserved near it already, if there is plenty; otherwise with those behind it up to
     * {@code end}, or alone. What is mapped later beside something is in a row with it, too.
     */
    private Run reserve(long number, long end) {
        long low = number & -AROUND;
        long high = low + AROUND;
        Long before = runs.lowerKey(number);
        Long behind = runs.higherKey(number);
        if ((before == null || before < low) && (behind == null || behind >= high)) {
            if (behind != null && behind - high <= MOST) {
                high = behind;
            } else if (before != null && low - before - 1 <= MOST) {
                low = before + 1;
            }
            if (reserve(low, (int) (high - low), Frames.RUNS / 4)) {
                return runs.get(number);
            }
        }
        long most = Math.min(behind == null ? end : Math.min(behind, end), number + MOST) - number;
        return most > 1 && reserve(number, (int) most, Frames.RUNS / 2) || reserve(number, 1, Frames.RUNS) ? runs.get(number) : null;
    }

    private boolean reserve(long number, int count, int limit) {
        int first = Frames.reserveRuns(count, limit, wanted(number, count));
        for (int i = 0; first != NONE && i < count; i++) {
            runs.put(number + i, new Run(first + i * Frames.RUN));
        }
        return first != NONE;
    }

    /** Where runs would be in a row with those above or below them; negative if there are none. */
    private long wanted(long number, int count) {
        Run above = runs.get(number + count);
        Run below = runs.get(number - 1);
        return above != null ? above.first - (long) count * Frames.RUN : below != null ? below.first + Frames.RUN : NONE;
    }

    /** Gives all runs back. */
    void giveBack() {
        for (Run each : runs.values()) {
            Frames.giveBackRun(each.first);
        }
        runs.clear();
    }
}
