package twofold.riscv.elf;

/**
 * A section header.
 *
 * @param name      its name
 * @param type      SHT_* value
 * @param flags     SHF_* bits
 * @param address   where it is in memory, 0 when it is not or not yet
 * @param offset    where its bytes start in the file
 * @param size      bytes
 * @param link      index of a related section, by type
 * @param info      more, by type
 * @param alignment power of two, or 0
 * @param entrySize bytes of one entry where it is a table or holds mergeable entities
 */
public record Section(String name, int type, long flags, long address, long offset, long size, int link, int info, long alignment,
        long entrySize) {
    /** Holds nothing. */
    public static final int NULL = 0;
    /** Contents that the program gives meaning to. */
    public static final int PROGBITS = 1;
    /** A symbol table. */
    public static final int SYMTAB = 2;
    /** A string table. */
    public static final int STRTAB = 3;
    /** Relocations with addends. */
    public static final int RELA = 4;
    /** Notes. */
    public static final int NOTE = 7;
    /** Takes no space in the file and is zero in memory. */
    public static final int NOBITS = 8;
    /** Relocations without addends. */
    public static final int REL = 9;
    /** Functions to call at start. */
    public static final int INIT_ARRAY = 14;
    /** Functions to call at the end. */
    public static final int FINI_ARRAY = 15;
    /** Functions to call before those of INIT_ARRAY. */
    public static final int PREINIT_ARRAY = 16;
    /** A group of sections. */
    public static final int GROUP = 17;
    /** RISC-V attributes. */
    public static final int RISCV_ATTRIBUTES = 0x70000003;

    /** Writable. */
    public static final long WRITE = 1;
    /** In memory when the program runs. */
    public static final long ALLOC = 2;
    /** Holds instructions. */
    public static final long EXEC = 4;
    /** Equal entities may be merged. */
    public static final long MERGE = 0x10;
    /** The entities are strings. */
    public static final long STRINGS = 0x20;
    /** {@code info} is a section index. */
    public static final long INFO_LINK = 0x40;
    /** Is about the section that {@code link} names, and goes with it. */
    public static final long LINK_ORDER = 0x80;
    /** Member of a group. */
    public static final long IN_GROUP = 0x200;
    /** Thread-local storage. */
    public static final long TLS = 0x400;

    /** Never collected as garbage. */
    public static final long RETAIN = 0x20_0000;
    /** Not to be linked. */
    public static final long EXCLUDE = 0x8000_0000L;
    /** In the first word of a group: only one of its name is linked. */
    public static final int COMDAT = 1;

    /** Bytes of one header. */
    static final int BYTES = 64;

    /** Whether all of {@code bits} are set. */
    public boolean has(long bits) {
        return (flags & bits) == bits;
    }

    /** The type's name without SHT_, or its number. */
    public String typeName() {
        return switch (type) {
            case NULL -> "NULL";
            case PROGBITS -> "PROGBITS";
            case SYMTAB -> "SYMTAB";
            case STRTAB -> "STRTAB";
            case RELA -> "RELA";
            case NOTE -> "NOTE";
            case NOBITS -> "NOBITS";
            case REL -> "REL";
            case INIT_ARRAY -> "INIT_ARRAY";
            case FINI_ARRAY -> "FINI_ARRAY";
            case PREINIT_ARRAY -> "PREINIT_ARRAY";
            case GROUP -> "GROUP";
            case RISCV_ATTRIBUTES -> "RISCV_ATTRIBUTES";
            case 5 -> "HASH";
            case 6 -> "DYNAMIC";
            case 11 -> "DYNSYM";
            default -> "0x" + Integer.toHexString(type);
        };
    }

    /** The flags in readelf's letters. */
    public String flagLetters() {
        String letters = "WAX MSILO GTC";
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < letters.length(); bit++) {
            if ((flags >> bit & 1) != 0 && letters.charAt(bit) != ' ') {
                text.append(letters.charAt(bit));
            }
        }
        return text.toString();
    }
}
