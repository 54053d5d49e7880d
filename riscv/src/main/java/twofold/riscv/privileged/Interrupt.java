package twofold.riscv.privileged;

/** Interrupt numbers: bit positions in mip and mie, codes in mcause. */
public final class Interrupt {
    /** Supervisor software interrupt. */
    public static final int SUPERVISOR_SOFTWARE = 1;
    /** Machine software interrupt. */
    public static final int MACHINE_SOFTWARE = 3;
    /** Supervisor timer interrupt. */
    public static final int SUPERVISOR_TIMER = 5;
    /** Machine timer interrupt. */
    public static final int MACHINE_TIMER = 7;
    /** Supervisor external interrupt. */
    public static final int SUPERVISOR_EXTERNAL = 9;
    /** Machine external interrupt. */
    public static final int MACHINE_EXTERNAL = 11;

    /** The interrupts supervisor mode has: SSI, STI, SEI. */
    static final long SUPERVISOR_ALL = 1L << SUPERVISOR_SOFTWARE | 1L << SUPERVISOR_TIMER | 1L << SUPERVISOR_EXTERNAL;
    /** All there are. */
    static final long ALL = SUPERVISOR_ALL | SUPERVISOR_ALL << 2;

    private static final int[] BY_PRIORITY = {MACHINE_EXTERNAL, MACHINE_SOFTWARE, MACHINE_TIMER,
        SUPERVISOR_EXTERNAL, SUPERVISOR_SOFTWARE, SUPERVISOR_TIMER};

    private Interrupt() {
    }

    /** The one to take first of a set that is not empty. */
    static int first(long pending) {
        for (int each : BY_PRIORITY) {
            if ((pending >>> each & 1) != 0) {
                return each;
            }
        }
        throw new AssertionError("no such interrupt: " + Long.toHexString(pending));
    }
}
