package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container whose first process is traced by one of its children ends as any other. */
@Timeout(120)
class TracedInitTest {
    @TempDir
    Path directory;

    @Test
    void aTracedFirstProcessEndsWithItsStatus() throws Exception {
        assertEquals(3, status("/bin/program"));
    }

    @Test
    void aTracedFirstProcessDiesOfItsFaultOnceItsTracerIsGone() throws Exception {
        assertEquals(133, status("/bin/program", "abort"));
    }

    private int status(String... command) throws Exception {
        Path program = Guest.program(directory, "tracedinit");
        try (Guest guest = new Guest(directory.resolve("upper"), false).file("bin", "program", Files.readAllBytes(program))) {
            Guest.Result result = guest.run(command);
            assertEquals("+\n", result.out());
            return result.status();
        }
    }
}
