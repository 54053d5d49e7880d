/**
 * The supervisor binary interface (RISC-V SBI specification 2.0): the hypervisor's paravirtual calls, one class for each extension. A
 * call is an ecall from S-mode that left the hart; {@link twofold.vm.sbi.Sbi} finds the extension by a7 and puts error and value into a0
 * and a1.
 */
package twofold.vm.sbi;
