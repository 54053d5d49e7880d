package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import twofold.riscv.hart.AtomicInstructions;
import twofold.riscv.hart.RegionPlan;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
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
    private static final Set<Extension> BIT_MANIPULATION = EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.ZICOND);
    private static final MethodTypeDesc LONGS_TO_LONG = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc INTS_TO_LONG = MethodTypeDesc.of(CD_long, CD_int, CD_int);

    private final CodeBuilder code;
    private final Registers registers;
    private final FloatWriter floats;
    private final MemoryWriter memory;

    InstructionWriter(CodeBuilder code, Registers registers, List<Instruction> part, boolean scattered) {
        this.code = code;
        this.registers = registers;
        floats = new FloatWriter(code, registers);
        memory = new MemoryWriter(code, registers, part, scattered);
    }

    /**
     * Writes one instruction.
     *
     * @param index its place in the part
     * @param at   its offset from the region's start
     * @param completed the instructions completed before it that the budget does not know of
     * @param site where it is left to the interpreter; asked before it writes a register
     */
    void write(Instruction in, int index, int at, int completed, Supplier<Label> site) {
        switch (in.op()) {
            case FENCE -> code.loadConstant(in.imm()).invokestatic(ATOMIC, "fence", MethodTypeDesc.of(CD_void, CD_int));
            case PAUSE -> code.aload(Registers.HART).invokestatic(ATOMIC, "pause", MethodTypeDesc.of(CD_void, HART));
            case PREFETCH_I, PREFETCH_R, PREFETCH_W -> { }
            case LB, LH, LW, LD, LBU, LHU, LWU -> memory.load(in, index, site);
            case SB, SH, SW, SD, FSW, FSD -> memory.store(in, index, site);
            case FLW, FLD -> {
                memory.loadFloat(in, index, site);
                floats.dirty();
            }
            case
                LR_W, LR_D, SC_W, SC_D, AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W, AMOSWAP_D,
                AMOADD_D, AMOXOR_D, AMOAND_D, AMOOR_D, AMOMIN_D, AMOMAX_D, AMOMINU_D, AMOMAXU_D -> atomic(in, site);
            case CSRRS, CSRRW, CSRRWI -> accessCsr(in, completed);
            case AUIPC -> {
                code.lload(Registers.BASE).loadConstant((long) at + in.imm()).ladd();
                registers.set(code, in.rd());
            }
            default -> {
                if (FloatWriter.writes(in.op())) {
                    floats.write(in, site);
                } else if (in.rd() != 0 && !word(in)) {
                    integer(in);
                    registers.set(code, in.rd());
                }
            }
        }
        memory.written(in);
    }

    private void accessCsr(Instruction in, int completed) {
        if (!RegionPlan.readsTime(in)) {
            floats.accessFlags(in);
        } else if (in.rd() != 0) {
            code.aload(Registers.HART).lload(Registers.LEFT).loadConstant(completed).invokevirtual(HART, "readTime", MethodTypeDesc.of(CD_long, CD_long, CD_int));
            registers.set(code, in.rd());
        }
    }

    /** Writes an instruction whose result is a sign-extended word, if its operands let it be computed as one. */
    private boolean word(Instruction in) {
        switch (in.op()) {
            case LUI -> code.loadConstant(in.imm());
            case ADDIW, SLLIW, SRLIW, SRAIW -> {
                registers.getWord(code, in.rs1());
                if (in.imm() != 0) {
                    code.loadConstant(in.imm());
                    word(in.op());
                }
            }
            case ADDW, SUBW, SLLW, SRLW, SRAW, MULW -> {
                words(in);
                word(in.op());
            }
            default -> {
                if (!staysWord(in)) {
                    return false;
                }
                registers.getWord(code, in.rs1());
                switch (in.op()) {
                    case AND, OR, XOR -> registers.getWord(code, in.rs2());
                    case SRAI -> code.loadConstant(Math.min(in.imm(), Integer.SIZE - 1));
                    default -> code.loadConstant(in.imm());
                }
                word(in.op());
            }
        }
        registers.setWord(code, in.rd());
        return true;
    }

    private boolean staysWord(Instruction in) {
        return switch (in.op()) {
            case AND, OR, XOR -> registers.isWord(in.rs1()) && registers.isWord(in.rs2());
            case ORI, XORI, SRAI -> registers.isWord(in.rs1());
            case ANDI -> in.imm() >= 0 || registers.isWord(in.rs1());
            case ADDI -> in.rs1() == 0 || in.imm() == 0 && registers.isWord(in.rs1());
            default -> false;
        };
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
                registers.getWord(code, in.rs2());
                shift(in.op());
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
        registers.getWord(code, in.rs1());
        registers.getWord(code, in.rs2());
        return code;
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
            case ADDW, ADDIW, ADDI -> code.iadd();
            case SUBW -> code.isub();
            case SLLW, SLLIW -> code.ishl();
            case SRLW, SRLIW -> code.iushr();
            case SRAW, SRAIW, SRAI -> code.ishr();
            case AND, ANDI -> code.iand();
            case OR, ORI -> code.ior();
            case XOR, XORI -> code.ixor();
            default -> code.imul();
        }
    }

    // Atomics

    private void atomic(Instruction in, Supplier<Label> site) {
        String name = in.op().name();
        boolean word = name.endsWith("_W");
        int size = word ? 4 : 8;
        ClassDesc type = word ? CD_int : CD_long;
        registers.get(code, in.rs1());
        code.loadConstant((long) size - 1).land().lconst_0().lcmp().ifne(site.get());
        memory.reachAtomic(in.rs1(), size, !name.startsWith("LR"), site);
        if (name.startsWith("AMO")) {
            code.getstatic(OPERATION, AtomicInstructions.operation(in.op()).name(), OPERATION).lload(Registers.SCRATCH);
            operand(in, word);
            code.invokestatic(ATOMIC, word ? "modifyWordAt" : "modifyDoubleAt", MethodTypeDesc.of(CD_long, OPERATION, CD_long, type));
        } else if (name.startsWith("LR")) {
            code.loadConstant(in.imm()).invokestatic(ATOMIC, "fenceBefore", MethodTypeDesc.of(CD_void, CD_int));
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
        if (word) {
            registers.getWord(code, in.rs2());
        } else {
            registers.get(code, in.rs2());
        }
    }
}
