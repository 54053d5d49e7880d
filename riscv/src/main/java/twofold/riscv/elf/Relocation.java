package twofold.riscv.elf;

/**
 * One relocation.
 *
 * @param offset in the section (relocatable files) or in memory
 * @param type   number of a {@link RelocationType}
 * @param symbol index in the symbol table, 0 for none
 * @param addend added to the symbol's value
 */
public record Relocation(long offset, int type, int symbol, long addend) {
    /** Bytes of one entry with an addend. */
    static final int BYTES = 24;

    /** The type's name, or its number when it has none. */
    public String typeName() {
        RelocationType known = RelocationType.of(type);
        return known == null ? "R_RISCV_" + type : known.elfName();
    }
}
