package twofold.riscv.translate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import twofold.riscv.hart.AtomicInstructions;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.RegionPlan;
import twofold.riscv.hart.Sites;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.Atomics;

/** Writes the bytecode of instructions that do not end a part, reading and writing registers in locals. */
final class InstructionWriter {
    private static final Member FENCE = Member.method(AtomicInstructions.class, "fence", void.class, int.class);
    private static final Member PAUSE = Member.method(AtomicInstructions.class, "pause", void.class, Hart.class);
    private static final Member READ_TIME = Member.method(Hart.class, "readTime", long.class, long.class, int.class);
    private static final Member FENCE_BEFORE = Member.method(AtomicInstructions.class, "fenceBefore", void.class, int.class);
    private static final Member MODIFY_WORD = Member.method(AtomicInstructions.class, "modifyWordAt", long.class, Atomics.class, long.class, int.class);
    private static final Member MODIFY_DOUBLE = Member.method(AtomicInstructions.class, "modifyDoubleAt", long.class, Atomics.class, long.class, long.class);
    private static final Member LOAD_WORD = Member.method(AtomicInstructions.class, "loadReservedWordAt", long.class, Hart.class, long.class);
    private static final Member LOAD_DOUBLE = Member.method(AtomicInstructions.class, "loadReservedDoubleAt", long.class, Hart.class, long.class);
    private static final Member STORE_WORD = Member.method(AtomicInstructions.class, "storeConditionalWordAt", long.class, Hart.class, long.class, int.class);
    private static final Member STORE_DOUBLE = Member.method(AtomicInstructions.class, "storeConditionalDoubleAt", long.class, Hart.class, long.class, long.class);
    private static final Map<Atomics, Member> OPERATIONS = new EnumMap<>(Atomics.class);

    static {
        for (Atomics each : Atomics.values()) {
            OPERATIONS.put(each, Member.field(Atomics.class, each.name(), Atomics.class));
        }
    }

    private final Bytecode code;
    private final Registers registers;
    private final FloatWriter floats;
    private final MemoryWriter memory;

    InstructionWriter(Bytecode code, Registers registers, List<Instruction> part, Sites sites, Set<Integer> restless) {
        this.code = code;
        this.registers = registers;
        floats = new FloatWriter(code, registers);
        memory = new MemoryWriter(code, registers, part, sites, restless);
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
            case FENCE -> code.constant(in.imm()).invokeStatic(FENCE);
            case PAUSE -> code.aload(Registers.HART).invokeStatic(PAUSE);
            case PREFETCH_I, PREFETCH_R, PREFETCH_W -> { }
            case LB, LH, LW, LD, LBU, LHU, LWU -> memory.load(in, index, at, site);
            case SB, SH, SW, SD, FSW, FSD -> memory.store(in, index, at, site);
            case FLW, FLD -> {
                memory.loadFloat(in, index, at, site);
                floats.dirty();
            }
            case
                LR_W, LR_D, SC_W, SC_D, AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W, AMOSWAP_D,
                AMOADD_D, AMOXOR_D, AMOAND_D, AMOOR_D, AMOMIN_D, AMOMAX_D, AMOMINU_D, AMOMAXU_D -> atomic(in, site);
            case CSRRS, CSRRW, CSRRWI -> accessCsr(in, completed);
            case AUIPC -> {
                code.lload(Registers.BASE).constant((long) at + in.imm()).ladd();
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
            code.aload(Registers.HART).iload(Registers.BUDGET).i2l().constant(completed).invokeVirtual(READ_TIME);
            registers.set(code, in.rd());
        }
    }

    /** Writes an instruction whose result is a sign-extended word, if its operands let it be computed as one. */
    private boolean word(Instruction in) {
        switch (in.op()) {
            case LUI -> code.constant(in.imm());
            case ADDIW, SLLIW, SRLIW, SRAIW -> {
                registers.getWord(code, in.rs1());
                if (in.imm() != 0) {
                    code.constant(in.imm());
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
                    case SRAI -> code.constant(Math.min(in.imm(), Integer.SIZE - 1));
                    default -> code.constant(in.imm());
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
                code.constant((long) in.imm());
                combine(in.op());
            }
            case SLLI, SRLI, SRAI -> {
                registers.get(code, in.rs1());
                code.constant(in.imm());
                shift(in.op());
            }
            case SLL, SRL, SRA -> {
                registers.get(code, in.rs1());
                registers.getWord(code, in.rs2());
                shift(in.op());
            }
            case DIVW, DIVUW, REMW, REMUW -> words(in).invokeStatic(Functions.of(in.op()));
            default -> {
                if (Functions.manipulatesBits(in.op())) {
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
        if (in.op().operands().contains(Operand.RS2)) {
            registers.get(code, in.rs2());
        } else if (in.op().operands().contains(Operand.SHAMT)) {
            code.constant((long) in.imm());
        }
        code.invokeStatic(Functions.of(in.op()));
    }

    private void addImmediate(Instruction in) {
        if (in.rs1() == 0) {
            code.constant((long) in.imm());
            return;
        }
        registers.get(code, in.rs1());
        if (in.imm() != 0) {
            code.constant((long) in.imm()).ladd();
        }
    }

    private Bytecode words(Instruction in) {
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
            case MUL -> code.lmul();
            default -> code.invokeStatic(Functions.of(op));
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
        registers.get(code, in.rs1());
        code.constant((long) size - 1).land().constant(0L).lcmp().ifne(site.get());
        memory.reachAtomic(in.rs1(), size, !name.startsWith("LR"), site);
        if (name.startsWith("AMO")) {
            code.getStatic(OPERATIONS.get(AtomicInstructions.operation(in.op()))).lload(Registers.SCRATCH);
            operand(in, word);
            code.invokeStatic(word ? MODIFY_WORD : MODIFY_DOUBLE);
        } else if (name.startsWith("LR")) {
            code.constant(in.imm()).invokeStatic(FENCE_BEFORE);
            code.aload(Registers.HART).lload(Registers.SCRATCH).invokeStatic(word ? LOAD_WORD : LOAD_DOUBLE);
        } else {
            code.aload(Registers.HART).lload(Registers.SCRATCH);
            operand(in, word);
            code.invokeStatic(word ? STORE_WORD : STORE_DOUBLE);
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
