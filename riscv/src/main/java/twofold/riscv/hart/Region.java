package twofold.riscv.hart;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import twofold.riscv.memory.Tlb;

/**
 * Translated code: hot blocks of one function, loops among them, that can be entered at a few places. A subclass made at run time has the code;
 * it keeps guest registers in locals and brings the hart up to date whenever it is left.
 */
public abstract class Region {
    /**
     * A place to enter a region.
     *
     * @param number which, as {@link #run} takes it
     * @param offset how far behind the region's first instruction it lies, in bytes
     */
    record Entry(Region region, int number, int offset) {
        /** Number and offset in a word. */
        long packed() {
            return number | (long) offset << Integer.SIZE;
        }

        static int number(long packed) {
            return (int) packed;
        }

        static long offset(long packed) {
            return packed >> Integer.SIZE;
        }
    }

    /** The number of ways out that have a link. */
    public static final int LINKS = 16;
    /** Masks an entry's number; what is above it says how many regions wait for a return. */
    public static final int ENTRY_MASK = 0xff;
    /** From here on a call leaves the region, so that the host's stack suffices. */
    public static final int DEEPEST = 48 << 8;

    /** After so many replacements the code stays as it is. */
    private static final int TURNS = 3;
    private static final int FREELY = 64;
    private static final int SELDOM = 16;
    private static final AtomicInteger RETIREMENTS = new AtomicInteger();

    // One field for each, because a region's code reads a field at once and an array's element only after a look at its length
    /** Link number 0. */
    protected Link link0;
    /** Link number 1. */
    protected Link link1;
    /** Link number 2. */
    protected Link link2;
    /** Link number 3. */
    protected Link link3;
    /** Link number 4. */
    protected Link link4;
    /** Link number 5. */
    protected Link link5;
    /** Link number 6. */
    protected Link link6;
    /** Link number 7. */
    protected Link link7;
    /** Link number 8. */
    protected Link link8;
    /** Link number 9. */
    protected Link link9;
    /** Link number 10. */
    protected Link link10;
    /** Link number 11. */
    protected Link link11;
    /** Link number 12. */
    protected Link link12;
    /** Link number 13. */
    protected Link link13;
    /** Link number 14. */
    protected Link link14;
    /** Link number 15. */
    protected Link link15;

    private CodePage[] pages;
    private long[] distances;
    private int longest;
    private Sites sites;
    private Set<Integer> restless;
    private int turn;
    private boolean large;
    private int size;
    /** In instructions, as far as is known and since the last plan to make it larger. */
    private long ran;
    /** The larger translation that is to have its code, or null. */
    private Claim absorber;
    private int linked;

    /** For the class made at run time, which has no constructor: what there is to initialize, {@link #describe} does. */
    protected Region() {
    }

    /** Says what the code was made of; called once, before anybody runs it with a budget. */
    void describe(RegionPlan plan, Sites sites, int longest) {
        for (int i = 0; i < LINKS; i++) {
            link(i, Link.NOWHERE);
        }
        this.longest = longest;
        this.sites = sites;
        restless = plan.restless();
        turn = plan.turn();
        large = plan.isLarge();
        size = plan.size();
        pages = plan.pages();
        distances = plan.distances();
    }

    /**
     * Runs from one of the region's entries on, until control leaves it, the budget may not last, or an instruction needs the interpreter: one that
     * is not translated, a trap, an access to memory that is not in the TLB. When it returns, the hart's registers and pc are as after the
     * instructions completed.
     *
     * @param base  where the first instruction is now
     * @param left  the instructions that may complete, at most 2^30; with less than the longest way between two looks at it nothing is run
     * @param entry the number of the entry, and above {@link #ENTRY_MASK} how many regions wait for this one to return
     * @return the instructions of these that are left, 0 or more
     */
    public abstract long run(Hart hart, long base, long left, int entry);

    /** The most instructions that complete between two looks at the budget. */
    int longest() {
        return longest;
    }

    /** Whether a link may be set anew: seldom if that happens often, as it does where several address spaces or harts run the same code. */
    boolean mayLink() {
        int times = ++linked;
        return times <= FREELY || times % SELDOM == 0;
    }

    /** Has one of the ways out lead to what was found at its address. */
    void link(int call, Link link) {
        switch (call) {
            case 0 -> link0 = link;
            case 1 -> link1 = link;
            case 2 -> link2 = link;
            case 3 -> link3 = link;
            case 4 -> link4 = link;
            case 5 -> link5 = link;
            case 6 -> link6 = link;
            case 7 -> link7 = link;
            case 8 -> link8 = link;
            case 9 -> link9 = link;
            case 10 -> link10 = link;
            case 11 -> link11 = link;
            case 12 -> link12 = link;
            case 13 -> link13 = link;
            case 14 -> link14 = link;
            case 15 -> link15 = link;
            default -> { }
        }
    }

    /** From now on nobody runs it: another has taken its place. */
    void retire() {
        longest = Integer.MAX_VALUE;
        sites.end();
        RETIREMENTS.incrementAndGet();
    }

    /** How many retired so far. */
    static int retirements() {
        return RETIREMENTS.get();
    }

    /** Whether nobody is to run it any more. */
    boolean isRetired() {
        return longest == Integer.MAX_VALUE;
    }

    /** Has an access look in one of the TLB's windows; says whether some moved so often that they had better look for pages in the TLB. */
    boolean chooseWindow(int offset, Tlb tlb, boolean stores, int from) {
        return sites.choose(offset, tlb, stores, from) && turn < TURNS;
    }

    /** The offsets of the instructions whose accesses lie in no one window for long. */
    Set<Integer> restless() {
        Set<Integer> all = sites.restless(turn == TURNS - 1);
        all.addAll(restless);
        return all;
    }

    /**
     * Notes that a hart was found here after so many instructions since it was found anywhere. Says whether these are so many by now that it may be worth
     * much to translate what is around it, too.
     *
     * @param many how many that is
     */
    boolean found(long instructions, long many) {
        if (large || isRetired() || turn >= TURNS || absorber != null && !absorber.settled) {
            return false;
        }
        ran += instructions;
        boolean due = ran >= many;
        ran = due ? 0 : ran;
        return due;
    }

    /** A larger region is to have this one's code, too. */
    void absorbed(Claim claim) {
        absorber = claim;
        ran = 0;
    }

    /** Whether it has so many instructions as is worth much time. */
    boolean isLarge() {
        return large;
    }

    /** The instructions in all its parts. */
    int size() {
        return size;
    }

    /** How many regions it has taken the place of, one after the other. */
    int turn() {
        return turn;
    }

    /** Whether all its pages are where they were and known to the hart. */
    boolean fits(Hart hart, long base) {
        for (int i = 0; i < pages.length; i++) {
            if (hart.knownPage(base + distances[i]) != pages[i]) {
                return false;
            }
        }
        return true;
    }
}
