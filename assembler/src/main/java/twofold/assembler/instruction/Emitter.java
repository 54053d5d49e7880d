package twofold.assembler.instruction;

import java.util.OptionalLong;
import java.util.Set;
import twofold.assembler.instruction.Modified.Modifier;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.model.Options;
import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Tail;
import twofold.assembler.model.Unit;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Op;
import twofold.toolkit.diagnostic.Span;

/** Puts instructions into the current section. */
final class Emitter {
    private static final Set<Op> STORES = Set.of(Op.SB, Op.SH, Op.SW, Op.SD, Op.FSH, Op.FSW, Op.FSD);

    private final Unit unit;
    private final Span span;

    Emitter(Unit unit, Span span) {
        this.unit = unit;
        this.span = span;
    }

    Unit unit() {
        return unit;
    }

    Span span() {
        return span;
    }

    private AsmSection section() {
        return unit.current();
    }

    private Options options() {
        return unit.options();
    }

    void require(Extension extension, String mnemonic) {
        if (!options().extensions().contains(extension)) {
            throw new SyntaxError(span, mnemonic + " needs the extension '" + extension.isaName() + "', which is not enabled");
        }
    }

    /** An instruction whose fields are numbers, compressed if {@code compress} and possible. */
    void emit(Op op, int rd, int rs1, int rs2, int rs3, int rm, int imm, boolean compress) {
        require(op.extension(), op.mnemonic());
        if (compress && options().compressed()) {
            int bits = new Compressor(options().extensions()).compress(op, rd, rs1, rs2, imm);
            if (bits != 0) {
                raw(bits, 2);
                return;
            }
        }
        raw(encode(op, rd, rs1, rs2, rs3, rm, imm), op.length());
    }

    void emit(Op op, int rd, int rs1, int rs2, int imm) {
        emit(op, rd, rs1, rs2, 0, 0, imm, true);
    }

    private int encode(Op op, int rd, int rs1, int rs2, int rs3, int rm, int imm) {
        if (!Encoder.canEncode(op, rd, rs1, rs2, rs3, rm, imm)) {
            throw new SyntaxError(span, "a register or immediate here cannot be used with " + op.mnemonic());
        }
        return Encoder.encode(op, rd, rs1, rs2, rs3, rm, imm);
    }

    void raw(long bits, int length) {
        if (section().isNoBits()) {
            throw new SyntaxError(span, "section " + section().name() + " cannot hold instructions");
        }
        section().addInstruction(bits, length, span);
    }

    /** A number that must fit the immediate of {@code op}. */
    int number(Op op, Expression expression, Span at) {
        OptionalLong number = Evaluator.NOW.number(expression);
        if (number.isEmpty()) {
            throw new SyntaxError(at, "the immediate of " + op.mnemonic()
                + " must be a number that is known here; use %lo, %hi or 'la' for addresses");
        }
        return checked(op, number.getAsLong(), at);
    }

    static int checked(Op op, long value, Span at) {
        if (!op.immediateFits(value)) {
            String multiple = op.immediateScale() > 1 ? ", multiples of " + op.immediateScale() : "";
            throw new SyntaxError(at, value + " is not an immediate of " + op.mnemonic() + ", which takes " + op.immediateMinimum() + " to "
                + op.immediateMaximum() + multiple);
        }
        return (int) value;
    }

    /** An instruction with an immediate that may have a modifier, and so a relocation. */
    void emitModified(Op op, int rd, int rs1, int rs2, Modified imm, boolean compress) {
        if (imm.modifier() == null) {
            emit(op, rd, rs1, rs2, 0, 0, number(op, imm.expression(), imm.span()), compress);
            return;
        }
        OptionalLong number = imm.modifier() == Modifier.LO || imm.modifier() == Modifier.HI
            ? Evaluator.NOW.number(imm.expression()) : OptionalLong.empty();
        if (number.isPresent()) {
            int value = imm.modifier() == Modifier.LO ? (int) number.getAsLong() << 20 >> 20 : (int) (number.getAsLong() + 0x800) & ~0xfff;
            raw(encode(op, rd, rs1, rs2, 0, 0, checked(op, value, imm.span())), 4);
            return;
        }
        require(op.extension(), op.mnemonic());
        relocate(relocation(op, imm), imm.expression(), isRelaxable(imm.modifier()), imm.span());
        raw(encode(op, rd, rs1, rs2, 0, 0, 0), 4);
    }

    private static boolean isRelaxable(Modifier modifier) {
        return modifier != Modifier.GOT_PCREL_HI && modifier != Modifier.TLS_GD_PCREL_HI && modifier != Modifier.TLS_IE_PCREL_HI;
    }

    private static RelocationType relocation(Op op, Modified imm) {
        boolean upper = op == Op.LUI || op == Op.AUIPC;
        boolean store = STORES.contains(op);
        RelocationType type = switch (imm.modifier()) {
            case HI -> upper ? RelocationType.HI20 : null;
            case PCREL_HI -> upper ? RelocationType.PCREL_HI20 : null;
            case GOT_PCREL_HI -> upper ? RelocationType.GOT_HI20 : null;
            case TPREL_HI -> upper ? RelocationType.TPREL_HI20 : null;
            case TLS_IE_PCREL_HI -> upper ? RelocationType.TLS_GOT_HI20 : null;
            case TLS_GD_PCREL_HI -> upper ? RelocationType.TLS_GD_HI20 : null;
            case LO -> upper ? null : store ? RelocationType.LO12_S : RelocationType.LO12_I;
            case PCREL_LO -> upper ? null : store ? RelocationType.PCREL_LO12_S : RelocationType.PCREL_LO12_I;
            case TPREL_LO -> upper ? null : store ? RelocationType.TPREL_LO12_S : RelocationType.TPREL_LO12_I;
            case TPREL_ADD -> null;
        };
        if (type == null) {
            throw new SyntaxError(imm.span(), "this relocation modifier cannot be used with " + op.mnemonic());
        }
        return type;
    }

    void relocate(RelocationType type, Expression expression, boolean relaxable, Span at) {
        section().relocateNext(type, expression, relaxable && options().relax(), at);
    }

    /** A branch or jump to a label. */
    void branch(Op op, int rd, int rs1, int rs2, Expression target) {
        if (section().isNoBits()) {
            throw new SyntaxError(span, "section " + section().name() + " cannot hold instructions");
        }
        Op shortOp = options().compressed() ? Compressor.branch(op, rd, rs1, rs2) : null;
        if (op == Op.JAL && shortOp == null) {
            relocate(RelocationType.JAL, target, false, span);
            raw(Encoder.encode(Op.JAL, rd, 0, 0, 0, 0, 0), 4);
            return;
        }
        section().addTail(new Tail.Branch(op, rd, rs1, rs2, shortOp, target, span), shortOp != null ? 2 : 4);
    }

    /** auipc with a relocation, then an instruction with the low part. Stores give {@code rs2}, others -1 for it. */
    void pcRelative(RelocationType high, Expression target, boolean relaxHigh, int temporary, Op low, int rd, int rs2) {
        AsmSymbol place = unit.here();
        relocate(high, target, relaxHigh, span);
        raw(Encoder.encode(Op.AUIPC, temporary, 0, 0, 0, 0, 0), 4);
        boolean store = rs2 >= 0;
        relocate(store ? RelocationType.PCREL_LO12_S : RelocationType.PCREL_LO12_I, Expression.of(place, span), true, span);
        require(low.extension(), low.mnemonic());
        raw(Encoder.encode(low, store ? 0 : rd, temporary, store ? rs2 : 0, 0, 0, 0), 4);
    }

    /** auipc and jalr to anywhere. */
    void call(int link, int temporary, Expression target) {
        relocate(RelocationType.CALL_PLT, target, true, span);
        raw(Encoder.encode(Op.AUIPC, temporary, 0, 0, 0, 0, 0), 4);
        raw(Encoder.encode(Op.JALR, link, temporary, 0, 0, 0, 0), 4);
    }
}
