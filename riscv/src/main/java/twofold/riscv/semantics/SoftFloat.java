package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFlags.DZ;
import static twofold.riscv.semantics.FloatFlags.NV;
import static twofold.riscv.semantics.FloatFlags.NX;
import static twofold.riscv.semantics.FloatFlags.OF;
import static twofold.riscv.semantics.FloatFlags.UF;

import java.math.BigInteger;

/**
 * IEEE 754 arithmetic on bit patterns with every rounding mode and flag, for any {@link FloatFormat} of up to 53 bits of precision.
 * Tininess is detected after rounding, and every NaN result is the canonical one, as the manual asks.
 *
 * <p>Inside, a finite number that is not zero is a sign, the exponent of its leading one, and a significand with that one in bit 63.
 * Bits that fall off to the right are gathered in bit 0 ("jamming"), which rounding cannot tell from the exact value.
 */
public final class SoftFloat {
    private SoftFloat() {
    }

    /** The sum. */
    public static long add(FloatFormat f, long a, long b, int rounding, FloatFlags flags) {
        if (f.isNaN(a) || f.isNaN(b)) {
            return propagate(f, a, b, flags);
        }
        if (f.isInfinite(a) || f.isInfinite(b)) {
            if (f.isInfinite(a) && f.isInfinite(b) && f.negative(a) != f.negative(b)) {
                return invalid(f, flags);
            }
            return f.isInfinite(a) ? a : b;
        }
        if (f.isZero(a) || f.isZero(b)) {
            if (!f.isZero(a)) {
                return a;
            }
            return !f.isZero(b) || f.negative(a) == f.negative(b) ? b : f.zero(rounding == Rounding.RDN);
        }
        if (f.exponent(a) < f.exponent(b)) {
            long other = a;
            a = b;
            b = other;
        }
        int exponent = f.exponent(a);
        boolean negative = f.negative(a);
        long large = f.significand(a) >>> 1;
        long small = shiftRightJam(f.significand(b) >>> 1, exponent - f.exponent(b));
        long sum = negative == f.negative(b) ? large + small : large - small;
        if (sum == 0) {
            return f.zero(rounding == Rounding.RDN);
        }
        if (sum < 0 && negative != f.negative(b)) {
            sum = -sum;
            negative = !negative;
        }
        int left = Long.numberOfLeadingZeros(sum);
        return round(f, negative, exponent + 1 - left, sum << left, rounding, flags);
    }

    /** The difference. */
    public static long subtract(FloatFormat f, long a, long b, int rounding, FloatFlags flags) {
        return add(f, a, f.isNaN(b) ? b : b ^ f.signBit(), rounding, flags);
    }

    /** The product. */
    public static long multiply(FloatFormat f, long a, long b, int rounding, FloatFlags flags) {
        boolean negative = f.negative(a) != f.negative(b);
        if (f.isNaN(a) || f.isNaN(b)) {
            return propagate(f, a, b, flags);
        }
        if (f.isInfinite(a) || f.isInfinite(b)) {
            return f.isZero(a) || f.isZero(b) ? invalid(f, flags) : f.infinity(negative);
        }
        if (f.isZero(a) || f.isZero(b)) {
            return f.zero(negative);
        }
        long high = Math.unsignedMultiplyHigh(f.significand(a), f.significand(b));
        long low = f.significand(a) * f.significand(b);
        int exponent = f.exponent(a) + f.exponent(b) + 1;
        if (high >= 0) {
            high = high << 1 | low >>> 63;
            low <<= 1;
            exponent--;
        }
        return round(f, negative, exponent, jam(high, low), rounding, flags);
    }

    /** The quotient. */
    public static long divide(FloatFormat f, long a, long b, int rounding, FloatFlags flags) {
        boolean negative = f.negative(a) != f.negative(b);
        if (f.isNaN(a) || f.isNaN(b)) {
            return propagate(f, a, b, flags);
        }
        if (f.isInfinite(a)) {
            return f.isInfinite(b) ? invalid(f, flags) : f.infinity(negative);
        }
        if (f.isInfinite(b)) {
            return f.zero(negative);
        }
        if (f.isZero(b)) {
            if (f.isZero(a)) {
                return invalid(f, flags);
            }
            flags.raise(DZ);
            return f.infinity(negative);
        }
        if (f.isZero(a)) {
            return f.zero(negative);
        }
        BigInteger dividend = unsigned(f.significand(a));
        BigInteger divisor = unsigned(f.significand(b));
        boolean atLeastOne = dividend.compareTo(divisor) >= 0;
        BigInteger[] parts = dividend.shiftLeft(atLeastOne ? 63 : 64).divideAndRemainder(divisor);
        int exponent = f.exponent(a) - f.exponent(b) - (atLeastOne ? 0 : 1);
        return round(f, negative, exponent, jam(parts[0].longValue(), parts[1].signum()), rounding, flags);
    }

    /** The square root. */
    public static long squareRoot(FloatFormat f, long a, int rounding, FloatFlags flags) {
        if (f.isNaN(a)) {
            return propagate(f, a, a, flags);
        }
        if (f.isZero(a)) {
            return a;
        }
        if (f.negative(a)) {
            return invalid(f, flags);
        }
        if (f.isInfinite(a)) {
            return a;
        }
        int exponent = f.exponent(a);
        BigInteger square = unsigned(f.significand(a)).shiftLeft((exponent & 1) == 0 ? 63 : 64);
        BigInteger[] parts = square.sqrtAndRemainder();
        return round(f, false, exponent >> 1, jam(parts[0].longValue(), parts[1].signum()), rounding, flags);
    }

    /** The product of {@code a} and {@code b} plus {@code c}, rounded once. Infinity times zero is invalid even if c is a NaN. */
    public static long fusedMultiplyAdd(FloatFormat f, long a, long b, long c, int rounding, FloatFlags flags) {
        boolean infiniteTimesZero = f.isInfinite(a) && f.isZero(b) || f.isZero(a) && f.isInfinite(b);
        if (infiniteTimesZero) {
            return invalid(f, flags);
        }
        if (f.isNaN(a) || f.isNaN(b) || f.isNaN(c)) {
            if (f.isSignalingNaN(a) || f.isSignalingNaN(b) || f.isSignalingNaN(c)) {
                flags.raise(NV);
            }
            return f.canonicalNaN();
        }
        boolean negative = f.negative(a) != f.negative(b);
        if (f.isInfinite(a) || f.isInfinite(b)) {
            return f.isInfinite(c) && f.negative(c) != negative ? invalid(f, flags) : f.infinity(negative);
        }
        if (f.isInfinite(c)) {
            return c;
        }
        if (f.isZero(a) || f.isZero(b)) {
            if (!f.isZero(c)) {
                return c;
            }
            return negative == f.negative(c) ? c : f.zero(rounding == Rounding.RDN);
        }
        return fuse(f, a, b, c, negative, rounding, flags);
    }

    /** The finite case: product and addend aligned in 128 bits with the larger one's leading one in bit 126. */
    private static long fuse(FloatFormat f, long a, long b, long c, boolean negative, int rounding, FloatFlags flags) {
        long high = Math.unsignedMultiplyHigh(f.significand(a), f.significand(b));
        long low = f.significand(a) * f.significand(b);
        int exponent = f.exponent(a) + f.exponent(b);
        if (high < 0) {
            low = low >>> 1 | high << 63;
            high >>>= 1;
            exponent++;
        }
        if (!f.isZero(c)) {
            long addHigh = f.significand(c) >>> 1;
            long addLow = 0;
            int distance = exponent - f.exponent(c);
            if (distance >= 0) {
                addLow = shiftRightJamLow(addHigh, addLow, distance);
                addHigh = distance > 63 ? 0 : addHigh >>> distance;
            } else {
                low = shiftRightJamLow(high, low, -distance);
                high = -distance > 63 ? 0 : high >>> -distance;
                exponent = f.exponent(c);
            }
            if (negative == f.negative(c)) {
                long sum = low + addLow;
                high += addHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
                low = sum;
            } else {
                long difference = low - addLow;
                high -= addHigh + (Long.compareUnsigned(low, addLow) < 0 ? 1 : 0);
                low = difference;
                if (high < 0) {
                    low = -low;
                    high = ~high + (low == 0 ? 1 : 0);
                    negative = !negative;
                }
            }
        }
        if (high == 0) {
            if (low == 0) {
                return f.zero(rounding == Rounding.RDN);
            }
            high = low;
            low = 0;
            exponent -= 64;
        }
        int left = Long.numberOfLeadingZeros(high);
        if (left > 0) {
            high = high << left | low >>> 64 - left;
            low <<= left;
        }
        return round(f, negative, exponent + 1 - left, jam(high, low), rounding, flags);
    }

    /** A number of one format in another. */
    public static long convert(FloatFormat from, FloatFormat to, long a, int rounding, FloatFlags flags) {
        if (from.isNaN(a)) {
            if (from.isSignalingNaN(a)) {
                flags.raise(NV);
            }
            return to.canonicalNaN();
        }
        if (from.isInfinite(a)) {
            return to.infinity(from.negative(a));
        }
        if (from.isZero(a)) {
            return to.zero(from.negative(a));
        }
        return round(to, from.negative(a), from.exponent(a), from.significand(a), rounding, flags);
    }

    /** An integer as a floating-point number; {@code magnitude} is unsigned. */
    public static long fromInteger(FloatFormat f, boolean negative, long magnitude, int rounding, FloatFlags flags) {
        if (magnitude == 0) {
            return 0;
        }
        int left = Long.numberOfLeadingZeros(magnitude);
        return round(f, negative, 63 - left, magnitude << left, rounding, flags);
    }

    /**
     * A floating-point number as an integer of {@code bits} bits. What does not fit, and a NaN, is invalid and gives the nearest (for a
     * NaN the largest) integer; 32-bit results are sign-extended.
     */
    public static long toInteger(FloatFormat f, long a, int bits, boolean signed, int rounding, FloatFlags flags) {
        long most = signed ? -1L >>> 65 - bits : -1L >>> 64 - bits;
        long least = signed ? -1L << bits - 1 : 0;
        boolean negative = f.negative(a) && !f.isNaN(a);
        long saturated = negative ? least : bits == 32 ? (int) most : most;
        if (f.isNaN(a) || f.isInfinite(a)) {
            flags.raise(NV);
            return saturated;
        }
        if (f.isZero(a)) {
            return 0;
        }
        int exponent = f.exponent(a);
        if (exponent > 63) {
            flags.raise(NV);
            return saturated;
        }
        int right = 63 - exponent;
        long significand = f.significand(a);
        long whole = right > 63 ? 0 : significand >>> right;
        long rest = right == 0 ? 0 : right <= 63 ? significand << 64 - right : right == 64 ? significand : 1;
        if (roundsUp(negative, (whole & 1) != 0, rest, rounding)) {
            whole++;
            if (whole == 0) {
                flags.raise(NV);
                return saturated;
            }
        }
        long limit = negative ? -least : most;
        if (Long.compareUnsigned(whole, limit) > 0) {
            flags.raise(NV);
            return saturated;
        }
        if (rest != 0) {
            flags.raise(NX);
        }
        long value = negative ? -whole : whole;
        return bits == 32 ? (int) value : value;
    }

    /** FEQ: quiet unless an operand is a signaling NaN. */
    public static boolean equal(FloatFormat f, long a, long b, FloatFlags flags) {
        if (f.isNaN(a) || f.isNaN(b)) {
            propagate(f, a, b, flags);
            return false;
        }
        return a == b || f.isZero(a) && f.isZero(b);
    }

    /** FLT, FLE: invalid if an operand is any NaN. */
    public static boolean less(FloatFormat f, long a, long b, boolean orEqual, FloatFlags flags) {
        if (f.isNaN(a) || f.isNaN(b)) {
            flags.raise(NV);
            return false;
        }
        boolean same = a == b || f.isZero(a) && f.isZero(b);
        return same ? orEqual : key(f, a) < key(f, b);
    }

    /** FMIN, FMAX (minimumNumber, maximumNumber of IEEE 754-2019): a number beats a NaN, and -0 is less than +0. */
    public static long extreme(FloatFormat f, long a, long b, boolean largest, FloatFlags flags) {
        if (f.isSignalingNaN(a) || f.isSignalingNaN(b)) {
            flags.raise(NV);
        }
        if (f.isNaN(a)) {
            return f.isNaN(b) ? f.canonicalNaN() : b;
        }
        if (f.isNaN(b)) {
            return a;
        }
        return key(f, a) < key(f, b) == largest ? b : a;
    }

    /** FCLASS: one bit of ten. */
    public static int classify(FloatFormat f, long a) {
        boolean negative = f.negative(a);
        if (f.isNaN(a)) {
            return f.isSignalingNaN(a) ? 1 << 8 : 1 << 9;
        }
        if (f.isInfinite(a)) {
            return negative ? 1 : 1 << 7;
        }
        if (f.isZero(a)) {
            return negative ? 1 << 3 : 1 << 4;
        }
        if (f.exponentField(a) == 0) {
            return negative ? 1 << 2 : 1 << 5;
        }
        return negative ? 1 << 1 : 1 << 6;
    }

    /** Bits as an integer that orders as the numbers do, -0 below +0; not for NaNs. */
    private static long key(FloatFormat f, long bits) {
        long magnitude = bits & f.signBit() - 1;
        return f.negative(bits) ? -1 - magnitude : magnitude;
    }

    private static long round(FloatFormat f, boolean negative, int exponent, long significand, int rounding, FloatFlags flags) {
        int least = 1 - f.bias();
        int drop = 64 - f.precision();
        if (exponent < least) {
            long unbounded = (significand >>> drop) + (roundsUp(negative, significand, drop, rounding) ? 1 : 0);
            boolean tiny = exponent < least - 1 || unbounded != 1L << f.precision();
            long shifted = shiftRightJam(significand, least - exponent);
            boolean up = roundsUp(negative, shifted, drop, rounding);
            if (shifted << f.precision() != 0) {
                flags.raise(tiny ? UF | NX : NX);
            }
            return f.zero(negative) | (shifted >>> drop) + (up ? 1 : 0);
        }
        boolean up = roundsUp(negative, significand, drop, rounding);
        long kept = (significand >>> drop) + (up ? 1 : 0);
        if (kept == 1L << f.precision()) {
            kept >>>= 1;
            exponent++;
        }
        if (exponent > f.bias()) {
            flags.raise(OF | NX);
            boolean away = rounding == Rounding.RNE || rounding == Rounding.RMM || rounding == (negative ? Rounding.RDN : Rounding.RUP);
            return away ? f.infinity(negative) : f.infinity(negative) - 1;
        }
        if (significand << f.precision() != 0) {
            flags.raise(NX);
        }
        long fraction = kept & (1L << f.fractionBits()) - 1;
        return f.zero(negative) | (long) (exponent + f.bias()) << f.fractionBits() | fraction;
    }

    private static boolean roundsUp(boolean negative, long significand, int drop, int rounding) {
        return roundsUp(negative, (significand >>> drop & 1) != 0, significand << 64 - drop, rounding);
    }

    /** Whether the magnitude is rounded up, {@code rest} being the dropped bits from bit 63 down. */
    private static boolean roundsUp(boolean negative, boolean odd, long rest, int rounding) {
        return switch (rounding) {
            case Rounding.RNE -> rest < 0 && (odd || rest != Long.MIN_VALUE);
            case Rounding.RDN -> negative && rest != 0;
            case Rounding.RUP -> !negative && rest != 0;
            case Rounding.RMM -> rest < 0;
            default -> false;
        };
    }

    private static long shiftRightJam(long value, int distance) {
        if (distance == 0) {
            return value;
        }
        return distance > 63 ? value != 0 ? 1 : 0 : jam(value >>> distance, value << 64 - distance);
    }

    /** The low half of a 128-bit value shifted right, lost bits gathered in its bit 0. */
    private static long shiftRightJamLow(long high, long low, int distance) {
        if (distance == 0) {
            return low;
        }
        if (distance < 64) {
            return jam(high << 64 - distance | low >>> distance, low << 64 - distance);
        }
        if (distance == 64) {
            return jam(high, low);
        }
        return distance > 127 ? jam(0, high | low) : jam(high >>> distance - 64, high << 128 - distance | low);
    }

    private static long jam(long kept, long lost) {
        return lost != 0 ? kept | 1 : kept;
    }

    private static long propagate(FloatFormat f, long a, long b, FloatFlags flags) {
        if (f.isSignalingNaN(a) || f.isSignalingNaN(b)) {
            flags.raise(NV);
        }
        return f.canonicalNaN();
    }

    private static long invalid(FloatFormat f, FloatFlags flags) {
        flags.raise(NV);
        return f.canonicalNaN();
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
