package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that take all they can get of something the kernel keeps: they are refused or killed, and their neighbour goes on. */
@Timeout(300)
@ExtendWith(Leftovers.class)
class BombsTest {
    private static final int REFUSED = 3;
    private static final int KILLED = 137;
    @TempDir
    static Path directory;
    private static Tools tools;
    private static Path program;

    @BeforeAll
    static void startNeighbour() throws Exception {
        tools = Tools.withBusybox(directory);
        program = Guest.program(directory, "bombs");
        assertEquals(0, tools.runner("run", "-d", "--name", "neighbour", "busybox", "sleep", "1000000").status());
    }

    @AfterAll
    static void stopNeighbour() throws Exception {
        if (tools != null) {
            tools.runner("rm", "-f", "neighbour");
        }
    }

    private static void explode(String... words) throws Exception {
        Tools.Result result = tools.runner(words);
        assertTrue(result.status() == REFUSED || result.status() == KILLED, result::toString);
        assertEquals("alive\n", tools.runner("exec", "neighbour", "echo", "alive").out());
    }

    @DisplayName("in a container with 64 MiB")
    @ParameterizedTest
    @ValueSource(strings = {"full-pipes", "empty-pipes", "stream", "datagrams", "packets", "udp", "passed-files", "memory-file", "tmpfs-file",
        "tmpfs-inodes", "attributes", "long-links", "epolls", "epoll-items", "descriptors", "timer-files", "timers", "watches", "messages",
        "semaphores", "posix-messages", "shared-memory", "memory", "areas", "page-tables", "forks", "wide-tables", "threads", "locks"})
    void limited(String kind) throws Exception {
        explode("run", "--rm", "-m", "64m", "-v", program + ":/bombs:ro", "busybox", "/bombs", kind);
    }

    @DisplayName("in a container without a limit")
    @ParameterizedTest
    @ValueSource(strings = {"empty-pipes", "stream", "attributes", "forks", "areas"})
    void unlimited(String kind) throws Exception {
        explode("run", "--rm", "-v", program + ":/bombs:ro", "busybox", "/bombs", kind);
    }
}
