package twofold.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import twofold.image.model.Descriptor;
import twofold.image.model.Digest;
import twofold.image.model.Json;
import twofold.image.model.MediaType;

/** The names of an OCI image layout: the manifests in its {@code index.json}, each named by the ref.name annotation. */
public final class References {
    private final Path layout;

    /** The names of the layout at this directory. */
    public References(Path layout) {
        this.layout = layout;
    }

    /** All manifests named or not, in the file's order. */
    public List<Descriptor> list() throws IOException {
        try {
            byte[] index = Files.readAllBytes(layout.resolve("index.json"));
            return Json.parse(index, layout.resolve("index.json").toString()).objects("manifests").stream().map(Descriptor::read).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** Gives a manifest a name, taking it from whichever had it. */
    public void put(String name, Descriptor manifest) throws IOException {
        change(old -> {
            List<Descriptor> changed = new ArrayList<>(old);
            changed.removeIf(each -> Objects.equals(name, each.name()) && (name != null || each.digest().equals(manifest.digest())));
            changed.add(manifest.named(name));
            changed.sort(Comparator.comparing((Descriptor each) -> each.name() == null ? "" : each.name())
                    .thenComparing(Descriptor::digest));
            return changed;
        });
    }

    /** Takes a name away; false if there was none such. */
    public boolean remove(String name) throws IOException {
        boolean[] found = new boolean[1];
        change(old -> {
            List<Descriptor> changed = new ArrayList<>(old);
            found[0] = changed.removeIf(each -> name.equals(each.name()));
            return changed;
        });
        return found[0];
    }

    /** Takes a manifest out with all its names. */
    public void removeAll(Digest manifest) throws IOException {
        change(old -> old.stream().filter(each -> !each.digest().equals(manifest)).toList());
    }

    private void change(UnaryOperator<List<Descriptor>> edit) throws IOException {
        Files.createDirectories(layout);
        try (FileLocks.Held held = FileLocks.exclusive(layout.resolve("index.lock"))) {
            Objects.requireNonNull(held);
            Map<String, Object> index = new LinkedHashMap<>();
            index.put("schemaVersion", 2);
            index.put("mediaType", MediaType.INDEX);
            index.put("manifests", edit.apply(list()).stream().map(Descriptor::json).toList());
            if (!Files.exists(layout.resolve("oci-layout"))) {
                Durable.write(layout.resolve("oci-layout"), Json.bytes(Map.of("imageLayoutVersion", "1.0.0")));
            }
            Durable.write(layout.resolve("index.json"), Json.bytes(index));
        }
    }
}
