package twofold.riscv.isa;

import java.util.function.LongFunction;

/**
 * Instructions as text in the form of {@code objdump -d}: mnemonic, a tab, operands apart by commas, ABI register names.
 *
 * <p>{@link #ALIASED} prints pseudo-instructions and base mnemonics for compressed instructions, as objdump does by default;
 * {@link #PLAIN} prints what is encoded ({@code objdump -M no-aliases}).
 */
public final class Printer {
    /** Prints pseudo-instructions where one fits. */
    public static final Printer ALIASED = new Printer(true);
    /** Prints every instruction by its own name. */
    public static final Printer PLAIN = new Printer(false);

    private final boolean aliases;

    private Printer(boolean aliases) {
        this.aliases = aliases;
    }

    /** Prints with branch targets as plain hexadecimal addresses. */
    public String print(Instruction instruction, long pc) {
        return print(instruction, pc, address -> "0x" + Long.toHexString(address));
    }

    /**
     * Prints an instruction.
     *
     * @param pc     its address, to which branch offsets are added
     * @param target what to write for a branch target's address
     */
    public String print(Instruction instruction, long pc, LongFunction<String> target) {
        Operands operands = new Operands(pc, target);
        if (aliases) {
            String alias = Aliases.print(instruction, operands);
            if (alias != null) {
                return alias;
            }
        }
        Instruction shown = aliases ? instruction.expanded() : instruction;
        String mnemonic = shown.op().mnemonic() + ordering(shown);
        String text = operands.all(shown);
        return text.isEmpty() ? mnemonic : mnemonic + "\t" + text;
    }

    /** A data directive for bits that are no instruction, as objdump prints them. */
    public static String printUnknown(int bits) {
        return (bits & 3) == 3 ? ".4byte\t0x" + Integer.toHexString(bits) : ".2byte\t0x" + Integer.toHexString(bits & 0xffff);
    }

    private static String ordering(Instruction instruction) {
        if (instruction.op().extension() != Extension.A) {
            return "";
        }
        return switch (instruction.imm()) {
            case 1 -> ".rl";
            case 2 -> ".aq";
            case 3 -> ".aqrl";
            default -> "";
        };
    }

    /** Prints operands of instructions at one address. */
    record Operands(long pc, LongFunction<String> target) {
        String all(Instruction i) {
            StringBuilder text = new StringBuilder();
            for (Operand operand : i.op().operands()) {
                if (operand == Operand.RM && i.rm() == 7 || i.op() == Op.C_NOP && i.imm() == 0) {
                    continue;
                }
                text.append(text.isEmpty() ? "" : ",").append(one(operand, i));
            }
            return text.toString();
        }

        String one(Operand operand, Instruction i) {
            return switch (operand) {
                case RD -> Register.integerName(i.rd());
                case RS1 -> Register.integerName(i.rs1());
                case RS2 -> Register.integerName(i.rs2());
                case FRD -> Register.floatName(i.rd());
                case FRS1 -> Register.floatName(i.rs1());
                case FRS2 -> Register.floatName(i.rs2());
                case FRS3 -> Register.floatName(i.rs3());
                case IMM -> Integer.toString(i.imm());
                case SHAMT -> "0x" + Integer.toHexString(i.imm());
                case UPPER -> "0x" + Integer.toHexString(i.imm() >>> 12);
                case OFFSET -> i.imm() + "(" + Register.integerName(i.rs1()) + ")";
                case OFFSET_SP -> i.imm() + "(sp)";
                case ADDRESS -> "(" + Register.integerName(i.rs1()) + ")";
                case TARGET -> target.apply(pc + i.imm());
                case CSR -> csr(i.imm());
                case ZIMM -> Integer.toString(i.rs1());
                case RM -> Register.roundingName(i.rm());
                case PRED -> fenceSet(i.imm() >> 4 & 15);
                case SUCC -> fenceSet(i.imm() & 15);
                case SP -> "sp";
            };
        }

        static String csr(int number) {
            String name = Csr.name(number);
            return name == null ? "0x" + Integer.toHexString(number) : name;
        }

        private static String fenceSet(int bits) {
            String set = ((bits & 8) != 0 ? "i" : "") + ((bits & 4) != 0 ? "o" : "") + ((bits & 2) != 0 ? "r" : "")
                + ((bits & 1) != 0 ? "w" : "");
            return set.isEmpty() ? "unknown" : set;
        }
    }
}
