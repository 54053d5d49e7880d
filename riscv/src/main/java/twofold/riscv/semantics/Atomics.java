package twofold.riscv.semantics;

/** The operation of an AMO on the old memory value and the register ("A" extension). */
public enum Atomics {
    /** AMOSWAP. */
    SWAP,
    /** AMOADD. */
    ADD,
    /** AMOXOR. */
    XOR,
    /** AMOAND. */
    AND,
    /** AMOOR. */
    OR,
    /** AMOMIN. */
    MIN,
    /** AMOMAX. */
    MAX,
    /** AMOMINU. */
    MINU,
    /** AMOMAXU. */
    MAXU;

    /** The new memory value of eight bytes. */
    public long apply(long old, long operand) {
        return switch (this) {
            case SWAP -> operand;
            case ADD -> old + operand;
            case XOR -> old ^ operand;
            case AND -> old & operand;
            case OR -> old | operand;
            case MIN -> Math.min(old, operand);
            case MAX -> Math.max(old, operand);
            case MINU -> Long.compareUnsigned(old, operand) < 0 ? old : operand;
            case MAXU -> Long.compareUnsigned(old, operand) > 0 ? old : operand;
        };
    }

    /** The new memory value of four bytes. */
    public int apply(int old, int operand) {
        return switch (this) {
            case MINU -> Integer.compareUnsigned(old, operand) < 0 ? old : operand;
            case MAXU -> Integer.compareUnsigned(old, operand) > 0 ? old : operand;
            default -> (int) apply((long) old, (long) operand);
        };
    }
}
