package twofold.riscv.hart;

import twofold.riscv.semantics.Float16;
import twofold.riscv.semantics.Float32;

/**
 * Executes decoded blocks. The inner loop is one switch over {@link Code}; whatever is rare or large is a call. The method must stay
 * below the size HotSpot compiles.
 */
final class Interpreter {
    private Interpreter() {
    }

    /** Runs until an exit; traps that {@link Privilege#deliver} takes go on inside. */
    static Exit run(Hart hart) {
        while (true) {
            Exit exit = blocks(hart);
            if (exit != null) {
                return exit;
            }
        }
    }

    /** Runs blocks until an exit, or returns null after a trap that was taken. */
    private static Exit blocks(Hart hart) {
        final long[] x = hart.x;
        final LoadStoreUnit memory = hart.memory;
        Block block = null;
        long base = 0;
        int i = 0;
        try {
            while (true) {
                block = null;
                if (hart.attention) {
                    Exit exit = hart.privilege.attend(hart);
                    if (exit != null) {
                        return exit;
                    }
                }
                final long left = hart.deadline - hart.retired;
                if (left <= 0) {
                    return Exit.PREEMPTED;
                }
                final boolean declined = hart.declined;
                hart.declined = false;
                if (!declined && hart.dispatcher.run()) {
                    continue;
                }
                i = 0;
                block = hart.fetches.block();
                if (declined) {
                    memory.chooseWindow(block.code[0]);
                } else {
                    if (block.entry != null && hart.dispatcher.run(block.entry)) {
                        continue;
                    }
                    if ((++block.runs & Dispatcher.hot) == 0) {
                        hart.dispatcher.becomesHot(block);
                    }
                }
                base = hart.pc;
                final long[] code = block.code;
                int count = code.length;
                if (count > left) {
                    count = (int) left;
                }
                if (hart.alone) {
                    count = 1;
                }
                long next = base + block.offsets[count];
                for (; i < count; i++) {
                    final long w = code[i];
                    final int rd = (int) w >>> 8 & 63;
                    final int rs1 = (int) w >>> 16 & 31;
                    final int rs2 = (int) w >>> 24;
                    final int imm = (int) (w >> 32);
                    switch ((int) w & 0xff) {
                        case Code.LI -> x[rd] = imm;
                        case Code.MV -> x[rd] = x[rs1];
                        case Code.AUIPC -> x[rd] = base + (rs1 << 5 | rs2) + imm;
                        case Code.J -> next = base + imm;
                        case Code.JAL -> {
                            x[rd] = next;
                            next = base + imm;
                        }
                        case Code.JALR -> {
                            long target = x[rs1] + imm & -2;
                            x[rd] = next;
                            next = target;
                        }
                        case Code.BEQ -> next = x[rs1] == x[rs2] ? base + imm : next;
                        case Code.BNE -> next = x[rs1] != x[rs2] ? base + imm : next;
                        case Code.BLT -> next = x[rs1] < x[rs2] ? base + imm : next;
                        case Code.BGE -> next = x[rs1] >= x[rs2] ? base + imm : next;
                        case Code.BLTU -> next = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? base + imm : next;
                        case Code.BGEU -> next = Long.compareUnsigned(x[rs1], x[rs2]) >= 0 ? base + imm : next;
                        case Code.LB -> x[rd] = memory.load1(x[rs1] + imm);
                        case Code.LH -> x[rd] = memory.load2(x[rs1] + imm);
                        case Code.LW -> x[rd] = memory.load4(x[rs1] + imm);
                        case Code.LD -> x[rd] = memory.load8(x[rs1] + imm);
                        case Code.LBU -> x[rd] = memory.load1(x[rs1] + imm) & 0xff;
                        case Code.LHU -> x[rd] = memory.load2(x[rs1] + imm) & 0xffff;
                        case Code.LWU -> x[rd] = memory.load4(x[rs1] + imm) & 0xffff_ffffL;
                        case Code.SB -> memory.store1(x[rs1] + imm, (byte) x[rs2]);
                        case Code.SH -> memory.store2(x[rs1] + imm, (short) x[rs2]);
                        case Code.SW -> memory.store4(x[rs1] + imm, (int) x[rs2]);
                        case Code.SD -> memory.store8(x[rs1] + imm, x[rs2]);
                        case Code.ADDI -> x[rd] = x[rs1] + imm;
                        case Code.SLTI -> x[rd] = x[rs1] < imm ? 1 : 0;
                        case Code.SLTIU -> x[rd] = Long.compareUnsigned(x[rs1], imm) < 0 ? 1 : 0;
                        case Code.XORI -> x[rd] = x[rs1] ^ imm;
                        case Code.ORI -> x[rd] = x[rs1] | imm;
                        case Code.ANDI -> x[rd] = x[rs1] & imm;
                        case Code.SLLI -> x[rd] = x[rs1] << imm;
                        case Code.SRLI -> x[rd] = x[rs1] >>> imm;
                        case Code.SRAI -> x[rd] = x[rs1] >> imm;
                        case Code.ADD -> x[rd] = x[rs1] + x[rs2];
                        case Code.SUB -> x[rd] = x[rs1] - x[rs2];
                        case Code.SLL -> x[rd] = x[rs1] << x[rs2];
                        case Code.SLT -> x[rd] = x[rs1] < x[rs2] ? 1 : 0;
                        case Code.SLTU -> x[rd] = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? 1 : 0;
                        case Code.XOR -> x[rd] = x[rs1] ^ x[rs2];
                        case Code.SRL -> x[rd] = x[rs1] >>> x[rs2];
                        case Code.SRA -> x[rd] = x[rs1] >> x[rs2];
                        case Code.OR -> x[rd] = x[rs1] | x[rs2];
                        case Code.AND -> x[rd] = x[rs1] & x[rs2];
                        case Code.INTEGER -> x[rd] = IntegerInstructions.execute(w, x[rs1], x[rs2]);
                        case Code.ATOMIC -> x[rd] = AtomicInstructions.execute(hart, w, x[rs1], x[rs2]);
                        case Code.CACHE -> CacheBlocks.execute(hart, Lowering.operation(w), x[rs1]);
                        case Code.ADDIW -> x[rd] = (int) x[rs1] + imm;
                        case Code.SLLIW -> x[rd] = (int) x[rs1] << imm;
                        case Code.SRLIW -> x[rd] = (int) x[rs1] >>> imm;
                        case Code.SRAIW -> x[rd] = (int) x[rs1] >> imm;
                        case Code.ADDW -> x[rd] = (int) x[rs1] + (int) x[rs2];
                        case Code.SUBW -> x[rd] = (int) x[rs1] - (int) x[rs2];
                        case Code.SLLW -> x[rd] = (int) x[rs1] << (int) x[rs2];
                        case Code.SRLW -> x[rd] = (int) x[rs1] >>> (int) x[rs2];
                        case Code.SRAW -> x[rd] = (int) x[rs1] >> (int) x[rs2];
                        case Code.MUL -> x[rd] = x[rs1] * x[rs2];
                        case Code.MULW -> x[rd] = (int) x[rs1] * (int) x[rs2];
                        case Code.FENCE -> AtomicInstructions.fence(hart, imm);
                        case Code.FLW -> toFloat(hart, rd, Float32.box(memory.load4(floating(hart, x[rs1] + imm))));
                        case Code.FLD -> toFloat(hart, rd, memory.load8(floating(hart, x[rs1] + imm)));
                        case Code.FLH -> toFloat(hart, rd, Float16.box(memory.load2(floating(hart, x[rs1] + imm))));
                        case Code.FSH -> memory.store2(floating(hart, x[rs1] + imm), (short) hart.f[rs2]);
                        case Code.FSW -> memory.store4(floating(hart, x[rs1] + imm), (int) hart.f[rs2]);
                        case Code.FSD -> memory.store8(floating(hart, x[rs1] + imm), hart.f[rs2]);
                        case Code.FLOAT -> FloatInstructions.execute(hart, w);
                        case Code.SYSTEM -> {
                            hart.completed = i;
                            hart.pc = base + block.offsets[i];
                            next = SystemInstructions.execute(hart, w, next);
                            hart.completed = 0;
                        }
                        default -> throw hart.illegal();
                    }
                }
                if (block.targets != null && count == code.length) {
                    block.jumpedTo(next - base);
                }
                hart.pc = next;
                hart.retired += count;
                hart.alone = false;
            }
        } catch (TrapSignal trap) {
            return trapped(hart, block == null ? hart.pc : base + block.offsets[i], i);
        }
    }

    /** Brings pc and counts up to the instruction that raised the hart's signal, and has the trap taken. */
    private static Exit trapped(Hart hart, long at, int completed) {
        TrapSignal trap = hart.signal;
        hart.pc = at;
        hart.retired += completed;
        hart.completed = 0;
        if (trap.cause == TrapSignal.AGAIN) {
            hart.alone = true;
            return null;
        }
        hart.alone = false;
        hart.deadline--;
        long value = trap.cause == Cause.ILLEGAL_INSTRUCTION ? hart.fetches.bitsAt(at) : trap.value;
        if (hart.privilege.deliver(hart, trap.cause, value)) {
            return null;
        }
        return switch (trap.cause) {
            case Cause.USER_CALL, Cause.SUPERVISOR_CALL, Cause.MACHINE_CALL -> Exit.ENVIRONMENT_CALL;
            case Cause.BREAKPOINT -> Exit.BREAKPOINT;
            default -> new Exit.Fault(trap.cause, value);
        };
    }

    /** The address of a floating-point load or store, which is illegal while the unit is off. */
    private static long floating(Hart hart, long address) {
        if (hart.floatOff) {
            throw hart.illegal();
        }
        return address;
    }

    private static void toFloat(Hart hart, int rd, long value) {
        hart.f[rd] = value;
        hart.floatDirty = true;
    }
}
