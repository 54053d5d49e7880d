package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a script uses them. */
@Timeout(120)
@ExtendWith(Leftovers.class)
class CommandsTest {
    @TempDir
    static Path directory;
    private static Tools tools;

    @BeforeAll
    static void makeImage() throws Exception {
        tools = Tools.withBusybox(directory);
    }

    private static long field(String json, String name) {
        Matcher found = Pattern.compile('"' + name + "\" : (\\d+)").matcher(json);
        assertTrue(found.find(), () -> name + " is missing in " + json);
        return Long.parseLong(found.group(1));
    }

    @Test
    @DisplayName("a stopped container is listed, compared, committed, run again and removed")
    void aContainerLivesOn() throws Exception {
        assertEquals(3, tools.runner("run", "--name", "first", "busybox", "sh", "-c", "echo new > /tmp/made; rm /bin/true; exit 3").status());
        assertTrue(tools.runner("ps", "-a").out().matches("(?s).*first +exited +3 .*"));
        assertTrue(tools.runner("inspect", "first").out().contains("\"first\""));
        assertEquals("3\n", tools.runner("wait", "first").out());
        List<String> changes = tools.runner("diff", "first").out().lines().toList();
        assertTrue(changes.contains("A /tmp/made") && changes.contains("D /bin/true"), changes::toString);
        assertTrue(tools.runner("commit", "first", "second").out().startsWith("sha256:"));
        assertEquals("new\n", tools.runner("run", "--rm", "second", "cat", "/tmp/made").out());
        assertEquals("first\n", tools.runner("rm", "-f", "first").out());
        Tools.Result gone = tools.runner("inspect", "first");
        assertTrue(gone.status() != 0 && gone.err().contains("first"), gone::toString);
    }

    @Test
    @DisplayName("a batch runs its lines at the same time, and fails if one of them does")
    void aBatchRuns() throws Exception {
        Files.writeString(directory.resolve("good"), "# two\n--rm --name one busybox echo one\n--rm --name two busybox echo 'two words'\n");
        Tools.Result good = tools.runner("batch", "good");
        assertEquals(0, good.status(), good.err());
        assertTrue(good.out().contains("one") && good.out().contains("two words"), good.out());
        Files.writeString(directory.resolve("bad"), "--rm busybox true\n--rm busybox false\n");
        assertEquals(1, tools.runner("batch", "bad").status());
        Files.writeString(directory.resolve("wrong"), "--rm busybox true\n--no-such busybox\n");
        Tools.Result wrong = tools.runner("batch", "wrong");
        assertEquals(2, wrong.status());
        assertTrue(wrong.err().contains("line 2"), wrong.err());
    }

    @Test
    @DisplayName("metrics hold what was done, and two virtual runs print and measure the same")
    void metricsAreEqual() throws Exception {
        String[] seen = new String[2];
        for (int i = 0; i < 2; i++) {
            Tools.Result result = tools.runner("run", "--rm", "--clock", "virtual", "--metrics", "virtual.json", "busybox", "sh", "-c",
                    "hostname; date; ls -la / /proc/self; cat /proc/cpuinfo > /tmp/c; md5sum /tmp/c; (exit 1) | sleep 1; echo err >&2");
            assertEquals(0, result.status(), result.err());
            seen[i] = result.out() + result.err() + Files.readString(directory.resolve("virtual.json")).replaceAll("\"host_rss_bytes\" : \\d+", "");
        }
        assertEquals(seen[0], seen[1]);
        assertFalse(seen[0].contains("\"engine\""), "what engines did does not repeat");
    }

    @Test
    @DisplayName("with the host's clock the moments of a run follow one another")
    void momentsAreInOrder() throws Exception {
        assertEquals(0, tools.runner("run", "--rm", "--metrics", "host.json", "busybox", "echo", "hello").status());
        String json = Files.readString(directory.resolve("host.json"));
        long first = field(json, "to_first_instruction_ns");
        assertTrue(first > 0 && first <= field(json, "to_entrypoint_ns") && field(json, "to_entrypoint_ns") < field(json, "total_ns"), json);
        assertEquals(6, field(json, "console_bytes"));
        assertTrue(field(json, "written_bytes") >= 6 && field(json, "write") >= 1, json);
        assertTrue(field(json, "resident_bytes") > 0 && field(json, "resident_bytes") <= field(json, "peak_bytes"), json);
        assertEquals(field(json, "faults"),
                field(json, "fetch_page_fault") + field(json, "load_page_fault") + field(json, "store_page_fault"));
        assertTrue(field(json, "total") <= field(json, "guest_cpu_ns") * 10, json);
        assertFalse(json.contains("supervisor"));
        assertEquals(field(json, "total"), field(json, "interpreted") + field(json, "translated"));
        assertTrue(field(json, "tlb_misses") > 0, json);
    }

    @Test
    @DisplayName("on a terminal of the host the guest has one too")
    void aTerminalIsATerminal() throws Exception {
        Assumptions.assumeTrue(Guest.has("script"), "needs script");
        StringBuilder line = new StringBuilder();
        for (String word : tools.runnerCommand("run", "--rm", "-it", "busybox", "sh", "-c", "tty; read x; echo got $x; test -t 1 && exit 5")) {
            line.append('\'').append(word).append("' ");
        }
        Tools.Result result = tools.process(List.of("script", "-qec", line.toString(), "/dev/null"), "typed\n");
        assertTrue(result.out().contains("/dev/pts/0\r\n") && result.out().contains("got typed\r\n"), result::toString);
        assertEquals(5, result.status());
    }
}
