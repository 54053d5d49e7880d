package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFlags.NX;
import static twofold.riscv.semantics.FloatFormat.DOUBLE;
import static twofold.riscv.semantics.FloatFormat.SINGLE;

/**
 * Single-precision operations on NaN-boxed 64-bit register values: an operand that is not boxed is the canonical NaN, a result is
 * boxed. The host's operation is used as in {@link Float64}; exactness is told from the same operation in double precision.
 */
public final class Float32 {
    private static final float SMALL = 0x1p-100f;
    private static final float LARGE = 0x1p120f;
    private static final long BOX = 0xffff_ffff_0000_0000L;
    private static final int CANONICAL_NAN = 0x7fc0_0000;

    private Float32() {
    }

    /** The 32 bits in a register value: the canonical NaN if the value is not NaN-boxed. */
    public static int unbox(long a) {
        return (a & BOX) == BOX ? (int) a : CANONICAL_NAN;
    }

    /** A register value for 32 bits. */
    public static long box(int bits) {
        return BOX | bits & 0xffff_ffffL;
    }

    /** FADD.S. */
    public static long add(long a, long b, int rounding, FloatFlags flags) {
        float x = number(a);
        float y = number(b);
        float sum = x + y;
        if (rounding == Rounding.RNE && Math.abs(sum) < LARGE && Math.abs(x) < LARGE && Math.abs(y) < LARGE) {
            if (!flags.inexact() && sumError(x, y, sum) != 0) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(sum));
        }
        return box((int) SoftFloat.add(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FSUB.S. */
    public static long subtract(long a, long b, int rounding, FloatFlags flags) {
        float x = number(a);
        float y = -number(b);
        float sum = x + y;
        if (rounding == Rounding.RNE && Math.abs(sum) < LARGE && Math.abs(x) < LARGE && Math.abs(y) < LARGE) {
            if (!flags.inexact() && sumError(x, y, sum) != 0) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(sum));
        }
        return box((int) SoftFloat.subtract(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FMUL.S. */
    public static long multiply(long a, long b, int rounding, FloatFlags flags) {
        double exact = (double) number(a) * number(b);
        float product = (float) exact;
        if (rounding == Rounding.RNE && usual(product)) {
            if (product != exact) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(product));
        }
        return box((int) SoftFloat.multiply(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FDIV.S. */
    public static long divide(long a, long b, int rounding, FloatFlags flags) {
        float x = number(a);
        float y = number(b);
        float quotient = x / y;
        if (rounding == Rounding.RNE && usual(quotient) && usual(x) && usual(y)) {
            if ((double) quotient * y != x) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(quotient));
        }
        return box((int) SoftFloat.divide(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FSQRT.S. */
    public static long squareRoot(long a, int rounding, FloatFlags flags) {
        float x = number(a);
        if (rounding == Rounding.RNE && usual(x) && x > 0) {
            float root = (float) Math.sqrt(x);
            if ((double) root * root != x) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(root));
        }
        return box((int) SoftFloat.squareRoot(SINGLE, bits(a), rounding, flags));
    }

    /** FMADD.S: a times b plus c. The other three forms negate operands. */
    public static long fusedMultiplyAdd(long a, long b, long c, int rounding, FloatFlags flags) {
        if (rounding == Rounding.RNE && flags.inexact()) {
            float result = Math.fma(number(a), number(b), number(c));
            if (usual(result)) {
                return box(Float.floatToRawIntBits(result));
            }
        }
        return box((int) SoftFloat.fusedMultiplyAdd(SINGLE, bits(a), bits(b), bits(c), rounding, flags));
    }

    /** A value with its sign turned, for the other fused forms. */
    public static long negate(long a) {
        return box(unbox(a) ^ Integer.MIN_VALUE);
    }

    /** FMIN.S. */
    public static long minimum(long a, long b, FloatFlags flags) {
        return box((int) SoftFloat.extreme(SINGLE, bits(a), bits(b), false, flags));
    }

    /** FMAX.S. */
    public static long maximum(long a, long b, FloatFlags flags) {
        return box((int) SoftFloat.extreme(SINGLE, bits(a), bits(b), true, flags));
    }

    /** FEQ.S. */
    public static long equal(long a, long b, FloatFlags flags) {
        return SoftFloat.equal(SINGLE, bits(a), bits(b), flags) ? 1 : 0;
    }

    /** FLT.S. */
    public static long less(long a, long b, FloatFlags flags) {
        return SoftFloat.less(SINGLE, bits(a), bits(b), false, flags) ? 1 : 0;
    }

    /** FLE.S. */
    public static long lessOrEqual(long a, long b, FloatFlags flags) {
        return SoftFloat.less(SINGLE, bits(a), bits(b), true, flags) ? 1 : 0;
    }

    /** FCLASS.S. */
    public static long classify(long a) {
        return SoftFloat.classify(SINGLE, bits(a));
    }

    /** FSGNJ.S. */
    public static long sign(long a, long b) {
        return box(unbox(a) & Integer.MAX_VALUE | unbox(b) & Integer.MIN_VALUE);
    }

    /** FSGNJN.S. */
    public static long signNegated(long a, long b) {
        return box(unbox(a) & Integer.MAX_VALUE | ~unbox(b) & Integer.MIN_VALUE);
    }

    /** FSGNJX.S. */
    public static long signXor(long a, long b) {
        return box(unbox(a) ^ unbox(b) & Integer.MIN_VALUE);
    }

    /** FCVT.W.S. */
    public static long toWord(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(SINGLE, bits(a), 32, true, rounding, flags);
    }

    /** FCVT.WU.S. */
    public static long toUnsignedWord(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(SINGLE, bits(a), 32, false, rounding, flags);
    }

    /** FCVT.L.S. */
    public static long toLong(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(SINGLE, bits(a), 64, true, rounding, flags);
    }

    /** FCVT.LU.S. */
    public static long toUnsignedLong(long a, int rounding, FloatFlags flags) {
        return SoftFloat.toInteger(SINGLE, bits(a), 64, false, rounding, flags);
    }

    /** FCVT.S.W. */
    public static long fromWord(long a, int rounding, FloatFlags flags) {
        return fromLong((int) a, rounding, flags);
    }

    /** FCVT.S.WU. */
    public static long fromUnsignedWord(long a, int rounding, FloatFlags flags) {
        return fromLong(a & 0xffff_ffffL, rounding, flags);
    }

    /** FCVT.S.L. */
    public static long fromLong(long a, int rounding, FloatFlags flags) {
        return box((int) SoftFloat.fromInteger(SINGLE, a < 0, Math.abs(a), rounding, flags));
    }

    /** FCVT.S.LU. */
    public static long fromUnsignedLong(long a, int rounding, FloatFlags flags) {
        return box((int) SoftFloat.fromInteger(SINGLE, false, a, rounding, flags));
    }

    /** FCVT.S.D. */
    public static long fromDouble(long a, int rounding, FloatFlags flags) {
        double exact = Double.longBitsToDouble(a);
        float narrowed = (float) exact;
        if (rounding == Rounding.RNE && usual(narrowed)) {
            if (narrowed != exact) {
                flags.raise(NX);
            }
            return box(Float.floatToRawIntBits(narrowed));
        }
        return box((int) SoftFloat.convert(DOUBLE, SINGLE, a, rounding, flags));
    }

    /** FCVT.D.S, always exact. */
    public static long toDouble(long a, FloatFlags flags) {
        float x = number(a);
        return x == x ? Double.doubleToRawLongBits(x) : SoftFloat.convert(SINGLE, DOUBLE, bits(a), Rounding.RNE, flags);
    }

    private static float number(long a) {
        return Float.intBitsToFloat(unbox(a));
    }

    private static long bits(long a) {
        return unbox(a) & 0xffff_ffffL;
    }

    private static boolean usual(float value) {
        float magnitude = Math.abs(value);
        return magnitude > SMALL && magnitude < LARGE;
    }

    private static float sumError(float x, float y, float sum) {
        float second = sum - x;
        return x - (sum - second) + (y - second);
    }
}
