package twofold.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The comparison as JSON; also what {@code --baseline} reads. */
final class JsonReport {
    private JsonReport() {
    }

    static String of(Comparison comparison) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("schema", "twofold/comparison/v1");
            json.writeStringField("image", comparison.image());
            json.writeNumberField("runs", comparison.runs());
            json.writeNumberField("status", comparison.status());
            json.writeBooleanField("holds", comparison.holds());
            json.writeObjectFieldStart("metrics");
            for (Row row : comparison.rows()) {
                write(json, row);
            }
            json.writeEndObject();
            json.writeArrayFieldStart("checks");
            for (Check check : comparison.checks()) {
                json.writeStartObject();
                json.writeStringField("name", check.name());
                json.writeBooleanField("holds", check.failed() == null);
                if (check.failed() != null) {
                    json.writeStringField("failed", check.failed());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Row row) throws IOException {
        json.writeObjectFieldStart(row.metric());
        if (row.vm() != null) {
            json.writeNumberField("vm", row.vm().longValue());
        }
        if (row.container() != null) {
            json.writeNumberField("container", row.container().longValue());
        }
        if (row.ratio() != null) {
            json.writeNumberField("ratio", row.ratio());
        }
        json.writeEndObject();
    }
}
