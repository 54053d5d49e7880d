package twofold.riscv.hart;

import twofold.riscv.semantics.BitManipulation;
import twofold.riscv.semantics.Integers;

/** Integer instructions other than the most frequent, which the interpreter has itself. */
final class IntegerInstructions {
    private IntegerInstructions() {
    }

    /** The result of a {@link Code#INTEGER} word; {@code b} is the second register, which an instruction with an immediate does not have. */
    static long execute(long word, long a, long b) {
        long shift = word >>> 32 & 63;
        return switch (Lowering.operation(word)) {
            case MULH -> Math.multiplyHigh(a, b);
            case MULHSU -> Integers.multiplyHighSignedUnsigned(a, b);
            case MULHU -> Math.unsignedMultiplyHigh(a, b);
            case DIV -> Integers.divide(a, b);
            case DIVU -> Integers.divideUnsigned(a, b);
            case REM -> Integers.remainder(a, b);
            case REMU -> Integers.remainderUnsigned(a, b);
            case DIVW -> Integers.divideWord((int) a, (int) b);
            case DIVUW -> Integers.divideUnsignedWord((int) a, (int) b);
            case REMW -> Integers.remainderWord((int) a, (int) b);
            case REMUW -> Integers.remainderUnsignedWord((int) a, (int) b);
            case SH1ADD -> BitManipulation.sh1add(a, b);
            case SH2ADD -> BitManipulation.sh2add(a, b);
            case SH3ADD -> BitManipulation.sh3add(a, b);
            case ADD_UW -> BitManipulation.addUw(a, b);
            case SH1ADD_UW -> BitManipulation.sh1addUw(a, b);
            case SH2ADD_UW -> BitManipulation.sh2addUw(a, b);
            case SH3ADD_UW -> BitManipulation.sh3addUw(a, b);
            case SLLI_UW -> BitManipulation.slliUw(a, shift);
            case ANDN -> BitManipulation.andn(a, b);
            case ORN -> BitManipulation.orn(a, b);
            case XNOR -> BitManipulation.xnor(a, b);
            case CLZ -> BitManipulation.clz(a);
            case CTZ -> BitManipulation.ctz(a);
            case CPOP -> BitManipulation.cpop(a);
            case CLZW -> BitManipulation.clzw(a);
            case CTZW -> BitManipulation.ctzw(a);
            case CPOPW -> BitManipulation.cpopw(a);
            case MIN -> BitManipulation.min(a, b);
            case MAX -> BitManipulation.max(a, b);
            case MINU -> BitManipulation.minu(a, b);
            case MAXU -> BitManipulation.maxu(a, b);
            case SEXT_B -> BitManipulation.sextB(a);
            case SEXT_H -> BitManipulation.sextH(a);
            case ZEXT_H -> BitManipulation.zextH(a);
            case ROL -> BitManipulation.rol(a, b);
            case ROLW -> BitManipulation.rolw(a, b);
            case ROR -> BitManipulation.ror(a, b);
            case RORI -> BitManipulation.rori(a, shift);
            case RORIW -> BitManipulation.roriw(a, shift);
            case RORW -> BitManipulation.rorw(a, b);
            case REV8 -> BitManipulation.rev8(a);
            case ORC_B -> BitManipulation.orcB(a);
            case BCLR -> BitManipulation.bclr(a, b);
            case BCLRI -> BitManipulation.bclri(a, shift);
            case BEXT -> BitManipulation.bext(a, b);
            case BEXTI -> BitManipulation.bexti(a, shift);
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
