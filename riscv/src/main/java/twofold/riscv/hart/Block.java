package twofold.riscv.hart;

/**
 * Instructions in a row with one entry, decoded for the interpreter: it ends with the first that may go elsewhere or touches the
 * system, at the page's end, or when it is long enough.
 */
final class Block {
    /** The most instructions in a block. */
    static final int LIMIT = 64;

    /** One word for each instruction, as {@link Lowering} packs it. */
    final long[] code;
    /** The place of each instruction in bytes from the block's start, and behind the last one the block's length. */
    final short[] offsets;
    /** How often the interpreter began it. */
    int runs;
    /** Whether a translation was asked for. */
    boolean asked;
    /** Where its translation begins, or null. */
    Region.Entry entry;

    Block(long[] code, short[] offsets) {
        this.code = code;
        this.offsets = offsets;
    }

    int length() {
        return code.length;
    }

    int bytes() {
        return offsets[code.length];
    }
}
