package twofold.vm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import twofold.image.run.RunRequest;
import twofold.riscv.isa.Isa;
import twofold.vm.GuestPrograms;

/** Machine-mode programs in the manner of the RISC-V test suites, each of which checks itself and says how it went through tohost. */
class BareProgramsTest {
    @TempDir
    Path folder;
    private Path signature;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String name, boolean virtual, String isa) throws IOException {
        RunRequest request = new RunRequest(null, List.of(), false, false, false, true, null, List.of(), List.of(), null, null, null, null, null,
            null, null, List.of(), false, List.of(), null, 20_000_000_000L, virtual, null, null, !virtual, null, null);
        Path file = folder.resolve(name + ".elf");
        Files.write(file, GuestPrograms.assembled(BareProgramsTest.class, "environment.s", name + ".s"));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.ISO_8859_1);
        return new BareRun(request, isa == null ? Isa.ALL : Isa.parse(isa), stream).run(file, signature);
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
    void aProgramEndsByACallAndItsStatusIsOneByte() throws IOException {
        assertEquals(255, run("exit", true, null));
    }

    @Test
    void anExtensionThatIsNotOfferedIsMissed() throws IOException {
        assertEquals(10, run("paging", true, "rv64gc"), "the handler of check 10 does not expect an illegal cbo.zero");
    }
}
