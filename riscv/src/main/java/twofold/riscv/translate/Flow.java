package twofold.riscv.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    private final Set<Integer> entries = new TreeSet<>();
    private final Set<Integer> shared = new TreeSet<>();
    private final List<Set<Integer>> successors = new ArrayList<>();
    private final long[] liveIn;
    private final long[] liveOut;
    private final long[] written;
    private final long[] staleIn;
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
        written = new long[count];
        staleIn = new long[count];
        pendingIn = new int[count];
        sharing = new boolean[count];
        available = new long[count];
        for (int i = 0; i < count; i++) {
            Set<Integer> targets = targetsOf(i);
            sharing[i] = targets.size() > OWN;
            if (sharing[i]) {
                shared.addAll(targets);
            }
        }
        for (int i = 0; i < count; i++) {
            successors.add(successorsOf(i));
            for (Instruction each : parts.get(i).code()) {
                written[i] |= Registers.written(each);
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
        countPending();
    }

    private Set<Integer> successorsOf(int number) {
        Part part = parts.get(number);
        Set<Integer> to = new TreeSet<>();
        to.add(part.taken());
        to.add(part.next());
        to.addAll(sharesSwitch(number) ? shared : targetsOf(number));
        to.removeIf(each -> each < 0 || each >= parts.size());
        return to;
    }

    private Set<Integer> targetsOf(int number) {
        Set<Integer> targets = new TreeSet<>();
        for (Target each : parts.get(number).targets()) {
            if (each.part() < parts.size()) {
                targets.add(each.part());
            }
        }
        return targets;
    }

    /** Whether the indirect jump at a part's end goes by the common switch. */
    boolean sharesSwitch(int number) {
        return sharing[number];
    }

    /** Where the common switch leads; all of these are entries. */
    Set<Integer> shared() {
        return shared;
    }

    /** What may be stale at the common switch. */
    long sharedStale() {
        return sharedStale;
    }

    /** The first part, those that loops come back to, and those behind calls. */
    private void findEntries() {
        entries.add(0);
        entries.addAll(shared);
        for (int i = 0; i < parts.size(); i++) {
            for (int to : successors.get(i)) {
                if (to <= i) {
                    entries.add(to);
                }
            }
            int behind = parts.get(i).behind();
            if (behind >= 0 && behind < parts.size()) {
                entries.add(behind);
            }
        }
    }

    /** The registers that loops use: others are not worth a place while the region runs, for each way through it uses few of them. */
    private void findHeld() {
        for (int i = 0; i < parts.size(); i++) {
            if (goesRound(i)) {
                held |= used(i);
            }
        }
    }

    private long used(int part) {
        long used = 0;
        for (Instruction each : parts.get(part).code()) {
            used |= Registers.written(each) | Registers.read(each);
        }
        return used;
    }

    /** Whether control may come back to a part inside the region. */
    private boolean goesRound(int part) {
        BitSet seen = new BitSet();
        Deque<Integer> next = new ArrayDeque<>(successors.get(part));
        while (!next.isEmpty()) {
            int each = next.pop();
            if (each == part) {
                return true;
            }
            if (!seen.get(each)) {
                seen.set(each);
                next.addAll(successors.get(each));
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
                for (int to : successors.get(i)) {
                    live |= liveIn[to];
                }
                liveOut[i] = live;
                List<Instruction> code = parts.get(i).code();
                for (int at = code.size() - 1; at >= 0; at--) {
                    live = live & ~Registers.written(code.get(at)) | Registers.read(code.get(at));
                }
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
                for (int to : successors.get(i)) {
                    changed |= (out & ~staleIn[to]) != 0;
                    staleIn[to] |= out;
                }
            }
        }
    }

    /** What every way to a part has left in locals; nothing at entries. */
    private void findAvailable() {
        boolean[] reached = new boolean[parts.size()];
        for (Set<Integer> each : successors) {
            each.forEach(to -> reached[to] = true);
        }
        for (int i = 0; i < parts.size(); i++) {
            available[i] = reached[i] && !entries.contains(i) ? -1 : 0;
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < parts.size(); i++) {
                long out = (available[i] | used(i)) & liveOut[i];
                for (int to : successors.get(i)) {
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
            for (int to : successors.get(i)) {
                if (to > i && !counted[to] && !entries.contains(to)) {
                    counted[to] = true;
                    pendingIn[to] = out;
                }
            }
        }
    }

    /** The parts that the region can be entered at. */
    List<Integer> entries() {
        return List.copyOf(entries);
    }

    /** The registers that need not go to the hart at a part's end, as long as what comes next is in the region. */
    long kept(int part) {
        return held & (roomy ? -1 : liveOut[part]);
    }

    /**
     * The registers whose long locals have to be right at a part's end: those read behind it, and those that may be stale there on another way and
     * are stored by an exit for that reason.
     */
    long expected(int part) {
        long expected = liveOut[part] & (held | available[part] | used(part)) | (sharesSwitch(part) ? sharedStale() : 0);
        for (int to : successors.get(part)) {
            expected |= staleIn[to];
        }
        return expected;
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
            if (entries.contains(i)) {
                loaded |= liveIn[i] & held;
            }
        }
        return loaded;
    }
}
