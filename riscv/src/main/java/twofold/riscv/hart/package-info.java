/**
 * A hart: registers, the cache of decoded blocks, the interpreter, and the exits through which somebody else serves what the hart
 * cannot do itself.
 *
 * <p>{@link twofold.riscv.hart.Hart#run} executes until an {@link twofold.riscv.hart.Exit}. Every exit and every trap is precise: pc and
 * registers are those before the instruction that could not be completed, and {@code retired} counts exactly the instructions
 * completed before it. What traps, CSRs and privileged instructions mean is said by the hart's {@link twofold.riscv.hart.Privilege}:
 * {@link twofold.riscv.hart.UserMode} for a process of an emulated kernel, the {@code privileged} package for a whole machine.
 *
 * <p>Code is decoded from a copy of its page. A guest that writes code makes it visible by {@code fence.i} (Unprivileged manual,
 * "Zifencei"): pages are then compared with their copies before they run again. Start reading at {@link twofold.riscv.hart.Interpreter}.
 */
package twofold.riscv.hart;
