package twofold.riscv.hart;

import twofold.riscv.isa.Op;

/** A hart that only ever runs in U-mode: every trap leaves it, and only the unprivileged CSRs exist. */
public final class UserMode extends Privilege {
    @Override
    protected boolean deliver(Hart hart, int cause, long value) {
        return false;
    }

    @Override
    protected long readCsr(Hart hart, int number) {
        return UnprivilegedCsrs.read(hart, number);
    }

    @Override
    protected void writeCsr(Hart hart, int number, long value) {
        UnprivilegedCsrs.write(hart, number, value);
    }

    @Override
    protected boolean readsTimeFreely() {
        return true;
    }

    @Override
    protected long mret(Hart hart) {
        throw hart.illegal();
    }

    @Override
    protected long sret(Hart hart) {
        throw hart.illegal();
    }

    @Override
    protected void wfi(Hart hart) {
        throw hart.illegal();
    }

    @Override
    protected void sfence(Hart hart, long address, boolean hasAddress, long addressSpace, boolean hasSpace) {
        throw hart.illegal();
    }

    @Override
    protected void orderInvalidations(Hart hart) {
        throw hart.illegal();
    }

    /** A Linux kernel lets its processes zero blocks, not clean, flush or invalidate them. */
    @Override
    protected void permitCacheBlock(Hart hart, Op op) {
        if (op != Op.CBO_ZERO) {
            throw hart.illegal();
        }
    }

    @Override
    protected int callCause(Hart hart) {
        return Cause.USER_CALL;
    }

    @Override
    protected Exit attend(Hart hart) {
        hart.attention = false;
        return Exit.PREEMPTED;
    }
}
