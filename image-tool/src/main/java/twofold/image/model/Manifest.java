package twofold.image.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import twofold.toolkit.cli.UserError;

/**
 * One image's manifest: its configuration and its layers, lowest first.
 *
 * @param mediaType   OCI's or Docker's
 * @param config      the configuration's descriptor
 * @param layers      the layers' descriptors, lowest first
 * @param annotations annotations
 */
public record Manifest(String mediaType, Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {
    /** Reads a manifest. */
    public static Manifest read(byte[] bytes, String what) {
        JsonObject json = Json.parse(bytes, what);
        if (json.number("schemaVersion", 0) != 2 || json.object("config") == null) {
            throw new UserError(what + " is not an image manifest of schema version 2");
        }
        String type = json.string("mediaType");
        List<Descriptor> layers = json.objects("layers").stream().map(Descriptor::read).toList();
        layers.forEach(layer -> MediaType.checkLayer(layer.mediaType()));
        return new Manifest(type == null ? MediaType.MANIFEST : type, Descriptor.read(json.object("config")), layers,
                json.stringMap("annotations"));
    }

    /** The canonical text. */
    public byte[] bytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", mediaType);
        json.put("config", config.json());
        json.put("layers", layers.stream().map(Descriptor::json).toList());
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return Json.bytes(json);
    }
}
