package twofold.riscv.translate;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import jdk.internal.misc.Unsafe;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/**
 * Writes loads and stores of one part. An access looks at the window of its base register, and leaves the region if the address lies outside.
 * Accesses of one kind by one base register that has not changed in between are looked at together. In a scattered region accesses look in the TLB
 * instead, and a group, which may reach into another page, at the window too before it leaves; those by the stack pointer look at its window.
 */
final class MemoryWriter {
    private static final int NONE = -1;
    /** The stack pointer: what it points to lies in a window practically always, and would take turns with other pages in the TLB. */
    private static final int STACK = 2;
    /** The base-2 logarithm of the bytes of an entry of the TLB. */
    private static final int ENTRY_SHIFT = Tlb.ENTRY_BITS + 3;

    private final CodeBuilder code;
    private final Registers registers;
    private final List<Instruction> part;
    private final boolean scattered;
    /** For each base register, for loads and then for stores: the local with its host address if the access now written is in a group, or NONE. */
    private final int[] groups = new int[64];

    MemoryWriter(CodeBuilder code, Registers registers, List<Instruction> part, boolean scattered) {
        this.code = code;
        this.registers = registers;
        this.part = part;
        this.scattered = scattered;
        Arrays.fill(groups, NONE);
    }

    /** The bytes that a load or store moves, or 0 if it is something else. */
    static int size(Op op) {
        return switch (op) {
            case LB, LBU, SB -> 1;
            case LH, LHU, SH -> 2;
            case LW, LWU, SW, FLW, FSW -> 4;
            case LD, SD, FLD, FSD -> 8;
            default -> 0;
        };
    }

    private static boolean isStore(Op op) {
        return switch (op) {
            case SB, SH, SW, SD, FSW, FSD -> true;
            default -> false;
        };
    }

    /** An instruction is written: what was known of the register that it changes is not so any more. */
    void written(Instruction in) {
        long mask = Registers.written(in);
        if (mask != 0 && Long.numberOfTrailingZeros(mask) < 32) {
            int register = Long.numberOfTrailingZeros(mask);
            groups[register] = NONE;
            groups[32 + register] = NONE;
        }
    }

    /** A load to an integer register. */
    void load(Instruction in, int index, Supplier<Label> site) {
        int host = reach(in, index, site);
        if (in.rd() == 0) {
            return;
        }
        get(in.op(), host, in);
        switch (in.op()) {
            case LBU -> code.loadConstant(0xff).iand();
            case LHU -> code.loadConstant(0xffff).iand();
            case LWU -> code.i2l().loadConstant(0xffff_ffffL).land();
            default -> { }
        }
        if (in.op() == Op.LWU || in.op() == Op.LD) {
            registers.set(code, in.rd());
        } else {
            registers.setWord(code, in.rd());
        }
    }

    /** A load to a floating-point register. */
    void loadFloat(Instruction in, int index, Supplier<Label> site) {
        int host = reach(in, index, site);
        get(in.op(), host, in);
        if (in.op() == Op.FLW) {
            code.i2l().loadConstant(-1L << 32).lor();
        }
        registers.setFloat(code, in.rd());
    }

    /** A store of either kind of register. */
    void store(Instruction in, int index, Supplier<Label> site) {
        int host = reach(in, index, site);
        code.aload(Registers.UNSAFE).aconst_null();
        address(host, in);
        switch (in.op()) {
            case SD -> registers.get(code, in.rs2());
            case FSD -> registers.getFloat(code, in.rs2());
            case FSW -> {
                registers.getFloat(code, in.rs2());
                code.l2i();
            }
            default -> registers.getWord(code, in.rs2());
        }
        switch (size(in.op())) {
            case 1 -> Registers.put(code.i2b(), "putByte", CD_byte);
            case 2 -> Registers.put(code.i2s(), "putShort", CD_short);
            case 4 -> Registers.put(code, "putInt", CD_int);
            default -> Registers.put(code, "putLong", CD_long);
        }
    }

    private void get(Op op, int host, Instruction in) {
        code.aload(Registers.UNSAFE).aconst_null();
        address(host, in);
        switch (size(op)) {
            case 1 -> Registers.get(code, "getByte", CD_byte);
            case 2 -> Registers.get(code, "getShort", CD_short);
            case 4 -> Registers.get(code, "getInt", CD_int);
            default -> Registers.get(code, "getLong", CD_long);
        }
    }

    /** Pushes a host address: that of a group is the base register's, otherwise it is the access's own. */
    private void address(int host, Instruction in) {
        code.lload(host);
        if (host != Registers.SCRATCH && in.imm() != 0) {
            code.loadConstant((long) in.imm()).ladd();
        }
    }

    /** Makes sure of an access; returns the local that its host address is in, which is the base register's if that is not the scratch local. */
    private int reach(Instruction in, int index, Supplier<Label> site) {
        boolean store = isStore(in.op());
        int group = (store ? 32 : 0) + in.rs1();
        if (groups[group] != NONE) {
            return groups[group];
        }
        int lowest = in.imm();
        int highest = in.imm();
        int end = in.imm() + size(in.op());
        int count = 0;
        for (int i = index; i < part.size(); i++) {
            Instruction each = part.get(i);
            if (size(each.op()) != 0 && isStore(each.op()) == store && each.rs1() == in.rs1()) {
                lowest = Math.min(lowest, each.imm());
                highest = Math.max(highest, each.imm());
                end = Math.max(end, each.imm() + size(each.op()));
                count++;
            }
            if (Registers.written(each) == 1L << in.rs1()) {
                break;
            }
        }
        registers.get(code, in.rs1());
        if (lowest != 0) {
            code.loadConstant((long) lowest).ladd();
        }
        code.lstore(Registers.SCRATCH);
        look(group, highest - lowest, end - lowest, store, site);
        if (count == 1) {
            return Registers.SCRATCH;
        }
        groups[group] = registers.newLong();
        code.lload(Registers.SCRATCH);
        if (lowest != 0) {
            code.loadConstant((long) lowest).lsub();
        }
        code.lstore(groups[group]);
        return groups[group];
    }

    /** Turns the address in the scratch local, and what follows it, to a host address. */
    private void look(int group, int distance, int bytes, boolean store, Supplier<Label> site) {
        if (!scattered || (group & 31) == STACK) {
            lookInWindow(group, distance, site.get());
        } else if (distance == 0) {
            lookInTlb(bytes, store, site.get());
        } else {
            Label otherwise = code.newLabel();
            Label found = code.newLabel();
            lookInTlb(bytes, store, otherwise);
            code.goto_(found).labelBinding(otherwise);
            lookInWindow(group, distance, site.get());
            code.labelBinding(found);
        }
    }

    /** Turns the address in the scratch local to a host address by the window of the base register. */
    private void lookInWindow(int group, int distance, Label outside) {
        int window = 3 * group;
        code.lload(Registers.SCRATCH);
        Registers.element(code, Registers.DATA, window);
        code.lsub();
        if (distance != 0) {
            code.dup2();
        }
        Registers.element(code, Registers.DATA, window + 1);
        code.lcmp();
        if (distance != 0) {
            Label inside = code.newLabel();
            Label below = code.newLabel();
            code.iflt(below).pop2().goto_(outside).labelBinding(below).loadConstant((long) distance).ladd();
            Registers.element(code, Registers.DATA, window + 1);
            code.lcmp().iflt(inside).goto_(outside).labelBinding(inside);
        } else {
            code.ifge(outside);
        }
        code.lload(Registers.SCRATCH);
        Registers.element(code, Registers.DATA, window + 2);
        code.ladd().lstore(Registers.SCRATCH);
    }

    /** The same by the TLB's entry for the page, which all bytes have to lie in. */
    private void lookInTlb(int bytes, boolean store, Label outside) {
        code.lload(Registers.SCRATCH).loadConstant(Frames.SHIFT - ENTRY_SHIFT).lushr();
        code.lload(Registers.SCRATCH).loadConstant(Frames.SHIFT - ENTRY_SHIFT + Tlb.MIX).lushr().lxor();
        code.loadConstant((long) Tlb.MASK << ENTRY_SHIFT).land();
        code.loadConstant(Unsafe.ARRAY_LONG_BASE_OFFSET + (Tlb.ENTRIES + (store ? Tlb.STORE : 0)) * 8L).ladd().lstore(Registers.ENTRY_OFFSET);
        code.aload(Registers.UNSAFE).aload(Registers.DATA).lload(Registers.ENTRY_OFFSET);
        Registers.get(code, "getLong", CD_long);
        code.lload(Registers.SCRATCH);
        if (bytes > 1) {
            code.loadConstant(bytes - 1L).ladd();
        }
        code.loadConstant(-(long) Frames.SIZE).land().lcmp().ifne(outside);
        code.aload(Registers.UNSAFE).aload(Registers.DATA).lload(Registers.ENTRY_OFFSET).loadConstant((long) Long.BYTES).ladd();
        Registers.get(code, "getLong", CD_long);
        code.lload(Registers.SCRATCH).ladd().lstore(Registers.SCRATCH);
    }

    /** Makes sure of an atomic access by the TLB alone; its address has no offset. Leaves its host address in the scratch local. */
    void reachAtomic(int base, int size, boolean store, Supplier<Label> site) {
        registers.get(code, base);
        code.lstore(Registers.SCRATCH);
        lookInTlb(size, store, site.get());
    }
}
