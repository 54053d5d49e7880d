package twofold.assembler.model;

import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Span;

/** Warns of numbers that lose bits. */
public final class DataRange {
    private DataRange() { }

    /** Warns unless a number fits in {@code size} bytes, signed or unsigned. */
    public static void check(long number, int size, Span span, Diagnostics diagnostics) {
        int bits = size * 8;
        if (bits < 64 && number >> bits != 0 && number >> bits - 1 != -1) {
            diagnostics.warning(span, "0x" + Long.toHexString(number) + " is cut to " + size + (size == 1 ? " byte" : " bytes"));
        }
    }
}
