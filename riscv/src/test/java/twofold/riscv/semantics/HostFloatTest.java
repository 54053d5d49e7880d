package twofold.riscv.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation in four rounding modes against the FPU of an x86-64 host, through a C program. The fifth mode, conversions to unsigned
 * integers and half precision are held against QEMU by the random programs. {@code -Dtwofold.random=N} takes N thousand operands.
 */
class HostFloatTest {
    private static final int DOUBLE_OPERATIONS = 14;
    private static final String[] NAMES = {"add.d", "sub.d", "mul.d", "div.d", "sqrt.d", "madd.d", "eq.d", "lt.d", "le.d", "cvt.s.d", "cvt.w.d",
        "cvt.l.d", "cvt.d.l", "cvt.d.lu", "add.s", "sub.s", "mul.s", "div.s", "sqrt.s", "madd.s", "eq.s", "lt.s", "le.s", "cvt.d.s", "cvt.w.s",
        "cvt.l.s", "cvt.s.l", "cvt.s.lu", "cvt.s.w"};

    /** What a result is: it says how NaNs and invalid conversions compare. */
    private enum Kind { DOUBLE, SINGLE, INTEGER }

    private static Kind kind(int operation) {
        String name = NAMES[operation];
        if (name.startsWith("cvt.w") || name.startsWith("cvt.l") || name.matches("(eq|lt|le).*")) {
            return Kind.INTEGER;
        }
        return name.startsWith("cvt.s") || name.matches("[a-z]+\\.s") ? Kind.SINGLE : Kind.DOUBLE;
    }

    private static long ours(int operation, long a, long b, long c, int rm, FloatFlags flags) {
        long p = Float32.box((int) a);
        long q = Float32.box((int) b);
        long r = Float32.box((int) c);
        return switch (NAMES[operation]) {
            case "add.d" -> Float64.add(a, b, rm, flags);
            case "sub.d" -> Float64.subtract(a, b, rm, flags);
            case "mul.d" -> Float64.multiply(a, b, rm, flags);
            case "div.d" -> Float64.divide(a, b, rm, flags);
            case "sqrt.d" -> Float64.squareRoot(a, rm, flags);
            case "madd.d" -> Float64.fusedMultiplyAdd(a, b, c, rm, flags);
            case "eq.d" -> Float64.equal(a, b, flags);
            case "lt.d" -> Float64.less(a, b, flags);
            case "le.d" -> Float64.lessOrEqual(a, b, flags);
            case "cvt.s.d" -> Float32.fromDouble(a, rm, flags);
            case "cvt.w.d" -> Float64.toWord(a, rm, flags);
            case "cvt.l.d" -> Float64.toLong(a, rm, flags);
            case "cvt.d.l" -> Float64.fromLong(a, rm, flags);
            case "cvt.d.lu" -> Float64.fromUnsignedLong(a, rm, flags);
            case "add.s" -> Float32.add(p, q, rm, flags);
            case "sub.s" -> Float32.subtract(p, q, rm, flags);
            case "mul.s" -> Float32.multiply(p, q, rm, flags);
            case "div.s" -> Float32.divide(p, q, rm, flags);
            case "sqrt.s" -> Float32.squareRoot(p, rm, flags);
            case "madd.s" -> Float32.fusedMultiplyAdd(p, q, r, rm, flags);
            case "eq.s" -> Float32.equal(p, q, flags);
            case "lt.s" -> Float32.less(p, q, flags);
            case "le.s" -> Float32.lessOrEqual(p, q, flags);
            case "cvt.d.s" -> Float32.toDouble(p, flags);
            case "cvt.w.s" -> Float32.toWord(p, rm, flags);
            case "cvt.l.s" -> Float32.toLong(p, rm, flags);
            case "cvt.s.l" -> Float32.fromLong(a, rm, flags);
            case "cvt.s.lu" -> Float32.fromUnsignedLong(a, rm, flags);
            case "cvt.s.w" -> Float32.fromWord(a, rm, flags);
            default -> throw new AssertionError(NAMES[operation]);
        };
    }

    @Test
    void everyOperationGivesTheBitsAndFlagsOfTheHostsUnit(@TempDir Path folder) throws Exception {
        Path program = compile(folder);
        long seed = Long.getLong("twofold.seed", System.nanoTime() & 0xffff_ffffL);
        int count = 1000 * Integer.getInteger("twofold.random", 4);
        System.out.println("floating point against the host from seed " + seed + " (-Dtwofold.seed=), " + count + " operands");
        FloatOperands random = new FloatOperands(seed);
        int batch = 2000;
        for (int done = 0; done < count; done += batch) {
            long[] operands = random.triples(batch);
            check(operands, host(program, folder, operands));
        }
    }

    private static Path compile(Path folder) throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "needs an x86-64 host");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
        Path source = folder.resolve("host.c");
        try (InputStream in = HostFloatTest.class.getResourceAsStream("host.c")) {
            Files.copy(in, source);
        }
        Path program = folder.resolve("host");
        int status = new ProcessBuilder("gcc", "-O1", "-frounding-math", "-ftrapping-math", "-ffp-contract=off", "-w", source.toString(), "-o",
                program.toString(), "-lm").inheritIO().start().waitFor();
        assertEquals(0, status);
        return program;
    }

    private static ByteBuffer host(Path program, Path folder, long[] operands) throws IOException, InterruptedException {
        ByteBuffer in = ByteBuffer.allocate(8 * operands.length).order(ByteOrder.LITTLE_ENDIAN);
        in.asLongBuffer().put(operands);
        Path input = folder.resolve("in");
        Path output = folder.resolve("out");
        Files.write(input, in.array());
        assertEquals(0, new ProcessBuilder(program.toString()).redirectInput(input.toFile()).redirectOutput(output.toFile()).start().waitFor());
        return ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void check(long[] operands, ByteBuffer theirs) {
        for (int i = 0; i < operands.length; i += 3) {
            for (int rm = 0; rm < 4; rm++) {
                for (int operation = 0; operation < NAMES.length; operation++) {
                    long result = theirs.getLong();
                    int flags = (int) theirs.getLong();
                    check(operation, operands[i], operands[i + 1], operands[i + 2], rm, result, flags);
                }
            }
        }
    }

    /** Once with no flags set before, and once with the inexact flag set, which lets operations take shorter ways. */
    private static void check(int operation, long a, long b, long c, int rm, long result, int raised) {
        for (int before : new int[] {0, FloatFlags.NX}) {
            FloatFlags flags = new FloatFlags();
            flags.accrued = before;
            long ours = ours(operation, a, b, c, rm, flags);
            int expectedFlags = raised | before | (invalidProduct(operation, a, b) ? FloatFlags.NV : 0);
            boolean sameResult = kind(operation) == Kind.INTEGER && (raised & FloatFlags.NV) != 0 && NAMES[operation].startsWith("cvt")
                    || ours == canonical(kind(operation), result);
            if (!sameResult || flags.accrued != expectedFlags) {
                fail("f" + NAMES[operation] + " of " + Long.toHexString(a) + ", " + Long.toHexString(b) + ", " + Long.toHexString(c)
                        + " in rounding mode " + rm + " is " + Long.toHexString(ours) + " with flags " + flags.accrued + ", on the host "
                        + Long.toHexString(canonical(kind(operation), result)) + " with flags " + expectedFlags);
            }
        }
    }

    /** RISC-V raises invalid for infinity times zero also when a NaN is added; x86 does not. */
    private static boolean invalidProduct(int operation, long a, long b) {
        if (!NAMES[operation].startsWith("madd")) {
            return false;
        }
        boolean wide = operation < DOUBLE_OPERATIONS;
        double x = wide ? Double.longBitsToDouble(a) : Float.intBitsToFloat((int) a);
        double y = wide ? Double.longBitsToDouble(b) : Float.intBitsToFloat((int) b);
        return Double.isInfinite(x) && y == 0 || x == 0 && Double.isInfinite(y);
    }

    private static long canonical(Kind kind, long result) {
        return switch (kind) {
            case DOUBLE -> Double.isNaN(Double.longBitsToDouble(result)) ? 0x7ff8_0000_0000_0000L : result;
            case SINGLE -> Float32.box(Float.isNaN(Float.intBitsToFloat((int) result)) ? 0x7fc0_0000 : (int) result);
            case INTEGER -> result;
        };
    }
}
