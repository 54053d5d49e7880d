package twofold.assembler.instruction;

import java.util.List;
import java.util.function.Consumer;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/**
 * Pseudo-instructions that stand for one machine instruction, one row each (RISC-V assembly manual, table "Pseudoinstructions"; the other
 * spellings are those that GNU as takes). A row has the mnemonic, its operands by their place in the machine instruction, that
 * instruction, and its fixed fields.
 */
final class Aliases {
    private final Consumer<Form> out;

    private Aliases(Consumer<Form> out) {
        this.out = out;
    }

    static void addTo(Consumer<Form> out) {
        Aliases rows = new Aliases(out);
        rows.integer();
        rows.immediateForms();
        rows.branches();
        rows.jumps();
        rows.csr();
        rows.floating("s", Op.FSGNJ_S, Op.FSGNJN_S, Op.FSGNJX_S, Op.FLT_S, Op.FLE_S);
        rows.floating("d", Op.FSGNJ_D, Op.FSGNJN_D, Op.FSGNJX_D, Op.FLT_D, Op.FLE_D);
        rows.other();
    }

    private void row(String mnemonic, String operands, Op op, String fixed) {
        List<Operand> list = Operand.parse(operands);
        boolean compress = !fixed.contains("whole");
        out.accept(new Form(mnemonic, list,
            new Machine(op, field(fixed, "rd"), field(fixed, "rs1"), field(fixed, "rs2"), field(fixed, "imm"), fixed.contains("both"),
                compress)));
    }

    private static int field(String fixed, String name) {
        for (String part : fixed.split(" ")) {
            if (part.startsWith(name + "=")) {
                return Integer.decode(part.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private void integer() {
        row("nop", "", Op.ADDI, "");
        row("neg", "rd,rs2", Op.SUB, "");
        row("negw", "rd,rs2", Op.SUBW, "");
        row("not", "rd,rs1", Op.XORI, "imm=-1");
        row("sext.w", "rd,rs1", Op.ADDIW, "");
        row("zext.b", "rd,rs1", Op.ANDI, "imm=255");
        row("seqz", "rd,rs1", Op.SLTIU, "imm=1");
        row("snez", "rd,rs2", Op.SLTU, "");
        row("sltz", "rd,rs1", Op.SLT, "");
        row("sgtz", "rd,rs2", Op.SLT, "");
        row("sgt", "rd,rs2,rs1", Op.SLT, "");
        row("sgtu", "rd,rs2,rs1", Op.SLTU, "");
    }

    /** GNU as lets the immediate forms be written without their i. */
    private void immediateForms() {
        row("add", "rd,rs1,imm", Op.ADDI, "");
        row("addw", "rd,rs1,imm", Op.ADDIW, "");
        row("and", "rd,rs1,imm", Op.ANDI, "");
        row("or", "rd,rs1,imm", Op.ORI, "");
        row("xor", "rd,rs1,imm", Op.XORI, "");
        row("slt", "rd,rs1,imm", Op.SLTI, "");
        row("sltu", "rd,rs1,imm", Op.SLTIU, "");
        row("sll", "rd,rs1,shamt", Op.SLLI, "");
        row("srl", "rd,rs1,shamt", Op.SRLI, "");
        row("sra", "rd,rs1,shamt", Op.SRAI, "");
        row("ror", "rd,rs1,shamt", Op.RORI, "");
        row("rorw", "rd,rs1,shamt", Op.RORIW, "");
        row("bclr", "rd,rs1,shamt", Op.BCLRI, "");
        row("bext", "rd,rs1,shamt", Op.BEXTI, "");
        row("binv", "rd,rs1,shamt", Op.BINVI, "");
        row("bset", "rd,rs1,shamt", Op.BSETI, "");
        row("sllw", "rd,rs1,shamt", Op.SLLIW, "");
        row("srlw", "rd,rs1,shamt", Op.SRLIW, "");
        row("sraw", "rd,rs1,shamt", Op.SRAIW, "");
    }

    private void branches() {
        row("beqz", "rs1,target", Op.BEQ, "");
        row("bnez", "rs1,target", Op.BNE, "");
        row("blez", "rs2,target", Op.BGE, "");
        row("bgez", "rs1,target", Op.BGE, "");
        row("bltz", "rs1,target", Op.BLT, "");
        row("bgtz", "rs2,target", Op.BLT, "");
        row("bgt", "rs2,rs1,target", Op.BLT, "");
        row("ble", "rs2,rs1,target", Op.BGE, "");
        row("bgtu", "rs2,rs1,target", Op.BLTU, "");
        row("bleu", "rs2,rs1,target", Op.BGEU, "");
    }

    private void jumps() {
        row("j", "target", Op.JAL, "");
        row("jal", "target", Op.JAL, "rd=1");
        row("jr", "rs1", Op.JALR, "");
        row("jr", "imm(rs1)", Op.JALR, "whole");
        row("jr", "rs1,imm", Op.JALR, "whole");
        row("jalr", "rs1", Op.JALR, "rd=1");
        row("jalr", "imm(rs1)", Op.JALR, "rd=1 whole");
        row("jalr", "rs1,imm", Op.JALR, "rd=1 whole");
        row("jalr", "rd,rs1", Op.JALR, "whole");
        row("jalr", "rd,rs1,imm", Op.JALR, "whole");
        row("ret", "", Op.JALR, "rs1=1");
    }

    private void csr() {
        row("csrr", "rd,csr", Op.CSRRS, "");
        row("csrw", "csr,rs1", Op.CSRRW, "");
        row("csrs", "csr,rs1", Op.CSRRS, "");
        row("csrc", "csr,rs1", Op.CSRRC, "");
        for (String form : List.of("csrw", "csrwi")) {
            row(form, "csr,zimm", Op.CSRRWI, "");
        }
        for (String form : List.of("csrs", "csrsi")) {
            row(form, "csr,zimm", Op.CSRRSI, "");
        }
        for (String form : List.of("csrc", "csrci")) {
            row(form, "csr,zimm", Op.CSRRCI, "");
        }
        row("csrrw", "rd,csr,zimm", Op.CSRRWI, "");
        row("csrrs", "rd,csr,zimm", Op.CSRRSI, "");
        row("csrrc", "rd,csr,zimm", Op.CSRRCI, "");
        row("rdcycle", "rd", Op.CSRRS, "imm=0xc00");
        row("rdtime", "rd", Op.CSRRS, "imm=0xc01");
        row("rdinstret", "rd", Op.CSRRS, "imm=0xc02");
        for (String[] register : new String[][] {{"flags", "imm=1"}, {"rm", "imm=2"}, {"csr", "imm=3"}}) {
            row("fr" + register[0], "rd", Op.CSRRS, register[1]);
            row("fs" + register[0], "rs1", Op.CSRRW, register[1]);
            row("fs" + register[0], "rd,rs1", Op.CSRRW, register[1]);
            if (!register[0].equals("csr")) {
                row("fs" + register[0] + "i", "zimm", Op.CSRRWI, register[1]);
                row("fs" + register[0] + "i", "rd,zimm", Op.CSRRWI, register[1]);
            }
        }
    }

    private void floating(String suffix, Op copy, Op negate, Op absolute, Op less, Op lessOrEqual) {
        row("fmv." + suffix, "frd,frs1", copy, "both");
        row("fneg." + suffix, "frd,frs1", negate, "both");
        row("fabs." + suffix, "frd,frs1", absolute, "both");
        row("fgt." + suffix, "rd,frs2,frs1", less, "");
        row("fge." + suffix, "rd,frs2,frs1", lessOrEqual, "");
    }

    private void other() {
        row("fmv.x.s", "rd,frs1", Op.FMV_X_W, "");
        row("fmv.s.x", "frd,rs1", Op.FMV_W_X, "");
        row("fence", "", Op.FENCE, "imm=0xff");
        row("fence.tso", "", Op.FENCE, "imm=0x833");
        row("sfence.vma", "", Op.SFENCE_VMA, "");
        row("sfence.vma", "rs1", Op.SFENCE_VMA, "");
        row("scall", "", Op.ECALL, "");
        row("sbreak", "", Op.EBREAK, "");
        row("c.nop", "", Op.C_NOP, "whole");
    }
}
