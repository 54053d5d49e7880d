package twofold.assembler.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.assembler.Assembler;
import twofold.assembler.model.IsaString;
import twofold.toolkit.cli.Command;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

final class BuildCommand extends Command {
    private final PositionalParamSpec inputs = operands("0..*", "1..*", "FILE", "sources");

    BuildCommand() {
        super("assembler", "x");
    }

    @Override
    protected int run() throws Exception {
        for (String f : list(inputs)) {
            Diagnostics d = new Diagnostics();
            Optional<byte[]> o = new Assembler(new Assembler.Settings(IsaString.parse("rv64gc"), new HostFiles(List.of()), Map.of()), d)
                .assemble(new Source(f, Files.readString(Path.of(f))));
            System.err.print(d.render());
            if (o.isPresent()) {
                Files.write(Path.of(f.replaceFirst("\\.s$", ".o")), o.get());
            }
        }
        return 0;
    }
}
