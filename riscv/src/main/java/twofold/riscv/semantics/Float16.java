package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFormat.DOUBLE;
import static twofold.riscv.semantics.FloatFormat.HALF;
import static twofold.riscv.semantics.FloatFormat.SINGLE;

/** Half-precision moves and conversions on NaN-boxed bit patterns ("Zfhmin"): a register that is not boxed holds the canonical NaN. */
public final class Float16 {
    private static final long BOX = 0xffff_ffff_ffff_0000L;

    private Float16() {
    }

    /** The 16 bits of a register, or those of the canonical NaN if it is not boxed. */
    public static long unbox(long a) {
        return (a & BOX) == BOX ? a & 0xffff : HALF.canonicalNaN();
    }

    /** A register that holds 16 bits. */
    public static long box(long bits) {
        return bits | BOX;
    }

    /** FCVT.S.H, always exact. */
    public static long toSingle(long a, FloatFlags flags) {
        return Float32.box((int) SoftFloat.convert(HALF, SINGLE, unbox(a), Rounding.RNE, flags));
    }

    /** FCVT.D.H, always exact. */
    public static long toDouble(long a, FloatFlags flags) {
        return SoftFloat.convert(HALF, DOUBLE, unbox(a), Rounding.RNE, flags);
    }

    /** FCVT.H.S. */
    public static long fromSingle(long a, int rounding, FloatFlags flags) {
        return box(SoftFloat.convert(SINGLE, HALF, Float32.unbox(a) & 0xffff_ffffL, rounding, flags));
    }

    /** FCVT.H.D. */
    public static long fromDouble(long a, int rounding, FloatFlags flags) {
        return box(SoftFloat.convert(DOUBLE, HALF, a, rounding, flags));
    }
}
