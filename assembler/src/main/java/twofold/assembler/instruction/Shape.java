package twofold.assembler.instruction;

import twofold.assembler.source.Token;
import twofold.assembler.syntax.Cursor;
import twofold.riscv.isa.Operand;
import twofold.riscv.isa.Register;

/** What an operand looks like before it is read. */
enum Shape {
    /** An integer register. */
    INTEGER,
    /** A floating-point register. */
    FLOAT,
    /** Something, then an integer register in parentheses. */
    MEMORY,
    /** Anything else: an expression, a CSR, a rounding mode, a fence set. */
    OTHER;

    static Shape of(Cursor operand) {
        int count = operand.remaining();
        if (count == 1 && operand.peek().kind() == Token.Kind.NAME) {
            String name = operand.peek().text();
            return Register.integerNumber(name) >= 0 ? INTEGER : Register.floatNumber(name) >= 0 ? FLOAT : OTHER;
        }
        boolean based = count >= 3 && operand.peek(count - 1).is(")") && operand.peek(count - 3).is("(")
            && operand.peek(count - 2).kind() == Token.Kind.NAME && Register.integerNumber(operand.peek(count - 2).text()) >= 0;
        return based ? MEMORY : OTHER;
    }

    boolean suits(Operand operand) {
        return switch (operand) {
            case RD, RS1, RS2, SP -> this == INTEGER;
            case FRD, FRS1, FRS2, FRS3 -> this == FLOAT;
            case OFFSET, OFFSET_SP, ADDRESS -> this == MEMORY;
            default -> this == OTHER;
        };
    }
}
