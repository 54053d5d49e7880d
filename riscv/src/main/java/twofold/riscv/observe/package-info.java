/**
 * Looking on while harts run: {@link twofold.riscv.observe.Tracer} tells every instruction, {@link twofold.riscv.observe.Sampler} where the
 * hart is every so many instructions, and by which calls it came there. Both stand in for {@link twofold.riscv.hart.Runner#PLAIN}, so that a run that nobody watches pays
 * nothing, and both leave the guest as it would have been: the same registers, memory, retired counts, traps and exits, and so the same
 * virtual time. Neither does I/O: lines and samples go to a consumer.
 */
package twofold.riscv.observe;
