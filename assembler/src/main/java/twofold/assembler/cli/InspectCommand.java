package twofold.assembler.cli;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.assembler.disassemble.Inspection;
import twofold.riscv.elf.ElfException;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code assembler inspect FILE}. */
final class InspectCommand extends Command {
    private final OptionSpec format = value("json|table", "how to print (default: table)", "--format");
    private final PositionalParamSpec inputs = operands("FILE", "an ELF object or program");

    InspectCommand() {
        super("inspect", "Prints headers, sections, symbols and relocations of an ELF file.");
    }

    @Override
    protected int run() throws Exception {
        String form = text(format) == null ? "table" : text(format);
        if (!form.equals("json") && !form.equals("table")) {
            throw new UserError(ExitStatus.USAGE, "--format is json or table, not '" + form + "'");
        }
        String file = words(inputs, 1, 1).getFirst();
        try {
            Inspection inspection = new Inspection(ElfInput.read(file));
            System.out.write((form.equals("json") ? inspection.json() : inspection.table()).getBytes(StandardCharsets.UTF_8));
        } catch (ElfException e) {
            throw new UserError("'" + file + "' " + e.getMessage());
        }
        return ExitStatus.DONE;
    }
}
