package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The OCI runtime's command line, as an engine calls it. */
@Timeout(120)
class OciRuntimeTest {
    @TempDir
    static Path directory;
    private static Tools tools;
    private static Path bundle;

    @BeforeAll
    static void makeBundle() throws Exception {
        byte[] busybox = Files.readAllBytes(Debian.file("busybox-static", "usr/bin/busybox"));
        tools = new Tools(directory);
        bundle = Files.createDirectories(directory.resolve("bundle"));
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.write(bin.resolve("busybox"), busybox);
        bin.resolve("busybox").toFile().setExecutable(true);
        for (String name : "sh echo sleep cat true".split(" ")) {
            Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
        }
    }

    private static void config(String... argv) throws Exception {
        Files.writeString(bundle.resolve("config.json"), """
                {"ociVersion": "1.0.2", "hostname": "inside", "root": {"path": "rootfs"}, "annotations": {"a": "b"},
                 "process": {"cwd": "/", "env": ["PATH=/bin"], "user": {"uid": 0, "gid": 0}, "args": ["%s"]},
                 "linux": {"resources": {"pids": {"limit": 50}}}}""".formatted(String.join("\", \"", argv)));
    }

    private static Tools.Result oci(String... words) throws Exception {
        List<String> command = Tools.command("twofold.container.runtime.OciMain", words);
        command.addAll(command.size() - words.length, List.of("--root", directory.resolve("state").toString()));
        return tools.process(command, "");
    }

    private static void await(String id, String status) throws Exception {
        for (int i = 0; i < 100 && !oci("state", id).out().contains('"' + status + '"'); i++) {
            Thread.sleep(50);
        }
        assertTrue(oci("state", id).out().contains('"' + status + '"'));
    }

    @Test
    @DisplayName("a container is created, does not run before start, runs, stops and is deleted")
    void aLife() throws Exception {
        config("sh", "-c", "echo ran > /ran; trap 'exit 0' TERM; while true; do sleep 0.1; done");
        Path pid = directory.resolve("pid");
        Tools.Result created = oci("create", "--bundle", bundle.toString(), "--pid-file", pid.toString(), "life");
        assertEquals(0, created.status(), created.err());
        assertTrue(ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow().isAlive());
        await("life", "created");
        assertFalse(Files.exists(bundle.resolve("rootfs/ran")));
        assertEquals(1, oci("create", "--bundle", bundle.toString(), "life").status());
        assertEquals(0, oci("start", "life").status());
        await("life", "running");
        while (!Files.exists(bundle.resolve("rootfs/ran"))) {
            Thread.sleep(20);
        }
        assertEquals(1, oci("delete", "life").status());
        Thread.sleep(300);
        assertEquals(0, oci("kill", "life", "TERM").status());
        await("life", "stopped");
        assertEquals(0, oci("delete", "life").status());
        Tools.Result gone = oci("state", "life");
        assertTrue(gone.status() == 1 && gone.err().contains("does not exist"), gone::toString);
    }

    @Test
    @DisplayName("what cannot be run is said at create, on standard error and in the log, and leaves nothing")
    void failuresAreSaid() throws Exception {
        config("no-such-program");
        Path log = directory.resolve("log");
        Tools.Result refused = oci("--log", log.toString(), "--log-format", "json", "create", "--bundle", bundle.toString(), "bad");
        assertEquals(1, refused.status());
        assertTrue(Files.readString(log).contains("executable file not found in $PATH"));
        assertFalse(oci("list").out().contains("bad"));
        assertEquals(1, oci("create", "--bundle", directory.resolve("nowhere").toString(), "bad").status());
        assertEquals(2, oci("create", "--bundle", bundle.toString(), "../bad").status());
        assertEquals(2, oci("--no-such-option").status());
        Files.writeString(bundle.resolve("config.json"), "{\"process\": 7}");
        assertEquals(1, oci("create", "--bundle", bundle.toString(), "bad").status());
        assertTrue(oci("features").out().contains("ociVersionMax"));
    }
}
