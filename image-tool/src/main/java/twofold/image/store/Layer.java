package twofold.image.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import twofold.image.model.Digest;
import twofold.image.tar.TarEntry;

/** One uncompressed layer in the store: its entries and its bytes, mapped into memory when first read. */
public final class Layer {
    /** How often bytes are read before the archive is mapped for it. */
    private static final int LOOKS = 8;

    private final Digest diffId;
    private final List<TarEntry> entries;
    private final Path tar;
    private MemorySegment bytes;
    private int looks;

    Layer(Digest diffId, List<TarEntry> entries, Path tar) {
        this.diffId = diffId;
        this.entries = entries;
        this.tar = tar;
    }

    /** The digest of the uncompressed archive. */
    public Digest diffId() {
        return diffId;
    }

    /** The entries in the archive's order. */
    public List<TarEntry> entries() {
        return entries;
    }

    /** The uncompressed archive's file. */
    public Path tar() {
        return tar;
    }

    /** The uncompressed archive, read-only. */
    public synchronized MemorySegment bytes() {
        if (bytes == null) {
            try (FileChannel channel = FileChannel.open(tar, StandardOpenOption.READ)) {
                bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        return bytes;
    }

    /**
     * Puts some of the uncompressed archive's bytes into a buffer that has room for them. A program's start needs a few lines of a few text
     * files: they are read, since the first buffer that the JDK makes of a segment takes it longer than all of them.
     */
    public void copy(long offset, int length, ByteBuffer to) {
        if (isLook()) {
            look(offset, to.slice().limit(length));
            to.position(to.position() + length);
        } else {
            to.put(bytes().asSlice(offset, length).asByteBuffer());
        }
    }

    private synchronized boolean isLook() {
        if (looks < LOOKS) {
            looks++;
            return true;
        }
        return false;
    }

    private void look(long offset, ByteBuffer to) {
        try (FileChannel channel = FileChannel.open(tar, StandardOpenOption.READ)) {
            for (long at = offset; to.hasRemaining();) {
                int count = channel.read(to, at);
                if (count < 0) {
                    throw new EOFException(tar + " is too short");
                }
                at += count;
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
