package twofold.image.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a RUN's {@code --mount} shows the step, with the keys it takes (Dockerfile reference, "RUN --mount"). */
public enum MountType {
    /** Files of the context, a stage or an image. */
    BIND("target", "source", "from", "readonly", "readwrite"),
    /** A directory that lasts from build to build. */
    CACHE("id", "target", "source", "from", "readonly", "readwrite", "sharing", "mode", "uid", "gid"),
    /** An empty file system in memory. */
    TMPFS("target", "size"),
    /** A file or variable that the build was given and the image does not get. */
    SECRET("id", "source", "target", "required", "mode", "uid", "gid", "env"),
    /** The socket of an agent of keys. */
    SSH("id", "target", "required", "mode", "uid", "gid");

    private final Set<String> keys;

    MountType(String... keys) {
        this.keys = Set.of(keys);
    }

    /** Whether it takes a key. */
    boolean takes(String key) {
        return keys.contains(key);
    }

    /** The keys it takes, sorted. */
    List<String> keys() {
        return keys.stream().sorted().toList();
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that is written so, or null. */
    static MountType of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst().orElse(null);
    }
}
