package twofold.riscv.hart;

import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Atomics;

/**
 * Load-reserved, store-conditional and AMOs. All are sequentially consistent, which is stronger than aq and rl ask for. The public ones take the
 * host address of memory that was found accessible and aligned.
 */
public final class AtomicInstructions {
    private AtomicInstructions() {
    }

    static long loadReservedDouble(Hart hart, long address) {
        return loadReservedDoubleAt(hart, Frames.address(hart.atomicHost(address, 8, AddressSpace.READ)));
    }

    static long loadReservedWord(Hart hart, long address) {
        return loadReservedWordAt(hart, Frames.address(hart.atomicHost(address, 4, AddressSpace.READ)));
    }

    static long storeConditionalDouble(Hart hart, long address, long value) {
        return storeConditionalDoubleAt(hart, Frames.address(hart.atomicHost(address, 8, AddressSpace.WRITE)), value);
    }

    static long storeConditionalWord(Hart hart, long address, int value) {
        return storeConditionalWordAt(hart, Frames.address(hart.atomicHost(address, 4, AddressSpace.WRITE)), value);
    }

    static long modifyDouble(Hart hart, Atomics operation, long address, long operand) {
        return modifyDoubleAt(operation, Frames.address(hart.atomicHost(address, 8, AddressSpace.WRITE)), operand);
    }

    static long modifyWord(Hart hart, Atomics operation, long address, int operand) {
        return modifyWordAt(operation, Frames.address(hart.atomicHost(address, 4, AddressSpace.WRITE)), operand);
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
