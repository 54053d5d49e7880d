package twofold.riscv.observe;

import twofold.riscv.hart.Hart;

/** What a hart's registers were when they were last looked at. */
final class Registers {
    final long[] x = new long[32];
    final long[] f = new long[32];
    long fcsr;
    /** 0 if there is none. */
    long mstatus;
    /** The address of the instruction to come. */
    long pc;

    Registers(Hart hart) {
        take(hart);
    }

    static long fcsr(Hart hart) {
        return hart.flags.accrued | (long) hart.roundingMode << 5;
    }

    static long mstatus(Hart hart) {
        return hart.status().orElse(0);
    }

    void take(Hart hart) {
        System.arraycopy(hart.x, 0, x, 0, 32);
        System.arraycopy(hart.f, 0, f, 0, 32);
        fcsr = fcsr(hart);
        mstatus = mstatus(hart);
        pc = hart.pc;
    }

    /** Whether somebody changed them while the hart was not running; going on behind an ecall is no change. */
    boolean differ(Hart hart) {
        if (pc != hart.pc && pc + 4 != hart.pc || fcsr != fcsr(hart)) {
            return true;
        }
        for (int i = 1; i < 32; i++) {
            if (x[i] != hart.x[i]) {
                return true;
            }
        }
        for (int i = 0; i < 32; i++) {
            if (f[i] != hart.f[i]) {
                return true;
            }
        }
        return false;
    }
}
