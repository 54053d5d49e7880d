package twofold.riscv.hart;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Atomics;

/** Load-reserved, store-conditional and AMOs. All are sequentially consistent, which is stronger than aq and rl ask for. */
public final class AtomicInstructions {
    private AtomicInstructions() {
    }

    /** LR.D. */
    public static long loadReservedDouble(Hart hart, long address) {
        long host = hart.atomicHost(address, 8, AddressSpace.READ);
        long value = Frames.acquireLong(host);
        hart.reserve(host, value);
        return value;
    }

    /** LR.W. */
    public static long loadReservedWord(Hart hart, long address) {
        long host = hart.atomicHost(address, 4, AddressSpace.READ);
        int value = Frames.acquireInt(host);
        hart.reserve(host, value);
        return value;
    }

    /** SC.D: 0 if it stored. */
    public static long storeConditionalDouble(Hart hart, long address, long value) {
        long host = hart.atomicHost(address, 8, AddressSpace.WRITE);
        return hart.takeReservation(host) && Frames.replaceLong(host, hart.reserved(), value) ? 0 : 1;
    }

    /** SC.W: 0 if it stored. */
    public static long storeConditionalWord(Hart hart, long address, int value) {
        long host = hart.atomicHost(address, 4, AddressSpace.WRITE);
        return hart.takeReservation(host) && Frames.replaceInt(host, (int) hart.reserved(), value) ? 0 : 1;
    }

    /** AMO*.D: returns what was there. */
    public static long modifyDouble(Hart hart, Atomics operation, long address, long operand) {
        long host = hart.atomicHost(address, 8, AddressSpace.WRITE);
        while (true) {
            long old = Frames.acquireLong(host);
            if (Frames.replaceLong(host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }

    /** AMO*.W: returns what was there. */
    public static long modifyWord(Hart hart, Atomics operation, long address, int operand) {
        long host = hart.atomicHost(address, 4, AddressSpace.WRITE);
        while (true) {
            int old = Frames.acquireInt(host);
            if (Frames.replaceInt(host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }
}
