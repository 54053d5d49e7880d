package twofold.riscv.hart;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import twofold.riscv.isa.Decoder;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/**
 * A static program of random instructions that leaves a trail: after every few instructions all registers, fcsr and a window of memory go
 * to a log, which is written to standard output at the end. Registers 2, 8 and 9 point into the window and 31 to the log. The code is
 * straight, or one loop whose every round leaves a record.
 */
public final class RandomProgram {
    public static final long BASE = 0x10000;
    private static final int HEADERS = 120;
    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final int WINDOW = 4096;
    private static final int LOG_RECORD = 64 * 8 + 8;

    /** QEMU before 8.0 gets this wrong for a low word of zero. */
    private static final Set<Op> MISTAKEN = Set.of(Op.CTZW);
    private static final long[] CORNERS = {0, 1, -1, 2, 7, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL,
        0xffff_ffff_8000_0000L, 0x7ff0_0000_0000_0000L, 0xfff0_0000_0000_0000L, 0x7ff8_0000_0000_0000L, 0x7ff0_0000_0000_0001L,
        0x3ff0_0000_0000_0000L, 0x8000_0000_0000_0001L, 0x000f_ffff_ffff_ffffL, 0x0010_0000_0000_0000L, 0x7fef_ffff_ffff_ffffL,
        0x43e0_0000_0000_0000L, 0xc3e0_0000_0000_0000L, 0x41e0_0000_0000_0000L, 0xffff_ffff_7f80_0000L, 0xffff_ffff_ff80_0000L,
        0xffff_ffff_7fc0_0000L, 0xffff_ffff_7f80_0001L, 0xffff_ffff_3f80_0000L, 0xffff_ffff_0080_0000L, 0xffff_ffff_0000_0001L,
        0xffff_ffff_7f7f_ffffL, 0xffff_ffff_4f00_0000L, 0xffff_ffff_5f00_0000L, 0xffff_ffff_8000_0000L, 0x3fe0_0000_0000_0000L};

    private final SplittableRandom random;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final List<String> listing = new ArrayList<>();
    private final List<Op> choices;
    private final int records;
    private final int perRecord;
    private final boolean loops;

    /** A program whose records each follow {@code perRecord} instructions of the given extensions. */
    RandomProgram(long seed, int records, int perRecord, Set<Extension> extensions) {
        this(seed, records, perRecord, choices(extensions), false);
    }

    private RandomProgram(long seed, int records, int perRecord, List<Op> choices, boolean loops) {
        this.choices = choices;
        this.loops = loops;
        random = new SplittableRandom(seed);
        this.records = records;
        this.perRecord = perRecord;
    }

    /** A loop of so many rounds over {@code length} instructions of the given extensions. */
    public static RandomProgram loop(long seed, int rounds, int length, Set<Extension> extensions) {
        return new RandomProgram(seed, rounds, length, choices(extensions), true);
    }

    /** The same over variants of one instruction, or null if the instruction would leave the program or lose its pointers. */
    public static RandomProgram loop(long seed, int rounds, int length, Op only) {
        return only != Op.C_ADDI16SP && choices(EnumSet.allOf(Extension.class)).contains(only) || MISTAKEN.contains(only)
                ? new RandomProgram(seed, rounds, length, List.of(only), true) : null;
    }

    /** The instructions before a record, for the message of a failure. */
    public String between(int record) {
        StringBuilder text = new StringBuilder();
        int from = loops ? 0 : record * perRecord;
        for (int i = from; i < from + perRecord; i++) {
            text.append("  ").append(listing.get(i)).append('\n');
        }
        return text.toString();
    }

    public static int recordBytes() {
        return LOG_RECORD;
    }

    /** The executable: headers, code, register values, window and log in one readable, writable, executable segment. */
    public byte[] elf() {
        int values = 8 * 64;
        emitLoads();
        int start = code.size();
        for (int i = 0; i < (loops ? 1 : records); i++) {
            for (int j = 0; j < perRecord; j++) {
                emitRandom();
            }
            emitRecord();
        }
        if (loops) {
            emitLoopEnd(start);
        }
        emitEnd();
        int codeEnd = HEADERS + code.size() + 15 & -16;
        int window = codeEnd + values;
        int log = window + 2 * WINDOW;
        int total = log + records * LOG_RECORD;
        ByteBuffer file = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(5).putShort((short) 64)
                .putShort((short) 56).putShort((short) 1).putShort((short) 64).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE).putLong(total).putLong(total).putLong(4096);
        file.put(code.toByteArray());
        file.position(codeEnd);
        for (int i = 0; i < 64; i++) {
            file.putLong(value());
        }
        file.putLong(codeEnd + 2 * 8, BASE + window + WINDOW / 2 & -16);
        file.putLong(codeEnd + 8 * 8, BASE + window + WINDOW / 2 & -16);
        file.putLong(codeEnd + 9 * 8, BASE + window + 512 & -16);
        file.putLong(codeEnd + 31 * 8, BASE + log);
        for (int i = window; i + 8 <= log; i += 8) {
            file.putLong(i, value());
        }
        fixAddresses(file.array(), codeEnd, log, total - log);
        return file.array();
    }

    private long value() {
        return switch (random.nextInt(4)) {
            case 0 -> CORNERS[random.nextInt(CORNERS.length)];
            case 1 -> CORNERS[random.nextInt(CORNERS.length)] + random.nextInt(-3, 4);
            case 2 -> random.nextLong() | 0xffff_ffff_0000_0000L;
            default -> random.nextLong();
        };
    }

    // The first instructions load x1 with the address of the register values; its two words are put in when the size is known

    private void emitLoads() {
        emit(Op.AUIPC, 1, 0, 0, 0, 0);
        emit(Op.ADDI, 1, 1, 0, 0, 0);
        for (int i = 0; i < 32; i++) {
            emit(Op.FLD, i, 1, 0, 0, 8 * (32 + i));
        }
        for (int i = 2; i < 32; i++) {
            emit(Op.LD, i, 1, 0, 0, 8 * i);
        }
    }

    private void fixAddresses(byte[] file, int codeEnd, int log, int logBytes) {
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        patchPair(words, HEADERS, 1, codeEnd - HEADERS);
        int end = HEADERS + code.size() - 8 * 4;
        patchPair(words, end, 11, log - end);
        patchConstant(words, end + 8, 12, logBytes);
        if (loops) {
            patchConstant(words, end - 12, 30, (int) BASE + log + logBytes);
        }
    }

    private static void patchPair(ByteBuffer words, int at, int register, int distance) {
        int upper = distance + 0x800 & -4096;
        words.putInt(at, Encoder.encode(Op.AUIPC, register, 0, 0, 0, 0, upper));
        words.putInt(at + 4, Encoder.encode(Op.ADDI, register, register, 0, 0, 0, distance - upper));
    }

    /** Stores all registers and fcsr at x31 and moves it on; x30 is lost. */
    private void emitRecord() {
        for (int i = 0; i < 31; i++) {
            emit(Op.SD, 0, 31, i, 0, 8 * i);
        }
        for (int i = 0; i < 32; i++) {
            emit(Op.FSD, 0, 31, i, 0, 8 * (32 + i));
        }
        emit(Op.CSRRS, 30, 0, 0, 0, 3);
        emit(Op.SD, 0, 31, 30, 0, 8 * 64);
        emit(Op.ADDI, 31, 31, 0, 0, LOG_RECORD);
    }

    /** write(1, log, length), then a breakpoint: eight words, the first four of which are patched. */
    private void emitEnd() {
        emit(Op.AUIPC, 11, 0, 0, 0, 0);
        emit(Op.ADDI, 11, 11, 0, 0, 0);
        emit(Op.LUI, 12, 0, 0, 0, 0);
        emit(Op.ADDIW, 12, 12, 0, 0, 0);
        emit(Op.ADDI, 10, 0, 0, 0, 1);
        emit(Op.ADDI, 17, 0, 0, 0, 64);
        emit(Op.ECALL, 0, 0, 0, 0, 0);
        emit(Op.EBREAK, 0, 0, 0, 0, 0);
    }

    /** Back to the start while the log is not full. Its end takes two words, which are put in when the size is known. */
    private void emitLoopEnd(int start) {
        emit(Op.LUI, 30, 0, 0, 0, 0);
        emit(Op.ADDIW, 30, 30, 0, 0, 0);
        emit(Op.BLTU, 0, 31, 30, 0, start - code.size());
    }

    private static void patchConstant(ByteBuffer words, int at, int register, int value) {
        int upper = value + 0x800 & -4096;
        words.putInt(at, Encoder.encode(Op.LUI, register, 0, 0, 0, 0, upper));
        words.putInt(at + 4, Encoder.encode(Op.ADDIW, register, register, 0, 0, 0, value - upper));
    }

    private void emit(Op op, int rd, int rs1, int rs2, int rs3, int imm) {
        put(Encoder.encode(op, rd, rs1, rs2, rs3, 0, imm), op.length());
    }

    private void put(int bits, int length) {
        for (int i = 0; i < length; i++) {
            code.write(bits >>> 8 * i);
        }
    }

    private void emitRandom() {
        for (int attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
            Op op = choices.get(random.nextInt(choices.size()));
            boolean memory = touchesMemory(op);
            int rd = op.operands().contains(Operand.FRD) ? random.nextInt(32) : destination(op);
            int rs1 = memory ? op.extension() == Extension.A ? 9 : random.nextBoolean() ? 8 : 9 : random.nextInt(32);
            int rs2 = random.nextInt(32);
            int imm = immediate(op);
            int rm = op.hasRoundingMode() ? new int[] {0, 1, 2, 3, 4, 7}[random.nextInt(6)] : 0;
            if (op == Op.CSRRW || op == Op.CSRRS || op == Op.CSRRC || op == Op.CSRRWI || op == Op.CSRRSI || op == Op.CSRRCI) {
                imm = random.nextInt(1, 4);
                if (imm != 1) {
                    continue;
                }
            }
            if (!Encoder.canEncode(op, rd, rs1, rs2, random.nextInt(32), rm, imm)) {
                continue;
            }
            int bits = Encoder.encode(op, rd, rs1, rs2, random.nextInt(32), rm, imm);
            Instruction in = Decoder.decode(bits);
            if (in == null || in.op() != op || !safe(in)) {
                continue;
            }
            listing.add(in.toString());
            put(bits, op.length());
            if (op.extension() == Extension.A && op.name().startsWith("LR")) {
                Op pair = op == Op.LR_W ? Op.SC_W : Op.SC_D;
                put(Encoder.encode(pair, destination(pair), 9, rs2, 0, 0, 0), 4);
            }
            return;
        }
        throw new IllegalStateException("no use of " + choices + " keeps the pointers");
    }

    private int immediate(Op op) {
        if (!op.hasImmediate()) {
            return 0;
        }
        long low = Math.max(op.immediateMinimum(), touchesMemory(op) ? -480 : Integer.MIN_VALUE);
        long high = Math.min(op.immediateMaximum(), touchesMemory(op) ? 480 : Integer.MAX_VALUE);
        long scale = op.immediateScale();
        return (int) (random.nextLong(Math.ceilDiv(low, scale), Math.floorDiv(high, scale) + 1) * scale);
    }

    private int destination(Op op) {
        while (true) {
            int register = random.nextInt(32);
            if (register != 2 && register != 8 && register != 9 && register != 31) {
                return register;
            }
        }
    }

    /** Whether pointers stay pointers: nothing but loads and stores uses them as a base, and nothing else changes them. */
    private static boolean safe(Instruction in) {
        Instruction plain = in.expanded();
        boolean writesInteger = !in.op().operands().contains(Operand.FRD);
        int rd = plain.rd();
        boolean stores = plain.op().operands().getFirst() == Operand.RS2 || plain.op().operands().getFirst() == Operand.FRS2;
        if (writesInteger && !stores && (rd == 2 || rd == 8 || rd == 9 || rd == 31)) {
            return false;
        }
        boolean memory = touchesMemory(in.op());
        return !memory || plain.rs1() == 2 || plain.rs1() == 8 || plain.rs1() == 9;
    }

    private static boolean touchesMemory(Op op) {
        List<Operand> operands = op.operands();
        return op == Op.CBO_ZERO || operands.contains(Operand.OFFSET) || operands.contains(Operand.OFFSET_SP) || operands.contains(Operand.ADDRESS);
    }

    /** Without what leaves the program. */
    private static List<Op> choices(Set<Extension> extensions) {
        List<Op> choices = new ArrayList<>();
        for (Op op : Op.values()) {
            boolean goesElsewhere = switch (op.base()) {
                case JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU, ECALL, EBREAK, FENCE, FENCE_I, SRET, MRET, WFI, SFENCE_VMA, SINVAL_VMA, SFENCE_W_INVAL,
                        SFENCE_INVAL_IR, PAUSE, CBO_INVAL, CBO_CLEAN, CBO_FLUSH, SC_W, SC_D,
                        AUIPC -> true;
                default -> false;
            };
            if (!goesElsewhere && !MISTAKEN.contains(op) && extensions.contains(op.extension())) {
                choices.add(op);
            }
        }
        return choices;
    }
}
