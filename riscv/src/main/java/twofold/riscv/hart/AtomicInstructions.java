package twofold.riscv.hart;

import java.lang.invoke.VarHandle;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;
import twofold.riscv.semantics.Atomics;

/** Load-reserved, store-conditional and AMOs. All are sequentially consistent, which is stronger than aq and rl ask for. */
final class AtomicInstructions {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private AtomicInstructions() {
    }

    static long loadReservedDouble(Hart hart, long address) {
        long host = hart.atomicHost(address, 8, AddressSpace.READ);
        long value = (long) LONG.getVolatile(Frames.HOST, host);
        hart.reserve(host, value);
        return value;
    }

    static long loadReservedWord(Hart hart, long address) {
        long host = hart.atomicHost(address, 4, AddressSpace.READ);
        int value = (int) INT.getVolatile(Frames.HOST, host);
        hart.reserve(host, value);
        return value;
    }

    /** SC.D: 0 if it stored. */
    static long storeConditionalDouble(Hart hart, long address, long value) {
        long host = hart.atomicHost(address, 8, AddressSpace.WRITE);
        return hart.takeReservation(host) && LONG.compareAndSet(Frames.HOST, host, hart.reserved(), value) ? 0 : 1;
    }

    /** SC.W: 0 if it stored. */
    static long storeConditionalWord(Hart hart, long address, int value) {
        long host = hart.atomicHost(address, 4, AddressSpace.WRITE);
        return hart.takeReservation(host) && INT.compareAndSet(Frames.HOST, host, (int) hart.reserved(), value) ? 0 : 1;
    }

    static long modifyDouble(Hart hart, Atomics operation, long address, long operand) {
        long host = hart.atomicHost(address, 8, AddressSpace.WRITE);
        while (true) {
            long old = (long) LONG.getVolatile(Frames.HOST, host);
            if (LONG.compareAndSet(Frames.HOST, host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }

    static long modifyWord(Hart hart, Atomics operation, long address, int operand) {
        long host = hart.atomicHost(address, 4, AddressSpace.WRITE);
        while (true) {
            int old = (int) INT.getVolatile(Frames.HOST, host);
            if (INT.compareAndSet(Frames.HOST, host, old, operation.apply(old, operand))) {
                return old;
            }
        }
    }
}
