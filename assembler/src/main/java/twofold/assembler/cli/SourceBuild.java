package twofold.assembler.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import twofold.assembler.Assembler;
import twofold.assembler.model.LineTable;
import twofold.assembler.preprocess.Preprocessor;
import twofold.assembler.source.TextFile;
import twofold.riscv.isa.Extension;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

/** Assembles the sources of one command line; messages go to standard error as they come. */
final class SourceBuild {
    private final Set<Extension> extensions;
    private final HostFiles files;
    private final Map<String, String> defines = new TreeMap<>();
    private final boolean debug;
    private final Messages messages;
    private final StringBuilder listing;

    SourceBuild(Set<Extension> extensions, List<String> includes, List<String> defines, boolean debug, boolean listing, Messages messages) {
        this.extensions = extensions;
        this.files = new HostFiles(includes.stream().map(Path::of).toList());
        this.debug = debug;
        this.messages = messages;
        this.listing = listing ? new StringBuilder() : null;
        for (String define : defines) {
            int equals = define.indexOf('=');
            String name = equals < 0 ? define : define.substring(0, equals);
            if (!name.matches("[A-Za-z_.$][\\w.$]*")) {
                throw new UserError(ExitStatus.USAGE, "-D: '" + name + "' is not the name of a symbol");
            }
            this.defines.put(name, equals < 0 ? "1" : define.substring(equals + 1));
        }
    }

    static boolean isSource(String file) {
        return file.endsWith(".s") || file.endsWith(".S");
    }

    /** A text file as a source. */
    static Source read(String file) throws IOException {
        return new Source(file, TextFile.decode(HostFiles.readFile(Path.of(file), file), file));
    }

    /** The object file of a source, or empty when it has errors. */
    Optional<Assembler.Result> assemble(String file) throws IOException {
        messages.step("assembling " + file);
        Diagnostics diagnostics = new Diagnostics();
        try {
            return assemble(file, diagnostics);
        } catch (Diagnostics.TooMany stop) {
            return Optional.empty();
        } finally {
            messages.print(diagnostics);
        }
    }

    private Optional<Assembler.Result> assemble(String file, Diagnostics diagnostics) throws IOException {
        Source source = read(file);
        boolean preprocessed = file.endsWith(".S");
        if (preprocessed) {
            source = preprocess(source, diagnostics);
        }
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        LineTable lines = listing != null ? new LineTable() : null;
        Assembler assembler = new Assembler(new Assembler.Settings(extensions, files, preprocessed ? Map.of() : symbols(), debug),
            diagnostics);
        Optional<Assembler.Result> result = assembler.assemble(source, lines);
        if (result.isPresent() && listing != null) {
            Listing.append(listing, file, lines, result.get().object());
        }
        return result;
    }

    private Source preprocess(Source source, Diagnostics diagnostics) {
        Preprocessor preprocessor = new Preprocessor(files, diagnostics);
        Predefined.define(preprocessor, extensions);
        defines.forEach(preprocessor::define);
        return preprocessor.run(source);
    }

    private Map<String, Long> symbols() {
        Map<String, Long> symbols = new TreeMap<>();
        defines.forEach((name, value) -> {
            try {
                symbols.put(name, Long.decode(value));
            } catch (NumberFormatException e) {
                throw new UserError(ExitStatus.USAGE, "-D: '" + value + "' is not a number, which a symbol of a .s file needs");
            }
        });
        return symbols;
    }

    byte[] listing() {
        return listing.toString().getBytes(StandardCharsets.UTF_8);
    }
}
