/**
 * The privileged architecture (RISC-V Privileged manual 1.12): machine, supervisor and user mode, their CSRs, trap delivery,
 * interrupts, PMP, and address translation with Sv39, Sv48 and Sv57.
 *
 * <p>{@link twofold.riscv.privileged.PrivilegedModes} is what a {@link twofold.riscv.hart.Hart} asks. It is either <em>bare</em>, with
 * machine-mode software inside the guest, or <em>hosted</em>: the hypervisor takes machine mode's place, all traps go to supervisor
 * mode, and an ecall from there leaves the hart as a paravirtual call. Each privilege context has an address space of its own
 * ({@link twofold.riscv.privileged.Translation}), and U-mode has one for each of the last few address-space identifiers, so that changing modes or
 * processes does not empty the TLB. What a fence or a write of satp takes away is said in one place, {@code AddressSpaces}.
 */
package twofold.riscv.privileged;
