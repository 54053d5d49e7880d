package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFormat.DOUBLE;
import static twofold.riscv.semantics.HostFloat64.UNUSUAL;

/**
 * Double-precision operations on bit patterns: the host's where they tell the result and the flags, else {@link SoftFloat}'s.
 */
public final class Float64 {
    private Float64() {
    }

    /** FADD.D. */
    public static long add(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.add(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.add(DOUBLE, a, b, rounding, flags);
    }

    /** FSUB.D. */
    public static long subtract(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.subtract(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.subtract(DOUBLE, a, b, rounding, flags);
    }

    /** FMUL.D. */
    public static long multiply(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.multiply(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.multiply(DOUBLE, a, b, rounding, flags);
    }

    /** FDIV.D. */
    public static long divide(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.divide(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.divide(DOUBLE, a, b, rounding, flags);
    }

    /** FSQRT.D. */
    public static long squareRoot(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.squareRoot(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.squareRoot(DOUBLE, a, rounding, flags);
    }

    /** FMADD.D: a times b plus c. The other three forms negate operands. */
    public static long fusedMultiplyAdd(long a, long b, long c, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.fusedMultiplyAdd(a, b, c, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.fusedMultiplyAdd(DOUBLE, a, b, c, rounding, flags);
    }

    /** FNMSUB.D, FMSUB.D, FNMADD.D: the same with the sign of the product or the addend turned; a NaN stays a NaN. */
    public static long negate(long a) {
        return a ^ Long.MIN_VALUE;
    }

    /** FMIN.D. */
    public static long minimum(long a, long b, FloatFlags flags) {
        long result = HostFloat64.minimum(a, b);
        return result != UNUSUAL ? result : SoftFloat.extreme(DOUBLE, a, b, false, flags);
    }

    /** FMAX.D. */
    public static long maximum(long a, long b, FloatFlags flags) {
        long result = HostFloat64.maximum(a, b);
        return result != UNUSUAL ? result : SoftFloat.extreme(DOUBLE, a, b, true, flags);
    }

    /** FEQ.D. */
    public static long equal(long a, long b, FloatFlags flags) {
        long result = HostFloat64.equal(a, b);
        return result != UNUSUAL ? result : SoftFloat.equal(DOUBLE, a, b, flags) ? 1 : 0;
    }

    /** FLT.D. */
    public static long less(long a, long b, FloatFlags flags) {
        long result = HostFloat64.less(a, b);
        return result != UNUSUAL ? result : SoftFloat.less(DOUBLE, a, b, false, flags) ? 1 : 0;
    }

    /** FLE.D. */
    public static long lessOrEqual(long a, long b, FloatFlags flags) {
        long result = HostFloat64.lessOrEqual(a, b);
        return result != UNUSUAL ? result : SoftFloat.less(DOUBLE, a, b, true, flags) ? 1 : 0;
    }

    /** FCLASS.D. */
    public static long classify(long a) {
        return SoftFloat.classify(DOUBLE, a);
    }

    /** FSGNJ.D. */
    public static long sign(long a, long b) {
        return a & Long.MAX_VALUE | b & Long.MIN_VALUE;
    }

    /** FSGNJN.D. */
    public static long signNegated(long a, long b) {
        return a & Long.MAX_VALUE | ~b & Long.MIN_VALUE;
    }

    /** FSGNJX.D. */
    public static long signXor(long a, long b) {
        return a ^ b & Long.MIN_VALUE;
    }

    /** FCVT.W.D. */
    public static long toWord(long a, int rounding, FloatFlags flags) {
        long result = HostFloat64.toWord(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(DOUBLE, a, 32, true, rounding, flags);
    }

    /** FCVT.WU.D. */
    public static long toUnsignedWord(long a, int rounding, FloatFlags flags) {
        long result = HostFloat64.toUnsignedWord(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(DOUBLE, a, 32, false, rounding, flags);
    }

    /** FCVT.L.D. */
    public static long toLong(long a, int rounding, FloatFlags flags) {
        long result = HostFloat64.toLong(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(DOUBLE, a, 64, true, rounding, flags);
    }

    /** FCVT.LU.D. */
    public static long toUnsignedLong(long a, int rounding, FloatFlags flags) {
        long result = HostFloat64.toUnsignedLong(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(DOUBLE, a, 64, false, rounding, flags);
    }

    /** FCVT.D.W, always exact. */
    public static long fromWord(long a) {
        return Double.doubleToRawLongBits((int) a);
    }

    /** FCVT.D.WU, always exact. */
    public static long fromUnsignedWord(long a) {
        return Double.doubleToRawLongBits(a & 0xffff_ffffL);
    }

    /** FCVT.D.L. */
    public static long fromLong(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.fromLong(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.fromInteger(DOUBLE, a < 0, Math.abs(a), rounding, flags);
    }

    /** FCVT.D.LU. */
    public static long fromUnsignedLong(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat64.fromUnsignedLong(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : SoftFloat.fromInteger(DOUBLE, false, a, rounding, flags);
    }
}
