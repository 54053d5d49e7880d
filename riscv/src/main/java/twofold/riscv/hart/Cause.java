package twofold.riscv.hart;

/** Exception codes of the mcause and scause registers (Privileged manual, table of scause values). */
public final class Cause {
    /** Instruction address misaligned. */
    public static final int FETCH_MISALIGNED = 0;
    /** Instruction access fault. */
    public static final int FETCH_ACCESS = 1;
    /** Illegal instruction. */
    public static final int ILLEGAL_INSTRUCTION = 2;
    /** Breakpoint. */
    public static final int BREAKPOINT = 3;
    /** Load address misaligned. */
    public static final int LOAD_MISALIGNED = 4;
    /** Load access fault. */
    public static final int LOAD_ACCESS = 5;
    /** Store or AMO address misaligned. */
    public static final int STORE_MISALIGNED = 6;
    /** Store or AMO access fault. */
    public static final int STORE_ACCESS = 7;
    /** Environment call from U-mode. */
    public static final int USER_CALL = 8;
    /** Environment call from S-mode. */
    public static final int SUPERVISOR_CALL = 9;
    /** Environment call from M-mode. */
    public static final int MACHINE_CALL = 11;
    /** Instruction page fault. */
    public static final int FETCH_PAGE = 12;
    /** Load page fault. */
    public static final int LOAD_PAGE = 13;
    /** Store or AMO page fault. */
    public static final int STORE_PAGE = 15;

    private Cause() {
    }
}
