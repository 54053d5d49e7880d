package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.Float32;
import twofold.riscv.semantics.Float64;
import twofold.riscv.semantics.HostFloat32;
import twofold.riscv.semantics.HostFloat64;
import twofold.riscv.semantics.Rounding;

/** Writes floating-point instructions as calls of functions on the host's unit, which HotSpot inlines; what they do not answer is left to the interpreter. */
final class FloatWriter {
    private static final Member BOX = Member.method(Float32.class, "box", long.class, int.class);
    private static final Member NEGATE_SINGLE = Member.method(Float32.class, "negate", long.class, long.class);
    private static final Member NEGATE_DOUBLE = Member.method(Float64.class, "negate", long.class, long.class);
    private static final Member FLOAT_DIRTY = Member.field(Hart.class, "floatDirty", boolean.class);

    /**
     * A function in {@code semantics}.
     *
     * @param kind    what it takes beside operands, and whether it may have no answer
     * @param negated which operands have their sign turned first, a bit each
     */
    private record Function(Member method, Kind kind, int negated) {
    }

    private enum Kind {
        /** Total; operands only. */
        PURE,
        /** Operands only, or unusual. */
        PARTIAL,
        /** Whether the inexact flag is raised, or unusual; only for rounding to nearest. */
        NEAREST,
        /** The rounding mode and whether the inexact flag is raised, or unusual. */
        ROUNDING
    }

    private static final Map<Op, Function> FUNCTIONS = functions();

    private static final int ALL_FLAGS = 31;

    private final Bytecode code;
    private final Registers registers;
    private boolean dirty;

    FloatWriter(Bytecode code, Registers registers) {
        this.code = code;
        this.registers = registers;
    }

    private static Map<Op, Function> functions() {
        Map<Op, Function> map = new EnumMap<>(Op.class);
        for (boolean single : new boolean[] {true, false}) {
            Class<?> host = single ? HostFloat32.class : HostFloat64.class;
            String suffix = single ? "_S" : "_D";
            add(map, host, suffix, "FADD add, FSUB subtract, FMUL multiply, FDIV divide, FSQRT squareRoot", Kind.NEAREST, 0);
            add(map, host, suffix, "FMADD fusedMultiplyAdd", Kind.NEAREST, 0);
            add(map, host, suffix, "FMSUB fusedMultiplyAdd", Kind.NEAREST, 4);
            add(map, host, suffix, "FNMSUB fusedMultiplyAdd", Kind.NEAREST, 1);
            add(map, host, suffix, "FNMADD fusedMultiplyAdd", Kind.NEAREST, 5);
            add(map, host, suffix, "FCVT_W toWord, FCVT_WU toUnsignedWord, FCVT_L toLong, FCVT_LU toUnsignedLong", Kind.ROUNDING, 0);
            add(map, host, suffix, "FMIN minimum, FMAX maximum, FEQ equal, FLT less, FLE lessOrEqual", Kind.PARTIAL, 0);
            add(map, single ? Float32.class : Float64.class, suffix, "FSGNJ sign, FSGNJN signNegated, FSGNJX signXor, FCLASS classify", Kind.PURE, 0);
        }
        add(map, HostFloat32.class, "", "FCVT_S_W fromWord, FCVT_S_WU fromUnsignedWord, FCVT_S_L fromLong, FCVT_S_LU fromUnsignedLong", Kind.NEAREST, 0);
        add(map, HostFloat32.class, "", "FCVT_S_D fromDouble", Kind.NEAREST, 0);
        add(map, HostFloat32.class, "", "FCVT_D_S toDouble", Kind.PARTIAL, 0);
        add(map, Float64.class, "", "FCVT_D_W fromWord, FCVT_D_WU fromUnsignedWord", Kind.PURE, 0);
        add(map, HostFloat64.class, "", "FCVT_D_L fromLong, FCVT_D_LU fromUnsignedLong", Kind.NEAREST, 0);
        return map;
    }

    private static void add(Map<Op, Function> map, Class<?> owner, String suffix, String list, Kind kind, int negated) {
        for (String each : list.split(", ")) {
            String[] words = each.split(" ");
            Op op = Op.valueOf(words[0] + suffix);
            map.put(op, new Function(Member.method(owner, words[1], long.class, parameters(op, kind)), kind, negated));
        }
    }

    private static Class<?>[] parameters(Op op, Kind kind) {
        List<Class<?>> types = new ArrayList<>();
        for (Operand operand : op.operands()) {
            switch (operand) {
                case RS1, FRS1, FRS2, FRS3 -> types.add(long.class);
                default -> { }
            }
        }
        if (kind == Kind.ROUNDING) {
            types.add(int.class);
        }
        if (kind == Kind.ROUNDING || kind == Kind.NEAREST) {
            types.add(boolean.class);
        }
        return types.toArray(Class<?>[]::new);
    }

    /** Whether an instruction computes with floating-point registers. */
    static boolean writes(Op op) {
        return FUNCTIONS.containsKey(op) || switch (op) {
            case FMV_X_W, FMV_W_X, FMV_X_D, FMV_D_X -> true;
            default -> false;
        };
    }

    void write(Instruction in, Supplier<Label> site) {
        switch (in.op()) {
            case FMV_X_D -> registers.getFloat(code, in.rs1());
            case FMV_X_W -> {
                registers.getFloat(code, in.rs1());
                code.l2i().i2l();
            }
            case FMV_D_X -> registers.get(code, in.rs1());
            case FMV_W_X -> {
                registers.get(code, in.rs1());
                code.l2i().invokeStatic(BOX);
            }
            default -> call(in, FUNCTIONS.get(in.op()), site);
        }
        if (in.op().operands().getFirst() == Operand.FRD) {
            registers.setFloat(code, in.rd());
            dirty();
        } else {
            registers.set(code, in.rd()); // which raised no flag that was not raised before
        }
    }

    /** CSRRS, CSRRW or CSRRWI of fflags. */
    void accessFlags(Instruction in) {
        if (in.op() == Op.CSRRWI) {
            code.constant(in.rs1());
        } else {
            registers.getWord(code, in.rs1());
            code.constant(ALL_FLAGS).iand();
        }
        if (in.rd() != 0) {
            Registers.getFlags(code);
            registers.setWord(code, in.rd());
        }
        if (in.op() == Op.CSRRS) {
            code.pop();
        } else {
            Registers.setFlags(code);
            dirty();
        }
    }

    private void call(Instruction in, Function function, Supplier<Label> site) {
        int rounding = in.rm() == Rounding.DYN ? Rounding.RNE : in.rm();
        if (function.kind == Kind.NEAREST && rounding != Rounding.RNE) {
            code.jump(site.get()).constant(0L);
            return;
        }
        int operands = 0;
        for (Operand operand : in.op().operands()) {
            boolean pushed = true;
            switch (operand) {
                case RS1 -> registers.get(code, in.rs1());
                case FRS1 -> registers.getFloat(code, in.rs1());
                case FRS2 -> registers.getFloat(code, in.rs2());
                case FRS3 -> registers.getFloat(code, in.rs3());
                default -> pushed = false;
            }
            if (pushed) {
                if ((function.negated >>> operands & 1) != 0) {
                    code.invokeStatic(function.method.owner == HostFloat32.class ? NEGATE_SINGLE : NEGATE_DOUBLE);
                }
                operands++;
            }
        }
        if (function.kind == Kind.ROUNDING) {
            code.constant(rounding);
        }
        if (function.kind == Kind.ROUNDING || function.kind == Kind.NEAREST) {
            code.iload(Registers.INEXACT);
        }
        code.invokeStatic(function.method);
        if (function.kind != Kind.PURE) {
            code.lstore(Registers.SCRATCH).lload(Registers.SCRATCH).constant(HostFloat64.UNUSUAL).lcmp().ifeq(site.get());
            code.lload(Registers.SCRATCH);
        }
    }

    /** Marks the hart's floating-point state as changed, once in each part. */
    void dirty() {
        if (!dirty) {
            code.aload(Registers.HART).constant(1).putField(FLOAT_DIRTY);
            dirty = true;
        }
    }
}
