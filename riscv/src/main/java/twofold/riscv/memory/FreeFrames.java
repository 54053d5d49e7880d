package twofold.riscv.memory;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which frames nobody has. They are handed out one by one, or set aside by the run for somebody who means to take the frames of a run as it touches
 * them. Frames that nobody ever had are zero, the others are cleared by who hands them out. {@link Frames} guards it.
 */
final class FreeFrames {
    private static final int RUN = Frames.RUN;
    private static final int NONE = -1;
    /** So many runs or more are placed far from others, so that what is wanted beside them later has room. */
    private static final int MANY = 64;

    private static final int RESERVED = 1;
    /** Some frame of a run may hold what was written before. */
    private static final int USED_BEFORE = 2;

    private final byte[] states;
    /** Runs of which no frame was ever handed out. */
    private final BitSet untouched = new BitSet();
    /** Runs that were set aside and came back whole. */
    private final BitSet returned = new BitSet();
    private int reserved;
    /** Frames that were handed out before. */
    private int[] used = new int[1024];
    private int usedCount;
    /** The frames that nobody ever had and that are handed out one by one next: from {@code fresh} on, to {@code end}. */
    private int fresh = 1;
    private int end = RUN;

    /** All frames are free but number 0. */
    FreeFrames(int runs) {
        states = new byte[runs];
        untouched.set(1, runs);
    }

    /** A frame that may hold something, or -1 if there is no such one. */
    int takeUsed() {
        return usedCount == 0 ? NONE : used[--usedCount];
    }

    /** A frame of zeros that nobody ever had, or -1 if there is none. */
    int takeFresh() {
        if (fresh == end) {
            int run = untouched.nextSetBit(0);
            if (run < 0) {
                return NONE;
            }
            untouched.clear(run);
            fresh = run * RUN;
            end = fresh + RUN;
        }
        return fresh++;
    }

    /** So many frames in a row that nobody ever had; returns the first, or -1 if there is no such row. */
    int takeRow(int count) {
        if (count <= end - fresh) {
            fresh += count;
            return fresh - count;
        }
        int wanted = count / RUN + (count % RUN == 0 ? 0 : 1);
        int run = lowest(untouched, wanted);
        if (run == NONE) {
            return NONE;
        }
        untouched.clear(run, run + wanted);
        for (int rest = run * RUN + count; rest < (run + wanted) * RUN; rest++) {
            put(rest);
        }
        return run * RUN;
    }

    /** Cuts a run that came back whole into frames, when there are no others left; says whether there was one. */
    boolean cutReturned() {
        int run = returned.nextSetBit(0);
        if (run < 0) {
            return false;
        }
        returned.clear(run);
        for (int frame = run * RUN; frame < (run + 1) * RUN; frame++) {
            put(frame);
        }
        return true;
    }

    /** A frame has come back. Those of a run that is set aside stay with it. */
    void release(int frame) {
        if ((states[frame / RUN] & RESERVED) == 0) {
            put(frame);
        } else {
            states[frame / RUN] |= USED_BEFORE;
        }
    }

    /** A frame of a run that is not set aside is free. */
    void put(int frame) {
        if (usedCount == used.length) {
            used = Arrays.copyOf(used, usedCount * 2);
        }
        used[usedCount++] = frame;
    }

    /**
     * Sets runs aside, all in a row.
     *
     * @param most   how many may be set aside in all
     * @param wanted the number of the first if they can be had there; elsewhere they are put if that is -1 or they cannot
     * @return the number of the first, or -1
     */
    int reserve(int count, int most, int wanted) {
        if (reserved + count > most) {
            return NONE;
        }
        int first = isFree(wanted, count) ? wanted : lowest(returned, count);
        if (first == NONE) {
            first = count < MANY ? lowest(untouched, count) : middle(count);
        }
        if (first == NONE) {
            return NONE;
        }
        for (int run = first; run < first + count; run++) {
            states[run] = (byte) (RESERVED | (returned.get(run) ? USED_BEFORE : 0));
        }
        returned.clear(first, first + count);
        untouched.clear(first, first + count);
        reserved += count;
        return first;
    }

    private boolean isFree(int first, int count) {
        if (first < 0 || first + count > states.length) {
            return false;
        }
        for (int run = first; run < first + count; run++) {
            if (!untouched.get(run) && !returned.get(run)) {
                return false;
            }
        }
        return true;
    }

    private static int lowest(BitSet among, int count) {
        int from = among.nextSetBit(0);
        while (from >= 0) {
            int to = among.nextClearBit(from);
            if (to - from >= count) {
                return from;
            }
            from = among.nextSetBit(to);
        }
        return NONE;
    }

    /** In the middle of the longest row of runs that nobody ever had. */
    private int middle(int count) {
        int best = NONE;
        int length = count - 1;
        for (int from = untouched.nextSetBit(0); from >= 0;) {
            int to = untouched.nextClearBit(from);
            if (to - from > length) {
                best = from;
                length = to - from;
            }
            from = untouched.nextSetBit(to);
        }
        return best == NONE ? NONE : best + (length - count) / 2;
    }

    /** Whether a frame's run is set aside and may hold something. */
    boolean wasUsed(int frame) {
        return (states[frame / RUN] & USED_BEFORE) != 0;
    }

    /**
     * A run is set aside no more.
     *
     * @param whole whether nobody has a frame of it
     */
    void giveBack(int run, boolean whole) {
        states[run] = 0;
        reserved--;
        if (whole) {
            returned.set(run);
        }
    }
}
