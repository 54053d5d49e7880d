package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.List;
import jdk.internal.misc.Unsafe;
import twofold.riscv.hart.Hart;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.FloatFlags;

/**
 * Where a region's method keeps what: its parameters, a few values of its own, and locals for each guest register it uses. A register that holds
 * a sign-extended word may be in an int local instead of its long one until its part ends, so that chains of 32-bit operations stay such. What a
 * part has written and the hart does not have yet is stale there.
 */
final class Registers {
    static final int REGION = 0;
    static final int HART = 1;
    static final int BASE = 2;
    /** The budget as the method was given it. */
    static final int LEFT = 4;
    static final int ENTRY = 6;
    static final int NEXT = 8;
    static final int FLAGS = 10;
    /** Whether the inexact flag was raised when the region was entered. */
    static final int INEXACT = 11;
    /** A long of one instruction's own. */
    static final int SCRATCH = 12;
    /** The TLB's windows and entries. */
    static final int DATA = 14;
    private static final int INTEGERS = 15;
    private static final int FLOATS = 16;
    static final int UNSAFE = 17;
    /** How far from the region's start an indirect jump goes, an int. */
    static final int DISTANCE = 18;
    /** Which exit is taken, an int. */
    static final int EXIT = 19;
    /** Where an entry of the TLB is, a long. */
    static final int ENTRY_OFFSET = 20;
    /** The number of the link that leads nowhere yet, an int. */
    static final int LINK_NUMBER = 22;
    /** The number of the entry behind a call, an int. */
    static final int BEHIND = 23;
    /** The address behind it. */
    static final int EXPECTED = 24;
    /** The link that is followed. */
    static final int LINK = 26;
    /** The budget, an int: HotSpot knows loops by such. */
    static final int BUDGET = 27;
    private static final int FIRST = 28;
    private static final int COUNT = 32;

    // Raw memory and arrays of known length, by the JDK's own intrinsics: calls of ours would be too many for C1 to inline
    /** Takes an object or null, and an offset or address. */
    static final Member GET_LONG = Member.method(Unsafe.class, "getLong", long.class, Object.class, long.class);
    /** Takes an object or null, an offset or address, and a value to put there. */
    static final Member PUT_LONG = Member.method(Unsafe.class, "putLong", void.class, Object.class, long.class, long.class);
    private static final Member GET_UNSAFE = Member.method(Unsafe.class, "getUnsafe", Unsafe.class);
    private static final Member TABLES = Member.field(Hart.class, "data", long[].class);
    private static final Member X = Member.field(Hart.class, "x", long[].class);
    private static final Member F = Member.field(Hart.class, "f", long[].class);
    private static final Member FLOAT_FLAGS = Member.field(Hart.class, "flags", FloatFlags.class);
    private static final Member ACCRUED = Member.field(FloatFlags.class, "accrued", int.class);

    /**
     * What has to go to the hart at some place.
     *
     * @param registers which
     * @param narrow    those of them that are in their int locals only
     */
    record Stale(long registers, long narrow) {
        /** Whether all of another is in this, in the same locals. */
        boolean contains(Stale other) {
            return (other.registers & ~registers) == 0 && ((narrow ^ other.narrow) & other.registers) == 0;
        }

        Stale without(Stale other) {
            return new Stale(registers & ~other.registers, narrow & ~other.registers);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Stale(long which, long few) && which == registers && few == narrow;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(registers) + Long.hashCode(narrow);
        }
    }

    private final int[] locals = new int[2 * COUNT];
    private final int[] narrowLocals = new int[COUNT];
    private final List<Integer> temporaries = new ArrayList<>();
    private int temporariesUsed;
    private boolean floating;
    private int next = FIRST;
    private long stale;
    private long narrow;
    private long wide;
    private long loaded;

    Registers(List<Part> parts) {
        for (Part part : parts) {
            for (Instruction each : part.code()) {
                long used = read(each) | written(each);
                floating |= used >>> COUNT != 0 || each.op().extension() == Extension.ZICSR;
                for (long rest = used; rest != 0; rest &= rest - 1) {
                    int register = Long.numberOfTrailingZeros(rest);
                    if (locals[register] == 0) {
                        locals[register] = next;
                        next += 2;
                    }
                }
            }
        }
    }

    /** The registers an instruction reads, as a mask. */
    static long read(Instruction in) {
        long mask = 0;
        for (Operand operand : in.op().operands()) {
            mask |= switch (operand) {
                case RS1, OFFSET, ADDRESS -> 1L << in.rs1();
                case RS2 -> 1L << in.rs2();
                case FRS1 -> 1L << COUNT + in.rs1();
                case FRS2 -> 1L << COUNT + in.rs2();
                case FRS3 -> 1L << COUNT + in.rs3();
                default -> 0;
            };
        }
        return mask & ~1;
    }

    /** The register an instruction writes, as a mask. */
    static long written(Instruction in) {
        for (Operand operand : in.op().operands()) {
            if (operand == Operand.RD) {
                return 1L << in.rd() & ~1;
            }
            if (operand == Operand.FRD) {
                return 1L << COUNT + in.rd();
            }
        }
        return 0;
    }

    /** Whether floating-point registers are among them. */
    boolean floating() {
        return floating;
    }

    /** A part begins, where these registers are in long locals. */
    void begin(long staleNow, long loadedNow) {
        stale = staleNow;
        loaded = loadedNow | staleNow;
        narrow = 0;
        wide = -1;
        temporariesUsed = 0;
    }

    /** What the hart does not have now. */
    Stale stale() {
        return new Stale(stale, stale & ~wide);
    }

    /** A part ends: what is stale and not to be kept goes to the hart, and what is kept or expected by what follows to long locals. */
    void end(Bytecode code, long kept, long expected) {
        for (long rest = (stale & kept | expected) & ~wide; rest != 0; rest &= rest - 1) {
            int register = Long.numberOfTrailingZeros(rest);
            code.iload(narrowLocals[register]).i2l().lstore(locals[register]);
        }
        wide |= stale & kept | expected;
        store(code, new Stale(stale & ~kept, stale & ~kept & ~wide));
        stale &= kept;
    }

    /** Has registers in their locals that are to be read next. */
    void prepare(Bytecode code, long mask) {
        for (long rest = mask & ~loaded; rest != 0; rest &= rest - 1) {
            int register = Long.numberOfTrailingZeros(rest);
            element(code, register < COUNT ? INTEGERS : FLOATS, register & COUNT - 1);
            code.lstore(locals[register]);
        }
        loaded |= mask;
    }

    /** Pushes an integer register's value. */
    void get(Bytecode code, int register) {
        if (register == 0) {
            code.constant(0L);
        } else if ((wide >>> register & 1) != 0) {
            code.lload(locals[register]);
        } else {
            code.iload(narrowLocals[register]).i2l();
        }
    }

    /** Whether a register is known to hold a sign-extended word. */
    boolean isWord(int register) {
        return register == 0 || (narrow >>> register & 1) != 0;
    }

    /** Pushes the low word of an integer register as an int. */
    void getWord(Bytecode code, int register) {
        if (register == 0) {
            code.constant(0);
        } else if (isWord(register)) {
            code.iload(narrowLocals[register]);
        } else {
            code.lload(locals[register]).l2i();
        }
    }

    /** Pops an integer register's new value. */
    void set(Bytecode code, int register) {
        if (register == 0) {
            code.pop2();
        } else {
            code.lstore(locals[register]);
            loaded |= 1L << register;
            stale |= 1L << register;
            wide |= 1L << register;
            narrow &= ~(1L << register);
        }
    }

    /** Pops an int that an integer register becomes when sign-extended. */
    void setWord(Bytecode code, int register) {
        if (register == 0) {
            code.pop();
            return;
        }
        if (narrowLocals[register] == 0) {
            narrowLocals[register] = next++;
        }
        code.istore(narrowLocals[register]);
        loaded |= 1L << register;
        stale |= 1L << register;
        narrow |= 1L << register;
        wide &= ~(1L << register);
    }

    /** Pushes a floating-point register's bits. */
    void getFloat(Bytecode code, int register) {
        code.lload(locals[COUNT + register]);
    }

    /** Pops a floating-point register's new bits. */
    void setFloat(Bytecode code, int register) {
        code.lstore(locals[COUNT + register]);
        loaded |= 1L << COUNT + register;
        stale |= 1L << COUNT + register;
    }

    /** A local for a long, until the part ends. */
    int newLong() {
        if (temporariesUsed == temporaries.size()) {
            temporaries.add(next);
            next += 2;
        }
        return temporaries.get(temporariesUsed++);
    }

    /** Pushes an element of an array of longs, without a look at its length. */
    static void element(Bytecode code, int array, int index) {
        code.aload(UNSAFE).aload(array).constant(Unsafe.ARRAY_LONG_BASE_OFFSET + 8L * index).invokeVirtual(GET_LONG);
    }

    /** From the hart to the locals: those of a mask, and what else the method needs. */
    void load(Bytecode code, long mask) {
        code.invokeStatic(GET_UNSAFE).astore(UNSAFE);
        code.aload(HART).getField(TABLES).astore(DATA);
        code.aload(DATA).arraylength().pop();
        load(code, X, INTEGERS, 0, mask);
        if (floating) {
            load(code, F, FLOATS, COUNT, mask);
            code.aload(HART).getField(FLOAT_FLAGS).astore(FLAGS);
            getFlags(code);
            code.constant(FloatFlags.NX).iand().istore(INEXACT);
        }
    }

    /** Pushes fflags as an int. */
    static void getFlags(Bytecode code) {
        code.aload(FLAGS).getField(ACCRUED);
    }

    /** Pops an int that fflags becomes. */
    static void setFlags(Bytecode code) {
        code.dup().constant(FloatFlags.NX).iand().istore(INEXACT);
        code.aload(FLAGS).swap().putField(ACCRUED);
    }

    private void load(Bytecode code, Member file, int local, int first, long mask) {
        code.aload(HART).getField(file).astore(local);
        code.aload(local).arraylength().pop();
        for (int i = 0; i < COUNT; i++) {
            if ((mask >>> first + i & 1) != 0) {
                element(code, local, i);
                code.lstore(locals[first + i]);
            }
        }
    }

    /** From the locals to the hart. */
    void store(Bytecode code, Stale what) {
        for (long rest = what.registers; rest != 0; rest &= rest - 1) {
            int register = Long.numberOfTrailingZeros(rest);
            code.aload(UNSAFE).aload(register < COUNT ? INTEGERS : FLOATS);
            code.constant(Unsafe.ARRAY_LONG_BASE_OFFSET + 8L * (register & COUNT - 1));
            if ((what.narrow >>> register & 1) != 0) {
                code.iload(narrowLocals[register]).i2l();
            } else {
                code.lload(locals[register]);
            }
            code.invokeVirtual(PUT_LONG);
        }
    }
}
