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
 *
 * <p>A hart belongs to one thread, but several harts may run at once over the same memory and the same code pages, blocks and regions. Guest
 * loads and stores are the host's plain ones, so that on a host with total store order the guest has no less than that, save where Java reorders
 * them, which fences and atomics forbid ({@link twofold.riscv.hart.AtomicInstructions}). A code page never changes: a fence.i of one hart gives that
 * hart another page, and the others the old one until their own.
 */
package twofold.riscv.hart;
