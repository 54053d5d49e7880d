package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C programs, compiled here, print under our kernel what they print under QEMU's user mode. */
@Timeout(120)
class CProgramTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"threads.c", "signals.c", "memory.c", "files.c", "events.c", "sockets.c"})
    void aProgramPrintsWhatItPrintsUnderQemu(String name) throws Exception {
        Path source = directory.resolve(name);
        try (var in = CProgramTest.class.getResourceAsStream("/programs/" + name)) {
            Files.copy(in, source);
        }
        Path program = directory.resolve("program");
        Guest.host(directory, "riscv64-linux-gnu-gcc", "-O1", "-w", "-static", "-o", program.toString(), source.toString());
        String expected = Guest.host(directory, "qemu-riscv64", program.toString());
        try (Guest guest = new Guest(directory.resolve("upper"), false).file("bin", "program", Files.readAllBytes(program))) {
            Guest.Result result = guest.run("/bin/program");
            assertEquals(expected, result.out());
            assertEquals(0, result.status());
        }
    }
}
