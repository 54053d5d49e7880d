package twofold.image.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.tar.TarEntry;
import twofold.image.tar.TarReader;
import twofold.toolkit.cli.UserError;

/** The uncompressed layers: {@code layers/HEX.tar} and {@code layers/HEX.index}, by diff_id. */
public final class Layers {
    private final Path directory;
    private final Path temporary;
    private final Path collecting;
    private final Blobs blobs;
    private final Map<Digest, Layer> open = new HashMap<>();

    Layers(Path directory, Path temporary, Path collecting, Blobs blobs) {
        this.collecting = collecting;
        this.directory = directory;
        this.temporary = temporary;
        this.blobs = blobs;
    }

    /** The layer with this diff_id, uncompressed from its blob if it is not there yet. Safe for several threads. */
    public synchronized Layer get(Digest diffId, Descriptor blob) throws IOException {
        Layer layer = open.get(diffId);
        if (layer == null) {
            layer = load(diffId);
            if (layer == null) {
                layer = expand(diffId, blob);
            }
            open.put(diffId, layer);
        }
        return layer;
    }

    /** The file of an uncompressed layer, there or not. */
    public Path tar(Digest diffId) {
        return directory.resolve(diffId.hex() + ".tar");
    }

    /**
     * Takes over an uncompressed archive: {@code file} (on the store's file system) becomes the layer with this diff_id.
     * The entries are read and checked, with {@code shown} as the archive's name in messages; the file's bytes must be durable already.
     */
    public synchronized Layer adopt(Path file, Digest diffId, String shown) throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(new SeekingInput(file), 512)) {
            collect(in, shown, entries);
        }
        return adopt(file, diffId, entries);
    }

    private Layer adopt(Path file, Digest diffId, List<TarEntry> entries) throws IOException {
        Files.createDirectories(directory);
        long size = Files.size(file);
        Files.move(file, tar(diffId), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.write(index(diffId), LayerIndex.bytes(entries, size));
        Layer layer = new Layer(diffId, entries, tar(diffId));
        open.put(diffId, layer);
        return layer;
    }

    private Path index(Digest diffId) {
        return directory.resolve(diffId.hex() + ".index");
    }

    private Layer load(Digest diffId) throws IOException {
        if (!Files.isRegularFile(index(diffId)) || !Files.isRegularFile(tar(diffId))) {
            return null;
        }
        List<TarEntry> entries = LayerIndex.read(Files.readAllBytes(index(diffId)), Files.size(tar(diffId)));
        return entries == null ? null : new Layer(diffId, entries, tar(diffId));
    }

    private Layer expand(Digest diffId, Descriptor blob) throws IOException {
        Files.createDirectories(temporary);
        try (FileLocks.Held writing = FileLocks.shared(collecting)) {
            Objects.requireNonNull(writing);
            return expandLocked(diffId, blob);
        }
    }

    private Layer expandLocked(Digest diffId, Descriptor blob) throws IOException {
        Path file = Files.createTempFile(temporary, "layer", ".tar");
        try {
            List<TarEntry> entries = new ArrayList<>();
            Digest found = expand(blob, file, entries);
            if (!found.equals(diffId)) {
                throw new UserError("the layer " + blob.digest() + " expands to " + found + ", but its image says " + diffId
                        + "; the image is corrupt");
            }
            return adopt(file, diffId, entries);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Uncompresses a blob into a file, collects its entries and returns the diff_id. */
    Digest expand(Descriptor blob, Path file, List<TarEntry> entries) throws IOException {
        String what = "the layer " + blob.digest();
        MessageDigest hash = Digest.hasher();
        try (InputStream verified = blobs.open(blob);
                Counting counted = new Counting(verified);
                InputStream expanded = new ExpansionLimit(Compression.decompress(counted), counted::bytes, what);
                OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), hash)) {
            InputStream copied = new Tee(expanded, out);
            collect(copied, what, entries);
            copied.transferTo(OutputStream.nullOutputStream());
            counted.transferTo(OutputStream.nullOutputStream());
        } catch (UncheckedIOException | IOException broken) {
            throw damaged(what, broken);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
        return Digest.finish(hash.digest());
    }

    private static void collect(InputStream in, String what, List<TarEntry> entries) throws IOException {
        TarReader reader = new TarReader(in, what);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
    }

    /** Decompressors report damage as an IOException of their own; the disk being full is not the layer's fault. */
    private static UserError damaged(String what, Exception broken) {
        String reason = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        return new UserError(reason.contains("No space left") ? "no space left on the device of the store"
                : what + " cannot be uncompressed: " + reason);
    }

    /** Counts the bytes that pass. */
    public static final class Counting extends FilterInputStream {
        private long bytes;

        /** Counts what is read from {@code in}. */
        public Counting(InputStream in) {
            super(in);
        }

        /** How many were read. */
        public long bytes() {
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            bytes += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = in.read(to, from, length);
            bytes += Math.max(0, n);
            return n;
        }
    }

    /** Copies what is read, skipped bytes included. */
    private static final class Tee extends FilterInputStream {
        private final OutputStream copy;
        private byte[] skipped;

        Tee(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = in.read(to, from, length);
            if (n > 0) {
                copy.write(to, from, n);
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            if (skipped == null) {
                skipped = new byte[1 << 16];
            }
            return Math.max(0, read(skipped, 0, (int) Math.min(n, skipped.length)));
        }
    }
}
