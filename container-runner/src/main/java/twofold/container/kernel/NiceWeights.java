package twofold.container.kernel;

/** What nice values weigh: each about a quarter more than the next, sched(7), and 0 as much as a control group of the usual weight. */
public final class NiceWeights {
    /** The weight of nice value 0. */
    public static final int UNIT = 1024;
    private static final int NICEST = -20;
    private static final int[] WEIGHTS = {88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
        1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15};

    private NiceWeights() {
    }

    /** The weight of a nice value, -20 to 19. */
    public static int of(int nice) {
        return WEIGHTS[nice - NICEST];
    }

    /** The nice value whose weight is nearest. */
    public static int nearest(int weight) {
        int best = 0;
        for (int i = 1; i < WEIGHTS.length; i++) {
            best = Math.abs(WEIGHTS[i] - weight) < Math.abs(WEIGHTS[best] - weight) ? i : best;
        }
        return best + NICEST;
    }
}
