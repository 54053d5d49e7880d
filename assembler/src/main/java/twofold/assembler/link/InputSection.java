package twofold.assembler.link;

import java.util.List;
import twofold.riscv.elf.Relocation;
import twofold.riscv.elf.Section;

/** A section of an input object, and where it goes. */
final class InputSection {
    private final String file;
    private final Section header;
    private final List<InputSymbol> symbols;
    /** The bytes; none when the section has none in the file. */
    byte[] bytes;
    /** Bytes in memory. */
    long size;
    /** What to patch. */
    List<Relocation> relocations;
    /** Where it goes, or null when it is dropped or not placed yet. */
    OutputSection output;
    /** Where it starts in its output section. */
    long offset;
    /** Whether it is of a group of which another is linked. */
    boolean isDuplicate;
    /** Whether the script dropped it. */
    boolean discarded;

    InputSection(String file, Section header, byte[] bytes, List<Relocation> relocations, List<InputSymbol> symbols) {
        this.file = file;
        this.header = header;
        this.bytes = bytes;
        this.size = header.size();
        this.relocations = relocations;
        this.symbols = symbols;
    }

    String file() {
        return file;
    }

    String name() {
        return header.name();
    }

    Section header() {
        return header;
    }

    boolean isAllocated() {
        return header.has(Section.ALLOC);
    }

    boolean isNoBits() {
        return header.type() == Section.NOBITS;
    }

    long alignment() {
        return Math.max(1, header.alignment());
    }

    /** The address in memory of its first byte. */
    long address() {
        return output.address() + offset;
    }

    InputSymbol symbol(Relocation relocation) {
        if (relocation.symbol() < 0 || relocation.symbol() >= symbols.size()) {
            throw new LinkException(place(relocation.offset()) + ": a relocation names symbol "
                + Integer.toUnsignedString(relocation.symbol())
                + ", which does not exist");
        }
        return symbols.get(relocation.symbol());
    }

    /** A place in it for messages: the file, the section, the symbol before it. */
    String place(long at) {
        InputSymbol near = null;
        for (InputSymbol symbol : symbols) {
            boolean named = !symbol.name().isEmpty() && !symbol.name().startsWith(".L") && !symbol.name().startsWith("$");
            if (symbol.section() == this && named && symbol.value() <= at && (near == null || symbol.value() >= near.value())) {
                near = symbol;
            }
        }
        String within = near == null ? "" : ", in '" + near.name() + "'";
        return file + " (" + name() + "+0x" + Long.toHexString(at) + within + ")";
    }
}
