package twofold.riscv.translate;

import java.util.ArrayList;
import java.util.List;

/**
 * The code of one method as it is written, an instruction a call (JVMS 6.5). It is written on the way to a program's first second, and so does
 * without what a general library does: no stack maps, for which the class file is of a version that needs none, and no instructions that nobody asks for.
 */
final class Bytecode {
    /** What expressions of translated code need at most, in slots. */
    static final int MAX_STACK = 20;

    private static final int ACONST_NULL = 1;
    private static final int ICONST_0 = 3;
    private static final int LCONST_0 = 9;
    private static final int BIPUSH = 16;
    private static final int SIPUSH = 17;
    private static final int LDC_W = 19;
    private static final int LDC2_W = 20;
    private static final int ILOAD = 21;
    private static final int LLOAD = 22;
    private static final int ALOAD = 25;
    private static final int ILOAD_0 = 26;
    private static final int LLOAD_0 = 30;
    private static final int ALOAD_0 = 42;
    private static final int ISTORE = 54;
    private static final int LSTORE = 55;
    private static final int ASTORE = 58;
    private static final int ISTORE_0 = 59;
    private static final int LSTORE_0 = 63;
    private static final int ASTORE_0 = 75;
    private static final int WIDE = 196;
    private static final int POP = 87;
    private static final int POP2 = 88;
    private static final int DUP = 89;
    private static final int DUP2 = 92;
    private static final int SWAP = 95;
    private static final int IADD = 96;
    private static final int LADD = 97;
    private static final int ISUB = 100;
    private static final int LSUB = 101;
    private static final int IMUL = 104;
    private static final int LMUL = 105;
    private static final int ISHL = 120;
    private static final int LSHL = 121;
    private static final int ISHR = 122;
    private static final int LSHR = 123;
    private static final int IUSHR = 124;
    private static final int LUSHR = 125;
    private static final int IAND = 126;
    private static final int LAND = 127;
    private static final int IOR = 128;
    private static final int LOR = 129;
    private static final int IXOR = 130;
    private static final int LXOR = 131;
    private static final int I2L = 133;
    private static final int L2I = 136;
    private static final int I2B = 145;
    private static final int I2S = 147;
    private static final int LCMP = 148;
    private static final int IFEQ = 153;
    private static final int IFNE = 154;
    private static final int IFLT = 155;
    private static final int IFGE = 156;
    private static final int IF_ICMPEQ = 159;
    private static final int IF_ICMPNE = 160;
    private static final int IF_ICMPLT = 161;
    private static final int IF_ICMPGE = 162;
    private static final int IF_ICMPGT = 163;
    private static final int GOTO = 167;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int LRETURN = 173;
    private static final int GETSTATIC = 178;
    private static final int GETFIELD = 180;
    private static final int PUTFIELD = 181;
    private static final int INVOKEVIRTUAL = 182;
    private static final int INVOKESTATIC = 184;
    private static final int ARRAYLENGTH = 190;

    /** A jump's distance that is still to be written, from the instruction's start. */
    private record Distance(int instruction, int place, boolean wide, Label target) {
    }

    /** A key of a switch and where it leads. */
    record Case(int key, Label target) {
    }

    private final ConstantPool pool;
    private final Buffer code = new Buffer(4096);
    private final List<Distance> distances = new ArrayList<>();
    private int locals;

    /**
     * Empty code.
     *
     * @param locals the local variables' slots that parameters take
     */
    Bytecode(ConstantPool pool, int locals) {
        this.pool = pool;
        this.locals = locals;
    }

    /** In bytes so far. */
    int length() {
        return code.size();
    }

    /** The slots of local variables that were used. */
    int locals() {
        return locals;
    }

    /** The code with its jumps; those of more than 32 KiB are not right. */
    Buffer finish() {
        for (Distance each : distances) {
            int distance = each.target.position - each.instruction;
            if (each.wide) {
                code.u4At(each.place, distance);
            } else {
                code.u2At(each.place, distance);
            }
        }
        distances.clear();
        return code;
    }

    // Constants

    Bytecode aconstNull() {
        return plain(ACONST_NULL);
    }

    Bytecode constant(int value) {
        if (value >= -1 && value <= 5) {
            return plain(ICONST_0 + value);
        }
        if (value == (byte) value) {
            code.u1(BIPUSH).u1(value);
        } else if (value == (short) value) {
            code.u1(SIPUSH).u2(value);
        } else {
            code.u1(LDC_W).u2(pool.integer(value));
        }
        return this;
    }

    Bytecode constant(long value) {
        if (value == 0 || value == 1) {
            return plain(LCONST_0 + (int) value);
        }
        code.u1(LDC2_W).u2(pool.longInteger(value));
        return this;
    }

    // Local variables

    Bytecode iload(int local) {
        return local(ILOAD, ILOAD_0, local, 1);
    }

    Bytecode lload(int local) {
        return local(LLOAD, LLOAD_0, local, 2);
    }

    Bytecode aload(int local) {
        return local(ALOAD, ALOAD_0, local, 1);
    }

    Bytecode istore(int local) {
        return local(ISTORE, ISTORE_0, local, 1);
    }

    Bytecode lstore(int local) {
        return local(LSTORE, LSTORE_0, local, 2);
    }

    Bytecode astore(int local) {
        return local(ASTORE, ASTORE_0, local, 1);
    }

    private Bytecode local(int opcode, int shortest, int local, int slots) {
        locals = Math.max(locals, local + slots);
        if (local < 4) {
            code.u1(shortest + local);
        } else if (local < 256) {
            code.u1(opcode).u1(local);
        } else {
            code.u1(WIDE).u1(opcode).u2(local);
        }
        return this;
    }

    // The stack

    Bytecode pop() {
        return plain(POP);
    }

    Bytecode pop2() {
        return plain(POP2);
    }

    Bytecode dup() {
        return plain(DUP);
    }

    Bytecode dup2() {
        return plain(DUP2);
    }

    Bytecode swap() {
        return plain(SWAP);
    }

    Bytecode iadd() {
        return plain(IADD);
    }

    Bytecode ladd() {
        return plain(LADD);
    }

    Bytecode isub() {
        return plain(ISUB);
    }

    Bytecode lsub() {
        return plain(LSUB);
    }

    Bytecode imul() {
        return plain(IMUL);
    }

    Bytecode lmul() {
        return plain(LMUL);
    }

    Bytecode ishl() {
        return plain(ISHL);
    }

    Bytecode lshl() {
        return plain(LSHL);
    }

    Bytecode ishr() {
        return plain(ISHR);
    }

    Bytecode lshr() {
        return plain(LSHR);
    }

    Bytecode iushr() {
        return plain(IUSHR);
    }

    Bytecode lushr() {
        return plain(LUSHR);
    }

    Bytecode iand() {
        return plain(IAND);
    }

    Bytecode land() {
        return plain(LAND);
    }

    Bytecode ior() {
        return plain(IOR);
    }

    Bytecode lor() {
        return plain(LOR);
    }

    Bytecode ixor() {
        return plain(IXOR);
    }

    Bytecode lxor() {
        return plain(LXOR);
    }

    Bytecode i2l() {
        return plain(I2L);
    }

    Bytecode l2i() {
        return plain(L2I);
    }

    Bytecode i2b() {
        return plain(I2B);
    }

    Bytecode i2s() {
        return plain(I2S);
    }

    Bytecode lcmp() {
        return plain(LCMP);
    }

    Bytecode lreturn() {
        return plain(LRETURN);
    }

    Bytecode arraylength() {
        return plain(ARRAYLENGTH);
    }

    private Bytecode plain(int opcode) {
        code.u1(opcode);
        return this;
    }

    // Control

    /** The label is here. */
    Bytecode bind(Label label) {
        label.position = code.size();
        return this;
    }

    Bytecode ifeq(Label target) {
        return jump(IFEQ, target);
    }

    Bytecode ifne(Label target) {
        return jump(IFNE, target);
    }

    Bytecode iflt(Label target) {
        return jump(IFLT, target);
    }

    Bytecode ifge(Label target) {
        return jump(IFGE, target);
    }

    Bytecode ifIcmpEq(Label target) {
        return jump(IF_ICMPEQ, target);
    }

    Bytecode ifIcmpNe(Label target) {
        return jump(IF_ICMPNE, target);
    }

    Bytecode ifIcmpLt(Label target) {
        return jump(IF_ICMPLT, target);
    }

    Bytecode ifIcmpGe(Label target) {
        return jump(IF_ICMPGE, target);
    }

    Bytecode ifIcmpGt(Label target) {
        return jump(IF_ICMPGT, target);
    }

    Bytecode jump(Label target) {
        return jump(GOTO, target);
    }

    private Bytecode jump(int opcode, Label target) {
        int at = code.size();
        distances.add(new Distance(at, at + 1, false, target));
        code.u1(opcode).u2(0);
        return this;
    }

    /** A jump to the label of a number, counted from {@code first}. */
    Bytecode tableSwitch(int first, Label otherwise, List<Label> targets) {
        int at = code.size();
        code.u1(TABLESWITCH);
        pad();
        distance(at, otherwise);
        code.u4(first).u4(first + targets.size() - 1);
        for (Label each : targets) {
            distance(at, each);
        }
        return this;
    }

    /** A jump by a key; the cases are in the order of theirs. */
    Bytecode lookupSwitch(Label otherwise, List<Case> cases) {
        int at = code.size();
        code.u1(LOOKUPSWITCH);
        pad();
        distance(at, otherwise);
        code.u4(cases.size());
        for (Case each : cases) {
            code.u4(each.key);
            distance(at, each.target);
        }
        return this;
    }

    private void pad() {
        while ((code.size() & 3) != 0) {
            code.u1(0);
        }
    }

    private void distance(int instruction, Label target) {
        distances.add(new Distance(instruction, code.size(), true, target));
        code.u4(0);
    }

    // Members

    Bytecode getStatic(Member field) {
        return member(GETSTATIC, field);
    }

    Bytecode getField(Member field) {
        return member(GETFIELD, field);
    }

    Bytecode putField(Member field) {
        return member(PUTFIELD, field);
    }

    Bytecode invokeVirtual(Member method) {
        return member(INVOKEVIRTUAL, method);
    }

    Bytecode invokeStatic(Member method) {
        return member(INVOKESTATIC, method);
    }

    private Bytecode member(int opcode, Member member) {
        code.u1(opcode).u2(pool.member(member));
        return this;
    }
}
