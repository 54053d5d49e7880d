package twofold.image.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.layer.LayerWriter;
import twofold.image.store.Layer;
import twofold.image.store.Store;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarWriter;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;

class OverlayTest {
    private static final int REGULAR = TarEntry.REGULAR | 0644;

    @TempDir
    Path directory;

    private final Clock clock = Clock.virtualFrom(5);

    private Layer layer(Object... namesAndTexts) throws Exception {
        Store store = Store.open(directory.resolve("store"));
        LayerWriter.Written written = LayerWriter.store(store, "test", out -> {
            TarWriter tar = new TarWriter(out);
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                byte[] bytes = ((String) namesAndTexts[i + 1]).getBytes(StandardCharsets.ISO_8859_1);
                String name = (String) namesAndTexts[i];
                boolean link = name.contains("=>");
                tar.add(new TarEntry(link ? name.split("=>")[0] : name, link ? 0 : REGULAR, 0, 0, 7_500_000_000L, link ? 0 : bytes.length,
                        link ? name.split("=>")[1] : null, 0, Collections.emptySortedMap(), 0), new ByteArrayInputStream(bytes));
            }
            tar.finish();
        });
        return store.layers().get(written.diffId(), written.blob());
    }

    private static String text(Node root, String path) {
        byte[] bytes = PathWalk.read(root, path, 1 << 20);
        return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void whiteoutsHideOnlyWhatIsBelowThem() throws Exception {
        Layer low = layer("a/x", "1", "a/y", "2", "b/z", "3", "c", "4");
        Layer high = layer("a/.wh..wh..opq", "", "a/new", "5", ".wh.b", "", "b", "file now", ".wh.c", "");
        Node root = Overlay.readOnly(List.of(low, high)).root();
        assertNull(text(root, "/a/x"));
        assertEquals("5", text(root, "/a/new"));
        assertEquals("file now", text(root, "/b"));
        assertNull(root.child("c"));
    }

    @Test
    void copyUpKeepsTheInodeNumberAndAllHardLinks() throws Exception {
        Layer low = layer("a", "one", "b=>a", "");
        Path upper = directory.resolve("upper");
        long number;
        try (Overlay tree = Overlay.open(List.of(low), upper, clock)) {
            number = tree.root().child("a").number();
            tree.root().child("a").write(3, ByteBuffer.wrap(" two".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("one two", text(tree.root(), "/b"));
            assertEquals(7_500_000_000L, tree.lower().root().child("a").modified());
        }
        try (Overlay tree = Overlay.open(List.of(low), upper, clock)) {
            assertEquals(number, tree.root().child("b").number());
            assertEquals(2, tree.root().child("b").links());
            assertEquals("one two", text(tree.root(), "/a"));
        }
    }

    @Test
    void farBehindTheEndNothingIsRead() throws Exception {
        try (Overlay tree = Overlay.open(List.of(layer("low", "one")), directory.resolve("upper"), clock)) {
            tree.root().create("inline", REGULAR, 0, 0, 0).write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            tree.root().create("upper", REGULAR, 0, 0, 0).write(5000, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            for (String name : List.of("low", "inline", "upper")) {
                for (long offset : new long[] {1L << 31, (1L << 32) - 2, 1L << 32, 0xe800_0000_0000L, Long.MAX_VALUE}) {
                    assertEquals(0, tree.root().child(name).read(offset, ByteBuffer.allocate(16)), name);
                }
            }
        }
    }

    @Test
    void anUnlinkedFileLivesWhileItIsOpen() throws Exception {
        Path upper = directory.resolve("upper");
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            Node file = tree.root().create("f", REGULAR, 0, 0, 0);
            file.open();
            file.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            tree.root().unlink("f");
            ByteBuffer read = ByteBuffer.allocate(3);
            assertEquals(3, file.read(0, read));
            assertEquals(0, file.links());
            file.release();
        }
        try (var data = Files.list(upper.resolve("data"))) {
            assertEquals(0, data.count());
        }
    }

    @Test
    void aReadOnlyTreeRefusesEveryChange() throws Exception {
        Node root = Overlay.readOnly(List.of(layer("a", "1"))).root();
        assertEquals(30, assertThrows(FileError.class, () -> root.create("x", REGULAR, 0, 0, 0)).errno());
        assertEquals(30, assertThrows(FileError.class, () -> root.child("a").write(0, ByteBuffer.allocate(1))).errno());
        assertEquals(30, assertThrows(FileError.class, () -> root.unlink("a")).errno());
        assertEquals(30, assertThrows(FileError.class, () -> root.child("a").setMode(0)).errno());
    }

    @Test
    void anUpperIsRefusedOverOtherLayers() throws Exception {
        Path upper = directory.resolve("upper");
        Overlay.open(List.of(layer("a", "1")), upper, clock).close();
        Layer other = layer("a", "2");
        assertThrows(UserError.class, () -> Overlay.open(List.of(other), upper, clock));
    }

    @Test
    void entriesComeOnceEachWhileOthersComeAndGo() throws Exception {
        try (Overlay tree = Overlay.open(List.of(), directory.resolve("upper"), clock)) {
            Node root = tree.root();
            for (int i = 0; i < 1000; i++) {
                root.create("f" + i, REGULAR, 0, 0, 0);
            }
            TreeMap<String, Integer> seen = new TreeMap<>();
            long cookie = 0;
            int round = 0;
            for (List<Node.Entry> batch = root.entries(0, 50); !batch.isEmpty(); batch = root.entries(cookie, 50)) {
                for (Node.Entry each : batch) {
                    seen.merge(each.name(), 1, Integer::sum);
                    cookie = each.cookie();
                }
                for (int i = 0; i < Math.min(40, batch.size()); i++) {
                    root.unlink(batch.get(i).name());
                }
                if (round++ < 100) {
                    root.create("late" + round, REGULAR, 0, 0, 0);
                }
                assertTrue(round < 2000);
            }
            for (int i = 0; i < 1000; i++) {
                assertEquals(1, seen.get("f" + i), "f" + i);
            }
        }
    }

    @Test
    void tenThousandSmallFilesTakeNoTimeWorthMentioning() throws Exception {
        Path upper = directory.resolve("upper");
        long start = System.nanoTime();
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            for (int i = 0; i < 10_000; i++) {
                Node file = tree.root().create("f" + i, REGULAR, 0, 0, 0);
                file.open();
                file.write(0, ByteBuffer.wrap(new byte[100]));
                file.release();
            }
            long made = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                tree.root().unlink("f" + i);
            }
            System.out.printf("10,000 files made in %d ms, removed in %d ms%n", (made - start) / 1_000_000,
                    (System.nanoTime() - made) / 1_000_000);
        }
        assertTrue(System.nanoTime() - start < 20_000_000_000L);
    }

    @Test
    void aLongHistoryIsCompactedAtReopening() throws Exception {
        Path upper = directory.resolve("upper");
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            Node file = tree.root().create("f", REGULAR, 1, 2, 0);
            tree.root().create("d", TarEntry.DIRECTORY | 0700, 0, 0, 0).create("inner", REGULAR, 0, 0, 0);
            for (int i = 0; i < 20_000; i++) {
                file.setTimes(i, i);
            }
        }
        long before = Files.size(upper.resolve("journal"));
        Overlay.open(List.of(), upper, clock).close();
        assertTrue(Files.size(upper.resolve("journal")) < before / 100);
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            assertEquals(19_999, tree.root().child("f").modified());
            assertEquals(2, tree.root().child("f").gid());
            assertEquals(1, tree.root().child("d").child("inner").links());
            assertFalse(Files.exists(upper.resolve("journal.new")));
        }
    }

    @Test
    void aFileUsedAgainAndAgainIsMemoryThatAgreesWithItsHostFile() throws Exception {
        Path upper = directory.resolve("upper");
        byte[] bytes = new byte[20_000];
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            Node file = tree.root().create("f", REGULAR, 0, 0, 0);
            assertNull(file.bytes());
            for (int i = 0; i < 20; i++) {
                file.write(0, ByteBuffer.wrap(bytes));
            }
            file.bytes(9_999, 2).set(ValueLayout.JAVA_BYTE, 10_000, (byte) 7);
            file.written();
            file.read(0, ByteBuffer.wrap(bytes));
            assertEquals(7, bytes[10_000]);
            assertNull(file.bytes(19_999, 2), "not behind the end");
            file.truncate(10_000);
            file.truncate(20_000);
            assertNull(file.bytes(12_288, 1), "a hole has no place on the host's disk");
            assertEquals(0, file.bytes().get(ValueLayout.JAVA_BYTE, 10_000));
            file.bytes(0, 1).set(ValueLayout.JAVA_BYTE, 0, (byte) 5);
            file.written();
        }
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            Node file = tree.root().child("f");
            file.read(0, ByteBuffer.wrap(bytes));
            assertEquals(5, bytes[0]);
            assertEquals(20_000, file.size());
            file.open();
            tree.root().unlink("f");
            file.release();
        }
    }

    @Test
    void anInterruptedThreadStillReadsAndWrites() throws Exception {
        try (Overlay tree = Overlay.open(List.of(), directory.resolve("upper"), clock)) {
            Node file = tree.root().create("f", REGULAR, 0, 0, 0);
            Thread.currentThread().interrupt();
            file.write(0, ByteBuffer.wrap(new byte[] {9}));
            assertTrue(Thread.interrupted());
            assertEquals(1, file.size());
            assertEquals("\t", text(tree.root(), "/f"));
        }
    }

    @Test
    void aTreeDeeperThanAnyPathIsRefusedByTheLayerNotByTheTree() throws Exception {
        Store store = Store.open(directory.resolve("store"));
        try (Overlay tree = Overlay.open(List.of(), directory.resolve("upper"), clock)) {
            Node at = tree.root();
            for (int i = 0; i < 50_000; i++) {
                at = at.create("d", TarEntry.DIRECTORY | 0755, 0, 0, 0);
            }
            assertTrue(assertThrows(UserError.class, () -> LayerWriter.changes(store, tree)).getMessage()
                    .contains("levels deep"));
        }
        Overlay.open(List.of(), directory.resolve("upper"), clock).close();
    }
}
