package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import twofold.container.oci.Limits;
import twofold.container.syscall.SyscallTable;
import twofold.container.vfs.Credentials;

/** Programs that try to break the kernel or to leave their container. What they do must not show outside, and the container works on. */
@Timeout(600)
class EscapesTest {
    private static final int TUPLES = 200;
    private static final Limits LIMITED = Limits.NONE.withMemory(64L << 20, 0, 0).withTasksAndProcessor(100, null, 100);
    @TempDir
    Path directory;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private PrintStream before;

    @BeforeEach
    void listen() {
        before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void nothingWasSaidOfFailuresOfTheKernel() {
        System.setErr(before);
        assertEquals("", said.toString(StandardCharsets.UTF_8));
    }

    private Guest guest(String name) throws Exception {
        Path source = directory.resolve(name + ".c");
        try (var in = EscapesTest.class.getResourceAsStream("/escapes/" + name + ".c")) {
            Files.copy(in, source);
        }
        Path program = directory.resolve(name);
        Guest.host(directory, "riscv64-linux-gnu-gcc", "-O1", "-w", "-static", "-o", program.toString(), source.toString());
        return new Guest(directory.resolve("upper"), true).limited(LIMITED).file("bin", name, Files.readAllBytes(program));
    }

    @Test
    @DisplayName("every system call with hostile arguments leaves kernel and container whole")
    void everyCallWithHostileArguments() throws Exception {
        long seed = Long.getLong("twofold.seed", System.nanoTime());
        System.out.println("seed " + seed);
        List<String> words = new ArrayList<>(List.of("/bin/hostile", Long.toString(seed), Integer.toString(TUPLES)));
        SyscallTable.all().forEach(row -> words.add(Integer.toString(row.number())));
        try (Guest guest = guest("hostile")) {
            Guest.Result result = guest.run(words.toArray(new String[0]));
            assertEquals("survived " + SyscallTable.all().size() + "\n", result.out(), result::err);
        }
    }

    @Test
    @DisplayName("no path, link, descriptor or mount leads out of the root, and bombs stay within the limits")
    void wellKnownWaysOut() throws Exception {
        try (Guest guest = guest("ways")) {
            Guest.Result result = guest.run("/bin/ways");
            assertEquals("done\n", result.out(), result::err);
            assertEquals(0, result.status());
        }
    }
}
