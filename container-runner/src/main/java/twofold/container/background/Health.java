package twofold.container.background;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import twofold.container.abi.Sig;
import twofold.container.kernel.Exits;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.kernel.Timers;
import twofold.container.oci.Launch;
import twofold.image.model.JsonObject;
import twofold.image.model.RunConfig;
import twofold.image.overlay.FileError;
import twofold.image.run.ProcessPlan;
import twofold.toolkit.cli.UserError;

/**
 * The health check of an image (the HEALTHCHECK of its recipe): runs its command in the container now and again, and tells whether it is
 * starting, healthy or unhealthy. For the kernel's thread. Times are nanoseconds.
 */
final class Health {
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_OUTPUT = 4096;
    private final Supervisor supervisor;
    private final Kernel kernel;
    private final List<String> argv;
    private final long interval;
    private final long timeout;
    private final long startPeriod;
    private final long startInterval;
    private final long retries;
    private Timers.Timer next;
    private Task probe;
    private String status = "starting";
    private int failures;
    private long began;
    private final StringBuilder output = new StringBuilder();

    private Health(Supervisor supervisor, Kernel kernel, List<String> argv, JsonObject json) {
        this.supervisor = supervisor;
        this.kernel = kernel;
        this.argv = argv;
        interval = orElse(json, "Interval", 30 * SECOND);
        timeout = orElse(json, "Timeout", 30 * SECOND);
        startPeriod = json == null ? 0 : json.number("StartPeriod", 0);
        startInterval = orElse(json, "StartInterval", 5 * SECOND);
        retries = orElse(json, "Retries", 3);
    }

    /** The check that an image's configuration asks for; one that does nothing if it asks for none. */
    static Health of(Supervisor supervisor, Kernel kernel, RunConfig config) {
        if (!(config.other().get("Healthcheck") instanceof Map<?, ?> map)) {
            return new Health(supervisor, kernel, List.of(), null);
        }
        TreeMap<String, Object> fields = new TreeMap<>();
        map.forEach((key, value) -> fields.put(key.toString(), value));
        JsonObject json = new JsonObject(fields, "the image's health check");
        List<String> test = json.strings("Test").stream().map(ProcessPlan::bytes).toList();
        List<String> argv = switch (test.isEmpty() ? "" : test.getFirst()) {
            case "CMD" -> test.subList(1, test.size());
            case "CMD-SHELL" -> test.size() > 1 ? List.of("/bin/sh", "-c", test.get(1)) : List.<String>of();
            default -> List.<String>of();
        };
        return new Health(supervisor, kernel, argv, json);
    }

    private static long orElse(JsonObject json, String name, long otherwise) {
        long value = json == null ? 0 : json.number(name, 0);
        return value > 0 ? value : otherwise;
    }

    void start() {
        if (argv.isEmpty()) {
            return;
        }
        status = "starting";
        failures = 0;
        began = kernel.clock.monotonicNanos();
        tell(null);
        schedule();
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        probe = null;
    }

    private boolean startingUp() {
        return status.equals("starting") && kernel.clock.monotonicNanos() - began < startPeriod;
    }

    private void schedule() {
        next = kernel.timers.at(kernel.clock.monotonicNanos() + (startingUp() ? Math.min(interval, startInterval) : interval), this::run);
    }

    private void run() {
        if (!supervisor.running()) {
            return;
        }
        output.setLength(0);
        Outlet.Tap tap = (bytes, from, length) ->
                output.append(new String(bytes, from, Math.min(length, Math.max(0, MOST_OUTPUT - output.length())), StandardCharsets.ISO_8859_1));
        Outlet both = new Outlet(Wire.Kind.OUTPUT, tap);
        ProcessPlan of = supervisor.plan();
        ProcessPlan plan = new ProcessPlan(argv, of.env(), of.cwd(), of.uid(), of.gid(), of.groups(), of.hostname(), of.stopSignal(), List.of(),
                false, List.of());
        try {
            Task[] started = new Task[1];
            started[0] = supervisor.launch().join(plan, new Launch.Streams(null, both, both), null, () -> ended(started[0]));
            probe = started[0];
            next = kernel.timers.at(kernel.clock.monotonicNanos() + timeout, this::late);
        } catch (UserError | FileError refused) {
            output.append(refused.getMessage());
            found(ExitCode.NOT_RUN);
        }
    }

    private void late() {
        Task slow = probe;
        if (slow != null) {
            probe = null;
            Exits.exitProcess(slow.process, Sig.SIGKILL);
            output.setLength(0);
            output.append("the check did not end in time");
            found(ExitCode.NOT_RUN);
        }
    }

    private void ended(Task task) {
        if (probe == task && task != null && !task.process.container.ended) {
            probe = null;
            next.cancel();
            found((task.process.status & 0x7f) != 0 ? ExitCode.NOT_RUN : task.process.status >> 8 & 0xff);
        }
    }

    /** Statuses of a probe that have no exit code. */
    private interface ExitCode {
        int NOT_RUN = -1;
    }

    private void found(int code) {
        if (code == 0) {
            failures = 0;
            status = "healthy";
        } else if (!startingUp()) {
            failures++;
            status = failures >= retries ? "unhealthy" : status;
        }
        tell(code);
        if (supervisor.running()) {
            schedule();
        }
    }

    private void tell(Integer code) {
        Map<String, Object> found = new TreeMap<>();
        found.put("status", status);
        found.put("failing_streak", failures);
        if (code != null) {
            found.put("last_exit_status", code);
            found.put("last_output", new String(output.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        supervisor.tellHealthLater(found);
    }
}
