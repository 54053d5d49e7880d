package twofold.image.layer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.MediaType;
import twofold.image.overlay.Node;
import twofold.image.overlay.Overlay;
import twofold.image.store.BlobWriter;
import twofold.image.store.Compression;
import twofold.image.store.Store;
import twofold.image.tar.EntryName;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarWriter;
import twofold.toolkit.cli.UserError;

/** Writes trees as archives, and an overlay's changes as a new layer of a store. */
public final class LayerWriter {
    private static final String WHITEOUT = ".wh.";
    private final TarWriter tar;
    /** The path under which an inode was written first: its other names become hard links to that. */
    private final Map<Long, String> written = new HashMap<>();

    private LayerWriter(OutputStream out) {
        tar = new TarWriter(out);
    }

    /**
     * A layer that was written.
     *
     * @param diffId the digest of the uncompressed archive
     * @param blob   the compressed blob
     */
    public record Written(Digest diffId, Descriptor blob) {
    }

    /** What produces the uncompressed bytes of a layer. */
    public interface Content {
        /** Writes them all; does not close {@code out}. */
        void to(OutputStream out) throws IOException;
    }

    /** Stores an overlay's changes as a layer, or returns null if there are none. */
    public static Written changes(Store store, Overlay overlay) throws IOException {
        List<Difference> differences = Difference.of(overlay);
        if (differences.isEmpty()) {
            return null;
        }
        List<Difference> all = withAllLinks(overlay, differences);
        return store(store, "the new layer", out -> new LayerWriter(out).write(all));
    }

    /** Writes a whole tree as an uncompressed archive. */
    public static void tree(Node root, OutputStream out) throws IOException {
        List<Difference> all = new ArrayList<>();
        all.add(new Difference(Difference.Kind.ADDED, "", root, false));
        collect("", root, all);
        new LayerWriter(out).write(all);
    }

    /** Stores an uncompressed archive, called {@code shown} in messages, as a zstd blob and in the uncompressed cache. */
    public static Written store(Store store, String shown, Content content) throws IOException {
        Path file = Files.createTempFile(store.temporary(), "layer", ".tar");
        MessageDigest hash = Digest.hasher();
        try (BlobWriter blob = store.blobs().create()) {
            try (OutputStream compressed = Compression.ZSTD.compress(new Unclosed(blob));
                    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                    DigestOutputStream both = new DigestOutputStream(new Both(compressed, plain), hash)) {
                content.to(both);
            }
            Descriptor stored = blob.finish(MediaType.LAYER_ZSTD);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            Digest diffId = Digest.finish(hash.digest());
            store.layers().adopt(file, diffId, shown);
            blob.keep();
            return new Written(diffId, stored);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A regular file's bytes. */
    public static InputStream data(Node file) {
        return new InputStream() {
            private long offset;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                int n = file.read(offset, ByteBuffer.wrap(to, from, length));
                offset += n;
                return n == 0 && length > 0 ? -1 : n;
            }
        };
    }

    /** Adds the unchanged names of inodes that are in the layer under another name, so that they stay one inode. */
    private static List<Difference> withAllLinks(Overlay overlay, List<Difference> differences) {
        Set<Long> linked = new HashSet<>();
        TreeMap<String, Difference> byPath = new TreeMap<>(LayerWriter::order);
        for (Difference each : differences) {
            byPath.put(each.path(), each);
            if (each.node() != null && !Difference.directory(each.node()) && each.node().links() > 1) {
                linked.add(each.node().number());
            }
        }
        if (linked.isEmpty()) {
            return differences;
        }
        List<Difference> all = new ArrayList<>();
        collect("", overlay.root(), all);
        all.stream().filter(each -> linked.contains(each.node().number())).forEach(each -> byPath.putIfAbsent(each.path(), each));
        return List.copyOf(byPath.values());
    }

    /** Byte order with the slash before everything, so that a directory's content follows it. */
    private static int order(String a, String b) {
        return a.replace('/', '\0').compareTo(b.replace('/', '\0'));
    }

    private static void collect(String prefix, Node directory, List<Difference> into) {
        Difference.children(directory, prefix).forEach((name, node) -> {
            into.add(new Difference(Difference.Kind.ADDED, prefix + name, node, false));
            if (Difference.directory(node)) {
                collect(prefix + name + "/", node, into);
            }
        });
    }

    private void write(List<Difference> differences) throws IOException {
        for (Difference each : differences) {
            int slash = each.path().lastIndexOf('/') + 1;
            if (each.path().startsWith(WHITEOUT, slash)) {
                throw new UserError("the file \"/" + EntryName.printable(each.path()) + "\" has a name that layers keep for themselves ("
                        + WHITEOUT
                        + "*); rename or remove it");
            }
            if (each.node() == null) {
                tar.add(TarEntry.plain(each.path().substring(0, slash) + WHITEOUT + each.path().substring(slash), TarEntry.REGULAR, 0),
                        null);
                continue;
            }
            add(each.path(), each.node());
            if (each.opaque()) {
                tar.add(TarEntry.plain(each.path() + "/" + WHITEOUT + WHITEOUT + ".opq", TarEntry.REGULAR, 0), null);
            }
        }
        tar.finish();
    }

    private void add(String path, Node node) throws IOException {
        int type = node.mode() & TarEntry.TYPE;
        if (type == TarEntry.SOCKET) {
            return;
        }
        String first = type == TarEntry.DIRECTORY || node.links() < 2 ? null : written.putIfAbsent(node.number(), path);
        if (first != null) {
            tar.add(new TarEntry(path, 0, node.uid(), node.gid(), node.modified(), 0, first, 0, new TreeMap<>(), 0), null);
            return;
        }
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        node.attributes().forEach(name -> attributes.put(name, node.attribute(name)));
        long size = type == TarEntry.REGULAR ? node.size() : 0;
        TarEntry entry = new TarEntry(path, node.mode(), node.uid(), node.gid(), node.modified(), size,
                type == TarEntry.SYMLINK ? node.target() : null, node.device(), attributes, 0);
        tar.add(entry, size > 0 ? data(node) : null);
    }

    /** Keeps a compressor from closing the blob it writes to. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }
    }

    /** Writes to two streams. */
    private static final class Both extends OutputStream {
        private final OutputStream first;
        private final OutputStream second;

        Both(OutputStream first, OutputStream second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(int b) throws IOException {
            first.write(b);
            second.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            first.write(bytes, from, length);
            second.write(bytes, from, length);
        }
    }
}
