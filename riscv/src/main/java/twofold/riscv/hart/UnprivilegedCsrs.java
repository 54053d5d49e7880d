package twofold.riscv.hart;

import twofold.riscv.semantics.FloatFlags;

/** The CSRs of U-mode: fcsr and its parts, and the counters (Unprivileged manual, "F" and "Zicntr"). */
public final class UnprivilegedCsrs {
    private UnprivilegedCsrs() {
    }

    /** Reads one; illegal if it is none of these, or if the floating-point unit is off and it belongs to it. */
    public static long read(Hart hart, int number) {
        return switch (number) {
            case 0x001 -> flags(hart).accrued;
            case 0x002 -> {
                flags(hart);
                yield hart.roundingMode;
            }
            case 0x003 -> flags(hart).accrued | (long) hart.roundingMode << 5;
            case 0xc00, 0xc02 -> hart.retiredNow();
            case 0xc01 -> hart.time();
            default -> throw hart.illegal();
        };
    }

    /** Writes one; the counters are read-only. */
    public static void write(Hart hart, int number, long value) {
        switch (number) {
            case 0x001 -> flags(hart).accrued = (int) value & 31;
            case 0x002 -> {
                flags(hart);
                hart.roundingMode = (int) value & 7;
            }
            case 0x003 -> {
                flags(hart).accrued = (int) value & 31;
                hart.roundingMode = (int) value >>> 5 & 7;
            }
            default -> throw hart.illegal();
        }
        hart.floatDirty = true;
    }

    private static FloatFlags flags(Hart hart) {
        if (hart.floatOff) {
            throw hart.illegal();
        }
        return hart.flags;
    }
}
