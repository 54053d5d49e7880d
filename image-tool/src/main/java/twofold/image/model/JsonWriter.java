package twofold.image.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a value as JSON text (RFC 8259): compact, or with each field of an object on a line of its own. */
final class JsonWriter {
    private static final String HEX = "0123456789ABCDEF";
    private final StringBuilder out = new StringBuilder(512);
    private final boolean indented;
    private int depth;

    JsonWriter(boolean indented) {
        this.indented = indented;
    }

    /** What was written, UTF-8. */
    byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    JsonWriter value(Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            out.append(value);
        } else if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                out.append(number.doubleValue());
            } else {
                string(number.toString());
            }
        } else if (value instanceof JsonObject object) {
            object(object.map());
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> list) {
            list(list);
        } else {
            string(value.toString());
        }
        return this;
    }

    private void object(Map<?, ?> map) {
        out.append('{');
        depth++;
        boolean first = true;
        for (Map.Entry<?, ?> each : map.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            line();
            string(each.getKey().toString());
            out.append(indented ? " : " : ":");
            value(each.getValue());
        }
        depth--;
        if (!first) {
            line();
        } else if (indented) {
            out.append(' ');
        }
        out.append('}');
    }

    private void list(Iterable<?> list) {
        out.append('[');
        String before = indented ? " " : "";
        for (Object each : list) {
            out.append(before);
            value(each);
            before = indented ? ", " : ",";
        }
        out.append(indented ? " ]" : "]");
    }

    private void line() {
        if (indented) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ') {
                out.append(c);
            } else {
                control(c);
            }
        }
        out.append('"');
    }

    private void control(char c) {
        int letter = "\b\f\n\r\t".indexOf(c);
        out.append('\\');
        if (letter >= 0) {
            out.append("bfnrt".charAt(letter));
        } else {
            out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
