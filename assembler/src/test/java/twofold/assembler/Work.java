package twofold.assembler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import twofold.assembler.source.SourceFiles;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.riscv.isa.Isa;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

/** Assembles and links text in tests. */
public final class Work {
    /** No file can be included. */
    public static final SourceFiles NO_FILES = new SourceFiles() {
        @Override
        public byte[] read(String name, String from) throws IOException {
            throw new IOException("there is no file '" + name + "'");
        }

        @Override
        public String locate(String name, String from) throws IOException {
            throw new IOException("there is no file '" + name + "'");
        }
    };

    private Work() { }

    /** An assembler for rv64gc. */
    public static Assembler assembler(Diagnostics diagnostics) {
        return new Assembler(new Assembler.Settings(IsaString.parse("rv64gc"), NO_FILES, Map.of(), false), diagnostics);
    }

    /** The object of a source without errors. */
    public static byte[] object(String name, String text) {
        Diagnostics diagnostics = new Diagnostics();
        return assembler(diagnostics).assemble(new Source(name, text)).orElseThrow(() -> new AssertionError(diagnostics.render())).object();
    }

    /** The object of a source that uses every extension. */
    static byte[] objectOfAllExtensions(String name, String text) {
        Diagnostics diagnostics = new Diagnostics();
        return new Assembler(new Assembler.Settings(IsaString.parse(Isa.ALL.toString()), NO_FILES, Map.of(), false), diagnostics)
            .assemble(new Source(name, text)).orElseThrow(() -> new AssertionError(diagnostics.render())).object();
    }

    /** What the assembler says about a source. */
    public static String messages(String text) {
        Diagnostics diagnostics = new Diagnostics();
        assembler(diagnostics).assemble(new Source("t.s", text));
        return diagnostics.render();
    }

    /** The program that sources make; a script may be null. */
    public static byte[] program(String script, String... sources) {
        Diagnostics diagnostics = new Diagnostics();
        return link(diagnostics, script, sources).orElseThrow(() -> new AssertionError(diagnostics.render()));
    }

    /** What the linker says about sources. */
    public static String linkMessages(String script, String... sources) {
        Diagnostics diagnostics = new Diagnostics();
        link(diagnostics, script, sources);
        return diagnostics.render();
    }

    private static Optional<byte[]> link(Diagnostics diagnostics, String script, String... sources) {
        List<Linker.Input> inputs = new ArrayList<>();
        for (int i = 0; i < sources.length; i++) {
            inputs.add(new Linker.Input((char) ('a' + i) + ".o", object((char) ('a' + i) + ".s", sources[i])));
        }
        Linker linker = new Linker(diagnostics);
        if (script != null) {
            linker.script(new Source("script.ld", script));
        }
        return linker.link(inputs);
    }
}
