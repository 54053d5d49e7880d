package twofold.riscv.hart;

/** Makes regions of hot code, sooner or later and on a thread of its own. */
public interface Compiler {
    /** Never makes any. */
    Compiler NONE = new Compiler() {
        @Override
        public int hot() {
            return 1 << 30;
        }

        @Override
        public long ranLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean translate(RegionPlan plan) {
            return false;
        }
    };

    /** How often the interpreter begins a block until it is hot: a power of two. */
    int hot();

    /** How many instructions run in translated code until more is to be translated at once. */
    long ranLong();

    /**
     * Some code became hot. The compiler may call {@link RegionPlan#install} at any time.
     *
     * @return false if it has too much to do; it is asked again while the code stays hot
     */
    boolean translate(RegionPlan plan);
}
