package twofold.image.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.overlay.FileError;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

class HostTreeTest {
    @TempDir
    Path directory;
    private Path shared;
    private Path outside;

    @BeforeEach
    void make() throws Exception {
        shared = Files.createDirectories(directory.resolve("shared"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
    }

    private HostTree open(boolean readOnly) throws Exception {
        return HostTree.open(shared, Ownership.open(directory.resolve("owners")), readOnly);
    }

    private static int errno(Runnable work) {
        return assertThrows(FileError.class, work::run).errno();
    }

    private static String text(Node node) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        node.read(0, buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("a directory that becomes a link to elsewhere between two looks leads nowhere")
    void aSwappedDirectoryLeadsNowhere() throws Exception {
        Files.createDirectories(shared.resolve("d"));
        Files.writeString(shared.resolve("d/secret"), "mine");
        try (HostTree tree = open(false)) {
            Node d = tree.root().child("d");
            Node file = d.child("secret");
            assertEquals("mine", text(file));
            Files.move(shared.resolve("d"), shared.resolve("was"));
            Files.createSymbolicLink(shared.resolve("d"), outside);
            assertEquals("mine", text(d.child("secret")));
            Node link = tree.root().child("d");
            assertEquals(TarEntry.SYMLINK, link.mode() & TarEntry.TYPE);
            assertEquals(Failure.ENOTDIR, errno(() -> link.child("secret")));
            d.create("made", TarEntry.REGULAR | 0644, 0, 0, 0);
            d.create("folder", TarEntry.DIRECTORY | 0755, 0, 0, 0);
            assertTrue(Files.exists(shared.resolve("was/made")) && Files.isDirectory(shared.resolve("was/folder")));
            try (HostTree again = open(false)) {
                Node other = again.root().child("was");
                Files.move(shared.resolve("was"), shared.resolve("gone"));
                Files.createSymbolicLink(shared.resolve("was"), outside);
                assertThrows(FileError.class, () -> other.child("secret"));
                assertThrows(FileError.class, () -> other.create("x", TarEntry.REGULAR | 0644, 0, 0, 0));
            }
        }
        assertEquals(List.of("secret"), List.of(outside.toFile().list()));
    }

    @Test
    @DisplayName("names that are paths, or of files under way, are refused")
    void namesAreNames() throws Exception {
        try (HostTree tree = open(false)) {
            for (String name : new String[] {"..", ".", "", "../outside/secret", "a/b", "a\0b", "/etc/passwd"}) {
                assertEquals(Failure.EINVAL, errno(() -> tree.root().child(name)), name);
                assertEquals(Failure.EINVAL, errno(() -> tree.root().create(name, TarEntry.REGULAR, 0, 0, 0)), name);
            }
            Files.writeString(shared.resolve(HostTree.STAGING + "1"), "");
            assertNull(tree.root().child(HostTree.STAGING + "1"));
            assertEquals(List.of(), tree.root().entries(0, 10));
        }
    }

    @Test
    @DisplayName("a volume that is read-only answers EROFS to every change")
    void readOnlyIsHonoured() throws Exception {
        Files.writeString(shared.resolve("f"), "f");
        try (HostTree tree = open(true)) {
            Node f = tree.root().child("f");
            List<Runnable> changes = List.of(() -> f.write(0, ByteBuffer.allocate(1)), () -> f.truncate(0), () -> f.setMode(0), () -> f.setOwner(1, 1),
                    () -> f.setTimes(0, 0), () -> tree.root().unlink("f"), () -> tree.root().create("g", TarEntry.REGULAR, 0, 0, 0),
                    () -> tree.root().symlink("s", "t", 0, 0), () -> tree.root().link("l", f), () -> tree.root().rename("f", tree.root(), "g", 0));
            changes.forEach(each -> assertEquals(Failure.EROFS, errno(each)));
        }
        assertEquals("f", Files.readString(shared.resolve("f")));
    }

    @Test
    @DisplayName("owners, modes and devices a guest sets are seen when the volume is opened again, and the host's files stay their owner's")
    void ownersAreKept() throws Exception {
        try (HostTree tree = open(false)) {
            Node file = tree.root().create("f", TarEntry.REGULAR | 04711, 5, 6, 0);
            file.setMode(0);
            tree.root().create("null", TarEntry.CHARACTER | 0666, 0, 0, 259);
        }
        assertTrue(Files.isReadable(shared.resolve("f")) && Files.isRegularFile(shared.resolve("null")));
        try (HostTree tree = open(false)) {
            Node file = tree.root().child("f");
            assertEquals(TarEntry.REGULAR, file.mode());
            assertEquals(5, file.uid());
            assertEquals(6, file.gid());
            assertEquals(TarEntry.CHARACTER | 0666, tree.root().child("null").mode());
            assertEquals(259, tree.root().child("null").device());
            tree.root().unlink("f");
            assertEquals(0, tree.root().create("g", TarEntry.REGULAR | 0600, 0, 0, 0).uid());
        }
    }

    @Test
    @DisplayName("files made, written, cut, renamed, linked and removed at random are as java.nio sees them")
    void randomWorkIsRight() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (HostTree tree = open(false)) {
            for (int i = 0; i < 2000; i++) {
                String name = "n" + random.nextInt(12);
                String other = "n" + random.nextInt(12);
                Path host = shared.resolve(name);
                boolean there = Files.exists(host);
                Node node = tree.root().child(name);
                assertEquals(there, node != null, "seed " + seed);
                if (!there) {
                    int kind = random.nextBoolean() ? TarEntry.DIRECTORY : TarEntry.REGULAR;
                    tree.root().create(name, kind | 0755, 0, 0, 0);
                    assertEquals(kind == TarEntry.DIRECTORY, Files.isDirectory(host));
                } else if (Files.isDirectory(host)) {
                    tree.root().rmdir(name);
                    assertFalse(Files.exists(host));
                } else {
                    onFile(tree.root(), node, name, other, host, random);
                }
            }
        }
    }

    private void onFile(Node root, Node node, String name, String other, Path host, Random random) throws Exception {
        switch (random.nextInt(5)) {
            case 0 -> root.unlink(name);
            case 1 -> {
                String written = "text " + random.nextInt();
                node.truncate(0);
                node.write(0, ByteBuffer.wrap(written.getBytes(StandardCharsets.UTF_8)));
                assertEquals(written, Files.readString(host));
            }
            case 2 -> {
                node.truncate(random.nextInt(100));
                assertEquals(Files.size(host), node.size());
            }
            case 3 -> {
                byte[] bytes = Files.readAllBytes(host);
                if (!Files.isDirectory(shared.resolve(other))) {
                    root.rename(name, root, other, 0);
                    assertEquals(ByteBuffer.wrap(bytes), ByteBuffer.wrap(Files.readAllBytes(shared.resolve(other))));
                }
            }
            default -> {
                if (!Files.exists(shared.resolve(other))) {
                    root.link(other, node);
                    assertTrue(Files.isSameFile(host, shared.resolve(other)));
                }
            }
        }
    }
}
