package twofold.riscv.semantics;

/** Rounding modes, as encoded in instructions and frm. */
public final class Rounding {
    /** To nearest, ties to even. */
    public static final int RNE = 0;
    /** Towards zero. */
    public static final int RTZ = 1;
    /** Down, towards minus infinity. */
    public static final int RDN = 2;
    /** Up, towards plus infinity. */
    public static final int RUP = 3;
    /** To nearest, ties away from zero. */
    public static final int RMM = 4;
    /** In an instruction: the mode in frm. */
    public static final int DYN = 7;

    private Rounding() {
    }
}
