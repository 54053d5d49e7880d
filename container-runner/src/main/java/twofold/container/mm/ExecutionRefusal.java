package twofold.container.mm;

import twofold.container.abi.Errno;
import twofold.container.abi.Mman;
import twofold.image.overlay.FileError;

/** What an address space refuses of memory that is to be executed (PR_SET_MDWE of prctl(2)). */
public final class ExecutionRefusal {
    /** PR_MDWE_NO_INHERIT: children are free of it. */
    public static final int NO_INHERIT = 2;
    /** PR_MDWE_REFUSE_EXEC_GAIN: memory that can be written or was not executable stays out of execution. */
    private static final int EXEC_GAIN = 1;

    private int bits;

    /** Nothing is refused. */
    ExecutionRefusal() {
    }

    /** What prctl(2) was told. */
    public int bits() {
        return bits;
    }

    /** Takes what prctl(2) is told; false if it was told something else before. */
    public boolean set(int wanted) {
        boolean may = bits == 0 || bits == wanted;
        bits = may ? wanted : bits;
        return may;
    }

    /** Takes over from the memory of a parent, or of the program before, what it refuses. */
    public void inherit(ExecutionRefusal from) {
        bits = (from.bits & NO_INHERIT) != 0 ? 0 : from.bits;
    }

    /** EACCES if memory of a protection may not get another. */
    void require(int old, int prot) {
        if ((bits & EXEC_GAIN) != 0 && (prot & Mman.PROT_EXEC) != 0 && ((prot & Mman.PROT_WRITE) != 0 || (old & Mman.PROT_EXEC) == 0)) {
            throw FileError.of(Errno.EACCES);
        }
    }
}
