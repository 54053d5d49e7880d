package twofold.riscv.isa;

import java.util.ArrayList;
import java.util.List;

/** One operand of an instruction as an assembler writes it. A row of {@link Op} lists them, comma separated, by {@link #token()}. */
public enum Operand {
    /** Integer destination register. */
    RD("rd"),
    /** First integer source register. */
    RS1("rs1"),
    /** Second integer source register. */
    RS2("rs2"),
    /** Floating-point destination register. */
    FRD("frd"),
    /** First floating-point source register. */
    FRS1("frs1"),
    /** Second floating-point source register. */
    FRS2("frs2"),
    /** Third floating-point source register. */
    FRS3("frs3"),
    /** A plain immediate, written in decimal. */
    IMM("imm"),
    /** A shift amount, printed in hexadecimal. */
    SHAMT("shamt"),
    /** The upper 20 bits of a value: written unshifted ({@code lui a0,0x12345}), held shifted left by 12. */
    UPPER("upper"),
    /** Immediate offset and base register: {@code 8(a0)}. */
    OFFSET("imm(rs1)"),
    /** Immediate offset from the stack pointer: {@code 8(sp)}. */
    OFFSET_SP("imm(sp)"),
    /** A base register without an offset: {@code (a0)}. */
    ADDRESS("(rs1)"),
    /** A branch or jump target, held as the byte offset from the instruction. */
    TARGET("target"),
    /** A control and status register by name or number. */
    CSR("csr"),
    /** The five-bit unsigned immediate of the CSR instructions, held in the rs1 field. */
    ZIMM("zimm"),
    /** Rounding mode; dynamic when left out. */
    RM("rm"),
    /** What a fence orders before it: a subset of {@code iorw}. */
    PRED("pred"),
    /** What a fence orders after it: a subset of {@code iorw}. */
    SUCC("succ"),
    /** The stack pointer, which takes no bits. */
    SP("sp");

    private final String token;

    Operand(String token) {
        this.token = token;
    }

    /** How the operand is named in a row of {@link Op}. */
    public String token() {
        return token;
    }

    /** The operands of a list such as {@code "rd,rs1,imm"}. */
    public static List<Operand> parse(String syntax) {
        List<Operand> operands = new ArrayList<>();
        if (!syntax.isEmpty()) {
            for (String part : syntax.split(",")) {
                operands.add(of(part));
            }
        }
        return List.copyOf(operands);
    }

    private static Operand of(String token) {
        for (Operand operand : values()) {
            if (operand.token.equals(token)) {
                return operand;
            }
        }
        throw new IllegalArgumentException("no operand is written " + token);
    }
}
