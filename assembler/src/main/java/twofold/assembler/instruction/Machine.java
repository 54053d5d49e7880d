package twofold.assembler.instruction;

import twofold.assembler.model.Evaluator;
import twofold.assembler.model.Expression;
import twofold.assembler.source.SyntaxError;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/**
 * One machine instruction, some of whose fields may be fixed.
 *
 * @param op       which
 * @param rd       the destination register unless an operand says
 * @param rs1      the first source register unless an operand says
 * @param rs2      the second source register unless an operand says
 * @param imm      the immediate unless an operand says
 * @param both     whether rs2 is the same as rs1
 * @param compress whether a two-byte form may be chosen
 */
record Machine(Op op, int rd, int rs1, int rs2, int imm, boolean both, boolean compress) implements Form.Emission {
    /** All fields from the operands. */
    static Machine of(Op op) {
        return new Machine(op, 0, 0, 0, 0, false, op != Op.JALR && !op.isCompressed());
    }

    @Override
    public void emit(Operands operands, Emitter emitter) {
        new Reading(this, operands, emitter).run();
    }

    /** The fields of one instruction while its operands are read. */
    private static final class Reading {
        private final Machine machine;
        private final Op op;
        private final Operands operands;
        private final Emitter emitter;
        private int rd;
        private int rs1;
        private int rs2;
        private int rs3;
        private int rm;
        private int imm;
        private Modified modified;
        private Expression target;

        Reading(Machine machine, Operands operands, Emitter emitter) {
            this.machine = machine;
            this.op = machine.op;
            this.operands = operands;
            this.emitter = emitter;
            rd = machine.rd;
            rs1 = machine.rs1;
            rs2 = machine.rs2;
            imm = machine.imm;
        }

        void run() {
            emitter.require(op.extension(), op.mnemonic());
            for (int i = 0; i < operands.form().operands().size(); i++) {
                read(operands.form().operands().get(i), i);
            }
            if (machine.both) {
                rs2 = rs1;
            }
            if (target != null) {
                branch();
            } else if (modified != null) {
                emitter.emitModified(op, rd, rs1, rs2, modified, machine.compress);
            } else {
                emitter.emit(op, rd, rs1, rs2, rs3, rm, imm, machine.compress);
            }
        }

        private void branch() {
            switch (op) {
                case C_J -> emitter.branch(Op.JAL, 0, 0, 0, target);
                case C_BEQZ -> emitter.branch(Op.BEQ, 0, rs1, 0, target);
                case C_BNEZ -> emitter.branch(Op.BNE, 0, rs1, 0, target);
                default -> emitter.branch(op, rd, rs1, rs2, target);
            }
        }

        private void read(Operand operand, int i) {
            switch (operand) {
                case RD, FRD -> rd = destination(i);
                case RS1, FRS1 -> rs1 = operands.register(i);
                case RS2, FRS2 -> rs2 = operands.register(i);
                case FRS3 -> rs3 = operands.register(i);
                case IMM, SHAMT -> modified = operands.modified(i);
                case UPPER -> upper(i);
                case OFFSET, OFFSET_SP -> offset(operand, i);
                case ADDRESS -> address(i);
                case TARGET -> target = operands.expression(i);
                case CSR -> {
                    int number = operands.csr(i);
                    imm = number >= 0 ? number : emitter.number(op, operands.expression(i), operands.span(i));
                }
                case ZIMM -> rs1 = zimm(i);
                case RM -> rm = operands.rounding(i);
                case PRED -> imm |= operands.fenceSet(i) << 4;
                case SUCC -> imm |= operands.fenceSet(i);
                case SP -> stackPointer(operands.register(i), i);
            }
        }

        /** A compressed instruction that reads its destination has it as first source too. */
        private int destination(int i) {
            int register = operands.register(i);
            if (op.isCompressed()) {
                rs1 = register;
            }
            return register;
        }

        private void upper(int i) {
            Modified written = operands.modified(i);
            if (written.modifier() != null) {
                modified = written;
                return;
            }
            long value = Evaluator.NOW.number(written.expression(), written.span(), "the immediate of " + op.mnemonic());
            if (value < 0 || value > 0xfffff) {
                throw new SyntaxError(written.span(), value + " is not an immediate of " + op.mnemonic() + ", which takes 0 to 0xfffff");
            }
            imm = Emitter.checked(op, (int) value << 12, written.span());
        }

        private void offset(Operand operand, int i) {
            int base = operands.base(i);
            if (operand == Operand.OFFSET_SP) {
                stackPointer(base, i);
            }
            rs1 = base;
            modified = operands.offset(i);
        }

        private void address(int i) {
            rs1 = operands.base(i);
            Modified offset = operands.offset(i);
            if (offset.modifier() != null || !offset.expression().equals(Expression.of(0))) {
                throw new SyntaxError(offset.span(), op.mnemonic() + " takes no offset");
            }
        }

        private int zimm(int i) {
            long value = Evaluator.NOW.number(operands.expression(i), operands.span(i), "this operand");
            if (value < 0 || value > 31) {
                throw new SyntaxError(operands.span(i), value + " is not in the range 0 to 31");
            }
            return (int) value;
        }

        private void stackPointer(int register, int i) {
            if (register != 2) {
                throw new SyntaxError(operands.span(i), op.mnemonic() + " works on sp only");
            }
        }
    }
}
