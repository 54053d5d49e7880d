package twofold.assembler.instruction;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.syntax.Cursor;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/** Pseudo-instructions that stand for several instructions, or for one that depends on the operands. */
final class Sequences {
    private static final int UNIMP = 0xc0001073;
    private static final List<Op> LOADS = List.of(Op.LB, Op.LH, Op.LW, Op.LD, Op.LBU, Op.LHU, Op.LWU);
    private static final List<Op> STORES = List.of(Op.SB, Op.SH, Op.SW, Op.SD);
    private static final Map<Op, Op> FLOAT_STORE_OF_LOAD = new TreeMap<>(Map.of(Op.FLH, Op.FSH, Op.FLW, Op.FSW, Op.FLD, Op.FSD));

    /** Instructions that have a sequence in their place where their extension is missing. */
    static final List<Op> NARROWING = List.of(Op.SEXT_B, Op.SEXT_H, Op.ZEXT_H);

    private Sequences() { }

    static void addTo(Consumer<Form> out) {
        out.accept(form("li", "rd,imm", Sequences::loadImmediate));
        out.accept(form("mv", "rd,rs1", Sequences::move));
        out.accept(form("move", "rd,rs1", Sequences::move));
        out.accept(form("unimp", "", Sequences::unimp));
        out.accept(form("c.unimp", "", (operands, emitter) -> emitter.raw(0, 2)));
        addresses(out);
        calls(out);
        memory(out);
        extensions(out);
        out.accept(form("add", "rd,rs1,rs2,imm", Sequences::threadPointerAdd));
    }

    private static Form form(String mnemonic, String operands, Form.Emission emission) {
        return new Form(mnemonic, Operand.parse(operands), emission);
    }

    private static void addresses(Consumer<Form> out) {
        out.accept(form("lla", "rd,target", (operands, emitter) -> local(operands, emitter)));
        out.accept(form("la", "rd,target", (operands, emitter) -> {
            if (emitter.unit().options().pic()) {
                global(operands, emitter);
            } else {
                local(operands, emitter);
            }
        }));
        out.accept(form("lga", "rd,target", (operands, emitter) -> global(operands, emitter)));
        out.accept(form("la.tls.ie", "rd,target", (operands, emitter) ->
            emitter.pcRelative(RelocationType.TLS_GOT_HI20, operands.expression(1), false, operands.register(0), Op.LD,
                operands.register(0), -1)));
        out.accept(form("la.tls.gd", "rd,target", (operands, emitter) ->
            emitter.pcRelative(RelocationType.TLS_GD_HI20, operands.expression(1), false, operands.register(0), Op.ADDI,
                operands.register(0), -1)));
    }

    private static void local(Operands operands, Emitter emitter) {
        int rd = operands.register(0);
        Expression target = operands.expression(1);
        OptionalLong number = Evaluator.NOW.number(target);
        if (number.isPresent()) {
            load(rd, number.getAsLong(), emitter);
            return;
        }
        emitter.pcRelative(RelocationType.PCREL_HI20, target, true, rd, Op.ADDI, rd, -1);
    }

    private static void global(Operands operands, Emitter emitter) {
        int rd = operands.register(0);
        emitter.pcRelative(RelocationType.GOT_HI20, operands.expression(1), false, rd, Op.LD, rd, -1);
    }

    private static void calls(Consumer<Form> out) {
        out.accept(form("call", "target", (operands, emitter) -> emitter.call(1, 1, operands.expression(0))));
        out.accept(form("call", "rd,target", (operands, emitter) ->
            emitter.call(operands.register(0), operands.register(0), operands.expression(1))));
        out.accept(form("tail", "target", (operands, emitter) -> emitter.call(0, 6, operands.expression(0))));
        out.accept(form("jump", "target,rs1", (operands, emitter) -> emitter.call(0, operands.register(1), operands.expression(0))));
    }

    private static void memory(Consumer<Form> out) {
        for (Op op : LOADS) {
            out.accept(form(op.mnemonic(), "rd,target", (operands, emitter) ->
                emitter.pcRelative(RelocationType.PCREL_HI20, operands.expression(1), true, operands.register(0), op, operands.register(0),
                    -1)));
        }
        for (Op op : STORES) {
            out.accept(form(op.mnemonic(), "rs2,target,rs1", (operands, emitter) -> store(op, operands, emitter)));
        }
        FLOAT_STORE_OF_LOAD.forEach((load, store) -> {
            out.accept(form(load.mnemonic(), "frd,target,rs1", (operands, emitter) ->
                emitter.pcRelative(RelocationType.PCREL_HI20, operands.expression(1), true, operands.register(2), load,
                    operands.register(0), -1)));
            out.accept(form(store.mnemonic(), "frs2,target,rs1", (operands, emitter) -> store(store, operands, emitter)));
        });
    }

    private static void store(Op op, Operands operands, Emitter emitter) {
        emitter.pcRelative(RelocationType.PCREL_HI20, operands.expression(1), true, operands.register(2), op, 0, operands.register(0));
    }

    private static void extensions(Consumer<Form> out) {
        shifts(out, "sext.b", Op.SEXT_B, 56, Op.SRAI);
        shifts(out, "sext.h", Op.SEXT_H, 48, Op.SRAI);
        shifts(out, "zext.h", Op.ZEXT_H, 48, Op.SRLI);
        shifts(out, "zext.w", Op.ADD_UW, 32, Op.SRLI);
    }

    private static void shifts(Consumer<Form> out, String mnemonic, Op alone, int amount, Op back) {
        out.accept(form(mnemonic, "rd,rs1", (operands, emitter) -> {
            if (emitter.unit().options().extensions().contains(alone.extension())) {
                emitter.emit(alone, operands.register(0), operands.register(1), 0, 0);
                return;
            }
            emitter.emit(Op.SLLI, operands.register(0), operands.register(1), 0, amount);
            emitter.emit(back, operands.register(0), operands.register(0), 0, amount);
        }));
    }

    /** Like GNU as, a move from x0 keeps its four bytes. */
    private static void move(Operands operands, Emitter emitter) {
        emitter.emit(Op.ADDI, operands.register(0), operands.register(1), 0, 0, 0, 0, operands.register(1) != 0);
    }

    private static void unimp(Operands operands, Emitter emitter) {
        boolean compressed = emitter.unit().options().compressed();
        emitter.raw(compressed ? 0 : UNIMP, compressed ? 2 : 4);
    }

    private static void threadPointerAdd(Operands operands, Emitter emitter) {
        Cursor last = operands.given().get(3);
        Modified modified = operands.modified(3);
        if (modified.modifier() != Modified.Modifier.TPREL_ADD || operands.register(2) != 4) {
            throw new SyntaxError(last.all(), "an add of four operands is 'add rd, rs1, tp, %tprel_add(symbol)'");
        }
        emitter.relocate(RelocationType.TPREL_ADD, modified.expression(), true, modified.span());
        emitter.emit(Op.ADD, operands.register(0), operands.register(1), 4, 0, 0, 0, false);
    }

    private static void loadImmediate(Operands operands, Emitter emitter) {
        Expression expression = operands.expression(1);
        long value = Evaluator.NOW.number(expression).orElseThrow(() -> new SyntaxError(operands.span(1),
            "the immediate of li must be a number that is known here; use la for addresses"));
        if (Op.ADDI.immediateFits(value)) {
            emitter.emit(Op.ADDI, operands.register(0), 0, 0, (int) value);
        } else {
            load(operands.register(0), value, emitter);
        }
    }

    /**
     * Loads any constant with the sequence that GNU as has: 32-bit numbers by lui and addiw, larger ones by loading the upper part first,
     * then shifting and adding 12 bits at a time.
     */
    static void load(int rd, long value, Emitter emitter) {
        long low = value << 52 >> 52;
        long high = value - low;
        if (value == (int) value) {
            if (high != 0) {
                emitter.emit(Op.LUI, rd, 0, 0, (int) high);
            }
            if (low != 0 || high == 0) {
                emitter.emit(Op.ADDIW, rd, high != 0 ? rd : 0, 0, (int) low);
            }
            return;
        }
        int shift = 12 + Long.numberOfTrailingZeros(high >> 12);
        load(rd, high >> shift, emitter);
        emitter.emit(Op.SLLI, rd, rd, 0, shift);
        if (low != 0) {
            emitter.emit(Op.ADDI, rd, rd, 0, (int) low);
        }
    }
}
