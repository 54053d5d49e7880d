package twofold.image.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.image.layer.LayerWriter.Written;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.store.Durable;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** What steps made before: {@code cache/KEY} holds the layer's diff_id and blob, or nothing for a step that changed no file. */
final class Cache {
    private final Store store;
    private final Path directory;

    Cache(Store store) {
        this.store = store;
        directory = store.root().resolve("cache");
    }

    /** A step's earlier result; {@code layer} is null if it changed nothing. */
    record Hit(Written layer) {
    }

    Hit find(Digest key) throws IOException {
        try {
            JsonObject json = Json.parse(Files.readAllBytes(directory.resolve(key.hex())), "the cache entry " + key);
            if (json.object("blob") == null) {
                return new Hit(null);
            }
            Descriptor blob = Descriptor.read(json.object("blob"));
            return store.blobs().has(blob.digest()) ? new Hit(new Written(Digest.parse(json.required("diff_id")), blob)) : null;
        } catch (NoSuchFileException none) {
            return null;
        } catch (UserError damaged) {
            return null;
        }
    }

    void put(Digest key, Written layer) throws IOException {
        Files.createDirectories(directory);
        Map<String, Object> json = new LinkedHashMap<>();
        if (layer != null) {
            json.put("diff_id", layer.diffId().toString());
            json.put("blob", layer.blob().json());
        }
        Durable.write(directory.resolve(key.hex()), Json.bytes(json));
    }
}
