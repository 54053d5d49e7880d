package twofold.image.store;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.toolkit.cli.UserError;

/** Content-addressed blobs in {@code blobs/sha256} of an OCI image layout. */
public final class Blobs {
    private static final long LARGEST_DOCUMENT = 16 << 20;
    private final Path directory;
    private final Path temporary;
    private final String layout;

    /**
     * @param layout    the layout's root
     * @param temporary where unfinished blobs live, on the same file system
     */
    public Blobs(Path layout, Path temporary) {
        this.directory = layout.resolve("blobs").resolve("sha256");
        this.temporary = temporary;
        this.layout = layout.toString();
    }

    /** The file of a blob, there or not. */
    public Path path(Digest digest) {
        return directory.resolve(digest.hex());
    }

    /** Whether the blob is there. */
    public boolean has(Digest digest) {
        return Files.isRegularFile(path(digest));
    }

    /** Starts a new blob. */
    public BlobWriter create() throws IOException {
        Files.createDirectories(directory);
        return new BlobWriter(this, temporary);
    }

    /** Stores a document and returns its descriptor. */
    public Descriptor put(String mediaType, byte[] document) throws IOException {
        return put(mediaType, new ByteArrayInputStream(document), null);
    }

    /** Stores a stream's bytes; when {@code expected} is not null they must have that digest and size. */
    public Descriptor put(String mediaType, InputStream in, Descriptor expected) throws IOException {
        try (BlobWriter writer = create()) {
            in.transferTo(writer);
            Descriptor written = writer.finish(mediaType);
            if (expected != null && !(written.digest().equals(expected.digest()) && written.size() == expected.size())) {
                throw corrupt(expected.digest());
            }
            writer.keep();
            return written;
        }
    }

    /** Reads a whole document (manifest, configuration), verified. */
    public byte[] read(Descriptor blob) throws IOException {
        if (blob.size() > LARGEST_DOCUMENT) {
            throw new UserError("the document " + blob.digest() + " has " + blob.size() + " bytes, more than any real one");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path(blob.digest()))) {
            bytes = in.readNBytes((int) blob.size() + 1);
        } catch (NoSuchFileException missing) {
            throw missing(blob.digest());
        }
        if (bytes.length != blob.size() || !Digest.of(bytes).equals(blob.digest())) {
            throw corrupt(blob.digest());
        }
        return bytes;
    }

    /** A document by its digest alone, verified. */
    public byte[] read(Digest digest) throws IOException {
        try {
            return read(new Descriptor("", digest, Files.size(path(digest))));
        } catch (NoSuchFileException missing) {
            throw missing(digest);
        }
    }

    /** A blob's bytes; digest and size are verified when its end is reached. */
    public InputStream open(Descriptor blob) throws IOException {
        try {
            return new Verified(Files.newInputStream(path(blob.digest())), blob);
        } catch (NoSuchFileException missing) {
            throw missing(blob.digest());
        }
    }

    /** All blobs, sorted by digest. */
    public List<Digest> list() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Digest> found = new ArrayList<>();
            files.map(file -> file.getFileName().toString()).filter(name -> name.matches("[0-9a-f]{64}"))
                    .forEach(name -> found.add(new Digest(name)));
            found.sort(null);
            return found;
        }
    }

    private UserError missing(Digest digest) {
        return new UserError("the blob " + digest + " is missing from " + layout + "; build, import or copy the image again");
    }

    private UserError corrupt(Digest digest) {
        return new UserError("the blob " + digest + " is corrupt: its bytes do not have that digest; "
                + "remove the image and build, import or copy it again");
    }

    /** Hashes what passes and compares at the end. */
    private final class Verified extends FilterInputStream {
        private final Descriptor expected;
        private final MessageDigest hash = Digest.hasher();
        private long size;

        Verified(InputStream in, Descriptor expected) {
            super(in);
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = in.read(to, from, length);
            if (n > 0) {
                hash.update(to, from, n);
                size += n;
            }
            if (size > expected.size() || n < 0 && hash != null && !ended()) {
                throw corrupt(expected.digest());
            }
            return n;
        }

        private boolean verified;

        private boolean ended() {
            if (!verified) {
                verified = size == expected.size() && Digest.finish(hash.digest()).equals(expected.digest());
            }
            return verified;
        }

        @Override
        public long skip(long n) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(n, 1 << 16)], 0, (int) Math.min(n, 1 << 16)));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
