package twofold.riscv.observe;

import twofold.riscv.hart.Cause;
import twofold.riscv.hart.Hart;
import twofold.riscv.isa.Csr;
import twofold.riscv.isa.Instruction;
import twofold.riscv.isa.Op;
import twofold.riscv.isa.Operand;
import twofold.riscv.isa.Printer;
import twofold.riscv.isa.Register;

/**
 * The text of a trace. Columns are apart by blanks: who, the address in 16 hexadecimal digits, the bits in 4 or 8, the instruction as objdump
 * prints it, and {@code NAME=VALUE} in hexadecimal for each register changed (x and f registers by their ABI names, fcsr, mstatus, a CSR that was written by
 * its name).
 * In place of the bits, {@code trap}, {@code interrupt} and {@code outside} begin lines of other things.
 */
final class TraceLine {
    private static final int TEXT_COLUMN = 36;
    private static final int MSTATUS = 0x300;
    private static final String[] EXCEPTIONS = {"fetch misaligned", "fetch access fault", "illegal instruction", "breakpoint",
        "load misaligned", "load access fault", "store misaligned", "store access fault", "call from U-mode", "call from S-mode", "10",
        "call from M-mode", "fetch page fault", "load page fault", "14", "store page fault"};

    private final StringBuilder text = new StringBuilder(160);

    CharSequence text() {
        return text;
    }

    void clear() {
        text.setLength(0);
    }

    /**
     * An instruction; {@code bits} is negative if they are not known, {@code completed} whether it retired, {@code trapped} whether a trap was taken
     * in its place or behind it. Brings {@code registers} up to date.
     */
    void instruction(String who, long pc, long bits, Hart hart, Registers registers, boolean completed, boolean trapped) {
        start(text, who, pc);
        if (bits < 0) {
            text.append("????");
        } else {
            int start = text.length();
            hex(text, bits, (bits & 3) == 3 ? 8 : 4);
            Instruction decoded = hart.isa().decode((int) bits);
            text.append((bits & 3) == 3 ? " " : "     ");
            text.append(decoded == null ? Printer.printUnknown((int) bits) : Printer.ALIASED.print(decoded, pc));
            for (int i = start; i < text.length(); i++) {
                if (text.charAt(i) == '\t') {
                    text.setCharAt(i, ' ');
                }
            }
            if (completed) {
                pad(start + TEXT_COLUMN);
                csr(decoded, hart);
            }
        }
        if (!trapped) {
            status(text, hart, registers); // else the trap's line has it
        }
        changes(hart, registers);
        end(text);
    }

    /** Adds mstatus to the end of the line of a trap that was taken, if it changed. */
    void trapTaken(StringBuilder into, Hart hart, Registers registers) {
        into.setLength(into.length() - 1);
        status(into, hart, registers);
        into.append('\n');
    }

    private static void status(StringBuilder into, Hart hart, Registers registers) {
        if (registers.mstatus != Registers.mstatus(hart)) {
            registers.mstatus = Registers.mstatus(hart);
            change(into, "mstatus", registers.mstatus);
        }
    }

    /** What somebody outside changed. Brings {@code registers} up to date. */
    void outside(String who, Hart hart, Registers registers) {
        start(text, who, hart.pc);
        text.append("outside");
        status(text, hart, registers);
        changes(hart, registers);
        end(text);
    }

    /** A trap, taken or left to whoever runs the hart. */
    void trap(StringBuilder into, String who, long pc, long cause, long value) {
        start(into, who, pc);
        int number = (int) cause & 63;
        if (cause < 0) {
            into.append("interrupt ").append(number).append(' ').append(interrupt(number));
        } else {
            into.append("trap ").append(number).append(' ').append(number < EXCEPTIONS.length ? EXCEPTIONS[number] : "");
            if (number != Cause.USER_CALL && number != Cause.SUPERVISOR_CALL && number != Cause.MACHINE_CALL) {
                into.append(" value=");
                hex(into, value, 16);
            }
        }
        end(into);
    }

    private static String interrupt(int number) {
        String level = switch (number & 3) {
            case 0 -> "user";
            case 1 -> "supervisor";
            case 2 -> "hypervisor";
            default -> "machine";
        };
        return level + switch (number >>> 2) {
            case 0 -> " software";
            case 1 -> " timer";
            case 2 -> " external";
            default -> "";
        };
    }

    /** A CSR that an instruction wrote; mstatus, fcsr and its parts are told when they change. */
    private void csr(Instruction i, Hart hart) {
        if (i == null || !i.op().operands().contains(Operand.CSR) || i.imm() <= 3 || i.imm() == MSTATUS) {
            return;
        }
        boolean always = i.op() == Op.CSRRW || i.op() == Op.CSRRWI;
        if (always || i.rs1() != 0) {
            hart.csr(i.imm()).ifPresent(value -> change(text, Csr.name(i.imm()) == null ? "csr" + i.imm() : Csr.name(i.imm()), value));
        }
    }

    private void changes(Hart hart, Registers registers) {
        for (int i = 1; i < 32; i++) {
            if (registers.x[i] != hart.x[i]) {
                change(text, Register.integerName(i), hart.x[i]);
            }
        }
        for (int i = 0; i < 32; i++) {
            if (registers.f[i] != hart.f[i]) {
                change(text, Register.floatName(i), hart.f[i]);
            }
        }
        if (registers.fcsr != Registers.fcsr(hart)) {
            text.append(" fcsr=");
            hex(text, Registers.fcsr(hart), 2);
        }
        long told = registers.mstatus;
        registers.take(hart);
        registers.mstatus = told;
    }

    private static void change(StringBuilder into, String name, long value) {
        into.append(' ').append(name).append('=');
        hex(into, value, 16);
    }

    private static void start(StringBuilder into, String who, long pc) {
        into.append(who).append(' ');
        hex(into, pc, 16);
        into.append(' ');
    }

    private void pad(int column) {
        while (text.length() < column) {
            text.append(' ');
        }
    }

    private static void end(StringBuilder into) {
        int last = into.length();
        while (last > 0 && into.charAt(last - 1) == ' ') {
            last--;
        }
        into.setLength(last);
        into.append('\n');
    }

    private static void hex(StringBuilder into, long value, int digits) {
        for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
            into.append(Character.forDigit((int) (value >>> shift) & 15, 16));
        }
    }
}
