package twofold.image.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import twofold.image.model.ImageConfig;
import twofold.image.model.ImageConfig.History;
import twofold.image.model.Platform;
import twofold.image.overlay.Overlay;
import twofold.image.store.Compression;
import twofold.image.store.ExpansionLimit;
import twofold.image.store.Image;
import twofold.image.store.Layers;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** An image of one layer, which is the archive of a root file system as it is. */
public final class RootImport {
    private static final String EPOCH = "1970-01-01T00:00:00Z";

    private RootImport() {
    }

    /** Stores the image; the archive may be compressed. The caller holds {@link Store#writing()}. */
    public static Image store(Store store, InputStream archive, String shown, String createdBy) throws IOException {
        LayerWriter.Written layer;
        try (Layers.Counting raw = new Layers.Counting(archive);
                InputStream in = new ExpansionLimit(expand(raw, shown), raw::bytes, shown)) {
            layer = LayerWriter.store(store, shown, out -> {
                try {
                    in.transferTo(out);
                } catch (IOException broken) {
                    throw damaged(shown, broken);
                }
            });
        }
        if (store.layers().get(layer.diffId(), layer.blob()).entries().isEmpty()) {
            throw new UserError(shown + " holds no files");
        }
        // merging checks what the entries alone cannot show, such as hard links to nowhere
        Overlay.readOnly(List.of(store.layers().get(layer.diffId(), layer.blob())));
        ImageConfig config = ImageConfig.empty(Platform.OURS).createdAt(EPOCH).plus(new History(EPOCH, createdBy, null, false),
                layer.diffId());
        return store.add(config, List.of(layer.blob()), Map.of());
    }

    private static InputStream expand(InputStream raw, String shown) {
        try {
            return Compression.decompress(raw);
        } catch (IOException broken) {
            throw damaged(shown, broken);
        }
    }

    private static UserError damaged(String shown, IOException broken) {
        String reason = String.valueOf(broken.getMessage());
        return new UserError(reason.contains("No space left") ? "no space left on the device of the store"
                : shown + " cannot be uncompressed: " + reason);
    }
}
