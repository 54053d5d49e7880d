package twofold.container.background;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import twofold.container.oci.Limits;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.UserError;

/**
 * A container that is to be run: what was asked for, and its limits. Has a JSON form, in which an order travels and is kept beside the
 * instance so that it can be started again. What concerns a kernel as a whole (clock, seed, traces) is not part of it.
 */
public record RunOrder(RunRequest request, Limits limits) {
    /** The JSON value. Texts of the guest are bytes held one to a char, as in the request. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("image", request.image());
        json.put("command", request.command());
        json.put("interactive", request.interactive());
        json.put("terminal", request.terminal());
        json.put("detach", request.detach());
        json.put("remove", request.remove());
        json.put("name", request.name());
        json.put("env", request.env());
        List<Map<String, Object>> volumes = new ArrayList<>();
        request.volumes().forEach(each -> volumes.add(Map.of("host", each.host().toString(), "guest", each.guest(), "read_only", each.readOnly())));
        json.put("volumes", volumes);
        json.put("workdir", request.workdir());
        json.put("user", request.user());
        json.put("hostname", request.hostname());
        json.put("entrypoint", request.entrypoint());
        json.put("memory", limits.memoryBytes());
        json.put("swap", limits.swapBytes());
        json.put("memory_reservation", limits.reservedBytes());
        json.put("cpus", limits.cpus());
        List<Map<String, Object>> devices = new ArrayList<>();
        limits.devices().forEach(each -> devices.add(Map.of("path", each.path(), "kind", each.kind(), "per_second", each.perSecond())));
        json.put("devices", devices);
        json.put("network", request.network());
        List<Map<String, Object>> ports = new ArrayList<>();
        for (RunRequest.Port each : request.ports()) {
            Map<String, Object> port = new LinkedHashMap<>(Map.of("host", each.host(), "guest", each.guest(), "protocol", each.protocol()));
            port.put("address", each.address());
            port.values().removeIf(Objects::isNull);
            ports.add(port);
        }
        json.put("ports", ports);
        json.put("read_only", request.readOnly());
        json.put("tmpfs", request.tmpfs());
        json.put("restart", request.restart());
        json.put("timeout", request.timeoutNanos());
        json.put("tasks", limits.taskLimit());
        json.put("capabilities", limits.capabilities());
        json.put("cpu_weight", limits.cpuWeight());
        json.values().removeIf(Objects::isNull);
        return json;
    }

    /** Reads the JSON value; an error if a field is of the wrong type or what must be there is missing. */
    public static RunOrder read(JsonObject json) {
        Double cpus = json.map().get("cpus") instanceof Double number ? number : null;
        RunRequest request = new RunRequest(json.required("image"), json.strings("command"), json.flag("interactive"), json.flag("terminal"),
                json.flag("detach"), json.flag("remove"), json.string("name"), json.strings("env"), volumes(json), json.string("workdir"),
                json.string("user"), json.string("hostname"), json.string("entrypoint"), optional(json, "memory"), cpus,
                json.string("network"), ports(json), json.flag("read_only"), json.strings("tmpfs"), json.string("restart"),
                optional(json, "timeout"), false, null, null, false, null, null);
        List<Limits.DeviceLimit> devices = new ArrayList<>();
        for (JsonObject each : json.objects("devices")) {
            devices.add(new Limits.DeviceLimit(each.required("path"), each.required("kind"), each.number("per_second", 1)));
        }
        Limits limits = new Limits(optional(json, "memory"), json.number("swap", 0), json.number("memory_reservation", 0),
                json.number("tasks", Limits.NONE.taskLimit()), json.number("capabilities", Limits.NONE.capabilities()), cpus,
                Math.clamp(json.number("cpu_weight", Limits.NONE.cpuWeight()), 1, 10_000), devices);
        return new RunOrder(request, limits);
    }

    /** The same with the limits and the restart policy that {@code wanted} names: an error if they do not go together. */
    RunOrder with(JsonObject wanted) {
        Long memory = wanted.map().containsKey("memory") ? (Long) wanted.number("memory", 0) : limits.memoryBytes();
        long swap = limits.swapBytes();
        if (wanted.map().containsKey("memory_swap")) {
            long both = wanted.number("memory_swap", -1);
            if (both >= 0 && (memory == null || both < memory)) {
                throw new UserError("--memory-swap is memory and swap space together: it cannot be less than the memory");
            }
            swap = both < 0 ? Long.MAX_VALUE : both - memory;
        } else if (swap > 0 && swap != Long.MAX_VALUE && memory != null && limits.memoryBytes() != null) {
            if (memory > limits.memoryBytes() + swap) {
                throw new UserError("the memory would be more than memory and swap space together: give --memory-swap, too");
            }
            swap += limits.memoryBytes() - memory;
        }
        Double cpus = wanted.map().get("cpus") instanceof Double number ? (number == 0 ? null : number) : limits.cpus();
        Limits changed = limits.withMemory(memory, swap, wanted.number("memory_reservation", limits.reservedBytes()))
                .withTasksAndProcessor(wanted.number("tasks", limits.taskLimit()), cpus, (int) wanted.number("cpu_weight", limits.cpuWeight()));
        Map<String, Object> json = new LinkedHashMap<>(new RunOrder(request, changed).json());
        if (wanted.string("restart") != null) {
            json.put("restart", wanted.string("restart"));
        }
        return read(Json.parse(Json.bytes(json), "the container's order"));
    }

    private static List<RunRequest.Volume> volumes(JsonObject json) {
        List<RunRequest.Volume> volumes = new ArrayList<>();
        for (JsonObject each : json.objects("volumes")) {
            volumes.add(new RunRequest.Volume(host(each.required("host")), each.required("guest"), each.flag("read_only")));
        }
        return volumes;
    }

    private static List<RunRequest.Port> ports(JsonObject json) {
        List<RunRequest.Port> ports = new ArrayList<>();
        for (JsonObject each : json.objects("ports")) {
            ports.add(new RunRequest.Port(each.string("address"), port(each, "host", 0), port(each, "guest", 1), each.required("protocol")));
        }
        return ports;
    }

    private static int port(JsonObject json, String name, int least) {
        return Math.clamp(json.number(name, least), least, 65535);
    }

    private static Path host(String text) {
        boolean named = text.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
        if (!named && !text.startsWith("/")) {
            throw new UserError("\"" + text + "\" is neither an absolute path nor a volume's name");
        }
        return Path.of(text);
    }

    private static Long optional(JsonObject json, String name) {
        long number = json.number(name, Long.MIN_VALUE);
        return number == Long.MIN_VALUE ? null : number;
    }
}
