package twofold.container.kernel;

import static twofold.container.abi.Errno.*;

import twofold.container.abi.Sig;
import twofold.image.overlay.FileError;

/** rseq(2): code that is begun anew if its thread was interrupted in it. Offsets are of struct rseq and struct rseq_cs. */
public final class RestartableSequences {
    /** The size of the area, and what its address is a multiple of. */
    static final int SIZE = 32;
    /** The bytes of it that are in use. */
    static final int USED = 28;
    private static final int CS = 8;
    private static final int UNREGISTER = 1;

    private RestartableSequences() {
    }

    /** Registers or, with flag 1, unregisters the calling thread's area. */
    public static long register(Task t, long address, int length, int flags, int signature) {
        if (flags == UNREGISTER) {
            if (t.rseqAt == 0 || t.rseqAt != address) {
                return -EINVAL;
            }
            if (t.rseqSignature != signature) {
                return -EPERM;
            }
            t.mm.putInt(address + 4, -1);
            t.rseqAt = 0;
            return 0;
        }
        if (flags != 0) {
            return -EINVAL;
        }
        if (t.rseqAt != 0) {
            return t.rseqAt != address ? -EINVAL : t.rseqSignature != signature ? -EPERM : -EBUSY;
        }
        if (length < SIZE || (address & SIZE - 1) != 0) {
            return -EINVAL;
        }
        t.mm.putInt(address, 0);
        t.mm.putInt(address + 4, 0);
        t.mm.putInt(address + 20, 0);
        t.mm.putInt(address + 24, 0);
        t.mm.putLong(address + CS, 0);
        t.rseqAt = address;
        t.rseqSignature = signature;
        return 0;
    }

    /** The thread was interrupted: if that was inside a sequence, it goes on where the sequence says. */
    static void interrupted(Task t) {
        if (t.rseqAt == 0) {
            return;
        }
        try {
            long sequence = t.mm.getLong(t.rseqAt + CS);
            if (sequence == 0) {
                return;
            }
            long start = t.mm.getLong(sequence + 8);
            long length = t.mm.getLong(sequence + 16);
            long abort = t.mm.getLong(sequence + 24);
            if (Long.compareUnsigned(t.hart.pc - start, length) < 0) {
                if (t.mm.getInt(abort - 4) != t.rseqSignature) {
                    throw FileError.of(EINVAL);
                }
                t.hart.pc = abort;
            }
            t.mm.putLong(t.rseqAt + CS, 0);
        } catch (FileError broken) {
            Signals.force(t, SignalInfo.kernel(Sig.SIGSEGV));
        }
    }
}
