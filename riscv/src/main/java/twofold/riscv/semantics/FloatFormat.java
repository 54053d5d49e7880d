package twofold.riscv.semantics;

/**
 * An IEEE 754 binary interchange format.
 *
 * @param precision the significand's bits, the hidden one included
 * @param bias      the exponent's bias, which is also the largest exponent
 * @param width     the format's bits
 */
public record FloatFormat(int precision, int bias, int width) {
    /** binary16. */
    public static final FloatFormat HALF = new FloatFormat(11, 15, 16);
    /** binary32. */
    public static final FloatFormat SINGLE = new FloatFormat(24, 127, 32);
    /** binary64. */
    public static final FloatFormat DOUBLE = new FloatFormat(53, 1023, 64);

    int fractionBits() {
        return precision - 1;
    }

    long signBit() {
        return 1L << width - 1;
    }

    int exponentField(long bits) {
        return (int) (bits >>> fractionBits()) & 2 * bias + 1;
    }

    long fraction(long bits) {
        return bits & (1L << fractionBits()) - 1;
    }

    boolean negative(long bits) {
        return (bits & signBit()) != 0;
    }

    boolean isNaN(long bits) {
        return exponentField(bits) == 2 * bias + 1 && fraction(bits) != 0;
    }

    boolean isSignalingNaN(long bits) {
        return isNaN(bits) && (bits & 1L << fractionBits() - 1) == 0;
    }

    boolean isInfinite(long bits) {
        return exponentField(bits) == 2 * bias + 1 && fraction(bits) == 0;
    }

    boolean isZero(long bits) {
        return (bits & signBit() - 1) == 0;
    }

    /** The quiet NaN that every operation gives. */
    long canonicalNaN() {
        return infinity(false) | 1L << fractionBits() - 1;
    }

    long infinity(boolean negative) {
        return (negative ? signBit() : 0) | (2L * bias + 1) << fractionBits();
    }

    long zero(boolean negative) {
        return negative ? signBit() : 0;
    }

    /** The exponent of a finite number's leading one; the number is not zero. */
    int exponent(long bits) {
        int field = exponentField(bits);
        return field != 0 ? field - bias : 1 - bias - (Long.numberOfLeadingZeros(fraction(bits)) - (64 - precision));
    }

    /** The significand of a finite number with its leading one in bit 63; the number is not zero. */
    long significand(long bits) {
        long fraction = fraction(bits);
        if (exponentField(bits) != 0) {
            return (fraction | 1L << fractionBits()) << 64 - precision;
        }
        return fraction << Long.numberOfLeadingZeros(fraction);
    }
}
