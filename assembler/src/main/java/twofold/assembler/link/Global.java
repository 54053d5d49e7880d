package twofold.assembler.link;

import twofold.riscv.elf.Symbol;

/** A symbol that all objects share. */
final class Global {
    private final String name;
    /** The entry that defines it, or null. */
    InputSymbol definition;
    /** The first entry that uses it without defining it, or null. */
    InputSymbol use;
    /** Whether every use is weak. */
    boolean weakUse = true;
    /** Bytes of a common block, or -1. */
    long commonSize = -1;
    /** Alignment of a common block. */
    long commonAlignment = 1;
    /** The section that a common block became, or null. */
    InputSection commonSection;
    /** Its value when the script or the linker defines it. */
    Long assigned;
    /** The output section that {@link #assigned} lies in, or null when it is absolute. */
    OutputSection assignedIn;

    Global(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    boolean isDefined() {
        return definition != null || commonSize >= 0 || assigned != null;
    }

    /** The address, or the value; 0 when it is undefined. */
    long address() {
        if (assigned != null) {
            return assigned;
        }
        if (definition != null) {
            return Addresses.of(definition);
        }
        return commonSection != null ? commonSection.address() : 0;
    }

    /** Whether it is another name of the definition of a default version, which is in the program's symbol table already. */
    boolean isByVersion() {
        return definition != null && !definition.name().equals(name);
    }

    /** Whether this definition yields to another. */
    boolean isWeak() {
        return definition != null && definition.entry().binding() == Symbol.WEAK;
    }
}
