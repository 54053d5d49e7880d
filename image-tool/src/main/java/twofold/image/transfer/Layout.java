package twofold.image.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import twofold.image.model.Descriptor;
import twofold.image.model.Manifest;
import twofold.image.model.MediaType;
import twofold.image.store.Blobs;
import twofold.image.store.References;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/**
 * An OCI image layout: a directory of somebody's, or the store itself.
 *
 * @param path       its directory
 * @param blobs      its blobs
 * @param references its names
 */
record Layout(Path path, Blobs blobs, References references) {
    /** The layout in a directory, there or to be made. */
    static Layout at(Path path) {
        return new Layout(path, new Blobs(path, path), new References(path));
    }

    /** The store as a layout. */
    static Layout of(Store store) {
        return new Layout(store.root(), store.blobs(), store.references());
    }

    /** The manifest with that tag; without a tag the only one. */
    Descriptor find(String tag, String shown) throws IOException {
        if (!Files.isRegularFile(path.resolve("index.json"))) {
            throw new UserError(shown + " is not an OCI image layout: it has no index.json");
        }
        List<Descriptor> all = references.list();
        if (tag == null) {
            if (all.size() == 1) {
                return all.getFirst();
            }
            throw new UserError(shown + " holds " + all.size() + " images; say which with :TAG" + names(all));
        }
        return all.stream().filter(each -> tag.equals(each.name())).findFirst()
                .orElseThrow(() -> new UserError(shown + " has no image \"" + tag + "\"" + names(all)));
    }

    /** Copies an image's blobs, and its manifest last, into another layout; returns the manifest's descriptor there. */
    Descriptor copyTo(Layout to, Descriptor found, String name) throws IOException {
        Descriptor chosen = found;
        byte[] document = blobs.read(chosen);
        if (MediaType.isIndex(chosen.mediaType())) {
            chosen = Store.choose(name, document, chosen.digest().toString());
            document = blobs.read(chosen);
        }
        Manifest manifest = Manifest.read(document, "the manifest " + chosen.digest());
        for (Descriptor layer : manifest.layers()) {
            copyBlob(to, layer);
        }
        copyBlob(to, manifest.config());
        to.blobs.put(manifest.mediaType(), new ByteArrayInputStream(document), chosen);
        return new Descriptor(manifest.mediaType(), chosen.digest(), chosen.size(), new TreeMap<>(), chosen.platform());
    }

    private void copyBlob(Layout to, Descriptor blob) throws IOException {
        if (to.blobs.has(blob.digest())) {
            return;
        }
        try (InputStream in = blobs.open(blob)) {
            to.blobs.put(blob.mediaType(), in, blob);
        }
    }

    private static String names(List<Descriptor> all) {
        String names = all.stream().map(Descriptor::name).filter(name -> name != null).collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; there are " + names;
    }
}
