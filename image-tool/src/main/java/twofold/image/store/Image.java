package twofold.image.store;

import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.ImageConfig;
import twofold.image.model.Manifest;
import twofold.image.model.Platform;
import twofold.toolkit.cli.UserError;

/**
 * An image in a store.
 *
 * @param name       what it was asked for by
 * @param descriptor the manifest's descriptor
 * @param manifest   the manifest
 * @param config     the configuration
 */
public record Image(String name, Descriptor descriptor, Manifest manifest, ImageConfig config) {
    /** The manifest's digest, which is the image's identity. */
    public Digest digest() {
        return descriptor.digest();
    }

    /** Fails unless the runners can run it. */
    public Image requireRunnable() {
        if (!config.platform().ours()) {
            throw wrongPlatform(name, config.platform().toString());
        }
        return this;
    }

    static UserError wrongPlatform(String name, String platforms) {
        return new UserError("image \"" + name + "\" is for " + platforms + "; this tool runs " + Platform.OURS);
    }
}
