package twofold.assembler.link;

import java.util.ArrayList;
import java.util.List;
import twofold.riscv.elf.Section;

/** A section of the program. */
final class OutputSection {
    /** Bytes that the script wrote. */
    record Literal(long offset, int size, long value) { }

    private final String name;
    private final List<InputSection> inputs = new ArrayList<>();
    private final List<Literal> literals = new ArrayList<>();
    private long address;
    private long loadAddress;
    private long size;
    private long alignment = 1;
    private boolean holdsBytes;
    private long flags;
    private int type = Section.NULL;
    private long entrySize;
    /** What gaps are filled with, lowest byte first. */
    int fill;
    /** Whether the script says that it takes no space in the file. */
    boolean noLoad;
    /** Its index in the file's section table. */
    int index;

    OutputSection(String name) {
        this.name = name;
    }

    /** Starts anew at an address. */
    void restart(long newAddress) {
        address = newAddress;
        loadAddress = newAddress;
        size = 0;
        inputs.clear();
        literals.clear();
        alignment = 1;
        holdsBytes = false;
        flags = 0;
        type = Section.NULL;
        entrySize = 0;
    }

    String name() {
        return name;
    }

    long address() {
        return address;
    }

    long loadAddress() {
        return loadAddress;
    }

    void loadAt(long where) {
        loadAddress = where;
    }

    long size() {
        return size;
    }

    long end() {
        return address + size;
    }

    long alignment() {
        return alignment;
    }

    long flags() {
        return flags;
    }

    long entrySize() {
        return entrySize;
    }

    List<InputSection> inputs() {
        return inputs;
    }

    List<Literal> literals() {
        return literals;
    }

    boolean isNoBits() {
        return noLoad || !holdsBytes;
    }

    int type() {
        return isNoBits() ? Section.NOBITS : type == Section.NULL || type == Section.NOBITS ? Section.PROGBITS : type;
    }

    boolean has(long bits) {
        return (flags & bits) == bits;
    }

    /** Moves its end, as an assignment to the location counter does. */
    void extend(long newSize) {
        size = newSize;
    }

    void add(InputSection section) {
        section.output = this;
        section.offset = size + (-(address + size) & section.alignment() - 1);
        size = section.offset + section.size;
        alignment = Math.max(alignment, section.alignment());
        holdsBytes |= !section.isNoBits() && section.size > 0;
        long kept = section.header().flags() & ~(Section.MERGE | Section.STRINGS | Section.IN_GROUP | Section.INFO_LINK);
        flags |= kept;
        type = type == Section.NULL ? section.header().type() : type == section.header().type() ? type : Section.PROGBITS;
        inputs.add(section);
    }

    void add(Literal literal) {
        literals.add(literal);
        size = literal.offset + literal.size;
        holdsBytes = true;
        flags |= Section.ALLOC;
    }
}
