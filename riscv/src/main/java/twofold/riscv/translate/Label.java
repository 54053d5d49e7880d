package twofold.riscv.translate;

/** A place in a method's code, which jumps may name before it is written. */
final class Label {
    static final int UNBOUND = -1;

    /** In bytes from the code's start, or UNBOUND. */
    int position = UNBOUND;
}
