package twofold.image.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.toolkit.cli.UserError;

/** Reads a whole store and says what is wrong with it. */
public final class Verification {
    private Verification() {
    }

    /** A sentence for each damaged blob, image and uncompressed layer; empty if all is well. */
    public static List<String> problems(Store store) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Digest each : store.blobs().list()) {
            try (InputStream in = store.blobs().open(new Descriptor("", each, Files.size(store.blobs().path(each))))) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (UserError corrupt) {
                problems.add(corrupt.getMessage());
            }
        }
        for (Descriptor each : store.references().list()) {
            String name = each.name() == null ? each.digest().toString() : each.name();
            try {
                Image image = store.image(name, each);
                for (Descriptor layer : image.manifest().layers()) {
                    if (!store.blobs().has(layer.digest())) {
                        problems.add("image \"" + name + "\": the layer " + layer.digest() + " is missing");
                    }
                }
                image.config().diffIds().forEach(diffId -> layer(store, diffId, problems));
            } catch (UserError damaged) {
                problems.add("image \"" + name + "\": " + damaged.getMessage());
            }
        }
        return problems;
    }

    private static void layer(Store store, Digest diffId, List<String> problems) {
        if (!Files.isRegularFile(store.layers().tar(diffId))) {
            return;
        }
        MessageDigest hash = Digest.hasher();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
            Files.copy(store.layers().tar(diffId), out);
        } catch (IOException unreadable) {
            problems.add("the uncompressed layer " + diffId + " cannot be read");
            return;
        }
        if (!Digest.finish(hash.digest()).equals(diffId)) {
            problems.add("the uncompressed layer " + store.layers().tar(diffId) + " is corrupt; delete it, it is made again when needed");
        }
    }
}
