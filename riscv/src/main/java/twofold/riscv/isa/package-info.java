/**
 * The instruction set: the only place that knows an encoding.
 *
 * <p>Start at {@link twofold.riscv.isa.Op}: one row per instruction holds the bit pattern as the manual prints it, the operands
 * as the assembler writes them and the extension it belongs to. {@link twofold.riscv.isa.Decoder}, {@link twofold.riscv.isa.Encoder}
 * and {@link twofold.riscv.isa.Printer} are derived from the rows, so a new instruction is a new row and nothing else.
 *
 * <p>Everything here is immutable and safe for use by many threads. Nothing here knows what an instruction does.
 */
package twofold.riscv.isa;
