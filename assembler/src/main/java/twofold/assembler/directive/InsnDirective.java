package twofold.assembler.directive;

import java.util.List;
import java.util.Map;
import twofold.assembler.model.Evaluator;
import twofold.assembler.model.AsmSection;
import twofold.assembler.source.SyntaxError;
import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.assembler.syntax.ExpressionParser;
import twofold.riscv.elf.RelocationType;
import twofold.riscv.isa.Encoder;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Register;

/** {@code .insn}: an instruction from its parts (GNU as manual, section "RISC-V Instruction Formats"), or its plain bits. */
final class InsnDirective {
    private static final Map<String, Integer> OPCODES = Map.ofEntries(Map.entry("LOAD", 0x03), Map.entry("LOAD_FP", 0x07),
        Map.entry("CUSTOM_0", 0x0b), Map.entry("MISC_MEM", 0x0f), Map.entry("OP_IMM", 0x13), Map.entry("AUIPC", 0x17),
        Map.entry("OP_IMM_32", 0x1b), Map.entry("STORE", 0x23), Map.entry("STORE_FP", 0x27), Map.entry("CUSTOM_1", 0x2b),
        Map.entry("AMO", 0x2f), Map.entry("OP", 0x33), Map.entry("LUI", 0x37), Map.entry("OP_32", 0x3b), Map.entry("MADD", 0x43),
        Map.entry("MSUB", 0x47), Map.entry("NMSUB", 0x4b), Map.entry("NMADD", 0x4f), Map.entry("OP_FP", 0x53), Map.entry("CUSTOM_2", 0x5b),
        Map.entry("BRANCH", 0x63), Map.entry("JALR", 0x67), Map.entry("JAL", 0x6f), Map.entry("SYSTEM", 0x73), Map.entry("CUSTOM_3", 0x7b));

    private final Call call;
    private List<Cursor> parts;

    private InsnDirective(Call call) {
        this.call = call;
    }

    static void run(Call call) {
        new InsnDirective(call).run();
    }

    private void run() {
        Token first = call.cursor().peek();
        boolean isFormat = first.kind() == Token.Kind.NAME && first.text().matches("[a-z]+4?");
        if (isFormat) {
            call.cursor().next();
        }
        parts = call.cursor().operands();
        if (!isFormat) {
            raw();
            return;
        }
        switch (first.text()) {
            case "r", "r4" -> register();
            case "i" -> immediate();
            case "s" -> store();
            case "b", "sb" -> branch();
            case "u" -> upper();
            case "j", "uj" -> jump();
            default -> throw new SyntaxError(call.span(), "instruction format '" + first.text()
                + "' is not supported; use r, r4, i, s, b, u or j, or plain bits");
        }
    }

    private void count(int expected) {
        if (parts.size() != expected) {
            throw call.error("this instruction format takes " + expected + " operands, not " + parts.size());
        }
    }

    private void raw() {
        if (parts.isEmpty() || parts.size() > 2) {
            throw call.error(".insn takes a format and its operands, or bits, or a length and bits");
        }
        long bits = number(parts.size() - 1, 0, 0xffff_ffffL);
        long length = (bits & 3) == 3 ? 4 : 2;
        if (parts.size() == 2 && number(0, 2, 4) != length || length == 2 && bits > 0xffff) {
            throw call.error("the low bits of 0x" + Long.toHexString(bits) + " belong to an instruction of " + length + " bytes");
        }
        call.unit().current().addInstruction(bits, (int) length, call.span());
    }

    private void register() {
        boolean four = parts.size() == 7;
        count(four ? 7 : 6);
        int bits = opcode() | (int) number(1, 0, 7) << 12 | register(3) << 7 | register(4) << 15 | register(5) << 20;
        emit(bits | (four ? register(6) << 27 | (int) number(2, 0, 3) << 25 : (int) number(2, 0, 127) << 25));
    }

    private void immediate() {
        boolean memory = parts.size() == 4;
        count(memory ? 4 : 5);
        int bits = opcode() | (int) number(1, 0, 7) << 12 | register(2) << 7;
        if (memory) {
            bits |= base(3) << 15 | (int) offset(3) << 20;
        } else {
            bits |= register(3) << 15 | (int) number(4, -2048, 2047) << 20;
        }
        emit(bits);
    }

    private void store() {
        count(4);
        int bits = opcode() | (int) number(1, 0, 7) << 12 | register(2) << 20 | base(3) << 15;
        emit(Encoder.withImmediate(Op.SW, bits, (int) offset(3)));
    }

    private void branch() {
        count(5);
        target(4, RelocationType.BRANCH);
        emit(opcode() | (int) number(1, 0, 7) << 12 | register(2) << 15 | register(3) << 20);
    }

    private void upper() {
        count(3);
        emit(opcode() | register(1) << 7 | (int) number(2, 0, 0xfffff) << 12);
    }

    private void jump() {
        count(3);
        target(2, RelocationType.JAL);
        emit(opcode() | register(1) << 7);
    }

    private void target(int index, RelocationType type) {
        Cursor cursor = parts.get(index);
        AsmSection section = call.unit().current();
        section.relocateNext(type, ExpressionParser.parse(cursor, call.unit()), false, cursor.all());
        cursor.expectEnd();
    }

    private void emit(int bits) {
        call.unit().current().addInstruction(bits, 4, call.span());
    }

    private int opcode() {
        Cursor cursor = parts.getFirst();
        Integer known = OPCODES.get(cursor.peek().text());
        if (known != null) {
            return known;
        }
        long value = number(0, 0, 127);
        if ((value & 3) != 3) {
            throw new SyntaxError(cursor.all(), "the opcode of a four-byte instruction ends in binary 11");
        }
        return (int) value;
    }

    private int register(int index) {
        Cursor cursor = parts.get(index);
        String name = cursor.peek().text();
        int register = Math.max(Register.integerNumber(name), Register.floatNumber(name));
        if (register < 0) {
            if (name.matches("x\\d+")) {
                throw new SyntaxError(cursor.all(), "there is no register '" + name + "'");
            }
            return (int) number(index, 0, 31);
        }
        return register;
    }

    private int base(int index) {
        Cursor cursor = parts.get(index);
        int at = cursor.remaining() - 3;
        int register = at >= 0 && cursor.peek(at).is("(") ? Register.integerNumber(cursor.peek(at + 1).text()) : -1;
        if (register < 0) {
            throw new SyntaxError(cursor.rest(), "expected an offset and a base register such as 8(a0)");
        }
        return register;
    }

    private long offset(int index) {
        Cursor cursor = parts.get(index);
        int count = cursor.remaining() - 3;
        return count == 0 ? 0 : number(cursor.slice(0, count), -2048, 2047);
    }

    private long number(int index, long minimum, long maximum) {
        return number(parts.get(index), minimum, maximum);
    }

    private long number(Cursor cursor, long minimum, long maximum) {
        long value = Evaluator.NOW.number(ExpressionParser.parse(cursor, call.unit()), cursor.all(), "this operand");
        cursor.expectEnd();
        if (value < minimum || value > maximum) {
            throw new SyntaxError(cursor.all(), value + " is not in the range " + minimum + " to " + maximum);
        }
        return value;
    }
}
