package twofold.riscv.hart;

/**
 * Instructions in a row with one entry, decoded for the interpreter: it ends with the first that may go elsewhere or touches the
 * system, at the page's end, or when it is long enough.
 *
 * @param code    one word for each instruction, as {@link Lowering} packs it
 * @param offsets the place of each instruction in bytes from the block's start, and behind the last one the block's length
 */
record Block(long[] code, short[] offsets) {
    /** The most instructions in a block. */
    static final int LIMIT = 64;

    int length() {
        return code.length;
    }

    int bytes() {
        return offsets[code.length];
    }
}
