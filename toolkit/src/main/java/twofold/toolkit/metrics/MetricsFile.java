package twofold.toolkit.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import twofold.toolkit.file.WholeFile;

/** Writes {@link Metrics} as one JSON object, whole or not at all. */
public final class MetricsFile {
    private MetricsFile() {
    }

    /** Writes the file by way of a temporary one beside it, so that a reader sees all of it or none. */
    public static void write(Metrics metrics, Path file) throws IOException {
        WholeFile.write(file, json(metrics));
    }

    /** The JSON text, UTF-8, ending with a newline. */
    public static byte[] json(Metrics m) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("schema", Metrics.SCHEMA);
            json.writeStringField("mode", m.mode());
            if (m.image() != null) {
                json.writeStringField("image", m.image());
            }
            json.writeArrayFieldStart("command");
            for (String word : m.command()) {
                json.writeString(word);
            }
            json.writeEndArray();
            json.writeNumberField("exit_status", m.exitStatus());
            json.writeStringField("clock", m.clock());
            if (m.engine() != null) {
                engine(json, m.engine());
            }
            json.writeObjectFieldStart("instructions");
            number(json, "total", m.instructions().total());
            number(json, "user", m.instructions().user());
            number(json, "supervisor", m.instructions().supervisor());
            json.writeEndObject();
            json.writeObjectFieldStart("time");
            number(json, "start_ns", m.time().startNs());
            number(json, "to_first_instruction_ns", m.time().toFirstInstructionNs());
            number(json, "to_entrypoint_ns", m.time().toEntrypointNs());
            number(json, "total_ns", m.time().totalNs());
            number(json, "guest_cpu_ns", m.time().guestCpuNs());
            json.writeEndObject();
            json.writeObjectFieldStart("memory");
            number(json, "resident_bytes", m.memory().residentBytes());
            number(json, "shared_bytes", m.memory().sharedBytes());
            number(json, "peak_bytes", m.memory().peakBytes());
            number(json, "host_rss_bytes", m.memory().hostRssBytes());
            number(json, "copied_pages", m.memory().copiedPages());
            number(json, "faults", m.memory().faults());
            json.writeEndObject();
            counts(json, "exits", m.exits());
            counts(json, "syscalls", m.syscalls());
            json.writeObjectFieldStart("io");
            number(json, "read_bytes", m.io().readBytes());
            number(json, "written_bytes", m.io().writtenBytes());
            number(json, "console_bytes", m.io().consoleBytes());
            number(json, "network_rx_bytes", m.io().networkRxBytes());
            number(json, "network_tx_bytes", m.io().networkTxBytes());
            json.writeEndObject();
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void engine(JsonGenerator json, Metrics.Engine engine) throws IOException {
        json.writeObjectFieldStart("engine");
        number(json, "interpreted", engine.interpreted());
        number(json, "translated", engine.translated());
        number(json, "regions", engine.regions());
        number(json, "region_instructions", engine.regionInstructions());
        number(json, "refused", engine.refused());
        number(json, "tlb_misses", engine.tlbMisses());
        number(json, "traps", engine.traps());
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, String name, Map<String, Long> counts) throws IOException {
        if (counts == null) {
            return;
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> each : counts.entrySet()) {
            json.writeNumberField(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.longValue());
        }
    }
}
