/**
 * Instructions and pseudo-instructions: {@link twofold.assembler.instruction.InstructionAssembler} finds the
 * {@link twofold.assembler.instruction.Form} of a mnemonic that fits the operands and emits it.
 *
 * <p>A machine instruction needs no code here: its forms come from the rows of {@link twofold.riscv.isa.Op}. A pseudo-instruction that
 * stands for one machine instruction is a row of {@link twofold.assembler.instruction.Aliases}; those that stand for several are methods of
 * {@link twofold.assembler.instruction.Sequences}.
 */
package twofold.assembler.instruction;
