package twofold.riscv.hart;

import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.Float16;
import twofold.riscv.semantics.Float32;
import twofold.riscv.semantics.Float64;
import twofold.riscv.semantics.FloatFlags;
import twofold.riscv.semantics.Rounding;

/** Floating-point instructions other than loads and stores: moves operands and results. */
final class FloatInstructions {
    private FloatInstructions() {
    }

    /** The rounding mode an instruction's field asks for; a reserved one is illegal. */
    private static int rounding(Hart hart, int field) {
        int mode = field == Rounding.DYN ? hart.roundingMode : field;
        if (mode > Rounding.RMM) {
            throw hart.illegal();
        }
        return mode;
    }

    static void execute(Hart hart, long word) {
        if (hart.floatOff) {
            throw hart.illegal();
        }
        Op op = Lowering.operation(word);
        int rm = op.hasRoundingMode() ? rounding(hart, (int) (word >>> 32) & 7) : Rounding.RNE;
        int rd = (int) (word >>> 8) & 63;
        int rs1 = (int) (word >>> 16) & 31;
        long a = hart.f[rs1];
        long b = hart.f[(int) (word >>> 24) & 31];
        long c = hart.f[(int) (word >>> 35) & 31];
        if (op.operands().getFirst() == Operand.FRD) {
            hart.f[rd] = toFloat(op, a, b, c, hart.x[rs1], rm, hart.flags);
            hart.floatDirty = true;
        } else {
            int before = hart.flags.accrued;
            hart.x[rd] = toInteger(op, a, b, rm, hart.flags);
            hart.floatDirty |= hart.flags.accrued != before;
        }
    }

    private static long toFloat(Op op, long a, long b, long c, long x, int rm, FloatFlags flags) {
        return switch (op) {
            case FADD_S -> Float32.add(a, b, rm, flags);
            case FSUB_S -> Float32.subtract(a, b, rm, flags);
            case FMUL_S -> Float32.multiply(a, b, rm, flags);
            case FDIV_S -> Float32.divide(a, b, rm, flags);
            case FSQRT_S -> Float32.squareRoot(a, rm, flags);
            case FMADD_S -> Float32.fusedMultiplyAdd(a, b, c, rm, flags);
            case FMSUB_S -> Float32.fusedMultiplyAdd(a, b, Float32.negate(c), rm, flags);
            case FNMSUB_S -> Float32.fusedMultiplyAdd(Float32.negate(a), b, c, rm, flags);
            case FNMADD_S -> Float32.fusedMultiplyAdd(Float32.negate(a), b, Float32.negate(c), rm, flags);
            case FSGNJ_S -> Float32.sign(a, b);
            case FSGNJN_S -> Float32.signNegated(a, b);
            case FSGNJX_S -> Float32.signXor(a, b);
            case FMIN_S -> Float32.minimum(a, b, flags);
            case FMAX_S -> Float32.maximum(a, b, flags);
            case FMV_W_X -> Float32.box((int) x);
            case FCVT_S_W -> Float32.fromWord(x, rm, flags);
            case FCVT_S_WU -> Float32.fromUnsignedWord(x, rm, flags);
            case FCVT_S_L -> Float32.fromLong(x, rm, flags);
            case FCVT_S_LU -> Float32.fromUnsignedLong(x, rm, flags);
            case FCVT_S_D -> Float32.fromDouble(a, rm, flags);
            case FADD_D -> Float64.add(a, b, rm, flags);
            case FSUB_D -> Float64.subtract(a, b, rm, flags);
            case FMUL_D -> Float64.multiply(a, b, rm, flags);
            case FDIV_D -> Float64.divide(a, b, rm, flags);
            case FSQRT_D -> Float64.squareRoot(a, rm, flags);
            case FMADD_D -> Float64.fusedMultiplyAdd(a, b, c, rm, flags);
            case FMSUB_D -> Float64.fusedMultiplyAdd(a, b, Float64.negate(c), rm, flags);
            case FNMSUB_D -> Float64.fusedMultiplyAdd(Float64.negate(a), b, c, rm, flags);
            case FNMADD_D -> Float64.fusedMultiplyAdd(Float64.negate(a), b, Float64.negate(c), rm, flags);
            case FSGNJ_D -> Float64.sign(a, b);
            case FSGNJN_D -> Float64.signNegated(a, b);
            case FSGNJX_D -> Float64.signXor(a, b);
            case FMIN_D -> Float64.minimum(a, b, flags);
            case FMAX_D -> Float64.maximum(a, b, flags);
            case FMV_D_X -> x;
            case FCVT_D_S -> Float32.toDouble(a, flags);
            case FCVT_D_W -> Float64.fromWord(x);
            case FCVT_D_WU -> Float64.fromUnsignedWord(x);
            case FCVT_D_L -> Float64.fromLong(x, rm, flags);
            case FMV_H_X -> Float16.box(x);
            case FCVT_S_H -> Float16.toSingle(a, flags);
            case FCVT_D_H -> Float16.toDouble(a, flags);
            case FCVT_H_S -> Float16.fromSingle(a, rm, flags);
            case FCVT_H_D -> Float16.fromDouble(a, rm, flags);
            case FCVT_D_LU -> Float64.fromUnsignedLong(x, rm, flags);
            default -> throw new AssertionError(op);
        };
    }

    private static long toInteger(Op op, long a, long b, int rm, FloatFlags flags) {
        return switch (op) {
            case FEQ_S -> Float32.equal(a, b, flags);
            case FLT_S -> Float32.less(a, b, flags);
            case FLE_S -> Float32.lessOrEqual(a, b, flags);
            case FCLASS_S -> Float32.classify(a);
            case FMV_X_W -> (int) a;
            case FCVT_W_S -> Float32.toWord(a, rm, flags);
            case FCVT_WU_S -> Float32.toUnsignedWord(a, rm, flags);
            case FCVT_L_S -> Float32.toLong(a, rm, flags);
            case FCVT_LU_S -> Float32.toUnsignedLong(a, rm, flags);
            case FEQ_D -> Float64.equal(a, b, flags);
            case FLT_D -> Float64.less(a, b, flags);
            case FLE_D -> Float64.lessOrEqual(a, b, flags);
            case FCLASS_D -> Float64.classify(a);
            case FMV_X_D -> a;
            case FMV_X_H -> (short) a;
            case FCVT_W_D -> Float64.toWord(a, rm, flags);
            case FCVT_WU_D -> Float64.toUnsignedWord(a, rm, flags);
            case FCVT_L_D -> Float64.toLong(a, rm, flags);
            case FCVT_LU_D -> Float64.toUnsignedLong(a, rm, flags);
            default -> throw new AssertionError(op);
        };
    }
}
