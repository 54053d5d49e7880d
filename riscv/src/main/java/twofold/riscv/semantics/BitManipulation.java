package twofold.riscv.semantics;

/**
 * The integer operations of Zba, Zbb, Zbs and Zicond, one method for each instruction and of its name (Unprivileged manual, chapters "B"
 * and "Zicond"). Where an instruction has an immediate, it is the second operand; operations on words give sign-extended results.
 */
public final class BitManipulation {
    private static final long LOW_WORD = 0xffff_ffffL;
    private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

    private BitManipulation() {
    }

    /** ADD.UW: the unsigned low word of {@code a} plus {@code b}. */
    public static long addUw(long a, long b) {
        return (a & LOW_WORD) + b;
    }

    /** SH1ADD. */
    public static long sh1add(long a, long b) {
        return (a << 1) + b;
    }

    /** SH2ADD. */
    public static long sh2add(long a, long b) {
        return (a << 2) + b;
    }

    /** SH3ADD. */
    public static long sh3add(long a, long b) {
        return (a << 3) + b;
    }

    /** SH1ADD.UW. */
    public static long sh1addUw(long a, long b) {
        return ((a & LOW_WORD) << 1) + b;
    }

    /** SH2ADD.UW. */
    public static long sh2addUw(long a, long b) {
        return ((a & LOW_WORD) << 2) + b;
    }

    /** SH3ADD.UW. */
    public static long sh3addUw(long a, long b) {
        return ((a & LOW_WORD) << 3) + b;
    }

    /** SLLI.UW. */
    public static long slliUw(long a, long b) {
        return (a & LOW_WORD) << b;
    }

    /** ANDN. */
    public static long andn(long a, long b) {
        return a & ~b;
    }

    /** ORN. */
    public static long orn(long a, long b) {
        return a | ~b;
    }

    /** XNOR. */
    public static long xnor(long a, long b) {
        return ~(a ^ b);
    }

    /** CLZ: 64 for zero. */
    public static long clz(long a) {
        return Long.numberOfLeadingZeros(a);
    }

    /** CTZ: 64 for zero. */
    public static long ctz(long a) {
        return Long.numberOfTrailingZeros(a);
    }

    /** CPOP. */
    public static long cpop(long a) {
        return Long.bitCount(a);
    }

    /** CLZW: 32 for a low word of zero. */
    public static long clzw(long a) {
        return Integer.numberOfLeadingZeros((int) a);
    }

    /** CTZW: 32 for a low word of zero. */
    public static long ctzw(long a) {
        return Integer.numberOfTrailingZeros((int) a);
    }

    /** CPOPW. */
    public static long cpopw(long a) {
        return Integer.bitCount((int) a);
    }

    /** MAX. */
    public static long max(long a, long b) {
        return Math.max(a, b);
    }

    /** MAXU. */
    public static long maxu(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    /** MIN. */
    public static long min(long a, long b) {
        return Math.min(a, b);
    }

    /** MINU. */
    public static long minu(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    /** SEXT.B. */
    public static long sextB(long a) {
        return (byte) a;
    }

    /** SEXT.H. */
    public static long sextH(long a) {
        return (short) a;
    }

    /** ZEXT.H. */
    public static long zextH(long a) {
        return a & 0xffff;
    }

    /** ROL: by the low six bits. */
    public static long rol(long a, long b) {
        return Long.rotateLeft(a, (int) b);
    }

    /** ROLW: by the low five bits. */
    public static long rolw(long a, long b) {
        return Integer.rotateLeft((int) a, (int) b);
    }

    /** ROR: by the low six bits. */
    public static long ror(long a, long b) {
        return Long.rotateRight(a, (int) b);
    }

    /** RORI. */
    public static long rori(long a, long b) {
        return ror(a, b);
    }

    /** RORIW. */
    public static long roriw(long a, long b) {
        return rorw(a, b);
    }

    /** RORW: by the low five bits. */
    public static long rorw(long a, long b) {
        return Integer.rotateRight((int) a, (int) b);
    }

    /** ORC.B: all ones for each byte that is not zero. */
    public static long orcB(long a) {
        long high = (a & LOW_BITS) + LOW_BITS | a;
        return (high >>> 7 & 0x0101_0101_0101_0101L) * 0xff;
    }

    /** REV8. */
    public static long rev8(long a) {
        return Long.reverseBytes(a);
    }

    /** BCLR: the bit is named by the low six bits of {@code b}, as in all single-bit operations. */
    public static long bclr(long a, long b) {
        return a & ~(1L << b);
    }

    /** BCLRI. */
    public static long bclri(long a, long b) {
        return bclr(a, b);
    }

    /** BEXT. */
    public static long bext(long a, long b) {
        return a >>> b & 1;
    }

    /** BEXTI. */
    public static long bexti(long a, long b) {
        return bext(a, b);
    }

    /** BINV. */
    public static long binv(long a, long b) {
        return a ^ 1L << b;
    }

    /** BINVI. */
    public static long binvi(long a, long b) {
        return binv(a, b);
    }

    /** BSET. */
    public static long bset(long a, long b) {
        return a | 1L << b;
    }

    /** BSETI. */
    public static long bseti(long a, long b) {
        return bset(a, b);
    }

    /** CZERO.EQZ: zero if the condition {@code b} is zero. */
    public static long czeroEqz(long a, long b) {
        return b == 0 ? 0 : a;
    }

    /** CZERO.NEZ: zero if the condition {@code b} is not zero. */
    public static long czeroNez(long a, long b) {
        return b != 0 ? 0 : a;
    }
}
