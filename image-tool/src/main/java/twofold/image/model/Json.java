package twofold.image.model;

import java.util.Arrays;

/**
 * JSON values as Java's: {@code Map<String, Object>} in document order, {@code List<Object>}, String, Long, Double, Boolean, null.
 */
public final class Json {
    private Json() {
    }

    /** Parses one document whose top is an object. {@code what} names it in messages. */
    public static JsonObject parse(byte[] bytes, String what) {
        return new JsonObject(new JsonReader(bytes, what).document(), what);
    }

    /** The compact text of a value, UTF-8. */
    public static byte[] bytes(Object value) {
        return new JsonWriter(false).value(value).bytes();
    }

    /** The indented text of a value, UTF-8, ending with a newline. */
    public static byte[] pretty(Object value) {
        byte[] text = new JsonWriter(true).value(value).bytes();
        byte[] lines = Arrays.copyOf(text, text.length + 1);
        lines[text.length] = '\n';
        return lines;
    }
}
