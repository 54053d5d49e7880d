package twofold.riscv.hart;

/** How an owner runs its harts: plainly, or watched (see the {@code observe} package). */
@FunctionalInterface
public interface Runner {
    /** Nobody watches. */
    Runner PLAIN = Hart::run;

    /** As {@link Hart#run}: the same state, counts and exit, whoever watches. */
    Exit run(Hart hart, long budget);
}
