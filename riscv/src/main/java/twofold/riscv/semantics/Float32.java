package twofold.riscv.semantics;

import static twofold.riscv.semantics.FloatFormat.DOUBLE;
import static twofold.riscv.semantics.FloatFormat.SINGLE;
import static twofold.riscv.semantics.HostFloat64.UNUSUAL;

/**
 * Single-precision operations on NaN-boxed 64-bit register values: an operand that is not boxed is the canonical NaN, a result is
 * boxed. The host's operations are used as in {@link Float64}.
 */
public final class Float32 {
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
        long result = rounding == Rounding.RNE ? HostFloat32.add(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.add(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FSUB.S. */
    public static long subtract(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.subtract(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.subtract(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FMUL.S. */
    public static long multiply(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.multiply(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.multiply(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FDIV.S. */
    public static long divide(long a, long b, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.divide(a, b, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.divide(SINGLE, bits(a), bits(b), rounding, flags));
    }

    /** FSQRT.S. */
    public static long squareRoot(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.squareRoot(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.squareRoot(SINGLE, bits(a), rounding, flags));
    }

    /** FMADD.S: a times b plus c. The other three forms negate operands. */
    public static long fusedMultiplyAdd(long a, long b, long c, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.fusedMultiplyAdd(a, b, c, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.fusedMultiplyAdd(SINGLE, bits(a), bits(b), bits(c), rounding, flags));
    }

    /** A value with its sign turned, for the other fused forms. */
    public static long negate(long a) {
        return box(unbox(a) ^ Integer.MIN_VALUE);
    }

    /** FMIN.S. */
    public static long minimum(long a, long b, FloatFlags flags) {
        long result = HostFloat32.minimum(a, b);
        return result != UNUSUAL ? result : box((int) SoftFloat.extreme(SINGLE, bits(a), bits(b), false, flags));
    }

    /** FMAX.S. */
    public static long maximum(long a, long b, FloatFlags flags) {
        long result = HostFloat32.maximum(a, b);
        return result != UNUSUAL ? result : box((int) SoftFloat.extreme(SINGLE, bits(a), bits(b), true, flags));
    }

    /** FEQ.S. */
    public static long equal(long a, long b, FloatFlags flags) {
        long result = HostFloat32.equal(a, b);
        return result != UNUSUAL ? result : SoftFloat.equal(SINGLE, bits(a), bits(b), flags) ? 1 : 0;
    }

    /** FLT.S. */
    public static long less(long a, long b, FloatFlags flags) {
        long result = HostFloat32.less(a, b);
        return result != UNUSUAL ? result : SoftFloat.less(SINGLE, bits(a), bits(b), false, flags) ? 1 : 0;
    }

    /** FLE.S. */
    public static long lessOrEqual(long a, long b, FloatFlags flags) {
        long result = HostFloat32.lessOrEqual(a, b);
        return result != UNUSUAL ? result : SoftFloat.less(SINGLE, bits(a), bits(b), true, flags) ? 1 : 0;
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
        long result = HostFloat32.toWord(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(SINGLE, bits(a), 32, true, rounding, flags);
    }

    /** FCVT.WU.S. */
    public static long toUnsignedWord(long a, int rounding, FloatFlags flags) {
        long result = HostFloat32.toUnsignedWord(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(SINGLE, bits(a), 32, false, rounding, flags);
    }

    /** FCVT.L.S. */
    public static long toLong(long a, int rounding, FloatFlags flags) {
        long result = HostFloat32.toLong(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(SINGLE, bits(a), 64, true, rounding, flags);
    }

    /** FCVT.LU.S. */
    public static long toUnsignedLong(long a, int rounding, FloatFlags flags) {
        long result = HostFloat32.toUnsignedLong(a, rounding, flags.inexact());
        return result != UNUSUAL ? result : SoftFloat.toInteger(SINGLE, bits(a), 64, false, rounding, flags);
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
        long result = rounding == Rounding.RNE ? HostFloat32.fromLong(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.fromInteger(SINGLE, a < 0, Math.abs(a), rounding, flags));
    }

    /** FCVT.S.LU. */
    public static long fromUnsignedLong(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.fromUnsignedLong(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.fromInteger(SINGLE, false, a, rounding, flags));
    }

    /** FCVT.S.D. */
    public static long fromDouble(long a, int rounding, FloatFlags flags) {
        long result = rounding == Rounding.RNE ? HostFloat32.fromDouble(a, flags.inexact()) : UNUSUAL;
        return result != UNUSUAL ? result : box((int) SoftFloat.convert(DOUBLE, SINGLE, a, rounding, flags));
    }

    /** FCVT.D.S, always exact. */
    public static long toDouble(long a, FloatFlags flags) {
        long result = HostFloat32.toDouble(a);
        return result != UNUSUAL ? result : SoftFloat.convert(SINGLE, DOUBLE, bits(a), Rounding.RNE, flags);
    }

    private static long bits(long a) {
        return unbox(a) & 0xffff_ffffL;
    }
}
