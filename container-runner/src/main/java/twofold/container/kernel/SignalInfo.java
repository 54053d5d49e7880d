package twofold.container.kernel;

import static twofold.container.abi.Sig.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A signal with what it tells, siginfo_t.
 *
 * @param code  si_code
 * @param pid   sender or child
 * @param uid   its user
 * @param value sigval, or a child's status
 * @param addr  the faulting address
 */
public record SignalInfo(int signal, int code, int pid, int uid, long value, long addr) {
    /** sizeof(siginfo_t). */
    public static final int BYTES = 128;

    /** A signal the kernel itself sends. */
    public static SignalInfo kernel(int signal) {
        return new SignalInfo(signal, SI_KERNEL, 0, 0, 0, 0);
    }

    /** The record in a siginfo_t. */
    public static SignalInfo of(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int signal = b.getInt(0);
        int code = b.getInt(8);
        return isFault(signal, code) ? new SignalInfo(signal, code, 0, 0, 0, b.getLong(16))
                : new SignalInfo(signal, code, b.getInt(16), b.getInt(20), b.getLong(24), 0);
    }

    /** Whether it tells an address; a tracer's traps tell who. */
    private static boolean isFault(int signal, int code) {
        return code > 0 && code < SI_KERNEL && (signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE
                || signal == SIGTRAP && code != SIGTRAP);
    }

    /** Whether it says who sent it or whose end it tells. */
    boolean hasSender() {
        boolean child = signal == SIGCHLD && code > 0 && code < SI_KERNEL;
        return code <= 0 && code != SI_TIMER && code != SI_SIGIO || child;
    }

    /** The record as user space sees it. */
    public ByteBuffer bytes() {
        ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, signal).putInt(8, code);
        if (isFault(signal, code)) {
            b.putLong(16, addr);
        } else if (signal == SIGSYS && code > 0) {
            b.putLong(16, addr).putInt(24, uid).putInt(28, (int) value).putInt(4, pid);
        } else if (code == SI_TIMER) {
            b.putInt(16, pid).putInt(20, uid).putLong(24, value);
        } else {
            b.putInt(16, pid).putInt(20, uid).putLong(24, value);
        }
        return b;
    }
}
