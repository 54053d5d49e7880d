package twofold.riscv.semantics;

import java.util.SplittableRandom;

/** Operands near what matters: zeros, subnormals, infinities, NaNs, powers of two, equal exponents, halfway cases, integers. */
final class FloatOperands {
    private final SplittableRandom random;

    FloatOperands(long seed) {
        random = new SplittableRandom(seed);
    }

    long[] triples(int count) {
        long[] all = new long[3 * count];
        for (int i = 0; i < all.length; i += 3) {
            boolean wide = random.nextBoolean();
            long a = one(wide);
            long b = random.nextInt(4) == 0 ? a ^ random.nextInt(8) ^ (random.nextBoolean() ? sign(wide) : 0) : one(wide);
            long c = random.nextInt(4) == 0 ? product(wide, a, b) ^ sign(wide) ^ random.nextInt(4) : one(wide);
            all[i] = a;
            all[i + 1] = b;
            all[i + 2] = c;
        }
        return all;
    }

    private static long sign(boolean wide) {
        return wide ? 1L << 63 : 1L << 31;
    }

    /** So that an addition cancels nearly all of a product. */
    private static long product(boolean wide, long a, long b) {
        return wide ? Double.doubleToRawLongBits(Double.longBitsToDouble(a) * Double.longBitsToDouble(b))
                : Float.floatToRawIntBits(Float.intBitsToFloat((int) a) * Float.intBitsToFloat((int) b)) & 0xffff_ffffL;
    }

    private long one(boolean wide) {
        int fractionBits = wide ? 52 : 23;
        int exponentMask = wide ? 2047 : 255;
        int bias = exponentMask >> 1;
        long exponent = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> exponentMask;
            case 2 -> random.nextInt(4);
            case 3 -> exponentMask - random.nextInt(4);
            case 4, 5 -> bias + random.nextInt(-3, 4);
            case 6 -> bias + random.nextInt(28, 66);
            default -> random.nextInt(exponentMask + 1);
        };
        long ones = (1L << fractionBits) - 1;
        long fraction = switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> ones;
            case 2 -> 1L << random.nextInt(fractionBits);
            case 3 -> ones << random.nextInt(fractionBits) & ones;
            case 4 -> random.nextInt(8);
            default -> random.nextLong() & ones;
        };
        long bits = exponent << fractionBits | fraction;
        return random.nextBoolean() ? bits : bits | sign(wide);
    }
}
