package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static twofold.riscv.translate.RegionWriter.HART;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.Float32;
import twofold.riscv.semantics.Float64;
import twofold.riscv.semantics.FloatFlags;
import twofold.riscv.semantics.Rounding;

/** Writes floating-point instructions as calls of the functions in {@code semantics}, which HotSpot inlines as far as it pays. */
final class FloatWriter {
    private static final ClassDesc SINGLE = ClassDesc.of(Float32.class.getName());
    private static final ClassDesc DOUBLE = ClassDesc.of(Float64.class.getName());
    private static final ClassDesc FLAGS = ClassDesc.of(FloatFlags.class.getName());

    /**
     * A function in {@code semantics}: operands in the order of the instruction's, then the rounding mode, then the flags.
     *
     * @param negated which operands have their sign turned first, a bit each
     */
    private record Function(ClassDesc owner, String name, boolean rounds, boolean flags, int negated) {
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
            ClassDesc owner = single ? SINGLE : DOUBLE;
            String suffix = single ? "_S" : "_D";
            rounding(map, owner, suffix, "FADD add, FSUB subtract, FMUL multiply, FDIV divide, FSQRT squareRoot", 0);
            rounding(map, owner, suffix, "FMADD fusedMultiplyAdd", 0);
            rounding(map, owner, suffix, "FMSUB fusedMultiplyAdd", 4);
            rounding(map, owner, suffix, "FNMSUB fusedMultiplyAdd", 1);
            rounding(map, owner, suffix, "FNMADD fusedMultiplyAdd", 5);
            rounding(map, owner, suffix, "FCVT_W toWord, FCVT_WU toUnsignedWord, FCVT_L toLong, FCVT_LU toUnsignedLong", 0);
            add(map, owner, suffix, "FMIN minimum, FMAX maximum, FEQ equal, FLT less, FLE lessOrEqual", false, true, 0);
            add(map, owner, suffix, "FSGNJ sign, FSGNJN signNegated, FSGNJX signXor, FCLASS classify", false, false, 0);
        }
        rounding(map, SINGLE, "", "FCVT_S_W fromWord, FCVT_S_WU fromUnsignedWord, FCVT_S_L fromLong, FCVT_S_LU fromUnsignedLong", 0);
        rounding(map, SINGLE, "", "FCVT_S_D fromDouble", 0);
        add(map, SINGLE, "", "FCVT_D_S toDouble", false, true, 0);
        add(map, DOUBLE, "", "FCVT_D_W fromWord, FCVT_D_WU fromUnsignedWord", false, false, 0);
        rounding(map, DOUBLE, "", "FCVT_D_L fromLong, FCVT_D_LU fromUnsignedLong", 0);
        return map;
    }

    private static void rounding(Map<Op, Function> map, ClassDesc owner, String suffix, String list, int negated) {
        add(map, owner, suffix, list, true, true, negated);
    }

    private static void add(Map<Op, Function> map, ClassDesc owner, String suffix, String list, boolean rounds, boolean flags, int negated) {
        for (String each : list.split(", ")) {
            String[] words = each.split(" ");
            map.put(Op.valueOf(words[0] + suffix), new Function(owner, words[1], rounds, flags, negated));
        }
    }

    /** Whether an instruction computes with floating-point registers. */
    static boolean writes(Op op) {
        return FUNCTIONS.containsKey(op) || switch (op) {
            case FMV_X_W, FMV_W_X, FMV_X_D, FMV_D_X -> true;
            default -> false;
        };
    }

    void write(Instruction in) {
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
            default -> call(in, FUNCTIONS.get(in.op()));
        }
        if (in.op().operands().getFirst() == Operand.FRD) {
            registers.setFloat(code, in.rd());
        } else {
            registers.set(code, in.rd());
        }
        dirty();
    }

    private void call(Instruction in, Function function) {
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
                    code.invokestatic(function.owner, "negate", MethodTypeDesc.of(CD_long, CD_long));
                }
                parameters.add(CD_long);
            }
        }
        if (function.rounds) {
            code.loadConstant(in.rm() == Rounding.DYN ? Rounding.RNE : in.rm());
            parameters.add(CD_int);
        }
        if (function.flags) {
            code.aload(Registers.FLAGS);
            parameters.add(FLAGS);
        }
        code.invokestatic(function.owner, function.name, MethodTypeDesc.of(CD_long, parameters));
    }

    /** Marks the hart's floating-point state as changed, once in each part. */
    void dirty() {
        if (!dirty) {
            code.aload(Registers.HART).loadConstant(1).putfield(HART, "floatDirty", ConstantDescs.CD_boolean);
            dirty = true;
        }
    }
}
