package twofold.image.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.toolkit.cli.UserError;

/**
 * JSON values as Java's: {@code Map<String, Object>} in document order, {@code List<Object>}, String, Long, Double, Boolean, null.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEEPEST = 64;

    private Json() {
    }

    /** Parses one document whose top is an object. {@code what} names it in messages. */
    public static JsonObject parse(byte[] bytes, String what) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UserError(what + " is not a JSON object");
            }
            JsonObject top = new JsonObject(object(parser, what, 0), what);
            if (parser.nextToken() != null) {
                throw new UserError(what + " has something behind its JSON object");
            }
            return top;
        } catch (JsonProcessingException malformed) {
            throw new UserError(what + " is not valid JSON: " + malformed.getOriginalMessage().lines().findFirst().orElse("")
                    + " (line " + malformed.getLocation().getLineNr() + ")");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The compact text of a value, UTF-8. */
    public static byte[] bytes(Object value) {
        return bytes(value, false);
    }

    /** The indented text of a value, UTF-8, ending with a newline. */
    public static byte[] pretty(Object value) {
        return bytes(value, true);
    }

    private static byte[] bytes(Object value, boolean indented) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            if (indented) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(json, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (indented) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number.intValue());
            case Long number -> json.writeNumber(number.longValue());
            case Double number -> json.writeNumber(number.doubleValue());
            case JsonObject object -> write(json, object.map());
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> each : map.entrySet()) {
                    json.writeFieldName(each.getKey().toString());
                    write(json, each.getValue());
                }
                json.writeEndObject();
            }
            case Iterable<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    write(json, each);
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }

    private static Map<String, Object> object(JsonParser parser, String what, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, value(parser, what, depth));
        }
        return map;
    }

    private static Object value(JsonParser parser, String what, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new UserError(what + " is nested deeper than any real one");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, what, depth + 1);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser, what, depth + 1));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? (Object) parser.getDoubleValue() : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
