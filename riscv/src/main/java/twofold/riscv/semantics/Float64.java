package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFlags.NX;
import static twofold.riscv.semantics.FloatFormat.DOUBLE;

/**
 * Double-precision operations on bit patterns. With rounding to nearest and a result well inside the normal range, the host's
 * operation gives the right bits, and an error term that is exact there tells whether it was inexact; else {@link SoftFloat}.
 */
public final class Float64 {
    /** Above it neither a result nor its error term is subnormal. */
    private static final double SMALL = 0x1p-900;
    private static final double LARGE = 0x1p1020;

    private Float64() {
    }

    /** FADD.D. */
    public static long add(long a, long b, int rounding, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double sum = x + y;
        if (rounding == Rounding.RNE && Math.abs(sum) < LARGE && (flags.inexact() || Math.abs(x) < LARGE && Math.abs(y) < LARGE)) {
            if (!flags.inexact() && sumError(x, y, sum) != 0) {
                flags.raise(NX);
            }
            return Double.doubleToRawLongBits(sum);
        }
        return SoftFloat.add(DOUBLE, a, b, rounding, flags);
    }

    /** FSUB.D. */
    public static long subtract(long a, long b, int rounding, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = -Double.longBitsToDouble(b);
        double sum = x + y;
        if (rounding == Rounding.RNE && Math.abs(sum) < LARGE && (flags.inexact() || Math.abs(x) < LARGE && Math.abs(y) < LARGE)) {
            if (!flags.inexact() && sumError(x, y, sum) != 0) {
                flags.raise(NX);
            }
            return Double.doubleToRawLongBits(sum);
        }
        return SoftFloat.subtract(DOUBLE, a, b, rounding, flags);
    }

    /** FMUL.D. */
    public static long multiply(long a, long b, int rounding, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = x * y;
        if (rounding == Rounding.RNE && usual(product)) {
            if (!flags.inexact() && Math.fma(x, y, -product) != 0) {
                flags.raise(NX);
            }
            return Double.doubleToRawLongBits(product);
        }
        return SoftFloat.multiply(DOUBLE, a, b, rounding, flags);
    }

    /** FDIV.D. */
    public static long divide(long a, long b, int rounding, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double quotient = x / y;
        if (rounding == Rounding.RNE && usual(quotient) && usual(x) && usual(y)) {
            if (!flags.inexact() && Math.fma(-quotient, y, x) != 0) {
                flags.raise(NX);
            }
            return Double.doubleToRawLongBits(quotient);
        }
        return SoftFloat.divide(DOUBLE, a, b, rounding, flags);
    }

    /** FSQRT.D. */
    public static long squareRoot(long a, int rounding, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        if (rounding == Rounding.RNE && usual(x) && x > 0) {
            double root = Math.sqrt(x);
            if (!flags.inexact() && Math.fma(-root, root, x) != 0) {
                flags.raise(NX);
            }
            return Double.doubleToRawLongBits(root);
        }
        return SoftFloat.squareRoot(DOUBLE, a, rounding, flags);
    }

    /** FMADD.D: a times b plus c. The other three forms negate operands. */
    public static long fusedMultiplyAdd(long a, long b, long c, int rounding, FloatFlags flags) {
        if (rounding == Rounding.RNE && flags.inexact()) {
            double result = Math.fma(Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
            if (usual(result)) {
                return Double.doubleToRawLongBits(result);
            }
        }
        return SoftFloat.fusedMultiplyAdd(DOUBLE, a, b, c, rounding, flags);
    }

    /** FNMSUB.D, FMSUB.D, FNMADD.D: the same with the sign of the product or the addend turned; a NaN stays a NaN. */
    public static long negate(long a) {
        return a ^ Long.MIN_VALUE;
    }

    /** FMIN.D. */
    public static long minimum(long a, long b, FloatFlags flags) {
        return SoftFloat.extreme(DOUBLE, a, b, false, flags);
    }

    /** FMAX.D. */
    public static long maximum(long a, long b, FloatFlags flags) {
        return SoftFloat.extreme(DOUBLE, a, b, true, flags);
    }

    /** FEQ.D. */
    public static long equal(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == x && y == y) {
            return x == y ? 1 : 0;
        }
        return SoftFloat.equal(DOUBLE, a, b, flags) ? 1 : 0;
    }

    /** FLT.D. */
    public static long less(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == x && y == y) {
            return x < y ? 1 : 0;
        }
        return SoftFloat.less(DOUBLE, a, b, false, flags) ? 1 : 0;
    }

    /** FLE.D. */
    public static long lessOrEqual(long a, long b, FloatFlags flags) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        if (x == x && y == y) {
            return x <= y ? 1 : 0;
        }
        return SoftFloat.less(DOUBLE, a, b, true, flags) ? 1 : 0;
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
        return SoftFloat.toInteger(DOUBLE, a, 32, true, rounding, flags);
    }

    /** FCVT.WU.D. */
    public static long toUnsignedWord(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(DOUBLE, a, 32, false, rounding, flags);
    }

    /** FCVT.L.D. */
    public static long toLong(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(DOUBLE, a, 64, true, rounding, flags);
    }

    /** FCVT.LU.D. */
    public static long toUnsignedLong(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(DOUBLE, a, 64, false, rounding, flags);
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
        return SoftFloat.fromInteger(DOUBLE, a < 0, Math.abs(a), rounding, flags);
    }

    /** FCVT.D.LU. */
    public static long fromUnsignedLong(long a, int rounding, FloatFlags flags) {
        return SoftFloat.fromInteger(DOUBLE, false, a, rounding, flags);
    }

    private static boolean usual(double value) {
        double magnitude = Math.abs(value);
        return magnitude > SMALL && magnitude < LARGE;
    }

    /** What rounding took from a sum, exactly (Knuth's TwoSum). */
    private static double sumError(double x, double y, double sum) {
        double second = sum - x;
        return x - (sum - second) + (y - second);
    }
}
