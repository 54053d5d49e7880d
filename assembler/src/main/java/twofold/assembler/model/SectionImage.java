package twofold.assembler.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Span;

/** A settled section as bytes and relocations. */
final class SectionImage {
    /** A relocation whose symbol has no index yet; a null symbol is none. */
    record Pending(long offset, RelocationType type, AsmSymbol symbol, long addend) { }

    private static final int NOP = 0x13;
    /** DW_CFA_advance_loc. */
    private static final int ADVANCE = 0x40;
    /** DW_CFA_advance_loc1, after which come those of 2 and 4 bytes. */
    private static final int ADVANCE_1 = 0x02;
    private static final long MAX_BYTES = 1 << 29;

    private final AsmSection section;
    private final Diagnostics diagnostics;
    private final List<Pending> relocations = new ArrayList<>();
    private final long size;
    private final byte[] bytes;

    SectionImage(AsmSection section, Diagnostics diagnostics) {
        this.section = section;
        this.diagnostics = diagnostics;
        Fragment last = section.fragments().getLast();
        size = last.address() + last.size();
        boolean written = !section.isNoBits() && size <= MAX_BYTES;
        if (!section.isNoBits() && !written) {
            diagnostics.error(null, "section " + section.name() + " would have " + size + " bytes; at most " + MAX_BYTES
                + " can be written");
        }
        bytes = new byte[written ? (int) size : 0];
        if (written) {
            section.fragments().forEach(this::write);
            relocations.sort(Comparator.comparingLong(Pending::offset));
        }
    }

    AsmSection section() {
        return section;
    }

    byte[] bytes() {
        return bytes;
    }

    long size() {
        return size;
    }

    List<Pending> relocations() {
        return relocations;
    }

    private void write(Fragment fragment) {
        int at = (int) fragment.address();
        System.arraycopy(fragment.bytes(), 0, bytes, at, fragment.length());
        for (Fixup fixup : fragment.fixups()) {
            guarded(() -> fix(fixup, at + fixup.offset()));
        }
        if (fragment.tail() != null) {
            guarded(() -> tail(fragment, fragment.tail(), at + fragment.length()));
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (SyntaxError error) {
            diagnostics.error(error.span(), error.getMessage());
        }
    }

    private void fix(Fixup fixup, int at) {
        switch (fixup.kind()) {
            case Fixup.Data data -> data(fixup, data.size(), at);
            case Fixup.Relocate relocate -> relocate(fixup, relocate, at);
            case Fixup.State state -> state(fixup, state.type(), at);
        }
    }

    private void state(Fixup fixup, RelocationType type, int at) {
        Value value = Evaluator.LINKABLE.evaluate(fixup.expression());
        if (value.sub() != null || at < 0 || at > size) {
            throw new SyntaxError(fixup.span(), at < 0 || at > size ? "this is outside the section" : "the difference of two labels cannot be used here");
        }
        relocations.add(new Pending(at, type, value.add(), value.number()));
    }

    private void data(Fixup fixup, int size, int at) {
        Value value = Evaluator.LINKABLE.evaluate(fixup.expression());
        if (value.isNumber()) {
            DataRange.check(value.number(), size, fixup.span(), diagnostics);
            put(at, size, value.number());
        } else if (value.sub() != null && value.add() == null) {
            throw new SyntaxError(fixup.span(), "a symbol can only be subtracted from another symbol");
        } else if (value.sub() != null) {
            relocations.add(new Pending(at, ofSize(size, RelocationType.ADD8, RelocationType.ADD16, RelocationType.ADD32,
                RelocationType.ADD64), value.add(), value.number()));
            relocations.add(new Pending(at, ofSize(size, RelocationType.SUB8, RelocationType.SUB16, RelocationType.SUB32,
                RelocationType.SUB64), value.sub(), 0));
        } else {
            RelocationType type = ofSize(size, null, null, RelocationType.ABS32, RelocationType.ABS64);
            if (type == null) {
                throw new SyntaxError(fixup.span(), "an address does not fit in " + size + (size == 1 ? " byte" : " bytes"));
            }
            relocations.add(new Pending(at, type, value.add(), value.number()));
        }
    }

    private static RelocationType ofSize(int size, RelocationType one, RelocationType two, RelocationType four, RelocationType eight) {
        return size == 1 ? one : size == 2 ? two : size == 4 ? four : eight;
    }

    private void put(int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >> 8 * i);
        }
    }

    private int word(int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    private void relocate(Fixup fixup, Fixup.Relocate relocate, int at) {
        Value value = Evaluator.LINKABLE.evaluate(fixup.expression());
        if (value.sub() != null) {
            throw new SyntaxError(fixup.span(), "the difference of two labels cannot be used here");
        }
        if (value.isNumber() && resolveNumber(relocate.type(), fixup.span(), value.number(), at)) {
            return;
        }
        if (relocate.type() == RelocationType.JAL || relocate.type() == RelocationType.BRANCH) {
            Op op = relocate.type() == RelocationType.JAL ? Op.JAL : Op.BEQ;
            put(at, 4, Encoder.withImmediate(op, word(at), (int) distance(value, at)));
        }
        add(at, relocate.type(), value);
        if (relocate.relax()) {
            relocations.add(new Pending(at, RelocationType.RELAX, null, 0));
        }
    }

    /** Instructions that hold a part of a number need no relocation. */
    private boolean resolveNumber(RelocationType type, Span span, long number, int at) {
        Op op = switch (type) {
            case HI20 -> Op.LUI;
            case LO12_I -> Op.ADDI;
            case LO12_S -> Op.SW;
            default -> null;
        };
        if (op == null) {
            return false;
        }
        if (op == Op.LUI && number != (int) number && number >>> 32 != 0) {
            throw new SyntaxError(span, "%hi needs a number of 32 bits");
        }
        int immediate = op == Op.LUI ? (int) (number + 0x800) & ~0xfff : (int) number << 20 >> 20;
        put(at, 4, Encoder.withImmediate(op, word(at), immediate));
        return true;
    }

    private void add(int at, RelocationType type, Value value) {
        relocations.add(new Pending(at, type, value.add(), value.number()));
    }

    /** What a branch holds until it is linked, for those who read disassemblies of objects. */
    private static long distance(Value target, int at) {
        long address = target.add() != null && target.add().isLabel() ? target.add().address() : 0;
        return address + target.number() - at;
    }

    private void tail(Fragment fragment, Tail tail, int at) {
        int size = fragment.tailSize();
        switch (tail) {
            case Tail.Branch branch -> branch(branch, size, at);
            case Tail.Align align -> pad(align, size, at);
            case Tail.Space space -> Arrays.fill(bytes, at, at + size, (byte) space.fill());
            case Tail.Org org -> Arrays.fill(bytes, at, at + size, (byte) org.fill());
            case Tail.Advance advance -> advance(advance, size, at);
            case Tail.Leb128 leb -> {
                byte[] encoded = Leb128.encode(Evaluator.FINAL.number(leb.value(), leb.span(), "the operand"), leb.signed());
                System.arraycopy(encoded, 0, bytes, at, Math.min(size, encoded.length));
            }
        }
    }

    private void advance(Tail.Advance advance, int size, int at) {
        long distance = advance.to().address() - advance.from().address();
        switch (size) {
            case 0 -> { }
            case 1 -> {
                put(at, 1, ADVANCE | distance);
                difference(advance, at, RelocationType.SET6, RelocationType.SUB6);
            }
            default -> {
                put(at, 1, ADVANCE_1 + (size == 2 ? 0 : size == 3 ? 1 : 2));
                put(at + 1, size - 1, distance);
                difference(advance, at + 1, ofSize(size - 1, RelocationType.SET8, RelocationType.SET16, RelocationType.SET32, null),
                    ofSize(size - 1, RelocationType.SUB8, RelocationType.SUB16, RelocationType.SUB32, null));
            }
        }
    }

    private void difference(Tail.Advance advance, int at, RelocationType set, RelocationType subtract) {
        relocations.add(new Pending(at, set, advance.to(), 0));
        relocations.add(new Pending(at, subtract, advance.from(), 0));
    }

    private void pad(Tail.Align align, int size, int at) {
        if (!align.nops()) {
            for (int i = 0; i < size; i++) {
                bytes[at + i] = (byte) (align.fill() >> 8 * (i % align.fillSize()));
            }
            return;
        }
        nops(bytes, at, size);
    }

    /** Fills with no-operations: an odd byte is zero, then a two-byte one if need be, then four-byte ones. */
    static void nops(byte[] into, int at, int size) {
        int from = at + size % 4;
        if (size % 4 >= 2) {
            into[from - 2] = 1;
        }
        for (int i = from; i < at + size; i += 4) {
            into[i] = NOP;
        }
    }

    private void branch(Tail.Branch branch, int size, int at) {
        Value target = Evaluator.FINAL.evaluate(branch.target());
        int distance = (int) distance(target, at);
        switch (size) {
            case 2 -> {
                put(at, 2, shortBranch(branch.shortOp(), branch, distance));
                add(at, branch.op() == Op.JAL ? RelocationType.RVC_JUMP : RelocationType.RVC_BRANCH, target);
            }
            case 4 -> {
                int bits = Encoder.encode(branch.op(), branch.rd(), branch.rs1(), branch.rs2(), 0, 0, 0);
                put(at, 4, Encoder.withImmediate(branch.op(), bits, distance));
                add(at, branch.op() == Op.JAL ? RelocationType.JAL : RelocationType.BRANCH, target);
            }
            case 6 -> {
                put(at, 2, shortBranch(branch.shortOp() == Op.C_BEQZ ? Op.C_BNEZ : Op.C_BEQZ, branch, 6));
                jump(at + 2, target);
            }
            default -> {
                put(at, 4, Encoder.encode(inverse(branch.op()), 0, branch.rs1(), branch.rs2(), 0, 0, 8));
                jump(at + 4, target);
            }
        }
    }

    private static int shortBranch(Op op, Tail.Branch branch, int distance) {
        return Encoder.encode(op, 0, branch.rs1() != 0 ? branch.rs1() : branch.rs2(), 0, 0, 0, distance);
    }

    private void jump(int at, Value target) {
        put(at, 4, Encoder.withImmediate(Op.JAL, Encoder.encode(Op.JAL, 0, 0, 0, 0, 0, 0), (int) distance(target, at)));
        add(at, RelocationType.JAL, target);
    }

    private static Op inverse(Op op) {
        return switch (op) {
            case BEQ -> Op.BNE;
            case BNE -> Op.BEQ;
            case BLT -> Op.BGE;
            case BGE -> Op.BLT;
            case BLTU -> Op.BGEU;
            case BGEU -> Op.BLTU;
            default -> throw new IllegalStateException(op.mnemonic());
        };
    }
}
