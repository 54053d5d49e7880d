package twofold.riscv.hart;

import twofold.riscv.isa.Op;
import twofold.riscv.semantics.BitManipulation;

/** Integer instructions other than the most frequent, which the interpreter has itself. */
final class IntegerInstructions {
    private IntegerInstructions() {
    }

    /** The result of a {@link Code#INTEGER} word; {@code b} is the second register, which an instruction with an immediate does not have. */
    static long execute(long word, long a, long b) {
        long shift = word >>> 32 & 63;
        return switch (Lowering.operation(word)) {
            case SH1ADD_UW -> BitManipulation.sh1addUw(a, b);
            case SH2ADD_UW -> BitManipulation.sh2addUw(a, b);
            case SH3ADD_UW -> BitManipulation.sh3addUw(a, b);
            case SLLI_UW -> BitManipulation.slliUw(a, shift);
            case ORN -> BitManipulation.orn(a, b);
            case XNOR -> BitManipulation.xnor(a, b);
            case CLZ -> BitManipulation.clz(a);
            case CTZ -> BitManipulation.ctz(a);
            case CPOP -> BitManipulation.cpop(a);
            case CLZW -> BitManipulation.clzw(a);
            case CTZW -> BitManipulation.ctzw(a);
            case CPOPW -> BitManipulation.cpopw(a);
            case ROL -> BitManipulation.rol(a, b);
            case ROLW -> BitManipulation.rolw(a, b);
            case ROR -> BitManipulation.ror(a, b);
            case RORI -> BitManipulation.rori(a, shift);
            case RORIW -> BitManipulation.roriw(a, shift);
            case RORW -> BitManipulation.rorw(a, b);
            case ORC_B -> BitManipulation.orcB(a);
            case BCLR -> BitManipulation.bclr(a, b);
            case BCLRI -> BitManipulation.bclri(a, shift);
            case BEXT -> BitManipulation.bext(a, b);
            case BINV -> BitManipulation.binv(a, b);
            case BINVI -> BitManipulation.binvi(a, shift);
            case BSET -> BitManipulation.bset(a, b);
            case BSETI -> BitManipulation.bseti(a, shift);
            case CZERO_EQZ -> BitManipulation.czeroEqz(a, b);
            case CZERO_NEZ -> BitManipulation.czeroNez(a, b);
            default -> throw new AssertionError(word);
        };
    }
}
