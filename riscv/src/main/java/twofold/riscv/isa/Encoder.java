package twofold.riscv.isa;

/** From an {@link Instruction}'s fields to bits; the inverse of {@link Decoder}. */
public final class Encoder {
    private Encoder() { }

    /**
     * Encodes an instruction from its fields; its {@code length} and {@code bits} do not count.
     *
     * @throws IllegalArgumentException when a field cannot be encoded
     */
    public static int encode(Instruction instruction) {
        return encode(instruction.op(), instruction.rd(), instruction.rs1(), instruction.rs2(), instruction.rs3(), instruction.rm(),
            instruction.imm());
    }

    /**
     * Encodes an instruction; a field that the encoding lacks is ignored.
     *
     * @param rs1 first source register, or the five-bit immediate of the CSR immediate forms
     * @param imm as {@link Instruction#imm()}
     * @throws IllegalArgumentException when a register or the immediate cannot be encoded
     */
    public static int encode(Op op, int rd, int rs1, int rs2, int rs3, int rm, int imm) {
        if (op.hasImmediate() && !op.immediateFits(imm)) {
            throw new IllegalArgumentException(imm + " is not an immediate of " + op.mnemonic());
        }
        int[] registers = {rd, rs1, rs2, rs3, rm};
        if (!op.pattern().registersFit(registers)) {
            throw new IllegalArgumentException("a register cannot be used with " + op.mnemonic());
        }
        return op.match() | op.pattern().placeRegisters(registers) | op.pattern().placeImmediate(imm);
    }

    /** Whether {@link #encode(Op, int, int, int, int, int, int)} would succeed. */
    public static boolean canEncode(Op op, int rd, int rs1, int rs2, int rs3, int rm, int imm) {
        return (!op.hasImmediate() || op.immediateFits(imm)) && op.pattern().registersFit(new int[] {rd, rs1, rs2, rs3, rm});
    }

    /** Replaces the immediate in an encoding of {@code op}, keeping everything else: what a relocation does. The value is not checked. */
    public static int withImmediate(Op op, int bits, int imm) {
        int immediateBits = op.pattern().placeImmediate(-1);
        return bits & ~immediateBits | op.pattern().placeImmediate(imm);
    }
}
