package twofold.riscv.translate;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import twofold.riscv.isa.Extension;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.semantics.BitManipulation;
import twofold.riscv.semantics.Integers;

/** The functions of {@code semantics} that integer instructions are calls of: from one or two longs, or words, to a long. */
final class Functions {
    private static final Set<Extension> BIT_MANIPULATION = EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS, Extension.ZICOND);
    private static final Map<Op, Member> MEMBERS = new EnumMap<>(Op.class);

    static {
        add(Op.SLT, Integers.class, "less", long.class, long.class);
        add(Op.SLTI, Integers.class, "less", long.class, long.class);
        add(Op.SLTU, Integers.class, "lessUnsigned", long.class, long.class);
        add(Op.SLTIU, Integers.class, "lessUnsigned", long.class, long.class);
        add(Op.MULH, Math.class, "multiplyHigh", long.class, long.class);
        add(Op.MULHU, Math.class, "unsignedMultiplyHigh", long.class, long.class);
        add(Op.MULHSU, Integers.class, "multiplyHighSignedUnsigned", long.class, long.class);
        add(Op.DIV, Integers.class, "divide", long.class, long.class);
        add(Op.DIVU, Integers.class, "divideUnsigned", long.class, long.class);
        add(Op.REM, Integers.class, "remainder", long.class, long.class);
        add(Op.REMU, Integers.class, "remainderUnsigned", long.class, long.class);
        add(Op.DIVW, Integers.class, "divideWord", int.class, int.class);
        add(Op.DIVUW, Integers.class, "divideUnsignedWord", int.class, int.class);
        add(Op.REMW, Integers.class, "remainderWord", int.class, int.class);
        add(Op.REMUW, Integers.class, "remainderUnsignedWord", int.class, int.class);
        for (Op op : Op.values()) {
            if (manipulatesBits(op)) {
                add(op, BitManipulation.class, name(op), takesTwo(op) ? new Class<?>[] {long.class, long.class} : new Class<?>[] {long.class});
            }
        }
    }

    private Functions() {
    }

    /** The function of an instruction that is a call of one, or null. */
    static Member of(Op op) {
        return MEMBERS.get(op);
    }

    /** Whether an instruction's function is in {@link BitManipulation}, named as it is. */
    static boolean manipulatesBits(Op op) {
        return BIT_MANIPULATION.contains(op.extension());
    }

    private static boolean takesTwo(Op op) {
        return op.operands().contains(Operand.RS2) || op.operands().contains(Operand.SHAMT);
    }

    private static void add(Op op, Class<?> owner, String name, Class<?>... parameters) {
        MEMBERS.put(op, Member.method(owner, name, long.class, parameters));
    }

    private static String name(Op op) {
        StringBuilder name = new StringBuilder();
        for (String word : op.name().split("_")) {
            name.append(name.isEmpty() ? word.toLowerCase(Locale.ROOT) : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
