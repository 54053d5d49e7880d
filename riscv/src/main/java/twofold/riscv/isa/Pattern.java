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
    private final int mask;
    private final int match;
    private final Field[] fields;
    private final Slice[] slices;
    private final boolean signed;
    private final boolean nonZeroImmediate;
    private final int immediateBits;
    private final int immediateScale;

    Pattern(String text) {
        Reader reader = new Reader(text);
        length = reader.bit / 8;
        mask = reader.mask;
        match = reader.match;
        fields = reader.fields.toArray(new Field[0]);
        slices = reader.slices.toArray(new Slice[0]);
        signed = reader.signed;
        nonZeroImmediate = reader.nonZeroImmediate;
        int highest = 0;
        int lowest = 31;
        for (Slice slice : slices) {
            highest = Math.max(highest, slice.to + slice.width);
            lowest = Math.min(lowest, slice.to);
        }
        immediateBits = highest;
        immediateScale = slices.length == 0 ? 1 : 1 << lowest;
    }

    /** Takes a pattern apart, from its last field, which is bit 0, to its first. */
    private static final class Reader {
        private final List<Field> fields = new ArrayList<>(5);
        private final List<Slice> slices = new ArrayList<>(5);
        private int bit;
        private int mask;
        private int match;
        private boolean signed;
        private boolean nonZeroImmediate;

        Reader(String text) {
            for (int end = text.length(); end > 0;) {
                int start = text.lastIndexOf(' ', end - 1) + 1;
                read(text.substring(start, end));
                end = start - 1;
            }
            if (bit != 16 && bit != 32) {
                throw new IllegalArgumentException(bit + " bits in " + text);
            }
        }

        private void read(String token) {
            switch (token) {
                case "rd" -> field(RD, 5, 0, false);
                case "rs1" -> field(RS1, 5, 0, false);
                case "rs2" -> field(RS2, 5, 0, false);
                case "rs3" -> field(RS3, 5, 0, false);
                case "rm" -> field(RM, 3, 0, false);
                case "aqrl" -> slice(1, 0);
                case "csr" -> slice(11, 0);
                default -> {
                    char first = token.charAt(0);
                    if (first == '0' || first == '1') {
                        fixed(token);
                    } else if (token.endsWith("]")) {
                        immediate(token);
                    } else {
                        register(token);
                    }
                }
            }
        }

        private void fixed(String digits) {
            for (int i = digits.length() - 1; i >= 0; i--) {
                mask |= 1 << bit;
                match |= digits.charAt(i) - '0' << bit;
                bit++;
            }
        }

        private void immediate(String token) {
            nonZeroImmediate |= token.startsWith("nz");
            int open = token.indexOf('[');
            signed |= !token.startsWith("uimm", open - 4);
            int end = token.length() - 1;
            while (end > open) {
                int start = Math.max(open, token.lastIndexOf('|', end - 1));
                int colon = token.indexOf(':', start);
                int high = number(token, start + 1, colon > 0 && colon < end ? colon : end);
                slice(high, colon > 0 && colon < end ? number(token, colon + 1, end) : high);
                end = start;
            }
        }

        private static int number(String text, int from, int to) {
            int value = 0;
            for (int i = from; i < to; i++) {
                value = value * 10 + text.charAt(i) - '0';
            }
            return value;
        }

        /** The next bits of the encoding are bits {@code high} to {@code low} of the immediate. */
        private void slice(int high, int low) {
            slices.add(new Slice(bit, high - low + 1, low));
            bit += high - low + 1;
        }

        /** A register that is three bits, not zero, or two in one. */
        private void register(String token) {
            boolean nonZero = token.endsWith("≠0");
            String names = nonZero ? token.substring(0, token.length() - 2) : token;
            boolean prime = names.endsWith("'");
            int at = bit;
            for (String name : names.replace("'", "").split("/")) {
                int target = List.of("rd", "rs1", "rs2", "rs3").indexOf(name);
                if (target < 0) {
                    throw new IllegalArgumentException("unknown field " + token);
                }
                bit = at;
                field(target, prime ? 3 : 5, prime ? 8 : 0, nonZero);
            }
        }

        private void field(int target, int width, int offset, boolean nonZero) {
            fields.add(new Field(target, bit, width, offset, nonZero));
            bit += width;
        }
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
