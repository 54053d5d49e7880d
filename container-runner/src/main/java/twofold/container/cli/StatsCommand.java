package twofold.container.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import twofold.container.background.Connection;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.store.Store;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** {@code stats}: what the containers on the shared kernel use. */
final class StatsCommand extends LiveCommand {
    private static final long PAUSE_NANOS = 1_000_000_000L;
    private final OptionSpec once = flag("say it once and end", "--no-stream");
    private final OptionSpec format = value("FORMAT", "json (a line for each, once) or table (default)", "--format");
    private final PositionalParamSpec names = operands("[CONTAINER...]", "names or ids; all that run if there are none");

    StatsCommand() {
        super("stats", "Shows what running containers use.");
    }

    @Override
    protected int run() throws IOException {
        String wanted = text(format) == null ? "table" : text(format);
        if (!wanted.equals("table") && !wanted.equals("json")) {
            throw new UserError(ExitStatus.USAGE, "--format takes json or table, not \"" + wanted + "\"");
        }
        Store store = store();
        Set<String> ids = new HashSet<>();
        for (String name : list(names)) {
            ids.add(find(store, name).id());
        }
        Map<String, JsonObject> before = new HashMap<>();
        counters(ids).forEach(each -> before.put(each.required("id"), each));
        do {
            LockSupport.parkNanos(PAUSE_NANOS);
            List<JsonObject> now = counters(ids);
            show(now, before, wanted.equals("json"));
            before.clear();
            now.forEach(each -> before.put(each.required("id"), each));
        } while (!given(once) && !wanted.equals("json"));
        return ExitStatus.DONE;
    }

    private List<JsonObject> counters(Set<String> ids) throws IOException {
        try (Connection kernel = Connection.toRunning(common.root())) {
            if (kernel == null) {
                return List.of();
            }
            List<JsonObject> all = new ArrayList<>(kernel.ask("stats", Map.of()).objects("containers"));
            all.removeIf(each -> !ids.isEmpty() && !ids.contains(each.required("id")));
            return all;
        }
    }

    private static void show(List<JsonObject> now, Map<String, JsonObject> before, boolean json) {
        if (!json) {
            System.out.println("ID            NAME                        CPU %      MEMORY       LIMIT   TASKS");
        }
        for (JsonObject each : now) {
            JsonObject last = before.get(each.required("id"));
            long span = last == null ? 0 : each.number("at", 0) - last.number("at", 0);
            double percent = span <= 0 ? 0 : 100.0 * (each.number("cpu_ns", 0) - last.number("cpu_ns", 0)) / span;
            if (json) {
                Map<String, Object> line = new LinkedHashMap<>(each.map());
                line.remove("at");
                line.put("cpu_percent", Math.round(percent * 100) / 100.0);
                System.out.writeBytes(Json.bytes(line));
                System.out.println();
            } else {
                System.out.println("%-12s  %-24s  %6.2f  %10s  %10s  %6d".formatted(each.required("id").substring(0, 12),
                        each.required("name"), percent, size(each.number("memory_bytes", 0)),
                        each.number("memory_limit_bytes", 0) == 0 ? "-" : size(each.number("memory_limit_bytes", 0)), each.number("tasks", 0)));
            }
        }
        System.out.flush();
    }

    private static String size(long bytes) {
        return bytes < 10L << 20 ? bytes / 1024 + " KiB" : bytes / (1 << 20) + " MiB";
    }
}
