package twofold.riscv.semantics;

import static twofold.riscv.semantics.HostFloat64.UNUSUAL;

/**
 * Single-precision operations on the host's floating-point unit, on NaN-boxed register values, as {@link HostFloat64} has them in double
 * precision; that is also how exactness is told.
 */
public final class HostFloat32 {
    private static final float SMALL = 0x1p-100f;
    private static final float LARGE = 0x1p120f;

    private HostFloat32() {
    }

    private static float number(long a) {
        return Float.intBitsToFloat(Float32.unbox(a));
    }

    private static long box(float value) {
        return Float32.box(Float.floatToRawIntBits(value));
    }

    /** FADD.S; {@code inexact} says whether that flag is raised already. */
    public static long add(long a, long b, boolean inexact) {
        return sum(number(a), number(b), inexact);
    }

    /** FSUB.S. */
    public static long subtract(long a, long b, boolean inexact) {
        return sum(number(a), -number(b), inexact);
    }

    private static long sum(float x, float y, boolean inexact) {
        float sum = x + y;
        boolean known = Math.abs(sum) < LARGE && (inexact || Math.abs(x) < LARGE && Math.abs(y) < LARGE && sumError(x, y, sum) == 0);
        return known ? box(sum) : UNUSUAL;
    }

    /** FMUL.S. */
    public static long multiply(long a, long b, boolean inexact) {
        double exact = (double) number(a) * number(b);
        float product = (float) exact;
        return (usual(product) || exact == 0) && (inexact || product == exact) ? box(product) : UNUSUAL;
    }

    /** FDIV.S. */
    public static long divide(long a, long b, boolean inexact) {
        float x = number(a);
        float y = number(b);
        float quotient = x / y;
        boolean known = usual(quotient) && usual(x) && usual(y) ? inexact || (double) quotient * y == x : x == 0 && usual(y);
        return known ? box(quotient) : UNUSUAL;
    }

    /** FSQRT.S. */
    public static long squareRoot(long a, boolean inexact) {
        float x = number(a);
        float root = (float) Math.sqrt(x);
        return usual(x) && x > 0 && (inexact || (double) root * root == x) ? box(root) : UNUSUAL;
    }

    /** FMADD.S: a times b plus c. */
    public static long fusedMultiplyAdd(long a, long b, long c, boolean inexact) {
        float result = Math.fma(number(a), number(b), number(c));
        return inexact && usual(result) ? box(result) : UNUSUAL;
    }

    /** FMIN.S. */
    public static long minimum(long a, long b) {
        float x = number(a);
        float y = number(b);
        return x < y ? a : y < x ? b : x == y ? a | b : UNUSUAL;
    }

    /** FMAX.S. */
    public static long maximum(long a, long b) {
        float x = number(a);
        float y = number(b);
        return x > y ? a : y > x ? b : x == y ? a & b : UNUSUAL;
    }

    /** FEQ.S. */
    public static long equal(long a, long b) {
        float x = number(a);
        float y = number(b);
        return x == y ? 1 : x == x && y == y ? 0 : UNUSUAL;
    }

    /** FLT.S. */
    public static long less(long a, long b) {
        float x = number(a);
        float y = number(b);
        return x < y ? 1 : x >= y ? 0 : UNUSUAL;
    }

    /** FLE.S. */
    public static long lessOrEqual(long a, long b) {
        float x = number(a);
        float y = number(b);
        return x <= y ? 1 : x > y ? 0 : UNUSUAL;
    }

    /** FCVT.W.S. */
    public static long toWord(long a, int rounding, boolean inexact) {
        return HostFloat64.toWord(Double.doubleToRawLongBits(number(a)), rounding, inexact);
    }

    /** FCVT.WU.S. */
    public static long toUnsignedWord(long a, int rounding, boolean inexact) {
        return HostFloat64.toUnsignedWord(Double.doubleToRawLongBits(number(a)), rounding, inexact);
    }

    /** FCVT.L.S. */
    public static long toLong(long a, int rounding, boolean inexact) {
        return HostFloat64.toLong(Double.doubleToRawLongBits(number(a)), rounding, inexact);
    }

    /** FCVT.LU.S. */
    public static long toUnsignedLong(long a, int rounding, boolean inexact) {
        return HostFloat64.toUnsignedLong(Double.doubleToRawLongBits(number(a)), rounding, inexact);
    }

    /** FCVT.S.W. */
    public static long fromWord(long a, boolean inexact) {
        float x = (int) a;
        return inexact || (double) x == (int) a ? box(x) : UNUSUAL;
    }

    /** FCVT.S.WU. */
    public static long fromUnsignedWord(long a, boolean inexact) {
        return fromLong(a & 0xffff_ffffL, inexact);
    }

    /** FCVT.S.L. */
    public static long fromLong(long a, boolean inexact) {
        float x = (float) a;
        return inexact || (long) x == a && a != Long.MAX_VALUE ? box(x) : UNUSUAL;
    }

    /** FCVT.S.LU. */
    public static long fromUnsignedLong(long a, boolean inexact) {
        return a >= 0 ? fromLong(a, inexact) : UNUSUAL;
    }

    /** FCVT.S.D. */
    public static long fromDouble(long a, boolean inexact) {
        double exact = Double.longBitsToDouble(a);
        float narrowed = (float) exact;
        return (usual(narrowed) || exact == 0) && (inexact || narrowed == exact) ? box(narrowed) : UNUSUAL;
    }

    /** FCVT.D.S, always exact. */
    public static long toDouble(long a) {
        float x = number(a);
        return x == x ? Double.doubleToRawLongBits(x) : UNUSUAL;
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
