package twofold.riscv.isa;

import twofold.riscv.isa.Printer.Operands;

/** The pseudo-instructions that a disassembly shows in place of what is encoded. */
final class Aliases {
    private static final int CSRRW_CYCLE = 0xc000_1073;

    private Aliases() { }

    /** The pseudo-instruction that {@code encoded} is the code of, or null. */
    static String print(Instruction encoded, Operands operands) {
        Instruction i = encoded.expanded();
        if (encoded.bits() == CSRRW_CYCLE) {
            return "unimp";
        }
        return switch (i.op()) {
            case ADDI, ADDIW, XORI, ANDI, SLTIU -> immediate(encoded, i);
            case ADD -> encoded.op() == Op.C_MV ? rd(i, "mv") + "," + Register.integerName(i.rs2()) : null;
            case SUB -> i.rs1() == 0 ? rdRs2(i, "neg") : null;
            case SUBW -> i.rs1() == 0 ? rdRs2(i, "negw") : null;
            case ADD_UW -> i.rs2() == 0 ? rdRs1(i, "zext.w") : null;
            case SLTU -> i.rs1() == 0 ? rdRs2(i, "snez") : null;
            case SLT -> i.rs2() == 0 ? rdRs1(i, "sltz") : i.rs1() == 0 ? rdRs2(i, "sgtz") : null;
            case BEQ, BNE, BLT, BGE -> branch(i, operands);
            case JAL -> i.rd() > 1 ? null : (i.rd() == 0 ? "j\t" : "jal\t") + operands.one(Operand.TARGET, i);
            case JALR -> jump(i);
            case FENCE -> fence(i);
            case SFENCE_VMA -> i.rs2() != 0 ? null : i.rs1() == 0 ? "sfence.vma" : "sfence.vma\t" + Register.integerName(i.rs1());
            case CSRRW, CSRRS, CSRRC -> csr(i);
            case CSRRWI, CSRRSI, CSRRCI -> csrImmediate(i);
            case FSGNJ_S, FSGNJ_D -> sign(i, "fmv");
            case FSGNJN_S, FSGNJN_D -> sign(i, "fneg");
            case FSGNJX_S, FSGNJX_D -> sign(i, "fabs");
            default -> null;
        };
    }

    private static String rd(Instruction i, String name) {
        return name + "\t" + Register.integerName(i.rd());
    }

    private static String rdRs1(Instruction i, String name) {
        return rd(i, name) + "," + Register.integerName(i.rs1());
    }

    private static String rdRs2(Instruction i, String name) {
        return rd(i, name) + "," + Register.integerName(i.rs2());
    }

    private static String immediate(Instruction encoded, Instruction i) {
        return switch (i.op()) {
            case ADDI -> addi(encoded, i);
            case ADDIW -> i.imm() == 0 ? rdRs1(i, "sext.w") : null;
            case XORI -> i.imm() == -1 ? rdRs1(i, "not") : null;
            case ANDI -> i.imm() == 255 ? rdRs1(i, "zext.b") : null;
            default -> i.imm() == 1 ? rdRs1(i, "seqz") : null;
        };
    }

    private static String addi(Instruction encoded, Instruction i) {
        if (i.rd() == 0 && i.rs1() == 0 && i.imm() == 0) {
            return "nop";
        }
        if (i.rs1() == 0) {
            return rd(i, "li") + "," + i.imm();
        }
        return i.imm() == 0 && encoded.op() == Op.ADDI ? rdRs1(i, "mv") : null;
    }

    private static String branch(Instruction i, Operands operands) {
        String zeroSecond = switch (i.op()) {
            case BEQ -> "beqz";
            case BNE -> "bnez";
            case BLT -> "bltz";
            default -> "bgez";
        };
        String target = operands.one(Operand.TARGET, i);
        if (i.rs2() == 0) {
            return zeroSecond + "\t" + Register.integerName(i.rs1()) + "," + target;
        }
        if (i.rs1() == 0 && (i.op() == Op.BLT || i.op() == Op.BGE)) {
            return (i.op() == Op.BLT ? "bgtz" : "blez") + "\t" + Register.integerName(i.rs2()) + "," + target;
        }
        return null;
    }

    private static String jump(Instruction i) {
        String base = Register.integerName(i.rs1());
        String offset = i.imm() == 0 ? base : i.imm() + "(" + base + ")";
        if (i.rd() == 0) {
            return i.rs1() == 1 && i.imm() == 0 ? "ret" : "jr\t" + offset;
        }
        if (i.rd() == 1) {
            return "jalr\t" + offset;
        }
        return i.imm() == 0 ? rdRs1(i, "jalr") : null;
    }

    private static String fence(Instruction i) {
        if (i.imm() == 0x833 && i.rd() == 0 && i.rs1() == 0) {
            return "fence.tso";
        }
        return i.imm() == 0xff && i.rd() == 0 && i.rs1() == 0 ? "fence" : null;
    }

    private static String csr(Instruction i) {
        String csr = Operands.csr(i.imm());
        String float3 = switch (i.imm()) {
            case 1 -> "flags";
            case 2 -> "rm";
            case 3 -> "csr";
            default -> null;
        };
        if (i.op() == Op.CSRRS && i.rs1() == 0) {
            String counter = i.imm() >= 0xc00 && i.imm() <= 0xc02 ? "rd" + csr : null;
            return float3 != null ? rd(i, "fr" + float3) : counter != null ? rd(i, counter) : rd(i, "csrr") + "," + csr;
        }
        if (i.op() == Op.CSRRW && float3 != null) {
            return i.rd() == 0 ? "fs" + float3 + "\t" + Register.integerName(i.rs1()) : rdRs1(i, "fs" + float3);
        }
        String verb = i.op() == Op.CSRRW ? "csrw" : i.op() == Op.CSRRS ? "csrs" : "csrc";
        return i.rd() == 0 ? verb + "\t" + csr + "," + Register.integerName(i.rs1()) : null;
    }

    private static String csrImmediate(Instruction i) {
        if (i.op() == Op.CSRRWI && (i.imm() == 1 || i.imm() == 2)) {
            String name = i.imm() == 1 ? "fsflagsi" : "fsrmi";
            return i.rd() == 0 ? name + "\t" + i.rs1() : rd(i, name) + "," + i.rs1();
        }
        String verb = i.op() == Op.CSRRWI ? "csrwi" : i.op() == Op.CSRRSI ? "csrsi" : "csrci";
        return i.rd() == 0 ? verb + "\t" + Operands.csr(i.imm()) + "," + i.rs1() : null;
    }

    private static String sign(Instruction i, String name) {
        String suffix = i.op().mnemonic().substring(i.op().mnemonic().lastIndexOf('.'));
        return i.rs1() != i.rs2() ? null : name + suffix + "\t" + Register.floatName(i.rd()) + "," + Register.floatName(i.rs1());
    }
}
