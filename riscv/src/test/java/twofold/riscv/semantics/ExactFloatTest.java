package twofold.riscv.semantics;

import static org.junit.jupiter.api.Assertions.fail;
import static twofold.riscv.semantics.ExactFloat.DOUBLE;
import static twofold.riscv.semantics.ExactFloat.HALF;
import static twofold.riscv.semantics.ExactFloat.SINGLE;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import twofold.riscv.semantics.ExactFloat.Result;

/** Every floating-point operation in every rounding mode, bits and flags, against exact arithmetic. {@code -Dtwofold.random=N} takes N thousand operands. */
class ExactFloatTest {
    private static final int MODES = 5;

    /** Ours, on register values. */
    private interface Ours {
        long apply(long a, long b, long c, int rm, FloatFlags flags);
    }

    /** The definition, on the bits of a format. */
    private interface Definition {
        Result apply(long a, long b, long c, int rm);
    }

    /**
     * An operation.
     *
     * @param operand what its operands are; null for integers
     * @param result  what its result is; null for integers
     */
    private record Operation(String name, ExactFloat operand, ExactFloat result, Ours ours, Definition definition) {
    }

    private static final List<Operation> OPERATIONS = operations();

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        arithmetic(all);
        comparisons(all);
        integers(all);
        conversions(all);
        return all;
    }

    private static void add(List<Operation> to, String name, ExactFloat operand, ExactFloat result, Ours ours, Definition definition) {
        to.add(new Operation(name, operand, result, ours, definition));
    }

    private static void arithmetic(List<Operation> to) {
        add(to, "fadd.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.add(a, b, rm, f), (a, b, c, rm) -> SINGLE.add(a, b, rm));
        add(to, "fadd.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.add(a, b, rm, f), (a, b, c, rm) -> DOUBLE.add(a, b, rm));
        add(to, "fsub.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.subtract(a, b, rm, f), (a, b, c, rm) -> SINGLE.subtract(a, b, rm));
        add(to, "fsub.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.subtract(a, b, rm, f), (a, b, c, rm) -> DOUBLE.subtract(a, b, rm));
        add(to, "fmul.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.multiply(a, b, rm, f), (a, b, c, rm) -> SINGLE.multiply(a, b, rm));
        add(to, "fmul.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.multiply(a, b, rm, f), (a, b, c, rm) -> DOUBLE.multiply(a, b, rm));
        add(to, "fdiv.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.divide(a, b, rm, f), (a, b, c, rm) -> SINGLE.divide(a, b, rm));
        add(to, "fdiv.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.divide(a, b, rm, f), (a, b, c, rm) -> DOUBLE.divide(a, b, rm));
        add(to, "fsqrt.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.squareRoot(a, rm, f), (a, b, c, rm) -> SINGLE.squareRoot(a, rm));
        add(to, "fsqrt.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.squareRoot(a, rm, f), (a, b, c, rm) -> DOUBLE.squareRoot(a, rm));
        add(to, "fmadd.s", SINGLE, SINGLE, Float32::fusedMultiplyAdd, SINGLE::fusedMultiplyAdd);
        add(to, "fmadd.d", DOUBLE, DOUBLE, Float64::fusedMultiplyAdd, DOUBLE::fusedMultiplyAdd);
        add(to, "fmin.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.minimum(a, b, f), (a, b, c, rm) -> SINGLE.extreme(a, b, false));
        add(to, "fmin.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.minimum(a, b, f), (a, b, c, rm) -> DOUBLE.extreme(a, b, false));
        add(to, "fmax.s", SINGLE, SINGLE, (a, b, c, rm, f) -> Float32.maximum(a, b, f), (a, b, c, rm) -> SINGLE.extreme(a, b, true));
        add(to, "fmax.d", DOUBLE, DOUBLE, (a, b, c, rm, f) -> Float64.maximum(a, b, f), (a, b, c, rm) -> DOUBLE.extreme(a, b, true));
    }

    private static void comparisons(List<Operation> to) {
        add(to, "feq.s", SINGLE, null, (a, b, c, rm, f) -> Float32.equal(a, b, f), (a, b, c, rm) -> SINGLE.equal(a, b));
        add(to, "feq.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.equal(a, b, f), (a, b, c, rm) -> DOUBLE.equal(a, b));
        add(to, "flt.s", SINGLE, null, (a, b, c, rm, f) -> Float32.less(a, b, f), (a, b, c, rm) -> SINGLE.less(a, b, false));
        add(to, "flt.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.less(a, b, f), (a, b, c, rm) -> DOUBLE.less(a, b, false));
        add(to, "fle.s", SINGLE, null, (a, b, c, rm, f) -> Float32.lessOrEqual(a, b, f), (a, b, c, rm) -> SINGLE.less(a, b, true));
        add(to, "fle.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.lessOrEqual(a, b, f), (a, b, c, rm) -> DOUBLE.less(a, b, true));
        add(to, "fclass.s", SINGLE, null, (a, b, c, rm, f) -> Float32.classify(a), (a, b, c, rm) -> SINGLE.classify(a));
        add(to, "fclass.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.classify(a), (a, b, c, rm) -> DOUBLE.classify(a));
    }

    private static void integers(List<Operation> to) {
        add(to, "fcvt.w.s", SINGLE, null, (a, b, c, rm, f) -> Float32.toWord(a, rm, f), (a, b, c, rm) -> SINGLE.toInteger(a, 32, true, rm));
        add(to, "fcvt.wu.s", SINGLE, null, (a, b, c, rm, f) -> Float32.toUnsignedWord(a, rm, f), (a, b, c, rm) -> SINGLE.toInteger(a, 32, false, rm));
        add(to, "fcvt.l.s", SINGLE, null, (a, b, c, rm, f) -> Float32.toLong(a, rm, f), (a, b, c, rm) -> SINGLE.toInteger(a, 64, true, rm));
        add(to, "fcvt.lu.s", SINGLE, null, (a, b, c, rm, f) -> Float32.toUnsignedLong(a, rm, f), (a, b, c, rm) -> SINGLE.toInteger(a, 64, false, rm));
        add(to, "fcvt.w.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.toWord(a, rm, f), (a, b, c, rm) -> DOUBLE.toInteger(a, 32, true, rm));
        add(to, "fcvt.wu.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.toUnsignedWord(a, rm, f), (a, b, c, rm) -> DOUBLE.toInteger(a, 32, false, rm));
        add(to, "fcvt.l.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.toLong(a, rm, f), (a, b, c, rm) -> DOUBLE.toInteger(a, 64, true, rm));
        add(to, "fcvt.lu.d", DOUBLE, null, (a, b, c, rm, f) -> Float64.toUnsignedLong(a, rm, f), (a, b, c, rm) -> DOUBLE.toInteger(a, 64, false, rm));
        add(to, "fcvt.s.w", null, SINGLE, (a, b, c, rm, f) -> Float32.fromWord(a, rm, f), (a, b, c, rm) -> SINGLE.fromInteger(signed((int) a), rm));
        add(to, "fcvt.s.wu", null, SINGLE, (a, b, c, rm, f) -> Float32.fromUnsignedWord(a, rm, f), (a, b, c, rm) -> SINGLE.fromInteger(signed(a & 0xffff_ffffL), rm));
        add(to, "fcvt.s.l", null, SINGLE, (a, b, c, rm, f) -> Float32.fromLong(a, rm, f), (a, b, c, rm) -> SINGLE.fromInteger(signed(a), rm));
        add(to, "fcvt.s.lu", null, SINGLE, (a, b, c, rm, f) -> Float32.fromUnsignedLong(a, rm, f), (a, b, c, rm) -> SINGLE.fromInteger(unsigned(a), rm));
        add(to, "fcvt.d.w", null, DOUBLE, (a, b, c, rm, f) -> Float64.fromWord(a), (a, b, c, rm) -> DOUBLE.fromInteger(signed((int) a), rm));
        add(to, "fcvt.d.wu", null, DOUBLE, (a, b, c, rm, f) -> Float64.fromUnsignedWord(a), (a, b, c, rm) -> DOUBLE.fromInteger(signed(a & 0xffff_ffffL), rm));
        add(to, "fcvt.d.l", null, DOUBLE, (a, b, c, rm, f) -> Float64.fromLong(a, rm, f), (a, b, c, rm) -> DOUBLE.fromInteger(signed(a), rm));
        add(to, "fcvt.d.lu", null, DOUBLE, (a, b, c, rm, f) -> Float64.fromUnsignedLong(a, rm, f), (a, b, c, rm) -> DOUBLE.fromInteger(unsigned(a), rm));
    }

    private static void conversions(List<Operation> to) {
        add(to, "fcvt.s.d", DOUBLE, SINGLE, (a, b, c, rm, f) -> Float32.fromDouble(a, rm, f), (a, b, c, rm) -> SINGLE.from(DOUBLE, a, rm));
        add(to, "fcvt.d.s", SINGLE, DOUBLE, (a, b, c, rm, f) -> Float32.toDouble(a, f), (a, b, c, rm) -> DOUBLE.from(SINGLE, a, rm));
        add(to, "fcvt.h.s", SINGLE, HALF, (a, b, c, rm, f) -> Float16.fromSingle(a, rm, f), (a, b, c, rm) -> HALF.from(SINGLE, a, rm));
        add(to, "fcvt.h.d", DOUBLE, HALF, (a, b, c, rm, f) -> Float16.fromDouble(a, rm, f), (a, b, c, rm) -> HALF.from(DOUBLE, a, rm));
        add(to, "fcvt.s.h", HALF, SINGLE, (a, b, c, rm, f) -> Float16.toSingle(a, f), (a, b, c, rm) -> SINGLE.from(HALF, a, rm));
        add(to, "fcvt.d.h", HALF, DOUBLE, (a, b, c, rm, f) -> Float16.toDouble(a, f), (a, b, c, rm) -> DOUBLE.from(HALF, a, rm));
    }

    private static BigInteger signed(long a) {
        return BigInteger.valueOf(a);
    }

    private static BigInteger unsigned(long a) {
        return new BigInteger(Long.toUnsignedString(a));
    }

    @Test
    void everyOperationIsExactButForOneRounding() {
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int count = 1000 * Integer.getInteger("twofold.random", 4);
        System.out.println("floating point against exact arithmetic from seed " + seed + " (-Dtwofold.seed=), " + count + " operands");
        long[] operands = new FloatOperands(seed).triples(count);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < operands.length; i += 3) {
            for (Operation operation : OPERATIONS) {
                check(operation, operands[i], operands[i + 1], operands[i + 2], random.nextInt(32));
            }
        }
    }

    @Test
    void everyHalfIsConverted() {
        for (int half = 0; half < 1 << 16; half++) {
            for (Operation operation : OPERATIONS) {
                if (operation.operand == HALF) {
                    check(operation, half, half, half, 0);
                } else if (operation.result == HALF) {
                    long wide = operation.operand.from(HALF, half, 0).bits();
                    for (int beside = -1; beside <= 1; beside++) {
                        check(operation, wide + beside, 0, 0, 0);
                        check(operation, wide + (1L << operation.operand.precision() - 12) + beside, 0, 0, 0);
                    }
                }
            }
        }
    }

    @Test
    void anOperandThatIsNotBoxedIsTheCanonicalNan() {
        for (Operation operation : OPERATIONS) {
            if (operation.operand == SINGLE || operation.operand == HALF) {
                FloatFlags flags = new FloatFlags();
                long nan = operation.operand.nan();
                Result expected = operation.definition.apply(nan, nan, nan, 0);
                long ours = operation.ours.apply(0x3c00_3c00L, 0x3f80_0000L, 0xfff0_ffff_3f80_0000L, 0, flags);
                if (ours != register(operation.result, expected.bits()) || flags.accrued != expected.flags()) {
                    fail(operation.name + " of what is not boxed is " + Long.toHexString(ours) + " with flags " + flags.accrued);
                }
            }
        }
    }

    /** In every rounding mode: with no flags before, with inexact (which lets operations take shorter ways), and with others. */
    private static void check(Operation operation, long a, long b, long c, int others) {
        for (int rm = 0; rm < MODES; rm++) {
            long x = bits(operation.operand, a);
            long y = bits(operation.operand, b);
            long z = bits(operation.operand, c);
            Result expected = operation.definition.apply(x, y, z, rm);
            for (int before : new int[] {0, FloatFlags.NX, others}) {
                FloatFlags flags = new FloatFlags();
                flags.accrued = before;
                long ours = operation.ours.apply(register(operation.operand, x), register(operation.operand, y), register(operation.operand, z), rm, flags);
                if (ours != register(operation.result, expected.bits()) || flags.accrued != (before | expected.flags())) {
                    fail(operation.name + " of " + Long.toHexString(x) + ", " + Long.toHexString(y) + ", " + Long.toHexString(z) + " in rounding mode " + rm
                            + " is " + Long.toHexString(ours) + " with flags " + flags.accrued + ", by the definition "
                            + Long.toHexString(register(operation.result, expected.bits())) + " with flags " + (before | expected.flags()));
                }
            }
        }
    }

    private static long bits(ExactFloat format, long a) {
        return format == null || format == DOUBLE ? a : a & (1L << format.width()) - 1;
    }

    private static long register(ExactFloat format, long bits) {
        return format == null || format == DOUBLE ? bits : bits | -1L << format.width();
    }
}
