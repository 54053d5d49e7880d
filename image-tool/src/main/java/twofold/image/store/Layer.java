package twofold.image.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import twofold.image.model.Digest;
import twofold.image.tar.TarEntry;

/** One uncompressed layer in the store: its entries and its bytes, mapped into memory when first read. */
public final class Layer {
    private final Digest diffId;
    private final List<TarEntry> entries;
    private final Path tar;
    private MemorySegment bytes;

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
}
