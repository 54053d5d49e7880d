package twofold.image.instance;

import java.io.IOException;
import java.util.Objects;
import twofold.image.layer.Commit;
import twofold.image.overlay.Overlay;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.time.Clock;

/** An image from an instance that nobody has open. */
public final class InstanceCommit {
    private InstanceCommit() {
    }

    /**
     * Makes an image of an instance with its changed files, and names it.
     *
     * @param id   the instance, as {@link Instance#open} takes it
     * @param name the image's full reference
     */
    public static Image commit(Store store, String id, String name) throws IOException {
        try (FileLocks.Held writing = store.writing(); Instance instance = Instance.open(store, id); Overlay tree = instance.overlay(Clock.host())) {
            Objects.requireNonNull(writing);
            Image image = Commit.commit(store, instance.image(), tree, "commit of " + instance.name(), Clock.host());
            store.references().put(name, image.descriptor());
            return image;
        }
    }
}
