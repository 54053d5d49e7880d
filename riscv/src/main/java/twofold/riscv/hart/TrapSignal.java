package twofold.riscv.hart;

/**
 * Leaves an instruction that cannot complete. Each hart has one and fills it in anew; it never leaves {@link Hart#run} and carries no
 * stack trace.
 */
final class TrapSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The cause of a signal that only asks to execute the instruction again by itself. */
    static final int AGAIN = -1;

    int cause;
    long value;

    TrapSignal() {
        super(null, null, false, false);
    }
}
