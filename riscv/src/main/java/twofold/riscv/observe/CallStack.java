package twofold.riscv.observe;

import java.util.Arrays;

/**
 * The calls of one stack that have not returned. A call whose stack pointer was below the current one must have returned, however that happened (a
 * longjmp, an exception, a tail call's return); so must one with the same stack pointer when there is another call or a return, as a function
 * that calls others makes room for its return address first.
 */
final class CallStack {
    /** The most calls that are kept: deeper ones are left out. */
    private static final int MOST = 1024;

    private long[] sites = new long[32];
    private long[] returns = new long[32];
    private long[] pointers = new long[32];
    private int depth;

    /** A call at an address, to return to another. */
    void call(long site, long returnsTo, long stackPointer) {
        drop(stackPointer + 1);
        if (depth == MOST) {
            return;
        }
        if (depth == sites.length) {
            sites = Arrays.copyOf(sites, 2 * depth);
            returns = Arrays.copyOf(returns, 2 * depth);
            pointers = Arrays.copyOf(pointers, 2 * depth);
        }
        sites[depth] = site;
        returns[depth] = returnsTo;
        pointers[depth++] = stackPointer;
    }

    /** A return to an address; that of a routine which moves the stack pointer for its caller is known by where it goes. */
    void returned(long to, long stackPointer) {
        if (depth > 0 && returns[depth - 1] == to) {
            depth--;
        } else {
            drop(stackPointer + 1);
        }
    }

    /** The calls that are open at a stack pointer, the outermost first. */
    long[] open(long stackPointer) {
        drop(stackPointer);
        return Arrays.copyOf(sites, depth);
    }

    private void drop(long below) {
        while (depth > 0 && Long.compareUnsigned(pointers[depth - 1], below) < 0) {
            depth--;
        }
    }
}
