package twofold.image.cli;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import twofold.image.instance.Description;
import twofold.image.instance.Instances;
import twofold.image.model.Digest;
import twofold.image.store.Collection;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;

/** {@code gc}: frees what nothing uses. */
final class GcCommand extends StoreCommand {
    GcCommand() {
        super("gc", "Deletes blobs, layers and cached steps that no name and no instance uses.");
    }

    @Override
    protected int run() throws IOException {
        Store store = store();
        Collection collection = new Collection(store);
        collection.run(() -> used(store));
        say("deleted " + collection.removed() + " files, " + Table.size(collection.freed()));
        return ExitStatus.DONE;
    }

    private static Set<Digest> used(Store store) throws IOException {
        return Instances.list(store).stream().map(Description::digest).collect(Collectors.toSet());
    }
}
