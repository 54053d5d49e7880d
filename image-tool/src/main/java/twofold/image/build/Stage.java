package twofold.image.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.image.model.Descriptor;
import twofold.image.model.ImageConfig;
import twofold.image.store.Layer;

/** A stage being built: the image as it is so far. */
final class Stage {
    final String name;
    ImageConfig config;
    final List<Layer> layers = new ArrayList<>();
    final List<Descriptor> blobs = new ArrayList<>();
    /** The ARGs declared so far, with their values. */
    final Map<String, String> arguments = new LinkedHashMap<>();
    List<String> shell = List.of("/bin/sh", "-c");
    boolean commandSet;

    Stage(String name, ImageConfig config) {
        this.name = name;
        this.config = config;
    }

    /** Continues from another stage or image. */
    void basedOn(ImageConfig base, List<Layer> baseLayers, List<Descriptor> baseBlobs) {
        config = base;
        layers.addAll(baseLayers);
        blobs.addAll(baseBlobs);
        if (base.run().other().get("Shell") instanceof List<?> words && !words.isEmpty()) {
            shell = words.stream().map(String::valueOf).toList();
        }
    }

    /** A variable's value in the instructions: ENV before ARG; null if it is not set. */
    String variable(String variable) {
        for (String each : config.run().env().reversed()) {
            if (each.startsWith(variable + "=")) {
                return each.substring(variable.length() + 1);
            }
        }
        return arguments.get(variable);
    }
}
