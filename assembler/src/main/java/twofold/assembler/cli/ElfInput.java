package twofold.assembler.cli;

import java.io.IOException;
import java.nio.file.Path;
import twofold.riscv.elf.ElfException;
import twofold.riscv.elf.ElfFile;
import twofold.toolkit.cli.UserError;

/** Reads the ELF file that a user names. */
final class ElfInput {
    private ElfInput() { }

    static ElfFile read(String file) throws ElfException {
        try {
            return ElfFile.read(HostFiles.readFile(Path.of(file), file));
        } catch (IOException e) {
            throw new UserError(e.getMessage());
        }
    }
}
