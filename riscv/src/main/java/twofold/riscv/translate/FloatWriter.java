package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
    private static final ClassDesc SINGLE = ClassDesc.of(Float32.class.getName());
    private static final ClassDesc DOUBLE = ClassDesc.of(Float64.class.getName());
    private static final ClassDesc HOST_SINGLE = ClassDesc.of(HostFloat32.class.getName());
    private static final ClassDesc HOST_DOUBLE = ClassDesc.of(HostFloat64.class.getName());

    /**
     * A function in {@code semantics}.
     *
     * @param kind    what it takes beside operands, and whether it may have no answer
     * @param negated which operands have their sign turned first, a bit each
     */
    private record Function(ClassDesc owner, String name, Kind kind, int negated) {
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

    private final CodeBuilder code;
    private final Registers registers;
    private boolean dirty;

    FloatWriter(CodeBuilder code, Registers registers) {
        this.code = code;
        this.registers = registers;
    }

    private static Map<Op, Function> functions() {
        Map<Op, Function> map = new EnumMap<>(Op.class);
        for (boolean single : new boolean[] {true, false}) {
            ClassDesc host = single ? HOST_SINGLE : HOST_DOUBLE;
            String suffix = single ? "_S" : "_D";
            add(map, host, suffix, "FADD add, FSUB subtract, FMUL multiply, FDIV divide, FSQRT squareRoot", Kind.NEAREST, 0);
            add(map, host, suffix, "FMADD fusedMultiplyAdd", Kind.NEAREST, 0);
            add(map, host, suffix, "FMSUB fusedMultiplyAdd", Kind.NEAREST, 4);
            add(map, host, suffix, "FNMSUB fusedMultiplyAdd", Kind.NEAREST, 1);
            add(map, host, suffix, "FNMADD fusedMultiplyAdd", Kind.NEAREST, 5);
            add(map, host, suffix, "FCVT_W toWord, FCVT_WU toUnsignedWord, FCVT_L toLong, FCVT_LU toUnsignedLong", Kind.ROUNDING, 0);
            add(map, host, suffix, "FMIN minimum, FMAX maximum, FEQ equal, FLT less, FLE lessOrEqual", Kind.PARTIAL, 0);
            add(map, single ? SINGLE : DOUBLE, suffix, "FSGNJ sign, FSGNJN signNegated, FSGNJX signXor, FCLASS classify", Kind.PURE, 0);
        }
        add(map, HOST_SINGLE, "", "FCVT_S_W fromWord, FCVT_S_WU fromUnsignedWord, FCVT_S_L fromLong, FCVT_S_LU fromUnsignedLong", Kind.NEAREST, 0);
        add(map, HOST_SINGLE, "", "FCVT_S_D fromDouble", Kind.NEAREST, 0);
        add(map, HOST_SINGLE, "", "FCVT_D_S toDouble", Kind.PARTIAL, 0);
        add(map, DOUBLE, "", "FCVT_D_W fromWord, FCVT_D_WU fromUnsignedWord", Kind.PURE, 0);
        add(map, HOST_DOUBLE, "", "FCVT_D_L fromLong, FCVT_D_LU fromUnsignedLong", Kind.NEAREST, 0);
        return map;
    }

    private static void add(Map<Op, Function> map, ClassDesc owner, String suffix, String list, Kind kind, int negated) {
        for (String each : list.split(", ")) {
            String[] words = each.split(" ");
            map.put(Op.valueOf(words[0] + suffix), new Function(owner, words[1], kind, negated));
        }
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
                code.l2i().invokestatic(SINGLE, "box", MethodTypeDesc.of(CD_long, CD_int));
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

    private void call(Instruction in, Function function, Supplier<Label> site) {
        int rounding = in.rm() == Rounding.DYN ? Rounding.RNE : in.rm();
        if (function.kind == Kind.NEAREST && rounding != Rounding.RNE) {
            code.goto_(site.get()).lconst_0();
            return;
        }
        List<ClassDesc> parameters = new ArrayList<>();
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
                if ((function.negated >>> parameters.size() & 1) != 0) {
                    code.invokestatic(function.owner == HOST_SINGLE ? SINGLE : DOUBLE, "negate", MethodTypeDesc.of(CD_long, CD_long));
                }
                parameters.add(CD_long);
            }
        }
        if (function.kind == Kind.ROUNDING) {
            code.loadConstant(rounding);
            parameters.add(CD_int);
        }
        if (function.kind == Kind.ROUNDING || function.kind == Kind.NEAREST) {
            code.iload(Registers.INEXACT);
            parameters.add(CD_boolean);
        }
        code.invokestatic(function.owner, function.name, MethodTypeDesc.of(CD_long, parameters));
        if (function.kind != Kind.PURE) {
            code.lstore(Registers.SCRATCH).lload(Registers.SCRATCH).loadConstant(HostFloat64.UNUSUAL).lcmp().ifeq(site.get());
            code.lload(Registers.SCRATCH);
        }
    }

    /** Marks the hart's floating-point state as changed, once in each part. */
    void dirty() {
        if (!dirty) {
            code.aload(Registers.HART).loadConstant(1).putfield(HART, "floatDirty", CD_boolean);
            dirty = true;
        }
    }
}
