package twofold.image.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** {@code RUN --mount}: what the step is shown, what it leaves behind, and when it is done again. */
class MountsTest {
    @TempDir
    Path directory;
    private Path context;
    private Store store;
    private SortedSet<Path> read;

    @BeforeEach
    void files() throws IOException {
        context = Files.createDirectories(directory.resolve("context/d")).getParent();
        Files.writeString(context.resolve("a"), "A");
        Files.writeString(context.resolve("d/b"), "B");
        Files.writeString(context.resolve("hidden"), "H");
        Files.writeString(context.resolve(".dockerignore"), "hidden\nRecipe\n.dockerignore\n");
        store = Store.open(directory.resolve("store"));
        RecordingExecutor.STEPS.clear();
        RecordingExecutor.SHOWN.clear();
    }

    private Image build(String recipe, Map<String, byte[]> secrets) throws IOException {
        Files.writeString(context.resolve("Recipe"), recipe);
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        Builder builder = new Builder(store, new BuildRequest(context, null, Map.of(), secrets, null, true, 1_000_000, nowhere, nowhere));
        Image image = builder.build();
        read = builder.read();
        return image;
    }

    private List<String> shown(String recipe) throws IOException {
        build(recipe, Map.of());
        return List.copyOf(RecordingExecutor.SHOWN);
    }

    private Node root(Image image) throws IOException {
        return Overlay.readOnly(store, image).root();
    }

    @Test
    void bindShowsTheContextAsTheIgnoreFileLeavesIt() throws IOException {
        assertEquals(List.of("/src ro a d", "/src/deep/a ro = A 644 0:0", "/w/x rw b"), shown("FROM scratch\nARG T=/src\nWORKDIR /w\n"
                + "RUN --mount=type=bind,source=d,target=x,rw --mount=source=a,target=$T/deep/a --mount=target=$T x\n"));
        assertTrue(read.contains(context.resolve("d/b")) && !read.contains(context.resolve("hidden")), read::toString);
    }

    @Test
    void bindShowsStagesAndWhatIsWrittenThereIsLost() throws IOException {
        Image image = build("FROM scratch AS tools\nCOPY a /t/a\nFROM scratch AS other\nCOPY nowhere /\nFROM scratch\n"
                + "RUN --mount=from=tools,source=/t,target=/t,rw write\n"
                + "RUN --mount=from=tools,source=/t,target=/t --mount=from=tools,source=t/a,dst=/f x\n", Map.of());
        assertEquals(List.of("/f ro = A 644 0:0", "/t ro a"), RecordingExecutor.SHOWN);
        assertNull(PathWalk.find(root(image), "/t"));
    }

    @Test
    void mountPointsAreInNoLayerUnlessTheyWereThere() throws IOException {
        Node root = root(build("FROM scratch\nCOPY d /there/kept\nRUN --mount=target=/there/not/at/all --mount=source=a,target=/file "
                + "--mount=type=tmpfs,target=/there/t --mount=type=cache,target=/there/kept x\n", Map.of()));
        assertEquals(List.of("ran", "there"), root.entries(0, 9).stream().map(Node.Entry::name).sorted().toList());
        Node there = PathWalk.find(root, "/there");
        assertEquals(List.of("kept"), there.entries(0, 9).stream().map(Node.Entry::name).toList());
        assertEquals("B", new String(PathWalk.read(root, "/there/kept/b", 9), StandardCharsets.US_ASCII));
        assertEquals(1_000_000_000_000_000L, there.modified());
        assertEquals(List.of("/there/t:exec,dev"), RecordingExecutor.STEPS.getLast().plan().tmpfs());
    }

    @Test
    void cachesLastByTheirIdAndKeepOwners() throws IOException {
        assertEquals(List.of("/c rw"), shown("FROM scratch\nRUN --mount=type=cache,target=/c,mode=0710,uid=5,gid=6,sharing=locked write\n"));
        assertEquals(List.of("/else ro written", "/other rw"),
                shown("FROM scratch\nRUN --mount=type=cache,id=/c,target=/else,ro --mount=type=cache,target=/other x\n"));
        try (Stream<Path> names = Files.list(store.root().resolve("volumes"))) {
            assertEquals(2, names.filter(name -> name.getFileName().toString().startsWith("build-cache-")).count());
        }
    }

    @Test
    void secretsAreShownAndNeverKept() throws IOException {
        String recipe = "FROM scratch\nRUN --mount=type=secret,id=k --mount=type=secret,id=k,target=/s,mode=0444,uid=7 --mount=type=secret,id=k,env=K "
                + "--mount=type=secret,id=none x\n";
        Image image = build(recipe, Map.of("k", "TOPSECRET".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(List.of("/run/secrets/k ro = TOPSECRET 400 0:0", "/s ro = TOPSECRET 444 7:0"), RecordingExecutor.SHOWN);
        assertTrue(RecordingExecutor.STEPS.getLast().plan().env().contains("K=TOPSECRET"));
        assertEquals(image.digest(), build(recipe, Map.of("k", "CHANGED".getBytes(StandardCharsets.US_ASCII))).digest());
        assertEquals(1, RecordingExecutor.STEPS.size());
        try (Stream<Path> files = Files.walk(store.root())) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                assertTrue(!new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1).contains("TOPSECRET"), each::toString);
            }
        }
    }

    @Test
    void theStepIsDoneAgainWhenWhatItSeesChanges() throws IOException {
        String recipe = "FROM scratch AS s\nCOPY a /a\nFROM scratch\nRUN --mount=source=d,target=/d --mount=from=s,target=/s x\n";
        for (int done : new int[] {1, 1}) {
            build(recipe, Map.of());
            assertEquals(done, RecordingExecutor.STEPS.size());
        }
        Files.writeString(context.resolve("d/b"), "changed");
        build(recipe, Map.of());
        assertEquals(2, RecordingExecutor.STEPS.size());
        Files.writeString(context.resolve("a"), "changed");
        build(recipe, Map.of());
        assertEquals(3, RecordingExecutor.STEPS.size());
        build(recipe.replace("target=/d", "target=/e"), Map.of());
        assertEquals(4, RecordingExecutor.STEPS.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"type=ssh; mounts of type ssh are not supported", "type=cache,target=/c,from=scratch; from and source are not supported",
        "type=cache,target=/c,sharing=some; sharing is shared", "type=bind; needs a target", "target=/; needs a target",
        "source=nowhere,target=/c; there is no \"nowhere\" in the context", "source=../x,target=/c; is outside the context",
        "type=secret,id=k,required; the secret \"k\" was not given", "type=secret; needs an id", "type=cache,target=/c,mode=rwx; mode is octal",
        "type=cache,target=/c,uid=root; uid is a number", "type=tmpfs,target=/c,size=big; is not a size", "target=/c,rw=maybe; true or false",
        "target=/file/in; cannot be a mount point", "target=/file; cannot be a mount point", "from=first,source=/no,target=/c; there is no \"/no\" to mount",
        "from=nosuch,target=/c; no image named \"nosuch\"", "type=cache,id=x,target=/a --mount=type=cache,id=x,target=/b; twice"})
    void whatCannotBeIsSaidWithItsPlace(String mount, String sentence) {
        String message = assertThrows(UserError.class, () -> build("FROM scratch AS first\nCOPY a /a\nFROM scratch\nCOPY a /file\nRUN --mount=" + mount + " x\n",
                Map.of())).getMessage();
        assertTrue(message.startsWith("Recipe:5:") && message.contains(sentence), message);
    }
}
