package twofold.riscv.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * A bit pattern as the manual prints it, most significant bit first, fields apart by spaces: {@code "imm[11:0] rs1 000 rd 0010011"}.
 *
 * <p>A field is a run of fixed bits; a register ({@code rd rs1 rs2 rs3}, with a prime the three-bit form that means x8..x15,
 * {@code rd/rs1} for a register that is both); {@code rm}; {@code aqrl}; {@code csr}; or a piece of the one immediate with the bits it
 * holds: {@code imm[12|10:5]} is sign-extended from its highest bit, {@code uimm} is not, {@code nz} before either, or {@code ≠0} after a
 * register, makes zero a reserved encoding.
 */
final class Pattern {
    private static final int RD = 0;
    private static final int RS1 = 1;
    private static final int RS2 = 2;
    private static final int RS3 = 3;
    private static final int RM = 4;

    /** A register or rm field: where it is and what it feeds. {@code offset} is 8 for the three-bit register form. */
    private record Field(int target, int shift, int width, int offset, boolean nonZero) { }

    /** Consecutive immediate bits: {@code width} bits from {@code shift} in the encoding are bits from {@code to} of the immediate. */
    private record Slice(int shift, int width, int to) { }

    private final int length;
    private int mask;
    private int match;
    private final List<Field> fieldList = new ArrayList<>();
    private final List<Slice> sliceList = new ArrayList<>();
    private final Field[] fields;
    private final Slice[] slices;
    private boolean signed;
    private boolean nonZeroImmediate;
    private int immediateBits;
    private final int immediateScale;

    Pattern(String text) {
        String[] tokens = text.split(" ");
        int bit = 0;
        for (int i = tokens.length - 1; i >= 0; i--) {
            bit += parse(tokens[i], bit);
        }
        if (bit != 16 && bit != 32) {
            throw new IllegalArgumentException(bit + " bits in " + text);
        }
        length = bit / 8;
        fields = fieldList.toArray(Field[]::new);
        slices = sliceList.toArray(Slice[]::new);
        int lowest = 31;
        for (Slice slice : slices) {
            immediateBits = Math.max(immediateBits, slice.to + slice.width);
            lowest = Math.min(lowest, slice.to);
        }
        immediateScale = slices.length == 0 ? 1 : 1 << lowest;
    }

    private int parse(String token, int shift) {
        char first = token.charAt(0);
        if (first == '0' || first == '1') {
            mask |= ((1 << token.length()) - 1) << shift;
            match |= Integer.parseInt(token, 2) << shift;
            return token.length();
        }
        return switch (token) {
            case "aqrl" -> immediate("[1:0]", shift);
            case "csr" -> immediate("[11:0]", shift);
            case "rm" -> field(RM, shift, 3, 0, false);
            default -> token.contains("[") ? immediateToken(token, shift) : register(token, shift);
        };
    }

    private int immediateToken(String token, int shift) {
        nonZeroImmediate |= token.startsWith("nz");
        signed |= !token.contains("uimm");
        return immediate(token.substring(token.indexOf('[')), shift);
    }

    private int immediate(String bits, int shift) {
        String[] runs = bits.substring(1, bits.length() - 1).split("\\|");
        int at = shift;
        for (int i = runs.length - 1; i >= 0; i--) {
            String[] ends = runs[i].split(":");
            int high = Integer.parseInt(ends[0]);
            int low = Integer.parseInt(ends[ends.length - 1]);
            sliceList.add(new Slice(at, high - low + 1, low));
            at += high - low + 1;
        }
        return at - shift;
    }

    private int register(String token, int shift) {
        boolean nonZero = token.endsWith("≠0");
        String names = nonZero ? token.substring(0, token.length() - 2) : token;
        boolean prime = names.endsWith("'");
        int width = prime ? 3 : 5;
        for (String name : names.replace("'", "").split("/")) {
            int target = List.of("rd", "rs1", "rs2", "rs3").indexOf(name);
            if (target < 0) {
                throw new IllegalArgumentException("unknown field " + token);
            }
            field(target, shift, width, prime ? 8 : 0, nonZero);
        }
        return width;
    }

    private int field(int target, int shift, int width, int offset, boolean nonZero) {
        fieldList.add(new Field(target, shift, width, offset, nonZero));
        return width;
    }

    /** Two or four bytes. */
    int length() {
        return length;
    }

    int mask() {
        return mask;
    }

    int match() {
        return match;
    }

    boolean matches(int bits) {
        return (bits & mask) == match;
    }

    /** Whether an encoding that matches uses a value that the manual reserves. */
    boolean isReserved(int bits) {
        for (Field field : fields) {
            int value = bits >>> field.shift & (1 << field.width) - 1;
            if (field.nonZero && value == 0 || field.target == RM && (value == 5 || value == 6)) {
                return true;
            }
        }
        return nonZeroImmediate && immediate(bits) == 0;
    }

    /** The registers of {@code bits}, in the order rd, rs1, rs2, rs3, rm, over what the array held. */
    void registers(int bits, int[] into) {
        for (Field field : fields) {
            into[field.target] = (bits >>> field.shift & (1 << field.width) - 1) + field.offset;
        }
    }

    /** The immediate that {@code bits} hold, sign-extended where it is signed. */
    int immediate(int bits) {
        int value = 0;
        for (Slice slice : slices) {
            value |= (bits >>> slice.shift & (1 << slice.width) - 1) << slice.to;
        }
        int unused = 32 - immediateBits;
        return signed ? value << unused >> unused : value;
    }

    /** Puts the immediate's bits where they belong, unchecked. */
    int placeImmediate(int immediate) {
        int bits = 0;
        for (Slice slice : slices) {
            bits |= (immediate >>> slice.to & (1 << slice.width) - 1) << slice.shift;
        }
        return bits;
    }

    int placeRegisters(int[] values) {
        int bits = 0;
        for (Field field : fields) {
            bits |= (values[field.target] - field.offset & (1 << field.width) - 1) << field.shift;
        }
        return bits;
    }

    /** Whether the values can be written in the fields, and are the ones that a repeated or missing field stands for. */
    boolean registersFit(int[] values) {
        for (Field field : fields) {
            int value = values[field.target] - field.offset;
            if (value < 0 || value >= 1 << field.width || field.nonZero && value == 0) {
                return false;
            }
        }
        return true;
    }

    boolean hasRoundingMode() {
        for (Field field : fields) {
            if (field.target == RM) {
                return true;
            }
        }
        return false;
    }

    boolean hasImmediate() {
        return slices.length > 0;
    }

    boolean immediateFits(long value) {
        if (slices.length == 0) {
            return value == 0;
        }
        return value >= immediateMinimum() && value <= immediateMaximum() && value % immediateScale == 0
            && !(nonZeroImmediate && value == 0);
    }

    long immediateMinimum() {
        return signed ? -(1L << immediateBits - 1) : 0;
    }

    long immediateMaximum() {
        return (signed ? 1L << immediateBits - 1 : 1L << immediateBits) - immediateScale;
    }

    int immediateScale() {
        return immediateScale;
    }
}
