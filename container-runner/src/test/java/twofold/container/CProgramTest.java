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
    @ValueSource(strings = {"threads", "signals", "memory", "files", "events", "sockets", "xattrs"})
    void aProgramPrintsWhatItPrintsUnderQemu(String name) throws Exception {
        Path program = Guest.program(directory, name);
        String expected = Guest.host(directory, "qemu-riscv64", program.toString());
        try (Guest guest = new Guest(directory.resolve("upper"), false).file("bin", "program", Files.readAllBytes(program))) {
            Guest.Result result = guest.run("/bin/program");
            assertEquals(expected, result.out());
            assertEquals(0, result.status());
        }
    }
}
