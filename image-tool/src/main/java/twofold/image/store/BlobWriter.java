package twofold.image.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;

/**
 * A blob being written: hashed on the way, synced by {@link #finish}, named by {@link #keep}. Closed before that, it leaves nothing.
 */
public final class BlobWriter extends OutputStream {
    private final Blobs blobs;
    private final Path temporary;
    private final FileChannel channel;
    private final MessageDigest hash = Digest.hasher();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private long size;
    private Digest digest;

    BlobWriter(Blobs blobs, Path directory) throws IOException {
        this.blobs = blobs;
        Files.createDirectories(directory);
        temporary = Files.createTempFile(directory, "blob", null);
        channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        hash.update(bytes, from, length);
        size += length;
        for (int done = 0; done < length;) {
            int n = Math.min(buffer.remaining(), length - done);
            buffer.put(bytes, from + done, n);
            done += n;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    /** Ends the writing, makes it durable and tells what was written. */
    public Descriptor finish(String mediaType) throws IOException {
        drain();
        channel.force(false);
        channel.close();
        digest = Digest.finish(hash.digest());
        return new Descriptor(mediaType, digest, size);
    }

    /** Gives the finished blob its name. */
    public void keep() throws IOException {
        Path file = blobs.path(digest);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Durable.directory(file.getParent());
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }
}
