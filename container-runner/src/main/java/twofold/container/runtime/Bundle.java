package twofold.container.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.container.abi.Cap;
import twofold.container.oci.Limits;
import twofold.container.vfs.Credentials;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.run.ProcessPlan;
import twofold.image.run.RunRequest;
import twofold.toolkit.cli.UserError;

/** A bundle: a directory with {@code config.json} (runtime-spec, "Configuration") and a root file system. */
record Bundle(Path directory, JsonObject config) {
    /** Mounts that the kernel makes by itself, or that mean nothing to it. */
    private static final Set<String> OWN = Set.of("/proc", "/sys", "/dev", "/dev/pts", "/dev/mqueue", "/sys/fs/cgroup", "/dev/shm");
    private static final int BITS = 64;

    static Bundle read(Path directory) throws IOException {
        Path file = directory.resolve("config.json");
        if (!Files.exists(file)) {
            throw new UserError("there is no config.json in the bundle " + directory);
        }
        return new Bundle(directory, Json.parse(Files.readAllBytes(file), file.toString()));
    }

    Map<String, String> annotations() {
        return config.stringMap("annotations");
    }

    private static JsonObject object(JsonObject in, String name) {
        return part(in, name);
    }

    private JsonObject process() {
        JsonObject process = config.object("process");
        if (process == null) {
            throw new UserError(config.what() + " has no process to run");
        }
        return process;
    }

    /** The root file system's directory. */
    Path root() {
        JsonObject root = config.object("root");
        if (root == null) {
            throw new UserError(config.what() + " names no root file system");
        }
        return directory.resolve(root.required("path"));
    }

    /** Whether the process wants a terminal. */
    boolean terminal() {
        return process().flag("terminal");
    }

    /** What to run. */
    ProcessPlan plan(String id) {
        String hostname = config.string("hostname");
        return plan(process(), hostname == null ? id.substring(0, Math.min(12, id.length())) : hostname, volumes(), object(config, "root").flag("readonly"),
                tmpfs());
    }

    /** What a {@code process} object says to run, in a container that has its mounts already. */
    static ProcessPlan plan(JsonObject process) {
        return plan(process, "", List.of(), false, List.of());
    }

    private static ProcessPlan plan(JsonObject process, String hostname, List<RunRequest.Volume> volumes, boolean readOnly, List<String> tmpfs) {
        List<String> argv = process.strings("args").stream().map(ProcessPlan::bytes).toList();
        if (argv.isEmpty()) {
            throw new UserError(process.what() + ": the process has no words");
        }
        JsonObject user = object(process, "user");
        List<Integer> groups = new ArrayList<>();
        if (user.map().get("additionalGids") instanceof List<?> list) {
            list.forEach(each -> groups.add(each instanceof Long number ? number.intValue() : 0));
        }
        return new ProcessPlan(argv, process.strings("env").stream().map(ProcessPlan::bytes).toList(), ProcessPlan.bytes(process.required("cwd")),
                (int) user.number("uid", 0), (int) user.number("gid", 0), groups, hostname, 15, volumes, readOnly, tmpfs);
    }

    private List<RunRequest.Volume> volumes() {
        List<RunRequest.Volume> volumes = new ArrayList<>();
        for (JsonObject mount : config.objects("mounts")) {
            List<String> options = mount.strings("options");
            boolean bind = "bind".equals(mount.string("type")) || options.contains("bind") || options.contains("rbind");
            if (bind && (!OWN.contains(mount.required("destination")) || mount.required("destination").equals("/dev/shm"))) {
                volumes.add(new RunRequest.Volume(directory.resolve(mount.required("source")), ProcessPlan.bytes(mount.required("destination")),
                        options.contains("ro")));
            }
        }
        return volumes;
    }

    private List<String> tmpfs() {
        List<String> found = new ArrayList<>();
        for (JsonObject mount : config.objects("mounts")) {
            String destination = mount.required("destination");
            if ("tmpfs".equals(mount.string("type")) && !OWN.contains(destination)) {
                StringBuilder options = new StringBuilder(":suid,dev,exec");
                for (String option : mount.strings("options")) {
                    if (option.matches("size=[0-9]+[kmg]?|mode=[0-7]{1,4}|ro|rw|(no)?(suid|dev|exec)")) {
                        options.append(',').append(option);
                    }
                }
                found.add(ProcessPlan.bytes(destination) + options);
            }
        }
        return found;
    }

    /** Limits from {@code linux.resources} and the process's capabilities. */
    Limits limits() {
        return changed(Limits.NONE, object(object(config, "linux"), "resources"), capabilities());
    }

    /** Limits that {@code resources} names in place of others. */
    static Limits changed(Limits before, JsonObject resources, long capabilities) {
        JsonObject sizes = part(resources, "memory");
        Long memory = sizes.map().containsKey("limit") ? positive(sizes.number("limit", 0)) : before.memoryBytes();
        long swap = before.swapBytes();
        if (sizes.map().containsKey("swap")) {
            long both = sizes.number("swap", 0);
            swap = both < 0 ? Long.MAX_VALUE : memory != null ? Math.max(0, both - memory) : 0;
        }
        JsonObject cpu = part(resources, "cpu");
        long tasks = part(resources, "pids").number("limit", before.taskLimit());
        Double cpus = before.cpus();
        if (cpu.map().containsKey("quota")) {
            long quota = cpu.number("quota", 0);
            cpus = quota > 0 ? (Double) ((double) quota / Math.max(1, cpu.number("period", 100_000))) : null;
        }
        long shares = cpu.number("shares", 0);
        int weight = shares <= 0 ? before.cpuWeight() : (int) Math.clamp(1 + (shares - 2) * 9999 / 262142, 1L, 10_000L);
        return new Limits(memory, swap, Math.max(0, sizes.number("reservation", before.reservedBytes())), tasks > 0 ? tasks : Limits.NONE.taskLimit(), capabilities,
                cpus, weight, before.devices());
    }

    private static Long positive(long number) {
        return number > 0 ? number : null;
    }

    private static JsonObject part(JsonObject in, String name) {
        JsonObject found = in.object(name);
        return found == null ? new JsonObject(Map.of(), in.what()) : found;
    }

    private long capabilities() {
        JsonObject sets = process().object("capabilities");
        if (sets == null) {
            return 0;
        }
        long bits = 0;
        for (String name : sets.strings("bounding")) {
            int number = Cap.number(name);
            bits |= number >= 0 && number < BITS ? 1L << number & Credentials.ALL : 0;
        }
        return bits;
    }

    /** Runs the hooks of a moment, each with the container's state on its standard input. One that fails is an error. */
    void hooks(String moment, Map<String, Object> state) throws IOException {
        for (JsonObject hook : object(config, "hooks").objects(moment)) {
            List<String> words = new ArrayList<>(hook.strings("args"));
            String path = hook.required("path");
            if (words.isEmpty()) {
                words.add(path);
            } else {
                words.set(0, path);
            }
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            for (String pair : hook.strings("env")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    builder.environment().put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(Json.bytes(state));
            } catch (IOException unread) {
                // A hook need not read it
            }
            try {
                if (process.waitFor() != 0) {
                    throw new UserError("the " + moment + " hook " + path + " failed with status " + process.exitValue());
                }
            } catch (InterruptedException interrupted) {
                throw new IOException("interrupted");
            }
        }
    }
}
