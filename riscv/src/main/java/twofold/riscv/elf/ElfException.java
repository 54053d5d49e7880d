package twofold.riscv.elf;

/** A file that is no usable RISC-V ELF file; the message is one clause that says why, to be put after the file's name. */
public final class ElfException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why such as "truncated: …" or "is 32-bit"; control characters, which a file's names may hold, are replaced */
    public ElfException(String why) {
        super(why.replaceAll("\\p{Cntrl}", "?"), null, false, false);
    }
}
