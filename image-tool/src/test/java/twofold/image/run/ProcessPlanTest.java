package twofold.image.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.model.RunConfig;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.tar.TarEntry;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;

class ProcessPlanTest {
    @TempDir
    Path directory;

    private Overlay tree() throws Exception {
        Overlay tree = Overlay.open(List.of(), directory.resolve("upper" + System.nanoTime()), Clock.virtualFrom(0));
        var etc = PathWalk.makeDirectories(tree.root(), "/etc", 0755, 0, 0);
        etc.create("passwd", TarEntry.REGULAR | 0644, 0, 0, 0).write(0,
                bytes("root:x:0:0::/root:/bin/sh\nbroken\napp:x:1000:1001:An App:/home/app:\n"));
        etc.create("group", TarEntry.REGULAR | 0644, 0, 0, 0).write(0,
                bytes("root:x:0:\napp:x:1001:\naudio:x:29:other,app\ndialout:x:20:app\n"));
        return tree;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static RunRequest request(List<String> command, String entrypoint, String user, List<String> env, String workdir) {
        return new RunRequest("img", command, false, false, false, false, null, env, List.of(), workdir, user, null, entrypoint, null,
                null, null, List.of(),
                false, List.of(), "no", null, false, null, null, false, null, null);
    }

    private static final RunConfig CONFIG = RunConfig.EMPTY.withEntrypoint(List.of("/bin/é")).withCmd(List.of("x")).withEnv(List.of("A=1",
            "B=2"));

    private ProcessPlan plan(RunConfig config, RunRequest request) throws Exception {
        try (Overlay tree = tree()) {
            return ProcessPlan.of(config, request, tree, "0123456789abcdef");
        }
    }

    @Test
    void theCommandReplacesTheDefaultAndTheEntrypointBoth() throws Exception {
        assertEquals(List.of("/bin/\u00c3\u00a9", "x"), plan(CONFIG, request(List.of(), null, null, List.of(), null)).argv());
        assertEquals(List.of("/bin/\u00c3\u00a9", "y"), plan(CONFIG, request(List.of("y"), null, null, List.of(), null)).argv());
        assertEquals(List.of("sh", "y"), plan(CONFIG, request(List.of("y"), "sh", null, List.of(), null)).argv());
        assertEquals(List.of("y"), plan(CONFIG, request(List.of("y"), "", null, List.of(), null)).argv());
        assertEquals(125, assertThrows(UserError.class, () -> plan(RunConfig.EMPTY, request(List.of(), null, null, List.of(), null)))
                .status());
    }

    @Test
    void theEnvironmentHasDefaultsAndNoNameTwice() throws Exception {
        assertEquals(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=0123456789ab", "A=9", "B=2",
                "C=", "HOME=/root"),
                plan(CONFIG, request(List.of(), null, null, List.of("A=9", "C="), null)).env());
    }

    @Test
    void accountsComeFromTheImage() throws Exception {
        ProcessPlan app = plan(CONFIG, request(List.of(), null, "app", List.of(), null));
        assertEquals(List.of(1000, 1001), List.of(app.uid(), app.gid()));
        assertEquals(List.of(29, 20), app.groups());
        ProcessPlan numbers = plan(CONFIG.withUser("77:audio"), request(List.of(), null, null, List.of(), null));
        assertEquals(List.of(77, 29), List.of(numbers.uid(), numbers.gid()));
        assertEquals(125, assertThrows(UserError.class, () -> plan(CONFIG, request(List.of(), null, "nobody", List.of(), null))).status());
    }

    @Test
    void theWorkingDirectoryIsMade() throws Exception {
        try (Overlay tree = tree()) {
            assertEquals("/a/c", ProcessPlan.of(CONFIG, request(List.of(), null, null, List.of(), "/a/b/../c"), tree, "id").cwd());
            assertNotNull(PathWalk.find(tree.root(), "/a/c"));
            assertThrows(UserError.class, () -> ProcessPlan.of(CONFIG, request(List.of(), null, null, List.of(), "/etc/passwd"), tree,
                    "id"));
        }
    }
}
