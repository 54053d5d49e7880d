package twofold.riscv.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * From bits to {@link Instruction}, by tables made from the rows of {@link Op}.
 *
 * <p>Four-byte encodings are found by opcode, funct3 and funct7; what share those (told apart by the rs2 field) are tried one by one.
 * Two-byte encodings have a table of all 65,536. Where two rows match, the one with more fixed bits is meant.
 */
public final class Decoder {
    private static final Op[][] WIDE = new Op[1 << 15][];
    private static final Op[] COMPRESSED = new Op[1 << 16];
    /** Opcode bits 6:2, funct3 and funct7, as they stand in an encoding. */
    private static final int WIDE_KEY_BITS = 0xfe00_707c;

    static {
        List<Op> specificLast = new ArrayList<>(Arrays.asList(Op.values()));
        specificLast.sort(Comparator.comparingInt(op -> Integer.bitCount(op.mask())));
        for (Op op : specificLast) {
            if (op.length() == 4) {
                enterWide(op);
            } else {
                enterCompressed(op);
            }
        }
    }

    private Decoder() { }

    /**
     * Decodes one instruction.
     *
     * @param bits the encoding; the upper half is ignored when the low two bits are not both set
     * @return the instruction, or null when the encoding is illegal or reserved; a hint is the instruction it is a hint of
     */
    public static Instruction decode(int bits) {
        if ((bits & 3) == 3) {
            Op[] candidates = WIDE[wideKey(bits)];
            if (candidates != null) {
                for (Op op : candidates) {
                    if (op.pattern().matches(bits)) {
                        return op.pattern().isReserved(bits) ? null : fields(op, bits);
                    }
                }
            }
            return null;
        }
        int half = bits & 0xffff;
        Op op = COMPRESSED[half];
        return op == null ? null : fields(op, half);
    }

    private static Instruction fields(Op op, int bits) {
        int[] registers = {op.impliedRd(), op.impliedRs1(), 0, 0, 0};
        op.pattern().registers(bits, registers);
        return new Instruction(op, op.length(), registers[0], registers[1], registers[2], registers[3], registers[4],
            op.pattern().immediate(bits), bits);
    }

    private static int wideKey(int bits) {
        return bits >>> 2 & 0x1f | bits >>> 12 - 5 & 0xe0 | bits >>> 25 - 8 & 0x7f00;
    }

    private static void enterWide(Op op) {
        int free = WIDE_KEY_BITS & ~op.mask();
        Op[] alone = {op};
        int subset = 0;
        do {
            int key = wideKey(op.match() | subset);
            WIDE[key] = WIDE[key] == null ? alone : prepend(op, WIDE[key]);
            subset = subset - free & free;
        } while (subset != 0);
    }

    private static Op[] prepend(Op op, Op[] others) {
        Op[] all = new Op[others.length + 1];
        all[0] = op;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    private static void enterCompressed(Op op) {
        int free = 0xffff & ~op.mask();
        int subset = 0;
        do {
            int bits = op.match() | subset;
            COMPRESSED[bits] = op.pattern().isReserved(bits) ? null : op;
            subset = subset - free & free;
        } while (subset != 0);
    }
}
