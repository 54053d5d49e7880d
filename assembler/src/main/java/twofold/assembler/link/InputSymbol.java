package twofold.assembler.link;

import twofold.riscv.elf.Symbol;

/** A symbol as one object sees it. */
final class InputSymbol {
    private final Symbol entry;
    private final InputSection section;
    private final String file;
    private long value;
    private long size;
    /** For a global the symbol of that name in the whole program. */
    Global global;

    InputSymbol(Symbol entry, InputSection section, String file) {
        this.entry = entry;
        this.section = section;
        this.file = file;
        this.value = entry.value();
        this.size = entry.size();
    }

    Symbol entry() {
        return entry;
    }

    String name() {
        return entry.name();
    }

    /** The section it is in, or null. */
    InputSection section() {
        return section;
    }

    String file() {
        return file;
    }

    boolean isGlobal() {
        return entry.binding() != Symbol.LOCAL;
    }

    /** Offset in its section, or an absolute value, or a common block's alignment. */
    long value() {
        return value;
    }

    long size() {
        return size;
    }

    void move(long newValue, long newSize) {
        value = newValue;
        size = newSize;
    }
}
