package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The OCI runtime's command line, as an engine calls it. */
@Timeout(120)
@ExtendWith(Leftovers.class)
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

    private static List<String> command(String... words) {
        List<String> command = Tools.command("twofold.container.runtime.OciMain", words);
        command.addAll(command.size() - words.length, List.of("--root", directory.resolve("state").toString()));
        return command;
    }

    private static Tools.Result oci(String... words) throws Exception {
        return tools.process(command(words), "");
    }

    /** Creates a container, which keeps this process's streams, so that they are no pipes to be read to their end. */
    private static int create(String... words) throws Exception {
        return new ProcessBuilder(command(words)).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
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
        assertEquals(0, create("create", "--bundle", bundle.toString(), "--pid-file", pid.toString(), "life"));
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

    @Test
    @DisplayName("one more program runs in a container by exec, with streams and a status of its own; a paused container does nothing")
    void moreProgramsRun() throws Exception {
        config("sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done");
        assertEquals(0, create("create", "--bundle", bundle.toString(), "more"));
        assertEquals(1, oci("exec", "more", "/bin/true").status());
        assertEquals(0, oci("start", "more").status());
        await("more", "running");
        Tools.Result done = tools.process(command("exec", "--cwd", "/bin", "--env", "WORD=said", "--user", "0:8", "more", "/bin/sh", "-c",
                "echo $WORD $PWD; cat; echo wrong >&2; exit 9"), "typed\n");
        assertEquals("said /bin\ntyped\n", done.out(), done::toString);
        assertTrue(done.err().contains("wrong\n"));
        assertEquals(9, done.status());
        Path process = Files.writeString(directory.resolve("process.json"), """
                {"cwd": "/", "env": ["PATH=/bin"], "user": {"uid": 0, "gid": 0}, "args": ["sh", "-c", "kill -KILL $$"]}""");
        assertEquals(137, oci("exec", "--process", process.toString(), "more").status());
        assertTrue(oci("exec", "more", "no-such-program").err().contains("executable file not found in $PATH"));
        Path pid = directory.resolve("exec.pid");
        assertEquals(0, create("exec", "--detach", "--pid-file", pid.toString(), "more", "/bin/sleep", "100"));
        ProcessHandle stands = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
        assertTrue(stands.isAlive());
        String state = oci("state", "more").out();
        String main = state.replaceAll("(?s).*\"pid\" *: *([0-9]+).*", "$1");
        assertEquals("PID\n" + main + "\n", oci("ps", "more").out());
        assertEquals("[" + main + "]\n", oci("ps", "--format", "json", "more").out());
        assertEquals(1, oci("ps", "nothing").status());
        assertEquals(0, oci("pause", "more").status());
        await("more", "paused");
        assertEquals(1, oci("pause", "more").status());
        assertEquals(0, oci("resume", "more").status());
        await("more", "running");
        assertEquals(0, oci("kill", "more", "TERM").status());
        await("more", "stopped");
        stands.onExit().get(20, TimeUnit.SECONDS);
        assertEquals(0, oci("delete", "more").status());
    }

    @Test
    @DisplayName("podman runs an image by this runtime: streams, status, a volume, stop")
    void podmanUsesIt() throws Exception {
        Assumptions.assumeTrue(Guest.has("podman") && Guest.has("conmon"), "needs podman");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root, as podman without it needs what hosts may not allow");
        Path runtime = directory.resolve("container-runner-oci");
        Files.writeString(runtime, "#!/bin/sh\nexec '" + String.join("' '", Tools.command("twofold.container.runtime.OciMain")) + "' \"$@\"\n");
        assertTrue(runtime.toFile().setExecutable(true));
        Tools images = Tools.withBusybox(directory);
        Path archive = directory.resolve("busybox.tar");
        assertEquals(0, images.image("copy", "busybox", "oci-archive:" + archive).status());
        String loaded = podman(runtime, "load", "-q", "-i", archive.toString()).out();
        Assumptions.assumeTrue(loaded.contains("sha256:"), "needs a podman that can load images here");
        String image = loaded.replaceAll("(?s).*sha256:([0-9a-f]{64}).*", "$1");
        Path shared = Files.createDirectories(directory.resolve("podman-volume"));
        Tools.Result run = podman(runtime, "run", "--rm", "--network", "none", "-v", shared + ":/v", "-m", "64m", image, "sh", "-c",
                "echo out; echo err >&2; cat /sys/fs/cgroup/memory.max; echo made > /v/made; exit 6");
        assertEquals("out\n67108864\n", run.out(), run.err());
        assertTrue(run.err().contains("err\n"));
        assertEquals(6, run.status());
        assertEquals("made\n", Files.readString(shared.resolve("made")));
        assertEquals(127, podman(runtime, "run", "--rm", "--network", "none", image, "no-such-program").status());
        assertEquals(0, podman(runtime, "run", "-d", "--name", "stopped", "--network", "none", image, "sh", "-c",
                "trap 'echo bye; exit 3' TERM; while true; do sleep 0.1; done").status());
        Thread.sleep(1000);
        Tools.Result exec = podman(runtime, "exec", "-e", "A=b", "-w", "/tmp", "stopped", "sh", "-c", "echo $A $PWD; exit 5");
        assertEquals("b /tmp\n", exec.out(), exec.err());
        assertEquals(5, exec.status());
        for (int i = 0; i < 3; i++) {
            assertEquals(6, podman(runtime, "exec", "stopped", "sh", "-c", "exit 6").status());
        }
        assertEquals(127, podman(runtime, "exec", "stopped", "no-such-program").status());
        Path copied = Files.writeString(directory.resolve("copied-in"), "copied\n");
        String place = "/copied-" + ProcessHandle.current().pid();
        assertEquals(0, podman(runtime, "cp", copied.toString(), "stopped:" + place).status());
        assertFalse(Files.exists(Path.of(place)), "the host's root is not the container's");
        assertEquals("copied\n", podman(runtime, "exec", "stopped", "cat", place).out());
        assertEquals(0, podman(runtime, "pause", "stopped").status());
        assertEquals(0, podman(runtime, "unpause", "stopped").status());
        assertEquals(0, podman(runtime, "stop", "stopped").status());
        assertEquals("bye\n", podman(runtime, "logs", "stopped").out());
        assertEquals("3\n", podman(runtime, "wait", "stopped").out());
        assertEquals(0, podman(runtime, "rm", "stopped").status());
    }

    private static Tools.Result podman(Path runtime, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("podman", "--root", directory.resolve("podman").toString(), "--runroot",
                directory.resolve("podman-run").toString(), "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--runtime", runtime.toString()));
        command.addAll(List.of(words));
        return tools.process(command, "");
    }
}
