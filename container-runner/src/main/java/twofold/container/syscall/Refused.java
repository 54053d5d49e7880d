package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;

/** Calls that a container is not allowed, or whose object is not there: they answer as Linux does then. */
final class Refused {
    private Refused() {
    }

    /** EPERM without the capability, ENOSYS with it: that part of the kernel was not built. */
    static SyscallTable.Handler without(int capability) {
        return t -> t.creds.has(capability) ? -ENOSYS : -EPERM;
    }

    /** personality(2): kept and shown; addresses are never random, and there is no other system's interface. */
    static long personality(Task t) {
        int old = t.personality;
        if (t.argInt(0) != -1) {
            t.personality = t.argInt(0);
        }
        return old & 0xffffffffL;
    }

    /** adjtimex(2) without changes: the clock is right. */
    static long adjtimex(Task t, long at) {
        if (t.mm.getInt(at) != 0) {
            return -EPERM;
        }
        byte[] state = new byte[208];
        ByteBuffer b = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        long now = t.kernel.clock.realtimeNanos();
        b.putInt(40, 0x40).putLong(48, 2).putLong(56, 1).putLong(64, 32768000).putLong(72, now / 1_000_000_000L).putLong(80, now / 1000 % 1_000_000)
                .putLong(88, 10000);
        t.mm.write(at, state);
        return 5;
    }
}
