package twofold.riscv.isa;

import java.util.ArrayList;
import java.util.List;

/**
 * From bits to {@link Instruction}, by tables made from the rows of {@link Op}.
 *
 * <p>Four-byte encodings are found by opcode, funct3 and funct7; what share those (told apart by the rs2 field) are tried one by one.
 * Two-byte encodings have a table of all 65,536. Where two rows match, the one with more fixed bits is meant. The tables are filled as
 * encodings are met, since a program uses few of them; threads may fill them at the same time, with the same values.
 */
public final class Decoder {
    private static final Op[] OPS = Op.values();
    /** The rows by the opcode they end with; those of four bytes at its bits 6:2, those of two bytes at 32 more than their opcode. */
    private static final List<List<Op>> ROWS = rows();
    private static final List<?>[] WIDE = new List<?>[1 << 15];
    /** 0 for not met yet, {@link #ILLEGAL}, or one more than the row's number. */
    private static final short[] COMPRESSED = new short[1 << 16];
    private static final short ILLEGAL = -1;
    private static final int COMPRESSED_ROWS = 32;
    /** Opcode bits 6:2, funct3 and funct7, as they stand in an encoding. */
    private static final int WIDE_KEY_BITS = 0xfe00_707c;

    private Decoder() { }

    /** Reads all rows now rather than each when it is met; for a thread that has nothing better to do. */
    public static void prepare() {
        for (Op op : OPS) {
            op.pattern();
            op.operands();
        }
    }

    /**
     * Decodes one instruction.
     *
     * @param bits the encoding; the upper half is ignored when the low two bits are not both set
     * @return the instruction, or null when the encoding is illegal or reserved; a hint is the instruction it is a hint of
     */
    public static Instruction decode(int bits) {
        if ((bits & 3) == 3) {
            for (Op op : candidates(bits)) {
                if (op.pattern().matches(bits)) {
                    return op.pattern().isReserved(bits) ? null : fields(op, bits);
                }
            }
            return null;
        }
        int half = bits & 0xffff;
        int known = COMPRESSED[half];
        if (known == 0) {
            known = compressed(half);
            COMPRESSED[half] = (short) known;
        }
        return known == ILLEGAL ? null : fields(OPS[known - 1], half);
    }

    private static Instruction fields(Op op, int bits) {
        int[] registers = {op.impliedRd(), op.impliedRs1(), 0, 0, 0};
        op.pattern().registers(bits, registers);
        return new Instruction(op, op.length(), registers[0], registers[1], registers[2], registers[3], registers[4],
            op.pattern().immediate(bits), bits);
    }

    private static List<List<Op>> rows() {
        List<List<Op>> rows = new ArrayList<>();
        for (int i = 0; i < COMPRESSED_ROWS + 4; i++) {
            rows.add(new ArrayList<>());
        }
        for (Op op : OPS) {
            rows.get(op.length() == 2 ? COMPRESSED_ROWS + op.opcode() : op.opcode() >>> 2).add(op);
        }
        return rows;
    }

    /** The rows of four bytes that agree with {@code bits} in opcode, funct3 and funct7, the one with most fixed bits first. */
    @SuppressWarnings("unchecked") // only such lists are entered
    private static List<Op> candidates(int bits) {
        int key = bits >>> 2 & 0x1f | bits >>> 12 - 5 & 0xe0 | bits >>> 25 - 8 & 0x7f00;
        List<Op> known = (List<Op>) WIDE[key];
        if (known == null) {
            List<Op> found = new ArrayList<>();
            for (Op op : ROWS.get(bits >>> 2 & 0x1f)) {
                if (((op.match() ^ bits) & op.mask() & WIDE_KEY_BITS) == 0) {
                    int before = 0;
                    while (before < found.size() && Integer.bitCount(found.get(before).mask()) > Integer.bitCount(op.mask())) {
                        before++;
                    }
                    found.add(before, op);
                }
            }
            known = List.copyOf(found);
            WIDE[key] = known;
        }
        return known;
    }

    private static int compressed(int half) {
        Op most = null;
        for (Op op : ROWS.get(COMPRESSED_ROWS + (half & 3))) {
            if (op.pattern().matches(half) && (most == null || Integer.bitCount(op.mask()) >= Integer.bitCount(most.mask()))) {
                most = op;
            }
        }
        return most == null || most.pattern().isReserved(half) ? ILLEGAL : most.ordinal() + 1;
    }
}
