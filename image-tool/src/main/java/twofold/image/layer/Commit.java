package twofold.image.layer;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import twofold.image.model.Descriptor;
import twofold.image.model.ImageConfig;
import twofold.image.model.ImageConfig.History;
import twofold.image.overlay.Overlay;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.time.Clock;

/** An image and one more layer. */
public final class Commit {
    private Commit() {
    }

    /**
     * Stores an image that is {@code base} with the changes in {@code tree} on top. The caller holds {@link Store#writing()}, and names the
     * result before giving it back.
     */
    public static Image commit(Store store, Image base, Overlay tree, String createdBy, Clock clock) throws IOException {
        LayerWriter.Written layer = LayerWriter.changes(store, tree);
        String created = Instant.ofEpochSecond(Math.floorDiv(clock.realtimeNanos(), 1_000_000_000L)).toString();
        List<Descriptor> blobs = new ArrayList<>(base.manifest().layers());
        if (layer != null) {
            blobs.add(layer.blob());
        }
        ImageConfig config = base.config().createdAt(created)
                .plus(new History(created, createdBy, null, layer == null), layer == null ? null : layer.diffId());
        return store.add(config, blobs, Map.of());
    }
}
