package twofold.riscv.elf;

/**
 * A segment. Sizes and addresses in bytes.
 *
 * @param type            PT_* value
 * @param flags           PF_X 1, PF_W 2, PF_R 4
 * @param offset          where its bytes start in the file
 * @param virtualAddress  where they go
 * @param physicalAddress the load address where that differs
 * @param fileSize        bytes in the file
 * @param memorySize      bytes in memory; what the file lacks is zero
 * @param alignment       power of two, or 0
 */
public record ProgramHeader(int type, int flags, long offset, long virtualAddress, long physicalAddress, long fileSize, long memorySize,
        long alignment) {
    /** A segment to load. */
    public static final int LOAD = 1;
    /** Dynamic linking information. */
    public static final int DYNAMIC = 2;
    /** The path of the program interpreter. */
    public static final int INTERP = 3;
    /** Notes. */
    public static final int NOTE = 4;
    /** The program headers themselves. */
    public static final int PHDR = 6;
    /** The template of thread-local storage. */
    public static final int TLS = 7;
    /** Exception-handling index. */
    public static final int GNU_EH_FRAME = 0x6474e550;
    /** Permissions of the stack. */
    public static final int GNU_STACK = 0x6474e551;
    /** What becomes read-only after relocation. */
    public static final int GNU_RELRO = 0x6474e552;
    /** The RISC-V attributes section. */
    public static final int RISCV_ATTRIBUTES = 0x70000003;
    /** Executable. */
    public static final int X = 1;
    /** Writable. */
    public static final int W = 2;
    /** Readable. */
    public static final int R = 4;
    /** Bytes of one entry. */
    static final int BYTES = 56;

    /** Whether this is a segment to load. */
    public boolean isLoad() {
        return type == LOAD;
    }

    /** The type's name without PT_, or its number. */
    public String typeName() {
        return switch (type) {
            case 0 -> "NULL";
            case LOAD -> "LOAD";
            case DYNAMIC -> "DYNAMIC";
            case INTERP -> "INTERP";
            case NOTE -> "NOTE";
            case PHDR -> "PHDR";
            case TLS -> "TLS";
            case GNU_EH_FRAME -> "GNU_EH_FRAME";
            case GNU_STACK -> "GNU_STACK";
            case GNU_RELRO -> "GNU_RELRO";
            case RISCV_ATTRIBUTES -> "RISCV_ATTRIBUTES";
            default -> "0x" + Integer.toHexString(type);
        };
    }
}
