package twofold.image.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.UserError;

/**
 * A JSON object whose fields are read with their types checked.
 *
 * @param map  the fields in document order
 * @param what the document's name in messages
 */
public record JsonObject(Map<String, Object> map, String what) {
    /** A string field or null. */
    public String string(String name) {
        return typed(name, String.class, "a string");
    }

    /** A string field that must be there. */
    public String required(String name) {
        String value = string(name);
        if (value == null) {
            throw new UserError(what + " has no \"" + name + "\"");
        }
        return value;
    }

    /** A whole number or {@code otherwise}. */
    public long number(String name, long otherwise) {
        Long value = typed(name, Long.class, "a whole number");
        return value == null ? otherwise : value;
    }

    /** A truth value, false if absent. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(typed(name, Boolean.class, "true or false"));
    }

    /** An object field or null. */
    public JsonObject object(String name) {
        Map<?, ?> value = typed(name, Map.class, "an object");
        return value == null ? null : wrap(value, what);
    }

    /** A list of strings, empty if absent. */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object each : list(name)) {
            if (!(each instanceof String text)) {
                throw new UserError(what + ": \"" + name + "\" holds something that is not a string");
            }
            strings.add(text);
        }
        return List.copyOf(strings);
    }

    /** A list of objects, empty if absent. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object each : list(name)) {
            if (!(each instanceof Map<?, ?> map)) {
                throw new UserError(what + ": \"" + name + "\" holds something that is not an object");
            }
            objects.add(wrap(map, what));
        }
        return objects;
    }

    /** An object of strings, sorted; empty if absent. */
    public SortedMap<String, String> stringMap(String name) {
        SortedMap<String, String> strings = new TreeMap<>();
        JsonObject object = object(name);
        if (object != null) {
            object.map.forEach((key, value) -> strings.put(key, value == null ? "" : value.toString()));
        }
        return strings;
    }

    /** The fields that are not among {@code names}. */
    public Map<String, Object> without(List<String> names) {
        Map<String, Object> rest = new LinkedHashMap<>(map);
        names.forEach(rest::remove);
        return rest;
    }

    private List<?> list(String name) {
        List<?> value = typed(name, List.class, "a list");
        return value == null ? List.of() : value;
    }

    private <T> T typed(String name, Class<T> type, String expected) {
        Object value = map.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new UserError(what + ": \"" + name + "\" is not " + expected);
        }
        return type.cast(value);
    }

    private static JsonObject wrap(Map<?, ?> map, String what) {
        Map<String, Object> checked = new LinkedHashMap<>();
        map.forEach((key, value) -> checked.put((String) key, value));
        return new JsonObject(checked, what);
    }
}
