package twofold.image.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

class BuildTest {
    @TempDir
    Path directory;

    private Path context(String name, String recipe, String... files) throws IOException {
        Path context = Files.createDirectories(directory.resolve(name));
        Files.writeString(context.resolve("Recipe"), recipe);
        for (String each : files) {
            Path file = context.resolve(each);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "text of " + each);
        }
        return context;
    }

    private Image build(Store store, Path context, Map<String, String> arguments, boolean cache, OutputStream progress) throws IOException {
        return new Builder(store, new BuildRequest(context, null, arguments, Map.of(), null, cache, 1_000_000, new PrintStream(progress), progress))
                .build();
    }

    private Node built(String recipe, String... files) throws IOException {
        Store store = Store.open(directory.resolve("store"));
        Image image = build(store, context("context", recipe, files), Map.of(), true, OutputStream.nullOutputStream());
        return Overlay.readOnly(store, image).root();
    }

    private String failure(String recipe, String... files) {
        return assertThrows(UserError.class, () -> built(recipe, files)).getMessage();
    }

    private static String text(Node root, String path) {
        byte[] bytes = PathWalk.read(root, path, 1 << 20);
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void equalInputsGiveEqualDigestsWhateverTheHostMadeOfThem() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            names.add("tree/d" + i % 7 + "/file" + i);
        }
        String recipe = "FROM scratch\nCOPY tree /t/\nWORKDIR /t/deep/er\nCOPY tree/d1/* ./\nENV A=b\nCMD [\"x\"]\n";
        Path first = context("one", recipe, names.toArray(String[]::new));
        Collections.shuffle(names, new Random(3));
        Path second = context("another", recipe, names.toArray(String[]::new));
        for (String each : names) {
            Files.setPosixFilePermissions(second.resolve(each), PosixFilePermissions.fromString("rw-------"));
            Files.setLastModifiedTime(second.resolve(each), FileTime.fromMillis(123_456_789));
        }
        Image one = build(Store.open(directory.resolve("s1")), first, Map.of(), true, OutputStream.nullOutputStream());
        Image other = build(Store.open(directory.resolve("s2")), second, Map.of(), false, OutputStream.nullOutputStream());
        assertEquals(one.digest(), other.digest());
    }

    @Test
    void theCacheIsUsedUntilAnInputChanges() throws IOException {
        Store store = Store.open(directory.resolve("store"));
        Path context = context("c", "FROM scratch\nARG V=1\nCOPY a /a\nCOPY b /$V\n", "a", "b");
        Image first = build(store, context, Map.of(), true, OutputStream.nullOutputStream());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertEquals(first.digest(), build(store, context, Map.of(), true, said).digest());
        assertEquals(2, said.toString(StandardCharsets.UTF_8).split("\\(cached\\)", -1).length - 1);
        said.reset();
        assertNotEquals(first.digest(), build(store, context, Map.of("V", "2"), true, said).digest());
        assertEquals(1, said.toString(StandardCharsets.UTF_8).split("\\(cached\\)", -1).length - 1);
        said.reset();
        Files.writeString(context.resolve("a"), "changed");
        assertNotEquals(first.digest(), build(store, context, Map.of(), true, said).digest());
        assertEquals(0, said.toString(StandardCharsets.UTF_8).split("\\(cached\\)", -1).length - 1);
    }

    @Test
    void copyKnowsFilesFromDirectories() throws IOException {
        Node root = built("FROM scratch\nCOPY a /x\nCOPY a /d/\nCOPY d1 /into\nCOPY a d1/b /both/\nCOPY a /both\nCOPY d? /flat/\n", "a",
                "d1/b", "d1/s/c", "d2/e");
        assertEquals("text of a", text(root, "/x"));
        assertEquals("text of a", text(root, "/d/a"));
        assertEquals("text of d1/s/c", text(root, "/into/s/c"));
        assertEquals("text of d1/b", text(root, "/both/b"));
        assertEquals("text of a", text(root, "/both/a"));
        assertEquals("text of d2/e", text(root, "/flat/e"));
        assertEquals(0644, PathWalk.find(root, "/x").mode() & 07777);
        assertEquals(1_000_000_000_000_000L, PathWalk.find(root, "/x").modified());
    }

    @Test
    void symbolicLinksNeverLeadOutOfTheContextOrTheTree() throws IOException {
        Path context = context("context", "FROM scratch\nCOPY leak /got\n", "a");
        Files.createSymbolicLink(context.resolve("leak"), Path.of("/etc/passwd"));
        assertTrue(failure("FROM scratch\nCOPY leak /got\n").contains("there is no \"leak\" in the context"));
        Files.createSymbolicLink(context.resolve("up"), Path.of("../../../../../../etc/hostname"));
        assertTrue(failure("FROM scratch\nCOPY up /got\n").contains("there is no \"up\" in the context"));
        assertTrue(failure("FROM scratch\nCOPY ../x /got\n").contains("is outside the context"));
        Files.createDirectories(context.resolve("links"));
        Files.createSymbolicLink(context.resolve("links/out"), Path.of("/../../tmp"));
        Node root = built("FROM scratch\nCOPY links /\nCOPY a /out/a\n");
        assertEquals("text of a", text(root, "/tmp/a"));
        assertEquals("/../../tmp", root.child("out").target());
    }

    @Test
    void whatTheIgnoreFileNamesIsNotThere() throws IOException {
        Path context = context("context", "", "keep", "secret/key", "secret/fine", "x/y.o", "x/z.c");
        Files.writeString(context.resolve(".dockerignore"), "# no objects\n**/*.o\nsecret\n!secret/fine\n.dockerignore\nRecipe\n");
        Node root = built("FROM scratch\nCOPY . /\n");
        assertEquals("text of keep", text(root, "/keep"));
        assertEquals("text of secret/fine", text(root, "/secret/fine"));
        assertNull(text(root, "/secret/key"));
        assertNull(text(root, "/x/y.o"));
        assertEquals("text of x/z.c", text(root, "/x/z.c"));
        assertNull(text(root, "/Recipe"));
    }

    @Test
    void anErrorShowsThePlaceInTheRecipe() {
        assertEquals("Recipe:3:1: there is no \"nowhere\" in the context\n  3 | COPY nowhere /\n    | ^",
                failure("FROM scratch\n\nCOPY nowhere /\n"));
        assertTrue(failure("FROM nothing/such:1\n").startsWith("Recipe:1:1: no image named \"nothing/such:1\""));
        assertTrue(failure("COPY a b\n").contains("the first instruction must be FROM"));
        assertTrue(failure("FROM scratch\nADD https://example.org/x /\n").contains("ADD of a URL"));
        assertTrue(failure("FROM --platform=linux/amd64 scratch\n").contains("linux/riscv64"));
        assertTrue(failure("FROM scratch\nCOPY --chown=nobody a /\n", "a").contains("\"nobody\" is not in the image's /etc/passwd"));
    }

    @Test
    void onlyTheStagesTheTargetNeedsAreBuilt() throws IOException {
        Node root = built("FROM scratch AS broken\nCOPY nowhere /\nFROM scratch AS tools\nCOPY a /tool\nFROM scratch\nCOPY --from=tools /tool /t\n", "a");
        assertEquals("text of a", text(root, "/t"));
    }

    @Test
    void aRunStepGetsItsPlanAndBecomesALayer() throws IOException {
        RecordingExecutor.STEPS.clear();
        Node root = built("FROM scratch\nARG SECRET=s\nENV A=1\nCOPY a /etc/old\nCOPY a /etc/new\nWORKDIR /w\nRUN echo $A\nSHELL [\"/bin/ash\", \"-ec\"]\n"
                + "RUN <<EOF\nclean\nEOF\nRUN [\"prog\", \"clean\"]\nUSER 5:6\nRUN last\n", "a");
        assertEquals("echo $A\nclean\n\nclean\nlast\n", text(root, "/ran"));
        assertNull(text(root, "/etc/old"));
        assertEquals("text of a", text(root, "/etc/new"));
        assertEquals(1_000_000_000_000_000L + 5_000, PathWalk.find(root, "/ran").modified());
        assertEquals(List.of("/bin/sh", "-c", "echo $A"), RecordingExecutor.STEPS.get(0).plan().argv());
        assertEquals(List.of("/bin/ash", "-ec", "clean\n"), RecordingExecutor.STEPS.get(1).plan().argv());
        assertTrue(RecordingExecutor.STEPS.get(0).plan().env().containsAll(List.of("SECRET=s", "A=1")));
        assertEquals("/w", RecordingExecutor.STEPS.get(0).plan().cwd());
        assertEquals(List.of(5, 6), List.of(RecordingExecutor.STEPS.get(3).plan().uid(), RecordingExecutor.STEPS.get(3).plan().gid()));
        int before = RecordingExecutor.STEPS.size();
        assertTrue(failure("FROM scratch\nRUN exit 7\n").startsWith("Recipe:2:1: the command ended with status 7"));
        assertEquals(before + 1, RecordingExecutor.STEPS.size());
    }

    @Test
    void argumentsOfTheRecipeReachFromAndDefaultsHold() throws IOException {
        Node root = built("ARG BASE=scratch\nARG DIR=${BASE}x\nFROM $BASE\nARG DIR\nARG TARGETARCH\nCOPY a /$DIR/$TARGETARCH\n", "a");
        assertEquals("text of a", text(root, "/scratchx/riscv64"));
    }
}
