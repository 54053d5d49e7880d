package twofold.assembler.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.assembler.disassemble.Disassembly;
import twofold.riscv.elf.ElfException;
import twofold.riscv.isa.Printer;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code assembler disassemble FILE}. */
final class DisassembleCommand extends Command {
    private final OptionSpec plain = flag("print what is encoded, without pseudo-instructions", "--no-aliases");
    private final PositionalParamSpec inputs = operands("FILE", "an ELF object or program");

    DisassembleCommand() {
        super("disassemble", "Prints the code of an ELF file as assembly.");
    }

    @Override
    protected int run() throws Exception {
        String file = words(inputs, 1, 1).getFirst();
        try (PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false,
                StandardCharsets.UTF_8)) {
            new Disassembly(ElfInput.read(file), given(plain) ? Printer.PLAIN : Printer.ALIASED, out).print(file);
        } catch (ElfException e) {
            throw new UserError("'" + file + "' " + e.getMessage());
        }
        return ExitStatus.DONE;
    }
}
