package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.List;
import twofold.riscv.hart.RegionPlan.Part;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.FloatFlags;

/** Where a region's method keeps what: its parameters, a few values of its own, and a local for each guest register it uses. */
final class Registers {
    static final int HART = 1;
    static final int BASE = 2;
    static final int LEFT = 4;
    static final int ENTRY = 6;
    /** The instruction that needs the interpreter. */
    static final int SITE = 7;
    static final int NEXT = 8;
    static final int FLAGS = 10;
    /** Whether the inexact flag was raised when the region was entered. */
    static final int INEXACT = 11;
    /** A long of one instruction's own. */
    static final int SCRATCH = 12;
    private static final int FILE = 14;
    private static final int FIRST = 15;
    private static final int COUNT = 32;

    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final ClassDesc FLOAT_FLAGS = ClassDesc.of(FloatFlags.class.getName());

    private final int[] locals = new int[2 * COUNT];
    private final boolean[] written = new boolean[2 * COUNT];
    private boolean floating;
    private int next = FIRST;

    Registers(List<Part> parts) {
        for (Part part : parts) {
            for (Instruction each : part.code()) {
                note(each);
            }
        }
    }

    private void note(Instruction in) {
        for (Operand operand : in.op().operands()) {
            switch (operand) {
                case RD -> use(in.rd(), true);
                case RS1, OFFSET, ADDRESS -> use(in.rs1(), false);
                case RS2 -> use(in.rs2(), false);
                case FRD -> use(COUNT + in.rd(), true);
                case FRS1 -> use(COUNT + in.rs1(), false);
                case FRS2 -> use(COUNT + in.rs2(), false);
                case FRS3 -> use(COUNT + in.rs3(), false);
                default -> { }
            }
        }
    }

    private void use(int register, boolean writes) {
        floating |= register >= COUNT;
        if (register == 0) {
            return;
        }
        written[register] |= writes;
        if (locals[register] == 0) {
            locals[register] = next;
            next += 2;
        }
    }

    /** Whether floating-point registers are among them. */
    boolean floating() {
        return floating;
    }

    /** Pushes an integer register's value. */
    void get(CodeBuilder code, int register) {
        if (register == 0) {
            code.lconst_0();
        } else {
            code.lload(locals[register]);
        }
    }

    /** Pops an integer register's new value. */
    void set(CodeBuilder code, int register) {
        if (register == 0) {
            code.pop2();
        } else {
            code.lstore(locals[register]);
        }
    }

    /** Pushes a floating-point register's bits. */
    void getFloat(CodeBuilder code, int register) {
        code.lload(locals[COUNT + register]);
    }

    /** Pops a floating-point register's new bits. */
    void setFloat(CodeBuilder code, int register) {
        code.lstore(locals[COUNT + register]);
    }

    /** From the hart to the locals. */
    void load(CodeBuilder code) {
        load(code, "x", 0);
        if (floating) {
            load(code, "f", COUNT);
            code.aload(HART).getfield(RegionWriter.HART, "flags", FLOAT_FLAGS).astore(FLAGS);
            code.aload(FLAGS).getfield(FLOAT_FLAGS, "accrued", CD_int).loadConstant(FloatFlags.NX).iand().istore(INEXACT);
        }
    }

    private void load(CodeBuilder code, String file, int first) {
        code.aload(HART).getfield(RegionWriter.HART, file, LONGS).astore(FILE);
        for (int i = COUNT - 1; i >= 0; i--) {
            if (locals[first + i] != 0) {
                code.aload(FILE).loadConstant(i).laload().lstore(locals[first + i]);
            }
        }
    }

    /** From the locals to the hart, as far as they may have changed. */
    void store(CodeBuilder code) {
        store(code, "x", 0);
        if (floating) {
            store(code, "f", COUNT);
        }
    }

    private void store(CodeBuilder code, String file, int first) {
        code.aload(HART).getfield(RegionWriter.HART, file, LONGS).astore(FILE);
        for (int i = COUNT - 1; i >= 0; i--) {
            if (written[first + i]) {
                code.aload(FILE).loadConstant(i).lload(locals[first + i]).lastore();
            }
        }
    }
}
