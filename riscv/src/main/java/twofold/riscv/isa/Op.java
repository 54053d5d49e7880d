package twofold.riscv.isa;

import static twofold.riscv.isa.Extension.A;
import static twofold.riscv.isa.Extension.C;
import static twofold.riscv.isa.Extension.D;
import static twofold.riscv.isa.Extension.F;
import static twofold.riscv.isa.Extension.I;
import static twofold.riscv.isa.Extension.M;
import static twofold.riscv.isa.Extension.PRIVILEGED;
import static twofold.riscv.isa.Extension.SVINVAL;
import static twofold.riscv.isa.Extension.ZBA;
import static twofold.riscv.isa.Extension.ZBB;
import static twofold.riscv.isa.Extension.ZBS;
import static twofold.riscv.isa.Extension.ZCD;
import static twofold.riscv.isa.Extension.ZFHMIN;
import static twofold.riscv.isa.Extension.ZICBOM;
import static twofold.riscv.isa.Extension.ZICBOP;
import static twofold.riscv.isa.Extension.ZICBOZ;
import static twofold.riscv.isa.Extension.ZICOND;
import static twofold.riscv.isa.Extension.ZICSR;
import static twofold.riscv.isa.Extension.ZIFENCEI;
import static twofold.riscv.isa.Extension.ZIHINTPAUSE;

import java.util.List;
import java.util.Locale;

/**
 * Every instruction, one row each: the bit pattern as in the RISC-V Instruction Set Manual (volume I chapter "RV32/64G Instruction Set
 * Listings", the tables of chapter "C", volume II for the privileged ones, the chapters of the extensions for the rest), the operands in assembler order, the extension.
 *
 * <p>The notation of a pattern is explained at {@link Pattern}. The constant is the mnemonic in upper case with {@code _} for {@code .}.
 */
public enum Op {
    // Base integer instructions
    LUI("imm[31:12] rd 0110111", "rd,upper", I),
    AUIPC("imm[31:12] rd 0010111", "rd,upper", I),
    JAL("imm[20|10:1|11|19:12] rd 1101111", "rd,target", I),
    JALR("imm[11:0] rs1 000 rd 1100111", "rd,imm(rs1)", I),
    BEQ("imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    BNE("imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    BLT("imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    BGE("imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    BLTU("imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    BGEU("imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011", "rs1,rs2,target", I),
    LB("imm[11:0] rs1 000 rd 0000011", "rd,imm(rs1)", I),
    LH("imm[11:0] rs1 001 rd 0000011", "rd,imm(rs1)", I),
    LW("imm[11:0] rs1 010 rd 0000011", "rd,imm(rs1)", I),
    LD("imm[11:0] rs1 011 rd 0000011", "rd,imm(rs1)", I),
    LBU("imm[11:0] rs1 100 rd 0000011", "rd,imm(rs1)", I),
    LHU("imm[11:0] rs1 101 rd 0000011", "rd,imm(rs1)", I),
    LWU("imm[11:0] rs1 110 rd 0000011", "rd,imm(rs1)", I),
    SB("imm[11:5] rs2 rs1 000 imm[4:0] 0100011", "rs2,imm(rs1)", I),
    SH("imm[11:5] rs2 rs1 001 imm[4:0] 0100011", "rs2,imm(rs1)", I),
    SW("imm[11:5] rs2 rs1 010 imm[4:0] 0100011", "rs2,imm(rs1)", I),
    SD("imm[11:5] rs2 rs1 011 imm[4:0] 0100011", "rs2,imm(rs1)", I),
    ADDI("imm[11:0] rs1 000 rd 0010011", "rd,rs1,imm", I),
    SLTI("imm[11:0] rs1 010 rd 0010011", "rd,rs1,imm", I),
    SLTIU("imm[11:0] rs1 011 rd 0010011", "rd,rs1,imm", I),
    XORI("imm[11:0] rs1 100 rd 0010011", "rd,rs1,imm", I),
    ORI("imm[11:0] rs1 110 rd 0010011", "rd,rs1,imm", I),
    ANDI("imm[11:0] rs1 111 rd 0010011", "rd,rs1,imm", I),
    SLLI("000000 uimm[5:0] rs1 001 rd 0010011", "rd,rs1,shamt", I),
    SRLI("000000 uimm[5:0] rs1 101 rd 0010011", "rd,rs1,shamt", I),
    SRAI("010000 uimm[5:0] rs1 101 rd 0010011", "rd,rs1,shamt", I),
    ADD("0000000 rs2 rs1 000 rd 0110011", "rd,rs1,rs2", I),
    SUB("0100000 rs2 rs1 000 rd 0110011", "rd,rs1,rs2", I),
    SLL("0000000 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", I),
    SLT("0000000 rs2 rs1 010 rd 0110011", "rd,rs1,rs2", I),
    SLTU("0000000 rs2 rs1 011 rd 0110011", "rd,rs1,rs2", I),
    XOR("0000000 rs2 rs1 100 rd 0110011", "rd,rs1,rs2", I),
    SRL("0000000 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", I),
    SRA("0100000 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", I),
    OR("0000000 rs2 rs1 110 rd 0110011", "rd,rs1,rs2", I),
    AND("0000000 rs2 rs1 111 rd 0110011", "rd,rs1,rs2", I),
    ADDIW("imm[11:0] rs1 000 rd 0011011", "rd,rs1,imm", I),
    SLLIW("0000000 uimm[4:0] rs1 001 rd 0011011", "rd,rs1,shamt", I),
    SRLIW("0000000 uimm[4:0] rs1 101 rd 0011011", "rd,rs1,shamt", I),
    SRAIW("0100000 uimm[4:0] rs1 101 rd 0011011", "rd,rs1,shamt", I),
    ADDW("0000000 rs2 rs1 000 rd 0111011", "rd,rs1,rs2", I),
    SUBW("0100000 rs2 rs1 000 rd 0111011", "rd,rs1,rs2", I),
    SLLW("0000000 rs2 rs1 001 rd 0111011", "rd,rs1,rs2", I),
    SRLW("0000000 rs2 rs1 101 rd 0111011", "rd,rs1,rs2", I),
    SRAW("0100000 rs2 rs1 101 rd 0111011", "rd,rs1,rs2", I),
    FENCE("uimm[11:0] rs1 000 rd 0001111", "pred,succ", I),
    ECALL("000000000000 00000 000 00000 1110011", "", I),
    EBREAK("000000000001 00000 000 00000 1110011", "", I),

    // Instruction-fetch fence
    FENCE_I("imm[11:0] rs1 001 rd 0001111", "", ZIFENCEI),

    // Control and status registers
    CSRRW("csr rs1 001 rd 1110011", "rd,csr,rs1", ZICSR),
    CSRRS("csr rs1 010 rd 1110011", "rd,csr,rs1", ZICSR),
    CSRRC("csr rs1 011 rd 1110011", "rd,csr,rs1", ZICSR),
    CSRRWI("csr rs1 101 rd 1110011", "rd,csr,zimm", ZICSR),
    CSRRSI("csr rs1 110 rd 1110011", "rd,csr,zimm", ZICSR),
    CSRRCI("csr rs1 111 rd 1110011", "rd,csr,zimm", ZICSR),

    // Multiplication and division
    MUL("0000001 rs2 rs1 000 rd 0110011", "rd,rs1,rs2", M),
    MULH("0000001 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", M),
    MULHSU("0000001 rs2 rs1 010 rd 0110011", "rd,rs1,rs2", M),
    MULHU("0000001 rs2 rs1 011 rd 0110011", "rd,rs1,rs2", M),
    DIV("0000001 rs2 rs1 100 rd 0110011", "rd,rs1,rs2", M),
    DIVU("0000001 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", M),
    REM("0000001 rs2 rs1 110 rd 0110011", "rd,rs1,rs2", M),
    REMU("0000001 rs2 rs1 111 rd 0110011", "rd,rs1,rs2", M),
    MULW("0000001 rs2 rs1 000 rd 0111011", "rd,rs1,rs2", M),
    DIVW("0000001 rs2 rs1 100 rd 0111011", "rd,rs1,rs2", M),
    DIVUW("0000001 rs2 rs1 101 rd 0111011", "rd,rs1,rs2", M),
    REMW("0000001 rs2 rs1 110 rd 0111011", "rd,rs1,rs2", M),
    REMUW("0000001 rs2 rs1 111 rd 0111011", "rd,rs1,rs2", M),

    // Atomic memory operations
    LR_W("00010 aqrl 00000 rs1 010 rd 0101111", "rd,(rs1)", A),
    SC_W("00011 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOSWAP_W("00001 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOADD_W("00000 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOXOR_W("00100 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOAND_W("01100 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOOR_W("01000 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMIN_W("10000 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMAX_W("10100 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMINU_W("11000 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMAXU_W("11100 aqrl rs2 rs1 010 rd 0101111", "rd,rs2,(rs1)", A),
    LR_D("00010 aqrl 00000 rs1 011 rd 0101111", "rd,(rs1)", A),
    SC_D("00011 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOSWAP_D("00001 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOADD_D("00000 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOXOR_D("00100 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOAND_D("01100 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOOR_D("01000 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMIN_D("10000 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMAX_D("10100 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMINU_D("11000 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),
    AMOMAXU_D("11100 aqrl rs2 rs1 011 rd 0101111", "rd,rs2,(rs1)", A),

    // Single-precision floating point
    FLW("imm[11:0] rs1 010 rd 0000111", "frd,imm(rs1)", F),
    FSW("imm[11:5] rs2 rs1 010 imm[4:0] 0100111", "frs2,imm(rs1)", F),
    FMADD_S("rs3 00 rs2 rs1 rm rd 1000011", "frd,frs1,frs2,frs3,rm", F),
    FMSUB_S("rs3 00 rs2 rs1 rm rd 1000111", "frd,frs1,frs2,frs3,rm", F),
    FNMSUB_S("rs3 00 rs2 rs1 rm rd 1001011", "frd,frs1,frs2,frs3,rm", F),
    FNMADD_S("rs3 00 rs2 rs1 rm rd 1001111", "frd,frs1,frs2,frs3,rm", F),
    FADD_S("0000000 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", F),
    FSUB_S("0000100 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", F),
    FMUL_S("0001000 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", F),
    FDIV_S("0001100 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", F),
    FSQRT_S("0101100 00000 rs1 rm rd 1010011", "frd,frs1,rm", F),
    FSGNJ_S("0010000 rs2 rs1 000 rd 1010011", "frd,frs1,frs2", F),
    FSGNJN_S("0010000 rs2 rs1 001 rd 1010011", "frd,frs1,frs2", F),
    FSGNJX_S("0010000 rs2 rs1 010 rd 1010011", "frd,frs1,frs2", F),
    FMIN_S("0010100 rs2 rs1 000 rd 1010011", "frd,frs1,frs2", F),
    FMAX_S("0010100 rs2 rs1 001 rd 1010011", "frd,frs1,frs2", F),
    FEQ_S("1010000 rs2 rs1 010 rd 1010011", "rd,frs1,frs2", F),
    FLT_S("1010000 rs2 rs1 001 rd 1010011", "rd,frs1,frs2", F),
    FLE_S("1010000 rs2 rs1 000 rd 1010011", "rd,frs1,frs2", F),
    FCLASS_S("1110000 00000 rs1 001 rd 1010011", "rd,frs1", F),
    FMV_X_W("1110000 00000 rs1 000 rd 1010011", "rd,frs1", F),
    FMV_W_X("1111000 00000 rs1 000 rd 1010011", "frd,rs1", F),
    FCVT_W_S("1100000 00000 rs1 rm rd 1010011", "rd,frs1,rm", F),
    FCVT_WU_S("1100000 00001 rs1 rm rd 1010011", "rd,frs1,rm", F),
    FCVT_L_S("1100000 00010 rs1 rm rd 1010011", "rd,frs1,rm", F),
    FCVT_LU_S("1100000 00011 rs1 rm rd 1010011", "rd,frs1,rm", F),
    FCVT_S_W("1101000 00000 rs1 rm rd 1010011", "frd,rs1,rm", F),
    FCVT_S_WU("1101000 00001 rs1 rm rd 1010011", "frd,rs1,rm", F),
    FCVT_S_L("1101000 00010 rs1 rm rd 1010011", "frd,rs1,rm", F),
    FCVT_S_LU("1101000 00011 rs1 rm rd 1010011", "frd,rs1,rm", F),

    // Double-precision floating point
    FLD("imm[11:0] rs1 011 rd 0000111", "frd,imm(rs1)", D),
    FSD("imm[11:5] rs2 rs1 011 imm[4:0] 0100111", "frs2,imm(rs1)", D),
    FMADD_D("rs3 01 rs2 rs1 rm rd 1000011", "frd,frs1,frs2,frs3,rm", D),
    FMSUB_D("rs3 01 rs2 rs1 rm rd 1000111", "frd,frs1,frs2,frs3,rm", D),
    FNMSUB_D("rs3 01 rs2 rs1 rm rd 1001011", "frd,frs1,frs2,frs3,rm", D),
    FNMADD_D("rs3 01 rs2 rs1 rm rd 1001111", "frd,frs1,frs2,frs3,rm", D),
    FADD_D("0000001 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", D),
    FSUB_D("0000101 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", D),
    FMUL_D("0001001 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", D),
    FDIV_D("0001101 rs2 rs1 rm rd 1010011", "frd,frs1,frs2,rm", D),
    FSQRT_D("0101101 00000 rs1 rm rd 1010011", "frd,frs1,rm", D),
    FSGNJ_D("0010001 rs2 rs1 000 rd 1010011", "frd,frs1,frs2", D),
    FSGNJN_D("0010001 rs2 rs1 001 rd 1010011", "frd,frs1,frs2", D),
    FSGNJX_D("0010001 rs2 rs1 010 rd 1010011", "frd,frs1,frs2", D),
    FMIN_D("0010101 rs2 rs1 000 rd 1010011", "frd,frs1,frs2", D),
    FMAX_D("0010101 rs2 rs1 001 rd 1010011", "frd,frs1,frs2", D),
    FEQ_D("1010001 rs2 rs1 010 rd 1010011", "rd,frs1,frs2", D),
    FLT_D("1010001 rs2 rs1 001 rd 1010011", "rd,frs1,frs2", D),
    FLE_D("1010001 rs2 rs1 000 rd 1010011", "rd,frs1,frs2", D),
    FCLASS_D("1110001 00000 rs1 001 rd 1010011", "rd,frs1", D),
    FMV_X_D("1110001 00000 rs1 000 rd 1010011", "rd,frs1", D),
    FMV_D_X("1111001 00000 rs1 000 rd 1010011", "frd,rs1", D),
    FCVT_S_D("0100000 00001 rs1 rm rd 1010011", "frd,frs1,rm", D),
    FCVT_D_S("0100001 00000 rs1 rm rd 1010011", "frd,frs1", D),
    FCVT_W_D("1100001 00000 rs1 rm rd 1010011", "rd,frs1,rm", D),
    FCVT_WU_D("1100001 00001 rs1 rm rd 1010011", "rd,frs1,rm", D),
    FCVT_L_D("1100001 00010 rs1 rm rd 1010011", "rd,frs1,rm", D),
    FCVT_LU_D("1100001 00011 rs1 rm rd 1010011", "rd,frs1,rm", D),
    FCVT_D_W("1101001 00000 rs1 rm rd 1010011", "frd,rs1", D),
    FCVT_D_WU("1101001 00001 rs1 rm rd 1010011", "frd,rs1", D),
    FCVT_D_L("1101001 00010 rs1 rm rd 1010011", "frd,rs1,rm", D),
    FCVT_D_LU("1101001 00011 rs1 rm rd 1010011", "frd,rs1,rm", D),

    // Bit manipulation: address generation
    ADD_UW("0000100 rs2 rs1 000 rd 0111011", "rd,rs1,rs2", ZBA),
    SH1ADD("0010000 rs2 rs1 010 rd 0110011", "rd,rs1,rs2", ZBA),
    SH2ADD("0010000 rs2 rs1 100 rd 0110011", "rd,rs1,rs2", ZBA),
    SH3ADD("0010000 rs2 rs1 110 rd 0110011", "rd,rs1,rs2", ZBA),
    SH1ADD_UW("0010000 rs2 rs1 010 rd 0111011", "rd,rs1,rs2", ZBA),
    SH2ADD_UW("0010000 rs2 rs1 100 rd 0111011", "rd,rs1,rs2", ZBA),
    SH3ADD_UW("0010000 rs2 rs1 110 rd 0111011", "rd,rs1,rs2", ZBA),
    SLLI_UW("000010 uimm[5:0] rs1 001 rd 0011011", "rd,rs1,shamt", ZBA),

    // Bit manipulation: basic
    ANDN("0100000 rs2 rs1 111 rd 0110011", "rd,rs1,rs2", ZBB),
    ORN("0100000 rs2 rs1 110 rd 0110011", "rd,rs1,rs2", ZBB),
    XNOR("0100000 rs2 rs1 100 rd 0110011", "rd,rs1,rs2", ZBB),
    CLZ("0110000 00000 rs1 001 rd 0010011", "rd,rs1", ZBB),
    CTZ("0110000 00001 rs1 001 rd 0010011", "rd,rs1", ZBB),
    CPOP("0110000 00010 rs1 001 rd 0010011", "rd,rs1", ZBB),
    CLZW("0110000 00000 rs1 001 rd 0011011", "rd,rs1", ZBB),
    CTZW("0110000 00001 rs1 001 rd 0011011", "rd,rs1", ZBB),
    CPOPW("0110000 00010 rs1 001 rd 0011011", "rd,rs1", ZBB),
    MAX("0000101 rs2 rs1 110 rd 0110011", "rd,rs1,rs2", ZBB),
    MAXU("0000101 rs2 rs1 111 rd 0110011", "rd,rs1,rs2", ZBB),
    MIN("0000101 rs2 rs1 100 rd 0110011", "rd,rs1,rs2", ZBB),
    MINU("0000101 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", ZBB),
    SEXT_B("0110000 00100 rs1 001 rd 0010011", "rd,rs1", ZBB),
    SEXT_H("0110000 00101 rs1 001 rd 0010011", "rd,rs1", ZBB),
    ZEXT_H("0000100 00000 rs1 100 rd 0111011", "rd,rs1", ZBB),
    ROL("0110000 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", ZBB),
    ROLW("0110000 rs2 rs1 001 rd 0111011", "rd,rs1,rs2", ZBB),
    ROR("0110000 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", ZBB),
    RORI("011000 uimm[5:0] rs1 101 rd 0010011", "rd,rs1,shamt", ZBB),
    RORIW("0110000 uimm[4:0] rs1 101 rd 0011011", "rd,rs1,shamt", ZBB),
    RORW("0110000 rs2 rs1 101 rd 0111011", "rd,rs1,rs2", ZBB),
    ORC_B("001010000111 rs1 101 rd 0010011", "rd,rs1", ZBB),
    REV8("011010111000 rs1 101 rd 0010011", "rd,rs1", ZBB),

    // Bit manipulation: single bits
    BCLR("0100100 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", ZBS),
    BCLRI("010010 uimm[5:0] rs1 001 rd 0010011", "rd,rs1,shamt", ZBS),
    BEXT("0100100 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", ZBS),
    BEXTI("010010 uimm[5:0] rs1 101 rd 0010011", "rd,rs1,shamt", ZBS),
    BINV("0110100 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", ZBS),
    BINVI("011010 uimm[5:0] rs1 001 rd 0010011", "rd,rs1,shamt", ZBS),
    BSET("0010100 rs2 rs1 001 rd 0110011", "rd,rs1,rs2", ZBS),
    BSETI("001010 uimm[5:0] rs1 001 rd 0010011", "rd,rs1,shamt", ZBS),

    // Conditional zeroing
    CZERO_EQZ("0000111 rs2 rs1 101 rd 0110011", "rd,rs1,rs2", ZICOND),
    CZERO_NEZ("0000111 rs2 rs1 111 rd 0110011", "rd,rs1,rs2", ZICOND),

    // Cache blocks and hints
    CBO_INVAL("000000000000 rs1 010 00000 0001111", "(rs1)", ZICBOM),
    CBO_CLEAN("000000000001 rs1 010 00000 0001111", "(rs1)", ZICBOM),
    CBO_FLUSH("000000000010 rs1 010 00000 0001111", "(rs1)", ZICBOM),
    CBO_ZERO("000000000100 rs1 010 00000 0001111", "(rs1)", ZICBOZ),
    PREFETCH_I("imm[11:5] 00000 rs1 110 00000 0010011", "imm(rs1)", ZICBOP),
    PREFETCH_R("imm[11:5] 00001 rs1 110 00000 0010011", "imm(rs1)", ZICBOP),
    PREFETCH_W("imm[11:5] 00011 rs1 110 00000 0010011", "imm(rs1)", ZICBOP),
    PAUSE("000000010000 00000 000 00000 0001111", "", ZIHINTPAUSE),

    // Half-precision floating point: moves and conversions
    FLH("imm[11:0] rs1 001 rd 0000111", "frd,imm(rs1)", ZFHMIN),
    FSH("imm[11:5] rs2 rs1 001 imm[4:0] 0100111", "frs2,imm(rs1)", ZFHMIN),
    FMV_X_H("1110010 00000 rs1 000 rd 1010011", "rd,frs1", ZFHMIN),
    FMV_H_X("1111010 00000 rs1 000 rd 1010011", "frd,rs1", ZFHMIN),
    FCVT_S_H("0100000 00010 rs1 rm rd 1010011", "frd,frs1", ZFHMIN),
    FCVT_H_S("0100010 00000 rs1 rm rd 1010011", "frd,frs1,rm", ZFHMIN),
    FCVT_D_H("0100001 00010 rs1 rm rd 1010011", "frd,frs1", ZFHMIN),
    FCVT_H_D("0100010 00001 rs1 rm rd 1010011", "frd,frs1,rm", ZFHMIN),

    // Privileged architecture
    SRET("0001000 00010 00000 000 00000 1110011", "", PRIVILEGED),
    MRET("0011000 00010 00000 000 00000 1110011", "", PRIVILEGED),
    WFI("0001000 00101 00000 000 00000 1110011", "", PRIVILEGED),
    SFENCE_VMA("0001001 rs2 rs1 000 00000 1110011", "rs1,rs2", PRIVILEGED),
    SINVAL_VMA("0001011 rs2 rs1 000 00000 1110011", "rs1,rs2", SVINVAL),
    SFENCE_W_INVAL("0001100 00000 00000 000 00000 1110011", "", SVINVAL),
    SFENCE_INVAL_IR("0001100 00001 00000 000 00000 1110011", "", SVINVAL),

    // Compressed instructions: after the extension, the instruction each stands for and the register it implies
    C_ADDI4SPN("000 nzuimm[5:4|9:6|2|3] rd' 00", "rd,sp,imm", C, ADDI, "rs1=2"),
    C_FLD("001 uimm[5:3] rs1' uimm[7:6] rd' 00", "frd,imm(rs1)", ZCD, FLD, ""),
    C_LW("010 uimm[5:3] rs1' uimm[2|6] rd' 00", "rd,imm(rs1)", C, LW, ""),
    C_LD("011 uimm[5:3] rs1' uimm[7:6] rd' 00", "rd,imm(rs1)", C, LD, ""),
    C_FSD("101 uimm[5:3] rs1' uimm[7:6] rs2' 00", "frs2,imm(rs1)", ZCD, FSD, ""),
    C_SW("110 uimm[5:3] rs1' uimm[2|6] rs2' 00", "rs2,imm(rs1)", C, SW, ""),
    C_SD("111 uimm[5:3] rs1' uimm[7:6] rs2' 00", "rs2,imm(rs1)", C, SD, ""),
    C_NOP("000 imm[5] 00000 imm[4:0] 01", "imm", C, ADDI, ""),
    C_ADDI("000 imm[5] rd/rs1 imm[4:0] 01", "rd,imm", C, ADDI, ""),
    C_ADDIW("001 imm[5] rd/rs1≠0 imm[4:0] 01", "rd,imm", C, ADDIW, ""),
    C_LI("010 imm[5] rd imm[4:0] 01", "rd,imm", C, ADDI, ""),
    C_ADDI16SP("011 nzimm[9] 00010 imm[4|6|8:7|5] 01", "sp,imm", C, ADDI, "rd=2 rs1=2"),
    C_LUI("011 nzimm[17] rd imm[16:12] 01", "rd,upper", C, LUI, ""),
    C_SRLI("100 uimm[5] 00 rd'/rs1' uimm[4:0] 01", "rd,shamt", C, SRLI, ""),
    C_SRAI("100 uimm[5] 01 rd'/rs1' uimm[4:0] 01", "rd,shamt", C, SRAI, ""),
    C_ANDI("100 imm[5] 10 rd'/rs1' imm[4:0] 01", "rd,imm", C, ANDI, ""),
    C_SUB("100 0 11 rd'/rs1' 00 rs2' 01", "rd,rs2", C, SUB, ""),
    C_XOR("100 0 11 rd'/rs1' 01 rs2' 01", "rd,rs2", C, XOR, ""),
    C_OR("100 0 11 rd'/rs1' 10 rs2' 01", "rd,rs2", C, OR, ""),
    C_AND("100 0 11 rd'/rs1' 11 rs2' 01", "rd,rs2", C, AND, ""),
    C_SUBW("100 1 11 rd'/rs1' 00 rs2' 01", "rd,rs2", C, SUBW, ""),
    C_ADDW("100 1 11 rd'/rs1' 01 rs2' 01", "rd,rs2", C, ADDW, ""),
    C_J("101 imm[11|4|9:8|10|6|7|3:1|5] 01", "target", C, JAL, ""),
    C_BEQZ("110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", "rs1,target", C, BEQ, ""),
    C_BNEZ("111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", "rs1,target", C, BNE, ""),
    C_SLLI("000 uimm[5] rd/rs1 uimm[4:0] 10", "rd,shamt", C, SLLI, ""),
    C_FLDSP("001 uimm[5] rd uimm[4:3|8:6] 10", "frd,imm(sp)", ZCD, FLD, "rs1=2"),
    C_LWSP("010 uimm[5] rd≠0 uimm[4:2|7:6] 10", "rd,imm(sp)", C, LW, "rs1=2"),
    C_LDSP("011 uimm[5] rd≠0 uimm[4:3|8:6] 10", "rd,imm(sp)", C, LD, "rs1=2"),
    C_JR("100 0 rs1≠0 00000 10", "rs1", C, JALR, ""),
    C_MV("100 0 rd rs2≠0 10", "rd,rs2", C, ADD, ""),
    C_EBREAK("100 1 00000 00000 10", "", C, EBREAK, ""),
    C_JALR("100 1 rs1≠0 00000 10", "rs1", C, JALR, "rd=1"),
    C_ADD("100 1 rd/rs1 rs2≠0 10", "rd,rs2", C, ADD, ""),
    C_FSDSP("101 uimm[5:3|8:6] rs2 10", "frs2,imm(sp)", ZCD, FSD, "rs1=2"),
    C_SWSP("110 uimm[5:2|7:6] rs2 10", "rs2,imm(sp)", C, SW, "rs1=2"),
    C_SDSP("111 uimm[5:3|8:6] rs2 10", "rs2,imm(sp)", C, SD, "rs1=2");

    private final String text;
    private final String syntax;
    // Read when first asked for, as most runs need few rows. Immutable, so that threads may both do it.
    private Pattern pattern;
    private List<Operand> operands;
    private final Extension extension;
    private final Op base;
    private final int impliedRd;
    private final int impliedRs1;

    Op(String pattern, String operands, Extension extension) {
        this(pattern, operands, extension, null, "");
    }

    Op(String pattern, String operands, Extension extension, Op base, String implied) {
        this.text = pattern;
        this.syntax = operands;
        this.extension = extension;
        this.base = base;
        this.impliedRd = implied.isEmpty() ? 0 : implied(implied, "rd=");
        this.impliedRs1 = implied.isEmpty() ? 0 : implied(implied, "rs1=");
    }

    private static int implied(String text, String key) {
        int at = text.indexOf(key);
        return at < 0 ? 0 : text.charAt(at + key.length()) - '0';
    }

    /** The name in assembly: lower case, with dots. */
    public String mnemonic() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The operands in the order that an assembler writes them. */
    public List<Operand> operands() {
        List<Operand> known = operands;
        if (known == null) {
            known = Operand.parse(syntax);
            operands = known;
        }
        return known;
    }

    /** The extension that has this instruction. */
    public Extension extension() {
        return extension;
    }

    /** Bytes of the encoding: 2 or 4. */
    public int length() {
        return text.charAt(text.length() - 3) == ' ' ? 2 : 4;
    }

    /** The bits that the pattern ends with, which are fixed: seven of a four-byte encoding, two of a two-byte one. */
    int opcode() {
        int value = 0;
        for (int i = text.length() - (length() == 2 ? 2 : 7); i < text.length(); i++) {
            value = value << 1 | text.charAt(i) - '0';
        }
        return value;
    }

    /** The bits that tell this instruction from others. */
    public int mask() {
        return pattern().mask();
    }

    /** The value of the {@link #mask()} bits. */
    public int match() {
        return pattern().match();
    }

    /** For a compressed instruction the one it stands for; for any other itself. */
    public Op base() {
        return base == null ? this : base;
    }

    /** Whether this is a two-byte instruction that stands for a four-byte one. */
    public boolean isCompressed() {
        return base != null;
    }

    /** Whether the encoding holds an immediate (a CSR number, a shift amount, aq/rl and a fence's sets included). */
    public boolean hasImmediate() {
        return pattern().hasImmediate();
    }

    /** Whether the encoding holds a rounding mode. */
    public boolean hasRoundingMode() {
        return pattern().hasRoundingMode();
    }

    /** Whether the immediate can be encoded: in range, a multiple of the scale, and not zero where zero is reserved. */
    public boolean immediateFits(long value) {
        return pattern().immediateFits(value);
    }

    /** Smallest immediate. */
    public long immediateMinimum() {
        return pattern().immediateMinimum();
    }

    /** Largest immediate. */
    public long immediateMaximum() {
        return pattern().immediateMaximum();
    }

    /** What every immediate is a multiple of: 1, 2, 4, 8, 16 or 4096. */
    public int immediateScale() {
        return pattern().immediateScale();
    }

    Pattern pattern() {
        Pattern known = pattern;
        if (known == null) {
            known = new Pattern(text);
            pattern = known;
        }
        return known;
    }

    int impliedRd() {
        return impliedRd;
    }

    int impliedRs1() {
        return impliedRs1;
    }
}
