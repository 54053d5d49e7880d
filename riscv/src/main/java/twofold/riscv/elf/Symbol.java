package twofold.riscv.elf;

/**
 * A symbol table entry.
 *
 * @param name    its name, "" for a section's symbol
 * @param value   address or offset in the section; for a common symbol its alignment
 * @param size    bytes, 0 when unknown
 * @param binding {@link #LOCAL}, {@link #GLOBAL}, {@link #WEAK} or {@link #GNU_UNIQUE}
 * @param type    STT_* value
 * @param other   visibility in the low two bits
 * @param section section index, or {@link #UNDEFINED}, {@link #ABSOLUTE}, {@link #COMMON}
 */
public record Symbol(String name, long value, long size, int binding, int type, int other, int section) {
    /** Not seen outside its file. */
    public static final int LOCAL = 0;
    /** Seen by all files. */
    public static final int GLOBAL = 1;
    /** Global, but yields to another definition and need not have one. */
    public static final int WEAK = 2;
    /** Global, with one definition for all of a process. */
    public static final int GNU_UNIQUE = 10;

    /** Type not given. */
    public static final int NOTYPE = 0;
    /** Data. */
    public static final int OBJECT = 1;
    /** Code. */
    public static final int FUNCTION = 2;
    /** Stands for a section. */
    public static final int SECTION = 3;
    /** Names the source file. */
    public static final int FILE = 4;
    /** A common block. */
    public static final int COMMON_TYPE = 5;
    /** Thread-local data. */
    public static final int TLS = 6;
    /** A function that chooses a function at start. */
    public static final int GNU_IFUNC = 10;

    /** Section index of a symbol that is not defined here. */
    public static final int UNDEFINED = 0;
    /** Section index of a symbol whose value is no address in a section. */
    public static final int ABSOLUTE = 0xfff1;
    /** Section index of a common symbol. */
    public static final int COMMON = 0xfff2;

    /** Bytes of one entry. */
    static final int BYTES = 24;

    /** Whether it has a place in this file. */
    public boolean isDefined() {
        return section != UNDEFINED && section != COMMON;
    }

    /** The type's name without STT_. */
    public String typeName() {
        return switch (type) {
            case NOTYPE -> "NOTYPE";
            case OBJECT -> "OBJECT";
            case FUNCTION -> "FUNC";
            case SECTION -> "SECTION";
            case FILE -> "FILE";
            case COMMON_TYPE -> "COMMON";
            case TLS -> "TLS";
            case GNU_IFUNC -> "IFUNC";
            default -> Integer.toString(type);
        };
    }

    /** The binding's name without STB_. */
    public String bindingName() {
        return switch (binding) {
            case LOCAL -> "LOCAL";
            case GLOBAL -> "GLOBAL";
            case WEAK -> "WEAK";
            case GNU_UNIQUE -> "UNIQUE";
            default -> Integer.toString(binding);
        };
    }

    /** The visibility's name without STV_. */
    public String visibilityName() {
        return switch (other & 3) {
            case 1 -> "INTERNAL";
            case 2 -> "HIDDEN";
            case 3 -> "PROTECTED";
            default -> "DEFAULT";
        };
    }
}
