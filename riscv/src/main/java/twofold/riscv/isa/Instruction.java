package twofold.riscv.isa;

/**
 * A decoded instruction. A field that the encoding lacks is 0.
 *
 * @param op     which instruction
 * @param length bytes it takes in memory: 2 or 4
 * @param rd     destination register, 0..31; integer or floating-point as {@code op} says
 * @param rs1    first source register; the five-bit immediate of the CSR immediate forms
 * @param rs2    second source register
 * @param rs3    third source register
 * @param rm     rounding mode field, 0..4 or 7 (dynamic)
 * @param imm    sign-extended immediate. lui and auipc: already shifted left by 12. Branches and jal: byte offset. Shifts: the amount.
 *               CSR instructions: the CSR's number. fence: fm, pred and succ as 12 bits. Atomics: aq shl 1 | rl.
 *               Compressed: scaled as the expanded instruction has it
 * @param bits   the encoding; the upper half is 0 when {@code length} is 2
 */
public record Instruction(Op op, int length, int rd, int rs1, int rs2, int rs3, int rm, int imm, int bits) {

    /** The base instruction that a compressed one stands for, still with length 2 and its own bits; any other instruction as it is. */
    public Instruction expanded() {
        return op.isCompressed() ? new Instruction(op.base(), length, rd, rs1, rs2, rs3, rm, imm, bits) : this;
    }

    /** The instruction in assembly without aliases and without knowing its address. */
    @Override
    public String toString() {
        return Printer.PLAIN.print(this, 0).replace('\t', ' ');
    }
}
