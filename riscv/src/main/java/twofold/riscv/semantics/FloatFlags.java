package twofold.riscv.semantics;

/** The accrued exception flags, fflags: operations only ever add to them (Unprivileged manual, "F" extension, fcsr). */
public final class FloatFlags {
    /** Inexact. */
    public static final int NX = 1;
    /** Underflow. */
    public static final int UF = 2;
    /** Overflow. */
    public static final int OF = 4;
    /** Divide by zero. */
    public static final int DZ = 8;
    /** Invalid operation. */
    public static final int NV = 16;

    /** The flags accrued so far, 0 to 31. */
    public int accrued;

    /** Adds flags. */
    public void raise(int flags) {
        accrued |= flags;
    }

    /** Whether the inexact flag is already set, so that nobody needs to find out again. */
    boolean inexact() {
        return (accrued & NX) != 0;
    }
}
