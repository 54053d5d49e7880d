package twofold.riscv.semantics;

/** Integer operations whose corners Java does not share (Unprivileged manual, "M" extension). */
public final class Integers {
    private Integers() {
    }

    /** SLT: 1 if less, else 0. */
    public static long less(long a, long b) {
        return a < b ? 1 : 0;
    }

    /** SLTU: 1 if less, else 0. */
    public static long lessUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
    }

    /** MULHSU: the high half of a signed times an unsigned value. */
    public static long multiplyHighSignedUnsigned(long signed, long unsigned) {
        return Math.unsignedMultiplyHigh(signed, unsigned) - (signed < 0 ? unsigned : 0);
    }

    /** DIV: -1 for a zero divisor; the most negative value divided by -1 is itself. */
    public static long divide(long dividend, long divisor) {
        return divisor == 0 ? -1 : dividend / divisor;
    }

    /** DIVU: all ones for a zero divisor. */
    public static long divideUnsigned(long dividend, long divisor) {
        return divisor == 0 ? -1 : Long.divideUnsigned(dividend, divisor);
    }

    /** REM: the dividend for a zero divisor. */
    public static long remainder(long dividend, long divisor) {
        return divisor == 0 ? dividend : dividend % divisor;
    }

    /** REMU: the dividend for a zero divisor. */
    public static long remainderUnsigned(long dividend, long divisor) {
        return divisor == 0 ? dividend : Long.remainderUnsigned(dividend, divisor);
    }

    /** DIVW. */
    public static long divideWord(int dividend, int divisor) {
        return divisor == 0 ? -1 : dividend / divisor;
    }

    /** DIVUW. */
    public static long divideUnsignedWord(int dividend, int divisor) {
        return divisor == 0 ? -1 : Integer.divideUnsigned(dividend, divisor);
    }

    /** REMW. */
    public static long remainderWord(int dividend, int divisor) {
        return divisor == 0 ? dividend : dividend % divisor;
    }

    /** REMUW. */
    public static long remainderUnsignedWord(int dividend, int divisor) {
        return divisor == 0 ? dividend : Integer.remainderUnsigned(dividend, divisor);
    }
}
