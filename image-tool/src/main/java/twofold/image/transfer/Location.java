package twofold.image.transfer;

import java.nio.file.Path;
import twofold.image.model.Reference;
import twofold.toolkit.cli.UserError;

/** A place an image can be copied from or to. */
public sealed interface Location {
    /** A name in the store. */
    record Named(String name) implements Location {
    }

    /** {@code oci:DIR[:TAG]}. */
    record Directory(Path path, String tag) implements Location {
    }

    /** {@code oci-archive:FILE[:TAG]}. */
    record Archive(Path path, String tag) implements Location {
    }

    /** {@code docker-archive:FILE[:NAME:TAG]}. */
    record DockerArchive(Path path, String tag) implements Location {
    }

    /** Reads a location as written on the command line. */
    static Location parse(String text) {
        if (text.startsWith("oci:")) {
            String[] parts = split(text.substring(4));
            return new Directory(Path.of(parts[0]), parts[1]);
        }
        if (text.startsWith("oci-archive:")) {
            String[] parts = split(text.substring(12));
            return new Archive(Path.of(parts[0]), parts[1]);
        }
        if (text.startsWith("docker-archive:")) {
            String[] parts = split(text.substring(15));
            return new DockerArchive(Path.of(parts[0]), parts[1]);
        }
        if (text.contains("://")) {
            throw new UserError("registries are not supported yet (\"" + text
                    + "\"); copy through oci-archive:FILE or docker-archive:FILE");
        }
        return new Named(Reference.parse(text).toString());
    }

    private static String[] split(String rest) {
        int colon = rest.indexOf(':');
        String path = colon < 0 ? rest : rest.substring(0, colon);
        if (path.isEmpty()) {
            throw new UserError("the location has no path; write for example oci:DIR:TAG or oci-archive:FILE");
        }
        return new String[] {path, colon < 0 ? null : rest.substring(colon + 1)};
    }
}
