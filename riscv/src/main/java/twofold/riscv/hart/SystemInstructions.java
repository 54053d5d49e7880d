package twofold.riscv.hart;

import twofold.riscv.isa.Op;

/** Instructions that touch more than registers and memory; each ends its block. */
final class SystemInstructions {
    private SystemInstructions() {
    }

    /** Executes one and returns the next pc; {@code following} is the address behind it. */
    static long execute(Hart hart, long word, long following) {
        Op op = Lowering.systemOp(word);
        int rs1 = (int) (word >>> 16) & 31;
        int rs2 = (int) (word >>> 24) & 31;
        Privilege privilege = hart.privilege;
        switch (op) {
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> accessCsr(hart, op, word, rs1);
            case EBREAK -> throw hart.raise(Cause.BREAKPOINT, hart.pc);
            case FENCE_I -> hart.fenceInstructions();
            case MRET -> {
                return privilege.mret(hart);
            }
            case SRET -> {
                return privilege.sret(hart);
            }
            case WFI -> privilege.wfi(hart);
            case SFENCE_W_INVAL, SFENCE_INVAL_IR -> privilege.orderInvalidations(hart);
            case SFENCE_VMA, SINVAL_VMA -> privilege.sfence(hart, hart.x[rs1], rs1 != 0, hart.x[rs2], rs2 != 0);
            default -> throw new AssertionError(op);
        }
        return following;
    }

    /** CSRRW with rd x0 does not read; CSRRS and CSRRC with rs1 x0 (or an immediate of 0) do not write ("Zicsr"). */
    private static void accessCsr(Hart hart, Op op, long word, int rs1) {
        int number = (int) (word >>> 32) & 0xfff;
        int rd = (int) (word >>> 8) & 63;
        boolean immediate = op == Op.CSRRWI || op == Op.CSRRSI || op == Op.CSRRCI;
        boolean swap = op == Op.CSRRW || op == Op.CSRRWI;
        long operand = immediate ? rs1 : hart.x[rs1];
        boolean writes = swap || rs1 != 0;
        if (writes && number >>> 10 == 3) {
            throw hart.illegal();
        }
        long old = swap && rd == Lowering.SINK ? 0 : hart.privilege.readCsr(hart, number);
        if (writes) {
            boolean set = op == Op.CSRRS || op == Op.CSRRSI;
            long from = swap ? 0 : hart.privilege.modifiedCsr(hart, number, old);
            hart.privilege.writeCsr(hart, number, swap ? operand : set ? from | operand : from & ~operand);
        }
        hart.x[rd] = old;
    }
}
