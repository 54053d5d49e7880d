package twofold.vm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.assembler.Assembler;
import twofold.assembler.link.Linker;
import twofold.assembler.model.IsaString;
import twofold.assembler.source.SourceFiles;
import twofold.image.run.RunRequest;
import twofold.riscv.isa.Isa;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.diagnostic.Diagnostics;
import twofold.toolkit.diagnostic.Source;

/** Machine-mode programs in the manner of the RISC-V test suites, each of which checks itself and says how it went through tohost. */
class BareProgramsTest {
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

    @TempDir
    Path folder;
    private Path signature;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String name, boolean virtual, String isa) throws IOException {
        RunRequest request = new RunRequest(null, List.of(), false, false, false, true, null, List.of(), List.of(), null, null, null, null, null,
            null, null, List.of(), false, List.of(), null, 20_000_000_000L, virtual, null, null, !virtual, null, null);
        Path file = folder.resolve(name + ".elf");
        Files.write(file, program(text("environment.s") + text(name + ".s")));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.ISO_8859_1);
        return new BareRun(request, isa == null ? Isa.ALL : Isa.parse(isa), stream).run(file, signature);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = BareProgramsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] program(String text) {
        Diagnostics diagnostics = new Diagnostics();
        Assembler assembler = new Assembler(new Assembler.Settings(IsaString.parse(Isa.ALL.toString()), NO_FILES, Map.of(), false), diagnostics);
        byte[] object = assembler.assemble(new Source("t.s", text)).orElseThrow(() -> new AssertionError(diagnostics.render())).object();
        Linker linker = new Linker(diagnostics);
        linker.textStart(0x8000_0000L);
        return linker.link(List.of(new Linker.Input("t.o", object))).orElseThrow(() -> new AssertionError(diagnostics.render()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"csr", "illegal", "fetch", "paging", "timer"})
    void programsPassWithEitherClock(String name) throws IOException {
        assertEquals(0, run(name, false, null));
        assertEquals(0, run(name, true, null));
    }

    @Test
    void aProgramPrintsAndFailsWithTheNumberOfTheCheck() throws IOException {
        signature = folder.resolve("signature");
        assertEquals(5, run("console", true, null));
        assertEquals(List.of("00000005", "00000000", "00000001"), Files.readAllLines(signature));
        assertEquals("hello\n", out.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anExtensionThatIsNotOfferedIsMissed() throws IOException {
        assertEquals(10, run("paging", true, "rv64gc"), "the handler of check 10 does not expect an illegal cbo.zero");
    }
}
