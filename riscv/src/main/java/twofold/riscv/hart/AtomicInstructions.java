package twofold.riscv.hart;

import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import twofold.riscv.isa.Op;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Atomics;

/**
 * Load-reserved, store-conditional, AMOs and fences, for harts on several threads. Each is one operation of the host. AMOs and
 * store-conditionals are sequentially consistent, which is stronger than aq and rl ask for; so is a load-reserved with rl, and one without is an acquire.
 * A store-conditional fails if the reserved bytes hold something else than what was loaded, not if they were written in between with the same
 * (as with QEMU: the compare-and-swap loops that programs make of it are right with that). The public ones take the host address of memory that was
 * found accessible and aligned.
 */
public final class AtomicInstructions {
    /** The sets of a FENCE that is a PAUSE. */
    static final int PAUSE = 0b0001_0000;
    /** How many pauses in a row are short, less one: a power of two less one. */
    private static final int MANY = 63;
    private static final int RL = 1;
    private static final int FM = 8;
    private static final int PRED = 4;
    private static final int TSO = 8;
    /** Reads of memory and of devices, in pred and succ. */
    private static final int READS = 0b1010;
    /** Writes of memory and to devices. */
    private static final int WRITES = 0b0101;

    private static final String AMO = "AMO";
    private static final Map<Op, Atomics> OPERATIONS = operations();

    private AtomicInstructions() {
    }

    /** The result of a {@link Code#ATOMIC} word. */
    static long execute(Hart hart, long word, long address, long operand) {
        Op op = Lowering.operation(word);
        return switch (op) {
            case LR_W -> {
                fenceBefore((int) (word >>> 32));
                yield loadReservedWordAt(hart, reach(hart, address, 4, AddressSpace.READ));
            }
            case LR_D -> {
                fenceBefore((int) (word >>> 32));
                yield loadReservedDoubleAt(hart, reach(hart, address, 8, AddressSpace.READ));
            }
            case SC_W -> storeConditionalWordAt(hart, reach(hart, address, 4, AddressSpace.WRITE), (int) operand);
            case SC_D -> storeConditionalDoubleAt(hart, reach(hart, address, 8, AddressSpace.WRITE), operand);
            case AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W ->
                modifyWordAt(operation(op), reach(hart, address, 4, AddressSpace.WRITE), (int) operand);
            default -> modifyDoubleAt(operation(op), reach(hart, address, 8, AddressSpace.WRITE), operand);
        };
    }

    private static long reach(Hart hart, long address, int size, int access) {
        return Frames.address(hart.memory.atomicHost(address, size, access));
    }

    /** What an AMO does with memory. */
    public static Atomics operation(Op amo) {
        return OPERATIONS.get(amo);
    }

    /** Each is named between an AMO's prefix and its size. */
    private static Map<Op, Atomics> operations() {
        Map<Op, Atomics> operations = new EnumMap<>(Op.class);
        for (Op op : Op.values()) {
            String name = op.name();
            if (name.startsWith(AMO)) {
                operations.put(op, Atomics.valueOf(name.substring(AMO.length(), name.lastIndexOf('_'))));
            }
        }
        return operations;
    }

    /**
     * FENCE (Unprivileged manual, "Memory Ordering Instructions"). Only what puts earlier writes before later reads costs anything on hosts with total
     * store order.
     *
     * @param sets the instruction's fm, pred and succ
     */
    public static void fence(int sets) {
        boolean full = (sets >>> PRED & WRITES) != 0 && (sets & READS) != 0 && (sets >>> FM & 15) != TSO;
        if (full) {
            VarHandle.fullFence();
        } else if (sets != 0) {
            VarHandle.acquireFence();
            VarHandle.releaseFence();
        }
    }

    /** FENCE or PAUSE. */
    static void fence(Hart hart, int sets) {
        if (sets == PAUSE) {
            pause(hart);
        } else {
            fence(sets);
        }
    }

    /** PAUSE: what another hart wrote is looked at anew. A hart that spins for long lets others have its processor: the one it waits for may need it. */
    public static void pause(Hart hart) {
        Thread.onSpinWait();
        if ((++hart.pauses & MANY) == 0) {
            Thread.yield();
        }
    }

    /** What a load-reserved with rl needs in front of it; {@code ordering} is aq and rl. */
    public static void fenceBefore(int ordering) {
        if ((ordering & RL) != 0) {
            VarHandle.fullFence();
        }
    }

    /** LR.D. */
    public static long loadReservedDoubleAt(Hart hart, long host) {
        long value = Frames.acquireLong(host);
        hart.reserve(host, value);
        return value;
    }

    /** LR.W. */
    public static long loadReservedWordAt(Hart hart, long host) {
        int value = Frames.acquireInt(host);
        hart.reserve(host, value);
        return value;
    }

    /** SC.D: 0 if it stored. */
    public static long storeConditionalDoubleAt(Hart hart, long host, long value) {
        return hart.takeReservation(host) && Frames.replaceLong(host, hart.reserved(), value) ? 0 : 1;
    }

    /** SC.W: 0 if it stored. */
    public static long storeConditionalWordAt(Hart hart, long host, int value) {
        return hart.takeReservation(host) && Frames.replaceInt(host, (int) hart.reserved(), value) ? 0 : 1;
    }

    /** AMO*.D: returns what was there. */
    public static long modifyDoubleAt(Atomics operation, long host, long operand) {
        while (true) {
            long old = Frames.acquireLong(host);
            if (Frames.replaceLong(host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }

    /** AMO*.W: returns what was there. */
    public static long modifyWordAt(Atomics operation, long host, int operand) {
        while (true) {
            int old = Frames.acquireInt(host);
            if (Frames.replaceInt(host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }
}
