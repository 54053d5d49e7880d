package twofold.assembler.model;

/** Writes what DWARF's sections are made of (DWARF, "Data Representation"): numbers, bytes, labels and the distances of labels. */
public abstract class DwarfWriter {
    /** What is written to. */
    protected AsmSection section;

    /** Writes to a section, or to none yet. */
    protected DwarfWriter(AsmSection section) {
        this.section = section;
    }

    /** A number of so many bytes. */
    protected final void number(long value, int size) {
        section.add(value, size, null);
    }

    /** Bytes as they are. */
    protected final void bytes(byte[] bytes) {
        section.add(bytes, null);
    }

    /** A number in seven-bit groups. */
    protected final void unsigned(long value) {
        bytes(Leb128.encode(value, false));
    }

    /** The address of a label, or where it is in its section. */
    protected final void data(AsmSymbol symbol, int size) {
        section.addData(Expression.of(symbol, null), size, null);
    }

    /** How far it is from one label to another. */
    protected final void distance(AsmSymbol from, AsmSymbol to, int size) {
        section.addData(new Expression.Binary("-", Expression.of(to, null), Expression.of(from, null), null), size, null);
    }

    /** Four bytes with the length of what follows; the label that is returned is to be placed at its end. */
    protected final AsmSymbol length() {
        AsmSymbol end = later();
        AsmSymbol behind = later();
        distance(behind, end, 4);
        place(behind);
        return end;
    }

    /** A label to be placed. */
    protected static AsmSymbol later() {
        return new AsmSymbol(".L0 ");
    }

    /** Places a label here. */
    protected final void place(AsmSymbol symbol) {
        symbol.define(section.current(), section.current().length(), null);
    }
}
