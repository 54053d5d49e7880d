package twofold.riscv.hart;

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
        private static final int NUMBERS = 16;
        private static final int FLOATING = 31;

        /** What there is to know before it runs, in a word: from the low end the longest way, the number, whether there is floating point, the offset. */
        long packed() {
            return region.longest | (long) number << NUMBERS | (region.floating ? 1L << FLOATING : 0) | (long) offset << Integer.SIZE;
        }

        static int longest(long packed) {
            return (int) packed & (1 << NUMBERS) - 1;
        }

        static int number(long packed) {
            return (int) packed >>> NUMBERS & (1 << FLOATING - NUMBERS) - 1;
        }

        static boolean floating(long packed) {
            return (int) packed < 0;
        }

        static long offset(long packed) {
            return packed >> Integer.SIZE;
        }
    }

    private static final int MANY = 1024;

    private CodePage[] pages;
    private long[] distances;
    private boolean floating;
    private int longest;
    private boolean scattered;
    private int declined;

    /** For the class made at run time. */
    protected Region() {
    }

    /** Says what the code was made of; called once, before anybody runs it. */
    void describe(RegionPlan plan, int longest, boolean floating) {
        this.longest = longest;
        this.floating = floating;
        scattered = plan.isScattered();
        pages = plan.pages();
        distances = plan.distances();
    }

    /**
     * Runs from one of the region's entries on, until control leaves it, the budget may not last, or an instruction needs the interpreter: one that
     * is not translated, a trap, an access to memory that is not in the TLB. When it returns, the hart's registers and pc are as after the
     * instructions completed.
     *
     * @param base  where the first instruction is now
     * @param left  the instructions that may complete; with less than the longest way between two looks at it nothing is run
     * @param entry the number of the entry
     * @return the instructions of these that are left, 0 or more
     */
    public abstract long run(Hart hart, long base, long left, int entry);

    /** The most instructions that complete between two looks at the budget. */
    int longest() {
        return longest;
    }

    /** From now on nobody runs it: another has taken its place. */
    void retire() {
        longest = Integer.MAX_VALUE;
    }

    /** Whether nobody is to run it any more. */
    boolean isRetired() {
        return longest == Integer.MAX_VALUE;
    }

    /** It left an instruction to the interpreter; says whether it did so often enough that it had better look for pages in the TLB, too. */
    boolean declines() {
        return !scattered && ++declined % MANY == 0;
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
