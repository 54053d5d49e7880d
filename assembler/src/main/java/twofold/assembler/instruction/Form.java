package twofold.assembler.instruction;

import java.util.List;
import twofold.assembler.syntax.Cursor;
import twofold.riscv.isa.Operand;

/**
 * One way to write a mnemonic.
 *
 * @param mnemonic what it is a form of
 * @param operands what is written after it
 * @param emission what it becomes
 */
record Form(String mnemonic, List<Operand> operands, Emission emission) {
    /** What a form becomes, given its operands. */
    interface Emission {
        void emit(Operands operands, Emitter emitter);
    }

    /** Whether the operands look like those of this form. */
    boolean fits(List<Cursor> given) {
        int required = operands.size();
        if (required > 0 && operands.getLast() == Operand.RM && given.size() == required - 1) {
            required--;
        }
        if (given.size() != required) {
            return false;
        }
        for (int i = 0; i < required; i++) {
            if (!Shape.of(given.get(i)).suits(operands.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** How it is written, for messages. */
    String usage() {
        return operands.isEmpty() ? mnemonic : mnemonic + " " + String.join(", ", operands.stream().map(Form::describe).toList());
    }

    private static String describe(Operand operand) {
        return switch (operand) {
            case FRD, FRS1, FRS2, FRS3 -> operand.token().substring(1) + ":float";
            case RM -> "[rounding]";
            case UPPER, ZIMM -> "imm";
            default -> operand.token();
        };
    }
}
