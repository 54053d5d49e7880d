package twofold.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Host directories and named volumes, from the command line. */
@Timeout(120)
@ExtendWith(Leftovers.class)
class VolumesTest {
    @TempDir
    static Path directory;
    private static Tools tools;

    @BeforeAll
    static void makeImage() throws Exception {
        tools = Tools.withBusybox(directory);
    }

    private Tools.Result run(String volume, String script) throws Exception {
        return tools.runner("run", "--rm", "-v", volume, "busybox", "sh", "-c", script);
    }

    @Test
    @DisplayName("a guest cannot leave a volume by links or by '..', whoever made them")
    void volumesDoNotLeak() throws Exception {
        Path shared = Files.createDirectories(directory.resolve("shared"));
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret\n");
        Files.createSymbolicLink(shared.resolve("absolute"), outside);
        Files.createSymbolicLink(shared.resolve("relative"), Path.of("../outside"));
        Tools.Result result = run(shared + ":/v", "cd /v; ln -s ../outside mine; ln -s " + outside + " far; for d in absolute relative mine far ..;"
                + " do cat $d/secret; cat $d/outside/secret; echo no > $d/written; mkdir $d/made; rm -f $d/secret; done 2>/dev/null; ls /v/..");
        assertFalse(result.out().contains("secret"), result::toString);
        assertEquals("secret\n", Files.readString(outside.resolve("secret")));
        assertEquals(1, outside.toFile().list().length);
    }

    @Test
    @DisplayName("files go both ways, read-only is honoured, single files can be shown, named volumes stay")
    void volumesHoldFiles() throws Exception {
        Path shared = Files.createDirectories(directory.resolve("both"));
        Files.writeString(shared.resolve("in"), "from the host\n");
        assertEquals("from the host\n", run(shared + ":/deep/down", "cat /deep/down/in; echo back > /deep/down/out; mkdir /deep/down/d").out());
        assertEquals("back\n", Files.readString(shared.resolve("out")));
        assertTrue(Files.isDirectory(shared.resolve("d")));
        assertEquals("refused\n", run(shared + ":/v:ro", "echo x > /v/y || echo refused").out());
        assertEquals("from the host\n", run(shared.resolve("in") + ":/etc/in", "cat /etc/in").out());
        assertEquals(0, run("keep:/data", "echo kept > /data/f; chown 7 /data/f").status());
        assertEquals("kept\n7\n", run("keep:/data", "cat /data/f; ls -ln /data/f | { read m l u r; echo $u; }").out());
        Tools.Result missing = run(directory.resolve("absent") + ":/v", "true");
        assertTrue(missing.status() == 125 && missing.err().contains("absent"), missing::toString);
    }
}
