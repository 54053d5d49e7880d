package twofold.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import twofold.image.layer.LayerWriter;
import twofold.image.layer.LayerWriter.Written;
import twofold.image.model.Digest;
import twofold.image.model.ImageConfig.History;
import twofold.image.overlay.Overlay;
import twofold.image.store.Durable;
import twofold.image.store.Store;
import twofold.toolkit.time.Clock;

/** A step that may change files: found in the cache, or done in a fresh overlay whose changes become a layer. */
final class LayerStep {
    private final Store store;
    private final Cache cache;
    private final BuildRequest request;

    LayerStep(Store store, BuildRequest request) {
        this.store = store;
        this.request = request;
        cache = new Cache(store);
    }

    /** What changes the files. */
    interface Work {
        void on(Overlay tree, Clock clock) throws IOException;
    }

    /** The start of a step's key: the files below it and the build's time. */
    KeyHash key(Stage stage) {
        KeyHash key = new KeyHash().add(request.epoch());
        stage.layers.forEach(layer -> key.add(layer.diffId()));
        return key;
    }

    /** Does the step and adds its layer, if it made one, to the stage. Returns whether the cache had it. */
    boolean run(Stage stage, Digest key, String text, Work work) throws IOException {
        Cache.Hit hit = request.useCache() ? cache.find(key) : null;
        Written made = hit != null ? hit.layer() : perform(stage, work);
        if (hit == null) {
            cache.put(key, made);
        }
        if (made != null) {
            stage.layers.add(store.layers().get(made.diffId(), made.blob()));
            stage.blobs.add(made.blob());
        }
        stage.config = stage.config.plus(new History(created(), text, null, made == null), made == null ? null : made.diffId());
        return hit != null;
    }

    /** The build's date as RFC 3339. */
    String created() {
        return Instant.ofEpochSecond(request.epoch()).toString();
    }

    private Written perform(Stage stage, Work work) throws IOException {
        Path upper = Files.createTempDirectory(store.temporary(), "build");
        Clock clock = Clock.virtualFrom(request.epoch());
        try (Overlay tree = Overlay.open(stage.layers, upper, clock)) {
            work.on(tree, clock);
            return LayerWriter.changes(store, tree);
        } finally {
            Durable.deleteTree(upper);
        }
    }
}
