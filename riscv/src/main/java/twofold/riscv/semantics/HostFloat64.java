package twofold.riscv.semantics;

/**
 * Double-precision operations on the host's floating-point unit: rounded to nearest, for operands and results well inside the normal range. They
 * take bit patterns and give the result's, or {@link #UNUSUAL} where the host alone does not tell the result and all flags: then somebody else does
 * the operation. Without the inexact flag raised so far they answer only for exact results, so that they never raise a flag themselves.
 */
public final class HostFloat64 {
    /** No result: a NaN that no operation gives. */
    public static final long UNUSUAL = 0x7ff8_0000_dead_0001L;

    /** Above it neither a result nor its error term is subnormal. */
    private static final double SMALL = 0x1p-900;
    private static final double LARGE = 0x1p1020;
    private static final double TWO_31 = 0x1p31;
    private static final double TWO_32 = 0x1p32;
    private static final double TWO_63 = 0x1p63;

    private HostFloat64() {
    }

    /** FADD.D; {@code inexact} says whether that flag is raised already. */
    public static long add(long a, long b, boolean inexact) {
        return sum(Double.longBitsToDouble(a), Double.longBitsToDouble(b), inexact);
    }

    /** FSUB.D. */
    public static long subtract(long a, long b, boolean inexact) {
        return sum(Double.longBitsToDouble(a), -Double.longBitsToDouble(b), inexact);
    }

    private static long sum(double x, double y, boolean inexact) {
        double sum = x + y;
        boolean known = Math.abs(sum) < LARGE && (inexact || Math.abs(x) < LARGE && Math.abs(y) < LARGE && sumError(x, y, sum) == 0);
        return known ? Double.doubleToRawLongBits(sum) : UNUSUAL;
    }

    /** FMUL.D. */
    public static long multiply(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double product = x * y;
        boolean known = usual(product) ? inexact || Math.fma(x, y, -product) == 0 : product == 0 && (x == 0 || y == 0);
        return known ? Double.doubleToRawLongBits(product) : UNUSUAL;
    }

    /** FDIV.D. */
    public static long divide(long a, long b, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double quotient = x / y;
        boolean known = usual(quotient) && usual(x) && usual(y) ? inexact || Math.fma(-quotient, y, x) == 0 : x == 0 && usual(y);
        return known ? Double.doubleToRawLongBits(quotient) : UNUSUAL;
    }

    /** FSQRT.D. */
    public static long squareRoot(long a, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double root = Math.sqrt(x);
        return usual(x) && x > 0 && (inexact || Math.fma(-root, root, x) == 0) ? Double.doubleToRawLongBits(root) : UNUSUAL;
    }

    /** FMADD.D: a times b plus c. */
    public static long fusedMultiplyAdd(long a, long b, long c, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double z = Double.longBitsToDouble(c);
        double result = Math.fma(x, y, z);
        boolean known = inexact && usual(result) || isExactly(x, y, z, result);
        return known ? Double.doubleToRawLongBits(result) : UNUSUAL;
    }

    /** Whether the product is exact and so is its sum with z; some exact results are not seen to be so. */
    private static boolean isExactly(double x, double y, double z, double result) {
        double product = x * y;
        boolean exact = usual(product) ? Math.fma(x, y, -product) == 0 : product == 0 && (x == 0 || y == 0);
        return exact && Math.abs(result) < LARGE && Math.abs(z) < LARGE && sumError(product, z, result) == 0;
    }

    /** FMIN.D. */
    public static long minimum(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x < y ? a : y < x ? b : x == y ? a | b : UNUSUAL;
    }

    /** FMAX.D. */
    public static long maximum(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x > y ? a : y > x ? b : x == y ? a & b : UNUSUAL;
    }

    /** FEQ.D. */
    public static long equal(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x == y ? 1 : x == x && y == y ? 0 : UNUSUAL;
    }

    /** FLT.D. */
    public static long less(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x < y ? 1 : x >= y ? 0 : UNUSUAL;
    }

    /** FLE.D. */
    public static long lessOrEqual(long a, long b) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        return x <= y ? 1 : x > y ? 0 : UNUSUAL;
    }

    /** FCVT.W.D. */
    public static long toWord(long a, int rounding, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double rounded = round(x, rounding);
        return rounded >= -TWO_31 && rounded < TWO_31 && (inexact || rounded == x) ? (long) rounded : UNUSUAL;
    }

    /** FCVT.WU.D. */
    public static long toUnsignedWord(long a, int rounding, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double rounded = round(x, rounding);
        return rounded >= 0 && rounded < TWO_32 && (inexact || rounded == x) ? (int) (long) rounded : UNUSUAL;
    }

    /** FCVT.L.D. */
    public static long toLong(long a, int rounding, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double rounded = round(x, rounding);
        return rounded >= -TWO_63 && rounded < TWO_63 && (inexact || rounded == x) ? (long) rounded : UNUSUAL;
    }

    /** FCVT.LU.D. */
    public static long toUnsignedLong(long a, int rounding, boolean inexact) {
        double x = Double.longBitsToDouble(a);
        double rounded = round(x, rounding);
        return rounded >= 0 && rounded < TWO_63 && (inexact || rounded == x) ? (long) rounded : UNUSUAL;
    }

    /** A whole number, or a NaN for a rounding mode that the host has no instruction for. */
    private static double round(double x, int rounding) {
        return switch (rounding) {
            case Rounding.RNE -> Math.rint(x);
            case Rounding.RTZ -> Math.abs(x) < TWO_63 ? (double) (long) x : x;
            case Rounding.RDN -> Math.floor(x);
            case Rounding.RUP -> Math.ceil(x);
            default -> Double.NaN;
        };
    }

    /** FCVT.D.L. */
    public static long fromLong(long a, boolean inexact) {
        double x = (double) a;
        return inexact || (long) x == a && a != Long.MAX_VALUE ? Double.doubleToRawLongBits(x) : UNUSUAL;
    }

    /** FCVT.D.LU. */
    public static long fromUnsignedLong(long a, boolean inexact) {
        return a >= 0 ? fromLong(a, inexact) : UNUSUAL;
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
