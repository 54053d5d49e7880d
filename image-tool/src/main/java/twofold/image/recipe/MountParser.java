package twofold.image.recipe;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import twofold.image.recipe.Instruction.Mount;

/** Parses what {@code --mount} is given: {@code KEY=VALUE} or {@code KEY} between commas, quotes around a value, around both or around all. */
final class MountParser {
    private static final Map<String, String> OTHER_NAMES = Map.of("src", "source", "dst", "target", "destination", "target", "ro", "readonly", "rw",
            "readwrite");
    private static final Set<String> SWITCHES = Set.of("readonly", "readwrite", "required");

    private final String text;
    private final char escape;
    private final IntFunction<Place> places;
    /** Where the keys are, in the order in which they are written. */
    private final SortedMap<Integer, String> keys = new TreeMap<>();
    private final SortedMap<String, String> options = new TreeMap<>();

    /** @param places the place in the recipe of an index in the text */
    MountParser(String text, char escape, IntFunction<Place> places) {
        this.text = text;
        this.escape = escape;
        this.places = places;
    }

    Mount parse(Place place) {
        boolean quoted = text.startsWith("\"") && text.indexOf('"', 1) == text.length() - 1;
        int last = text.length() - (quoted ? 1 : 0);
        for (int at = quoted ? 1 : 0; at <= last;) {
            int end = Words.end(text.substring(0, last), at, escape, c -> c == ',');
            field(at, text.substring(at, end));
            at = end + 1;
        }
        if (options.getOrDefault("from", "").indexOf('$') >= 0) {
            throw place.error("variables are not replaced in a mount's from; name a stage: FROM IMAGE AS NAME");
        }
        options.computeIfPresent("from", (key, from) -> Words.expand(from, escape, name -> null, place));
        String type = options.getOrDefault("type", "bind");
        MountType known = MountType.of(type);
        if (known == null) {
            throw place.error("\"" + type + "\" is not a type of mount; known are bind, cache, tmpfs, secret, ssh");
        }
        options.remove("type");
        keys.forEach((at, key) -> {
            if (!key.equals("type") && !known.takes(key)) {
                throw places.apply(at).error("a mount of type " + type + " takes no \"" + key + "\"; it takes " + String.join(", ", known.keys()));
            }
        });
        return new Mount(place, known, options);
    }

    private void field(int at, String field) {
        boolean quoted = field.startsWith("\"");
        int equals = field.indexOf('=');
        String written = field.substring(quoted ? 1 : 0, equals < 0 ? field.length() : equals);
        String key = OTHER_NAMES.getOrDefault(written, written);
        if (equals < 0 && !SWITCHES.contains(key)) {
            throw places.apply(at).error("\"" + field + "\" is not KEY=VALUE");
        }
        keys.put(at, key);
        options.put(key, equals < 0 ? "true" : (quoted ? "\"" : "") + field.substring(equals + 1));
    }
}
