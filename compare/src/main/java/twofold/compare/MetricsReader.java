package twofold.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.UserError;

/** Reads the whole numbers of a JSON file by dotted path; arrays and everything else is passed over. */
final class MetricsReader {
    private MetricsReader() {
    }

    static SortedMap<String, Long> read(Path file) {
        SortedMap<String, Long> numbers = new TreeMap<>();
        ArrayDeque<String> path = new ArrayDeque<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                switch (token) {
                    case START_OBJECT -> path.addLast(json.currentName() == null ? "" : json.currentName());
                    case END_OBJECT -> path.removeLast();
                    case START_ARRAY -> json.skipChildren();
                    case VALUE_NUMBER_INT -> numbers.put(name(path, json.currentName()), json.getLongValue());
                    default -> { }
                }
            }
        } catch (IOException broken) {
            throw new UserError("cannot read \"" + file + "\": " + broken.getMessage().lines().findFirst().orElse("damaged JSON"));
        }
        return numbers;
    }

    private static String name(ArrayDeque<String> path, String last) {
        StringBuilder name = new StringBuilder();
        for (String each : path) {
            if (!each.isEmpty()) {
                name.append(each).append('.');
            }
        }
        return name.append(last).toString();
    }
}
