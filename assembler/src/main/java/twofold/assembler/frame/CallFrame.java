package twofold.assembler.frame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import twofold.assembler.model.AsmSymbol;
import twofold.assembler.model.Leb128;
import twofold.assembler.model.Unit;
import twofold.assembler.source.SyntaxError;
import twofold.toolkit.diagnostic.Span;

/** What is said of one procedure, from {@code .cfi_startproc} to {@code .cfi_endproc}. Registers are DWARF's numbers. */
public final class CallFrame {
    private static final int STACK_POINTER = 2;
    private static final int RETURN_ADDRESS = 1;
    /** Offsets of saved registers are multiples of this. */
    static final int DATA_ALIGNMENT = -4;
    // DW_CFA_*
    private static final int OFFSET = 0x80;
    private static final int RESTORE = 0xc0;
    private static final int OFFSET_EXTENDED = 0x05;
    private static final int RESTORE_EXTENDED = 0x06;
    private static final int UNDEFINED = 0x07;
    private static final int SAME_VALUE = 0x08;
    private static final int REGISTER = 0x09;
    private static final int REMEMBER_STATE = 0x0a;
    private static final int RESTORE_STATE = 0x0b;
    private static final int DEF_CFA = 0x0c;
    private static final int DEF_CFA_REGISTER = 0x0d;
    private static final int DEF_CFA_OFFSET = 0x0e;
    private static final int OFFSET_EXTENDED_SF = 0x11;
    private static final int DEF_CFA_SF = 0x12;
    private static final int DEF_CFA_OFFSET_SF = 0x13;
    private static final int VAL_OFFSET = 0x14;
    private static final int VAL_OFFSET_SF = 0x15;
    private static final int VAL_EXPRESSION = 0x16;
    // DW_OP_*
    private static final int ADDRESS = 0x03;
    private static final int GNU_ENCODED_ADDRESS = 0xf1;
    /** Registers from here on do not fit into an instruction's first byte. */
    private static final int FEW = 64;

    private final Span begun;
    private final AsmSymbol start;
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Long> remembered = new ArrayDeque<>();
    private AsmSymbol last;
    private AsmSymbol end;
    private long offset;
    private boolean signal;
    private int returnColumn = RETURN_ADDRESS;
    private Encoded personality = Encoded.NONE;
    private Encoded lsda = Encoded.NONE;

    /** One that begins here; unless it is simple the stack pointer is where the caller left it. */
    CallFrame(Unit unit, boolean simple, Span begun) {
        this.begun = begun;
        start = unit.here();
        last = start;
        if (!simple) {
            add(DEF_CFA_REGISTER, STACK_POINTER);
        }
    }

    /** Where it was begun. */
    Span begun() {
        return begun;
    }

    AsmSymbol start() {
        return start;
    }

    AsmSymbol end() {
        return end;
    }

    void end(Unit unit) {
        end = unit.here();
    }

    List<Step> steps() {
        return steps;
    }

    boolean isSignal() {
        return signal;
    }

    int returnColumn() {
        return returnColumn;
    }

    Encoded personality() {
        return personality;
    }

    Encoded lsda() {
        return lsda;
    }

    /** What follows is about this place. */
    void advance(Unit unit) {
        AsmSymbol here = unit.here();
        if (here.fragment() != last.fragment() || here.offset() != last.offset()) {
            steps.add(new Step.Advance(last, here));
            last = here;
        }
    }

    private void add(int first, long... operands) {
        add(true, first, operands);
    }

    private void add(boolean common, int first, long... operands) {
        byte[][] encoded = new byte[operands.length][];
        int length = 1;
        for (int i = 0; i < operands.length; i++) {
            encoded[i] = Leb128.encode(operands[i], isSigned(first) && i == operands.length - 1);
            length += encoded[i].length;
        }
        byte[] bytes = new byte[length];
        bytes[0] = (byte) first;
        int at = 1;
        for (byte[] each : encoded) {
            System.arraycopy(each, 0, bytes, at, each.length);
            at += each.length;
        }
        steps.add(new Step.Bytes(bytes, common));
    }

    private static boolean isSigned(int instruction) {
        return switch (instruction) {
            case OFFSET_EXTENDED_SF, DEF_CFA_SF, DEF_CFA_OFFSET_SF, VAL_OFFSET_SF -> true;
            default -> false;
        };
    }

    /** The frame's address is a register's value and so many bytes. */
    public void define(int register, long bytes) {
        offset = bytes;
        if (bytes < 0) {
            add(DEF_CFA_SF, register, bytes / DATA_ALIGNMENT);
        } else {
            add(DEF_CFA, register, bytes);
        }
    }

    /** The frame's address counts from another register. */
    public void defineRegister(int register) {
        add(DEF_CFA_REGISTER, register);
    }

    /** The frame's address is so far from its register's value. */
    public void defineOffset(long bytes) {
        offset = bytes;
        if (bytes < 0) {
            add(DEF_CFA_OFFSET_SF, bytes / DATA_ALIGNMENT);
        } else {
            add(DEF_CFA_OFFSET, bytes);
        }
    }

    /** The same, so much farther than before. */
    public void adjustOffset(long bytes) {
        defineOffset(offset + bytes);
    }

    /** A register is saved so many bytes from the frame's address. */
    public void save(int register, long bytes) {
        long factored = bytes / DATA_ALIGNMENT;
        if (factored < 0) {
            add(OFFSET_EXTENDED_SF, register, factored);
        } else if (register < FEW) {
            add(OFFSET + register, factored);
        } else {
            add(OFFSET_EXTENDED, register, factored);
        }
    }

    /** The same, counted from what the frame's address counts from. */
    public void saveRelative(int register, long bytes) {
        save(register, bytes - offset);
    }

    /** A register's value was the frame's address and so many bytes. */
    public void value(int register, long bytes) {
        long factored = bytes / DATA_ALIGNMENT;
        add(factored < 0 ? VAL_OFFSET_SF : VAL_OFFSET, register, factored);
    }

    /** A register's value was that of an address. */
    public void value(int register, int encoding, Encoded address) {
        boolean absolute = encoding == 0;
        byte[] number = Leb128.encode(register, false);
        byte[] bytes = new byte[number.length + (absolute ? 3 : 4)];
        bytes[0] = VAL_EXPRESSION;
        System.arraycopy(number, 0, bytes, 1, number.length);
        bytes[number.length + 1] = (byte) (address.size() + (absolute ? 1 : 2));
        bytes[number.length + 2] = (byte) (absolute ? ADDRESS : GNU_ENCODED_ADDRESS);
        if (!absolute) {
            bytes[number.length + 3] = (byte) encoding;
        }
        steps.add(new Step.Address(bytes, address));
    }

    /** A register is saved in another. */
    public void move(int register, int to) {
        add(REGISTER, register, to);
    }

    /** A register is as at the start again. */
    public void restore(int register) {
        if (register < FEW) {
            add(RESTORE + register);
        } else {
            add(RESTORE_EXTENDED, register);
        }
    }

    /** A register cannot be restored. */
    public void undefine(int register) {
        add(UNDEFINED, register);
    }

    /** A register has the caller's value. */
    public void keep(int register) {
        add(SAME_VALUE, register);
    }

    /** Remembers all rules. */
    public void remember() {
        remembered.push(offset);
        add(false, REMEMBER_STATE);
    }

    /** Goes back to the rules remembered last. */
    public void recall(Span span) {
        if (remembered.isEmpty()) {
            throw new SyntaxError(span, ".cfi_restore_state without .cfi_remember_state");
        }
        offset = remembered.pop();
        add(RESTORE_STATE);
    }

    /** Instructions as they are. */
    public void escape(byte[] bytes) {
        steps.add(new Step.Bytes(bytes, false));
    }

    /** A symbol for what comes next in the section. */
    public void label(AsmSymbol symbol) {
        steps.add(new Step.Label(symbol));
    }

    /** The register that holds the return address. */
    public void returnColumn(int register) {
        returnColumn = register;
    }

    /** It was entered by a signal. */
    public void signal() {
        signal = true;
    }

    /** What is to be asked about exceptions. */
    public void personality(Encoded pointer) {
        personality = pointer;
    }

    /** What that is to know of this procedure. */
    public void lsda(Encoded pointer) {
        lsda = pointer;
    }
}
