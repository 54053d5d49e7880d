package twofold.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.ImageConfig;
import twofold.image.model.Json;
import twofold.image.model.Manifest;
import twofold.image.model.MediaType;
import twofold.image.model.Platform;
import twofold.image.model.Reference;
import twofold.toolkit.cli.UserError;

/** The store at one root directory. Any number of processes may use it at the same time. */
public final class Store {
    private static final int SHORTEST_ID = 4;
    private final Path root;
    private final Blobs blobs;
    private final References references;
    private final Layers layers;

    private Store(Path root) {
        this.root = root;
        blobs = new Blobs(root, temporary());
        references = new References(root);
        layers = new Layers(root.resolve("layers"), temporary(), root.resolve("gc.lock"), blobs);
    }

    /** Opens the store, making the directory if it is not there. */
    public static Store open(Path root) {
        try {
            Files.createDirectories(root.resolve("tmp"));
        } catch (IOException refused) {
            throw new UserError("cannot make the store directory " + root + "; choose another with --root or TWOFOLD_HOME");
        }
        return new Store(root.toAbsolutePath());
    }

    /** The root directory. */
    public Path root() {
        return root;
    }

    /** Where unfinished files live. */
    public Path temporary() {
        return root.resolve("tmp");
    }

    /** The instances of this store. */
    public Path instances() {
        return root.resolve("instances");
    }

    /** The blobs. */
    public Blobs blobs() {
        return blobs;
    }

    /** The names. */
    public References references() {
        return references;
    }

    /** The uncompressed layers. */
    public Layers layers() {
        return layers;
    }

    /** Keeps garbage collection away while blobs are written that nothing refers to yet. */
    public FileLocks.Held writing() throws IOException {
        return FileLocks.shared(root.resolve("gc.lock"));
    }

    /** Keeps all writers away, for garbage collection. */
    public FileLocks.Held collecting() throws IOException {
        return FileLocks.exclusive(root.resolve("gc.lock"));
    }

    /** The layers of an image, lowest first, uncompressed where necessary. */
    public List<Layer> layers(Image image) throws IOException {
        List<Digest> diffIds = image.config().diffIds();
        List<Descriptor> blobsOf = image.manifest().layers();
        if (diffIds.size() != blobsOf.size()) {
            throw new UserError("image \"" + image.name() + "\" is corrupt: its configuration lists " + diffIds.size()
                    + " layers, its manifest " + blobsOf.size());
        }
        Layer[] found = new Layer[diffIds.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = layers.get(diffIds.get(i), blobsOf.get(i));
        }
        return List.of(found);
    }

    /** Finds an image by {@code NAME[:TAG]}, {@code [NAME@]sha256:HEX}, or the first digits of its digest or of its configuration's. */
    public Image resolve(String asked) throws IOException {
        Descriptor found = asked.contains("sha256:") ? byDigest(asked) : byName(asked);
        if (found == null) {
            throw new UserError("no image named \"" + asked + "\"; build or import it first, or see 'image-tool list'");
        }
        return image(asked, found);
    }

    /** Reads the image a manifest (or an index of several platforms) describes. */
    public Image image(String name, Descriptor descriptor) throws IOException {
        byte[] document = blobs.read(descriptor);
        Descriptor manifest = descriptor;
        if (MediaType.isIndex(descriptor.mediaType())) {
            manifest = choose(name, document, descriptor.digest().toString());
            document = blobs.read(manifest);
        }
        Manifest parsed = Manifest.read(document, "the manifest " + manifest.digest());
        ImageConfig config = ImageConfig.read(blobs.read(parsed.config()), "the configuration " + parsed.config().digest());
        return new Image(name, manifest, parsed, config);
    }

    /** Stores the configuration and manifest of a new image and returns it; its layers must be there. */
    public Image add(ImageConfig config, List<Descriptor> layerBlobs, Map<String, String> annotations) throws IOException {
        Descriptor stored = blobs.put(MediaType.CONFIG, config.bytes());
        Manifest manifest = new Manifest(MediaType.MANIFEST, stored, layerBlobs, new TreeMap<>(annotations));
        Descriptor descriptor = blobs.put(MediaType.MANIFEST, manifest.bytes());
        Descriptor withPlatform = new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size(), descriptor.annotations(),
                config.platform());
        return new Image(descriptor.digest().toString(), withPlatform, manifest, config);
    }

    /** Picks our platform's manifest from an index. */
    public static Descriptor choose(String name, byte[] index, String what) {
        List<Descriptor> manifests = Json.parse(index, "the index " + what).objects("manifests").stream().map(Descriptor::read).toList();
        return manifests.stream().filter(each -> each.platform() != null && each.platform().ours()
                && MediaType.isManifest(each.mediaType()))
                .findFirst().orElseGet(() -> {
                    if (manifests.size() == 1 && manifests.getFirst().platform() == null) {
                        return manifests.getFirst();
                    }
                    String platforms = manifests.stream().map(Descriptor::platform)
                            .filter(each -> each != null && !each.toString().startsWith("unknown"))
                            .map(Platform::toString).distinct().collect(Collectors.joining(", "));
                    throw Image.wrongPlatform(name, platforms.isEmpty() ? "no platform it names" : platforms);
                });
    }

    private Descriptor byDigest(String asked) throws IOException {
        Digest digest = Digest.parse(asked.substring(asked.indexOf("sha256:")));
        for (Descriptor each : references.list()) {
            if (each.digest().equals(digest)) {
                return each;
            }
        }
        return blobs.has(digest) ? new Descriptor(MediaType.MANIFEST, digest, Files.size(blobs.path(digest))) : null;
    }

    private Descriptor byName(String asked) throws IOException {
        List<Descriptor> all = references.list();
        boolean hex = asked.length() >= SHORTEST_ID && asked.length() <= 64 && asked.matches("[0-9a-f]+");
        String name = hex ? asked + ":latest" : Reference.parse(asked).toString();
        for (Descriptor each : all) {
            if (name.equals(each.name())) {
                return each;
            }
        }
        return hex ? byId(asked, all) : null;
    }

    private Descriptor byId(String prefix, List<Descriptor> all) throws IOException {
        Map<Digest, Descriptor> found = new LinkedHashMap<>();
        for (Descriptor each : all) {
            if (each.digest().hex().startsWith(prefix) || image(prefix, each).manifest().config().digest().hex().startsWith(prefix)) {
                found.put(each.digest(), each);
            }
        }
        if (found.size() > 1) {
            throw new UserError("\"" + prefix + "\" is the start of " + found.size() + " images' ids; give more digits");
        }
        return found.isEmpty() ? null : found.values().iterator().next();
    }
}
