package twofold.assembler.frame;

import twofold.assembler.model.AsmSection;
import twofold.assembler.model.Expression;
import twofold.riscv.elf.RelocationType;
import twofold.toolkit.diagnostic.Span;

/**
 * A pointer in one of the forms of the Linux Standard Base ("DWARF Exception Header Encoding").
 *
 * @param encoding DW_EH_PE_* value: size in the lower four bits, what it counts from in the next three, above them whether it is indirect
 * @param value    what it points to; null with {@link #OMITTED}
 * @param span     where it was written
 */
public record Encoded(int encoding, Expression value, Span span) {
    /** No pointer. */
    public static final int OMITTED = 0xff;
    /** Four bytes with a sign, from their own place on. */
    static final int RELATIVE = 0x1b;
    /** No pointer at all. */
    public static final Encoded NONE = new Encoded(OMITTED, null, null);

    private static final int SIZE = 0x07;
    private static final int FROM = 0x70;
    private static final int FROM_PLACE = 0x10;

    boolean isOmitted() {
        return encoding == OMITTED;
    }

    /** The bytes that an encoding takes, or 0 if there is no way to write it. */
    public static int size(int encoding) {
        int from = encoding & FROM;
        int size = switch (encoding & SIZE) {
            case 0, 4 -> 8;
            case 3 -> 4;
            case 2 -> 2;
            default -> 0;
        };
        return from == 0 || from == FROM_PLACE && size == 4 ? size : 0;
    }

    int size() {
        return isOmitted() ? 0 : size(encoding);
    }

    /** What it points to, equal where that is the same. */
    Object target() {
        return value instanceof Expression.Reference reference ? reference.symbol() : value;
    }

    void write(AsmSection section) {
        if (isOmitted()) {
            return;
        }
        if ((encoding & FROM) == FROM_PLACE) {
            section.relocateNext(RelocationType.PCREL_32, value, false, span);
            section.add(0, 4, span);
        } else {
            section.addData(value, size(), span);
        }
    }
}
