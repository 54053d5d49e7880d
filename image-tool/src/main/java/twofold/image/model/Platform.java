package twofold.image.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an image runs on, in the words of OCI (GOOS and GOARCH).
 *
 * @param os           such as {@code linux}
 * @param architecture such as {@code riscv64}
 * @param variant      such as {@code v8}, or null
 */
public record Platform(String os, String architecture, String variant) {
    /** The platform both runners provide. */
    public static final Platform OURS = new Platform("linux", "riscv64", null);

    /** Whether the runners can run it. */
    public boolean ours() {
        return os.equals(OURS.os) && architecture.equals(OURS.architecture);
    }

    /** Reads the {@code platform} of a descriptor or the fields of a configuration; what is absent is empty. */
    static Platform read(JsonObject json) {
        String os = json.string("os");
        String architecture = json.string("architecture");
        return new Platform(os == null ? "" : os, architecture == null ? "" : architecture, json.string("variant"));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", architecture);
        json.put("os", os);
        if (variant != null) {
            json.put("variant", variant);
        }
        return json;
    }

    @Override
    public String toString() {
        return (os.isEmpty() ? "unknown" : os) + "/" + (architecture.isEmpty() ? "unknown" : architecture) + (variant == null ? "" : "/"
                + variant);
    }
}
