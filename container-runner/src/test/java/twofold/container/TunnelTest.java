package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TUN and TAP devices behave as those of Linux, whose words are kept in {@code /programs/tunnel.txt}: QEMU's user mode has none of its own. */
@Timeout(120)
class TunnelTest {
    @TempDir
    Path directory;

    @Test
    void aProgramSeesWhatItSeesOnLinux() throws Exception {
        Path program = Guest.program(directory, "tunnel");
        String expected;
        try (InputStream in = TunnelTest.class.getResourceAsStream("/programs/tunnel.txt")) {
            expected = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        try (Guest guest = new Guest(directory.resolve("upper"), true).file("bin", "program", Files.readAllBytes(program))) {
            assertEquals(expected, guest.run("/bin/program").out());
        }
    }
}
