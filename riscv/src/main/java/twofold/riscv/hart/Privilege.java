package twofold.riscv.hart;

import java.util.OptionalLong;
import twofold.riscv.isa.Op;

/** What traps, CSRs and privileged instructions mean to a hart. */
public abstract class Privilege {
    /**
     * Takes an exception inside the hart, changing its pc, or leaves it to the caller of {@link Hart#run}.
     *
     * @return false to leave it: the hart exits
     */
    protected abstract boolean deliver(Hart hart, int cause, long value);

    /** Reads a CSR; calls {@link Hart#illegal} if there is none or it may not be read now. */
    protected abstract long readCsr(Hart hart, int number);

    /** Whether every hart of this kind may read the time CSR at all times, so that translated code need not ask. */
    protected boolean readsTimeFreely() {
        return false;
    }

    /** The value that CSRRS and CSRRC set and clear bits of, where that is not what was read. */
    protected long modifiedCsr(Hart hart, int number, long read) {
        return read;
    }

    /** Writes a CSR; calls {@link Hart#illegal} if there is none or it may not be written now. */
    protected abstract void writeCsr(Hart hart, int number, long value);

    /** What mstatus holds, whoever may read it now; empty if there is none. Changes nothing. */
    protected OptionalLong status(Hart hart) {
        return OptionalLong.empty();
    }

    /** MRET; returns the next pc. */
    protected abstract long mret(Hart hart);

    /** SRET; returns the next pc. */
    protected abstract long sret(Hart hart);

    /** WFI. */
    protected abstract void wfi(Hart hart);

    /** SFENCE.VMA, or SINVAL.VMA, which may do as much. {@code address} and {@code addressSpace} are the operands' values, the flags whether the operand is not x0. */
    protected abstract void sfence(Hart hart, long address, boolean hasAddress, long addressSpace, boolean hasSpace);

    /** SFENCE.W.INVAL and SFENCE.INVAL.IR, around invalidations that were done at once. */
    protected abstract void orderInvalidations(Hart hart);

    /** Calls {@link Hart#illegal} unless a cache-block instruction may be executed now (Unprivileged manual, "CMO", envcfg CSRs). */
    protected abstract void permitCacheBlock(Hart hart, Op op);

    /** Forgets which pages instructions are fetched from, in every address space the hart may return to: a fence.i. */
    protected void flushFetches(Hart hart) {
        Hart.fenceInstructions(hart.space());
    }

    /** The cause of an ecall in the current mode. */
    protected abstract int callCause(Hart hart);

    /**
     * Called before the next block when {@link Hart#attention} is set: takes an interrupt that is due, or says why the hart stops.
     *
     * @return an exit, or null to go on
     */
    protected abstract Exit attend(Hart hart);
}
