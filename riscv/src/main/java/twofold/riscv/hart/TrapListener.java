package twofold.riscv.hart;

/** Told of the traps that a hart takes, exceptions and interrupts. */
@FunctionalInterface
public interface TrapListener {
    /**
     * A trap is about to be taken; pc and mode are still those of the interrupted program.
     *
     * @param cause as the scause register has it: bit 63 set for an interrupt
     * @param value what stval will hold
     */
    void taken(Hart hart, long cause, long value);
}
