package twofold.riscv.hart;

import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;

/**
 * Packs a decoded instruction into one long for the interpreter: bits 0-7 the {@link Code}, 8-13 rd, 16-20 rs1, 24-28 rs2, 32-63 an
 * immediate. A destination of x0 is register 32, a sink that nobody reads. The immediate of a branch or jump counts from the start of the block;
 * where an auipc is counted from there is in bits 16-31.
 */
final class Lowering {
    /** The register that takes what is written to x0. */
    static final int SINK = 32;

    private static final Op[] OPS = Op.values();
    private static final byte[] CODES = codes();
    /** 1 for those that do, -1 for those that do not, 0 for those not yet asked about. */
    private static final byte[] WRITES_FLOAT = new byte[OPS.length];

    private Lowering() {
    }

    /** The word for an instruction, {@code null} standing for an illegal one. */
    static long lower(Instruction compressed, int offset) {
        if (compressed == null) {
            return word(Code.ILLEGAL, 0, 0, 0, 0);
        }
        Instruction in = compressed.expanded();
        int code = CODES[in.op().ordinal()];
        int rd = in.rd() == 0 && !writesFloat(in.op()) ? SINK : in.rd();
        return switch (code) {
            case Code.ADDI -> in.rs1() == 0 ? word(Code.LI, rd, 0, 0, in.imm())
                    : in.imm() == 0 ? word(Code.MV, rd, in.rs1(), 0, 0) : word(code, rd, in.rs1(), 0, in.imm());
            case Code.JAL -> word(rd == SINK ? Code.J : code, rd, 0, 0, in.imm() + offset);
            case Code.BEQ, Code.BNE, Code.BLT, Code.BGE, Code.BLTU, Code.BGEU -> word(code, 0, in.rs1(), in.rs2(), in.imm() + offset);
            case Code.LUI -> word(Code.LI, rd, 0, 0, in.imm());
            case Code.AUIPC -> word(code, rd, offset & 0xff, offset >>> 8, in.imm());
            case Code.FLOAT -> word(code, rd, in.rs1(), in.rs2(), in.rm() | in.rs3() << 3 | in.op().ordinal() << 8);
            case Code.INTEGER, Code.ATOMIC, Code.CACHE -> word(code, rd, in.rs1(), in.rs2(), in.imm() & 0xff | in.op().ordinal() << 8);
            case Code.FENCE -> word(code, 0, 0, 0, in.op() == Op.FENCE ? in.imm() : in.op() == Op.PAUSE ? AtomicInstructions.PAUSE : 0);
            case Code.SYSTEM -> word(code, rd, in.rs1(), in.rs2(), in.imm() & 0xfff | in.op().ordinal() << 12);
            default -> word(code, rd, in.rs1(), in.rs2(), in.imm());
        };
    }

    /** Whether a word loads by base register and immediate. */
    static boolean isLoad(long word) {
        return switch ((int) word & 0xff) {
            case Code.LB, Code.LH, Code.LW, Code.LD, Code.LBU, Code.LHU, Code.LWU, Code.FLW, Code.FLD -> true;
            default -> false;
        };
    }

    /** Whether a word jumps to an address in a register other than the return address, and does not come back. */
    static boolean isJumpTable(long word) {
        return ((int) word & 0xff) == Code.JALR && ((int) word >>> 8 & 63) == SINK && ((int) word >>> 16 & 31) != 1;
    }

    /** Whether what follows a word is what lies behind it or where its immediate says, and is there whatever it does. */
    static boolean isDirect(long word) {
        return switch ((int) word & 0xff) {
            case Code.JALR, Code.SYSTEM, Code.ILLEGAL -> false;
            default -> true;
        };
    }

    /** Whether a word is a jump or a branch. */
    static boolean jumps(long word) {
        return switch ((int) word & 0xff) {
            case Code.J, Code.JAL, Code.JALR, Code.BEQ, Code.BNE, Code.BLT, Code.BGE, Code.BLTU, Code.BGEU -> true;
            default -> false;
        };
    }

    /** The bytes that a word loads from or stores to memory for an integer register, or 0 if it does not. */
    static int size(long word) {
        return switch ((int) word & 0xff) {
            case Code.LB, Code.LBU, Code.SB -> 1;
            case Code.LH, Code.LHU, Code.SH -> 2;
            case Code.LW, Code.LWU, Code.SW -> 4;
            case Code.LD, Code.SD -> 8;
            default -> 0;
        };
    }

    /** Whether a word stores by base register and immediate. */
    static boolean isStore(long word) {
        return switch ((int) word & 0xff) {
            case Code.SB, Code.SH, Code.SW, Code.SD, Code.FSW, Code.FSD -> true;
            default -> false;
        };
    }

    /** Whether nothing may follow this instruction in a block. */
    static boolean endsBlock(Op op) {
        return switch (CODES[op.base().ordinal()]) {
            case Code.JAL, Code.JALR, Code.BEQ, Code.BNE, Code.BLT, Code.BGE, Code.BLTU, Code.BGEU, Code.SYSTEM -> true;
            default -> false;
        };
    }

    /** Whether an instruction touches registers and memory only, so that it may be translated. */
    static boolean isOrdinary(Op op) {
        return CODES[op.ordinal()] != Code.SYSTEM && CODES[op.ordinal()] != Code.CACHE;
    }

    /** The operation of a {@link Code#FLOAT}, {@link Code#INTEGER}, {@link Code#ATOMIC} or {@link Code#CACHE} word. */
    static Op operation(long word) {
        return OPS[(int) (word >>> 40)];
    }

    /** Whether a word is an environment call. */
    static boolean isCall(long word) {
        return ((int) word & 0xff) == Code.SYSTEM && (int) (word >>> 44) == Op.ECALL.ordinal();
    }

    /** The operation of a {@link Code#SYSTEM} word. */
    static Op systemOp(long word) {
        return OPS[(int) (word >>> 44)];
    }

    private static long word(int code, int rd, int rs1, int rs2, int immediate) {
        return code | rd << 8 | rs1 << 16 | rs2 << 24 | (long) immediate << 32;
    }

    private static boolean writesFloat(Op op) {
        int known = WRITES_FLOAT[op.ordinal()];
        if (known == 0) {
            known = op.operands().contains(Operand.FRD) ? 1 : -1;
            WRITES_FLOAT[op.ordinal()] = (byte) known;
        }
        return known > 0;
    }

    private static byte[] codes() {
        byte[] codes = new byte[OPS.length];
        for (Op op : OPS) {
            codes[op.ordinal()] = (byte) code(op.base());
        }
        return codes;
    }

    private static int code(Op op) {
        return switch (op) {
            case LUI -> Code.LUI;
            case AUIPC -> Code.AUIPC;
            case JAL -> Code.JAL;
            case JALR -> Code.JALR;
            case BEQ -> Code.BEQ;
            case BNE -> Code.BNE;
            case BLT -> Code.BLT;
            case BGE -> Code.BGE;
            case BLTU -> Code.BLTU;
            case BGEU -> Code.BGEU;
            case LB -> Code.LB;
            case LH -> Code.LH;
            case LW -> Code.LW;
            case LD -> Code.LD;
            case LBU -> Code.LBU;
            case LHU -> Code.LHU;
            case LWU -> Code.LWU;
            case SB -> Code.SB;
            case SH -> Code.SH;
            case SW -> Code.SW;
            case SD -> Code.SD;
            case ADDI -> Code.ADDI;
            case SLTI -> Code.SLTI;
            case SLTIU -> Code.SLTIU;
            case XORI -> Code.XORI;
            case ORI -> Code.ORI;
            case ANDI -> Code.ANDI;
            case SLLI -> Code.SLLI;
            case SRLI -> Code.SRLI;
            case SRAI -> Code.SRAI;
            case ADD -> Code.ADD;
            case SUB -> Code.SUB;
            case SLL -> Code.SLL;
            case SLT -> Code.SLT;
            case SLTU -> Code.SLTU;
            case XOR -> Code.XOR;
            case SRL -> Code.SRL;
            case SRA -> Code.SRA;
            case OR -> Code.OR;
            case AND -> Code.AND;
            case ADDIW -> Code.ADDIW;
            case SLLIW -> Code.SLLIW;
            case SRLIW -> Code.SRLIW;
            case SRAIW -> Code.SRAIW;
            case ADDW -> Code.ADDW;
            case SUBW -> Code.SUBW;
            case SLLW -> Code.SLLW;
            case SRLW -> Code.SRLW;
            case SRAW -> Code.SRAW;
            case MUL -> Code.MUL;
            case MULW -> Code.MULW;
            case FLW -> Code.FLW;
            case FSW -> Code.FSW;
            case FLD -> Code.FLD;
            case FSD -> Code.FSD;
            case FENCE -> Code.FENCE;
            case
                LR_W, SC_W, AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W,
                LR_D, SC_D, AMOSWAP_D, AMOADD_D, AMOXOR_D, AMOAND_D, AMOOR_D, AMOMIN_D, AMOMAX_D, AMOMINU_D, AMOMAXU_D -> Code.ATOMIC;
            case
                CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI, ECALL, EBREAK, FENCE_I, SRET, MRET, WFI, SFENCE_VMA, SINVAL_VMA, SFENCE_W_INVAL,
                SFENCE_INVAL_IR -> Code.SYSTEM;
            case
                MULH, MULHSU, MULHU, DIV, DIVU, REM, REMU, DIVW, DIVUW, REMW, REMUW, SH1ADD, SH2ADD, SH3ADD, ADD_UW, SH1ADD_UW, SH2ADD_UW,
                SH3ADD_UW, SLLI_UW, ANDN, ORN, XNOR, CLZ, CTZ, CPOP, CLZW, CTZW, CPOPW, MIN, MAX, MINU, MAXU, SEXT_B, SEXT_H, ZEXT_H,
                ROL, ROLW, ROR, RORI, RORIW, RORW, REV8, ORC_B, BCLR, BCLRI, BEXT, BEXTI, BINV, BINVI, BSET, BSETI, CZERO_EQZ,
                CZERO_NEZ -> Code.INTEGER;
            case CBO_INVAL, CBO_CLEAN, CBO_FLUSH, CBO_ZERO -> Code.CACHE;
            case PREFETCH_I, PREFETCH_R, PREFETCH_W, PAUSE -> Code.FENCE;
            case FLH -> Code.FLH;
            case FSH -> Code.FSH;
            case
                FADD_D, FSUB_D, FMUL_D, FMADD_D, FSGNJ_D, FMADD_S, FMSUB_S, FNMSUB_S, FNMADD_S, FADD_S, FSUB_S, FMUL_S, FDIV_S, FSQRT_S, FSGNJ_S, FSGNJN_S, FSGNJX_S, FMIN_S,
                FMAX_S, FEQ_S, FLT_S, FLE_S, FCLASS_S, FMV_X_W, FMV_W_X, FCVT_W_S, FCVT_WU_S, FCVT_L_S, FCVT_LU_S, FCVT_S_W,
                FCVT_S_WU, FCVT_S_L, FCVT_S_LU, FMSUB_D, FNMSUB_D, FNMADD_D, FDIV_D, FSQRT_D, FSGNJN_D, FSGNJX_D, FMIN_D, FMAX_D,
                FEQ_D, FLT_D, FLE_D, FCLASS_D, FMV_X_D, FMV_D_X, FCVT_S_D, FCVT_D_S, FCVT_W_D, FCVT_WU_D, FCVT_L_D, FCVT_LU_D,
                FCVT_D_W, FCVT_D_WU, FCVT_D_L, FCVT_D_LU, FMV_X_H, FMV_H_X, FCVT_S_H, FCVT_H_S, FCVT_D_H, FCVT_H_D -> Code.FLOAT;
            case
                C_ADDI4SPN, C_FLD, C_LW, C_LD, C_FSD, C_SW, C_SD, C_NOP, C_ADDI, C_ADDIW, C_LI, C_ADDI16SP, C_LUI, C_SRLI, C_SRAI,
                C_ANDI, C_SUB, C_XOR, C_OR, C_AND, C_SUBW, C_ADDW, C_J, C_BEQZ, C_BNEZ, C_SLLI, C_FLDSP, C_LWSP, C_LDSP, C_JR, C_MV,
                C_EBREAK, C_JALR, C_ADD, C_FSDSP, C_SWSP, C_SDSP ->
                throw new IllegalArgumentException("not expanded: " + op);
        };
    }
}
