package twofold.container.kernel;

import static twofold.container.abi.Errno.E2BIG;
import static twofold.container.abi.Sig.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.image.overlay.FileError;

/**
 * A signal with what it tells, siginfo_t.
 *
 * @param code  si_code
 * @param pid   sender or child
 * @param uid   its user
 * @param value sigval, or a child's status
 * @param addr  the faulting address
 * @param given what of the record a program gave and others see as it is, or null if that is made of the rest
 */
public record SignalInfo(int signal, int code, int pid, int uid, long value, long addr, byte[] given) {
    /** sizeof(siginfo_t). */
    public static final int BYTES = 128;
    /** How much of a siginfo_t the kernel keeps. */
    private static final int KEPT = 48;
    private static final int LAST_POLL = 6;
    private static final int SI_ASYNCNL = -60;
    private static final int SI_DETHREAD = -7;

    /** What the union of a siginfo_t holds. */
    public enum Layout {
        KILL, TIMER, POLL, FAULT, CHILD, QUEUED, CALL
    }

    /** A signal of the kernel's own making. */
    public SignalInfo(int signal, int code, int pid, int uid, long value, long addr) {
        this(signal, code, pid, uid, value, addr, null);
    }

    /**
     * A signal that a program describes, rt_sigqueueinfo(2).
     *
     * @param signal what is sent, whatever the record says
     * @param pid    who sends it
     * @param uid    its user
     * @throws FileError E2BIG if there is something behind the part that the kernel keeps, and its code is none the kernel knows
     */
    public static SignalInfo given(int signal, byte[] record, int pid, int uid) {
        ByteBuffer b = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        int code = b.getInt(8);
        if (!known(signal, code)) {
            for (int i = KEPT; i < BYTES; i++) {
                if (record[i] != 0) {
                    throw FileError.of(E2BIG);
                }
            }
        }
        b.putInt(0, signal);
        return new SignalInfo(signal, code, pid, uid, b.getLong(24), b.getLong(16), Arrays.copyOf(record, KEPT));
    }

    /** The highest si_code of a signal's own, 0 if it has none. */
    private static int lastCode(int signal) {
        return switch (signal) {
            case SIGILL -> 11;
            case SIGFPE -> 15;
            case SIGSEGV -> 10;
            case SIGBUS -> 5;
            case SIGTRAP, SIGCHLD, SIGIO -> 6;
            case SIGSYS -> 2;
            default -> 0;
        };
    }

    private static boolean known(int signal, int code) {
        return code == SI_KERNEL || (code > 0 ? code <= (lastCode(signal) > 0 ? lastCode(signal) : LAST_POLL) : code >= SI_DETHREAD || code == SI_ASYNCNL);
    }

    /** What its record tells. */
    public Layout layout() {
        if (code > 0 && code < SI_KERNEL) {
            if (code > lastCode(signal)) {
                return code <= LAST_POLL ? Layout.POLL : Layout.KILL;
            }
            return switch (signal) {
                case SIGCHLD -> Layout.CHILD;
                case SIGIO -> Layout.POLL;
                case SIGSYS -> Layout.CALL;
                default -> Layout.FAULT;
            };
        }
        return code == SI_TIMER ? Layout.TIMER : code == SI_SIGIO ? Layout.POLL : code < 0 ? Layout.QUEUED : Layout.KILL;
    }

    /** The same as others know its sender, whom they may not see. */
    SignalInfo from(int shownPid, int shownUid) {
        byte[] seen = given;
        if (given != null && shownPid == 0) {
            seen = given.clone();
            Arrays.fill(seen, 16, 20, (byte) 0);
        }
        return new SignalInfo(signal, code, shownPid, shownUid, value, addr, seen);
    }

    /** A signal the kernel itself sends. */
    public static SignalInfo kernel(int signal) {
        return new SignalInfo(signal, SI_KERNEL, 0, 0, 0, 0);
    }

    /** The record in a siginfo_t. */
    public static SignalInfo of(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new SignalInfo(b.getInt(0), b.getInt(8), b.getInt(16), b.getInt(20), b.getLong(24), b.getLong(16), Arrays.copyOf(bytes, KEPT));
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
        if (given != null) {
            return b.put(0, given);
        }
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
