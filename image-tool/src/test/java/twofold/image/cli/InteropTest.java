package twofold.image.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.store.Store;

/** What we write, others read, and the other way round. */
class InteropTest {
    @TempDir
    Path directory;

    private String digest;

    @BeforeEach
    void build() throws Exception {
        Path context = Files.createDirectories(directory.resolve("context/tree/sub"));
        Files.writeString(context.resolve("file"), "text");
        Files.createSymbolicLink(context.resolve("link"), Path.of("file"));
        Files.writeString(directory.resolve("context/Recipe"),
                "FROM scratch AS a\nCOPY --chmod=4755 tree /tree\nCOPY tree/sub/file /gone/x\nFROM a\n"
                + "COPY tree/sub/file /tree/sub/" + "n".repeat(120) + "\nENV A=1\nCMD [\"/tree/sub/file\"]\n");
        digest = tool("build", "-q", "-t", "demo:1", directory.resolve("context").toString()).strip();
    }

    private String tool(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add(1, "--root=" + directory.resolve("root"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Main.run(all.toArray(String[]::new)), all.toString());
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean has(String program) {
        return Files.isExecutable(Path.of("/usr/bin", program));
    }

    private String program(String... words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", "");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null")).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(output));
        return Files.readString(output);
    }

    @Test
    void skopeoReadsOurLayoutsAndWeReadWhatItWrites() throws Exception {
        Assumptions.assumeTrue(has("skopeo"), "needs skopeo");
        tool("copy", "demo:1", "oci:" + directory + "/layout:one");
        assertTrue(program("skopeo", "inspect", "oci:" + directory + "/layout:one").contains(digest));
        tool("copy", "demo:1", "oci-archive:" + directory + "/ours.tar:two");
        program("skopeo", "copy", "oci-archive:" + directory + "/ours.tar:two", "oci-archive:" + directory + "/theirs.tar:three");
        assertEquals(digest, tool("pull", "oci-archive:" + directory + "/theirs.tar:three", "back:1").strip());
        tool("copy", "demo:1", "docker-archive:" + directory + "/docker.tar:demo:1");
        program("skopeo", "copy", "docker-archive:" + directory + "/docker.tar:demo:1", "docker-archive:" + directory
                + "/docker2.tar:demo:2");
        tool("pull", "docker-archive:" + directory + "/docker2.tar:demo:2", "docker:1");
        assertEquals("", tool("diff", "demo:1", "docker:1"));
    }

    @Test
    void umociUnpacksWhatWeBuiltAndWeReadWhatItRepacks() throws Exception {
        Assumptions.assumeTrue(has("skopeo"), "needs skopeo");
        Assumptions.assumeTrue(has("umoci"), "needs umoci");
        tool("copy", "demo:1", "docker-archive:" + directory + "/docker.tar:demo:1");
        program("skopeo", "copy", "docker-archive:" + directory + "/docker.tar:demo:1", "oci:" + directory + "/layout:a");
        program("umoci", "unpack", "--rootless", "--image", directory + "/layout:a", directory + "/bundle");
        Path root = directory.resolve("bundle/rootfs");
        assertEquals("text", Files.readString(root.resolve("tree/sub/" + "n".repeat(120))));
        assertEquals(04755, (int) Files.getAttribute(root.resolve("tree/sub/file"), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777);
        Files.delete(root.resolve("gone/x"));
        Files.writeString(root.resolve("added"), "new");
        program("umoci", "repack", "--image", directory + "/layout:b", directory + "/bundle");
        tool("pull", "oci:" + directory + "/layout:b", "repacked:1");
        String difference = tool("diff", "demo:1", "repacked:1");
        assertTrue(difference.contains("A /added\n") && difference.contains("D /gone/x\n"), difference);
        Store store = Store.open(directory.resolve("root"));
        Node tree = Overlay.readOnly(store, store.resolve("repacked:1")).root();
        assertEquals("file", PathWalk.findLink(tree, "/tree/sub/link").target());
    }

    @Test
    void tarReadsWhatWeExportAndWeImportWhatItWrites() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/tar")), "needs tar");
        tool("export", "demo:1", "-o", directory + "/rootfs.tar");
        assertTrue(program("tar", "tvf", directory + "/rootfs.tar").contains("tree/sub/link -> file"));
        Path made = Files.createDirectories(directory.resolve("made/d"));
        Files.writeString(made.resolve("f"), "f");
        Files.createLink(made.resolve("hard"), made.resolve("f"));
        Files.setLastModifiedTime(made.resolve("f"), FileTime.from(1_234_567_890, TimeUnit.NANOSECONDS));
        for (String format : List.of("gnu", "pax", "ustar")) {
            for (String compression : List.of("--no-auto-compress", "--gzip", "--xz", "--zstd", "--bzip2")) {
                String file = directory + "/in-" + format + compression + ".tar";
                program("tar", "--format=" + format, compression.equals("--no-auto-compress") ? "--totals" : compression, "-cf", file, "-C",
                        directory + "/made", ".");
                tool("import", file, "in:1");
                Store store = Store.open(directory.resolve("root"));
                Node tree = Overlay.readOnly(store, store.resolve("in:1")).root();
                assertEquals(2, PathWalk.find(tree, "/d/hard").links(), file);
                assertEquals(format.equals("pax") ? 1_234_567_890L : 1_000_000_000L, PathWalk.find(tree, "/d/f").modified(), file);
            }
        }
    }

    @Test
    void commandsThatListPrintJson() {
        for (String[] words : List.of(new String[] {"list", "--format=json"}, new String[] {"history", "--format=json", "demo:1"},
                new String[] {"inspect", "demo:1"})) {
            String printed = tool(words);
            assertTrue(words[0].equals("inspect") || printed.isEmpty() || printed.contains("{"), printed);
        }
        assertEquals(digest, tool("list", "-q").strip());
        tool("gc", "-q");
        tool("verify", "-q");
    }
}
