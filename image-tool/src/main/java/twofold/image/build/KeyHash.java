package twofold.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import twofold.image.model.Digest;
import twofold.image.tar.TarEntry;

/** A cache key being made: a hash of fields, each with its length, so that no two lists of fields look the same. */
final class KeyHash {
    private static final String FORMAT = "twofold build 1";
    private final MessageDigest hash = Digest.hasher();

    KeyHash() {
        add(FORMAT);
    }

    KeyHash add(Object field) {
        byte[] bytes = String.valueOf(field).getBytes(StandardCharsets.UTF_8);
        hash.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        hash.update(bytes);
        return this;
    }

    /** A file of the context with all below it. */
    KeyHash add(String path, SourceFile file) throws IOException {
        add(path).add(file.mode()).add(file.uid()).add(file.gid()).add(file.modified());
        switch (file.mode() & TarEntry.TYPE) {
            case TarEntry.SYMLINK -> add(file.target());
            case TarEntry.DIRECTORY -> {
                Map<String, SourceFile> children = file.children();
                add(children.size());
                for (Map.Entry<String, SourceFile> each : children.entrySet()) {
                    add(each.getKey(), each.getValue());
                }
            }
            case TarEntry.REGULAR -> {
                add(file.size());
                try (InputStream data = file.data()) {
                    byte[] buffer = new byte[1 << 16];
                    for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                        hash.update(buffer, 0, n);
                    }
                }
            }
            default -> add(file.device());
        }
        return this;
    }

    Digest digest() {
        return Digest.finish(hash.digest());
    }
}
