package twofold.container.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** What {@code update} asks for: {@code linux.resources} of the runtime-spec, from a file or from options as runc has them. */
final class Update {
    private static final String[][] OPTIONS = {{"memory", "memory", "limit"}, {"memory-swap", "memory", "swap"}, {"memory-reservation", "memory", "reservation"},
        {"pids-limit", "pids", "limit"}, {"cpu-quota", "cpu", "quota"}, {"cpu-period", "cpu", "period"}, {"cpu-share", "cpu", "shares"}};

    private Update() {
    }

    /** The resources as one line of JSON. */
    static String of(Arguments given) throws IOException {
        String file = given.options().getOrDefault("resources", given.options().get("r"));
        Map<String, Object> all = new TreeMap<>();
        if (file != null) {
            byte[] bytes = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            all.putAll(Json.parse(bytes, file).map());
        }
        for (String[] option : OPTIONS) {
            String text = given.options().get(option[0]);
            if (text != null) {
                section(all, option[1]).put(option[2], number(option[0], text));
            }
        }
        return new String(Json.bytes(all), StandardCharsets.UTF_8).replace("\n", " ");
    }

    private static Map<String, Object> section(Map<String, Object> all, String name) {
        Map<String, Object> section = new TreeMap<>();
        if (all.get(name) instanceof JsonObject known) {
            section.putAll(known.map());
        } else if (all.get(name) instanceof Map<?, ?> known) {
            known.forEach((key, value) -> section.put((String) key, value));
        }
        all.put(name, section);
        return section;
    }

    private static long number(String option, String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new UserError(ExitStatus.USAGE, "--" + option + " takes a number, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }
}
