package twofold.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import twofold.assembler.Assembler;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.assembler.source.SourceFiles;
import twofold.riscv.isa.Isa;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

/** Guest programs of tests, assembled from sources beside the test. */
public final class GuestPrograms {
    private static final long RAM = 0x8000_0000L;
    private static final SourceFiles NO_FILES = new SourceFiles() {
        @Override
        public byte[] read(String name, String from) throws IOException {
            throw new IOException("there is no file '" + name + "'");
        }

        @Override
        public String locate(String name, String from) throws IOException {
            throw new IOException("there is no file '" + name + "'");
        }
    };

    private GuestPrograms() {
    }

    /** An executable that begins where RAM does, of sources one after the other. */
    public static byte[] assembled(Class<?> test, String... names) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            try (InputStream in = test.getResourceAsStream(name)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        Diagnostics diagnostics = new Diagnostics();
        Assembler assembler = new Assembler(new Assembler.Settings(IsaString.parse(Isa.ALL.toString()), NO_FILES, Map.of(), false), diagnostics);
        byte[] object = assembler.assemble(new Source("t.s", text.toString())).orElseThrow(() -> new AssertionError(diagnostics.render())).object();
        Linker linker = new Linker(diagnostics);
        linker.textStart(RAM);
        return linker.link(List.of(new Linker.Input("t.o", object))).orElseThrow(() -> new AssertionError(diagnostics.render()));
    }
}
