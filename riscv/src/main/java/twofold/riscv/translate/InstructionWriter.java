package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import twofold.riscv.hart.AtomicInstructions;
import twofold.riscv.hart.CacheBlocks;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.Atomics;
import twofold.riscv.semantics.BitManipulation;
import twofold.riscv.semantics.Integers;

/** Writes the bytecode of instructions that do not end a part, reading and writing registers in locals. */
final class InstructionWriter {
    private static final int STACK_POINTER = 2;

    private static final ClassDesc CD_Math = ClassDesc.of(Math.class.getName());
    private static final ClassDesc INTEGERS = ClassDesc.of(Integers.class.getName());
    private static final ClassDesc ATOMIC = ClassDesc.of(AtomicInstructions.class.getName());
    private static final ClassDesc OPERATION = ClassDesc.of(Atomics.class.getName());
    private static final ClassDesc BITS = ClassDesc.of(BitManipulation.class.getName());
    private static final ClassDesc CACHE_BLOCKS = ClassDesc.of(CacheBlocks.class.getName());
    private static final ClassDesc OP = ClassDesc.of(Op.class.getName());
    private static final Set<Extension> BIT_MANIPULATION = EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.ZICOND);
    private static final MethodTypeDesc LONGS_TO_LONG = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc INTS_TO_LONG = MethodTypeDesc.of(CD_long, CD_int, CD_int);

    private final CodeBuilder code;
    private final Registers registers;
    private final FloatWriter floats;

    InstructionWriter(CodeBuilder code, Registers registers) {
        this.code = code;
        this.registers = registers;
        floats = new FloatWriter(code, registers);
    }

    /**
     * Writes one instruction.
     *
     * @param at   its offset from the region's start
     * @param site what a trap in it is told by
     */
    void write(Instruction in, int at, int site) {
        switch (in.op()) {
            case FENCE, PAUSE, PREFETCH_I, PREFETCH_R, PREFETCH_W -> { }
            case CBO_INVAL, CBO_CLEAN, CBO_FLUSH, CBO_ZERO -> cacheBlock(in, site);
            case LB, LH, LW, LD, LBU, LHU, LWU -> load(in, site);
            case SB, SH, SW, SD -> store(in, site);
            case FLW, FLD -> loadFloat(in, site);
            case FSW, FSD -> storeFloat(in, site);
            case
                LR_W, LR_D, SC_W, SC_D, AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W, AMOSWAP_D,
                AMOADD_D, AMOXOR_D, AMOAND_D, AMOOR_D, AMOMIN_D, AMOMAX_D, AMOMINU_D, AMOMAXU_D -> atomic(in, site);
            case LUI -> constant(in, in.imm());
            case AUIPC -> {
                code.lload(Registers.BASE).loadConstant((long) at + in.imm()).ladd();
                registers.set(code, in.rd());
            }
            default -> {
                if (FloatWriter.writes(in.op())) {
                    floats.write(in);
                } else if (in.rd() != 0) {
                    integer(in);
                    registers.set(code, in.rd());
                }
            }
        }
    }

    private void constant(Instruction in, long value) {
        if (in.rd() != 0) {
            code.loadConstant(value);
            registers.set(code, in.rd());
        }
    }

    // Integers: pushes the result

    private void integer(Instruction in) {
        switch (in.op()) {
            case ADDI -> addImmediate(in);
            case SLTI, SLTIU, XORI, ORI, ANDI -> {
                registers.get(code, in.rs1());
                code.loadConstant((long) in.imm());
                combine(in.op());
            }
            case SLLI, SRLI, SRAI -> {
                registers.get(code, in.rs1());
                code.loadConstant(in.imm());
                shift(in.op());
            }
            case SLL, SRL, SRA -> {
                registers.get(code, in.rs1());
                registers.get(code, in.rs2());
                code.l2i();
                shift(in.op());
            }
            case ADDIW, SLLIW, SRLIW, SRAIW -> {
                registers.get(code, in.rs1());
                code.l2i();
                if (in.imm() != 0) {
                    code.loadConstant(in.imm());
                    word(in.op());
                }
                code.i2l();
            }
            case ADDW, SUBW, SLLW, SRLW, SRAW, MULW -> {
                words(in);
                word(in.op());
                code.i2l();
            }
            case DIVW -> words(in).invokestatic(INTEGERS, "divideWord", INTS_TO_LONG);
            case DIVUW -> words(in).invokestatic(INTEGERS, "divideUnsignedWord", INTS_TO_LONG);
            case REMW -> words(in).invokestatic(INTEGERS, "remainderWord", INTS_TO_LONG);
            case REMUW -> words(in).invokestatic(INTEGERS, "remainderUnsignedWord", INTS_TO_LONG);
            default -> {
                if (BIT_MANIPULATION.contains(in.op().extension())) {
                    manipulateBits(in);
                    return;
                }
                registers.get(code, in.rs1());
                registers.get(code, in.rs2());
                combine(in.op());
            }
        }
    }

    /** Calls the function in {@code semantics} that is named as the instruction. */
    private void manipulateBits(Instruction in) {
        registers.get(code, in.rs1());
        boolean two = true;
        if (in.op().operands().contains(Operand.RS2)) {
            registers.get(code, in.rs2());
        } else if (in.op().operands().contains(Operand.SHAMT)) {
            code.loadConstant((long) in.imm());
        } else {
            two = false;
        }
        code.invokestatic(BITS, function(in.op()), two ? LONGS_TO_LONG : MethodTypeDesc.of(CD_long, CD_long));
    }

    private static String function(Op op) {
        StringBuilder name = new StringBuilder();
        for (String word : op.name().split("_")) {
            name.append(name.isEmpty() ? word.toLowerCase(Locale.ROOT) : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private void addImmediate(Instruction in) {
        if (in.rs1() == 0) {
            code.loadConstant((long) in.imm());
            return;
        }
        registers.get(code, in.rs1());
        if (in.imm() != 0) {
            code.loadConstant((long) in.imm()).ladd();
        }
    }

    private CodeBuilder words(Instruction in) {
        registers.get(code, in.rs1());
        code.l2i();
        registers.get(code, in.rs2());
        return code.l2i();
    }

    /** Two longs to one. */
    private void combine(Op op) {
        switch (op) {
            case ADD -> code.ladd();
            case SUB -> code.lsub();
            case XOR, XORI -> code.lxor();
            case OR, ORI -> code.lor();
            case AND, ANDI -> code.land();
            case SLT, SLTI -> code.invokestatic(INTEGERS, "less", LONGS_TO_LONG);
            case SLTU, SLTIU -> code.invokestatic(INTEGERS, "lessUnsigned", LONGS_TO_LONG);
            case MUL -> code.lmul();
            case MULH -> code.invokestatic(CD_Math, "multiplyHigh", LONGS_TO_LONG);
            case MULHU -> code.invokestatic(CD_Math, "unsignedMultiplyHigh", LONGS_TO_LONG);
            case MULHSU -> code.invokestatic(INTEGERS, "multiplyHighSignedUnsigned", LONGS_TO_LONG);
            case DIV -> code.invokestatic(INTEGERS, "divide", LONGS_TO_LONG);
            case DIVU -> code.invokestatic(INTEGERS, "divideUnsigned", LONGS_TO_LONG);
            case REM -> code.invokestatic(INTEGERS, "remainder", LONGS_TO_LONG);
            case REMU -> code.invokestatic(INTEGERS, "remainderUnsigned", LONGS_TO_LONG);
            default -> throw new AssertionError(op);
        }
    }

    private void shift(Op op) {
        switch (op) {
            case SLL, SLLI -> code.lshl();
            case SRL, SRLI -> code.lushr();
            default -> code.lshr();
        }
    }

    /** Two ints to one. */
    private void word(Op op) {
        switch (op) {
            case ADDW, ADDIW -> code.iadd();
            case SUBW -> code.isub();
            case SLLW, SLLIW -> code.ishl();
            case SRLW, SRLIW -> code.iushr();
            case SRAW, SRAIW -> code.ishr();
            default -> code.imul();
        }
    }

    // Memory

    /** Pushes the hart and the address of an access that may trap. */
    private void address(Instruction in, int site) {
        code.loadConstant(site).istore(Registers.SITE).aload(Registers.HART);
        addImmediate(in);
    }

    private static String method(String kind, Instruction in, int size) {
        return kind + (in.rs1() == STACK_POINTER ? "Stack" : "") + size;
    }

    private void load(Instruction in, int site) {
        address(in, site);
        switch (in.op()) {
            case LB -> code.invokevirtual(HART, method("load", in, 1), MethodTypeDesc.of(CD_byte, CD_long)).i2l();
            case LBU -> code.invokevirtual(HART, method("load", in, 1), MethodTypeDesc.of(CD_byte, CD_long)).loadConstant(0xff).iand().i2l();
            case LH -> code.invokevirtual(HART, method("load", in, 2), MethodTypeDesc.of(CD_short, CD_long)).i2l();
            case LHU -> code.invokevirtual(HART, method("load", in, 2), MethodTypeDesc.of(CD_short, CD_long)).loadConstant(0xffff).iand().i2l();
            case LW -> code.invokevirtual(HART, method("load", in, 4), MethodTypeDesc.of(CD_int, CD_long)).i2l();
            case LWU -> code.invokevirtual(HART, method("load", in, 4), MethodTypeDesc.of(CD_int, CD_long)).i2l().loadConstant(0xffff_ffffL).land();
            default -> code.invokevirtual(HART, method("load", in, 8), MethodTypeDesc.of(CD_long, CD_long));
        }
        registers.set(code, in.rd());
    }

    private void store(Instruction in, int site) {
        address(in, site);
        registers.get(code, in.rs2());
        switch (in.op()) {
            case SB -> code.l2i().i2b().invokevirtual(HART, method("store", in, 1), MethodTypeDesc.of(CD_void, CD_long, CD_byte));
            case SH -> code.l2i().i2s().invokevirtual(HART, method("store", in, 2), MethodTypeDesc.of(CD_void, CD_long, CD_short));
            case SW -> code.l2i().invokevirtual(HART, method("store", in, 4), MethodTypeDesc.of(CD_void, CD_long, CD_int));
            default -> code.invokevirtual(HART, method("store", in, 8), MethodTypeDesc.of(CD_void, CD_long, CD_long));
        }
    }

    private void loadFloat(Instruction in, int site) {
        address(in, site);
        if (in.op() == Op.FLD) {
            code.invokevirtual(HART, method("load", in, 8), MethodTypeDesc.of(CD_long, CD_long));
        } else {
            code.invokevirtual(HART, method("load", in, 4), MethodTypeDesc.of(CD_int, CD_long)).i2l().loadConstant(-1L << 32).lor();
        }
        registers.setFloat(code, in.rd());
        floats.dirty();
    }

    private void storeFloat(Instruction in, int site) {
        address(in, site);
        registers.getFloat(code, in.rs2());
        if (in.op() == Op.FSD) {
            code.invokevirtual(HART, method("store", in, 8), MethodTypeDesc.of(CD_void, CD_long, CD_long));
        } else {
            code.l2i().invokevirtual(HART, method("store", in, 4), MethodTypeDesc.of(CD_void, CD_long, CD_int));
        }
    }

    private void cacheBlock(Instruction in, int site) {
        code.loadConstant(site).istore(Registers.SITE).aload(Registers.HART).getstatic(OP, in.op().name(), OP);
        registers.get(code, in.rs1());
        code.invokestatic(CACHE_BLOCKS, "execute", MethodTypeDesc.of(CD_void, HART, OP, CD_long));
    }

    // Atomics

    private void atomic(Instruction in, int site) {
        String name = in.op().name();
        boolean word = name.endsWith("_W");
        String size = word ? "Word" : "Double";
        code.loadConstant(site).istore(Registers.SITE).aload(Registers.HART);
        if (name.startsWith("LR")) {
            registers.get(code, in.rs1());
            code.invokestatic(ATOMIC, "loadReserved" + size, MethodTypeDesc.of(CD_long, HART, CD_long));
        } else if (name.startsWith("SC")) {
            registers.get(code, in.rs1());
            operand(in, word);
            code.invokestatic(ATOMIC, "storeConditional" + size, MethodTypeDesc.of(CD_long, HART, CD_long, word ? CD_int : CD_long));
        } else {
            code.getstatic(OPERATION, name.substring("AMO".length(), name.length() - 2), OPERATION);
            registers.get(code, in.rs1());
            operand(in, word);
            code.invokestatic(ATOMIC, "modify" + size, MethodTypeDesc.of(CD_long, HART, OPERATION, CD_long, word ? CD_int : CD_long));
        }
        registers.set(code, in.rd());
    }

    private void operand(Instruction in, boolean word) {
        registers.get(code, in.rs2());
        if (word) {
            code.l2i();
        }
    }
}
