package twofold.riscv.translate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import jdk.internal.misc.Unsafe;
import twofold.riscv.hart.Sites;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.Frames;
import twofold.riscv.memory.Tlb;

/**
 * Writes loads and stores of one part. An access looks at its window, and leaves the region if the address lies outside. Accesses of one kind by one
 * base register that has not changed in between are looked at together. Restless ones look in the TLB instead, and a group, which may reach into
 * another page, at the window too before it leaves; those by the stack pointer look at its window.
 */
final class MemoryWriter {
    private static final Member GET_BYTE = Member.method(Unsafe.class, "getByte", byte.class, Object.class, long.class);
    private static final Member GET_SHORT = Member.method(Unsafe.class, "getShort", short.class, Object.class, long.class);
    private static final Member GET_INT = Member.method(Unsafe.class, "getInt", int.class, Object.class, long.class);
    private static final Member PUT_BYTE = Member.method(Unsafe.class, "putByte", void.class, Object.class, long.class, byte.class);
    private static final Member PUT_SHORT = Member.method(Unsafe.class, "putShort", void.class, Object.class, long.class, short.class);
    private static final Member PUT_INT = Member.method(Unsafe.class, "putInt", void.class, Object.class, long.class, int.class);
    // The longs of a window
    private static final int LOW = 0;
    private static final int LIMIT = 1;
    private static final int ADDEND = 2;
    private static final int NONE = -1;
    /** The stack pointer: what it points to lies in a window practically always, and would take turns with other pages in the TLB. */
    private static final int STACK = 2;
    /** The base-2 logarithm of the bytes of an entry of the TLB. */
    private static final int ENTRY_SHIFT = Tlb.ENTRY_BITS + 3;

    private final Bytecode code;
    private final Registers registers;
    private final List<Instruction> part;
    private final Sites sites;
    private final Set<Integer> restless;
    /** For each base register, for loads and then for stores: the local with its host address if the access now written is in a group, or NONE. */
    private final int[] groups = new int[64];

    MemoryWriter(Bytecode code, Registers registers, List<Instruction> part, Sites sites, Set<Integer> restless) {
        this.code = code;
        this.registers = registers;
        this.part = part;
        this.sites = sites;
        this.restless = restless;
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
    void load(Instruction in, int index, int at, Supplier<Label> site) {
        int host = reach(in, index, at, site);
        if (in.rd() == 0) {
            return;
        }
        get(in.op(), host, in);
        switch (in.op()) {
            case LBU -> code.constant(0xff).iand();
            case LHU -> code.constant(0xffff).iand();
            case LWU -> code.i2l().constant(0xffff_ffffL).land();
            default -> { }
        }
        if (in.op() == Op.LWU || in.op() == Op.LD) {
            registers.set(code, in.rd());
        } else {
            registers.setWord(code, in.rd());
        }
    }

    /** A load to a floating-point register. */
    void loadFloat(Instruction in, int index, int at, Supplier<Label> site) {
        int host = reach(in, index, at, site);
        get(in.op(), host, in);
        if (in.op() == Op.FLW) {
            code.i2l().constant(-1L << 32).lor();
        }
        registers.setFloat(code, in.rd());
    }

    /** A store of either kind of register. */
    void store(Instruction in, int index, int at, Supplier<Label> site) {
        int host = reach(in, index, at, site);
        code.aload(Registers.UNSAFE).aconstNull();
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
            case 1 -> code.i2b().invokeVirtual(PUT_BYTE);
            case 2 -> code.i2s().invokeVirtual(PUT_SHORT);
            case 4 -> code.invokeVirtual(PUT_INT);
            default -> code.invokeVirtual(Registers.PUT_LONG);
        }
    }

    private void get(Op op, int host, Instruction in) {
        code.aload(Registers.UNSAFE).aconstNull();
        address(host, in);
        code.invokeVirtual(switch (size(op)) {
            case 1 -> GET_BYTE;
            case 2 -> GET_SHORT;
            case 4 -> GET_INT;
            default -> Registers.GET_LONG;
        });
    }

    /** Pushes a host address: that of a group is the base register's, otherwise it is the access's own. */
    private void address(int host, Instruction in) {
        code.lload(host);
        if (host != Registers.SCRATCH && in.imm() != 0) {
            code.constant((long) in.imm()).ladd();
        }
    }

    /** Makes sure of an access; returns the local that its host address is in, which is the base register's if that is not the scratch local. */
    private int reach(Instruction in, int index, int at, Supplier<Label> site) {
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
        boolean onStack = in.rs1() == STACK;
        int window = onStack ? Sites.NONE : sites.add(at, end - lowest, store);
        if (window == Sites.NONE && !onStack) { // together they would reach into another page now and then, which the TLB does not answer for
            lowest = in.imm();
            end = in.imm() + size(in.op());
            count = 1;
        }
        registers.get(code, in.rs1());
        if (lowest != 0) {
            code.constant((long) lowest).ladd();
        }
        code.lstore(Registers.SCRATCH);
        if (onStack) {
            lookOnStack(store ? Tlb.STACK_STORES : Tlb.STACK_LOADS, highest - lowest, site.get());
        } else {
            look(window, restless.contains(at), end - lowest, store, site);
        }
        if (count == 1) {
            return Registers.SCRATCH;
        }
        groups[group] = registers.newLong();
        code.lload(Registers.SCRATCH);
        if (lowest != 0) {
            code.constant((long) lowest).lsub();
        }
        code.lstore(groups[group]);
        return groups[group];
    }

    /** Turns the address in the scratch local, and what follows it, to a host address, in the TLB first or if there is no window for it. */
    private void look(int window, boolean inTlb, int bytes, boolean store, Supplier<Label> site) {
        if (window == Sites.NONE) {
            lookInTlb(bytes, store, site.get());
        } else if (!inTlb) {
            lookInWindow(window, site.get());
        } else {
            Label otherwise = new Label();
            Label found = new Label();
            lookInTlb(bytes, store, otherwise);
            code.jump(found).bind(otherwise);
            lookInWindow(window, site.get());
            code.bind(found);
        }
    }

    /** Turns the address in the scratch local to a host address by a window that is this access's, or group's, own and says how far the address may go. */
    private void lookInWindow(int window, Label outside) {
        code.lload(Registers.SCRATCH);
        element(window, LOW);
        code.lsub();
        element(window, LIMIT);
        code.lcmp().ifge(outside);
        code.lload(Registers.SCRATCH);
        element(window, ADDEND);
        code.ladd().lstore(Registers.SCRATCH);
    }

    /** The same by a window for accesses of any distance: both ends are looked at. */
    private void lookOnStack(int window, int distance, Label outside) {
        if (distance == 0) {
            lookInWindow(window, outside);
            return;
        }
        Label inside = new Label();
        Label below = new Label();
        code.lload(Registers.SCRATCH);
        element(window, LOW);
        code.lsub().dup2();
        element(window, LIMIT);
        code.lcmp().iflt(below).pop2().jump(outside).bind(below).constant((long) distance).ladd();
        element(window, LIMIT);
        code.lcmp().iflt(inside).jump(outside).bind(inside);
        code.lload(Registers.SCRATCH);
        element(window, ADDEND);
        code.ladd().lstore(Registers.SCRATCH);
    }

    private void element(int window, int which) {
        Registers.element(code, Registers.DATA, 3 * window + which);
    }

    /** The same by the TLB's entry for the page, which all bytes have to lie in. */
    private void lookInTlb(int bytes, boolean store, Label outside) {
        code.lload(Registers.SCRATCH).constant(Frames.SHIFT - ENTRY_SHIFT).lushr();
        code.lload(Registers.SCRATCH).constant(Frames.SHIFT - ENTRY_SHIFT + Tlb.MIX).lushr().lxor();
        code.constant((long) Tlb.MASK << ENTRY_SHIFT).land();
        code.constant(Unsafe.ARRAY_LONG_BASE_OFFSET + (Tlb.ENTRIES + (store ? Tlb.STORE : 0)) * 8L).ladd().lstore(Registers.ENTRY_OFFSET);
        code.aload(Registers.UNSAFE).aload(Registers.DATA).lload(Registers.ENTRY_OFFSET);
        code.invokeVirtual(Registers.GET_LONG).lload(Registers.SCRATCH);
        if (bytes > 1) {
            code.constant(bytes - 1L).ladd();
        }
        code.constant(-(long) Frames.SIZE).land().lcmp().ifne(outside);
        code.aload(Registers.UNSAFE).aload(Registers.DATA).lload(Registers.ENTRY_OFFSET).constant((long) Long.BYTES).ladd();
        code.invokeVirtual(Registers.GET_LONG).lload(Registers.SCRATCH).ladd().lstore(Registers.SCRATCH);
    }

    /** Makes sure of an atomic access by the TLB alone; its address has no offset. Leaves its host address in the scratch local. */
    void reachAtomic(int base, int size, boolean store, Supplier<Label> site) {
        registers.get(code, base);
        code.lstore(Registers.SCRATCH);
        lookInTlb(size, store, site.get());
    }
}
