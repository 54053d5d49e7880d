package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import twofold.riscv.hart.AtomicInstructions;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Atomics;
import twofold.riscv.semantics.BitManipulation;
import twofold.riscv.semantics.Integers;

/** Writes the bytecode of instructions that do not end a part, reading and writing registers in locals. */
final class InstructionWriter {
    private static final ClassDesc CD_Math = ClassDesc.of(Math.class.getName());
    private static final ClassDesc INTEGERS = ClassDesc.of(Integers.class.getName());
    private static final ClassDesc ATOMIC = ClassDesc.of(AtomicInstructions.class.getName());
    private static final ClassDesc OPERATION = ClassDesc.of(Atomics.class.getName());
    private static final ClassDesc BITS = ClassDesc.of(BitManipulation.class.getName());
    private static final ClassDesc FRAMES = ClassDesc.of(Frames.class.getName());
    private static final String READABLE = "readable";
    private static final String WRITABLE = "writable";
    private static final MethodTypeDesc REACH = MethodTypeDesc.of(CD_long, CD_long.arrayType(), CD_long, CD_int, CD_int);
    private static final Set<Extension> BIT_MANIPULATION = EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.ZICOND);
    private static final MethodTypeDesc LONGS_TO_LONG = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc INTS_TO_LONG = MethodTypeDesc.of(CD_long, CD_int, CD_int);

    private final CodeBuilder code;
    private final Registers registers;
    private final IntFunction<Label> sites;
    private final FloatWriter floats;

    InstructionWriter(CodeBuilder code, Registers registers, IntFunction<Label> sites) {
        this.code = code;
        this.registers = registers;
        this.sites = sites;
        floats = new FloatWriter(code, registers, sites);
    }

    /**
     * Writes one instruction.
     *
     * @param at   its offset from the region's start
     * @param site where it is left to the interpreter, as {@link RegionWriter} counts
     */
    void write(Instruction in, int at, int site) {
        switch (in.op()) {
            case FENCE -> code.loadConstant(in.imm()).invokestatic(ATOMIC, "fence", MethodTypeDesc.of(CD_void, CD_int));
            case PAUSE -> code.aload(Registers.HART).invokestatic(ATOMIC, "pause", MethodTypeDesc.of(CD_void, HART));
            case PREFETCH_I, PREFETCH_R, PREFETCH_W -> { }
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
                    floats.write(in, site);
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

    /** Leaves in the scratch local where in the host an access goes, or leaves the region. */
    private void reach(Instruction in, String kind, int size, int site) {
        code.aload(Registers.HART).aload(Registers.WINDOWS);
        addImmediate(in);
        int window = (kind.equals(WRITABLE) ? Hart.WRITE_WINDOWS : 0) + 3 * in.rs1();
        code.loadConstant(window).loadConstant(size).invokevirtual(HART, kind, REACH).lstore(Registers.SCRATCH);
        code.lload(Registers.SCRATCH).lconst_0().lcmp().ifeq(sites.apply(site));
    }

    /** Pushes what is at the place reached. */
    private CodeBuilder get(String method, ClassDesc type) {
        return code.lload(Registers.SCRATCH).invokestatic(FRAMES, method, MethodTypeDesc.of(type, CD_long));
    }

    private void load(Instruction in, int site) {
        switch (in.op()) {
            case LB, LBU -> reach(in, READABLE, 1, site);
            case LH, LHU -> reach(in, READABLE, 2, site);
            case LW, LWU -> reach(in, READABLE, 4, site);
            default -> reach(in, READABLE, 8, site);
        }
        if (in.rd() == 0) {
            return;
        }
        switch (in.op()) {
            case LB -> get("byteAt", CD_byte).i2l();
            case LBU -> get("byteAt", CD_byte).loadConstant(0xff).iand().i2l();
            case LH -> get("shortAt", CD_short).i2l();
            case LHU -> get("shortAt", CD_short).loadConstant(0xffff).iand().i2l();
            case LW -> get("intAt", CD_int).i2l();
            case LWU -> get("intAt", CD_int).i2l().loadConstant(0xffff_ffffL).land();
            default -> get("longAt", CD_long);
        }
        registers.set(code, in.rd());
    }

    private void store(Instruction in, int site) {
        switch (in.op()) {
            case SB -> reach(in, WRITABLE, 1, site);
            case SH -> reach(in, WRITABLE, 2, site);
            case SW -> reach(in, WRITABLE, 4, site);
            default -> reach(in, WRITABLE, 8, site);
        }
        code.lload(Registers.SCRATCH);
        registers.get(code, in.rs2());
        switch (in.op()) {
            case SB -> code.l2i().i2b().invokestatic(FRAMES, "setByte", MethodTypeDesc.of(CD_void, CD_long, CD_byte));
            case SH -> code.l2i().i2s().invokestatic(FRAMES, "setShort", MethodTypeDesc.of(CD_void, CD_long, CD_short));
            case SW -> code.l2i().invokestatic(FRAMES, "setInt", MethodTypeDesc.of(CD_void, CD_long, CD_int));
            default -> code.invokestatic(FRAMES, "setLong", MethodTypeDesc.of(CD_void, CD_long, CD_long));
        }
    }

    private void loadFloat(Instruction in, int site) {
        if (in.op() == Op.FLD) {
            reach(in, READABLE, 8, site);
            get("longAt", CD_long);
        } else {
            reach(in, READABLE, 4, site);
            get("intAt", CD_int).i2l().loadConstant(-1L << 32).lor();
        }
        registers.setFloat(code, in.rd());
        floats.dirty();
    }

    private void storeFloat(Instruction in, int site) {
        boolean wide = in.op() == Op.FSD;
        reach(in, WRITABLE, wide ? 8 : 4, site);
        code.lload(Registers.SCRATCH);
        registers.getFloat(code, in.rs2());
        if (wide) {
            code.invokestatic(FRAMES, "setLong", MethodTypeDesc.of(CD_void, CD_long, CD_long));
        } else {
            code.l2i().invokestatic(FRAMES, "setInt", MethodTypeDesc.of(CD_void, CD_long, CD_int));
        }
    }

    // Atomics

    /** The immediate of an atomic instruction is its ordering, not an offset. */
    private void atomic(Instruction ordered, int site) {
        Instruction in = new Instruction(ordered.op(), ordered.length(), ordered.rd(), ordered.rs1(), ordered.rs2(), 0, 0, 0, ordered.bits());
        String name = in.op().name();
        boolean word = name.endsWith("_W");
        int size = word ? 4 : 8;
        ClassDesc type = word ? CD_int : CD_long;
        registers.get(code, in.rs1());
        code.loadConstant((long) size - 1).land().lconst_0().lcmp().ifne(sites.apply(site));
        reach(in, name.startsWith("LR") ? READABLE : WRITABLE, size, site);
        if (name.startsWith("AMO")) {
            code.getstatic(OPERATION, name.substring("AMO".length(), name.length() - 2), OPERATION).lload(Registers.SCRATCH);
            operand(in, word);
            code.invokestatic(ATOMIC, word ? "modifyWordAt" : "modifyDoubleAt", MethodTypeDesc.of(CD_long, OPERATION, CD_long, type));
        } else if (name.startsWith("LR")) {
            code.loadConstant(ordered.imm()).invokestatic(ATOMIC, "fenceBefore", MethodTypeDesc.of(CD_void, CD_int));
            code.aload(Registers.HART).lload(Registers.SCRATCH)
                    .invokestatic(ATOMIC, word ? "loadReservedWordAt" : "loadReservedDoubleAt", MethodTypeDesc.of(CD_long, HART, CD_long));
        } else {
            code.aload(Registers.HART).lload(Registers.SCRATCH);
            operand(in, word);
            code.invokestatic(ATOMIC, word ? "storeConditionalWordAt" : "storeConditionalDoubleAt", MethodTypeDesc.of(CD_long, HART, CD_long, type));
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
