package twofold.image.model;

import twofold.toolkit.cli.UserError;

/** Media types of OCI and of Docker's schema 2. */
public final class MediaType {
    /** An OCI image index. */
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** An OCI image manifest. */
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** An OCI image configuration. */
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    /** An uncompressed OCI layer. */
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    /** A gzip OCI layer. */
    public static final String LAYER_GZIP = LAYER + "+gzip";
    /** A zstd OCI layer. */
    public static final String LAYER_ZSTD = LAYER + "+zstd";
    /** Docker's manifest list. */
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    /** Docker's manifest. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

    private MediaType() {
    }

    /** Whether it names a list of manifests. */
    public static boolean isIndex(String type) {
        return INDEX.equals(type) || DOCKER_LIST.equals(type);
    }

    /** Whether it names one image's manifest. */
    public static boolean isManifest(String type) {
        return MANIFEST.equals(type) || DOCKER_MANIFEST.equals(type);
    }

    /** Fails unless it names a layer this tool reads. */
    public static void checkLayer(String type) {
        boolean known = type.startsWith(LAYER) || type.startsWith(DOCKER_LAYER)
                || type.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar");
        if (!known || type.endsWith("+encrypted")) {
            throw new UserError("a layer has the media type \"" + type + "\", which this tool cannot read");
        }
    }
}
