package twofold.image.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import twofold.image.model.Descriptor;
import twofold.image.store.Durable;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** Copies an image from one place to another by way of the store's temporary directory where a place is an archive. */
public final class Transfer {
    private final Store store;

    /** Copies with this store's names. */
    public Transfer(Store store) {
        this.store = store;
    }

    /** Copies, and returns the manifest's descriptor. */
    public Descriptor copy(Location from, Location to) throws IOException {
        Path temporary = Files.createTempDirectory(store.temporary(), "copy");
        try (FileLocks.Held writing = store.writing()) {
            Objects.requireNonNull(writing);
            return write(from, to, temporary);
        } finally {
            Durable.deleteTree(temporary);
        }
    }

    private Descriptor write(Location from, Location to, Path temporary) throws IOException {
        Path unpacked = Files.createDirectories(temporary.resolve("from"));
        switch (to) {
            case Location.Named(String name) -> {
                Descriptor copied = read(from, Layout.of(store), unpacked, name);
                Image image = store.image(name, copied);
                store.layers(image);
                store.references().put(name, withPlatform(copied, image));
                return copied;
            }
            case Location.Directory(Path path, String tag) -> {
                if (Files.exists(path) && !Files.isDirectory(path)) {
                    throw new UserError(path + " is there and not a directory");
                }
                Layout layout = Layout.at(Files.createDirectories(path).toAbsolutePath());
                Descriptor copied = read(from, layout, unpacked, path.toString());
                layout.references().put(tag, copied);
                return copied;
            }
            case Location.Archive(Path path, String tag) -> {
                Layout layout = Layout.at(Files.createDirectories(temporary.resolve("to")));
                Descriptor copied = read(from, layout, unpacked, path.toString());
                layout.references().put(tag, copied);
                Archives.pack(layout.path(), path);
                return copied;
            }
            case Location.DockerArchive(Path path, String tag) -> {
                Path packed = Files.createDirectories(temporary.resolve("to"));
                Descriptor copied = read(from, Layout.of(store), unpacked, path.toString());
                String name = tag != null ? tag : from instanceof Location.Named(String stored) ? stored : null;
                DockerArchive.write(store, store.image(path.toString(), copied), name, packed);
                Archives.pack(packed, path);
                return copied;
            }
        }
    }

    private Descriptor read(Location from, Layout to, Path unpacked, String name) throws IOException {
        return switch (from) {
            case Location.Named(String stored) -> Layout.of(store).copyTo(to, store.resolve(stored).descriptor(), stored);
            case Location.Directory(Path path, String tag) -> {
                Layout layout = Layout.at(path.toAbsolutePath());
                yield layout.copyTo(to, layout.find(tag, path.toString()), path.toString());
            }
            case Location.Archive(Path path, String tag) -> {
                Archives.unpack(path, unpacked, entry -> entry.equals("index.json") || entry.matches("blobs/sha256/[0-9a-f]{64}"));
                Layout layout = Layout.at(unpacked);
                yield layout.copyTo(to, layout.find(tag, path.toString()), path.toString());
            }
            case Location.DockerArchive(Path path, String tag) -> {
                Archives.unpack(path, unpacked, entry -> entry.endsWith(".json") || entry.endsWith(".tar") || entry.startsWith("blobs/"));
                yield DockerArchive.read(unpacked, tag, to, path.toString());
            }
        };
    }

    private static Descriptor withPlatform(Descriptor copied, Image image) {
        return new Descriptor(copied.mediaType(), copied.digest(), copied.size(), copied.annotations(), image.config().platform());
    }
}
