package twofold.riscv.hart;

import java.util.Arrays;

/**
 * Instructions in a row with one entry, decoded for the interpreter: it ends with the first that may go elsewhere or touches the
 * system, at the page's end, or when it is long enough.
 */
final class Block {
    /** The most instructions in a block. */
    static final int LIMIT = 64;
    private static final int MOST_TARGETS = 48;

    /** One word for each instruction, as {@link Lowering} packs it. */
    final long[] code;
    /** The place of each instruction in bytes from the block's start, and behind the last one the block's length. */
    final short[] offsets;
    /** The number of instructions. */
    final int count;
    /** How many of them come before one that jumps. */
    final int straight;
    /** Their length in bytes. */
    final int bytes;
    /** Whether what follows is always the block behind it or the one that it jumps to: it ends with neither an indirect jump nor a system instruction. */
    final boolean joins;
    /** The block behind it, if both lie in one page and that is known. */
    Block behind;
    /** The block that it jumps to, likewise. */
    Block jump;
    /** Where its indirect jump went, as distances from the block's start, or null if it does not end with one. */
    int[] targets;
    /** How often the interpreter began it. */
    int runs;
    /** What is known of its loads and stores, or null. */
    Accesses accesses;
    /** Whether a translation was asked for. */
    boolean asked;
    /** The translation asked for that it is to be in, or null if it was hot again since that is there. */
    Claim claim;
    /** Where its translation begins, or null. */
    Region.Entry entry;

    Block(long[] code, short[] offsets) {
        this.code = code;
        this.offsets = offsets;
        count = code.length;
        straight = count > 0 && Lowering.jumps(code[count - 1]) ? count - 1 : count;
        bytes = offsets[count];
        joins = count > 0 && Lowering.isDirect(code[count - 1]);
    }

    /** Notes where the indirect jump went this time. */
    void jumpedTo(long distance) {
        int[] known = targets;
        if (distance != (int) distance || known.length == MOST_TARGETS) {
            return;
        }
        for (int each : known) {
            if (each == distance) {
                return;
            }
        }
        int[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = (int) distance;
        targets = more; // harts on other threads may add theirs at the same time: one is forgotten
    }
}
