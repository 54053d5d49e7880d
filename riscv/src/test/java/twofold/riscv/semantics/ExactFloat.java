package twofold.riscv.semantics;

import java.math.BigInteger;

/**
 * Floating point by the definition: every finite operand is an exact number, the operation is done exactly on whole numbers of any size, and the
 * result is rounded once (IEEE 754-2019, clause 4.3; tininess after rounding). It shares nothing with what it tests.
 */
record ExactFloat(int precision, int bias, int width) {
    static final ExactFloat HALF = new ExactFloat(11, 15, 16);
    static final ExactFloat SINGLE = new ExactFloat(24, 127, 32);
    static final ExactFloat DOUBLE = new ExactFloat(53, 1023, 64);

    private static final int NX = 1;
    private static final int UF = 2;
    private static final int OF = 4;
    private static final int DZ = 8;
    private static final int NV = 16;

    /** What an operation gives: the bits, or the integer, and the flags it raises. */
    record Result(long bits, int flags) {
    }

    /** Something not zero: plus or minus {@code magnitude} times two to the power of {@code exponent}, and less than one unit of that more if "more" is so. */
    private record Number(boolean negative, BigInteger magnitude, int exponent, boolean more) {
    }

    // Encodings

    private long fractionMask() {
        return (1L << precision - 1) - 1;
    }

    private int field(long a) {
        return (int) (a >>> precision - 1) & 2 * bias + 1;
    }

    private boolean negative(long a) {
        return (a >>> width - 1 & 1) != 0;
    }

    boolean isNaN(long a) {
        return field(a) == 2 * bias + 1 && (a & fractionMask()) != 0;
    }

    private boolean isSignaling(long a) {
        return isNaN(a) && (a >>> precision - 2 & 1) == 0;
    }

    private boolean isInfinite(long a) {
        return field(a) == 2 * bias + 1 && (a & fractionMask()) == 0;
    }

    private boolean isZero(long a) {
        return field(a) == 0 && (a & fractionMask()) == 0;
    }

    long nan() {
        return infinity(false) | 1L << precision - 2;
    }

    private long infinity(boolean negative) {
        return (2L * bias + 1) << precision - 1 | sign(negative);
    }

    private long sign(boolean negative) {
        return negative ? 1L << width - 1 : 0;
    }

    private Number number(long a) {
        long fraction = a & fractionMask();
        int field = field(a);
        long whole = field == 0 ? fraction : fraction | 1L << precision - 1;
        return new Number(negative(a), BigInteger.valueOf(whole), Math.max(field, 1) - bias - precision + 1, false);
    }

    // Rounding

    /** Whether the magnitude, which lies above {@code kept} by {@code rest} of {@code one}, is rounded up. */
    private static boolean up(boolean negative, BigInteger kept, BigInteger rest, BigInteger one, boolean more, int rm) {
        int half = rest.shiftLeft(1).compareTo(one);
        return switch (rm) {
            case 0 -> half > 0 || half == 0 && (more || kept.testBit(0));
            case 1 -> false;
            case 2 -> negative && (rest.signum() != 0 || more);
            case 3 -> !negative && (rest.signum() != 0 || more);
            default -> half >= 0;
        };
    }

    /** The magnitude as a multiple of two to the power of {@code unit}. */
    private static BigInteger multiple(Number n, int unit, int rm) {
        int shift = unit - n.exponent;
        if (shift <= 0) {
            if (n.more) {
                throw new AssertionError("too few bits");
            }
            return n.magnitude.shiftLeft(-shift);
        }
        BigInteger one = BigInteger.ONE.shiftLeft(shift);
        BigInteger kept = n.magnitude.shiftRight(shift);
        BigInteger rest = n.magnitude.subtract(kept.shiftLeft(shift));
        return up(n.negative, kept, rest, one, n.more, rm) ? kept.add(BigInteger.ONE) : kept;
    }

    private static boolean isMultiple(Number n, int unit) {
        int shift = unit - n.exponent;
        return !n.more && (shift <= 0 || n.magnitude.getLowestSetBit() >= shift);
    }

    private Result round(Number n, int rm) {
        int top = n.magnitude.bitLength() - 1 + n.exponent;
        int free = top - precision + 1;
        int least = 2 - bias - precision;
        int unit = Math.max(free, least);
        BigInteger kept = multiple(n, unit, rm);
        boolean inexact = !isMultiple(n, unit);
        int flags = inexact ? NX : 0;
        boolean tiny = multiple(n, free, rm).bitLength() - 1 + free < 1 - bias;
        if (tiny && inexact) {
            flags |= UF;
        }
        if (kept.signum() == 0) {
            return new Result(sign(n.negative), flags);
        }
        int exponent = kept.bitLength() - 1 + unit;
        if (exponent > bias) {
            boolean toInfinity = rm == 0 || rm == 4 || rm == (n.negative ? 2 : 3);
            return new Result(toInfinity ? infinity(n.negative) : infinity(n.negative) - 1, OF | NX);
        }
        if (kept.bitLength() < precision) {
            return new Result(sign(n.negative) | kept.longValueExact(), flags);
        }
        long fraction = kept.shiftRight(kept.bitLength() - precision).longValueExact() & fractionMask();
        return new Result(sign(n.negative) | (long) (exponent + bias) << precision - 1 | fraction, flags);
    }

    private Result invalid() {
        return new Result(nan(), NV);
    }

    private Result nanOf(long... operands) {
        int flags = 0;
        for (long each : operands) {
            flags |= isSignaling(each) ? NV : 0;
        }
        return new Result(nan(), flags);
    }

    // Arithmetic

    Result add(long a, long b, int rm) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b);
        }
        if (isInfinite(a)) {
            return isInfinite(b) && a != b ? invalid() : new Result(a, 0);
        }
        return isInfinite(b) ? new Result(b, 0) : sum(number(a), number(b), rm);
    }

    Result subtract(long a, long b, int rm) {
        return add(a, isNaN(b) ? b : negate(b), rm);
    }

    long negate(long a) {
        return a ^ 1L << width - 1;
    }

    private Result sum(Number a, Number b, int rm) {
        int exponent = Math.min(a.exponent, b.exponent);
        BigInteger x = a.magnitude.shiftLeft(a.exponent - exponent);
        BigInteger y = b.magnitude.shiftLeft(b.exponent - exponent);
        BigInteger total = (a.negative ? x.negate() : x).add(b.negative ? y.negate() : y);
        if (total.signum() == 0) {
            return new Result(sign(a.negative == b.negative ? a.negative : rm == 2), 0);
        }
        return round(new Number(total.signum() < 0, total.abs(), exponent, false), rm);
    }

    private static Number product(Number a, Number b) {
        return new Number(a.negative != b.negative, a.magnitude.multiply(b.magnitude), a.exponent + b.exponent, false);
    }

    Result multiply(long a, long b, int rm) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b);
        }
        boolean negative = negative(a) != negative(b);
        if (isInfinite(a) || isInfinite(b)) {
            return isZero(a) || isZero(b) ? invalid() : new Result(infinity(negative), 0);
        }
        return isZero(a) || isZero(b) ? new Result(sign(negative), 0) : round(product(number(a), number(b)), rm);
    }

    Result divide(long a, long b, int rm) {
        if (isNaN(a) || isNaN(b)) {
            return nanOf(a, b);
        }
        boolean negative = negative(a) != negative(b);
        if (isInfinite(a)) {
            return isInfinite(b) ? invalid() : new Result(infinity(negative), 0);
        }
        if (isZero(b)) {
            return isZero(a) ? invalid() : new Result(infinity(negative), DZ);
        }
        if (isInfinite(b) || isZero(a)) {
            return new Result(sign(negative), 0);
        }
        int more = 3 * precision;
        BigInteger[] parts = number(a).magnitude.shiftLeft(more).divideAndRemainder(number(b).magnitude);
        return round(new Number(negative, parts[0], number(a).exponent - number(b).exponent - more, parts[1].signum() != 0), rm);
    }

    Result squareRoot(long a, int rm) {
        if (isNaN(a)) {
            return nanOf(a);
        }
        if (isZero(a)) {
            return new Result(a, 0);
        }
        if (negative(a)) {
            return invalid();
        }
        if (isInfinite(a)) {
            return new Result(a, 0);
        }
        int more = 4 * precision + (number(a).exponent & 1);
        BigInteger[] parts = number(a).magnitude.shiftLeft(more).sqrtAndRemainder();
        return round(new Number(false, parts[0], (number(a).exponent - more) / 2, parts[1].signum() != 0), rm);
    }

    /** a times b plus c. */
    Result fusedMultiplyAdd(long a, long b, long c, int rm) {
        if (isInfinite(a) && isZero(b) || isZero(a) && isInfinite(b)) {
            return invalid();
        }
        if (isNaN(a) || isNaN(b) || isNaN(c)) {
            return nanOf(a, b, c);
        }
        boolean negative = negative(a) != negative(b);
        if (isInfinite(a) || isInfinite(b)) {
            return isInfinite(c) && negative(c) != negative ? invalid() : new Result(infinity(negative), 0);
        }
        return isInfinite(c) ? new Result(c, 0) : sum(product(number(a), number(b)), number(c), rm);
    }

    // Comparisons and classes

    private int compare(long a, long b) {
        if (isInfinite(a) || isInfinite(b)) {
            return Integer.compare(isInfinite(a) ? negative(a) ? -1 : 1 : 0, isInfinite(b) ? negative(b) ? -1 : 1 : 0);
        }
        int exponent = Math.min(number(a).exponent, number(b).exponent);
        BigInteger x = number(a).magnitude.shiftLeft(number(a).exponent - exponent);
        BigInteger y = number(b).magnitude.shiftLeft(number(b).exponent - exponent);
        return (negative(a) ? x.negate() : x).compareTo(negative(b) ? y.negate() : y);
    }

    Result equal(long a, long b) {
        boolean nan = isNaN(a) || isNaN(b);
        return new Result(!nan && compare(a, b) == 0 ? 1 : 0, nanOf(a, b).flags);
    }

    Result less(long a, long b, boolean orEqual) {
        boolean nan = isNaN(a) || isNaN(b);
        return new Result(!nan && compare(a, b) < (orEqual ? 1 : 0) ? 1 : 0, nan ? NV : 0);
    }

    /** The smaller or the larger number; minus zero is smaller than zero. */
    Result extreme(long a, long b, boolean largest) {
        int flags = nanOf(a, b).flags;
        if (isNaN(a) || isNaN(b)) {
            return new Result(!isNaN(a) ? a : !isNaN(b) ? b : nan(), flags);
        }
        int order = compare(a, b);
        boolean first = order == 0 ? negative(a) != largest : order < 0 != largest;
        return new Result(first ? a : b, flags);
    }

    /** The bit of FCLASS. */
    Result classify(long a) {
        int bit;
        if (isNaN(a)) {
            bit = isSignaling(a) ? 8 : 9;
        } else {
            int above = isInfinite(a) ? 3 : isZero(a) ? 0 : field(a) == 0 ? 1 : 2;
            bit = negative(a) ? 3 - above : 4 + above;
        }
        return new Result(1L << bit, 0);
    }

    // Conversions

    /** From another format. */
    Result from(ExactFloat other, long a, int rm) {
        if (other.isNaN(a)) {
            return new Result(nan(), other.isSignaling(a) ? NV : 0);
        }
        if (other.isInfinite(a)) {
            return new Result(infinity(other.negative(a)), 0);
        }
        return other.isZero(a) ? new Result(sign(other.negative(a)), 0) : round(other.number(a), rm);
    }

    Result fromInteger(BigInteger a, int rm) {
        return a.signum() == 0 ? new Result(0, 0) : round(new Number(a.signum() < 0, a.abs(), 0, false), rm);
    }

    /** To an integer of so many bits, sign-extended from 32; out of range is the nearest there is, and a NaN the largest. */
    Result toInteger(long a, int bits, boolean signed, int rm) {
        BigInteger low = signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        BigInteger value;
        boolean exact = true;
        if (isNaN(a) || isInfinite(a)) {
            value = isInfinite(a) && negative(a) ? low.subtract(BigInteger.ONE) : high.add(BigInteger.ONE);
        } else {
            BigInteger whole = multiple(number(a), 0, rm);
            value = negative(a) ? whole.negate() : whole;
            exact = isZero(a) || isMultiple(number(a), 0);
        }
        boolean outside = value.compareTo(low) < 0 || value.compareTo(high) > 0;
        BigInteger held = outside ? value.signum() < 0 ? low : high : value;
        return new Result(bits == 32 ? held.intValue() : held.longValue(), outside ? NV : exact ? 0 : NX);
    }
}
