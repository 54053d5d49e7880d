package twofold.riscv.hart;

/**
 * What the interpreter switches on: dense constants, the most frequent operations each with its own. They are about in the order of how often
 * programs execute them, because C1, in whose code the interpreter runs first, compares with one constant after the other.
 */
final class Code {
    static final int LD = 0;
    static final int ADDI = 1;
    static final int SD = 2;
    static final int MV = 3;
    static final int BEQ = 4;
    static final int BNE = 5;
    static final int LI = 6;
    static final int LW = 7;
    static final int ADD = 8;
    static final int JALR = 9;
    static final int SW = 10;
    static final int J = 11;
    static final int JAL = 12;
    static final int LBU = 13;
    static final int SLLI = 14;
    static final int ANDI = 15;
    static final int ADDIW = 16;
    static final int BLTU = 17;
    static final int BGEU = 18;
    static final int BLT = 19;
    static final int BGE = 20;
    static final int SUB = 21;
    static final int AUIPC = 22;
    static final int SRLI = 23;
    static final int SB = 24;
    static final int ADDW = 25;
    static final int SLLIW = 26;
    static final int AND = 27;
    static final int OR = 28;
    static final int LHU = 29;
    static final int SRLIW = 30;
    static final int LWU = 31;
    static final int SRAI = 32;
    static final int SRAIW = 33;
    static final int XOR = 34;
    static final int SH = 35;
    static final int SUBW = 36;
    static final int MUL = 37;
    static final int SYSTEM = 38;
    static final int LB = 39;
    static final int LH = 40;
    static final int SLTU = 41;
    static final int SLTIU = 42;
    static final int ORI = 43;
    static final int XORI = 44;
    static final int SLT = 45;
    static final int SLTI = 46;
    static final int SLL = 47;
    static final int SRL = 48;
    static final int SRA = 49;
    static final int SLLW = 50;
    static final int SRLW = 51;
    static final int SRAW = 52;
    static final int MULW = 53;
    static final int INTEGER = 54;
    static final int FLOAT = 55;
    static final int FLD = 56;
    static final int FSD = 57;
    static final int FLW = 58;
    static final int FSW = 59;
    static final int ATOMIC = 60;
    static final int FENCE = 61;
    static final int CACHE = 62;
    static final int FLH = 63;
    static final int FSH = 64;
    static final int ILLEGAL = 65;
    static final int LUI = 66;

    private Code() {
    }
}
