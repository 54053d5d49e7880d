package twofold.image.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.layer.LayerWriter;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.ImageConfig.History;
import twofold.image.model.ImageConfig;
import twofold.image.model.Platform;
import twofold.image.overlay.Overlay;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarWriter;
import twofold.toolkit.cli.UserError;

class StoreTest {
    @TempDir
    Path directory;

    /** An image with one layer that holds one file of that name. */
    static Image image(Store store, String name, Platform platform) throws Exception {
        LayerWriter.Written layer = LayerWriter.store(store, "test", out -> {
            TarWriter tar = new TarWriter(out);
            tar.add(new TarEntry(name, TarEntry.REGULAR | 0644, 0, 0, 0, 100_000, null, 0, new TreeMap<>(), 0),
                    new ByteArrayInputStream(new byte[100_000]));
            tar.finish();
        });
        ImageConfig config = ImageConfig.empty(platform).plus(new History(null, name, null, false), layer.diffId());
        return store.add(config, List.of(layer.blob()), Map.of());
    }

    private static void damage(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void aMissingImageIsASentence() {
        Store store = Store.open(directory);
        assertEquals("no image named \"hello\"; build or import it first, or see 'image-tool list'",
                assertThrows(UserError.class, () -> store.resolve("hello")).getMessage());
        assertTrue(assertThrows(UserError.class, () -> store.resolve("No Such")).getMessage().contains("is not an image name"));
    }

    @Test
    void anImageForAnotherPlatformNamesBoth() throws Exception {
        Store store = Store.open(directory);
        store.references().put("x:latest", image(store, "f", new Platform("linux", "amd64", null)).descriptor());
        assertEquals("image \"x\" is for linux/amd64; this tool runs linux/riscv64",
                assertThrows(UserError.class, () -> store.resolve("x").requireRunnable()).getMessage());
    }

    @Test
    void imagesAreFoundByNameDigestAndShortId() throws Exception {
        Store store = Store.open(directory);
        Image image = image(store, "f", Platform.OURS);
        store.references().put("a/b:1", image.descriptor());
        assertEquals(image.digest(), store.resolve("a/b:1").digest());
        assertEquals(image.digest(), store.resolve(image.digest().toString()).digest());
        assertEquals(image.digest(), store.resolve(image.digest().shortHex()).digest());
        assertEquals(image.digest(), store.resolve(image.manifest().config().digest().shortHex()).digest());
    }

    @Test
    void aCorruptBlobIsNamedAndNeverUsed() throws Exception {
        Store store = Store.open(directory);
        Image image = image(store, "f", Platform.OURS);
        store.references().put("x:latest", image.descriptor());
        Descriptor layer = image.manifest().layers().getFirst();
        damage(store.blobs().path(layer.digest()));
        Files.delete(store.layers().tar(image.config().diffIds().getFirst()));
        Store fresh = Store.open(directory);
        UserError error = assertThrows(UserError.class, () -> Overlay.readOnly(fresh, fresh.resolve("x")));
        assertTrue(error.getMessage().contains(layer.digest().hex()), error.getMessage());
        assertEquals(1, Verification.problems(fresh).size());
        damage(store.blobs().path(image.manifest().config().digest()));
        assertTrue(assertThrows(UserError.class, () -> fresh.resolve("x")).getMessage().contains("is corrupt"));
    }

    @Test
    void collectionKeepsWhatNamesAndInstancesUse() throws Exception {
        Store store = Store.open(directory);
        Image named = image(store, "named", Platform.OURS);
        Image used = image(store, "used", Platform.OURS);
        Image lost = image(store, "lost", Platform.OURS);
        store.references().put("n:latest", named.descriptor());
        Files.writeString(store.temporary().resolve("blob123"), "left by a killed process");
        new Collection(store).run(() -> Set.of(used.digest()));
        Store fresh = Store.open(directory);
        Overlay.readOnly(fresh, fresh.resolve("n"));
        Overlay.readOnly(fresh, fresh.resolve(used.digest().toString()));
        assertFalse(store.blobs().has(lost.digest()));
        assertEquals(0, Files.list(store.temporary()).count());
        assertEquals(List.of(), Verification.problems(fresh));
    }

    @Test
    void aMissingUncompressedLayerIsMadeAgain() throws Exception {
        Store store = Store.open(directory);
        Image image = image(store, "f", Platform.OURS);
        Files.delete(store.layers().tar(image.config().diffIds().getFirst()));
        Overlay tree = Overlay.readOnly(Store.open(directory), image);
        assertEquals("f", tree.root().entries(0, 9).getFirst().name());
    }

    /** What the child process does until it is killed: images and names, one after the other. */
    public static void main(String[] args) throws Exception {
        Store store = Store.open(Path.of(args[0]));
        for (int i = 0;; i++) {
            try (FileLocks.Held writing = store.writing()) {
                Objects.requireNonNull(writing);
                store.references().put("i" + i % 50 + ":latest", image(store, "file" + i, Platform.OURS).descriptor());
            }
            System.out.println(i);
        }
    }

    @Test
    void aKilledProcessLeavesAWholeStore() throws Exception {
        for (int round = 0; round < 3; round++) {
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                    StoreTest.class.getName(), directory.toString()).redirectError(new File("/dev/null")).start();
            assertTrue(child.getInputStream().read() >= 0);
            Thread.sleep(150 + 90L * round);
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            Store store = Store.open(directory);
            assertEquals(List.of(), Verification.problems(store));
            assertFalse(store.references().list().isEmpty());
        }
        Store store = Store.open(directory);
        new Collection(store).run(Set::of);
        assertEquals(0, Files.list(store.temporary()).count());
        assertEquals(List.of(), Verification.problems(store));
    }

    @Test
    void aDocumentOfTheWrongShapeIsASentence() throws Exception {
        Store store = Store.open(directory);
        for (String text : List.of("{}", "[]", "{\"schemaVersion\":2,\"config\":7}",
                "{\"schemaVersion\":2,\"config\":{\"digest\":\"md5:1\",\"size\":1}}", "nope",
                "{\"a\":".repeat(500))) {
            Descriptor put = store.blobs().put("x", text.getBytes(StandardCharsets.UTF_8));
            assertThrows(UserError.class, () -> store.image("x", put), text);
        }
        assertThrows(UserError.class, () -> Digest.parse("sha256:xyz"));
    }
}
