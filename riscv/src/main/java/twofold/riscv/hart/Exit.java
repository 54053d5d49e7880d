package twofold.riscv.hart;

/** Why a hart stopped and who goes on: whoever called {@link Hart#run}. */
public sealed interface Exit {
    /** An ecall; pc is the ecall's own address. */
    record EnvironmentCall() implements Exit {
    }

    /** An ebreak; pc is its own address. */
    record Breakpoint() implements Exit {
    }

    /**
     * An exception that nobody inside the hart handles; pc is the address of the instruction that raised it.
     *
     * @param cause an exception code of the scause register
     * @param value what stval would hold: the faulting address, or an illegal instruction's bits
     */
    record Fault(int cause, long value) implements Exit {
    }

    /** The budget is used up, or the hart was asked to stop. */
    record Preempted() implements Exit {
    }

    /** The hart waits for an interrupt; pc is behind the wfi. */
    record Waiting() implements Exit {
    }

    /** The one {@link EnvironmentCall}. */
    Exit ENVIRONMENT_CALL = new EnvironmentCall();
    /** The one {@link Breakpoint}. */
    Exit BREAKPOINT = new Breakpoint();
    /** The one {@link Preempted}. */
    Exit PREEMPTED = new Preempted();
    /** The one {@link Waiting}. */
    Exit WAITING = new Waiting();
}
