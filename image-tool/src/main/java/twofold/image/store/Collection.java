package twofold.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.Json;
import twofold.image.model.Manifest;
import twofold.image.model.MediaType;

/** Garbage collection: what no name and no instance leads to goes, and so do files that killed processes left. */
public final class Collection {
    private final Store store;
    private final Set<Digest> blobs = new HashSet<>();
    private final Set<Digest> layers = new HashSet<>();
    private long freed;
    private int removed;

    /** Prepares to collect. */
    public Collection(Store store) {
        this.store = store;
    }

    /** Tells the manifests that instances use. */
    public interface Used {
        /** Asked when no new instance can come. */
        Set<Digest> manifests() throws IOException;
    }

    /** Collects. Waits for writers, and keeps new ones away meanwhile. */
    public void run(Used instances) throws IOException {
        try (FileLocks.Held alone = store.collecting()) {
            Objects.requireNonNull(alone);
            for (Descriptor each : store.references().list()) {
                keep(each.digest());
            }
            for (Digest each : instances.manifests()) {
                keep(each);
            }
            for (Digest each : store.blobs().list()) {
                if (!blobs.contains(each)) {
                    delete(store.blobs().path(each));
                }
            }
            sweep(store.root().resolve("layers"), layers);
            sweepCache();
            sweep(store.temporary(), Set.of());
        }
    }

    /** How many files went. */
    public int removed() {
        return removed;
    }

    /** How many bytes they had. */
    public long freed() {
        return freed;
    }

    /** Marks a manifest and all it leads to; one that is missing leads nowhere. */
    private void keep(Digest manifest) throws IOException {
        if (!blobs.add(manifest) || !store.blobs().has(manifest)) {
            return;
        }
        byte[] document = store.blobs().read(manifest);
        String type = Json.parse(document, "the manifest " + manifest).string("mediaType");
        if (MediaType.isIndex(type)) {
            for (var each : Json.parse(document, "the index " + manifest).objects("manifests")) {
                keep(Descriptor.read(each).digest());
            }
            return;
        }
        Manifest parsed = Manifest.read(document, "the manifest " + manifest);
        blobs.add(parsed.config().digest());
        parsed.layers().forEach(layer -> blobs.add(layer.digest()));
        if (store.blobs().has(parsed.config().digest())) {
            layers.addAll(store.image(manifest.toString(), new Descriptor(parsed.mediaType(), manifest, document.length)).config()
                    .diffIds());
        }
    }

    private void sweepCache() throws IOException {
        for (Path each : files(store.root().resolve("cache"))) {
            var json = Json.parse(Files.readAllBytes(each), each.toString()).object("blob");
            if (json != null && !blobs.contains(Descriptor.read(json).digest())) {
                delete(each);
            }
        }
    }

    private void sweep(Path directory, Set<Digest> keep) throws IOException {
        for (Path each : files(directory)) {
            String name = each.getFileName().toString();
            String hex = name.replaceFirst("\\.(tar|index)$", "");
            if (!hex.matches("[0-9a-f]{64}") || !keep.contains(new Digest(hex))) {
                delete(each);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }

    private void delete(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(each)) {
                    freed += Files.size(each);
                    removed++;
                }
                Files.deleteIfExists(each);
            }
        }
    }
}
