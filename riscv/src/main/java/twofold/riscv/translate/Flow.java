package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.hart.RegionPlan.Target;
import twofold.riscv.isa.Instruction;

/**
 * What is known of a region's parts before any is written: where it can be entered, which registers are read later, which may lie in locals with
 * newer values than the hart has, and how many instructions the budget does not know of yet. Sets of registers are masks: bits 0 to 31 are integer
 * registers, 32 to 63 floating-point ones; x0 is in none.
 */
final class Flow {
    /** A region that goes round with no more registers keeps them all in the host's. */
    private static final int ROOM = 8;

    /** With more targets than these an indirect jump goes by the switch that all such have in common. */
    private static final int OWN = 3;

    private final List<Part> parts;
    private final BitSet entries = new BitSet();
    private final BitSet shared = new BitSet();
    private final int[][] successors;
    private final long[] liveIn;
    private final long[] liveOut;
    /** For each part the registers that it reads before it writes them. */
    private final long[] needed;
    private final long[] used;
    private final long[] written;
    private final long[] staleIn;
    /** For each part the registers that may be stale at it, or behind it before they are written. */
    private final long[] dueIn;
    private final int[] pendingIn;
    private final boolean[] sharing;
    private final long[] available;
    private final boolean roomy;
    private long held;
    private long sharedStale;

    Flow(List<Part> parts) {
        this.parts = parts;
        int count = parts.size();
        liveIn = new long[count];
        liveOut = new long[count];
        needed = new long[count];
        used = new long[count];
        written = new long[count];
        successors = new int[count][];
        staleIn = new long[count];
        dueIn = new long[count];
        pendingIn = new int[count];
        sharing = new boolean[count];
        available = new long[count];
        for (int i = 0; i < count; i++) {
            BitSet targets = targetsOf(i);
            sharing[i] = targets.cardinality() > OWN;
            if (sharing[i]) {
                shared.or(targets);
            }
        }
        for (int i = 0; i < count; i++) {
            successors[i] = successorsOf(i);
            for (Instruction each : parts.get(i).code()) {
                long read = Registers.read(each);
                needed[i] |= read & ~written[i];
                written[i] |= Registers.written(each);
                used[i] |= read | written[i];
            }
        }
        findHeld();
        roomy = Long.bitCount(held) <= ROOM;
        findEntries();
        findLive();
        findStale();
        findAvailable();
        for (int i = 0; i < count; i++) {
            sharedStale |= sharing[i] ? staleOut(i) : 0;
        }
        findDue();
        countPending();
    }

    private int[] successorsOf(int number) {
        Part part = parts.get(number);
        BitSet to = sharesSwitch(number) ? (BitSet) shared.clone() : targetsOf(number);
        add(to, part.taken());
        add(to, part.next());
        int[] successors = new int[to.cardinality()];
        int count = 0;
        for (int i = to.nextSetBit(0); i >= 0; i = to.nextSetBit(i + 1)) {
            successors[count++] = i;
        }
        return successors;
    }

    private BitSet targetsOf(int number) {
        BitSet targets = new BitSet();
        for (Target each : parts.get(number).targets()) {
            add(targets, each.part());
        }
        return targets;
    }

    private void add(BitSet set, int part) {
        if (part >= 0 && part < parts.size()) {
            set.set(part);
        }
    }

    /** Whether the indirect jump at a part's end goes by the common switch. */
    boolean sharesSwitch(int number) {
        return sharing[number];
    }

    /** Where the common switch leads; all of these are entries. */
    List<Integer> shared() {
        return list(shared);
    }

    /** What may be stale at the common switch. */
    long sharedStale() {
        return sharedStale;
    }

    /** The first part, those that loops come back to, and those behind calls. */
    private void findEntries() {
        entries.set(0);
        entries.or(shared);
        for (int i = 0; i < parts.size(); i++) {
            for (int to : successors[i]) {
                if (to <= i) {
                    entries.set(to);
                }
            }
            add(entries, parts.get(i).behind());
        }
    }

    /** The nearest part behind another, or that itself, that control comes back from; or -1. */
    int nearest(int part) {
        for (int i = part; i < parts.size(); i++) {
            for (int to : successors[i]) {
                if (to == part) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The registers that loops use: others are not worth a place while the region runs, for each way through it uses few of them. */
    private void findHeld() {
        for (int i = 0; i < parts.size(); i++) {
            if (goesRound(i)) {
                held |= used[i];
            }
        }
    }

    /** Whether control may come back to a part inside the region. */
    private boolean goesRound(int part) {
        boolean[] seen = new boolean[parts.size()];
        int[] next = new int[parts.size() + 1];
        int left = 1;
        next[0] = part;
        while (left > 0) {
            for (int to : successors[next[--left]]) {
                if (to == part) {
                    return true;
                }
                if (!seen[to]) {
                    seen[to] = true;
                    next[left++] = to;
                }
            }
        }
        return false;
    }

    private void findLive() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = parts.size() - 1; i >= 0; i--) {
                long live = 0;
                for (int to : successors[i]) {
                    live |= liveIn[to];
                }
                liveOut[i] = live;
                live = live & ~written[i] | needed[i];
                changed |= live != liveIn[i];
                liveIn[i] = live;
            }
        }
    }

    private void findStale() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < parts.size(); i++) {
                long out = staleOut(i);
                for (int to : successors[i]) {
                    changed |= (out & ~staleIn[to]) != 0;
                    staleIn[to] |= out;
                }
            }
        }
    }

    private void findDue() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = parts.size() - 1; i >= 0; i--) {
                long due = staleIn[i] | dueOut(i) & ~written[i];
                changed |= due != dueIn[i];
                dueIn[i] = due;
            }
        }
    }

    private long dueOut(int part) {
        long due = sharesSwitch(part) ? sharedStale : 0;
        for (int to : successors[part]) {
            due |= dueIn[to];
        }
        return due;
    }

    /** What every way to a part has left in locals; nothing at entries. */
    private void findAvailable() {
        boolean[] reached = new boolean[parts.size()];
        for (int[] each : successors) {
            for (int to : each) {
                reached[to] = true;
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            available[i] = reached[i] && !entries.get(i) ? -1 : 0;
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < parts.size(); i++) {
                long out = (available[i] | used[i]) & liveOut[i];
                for (int to : successors[i]) {
                    changed |= (available[to] & ~out) != 0;
                    available[to] &= out;
                }
            }
        }
    }

    /** A part that is not an entry goes on counting where the part that first leads to it ended; entries begin at 0. */
    private void countPending() {
        boolean[] counted = new boolean[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            int out = pendingIn[i] + parts.get(i).code().size();
            for (int to : successors[i]) {
                if (to > i && !counted[to] && !entries.get(to)) {
                    counted[to] = true;
                    pendingIn[to] = out;
                }
            }
        }
    }

    /** The parts that the region can be entered at. */
    List<Integer> entries() {
        return list(entries);
    }

    private static List<Integer> list(BitSet parts) {
        List<Integer> list = new ArrayList<>();
        for (int i = parts.nextSetBit(0); i >= 0; i = parts.nextSetBit(i + 1)) {
            list.add(i);
        }
        return list;
    }

    /** The registers that need not go to the hart at a part's end, as long as what comes next is in the region. */
    long kept(int part) {
        return held & (roomy ? -1 : liveOut[part]);
    }

    /**
     * The registers whose long locals have to be right at a part's end: those read behind it, and those that may be stale somewhere behind it on another
     * way and are stored by an exit for that reason.
     */
    long expected(int part) {
        return liveOut[part] & (held | available[part] | used[part]) | dueOut(part);
    }

    /** The registers that are in long locals when a part begins. */
    long loaded(int part) {
        return held | available[part];
    }

    /** The registers whose locals may be newer than the hart when a part begins. */
    long staleIn(int part) {
        return staleIn[part];
    }

    /** The same for its end. */
    long staleOut(int part) {
        return (staleIn[part] | written[part]) & kept(part);
    }

    /** The instructions completed that the budget does not know of yet when a part begins. */
    int pendingIn(int part) {
        return pendingIn[part];
    }

    /** The registers that have to be in locals when the region is entered. */
    long loaded() {
        long loaded = 0;
        for (int i = 0; i < parts.size(); i++) {
            loaded |= staleIn[i];
            if (entries.get(i)) {
                loaded |= liveIn[i] & held;
            }
        }
        return loaded;
    }
}
