package twofold.assembler.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.assembler.Assembler;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.riscv.isa.Extension;
import twofold.toolkit.cli.Command;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.diagnostic.Diagnostics;

/** {@code assembler FILE...}: assembles sources and links, as cc does. */
final class BuildCommand extends Command {
    private final OptionSpec compileOnly = flag("assemble only: leave a relocatable object for each source", "-c");
    private final OptionSpec output = value("FILE", "where the result goes (default: a.out, with -c the source's name with .o)", "-o");
    private final OptionSpec includes = values("DIR", "look for included files here too", "-I");
    private final OptionSpec defines = values("SYM[=V]", "define a symbol, in .S files a preprocessor macro (default value: 1)", "-D");
    private final OptionSpec debug = flag("add line numbers for debuggers", "-g");
    private final OptionSpec march = value("ISA", "the instructions there are (default: rv64gc)", "-march");
    private final OptionSpec scriptFile = value("SCRIPT", "lay the program out as a linker script says", "-T");
    private final OptionSpec textStart = value("ADDR", "put the code at this address (default: 0x10000, after the ELF headers)",
        "--text-start");
    private final OptionSpec listing = value("FILE", "write a listing: address, bytes and source line", "-l");
    private final OptionSpec quiet = flag("no warnings", "-q", "--quiet");
    private final OptionSpec verbose = flag("say on standard error what is done", "-v", "--verbose");
    private final PositionalParamSpec inputs = operands("FILE...", "sources (.s, .S), objects (.o) and archives (.a)");

    BuildCommand() {
        super("assembler", "Assembles and links RISC-V programs.");
        subcommand("disassemble", DisassembleCommand::new);
        subcommand("inspect", InspectCommand::new);
    }

    @Override
    protected int run() throws Exception {
        List<String> files = list(inputs);
        if (files.isEmpty()) {
            throw new UserError(ExitStatus.USAGE, "no input files; see 'assembler --help'");
        }
        if (given(compileOnly) && (text(scriptFile) != null || text(textStart) != null)) {
            throw new UserError(ExitStatus.USAGE, "-c does not link, so it cannot go with -T or --text-start");
        }
        if (text(scriptFile) != null && text(textStart) != null) {
            throw new UserError(ExitStatus.USAGE, "-T and --text-start exclude each other");
        }
        SourceBuild build = new SourceBuild(extensions(), list(includes), list(defines), given(debug), text(listing) != null,
            new Messages(given(quiet), given(verbose)));
        try {
            return given(compileOnly) ? objects(build, files) : program(build, files);
        } catch (IOException e) {
            throw new UserError(e.getMessage());
        }
    }

    private Set<Extension> extensions() {
        try {
            return IsaString.parse(text(march) == null ? "rv64gc" : text(march));
        } catch (IllegalArgumentException e) {
            throw new UserError(ExitStatus.USAGE, "-march: " + e.getMessage());
        }
    }

    private int objects(SourceBuild build, List<String> files) throws IOException {
        if (text(output) != null && files.size() > 1) {
            throw new UserError(ExitStatus.USAGE, "-c with -o takes one source");
        }
        boolean failed = false;
        for (String file : files) {
            if (!SourceBuild.isSource(file)) {
                throw new UserError(ExitStatus.USAGE, "'" + file + "' is no source; -c takes .s and .S files");
            }
            Optional<Assembler.Result> result = build.assemble(file);
            failed |= result.isEmpty();
            if (result.isPresent()) {
                OutputFile.write(Path.of(text(output) != null ? text(output) : objectName(file)), result.get().object(), false);
            }
        }
        return finish(build, failed);
    }

    private static String objectName(String file) {
        String name = Path.of(file).getFileName().toString();
        return name.substring(0, name.length() - 2) + ".o";
    }

    private int program(SourceBuild build, List<String> files) throws IOException {
        List<Linker.Input> objects = new ArrayList<>();
        boolean failed = false;
        for (String file : files) {
            Optional<Linker.Input> object = SourceBuild.isSource(file)
                ? build.assemble(file).map(result -> new Linker.Input(file, result.object(), result.undefined()))
                : Optional.of(new Linker.Input(file, HostFiles.readFile(Path.of(file), file)));
            failed |= object.isEmpty();
            object.ifPresent(objects::add);
        }
        if (failed) {
            return finish(build, true);
        }
        Messages messages = new Messages(given(quiet), given(verbose));
        messages.step("linking " + String.join(" ", files));
        Diagnostics diagnostics = new Diagnostics();
        Linker linker = new Linker(diagnostics);
        if (text(scriptFile) != null) {
            linker.script(SourceBuild.read(text(scriptFile)));
        }
        if (text(textStart) != null) {
            linker.textStart(address(text(textStart)));
        }
        Optional<byte[]> program = linker.link(objects);
        messages.print(diagnostics);
        if (program.isPresent()) {
            OutputFile.write(Path.of(text(output) != null ? text(output) : "a.out"), program.get(), true);
        }
        return finish(build, program.isEmpty());
    }

    private static long address(String text) {
        try {
            return text.matches("0[xX].*") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new UserError(ExitStatus.USAGE, "--text-start: '" + text + "' is not an address");
        }
    }

    private int finish(SourceBuild build, boolean failed) throws IOException {
        if (!failed && text(listing) != null) {
            OutputFile.write(Path.of(text(listing)), build.listing(), false);
        }
        return failed ? ExitStatus.FAILED : ExitStatus.DONE;
    }
}
