package twofold.riscv.hart;

import java.util.Objects;
import jdk.internal.misc.Unsafe;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;
import twofold.riscv.semantics.Float16;
import twofold.riscv.semantics.Float32;

/**
 * Executes decoded blocks. The inner loop is one switch over {@link Code}; whatever is rare or large is a call. The method must stay
 * below the size HotSpot compiles.
 */
final class Interpreter {
    private static final Unsafe MEMORY = Unsafe.getUnsafe();
    /** Where in an array of longs the first one is. */
    private static final long FIRST = Unsafe.ARRAY_LONG_BASE_OFFSET;
    /** A destination register of a word, which is one of 64, times 8. */
    private static final long RD = 63 << 3;
    /** A source register of a word, times 8. */
    private static final long RS = 31 << 3;
    /** Where in an entry of the TLB the addend is. */
    private static final long ADDEND = Long.BYTES;
    /** Where in an entry of the TLB what is for stores is. */
    private static final long STORE = Tlb.STORE * Long.BYTES;
    private static final int TURNS = 1024;

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

    /**
     * Runs blocks until an exit; returns null after a trap that was taken, or some time, so that HotSpot's better versions of this method come to be
     * used.
     */
    private static Exit blocks(Hart hart) {
        Block block = null;
        Block last = null;
        Block following = null;
        long base = 0;
        int at = 0;
        try {
            for (int turns = TURNS; turns > 0; turns--) {
                block = null;
                at = 0;
                if (hart.attention) {
                    Exit exit = hart.privilege.attend(hart);
                    if (exit != null) {
                        return exit;
                    }
                    last = null;
                    following = null;
                }
                final long left = hart.deadline - hart.retired;
                if (left <= 0) {
                    return Exit.PREEMPTED;
                }
                if (following == null) {
                    block = hart.fetches.block();
                    if (last != null) {
                        hart.fetches.join(last, base, block);
                    }
                } else {
                    block = following;
                }
                base = hart.pc;
                last = null;
                following = null;
                if (!hart.declined && block.entry != null && hart.dispatcher.run(block.entry)) {
                    continue;
                }
                if (hart.declined) {
                    hart.declined = false;
                    hart.dispatcher.declined(block.code[0]);
                } else if ((++block.runs & Dispatcher.noticed) == 0) {
                    hart.dispatcher.notice(block);
                }
                final long[] code = block.code;
                int count = block.count;
                int straight = block.straight;
                long next = base + block.bytes;
                if (count > left || hart.alone) {
                    count = hart.alone ? 1 : (int) left;
                    straight = Math.min(straight, count);
                    next = base + block.offsets[count];
                }
                while (at < straight) {
                    at = words(hart.x, hart.data, code, at, straight, base);
                    if (at == straight) {
                        break;
                    }
                    if (Lowering.isCall(code[at])) {
                        return called(hart, base + block.offsets[at], at);
                    }
                    next = execute(hart, block, at, next);
                    at++;
                }
                if (at < count) {
                    next = jump(Objects.requireNonNull(hart.x), code[at], base, next);
                }
                if (count == block.count) {
                    if (block.joins) {
                        last = block;
                        following = next == base + block.bytes ? block.behind : block.jump;
                    } else if (block.targets != null) {
                        block.jumpedTo(next - base);
                    }
                }
                hart.pc = next;
                hart.retired += count;
                hart.alone = false;
            }
            return null;
        } catch (TrapSignal trap) {
            return trapped(hart, block == null ? hart.pc : base + block.offsets[at], at);
        }
    }

    /** Where control goes from a word that jumps, or may; {@code behind} is the address behind it. */
    static long jump(long[] x, long w, long base, long behind) {
        final long rs1 = w >>> 13 & RS;
        final long rs2 = w >>> 21 & RS;
        final long there = base + (w >> 32);
        switch ((int) w & 0xff) {
            case Code.BEQ -> {
                return get(x, rs1) == get(x, rs2) ? there : behind;
            }
            case Code.BNE -> {
                return get(x, rs1) != get(x, rs2) ? there : behind;
            }
            case Code.JALR -> {
                long target = get(x, rs1) + (w >> 32) & -2;
                set(x, w >>> 5 & RD, behind);
                return target;
            }
            case Code.J -> {
                return there;
            }
            case Code.JAL -> {
                set(x, w >>> 5 & RD, behind);
                return there;
            }
            case Code.BLTU -> {
                return Long.compareUnsigned(get(x, rs1), get(x, rs2)) < 0 ? there : behind;
            }
            case Code.BGEU -> {
                return Long.compareUnsigned(get(x, rs1), get(x, rs2)) >= 0 ? there : behind;
            }
            case Code.BLT -> {
                return get(x, rs1) < get(x, rs2) ? there : behind;
            }
            default -> {
                return get(x, rs1) >= get(x, rs2) ? there : behind;
            }
        }
    }

    /**
     * Executes words of a block, none of which jumps, up to one that is rare or misses the TLB; returns which that is, or {@code to}. It calls nothing
     * that is not inlined, and few values live in it, so that HotSpot keeps them in the host's registers. Registers and words are reached without a look
     * at an array's length: the masks keep them inside.
     */
    static int words(long[] x, long[] data, long[] code, int from, int to, long base) {
        Objects.requireNonNull(x);
        Objects.requireNonNull(data);
        Objects.requireNonNull(code);
        int i = from;
        inner:
        for (; i < to; i++) {
            final long w = MEMORY.getLong(code, FIRST + ((long) i << 3));
            final long rd = w >>> 5 & RD;
            final long rs1 = w >>> 13 & RS;
            final long rs2 = w >>> 21 & RS;
            final long imm = w >> 32;
            switch ((int) w & 0xff) {
                case Code.LI -> set(x, rd, imm);
                case Code.MV -> set(x, rd, get(x, rs1));
                case Code.AUIPC -> set(x, rd, base + ((int) w >>> 16) + imm);
                case Code.LB -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getByte(null, address + MEMORY.getLong(data, entry + ADDEND)));
                }
                case Code.LH -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address + 1 & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getShort(null, address + MEMORY.getLong(data, entry + ADDEND)));
                }
                case Code.LW -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address + 3 & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getInt(null, address + MEMORY.getLong(data, entry + ADDEND)));
                }
                case Code.LD -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address + 7 & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getLong(null, address + MEMORY.getLong(data, entry + ADDEND)));
                }
                case Code.LBU -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getByte(null, address + MEMORY.getLong(data, entry + ADDEND)) & 0xff);
                }
                case Code.LHU -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address + 1 & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getShort(null, address + MEMORY.getLong(data, entry + ADDEND)) & 0xffff);
                }
                case Code.LWU -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address);
                    if (MEMORY.getLong(data, entry) != (address + 3 & -Frames.SIZE)) {
                        break inner;
                    }
                    set(x, rd, MEMORY.getInt(null, address + MEMORY.getLong(data, entry + ADDEND)) & 0xffff_ffffL);
                }
                case Code.SB -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address) + STORE;
                    if (MEMORY.getLong(data, entry) != (address & -Frames.SIZE)) {
                        break inner;
                    }
                    MEMORY.putByte(null, address + MEMORY.getLong(data, entry + ADDEND), (byte) get(x, rs2));
                }
                case Code.SH -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address) + STORE;
                    if (MEMORY.getLong(data, entry) != (address + 1 & -Frames.SIZE)) {
                        break inner;
                    }
                    MEMORY.putShort(null, address + MEMORY.getLong(data, entry + ADDEND), (short) get(x, rs2));
                }
                case Code.SW -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address) + STORE;
                    if (MEMORY.getLong(data, entry) != (address + 3 & -Frames.SIZE)) {
                        break inner;
                    }
                    MEMORY.putInt(null, address + MEMORY.getLong(data, entry + ADDEND), (int) get(x, rs2));
                }
                case Code.SD -> {
                    long address = get(x, rs1) + imm;
                    long entry = Tlb.place(address) + STORE;
                    if (MEMORY.getLong(data, entry) != (address + 7 & -Frames.SIZE)) {
                        break inner;
                    }
                    MEMORY.putLong(null, address + MEMORY.getLong(data, entry + ADDEND), get(x, rs2));
                }
                case Code.ADDI -> set(x, rd, get(x, rs1) + imm);
                case Code.SLTI -> set(x, rd, get(x, rs1) < imm ? 1 : 0);
                case Code.SLTIU -> set(x, rd, Long.compareUnsigned(get(x, rs1), imm) < 0 ? 1 : 0);
                case Code.XORI -> set(x, rd, get(x, rs1) ^ imm);
                case Code.ORI -> set(x, rd, get(x, rs1) | imm);
                case Code.ANDI -> set(x, rd, get(x, rs1) & imm);
                case Code.SLLI -> set(x, rd, get(x, rs1) << imm);
                case Code.SRLI -> set(x, rd, get(x, rs1) >>> imm);
                case Code.SRAI -> set(x, rd, get(x, rs1) >> imm);
                case Code.ADD -> set(x, rd, get(x, rs1) + get(x, rs2));
                case Code.SUB -> set(x, rd, get(x, rs1) - get(x, rs2));
                case Code.SLL -> set(x, rd, get(x, rs1) << get(x, rs2));
                case Code.SLT -> set(x, rd, get(x, rs1) < get(x, rs2) ? 1 : 0);
                case Code.SLTU -> set(x, rd, Long.compareUnsigned(get(x, rs1), get(x, rs2)) < 0 ? 1 : 0);
                case Code.XOR -> set(x, rd, get(x, rs1) ^ get(x, rs2));
                case Code.SRL -> set(x, rd, get(x, rs1) >>> get(x, rs2));
                case Code.SRA -> set(x, rd, get(x, rs1) >> get(x, rs2));
                case Code.OR -> set(x, rd, get(x, rs1) | get(x, rs2));
                case Code.AND -> set(x, rd, get(x, rs1) & get(x, rs2));
                case Code.ADDIW -> set(x, rd, (int) (get(x, rs1) + imm));
                case Code.SLLIW -> set(x, rd, (int) get(x, rs1) << (int) imm);
                case Code.SRLIW -> set(x, rd, (int) get(x, rs1) >>> (int) imm);
                case Code.SRAIW -> set(x, rd, (int) get(x, rs1) >> (int) imm);
                case Code.ADDW -> set(x, rd, (int) get(x, rs1) + (int) get(x, rs2));
                case Code.SUBW -> set(x, rd, (int) get(x, rs1) - (int) get(x, rs2));
                case Code.SLLW -> set(x, rd, (int) get(x, rs1) << (int) get(x, rs2));
                case Code.SRLW -> set(x, rd, (int) get(x, rs1) >>> (int) get(x, rs2));
                case Code.SRAW -> set(x, rd, (int) get(x, rs1) >> (int) get(x, rs2));
                case Code.MUL -> set(x, rd, get(x, rs1) * get(x, rs2));
                case Code.MULW -> set(x, rd, (int) get(x, rs1) * (int) get(x, rs2));
                default -> {
                    break inner;
                }
            }
        }
        return i;
    }

    /** Executes an instruction of a block in any case, and returns the next pc, which is {@code next} unless it jumps. The hart's pc is the block's. */
    private static long execute(Hart hart, Block block, int index, long next) {
        final long[] x = hart.x;
        final LoadStoreUnit memory = hart.memory;
        final long w = block.code[index];
        final int rd = (int) w >>> 8 & 63;
        final int rs1 = (int) w >>> 16 & 31;
        final int rs2 = (int) w >>> 24 & 31;
        final int imm = (int) (w >> 32);
        switch ((int) w & 0xff) {
            case Code.LB -> x[rd] = (byte) memory.load(x[rs1] + imm, 1);
            case Code.LH -> x[rd] = (short) memory.load(x[rs1] + imm, 2);
            case Code.LW -> x[rd] = (int) memory.load(x[rs1] + imm, 4);
            case Code.LD -> x[rd] = memory.load(x[rs1] + imm, 8);
            case Code.LBU -> x[rd] = memory.load(x[rs1] + imm, 1) & 0xff;
            case Code.LHU -> x[rd] = memory.load(x[rs1] + imm, 2) & 0xffff;
            case Code.LWU -> x[rd] = memory.load(x[rs1] + imm, 4) & 0xffff_ffffL;
            case Code.SB -> memory.store(x[rs1] + imm, 1, x[rs2]);
            case Code.SH -> memory.store(x[rs1] + imm, 2, x[rs2]);
            case Code.SW -> memory.store(x[rs1] + imm, 4, x[rs2]);
            case Code.SD -> memory.store(x[rs1] + imm, 8, x[rs2]);
            case Code.INTEGER -> x[rd] = IntegerInstructions.execute(w, x[rs1], x[rs2]);
            case Code.ATOMIC -> x[rd] = AtomicInstructions.execute(hart, w, x[rs1], x[rs2]);
            case Code.CACHE -> CacheBlocks.execute(hart, Lowering.operation(w), x[rs1]);
            case Code.FENCE -> AtomicInstructions.fence(hart, imm);
            case Code.FLH -> toFloat(hart, rd, Float16.box((short) memory.load(floating(hart, x[rs1] + imm), 2)));
            case Code.FLW -> toFloat(hart, rd, Float32.box((int) memory.load(floating(hart, x[rs1] + imm), 4)));
            case Code.FLD -> toFloat(hart, rd, memory.load(floating(hart, x[rs1] + imm), 8));
            case Code.FSH -> memory.store(floating(hart, x[rs1] + imm), 2, hart.f[rs2]);
            case Code.FSW -> memory.store(floating(hart, x[rs1] + imm), 4, hart.f[rs2]);
            case Code.FSD -> memory.store(floating(hart, x[rs1] + imm), 8, hart.f[rs2]);
            case Code.FLOAT -> FloatInstructions.execute(hart, w);
            case Code.SYSTEM -> {
                hart.completed = index;
                hart.pc += block.offsets[index];
                long target = SystemInstructions.execute(hart, w, next);
                hart.completed = 0;
                return target;
            }
            default -> throw hart.illegal();
        }
        return next;
    }

    private static long get(long[] x, long register) {
        return MEMORY.getLong(x, FIRST + register);
    }

    private static void set(long[] x, long register, long value) {
        MEMORY.putLong(x, FIRST + register, value);
    }

    /** An environment call's trap, which comes too often to be thrown: that takes as long as 500 instructions. */
    private static Exit called(Hart hart, long at, int completed) {
        hart.signal.cause = hart.privilege.callCause(hart);
        hart.signal.value = 0;
        return trapped(hart, at, completed);
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
