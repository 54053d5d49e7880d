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
        return isMemory(operand, count) ? MEMORY : OTHER;
    }

    /** Ends in a name in parentheses that is a register or, as something stands before it, can only be meant for one. */
    private static boolean isMemory(Cursor operand, int count) {
        if (count < 3 || !operand.peek(count - 1).is(")") || !operand.peek(count - 3).is("(")
            || operand.peek(count - 2).kind() != Token.Kind.NAME) {
            return false;
        }
        if (Register.integerNumber(operand.peek(count - 2).text()) >= 0) {
            return true;
        }
        boolean isModifier = count >= 5 && operand.peek(count - 5).is("%");
        return count > 3 && !isModifier && operand.peek(count - 4).kind() != Token.Kind.PUNCTUATION;
    }

    /** What a misplaced operand should have been, for messages. */
    static String expected(Operand operand) {
        return switch (operand) {
            case RD, RS1, RS2 -> "an integer register";
            case FRD, FRS1, FRS2, FRS3 -> "a floating-point register";
            case SP, OFFSET_SP -> operand == Operand.SP ? "sp" : "an offset from sp such as 8(sp)";
            case OFFSET -> "an offset and a base register such as 8(a0)";
            case ADDRESS -> "a base register such as (a0)";
            case TARGET -> "a label";
            case CSR -> "a control and status register";
            case RM -> "a rounding mode";
            default -> "a number";
        };
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
