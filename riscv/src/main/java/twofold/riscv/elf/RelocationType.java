package twofold.riscv.elf;

/** Relocation types (RISC-V ELF psABI, table "Relocation types"). The constant is the name without {@code R_RISCV_}. */
public enum RelocationType {
    NONE(0, "NONE"),
    ABS32(1, "32"),
    ABS64(2, "64"),
    RELATIVE(3, "RELATIVE"),
    COPY(4, "COPY"),
    JUMP_SLOT(5, "JUMP_SLOT"),
    TLS_DTPMOD32(6, "TLS_DTPMOD32"),
    TLS_DTPMOD64(7, "TLS_DTPMOD64"),
    TLS_DTPREL32(8, "TLS_DTPREL32"),
    TLS_DTPREL64(9, "TLS_DTPREL64"),
    TLS_TPREL32(10, "TLS_TPREL32"),
    TLS_TPREL64(11, "TLS_TPREL64"),
    TLSDESC(12, "TLSDESC"),
    BRANCH(16, "BRANCH"),
    JAL(17, "JAL"),
    CALL(18, "CALL"),
    CALL_PLT(19, "CALL_PLT"),
    GOT_HI20(20, "GOT_HI20"),
    TLS_GOT_HI20(21, "TLS_GOT_HI20"),
    TLS_GD_HI20(22, "TLS_GD_HI20"),
    PCREL_HI20(23, "PCREL_HI20"),
    PCREL_LO12_I(24, "PCREL_LO12_I"),
    PCREL_LO12_S(25, "PCREL_LO12_S"),
    HI20(26, "HI20"),
    LO12_I(27, "LO12_I"),
    LO12_S(28, "LO12_S"),
    TPREL_HI20(29, "TPREL_HI20"),
    TPREL_LO12_I(30, "TPREL_LO12_I"),
    TPREL_LO12_S(31, "TPREL_LO12_S"),
    TPREL_ADD(32, "TPREL_ADD"),
    ADD8(33, "ADD8"),
    ADD16(34, "ADD16"),
    ADD32(35, "ADD32"),
    ADD64(36, "ADD64"),
    SUB8(37, "SUB8"),
    SUB16(38, "SUB16"),
    SUB32(39, "SUB32"),
    SUB64(40, "SUB64"),
    GOT32_PCREL(41, "GOT32_PCREL"),
    ALIGN(43, "ALIGN"),
    RVC_BRANCH(44, "RVC_BRANCH"),
    RVC_JUMP(45, "RVC_JUMP"),
    GPREL_I(47, "GPREL_I"),
    GPREL_S(48, "GPREL_S"),
    RELAX(51, "RELAX"),
    SUB6(52, "SUB6"),
    SET6(53, "SET6"),
    SET8(54, "SET8"),
    SET16(55, "SET16"),
    SET32(56, "SET32"),
    PCREL_32(57, "32_PCREL"),
    IRELATIVE(58, "IRELATIVE"),
    PLT32(59, "PLT32"),
    SET_ULEB128(60, "SET_ULEB128"),
    SUB_ULEB128(61, "SUB_ULEB128");

    private static final RelocationType[] BY_NUMBER = new RelocationType[64];

    static {
        for (RelocationType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;
    private final String elfName;

    RelocationType(int number, String name) {
        this.number = number;
        this.elfName = "R_RISCV_" + name;
    }

    /** The type in an object file. */
    public int number() {
        return number;
    }

    /** The name with its prefix: {@code R_RISCV_BRANCH}. */
    public String elfName() {
        return elfName;
    }

    /** The type of a name with its prefix, or null. */
    public static RelocationType named(String elfName) {
        for (RelocationType type : values()) {
            if (type.elfName.equals(elfName)) {
                return type;
            }
        }
        return null;
    }

    /** The type of a number, or null. */
    public static RelocationType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
