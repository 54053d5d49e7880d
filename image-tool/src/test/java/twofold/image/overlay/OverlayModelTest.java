package twofold.image.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import twofold.image.layer.LayerWriter;
import twofold.image.store.Layer;
import twofold.image.store.Store;
import twofold.image.tar.TarEntry;
import twofold.toolkit.time.Clock;

/** Random operations on an overlay and on a plain model of a POSIX tree must give the same results and the same tree. */
class OverlayModelTest {
    private static final int EEXIST = 17;
    private static final int ENOENT = 2;
    private static final int ENOTDIR = 20;
    private static final int EISDIR = 21;
    private static final int EINVAL = 22;
    private static final int ENOTEMPTY = 39;
    private static final int EPERM = 1;

    @TempDir
    Path directory;

    private final Clock clock = Clock.virtualFrom(1_000_000);

    /** A file of the model. */
    private static final class Plain {
        final TreeMap<String, Plain> names;
        byte[] bytes = new byte[0];
        int mode;
        int uid;
        String target;
        long modified;
        final TreeMap<String, byte[]> attributes = new TreeMap<>();

        Plain(int mode) {
            this.mode = mode;
            names = (mode & TarEntry.TYPE) == TarEntry.DIRECTORY ? new TreeMap<>() : null;
        }
    }

    @Test
    void aRandomHistoryWithReopeningsGivesTheModelsTree() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("OverlayModelTest seed " + seed);
        Random random = new Random(seed);
        Store store = Store.open(directory.resolve("store"));
        Plain model = new Plain(TarEntry.DIRECTORY | 0755);
        List<Layer> layers = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Path upper = directory.resolve("upper" + round);
            Overlay tree = Overlay.open(layers, upper, clock);
            for (int part = 0; part < 5; part++) {
                for (int i = 0; i < 150; i++) {
                    clock.retired(random.nextInt(1_000_000_000));
                    step(random, tree, model);
                }
                same(tree, model);
                tree.close();
                tree = Overlay.open(layers, upper, clock);
                same(tree, model);
            }
            LayerWriter.Written written = LayerWriter.changes(store, tree);
            tree.close();
            if (written != null) {
                layers.add(store.layers().get(written.diffId(), written.blob()));
            }
            same(Overlay.readOnly(layers), model);
        }
    }

    @Test
    void aJournalCutAnywhereOpensAsItWasAfterSomeOperation() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("OverlayModelTest seed " + seed);
        Random random = new Random(seed);
        Path upper = directory.resolve("upper");
        List<String> states = new ArrayList<>();
        Plain model = new Plain(TarEntry.DIRECTORY | 0755);
        try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
            states.add(shape(tree.root()));
            for (int i = 0; i < 60; i++) {
                step(random, tree, model);
                states.add(shape(tree.root()));
            }
        }
        byte[] journal = Files.readAllBytes(upper.resolve("journal"));
        for (int cut = journal.length; cut >= 40; cut -= 1 + random.nextInt(40)) {
            try (RandomAccessFile file = new RandomAccessFile(upper.resolve("journal").toFile(), "rw")) {
                file.setLength(0);
                file.write(journal, 0, cut);
                if (random.nextBoolean() && cut > 60) {
                    file.seek(cut - 4);
                    file.write(random.nextInt());
                }
            }
            try (Overlay tree = Overlay.open(List.of(), upper, clock)) {
                assertEquals(true, states.contains(shape(tree.root())), "cut at " + cut + " of " + journal.length);
            }
        }
    }

    /** The names and types alone: a cut may lose the last modification times. */
    private static String shape(Node node) {
        StringBuilder text = new StringBuilder();
        TreeMap<String, Node> sorted = new TreeMap<>();
        node.entries(0, 10_000).forEach(each -> sorted.put(each.name(), each.node()));
        sorted.forEach((name, each) -> {
            text.append(name).append(':').append(Integer.toOctalString(each.mode())).append(':').append(each.links());
            if ((each.mode() & TarEntry.TYPE) == TarEntry.DIRECTORY) {
                text.append('{').append(shape(each)).append('}');
            }
            text.append(' ');
        });
        return text.toString();
    }

    private void step(Random random, Overlay tree, Plain model) {
        List<Node> directories = new ArrayList<>();
        List<Plain> plains = new ArrayList<>();
        collect(tree.root(), model, directories, plains);
        int at = random.nextInt(directories.size());
        int to = random.nextInt(directories.size());
        String name = "n" + random.nextInt(6);
        String other = "n" + random.nextInt(6);
        int kind = random.nextInt(13);
        int value = random.nextInt(1 << 20);
        byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(50)];
        random.nextBytes(bytes);
        int real = attempt(() -> real(kind, directories.get(at), name, directories.get(to), other, value, bytes));
        int plain = attempt(() -> plain(kind, plains.get(at), name, plains.get(to), other, value, bytes, model));
        assertEquals(plain, real, "operation " + kind + " " + name + " " + other);
    }

    private static int attempt(Runnable operation) {
        try {
            operation.run();
            return 0;
        } catch (FileError error) {
            return error.errno();
        }
    }

    private void real(int kind, Node directory, String name, Node to, String other, int value, byte[] bytes) {
        switch (kind) {
            case 0, 1 -> directory.create(name, TarEntry.REGULAR | value & 0777, value & 3, 0, 0);
            case 2 -> directory.create(name, TarEntry.DIRECTORY | 0755, 0, 0, 0);
            case 3 -> directory.symlink(name, "t" + value, 0, 0);
            case 4 -> directory.unlink(name);
            case 5 -> directory.rmdir(name);
            case 6, 7 -> directory.rename(name, to, other, value % 3);
            case 8 -> {
                Node existing = there(to.child(other));
                directory.link(name, existing);
            }
            case 9, 10 -> write(there(directory.child(name)), value % 5000, bytes);
            case 11 -> there(directory.child(name)).truncate(value % 10_000);
            default -> {
                Node node = there(directory.child(name));
                node.setMode(value & 07777);
                node.setOwner(value & 7, -1);
                node.setAttribute("user.a" + (value & 1), bytes.length > 100 ? new byte[3] : bytes, 0);
            }
        }
    }

    /** Writes in memory where that can be, as the kernel does. */
    static void write(Node file, int offset, byte[] bytes) {
        MemorySegment memory = bytes.length == 0 ? null : file.bytes(offset, bytes.length);
        if (memory == null) {
            file.write(offset, ByteBuffer.wrap(bytes));
        } else {
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
            file.written();
        }
    }

    private static <T> T there(T node) {
        if (node == null) {
            throw FileError.of(ENOENT);
        }
        return node;
    }

    private void plain(int kind, Plain directory, String name, Plain to, String other, int value, byte[] bytes, Plain model) {
        long now = clock.realtimeNanos();
        switch (kind) {
            case 0, 1 -> add(directory, name, TarEntry.REGULAR | value & 0777, now).uid = value & 3;
            case 2 -> add(directory, name, TarEntry.DIRECTORY | 0755, now);
            case 3 -> add(directory, name, TarEntry.SYMLINK | 0777, now).target = "t" + value;
            case 4 -> {
                if (there(directory.names.get(name)).names != null) {
                    throw FileError.of(EISDIR);
                }
                directory.names.remove(name);
                directory.modified = now;
            }
            case 5 -> {
                Plain gone = there(directory.names.get(name));
                if (gone.names == null) {
                    throw FileError.of(ENOTDIR);
                }
                if (!gone.names.isEmpty()) {
                    throw FileError.of(ENOTEMPTY);
                }
                directory.names.remove(name);
                directory.modified = now;
            }
            case 6, 7 -> rename(directory, name, to, other, value % 3, now);
            case 8 -> {
                Plain existing = there(to.names.get(other));
                if (existing.names != null) {
                    throw FileError.of(EPERM);
                }
                if (directory.names.putIfAbsent(name, existing) != null) {
                    throw FileError.of(EEXIST);
                }
                directory.modified = now;
            }
            case 9, 10 -> {
                Plain file = regular(directory, name);
                if (bytes.length > 0) {
                    int offset = value % 5000;
                    file.bytes = Arrays.copyOf(file.bytes, Math.max(file.bytes.length, offset + bytes.length));
                    System.arraycopy(bytes, 0, file.bytes, offset, bytes.length);
                    file.modified = now;
                }
            }
            case 11 -> {
                Plain file = regular(directory, name);
                file.bytes = Arrays.copyOf(file.bytes, value % 10_000);
                file.modified = now;
            }
            default -> {
                Plain node = there(directory.names.get(name));
                node.mode = node.mode & TarEntry.TYPE | value & 07777;
                node.uid = value & 7;
                node.attributes.put("user.a" + (value & 1), bytes.length > 100 ? new byte[3] : bytes);
            }
        }
    }

    private static Plain regular(Plain directory, String name) {
        Plain file = there(directory.names.get(name));
        if (file.names != null) {
            throw FileError.of(EISDIR);
        }
        if (file.target != null) {
            throw FileError.of(EINVAL);
        }
        return file;
    }

    private static Plain add(Plain directory, String name, int mode, long now) {
        if (directory.names.containsKey(name)) {
            throw FileError.of(EEXIST);
        }
        Plain made = new Plain(mode);
        made.modified = now;
        directory.names.put(name, made);
        directory.modified = now;
        return made;
    }

    private static void rename(Plain from, String name, Plain to, String other, int flags, long now) {
        Plain moved = there(from.names.get(name));
        Plain replaced = to.names.get(other);
        if (flags == 2 && replaced == null) {
            throw FileError.of(ENOENT);
        }
        if (flags == 1 && replaced != null) {
            throw FileError.of(EEXIST);
        }
        if (within(moved, to) || flags == 2 && within(replaced, from)) {
            throw FileError.of(EINVAL);
        }
        if (moved == replaced) {
            return;
        }
        if (flags == 2) {
            from.names.put(name, replaced);
        } else {
            if (replaced != null && moved.names != null && replaced.names == null) {
                throw FileError.of(ENOTDIR);
            }
            if (replaced != null && moved.names == null && replaced.names != null) {
                throw FileError.of(EISDIR);
            }
            if (replaced != null && replaced.names != null && !replaced.names.isEmpty()) {
                throw FileError.of(ENOTEMPTY);
            }
            from.names.remove(name);
        }
        to.names.put(other, moved);
        from.modified = now;
        to.modified = now;
    }

    private static boolean within(Plain top, Plain sought) {
        return top == sought || top.names != null && top.names.values().stream().anyMatch(each -> within(each, sought));
    }

    private static void collect(Node node, Plain plain, List<Node> nodes, List<Plain> plains) {
        nodes.add(node);
        plains.add(plain);
        plain.names.forEach((name, each) -> {
            if (each.names != null) {
                collect(node.child(name), each, nodes, plains);
            }
        });
    }

    private static void same(Overlay tree, Plain model) {
        Map<Plain, Integer> links = new IdentityHashMap<>();
        count(model, links);
        compare("", tree.root(), model, links, new HashMap<>());
    }

    private static void count(Plain directory, Map<Plain, Integer> links) {
        directory.names.values().forEach(each -> {
            links.merge(each, 1, Integer::sum);
            if (each.names != null) {
                count(each, links);
            }
        });
    }

    private static void compare(String path, Node node, Plain plain, Map<Plain, Integer> links, Map<Long, Plain> numbers) {
        assertEquals(plain, numbers.computeIfAbsent(node.number(), number -> plain), "one inode, one file: " + path);
        assertEquals(Integer.toOctalString(plain.mode), Integer.toOctalString(node.mode()), path);
        assertEquals(plain.uid, node.uid(), path);
        if (!path.isEmpty()) {
            assertEquals(plain.modified, node.modified(), path);
        }
        assertEquals(List.copyOf(plain.attributes.keySet()), node.attributes(), path);
        plain.attributes.forEach((name, value) -> assertArrayEquals(value, node.attribute(name), path));
        if (plain.names != null) {
            List<String> names = new ArrayList<>();
            node.entries(0, 10_000).forEach(each -> names.add(each.name()));
            names.sort(null);
            assertEquals(List.copyOf(plain.names.keySet()), names, path);
            assertEquals(2 + plain.names.values().stream().filter(each -> each.names != null).count(), node.links(), path);
            plain.names.forEach((name, each) -> compare(path + "/" + name, node.child(name), each, links, numbers));
            return;
        }
        assertEquals(links.get(plain), node.links(), path);
        if (plain.target != null) {
            assertEquals(plain.target, node.target(), path);
            return;
        }
        assertEquals(plain.bytes.length, node.size(), path);
        byte[] found = new byte[plain.bytes.length];
        assertEquals(found.length, node.read(0, ByteBuffer.wrap(found)), path);
        assertArrayEquals(plain.bytes, found, path);
        MemorySegment memory = node.bytes();
        if (memory != null) {
            int length = (int) Math.min(found.length, memory.byteSize());
            assertArrayEquals(Arrays.copyOf(found, length), memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), path);
        }
    }
}
