package twofold.image.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * The values of {@code --secret}: {@code id=ID[,src=FILE][,env=NAME]}, as docker buildx build has them. With an id alone it is the variable of that name,
 * or else the file.
 */
final class Secrets {
    private static final int MOST = 500 << 10;
    private static final Map<String, String> KEYS = Map.of("id", "id", "src", "src", "source", "src", "env", "env", "type", "type");

    private final Map<String, String> variables;

    /** @param variables this process's own */
    Secrets(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The secrets by id. */
    SortedMap<String, byte[]> read(List<String> options) {
        SortedMap<String, byte[]> secrets = new TreeMap<>();
        options.forEach(each -> one(each, secrets));
        return secrets;
    }

    private void one(String option, SortedMap<String, byte[]> secrets) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : option.split(",")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? null : KEYS.get(field.substring(0, equals));
            if (key == null) {
                throw usage(option);
            }
            fields.put(key, field.substring(equals + 1));
        }
        String id = fields.getOrDefault("id", "");
        String type = fields.getOrDefault("type", "");
        if (id.isEmpty() || !List.of("", "file", "env").contains(type) || fields.containsKey("src") && fields.containsKey("env")) {
            throw usage(option);
        }
        String source = fields.getOrDefault("src", fields.getOrDefault("env", id));
        boolean variable = fields.containsKey("env") || type.equals("env")
                || type.isEmpty() && !fields.containsKey("src") && variables.containsKey(id);
        secrets.put(id, variable ? variable(source) : file(source));
    }

    private byte[] variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new UserError("--secret: there is no variable " + name);
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file(String name) {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MOST) {
                throw new UserError("--secret: " + name + " has more than 500 KiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException refused) {
            throw new UserError("--secret: cannot read the file " + name);
        }
    }

    private static UserError usage(String option) {
        return new UserError(ExitStatus.USAGE, "--secret: \"" + option + "\" is not id=ID, id=ID,src=FILE or id=ID,env=NAME");
    }
}
