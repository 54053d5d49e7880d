package twofold.toolkit.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.toolkit.file.WholeFile;

/**
 * Writes a {@link Profile}: speedscope's JSON (file-format-schema.json of speedscope, "sampled" profiles) if the file's name ends in
 * {@code .json}, else folded stacks, a line for each: names joined by semicolons, a blank, the samples.
 */
public final class ProfileFile {
    private ProfileFile() {
    }

    /**
     * Writes the file whole or not at all.
     *
     * @param name what the profile is of
     */
    public static void write(Profile profile, String name, Path file) throws IOException {
        WholeFile.write(file, file.toString().endsWith(".json") ? speedscope(profile, name) : folded(profile));
    }

    static byte[] folded(Profile profile) {
        StringBuilder text = new StringBuilder();
        profile.counts().forEach((stack, samples) -> text.append(stack).append(' ').append(samples.longValue()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] speedscope(Profile profile, String name) throws IOException {
        Map<String, Integer> frames = new LinkedHashMap<>();
        long total = 0;
        for (Map.Entry<String, Long> each : profile.counts().entrySet()) {
            for (String frame : each.getKey().split(";")) {
                frames.putIfAbsent(frame, frames.size());
            }
            total += each.getValue();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("$schema", "https://www.speedscope.app/file-format-schema.json");
            json.writeStringField("exporter", "twofold");
            json.writeStringField("name", name);
            json.writeObjectFieldStart("shared");
            json.writeArrayFieldStart("frames");
            for (String frame : frames.keySet()) {
                json.writeStartObject();
                json.writeStringField("name", frame);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeArrayFieldStart("profiles");
            samples(json, profile, name, total, frames);
            json.writeEndArray();
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void samples(JsonGenerator json, Profile profile, String name, long total, Map<String, Integer> frames) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "sampled");
        json.writeStringField("name", name);
        json.writeStringField("unit", "none");
        json.writeNumberField("startValue", 0);
        json.writeNumberField("endValue", total);
        json.writeArrayFieldStart("samples");
        for (String stack : profile.counts().keySet()) {
            json.writeStartArray();
            for (String frame : stack.split(";")) {
                json.writeNumber(frames.get(frame).intValue());
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("weights");
        for (Long samples : profile.counts().values()) {
            json.writeNumber(samples.longValue());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
