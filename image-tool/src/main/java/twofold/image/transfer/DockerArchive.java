package twofold.image.transfer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.image.model.Descriptor;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.model.Manifest;
import twofold.image.model.MediaType;
import twofold.image.store.Compression;
import twofold.image.store.Image;
import twofold.image.store.Layer;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** The format of {@code docker save}: {@code manifest.json} names the configuration and the layers' files. */
final class DockerArchive {
    private DockerArchive() {
    }

    /** Reads the image with that name (or the only one) from an unpacked archive into a layout. */
    static Descriptor read(Path unpacked, String tag, Layout to, String shown) throws IOException {
        JsonObject image = choose(unpacked, tag, shown);
        Descriptor config = blob(unpacked, image.required("Config"), MediaType.CONFIG, to, shown);
        List<Descriptor> layers = new ArrayList<>();
        for (String layer : image.strings("Layers")) {
            layers.add(blob(unpacked, layer, null, to, shown));
        }
        Manifest manifest = new Manifest(MediaType.MANIFEST, config, layers, new TreeMap<>());
        return to.blobs().put(MediaType.MANIFEST, manifest.bytes());
    }

    /** Writes an image of the store below a directory that is then packed. */
    static void write(Store store, Image image, String tag, Path into) throws IOException {
        byte[] config = store.blobs().read(image.manifest().config());
        String configName = image.manifest().config().digest().hex() + ".json";
        Files.write(into.resolve(configName), config);
        List<String> names = new ArrayList<>();
        for (Layer layer : store.layers(image)) {
            String name = layer.diffId().hex() + ".tar";
            try (OutputStream out = Files.newOutputStream(into.resolve(name))) {
                Files.copy(layer.tar(), out);
            }
            names.add(name);
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("Config", configName);
        entry.put("RepoTags", tag == null ? List.of() : List.of(tag));
        entry.put("Layers", names);
        Files.write(into.resolve("manifest.json"), Json.bytes(List.of(entry)));
    }

    private static JsonObject choose(Path unpacked, String tag, String shown) throws IOException {
        Path manifest = unpacked.resolve("manifest.json");
        if (!Files.isRegularFile(manifest)) {
            throw new UserError(shown + " is not an archive of docker save: it has no manifest.json");
        }
        String text = "{\"images\":" + Files.readString(manifest, StandardCharsets.UTF_8) + "}";
        List<JsonObject> images = Json.parse(text.getBytes(StandardCharsets.UTF_8), shown + ": manifest.json").objects("images");
        List<JsonObject> matching = images.stream().filter(each -> tag == null || each.strings("RepoTags").stream()
                .anyMatch(name -> name.equals(tag) || name.endsWith("/" + tag))).toList();
        if (matching.size() != 1) {
            throw new UserError(shown + " has " + matching.size() + " images" + (tag == null ? "; say which with :NAME:TAG" : " named "
                    + tag));
        }
        return matching.getFirst();
    }

    private static Descriptor blob(Path unpacked, String name, String mediaType, Layout to, String shown) throws IOException {
        Path file = unpacked.resolve(name).normalize();
        if (!file.startsWith(unpacked) || !Files.isRegularFile(file)) {
            throw new UserError(shown + " names \"" + name + "\", which it does not hold");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            String type = mediaType != null ? mediaType : switch (Compression.detect((BufferedInputStream) in)) {
                case NONE -> MediaType.LAYER;
                case GZIP -> MediaType.LAYER_GZIP;
                case ZSTD -> MediaType.LAYER_ZSTD;
                default -> throw new UserError(shown + ": the layer \"" + name + "\" has a compression no image may have");
            };
            return to.blobs().put(type, in, null);
        }
    }
}
