package twofold.image.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.UserError;

/**
 * A reference to a blob (OCI content descriptor).
 *
 * @param mediaType   what the blob is
 * @param digest      its digest
 * @param size        its length in bytes
 * @param annotations its annotations
 * @param platform    the platform of the image it names, or null
 */
public record Descriptor(String mediaType, Digest digest, long size, SortedMap<String, String> annotations, Platform platform) {
    /** The annotation that holds a reference's name in an image layout. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    /** A descriptor without annotations. */
    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, new TreeMap<>(), null);
    }

    /** Reads a descriptor. */
    public static Descriptor read(JsonObject json) {
        long size = json.number("size", -1);
        if (size < 0) {
            throw new UserError(json.what() + ": a descriptor has no size");
        }
        JsonObject platform = json.object("platform");
        String type = json.string("mediaType");
        return new Descriptor(type == null ? "" : type, Digest.parse(json.required("digest")), size, json.stringMap("annotations"),
                platform == null ? null : Platform.read(platform));
    }

    /** The same blob under a reference's name; null for no name. */
    public Descriptor named(String name) {
        TreeMap<String, String> changed = new TreeMap<>(annotations);
        if (name == null) {
            changed.remove(REF_NAME);
        } else {
            changed.put(REF_NAME, name);
        }
        return new Descriptor(mediaType, digest, size, changed, platform);
    }

    /** The reference's name in an image layout, or null. */
    public String name() {
        return annotations.get(REF_NAME);
    }

    /** The JSON value. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", mediaType);
        json.put("digest", digest.toString());
        json.put("size", size);
        if (platform != null) {
            json.put("platform", platform.json());
        }
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return json;
    }
}
