package twofold.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Containers on the shared kernel, from the command line. */
@Timeout(120)
@ExtendWith(Leftovers.class)
class LifeCycleTest {
    private static final String FOREVER = "while true; do sleep 0.1; done";
    @TempDir
    static Path directory;
    private static Tools tools;

    @BeforeAll
    static void makeImage() throws Exception {
        tools = Tools.withBusybox(directory);
    }

    /** Removes what a test left, so that no kernel outlives it. */
    @AfterEach
    void removeAll() throws Exception {
        List<String> words = new ArrayList<>(List.of("rm", "-f"));
        tools.runner("ps", "-a", "-q").out().lines().forEach(words::add);
        if (words.size() > 2) {
            tools.runner(words.toArray(new String[0]));
        }
    }

    private static Path home() {
        return directory.resolve("home");
    }

    private static String detached(String name, String script, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(List.of(options));
        words.addAll(List.of("busybox", "sh", "-c", script));
        Tools.Result result = tools.runner(words.toArray(new String[0]));
        assertEquals(0, result.status(), result.err());
        assertTrue(result.out().matches("[0-9a-f]{64}\n"), result::toString);
        return result.out().strip();
    }

    private static String field(String name, String key) throws Exception {
        Matcher found = Pattern.compile('"' + key + "\" : \"?([^\",\\n]*)").matcher(tools.runner("inspect", name).out());
        return found.find() ? found.group(1).strip() : null;
    }

    private static void await(String name, String key, String value) throws Exception {
        for (int i = 0; i < 40; i++) {
            if (value.equals(field(name, key))) {
                return;
            }
            Thread.sleep(100);
        }
        assertEquals(value, field(name, key));
    }

    private static ProcessHandle kernel(String container) throws Exception {
        return ProcessHandle.of(Long.parseLong(field(container, "pid"))).orElseThrow();
    }

    @Test
    @DisplayName("two first containers at once share one kernel, which goes with the last of them, and its socket is its owner's alone")
    void twoFirstsMakeOneKernel() throws Exception {
        List<Process> both = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            ProcessBuilder builder = new ProcessBuilder(tools.runnerCommand("run", "-d", "--name", name, "busybox", "sh", "-c", FOREVER))
                    .directory(directory.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("TWOFOLD_HOME", home().toString());
            both.add(builder.start());
        }
        for (Process each : both) {
            assertEquals(0, each.waitFor());
        }
        assertEquals(field("one", "pid"), field("two", "pid"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home().resolve("kernel"))));
        Path socket = Path.of(Files.readString(home().resolve("kernel/address")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        ProcessHandle kernel = kernel("one");
        tools.runner("rm", "-f", "one", "two");
        kernel.onExit().get(10, TimeUnit.SECONDS);
        assertFalse(Files.exists(socket));
    }

    @Test
    @DisplayName("a kernel that was killed is told, the files stay, and the next container has a new one")
    void aKilledKernelIsTold() throws Exception {
        detached("victim", "echo kept > /kept; " + FOREVER);
        assertEquals(0, tools.runner("exec", "victim", "sh", "-c", "until test -s /kept; do sleep 0.1; done").status());
        ProcessHandle kernel = kernel("victim");
        kernel.destroyForcibly();
        kernel.onExit().get(10, TimeUnit.SECONDS);
        assertEquals("lost", field("victim", "state"));
        assertTrue(field("victim", "reason").contains("killed or crashed"));
        assertEquals("125\n", tools.runner("wait", "victim").out());
        assertTrue(tools.runner("diff", "victim").out().contains("A /kept\n"));
        assertEquals(1, tools.runner("stop", "nobody").status());
        assertEquals(125, tools.runner("exec", "victim", "true").status());
        detached("heir", FOREVER);
        assertEquals(0, tools.runner("start", "victim").status());
        assertEquals("kept\n", tools.runner("exec", "victim", "cat", "/kept").out());
    }

    @Test
    @DisplayName("stop ends a program that has a handler by it, and kills one that has none after its time")
    void stopAsksFirst() throws Exception {
        detached("polite", "trap 'echo bye; exit 9' TERM; echo ready; " + FOREVER);
        detached("deaf", "echo ready; " + FOREVER);
        for (String name : List.of("polite", "deaf")) {
            while (!tools.runner("logs", name).out().contains("ready")) {
                Thread.sleep(50);
            }
        }
        assertEquals("polite\n", tools.runner("stop", "polite").out());
        assertEquals("9\n", tools.runner("wait", "polite").out());
        assertEquals("ready\nbye\n", tools.runner("logs", "polite").out());
        long start = System.nanoTime();
        assertEquals("deaf\n", tools.runner("stop", "-t", "1", "deaf").out());
        assertTrue(System.nanoTime() - start > 1_000_000_000L);
        assertEquals("137\n", tools.runner("wait", "deaf").out());
        Tools.Result again = tools.runner("kill", "deaf");
        assertTrue(again.status() == 1 && again.err().contains("is not running"), again::toString);
    }

    @Test
    @DisplayName("exec gives the program's streams, status, user, directory and environment")
    void execIsTransparent() throws Exception {
        detached("host", FOREVER, "-e", "A=1", "--hostname", "inside");
        assertEquals("inside\n", tools.runner("exec", "host", "hostname").out());
        Tools.Result result = tools.runner("exec", "-e", "B=2", "-w", "/tmp", "-u", "7:8", "host", "sh", "-c",
                "echo $A $B; pwd; id -u; id -g; echo err >&2; exit 41");
        assertEquals("1 2\n/tmp\n7\n8\n", result.out());
        assertEquals("err\n", result.err());
        assertEquals(41, result.status());
        assertEquals(127, tools.runner("exec", "host", "no-such-program").status());
        assertEquals(137, tools.runner("exec", "host", "sh", "-c", "kill -9 $$").status());
        assertEquals(0, tools.runner("exec", "-d", "host", "sh", "-c", "echo made > /made").status());
        assertEquals("made\n", tools.runner("exec", "host", "sh", "-c", "until test -s /made; do sleep 0.1; done; cat /made").out());
        assertEquals("lower\n", tools.process(tools.runnerCommand("exec", "-i", "host", "cat"), "lower\n").out());
        assertFalse(tools.runner("top", "host").out().contains("cat"));
    }

    @Test
    @DisplayName("a foreground run joins the kernel that is there, and its streams go through byte for byte and apart")
    void aForegroundRunJoins() throws Exception {
        detached("anchor", FOREVER);
        byte[] bytes = new byte[3_000_000];
        new Random(11).nextBytes(bytes);
        Path input = directory.resolve("input");
        Path output = directory.resolve("output");
        Files.write(input, bytes);
        ProcessBuilder builder = new ProcessBuilder(tools.runnerCommand("run", "--rm", "-i", "--name", "copy", "busybox", "sh", "-c", "cat; echo err >&2; exit 5"))
                .directory(directory.toFile()).redirectInput(input.toFile()).redirectOutput(output.toFile())
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().put("TWOFOLD_HOME", home().toString());
        Process run = builder.start();
        assertEquals(5, run.waitFor());
        assertArrayEquals(bytes, Files.readAllBytes(output));
        assertEquals("err\n", Files.readString(directory.resolve("errors")));
        assertEquals("1\n", tools.runner("run", "--rm", "busybox", "sh", "-c", "echo $$").out());
        assertEquals(127, tools.runner("run", "--rm", "busybox", "absent").status());
        assertEquals(1, tools.runner("ps", "-a", "-q").out().lines().count());
    }

    @Test
    @DisplayName("a reader that closes early ends a foreground run, and SIGTERM of the command reaches the program")
    void pipesAndSignalsReachTheProgram() throws Exception {
        detached("anchor", FOREVER);
        ProcessBuilder builder = new ProcessBuilder(tools.runnerCommand("run", "--rm", "busybox", "sh", "-c",
                "trap 'echo caught; exit 6' TERM; echo ready; " + FOREVER)).directory(directory.toFile());
        builder.environment().put("TWOFOLD_HOME", home().toString());
        Process run = builder.start();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("ready\n") < 0) {
            seen.append((char) run.getInputStream().read());
        }
        run.toHandle().destroy();
        assertEquals("caught\n", new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(6, run.waitFor());
        String endless = "'" + String.join("' '", tools.runnerCommand("run", "--rm", "--name", "endless", "busybox", "yes")) + "' | head -n 1";
        assertEquals("y\n", tools.process(List.of("sh", "-c", endless), "").out());
    }

    @Test
    @DisplayName("logs -f shows what comes until the end, --tail the last lines, -t the times")
    void logsFollow() throws Exception {
        detached("talker", "for i in 1 2 3 4 5; do echo line $i; sleep 0.3; done; printf end");
        assertEquals("line 1\nline 2\nline 3\nline 4\nline 5\nend", tools.runner("logs", "-f", "talker").out());
        assertEquals("line 5\nend", tools.runner("logs", "--tail", "1", "talker").out());
        assertTrue(tools.runner("logs", "-t", "talker").out().lines().allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z (line \\d|end)")));
    }

    @Test
    @DisplayName("a restart policy starts a container again as often as it says, and not once it was stopped")
    void restartsAreCounted() throws Exception {
        detached("again", "echo run; exit 3", "--restart", "on-failure:2");
        assertEquals("3\n", tools.runner("wait", "again").out());
        assertEquals("2", field("again", "restarts"));
        assertEquals("run\nrun\nrun\n", tools.runner("logs", "again").out());
        detached("forever", "echo run; sleep 0.2", "--restart", "always");
        for (int i = 0; i < 60 && (field("forever", "restarts") == null || Integer.parseInt(field("forever", "restarts")) < 2); i++) {
            Thread.sleep(100);
        }
        assertTrue(Integer.parseInt(field("forever", "restarts")) >= 2);
        assertEquals("forever\n", tools.runner("stop", "-t", "0", "forever").out());
        assertEquals("exited", field("forever", "state"));
    }

    @Test
    @DisplayName("a health check of the image is run and told")
    void healthIsTold() throws Exception {
        Files.writeString(directory.resolve("Recipe"), "FROM busybox\nHEALTHCHECK --interval=200ms --retries=2 CMD test -e /tmp/well\n");
        Tools.Result built = tools.image("build", "-q", "-t", "checked", directory.toString());
        assertEquals(0, built.status(), built.err());
        assertEquals(0, tools.runner("run", "-d", "--name", "patient", "checked", "sh", "-c", FOREVER).status());
        await("patient", "status", "unhealthy");
        assertEquals(0, tools.runner("exec", "patient", "touch", "/tmp/well").status());
        await("patient", "status", "healthy");
        assertTrue(tools.runner("ps").out().contains("healthy"));
    }

    @Test
    @DisplayName("a paused container does not run, is committed and compared as it is, and goes on")
    void pauseFreezes() throws Exception {
        detached("counter", "i=0; while true; do i=$((i+1)); echo $i > /next; mv /next /count; done");
        assertEquals(0, tools.runner("exec", "counter", "sh", "-c", "until test -s /count; do sleep 0.1; done").status());
        assertEquals(0, tools.runner("pause", "counter").status());
        assertEquals("paused", field("counter", "state"));
        assertEquals(125, tools.runner("exec", "counter", "true").status());
        assertTrue(tools.runner("diff", "counter").out().contains("A /count\n"));
        assertTrue(tools.runner("commit", "counter", "frozen").out().startsWith("sha256:"));
        assertEquals(0, tools.runner("unpause", "counter").status());
        assertEquals(0, tools.runner("exec", "counter", "true").status());
        assertTrue(Integer.parseInt(tools.runner("run", "--rm", "frozen", "cat", "/count").out().strip()) > 0);
        assertTrue(tools.runner("stats", "--no-stream", "--format", "json").out().contains("\"cpu_percent\":"));
    }

    @Test
    @DisplayName("a peer that sends nonsense gets an error or the end, and everybody else is served")
    void hostilePeersAreRefused() throws Exception {
        detached("steady", FOREVER);
        UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(Files.readString(home().resolve("kernel/address")));
        byte[] deep = ("{\"do\":" + "[".repeat(5000) + "]".repeat(5000) + "}").getBytes(StandardCharsets.US_ASCII);
        List<byte[]> messages = List.of("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), new byte[] {'R', 127, -1, -1, -1},
                new byte[] {'R', -1, -1, -1, -1}, order("not json"), order("{\"do\":7}"), order("{\"do\":\"run\"}"),
                order("{\"do\":\"run\",\"order\":{\"image\":[]}}"), order("{\"do\":\"kill\",\"id\":\"../../x\",\"signal\":-1}"),
                order(new String(deep, StandardCharsets.US_ASCII)), new byte[] {'S', 0, 0, 0, 1, 9}, new byte[] {'R', 0, 0, 0, 9, '{'});
        for (byte[] message : messages) {
            String answer = talk(socket, message);
            assertTrue(answer.contains("\"error\""), () -> new String(message, StandardCharsets.ISO_8859_1) + " got " + answer);
            assertFalse(answer.contains("internal error"), answer);
        }
        Random random = new Random(5);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[random.nextInt(4000)];
            random.nextBytes(noise);
            talk(socket, noise);
        }
        assertEquals("fine\n", tools.runner("exec", "steady", "echo", "fine").out());
    }

    private static byte[] order(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(5 + bytes.length).put((byte) 'R').putInt(bytes.length).put(bytes).array();
    }

    private static String talk(UnixDomainSocketAddress socket, byte[] message) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(socket);
            channel.write(ByteBuffer.wrap(message));
            channel.shutdownOutput();
            ByteBuffer answer = ByteBuffer.allocate(1 << 16);
            while (channel.read(answer) > 0) {
                // Until it closes
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        } catch (IOException closed) {
            return "closed";
        }
    }
}
