package twofold.image.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How an image's program is started: the {@code config} object of an image configuration.
 *
 * @param user         {@code USER[:GROUP]}, empty for root
 * @param env          {@code NAME=VALUE} in order
 * @param entrypoint   the words before the command, or null
 * @param cmd          the default command or arguments, or null
 * @param workingDir   the working directory, empty for {@code /}
 * @param labels       labels
 * @param exposedPorts such as {@code 80/tcp}
 * @param volumes      directories meant for data
 * @param stopSignal   the signal to stop with, or null
 * @param other        fields not known here (health check, shell, ONBUILD triggers and others) as they were
 */
public record RunConfig(String user, List<String> env, List<String> entrypoint, List<String> cmd, String workingDir,
        SortedMap<String, String> labels, SortedSet<String> exposedPorts, SortedSet<String> volumes, String stopSignal,
        Map<String, Object> other) {
    private static final List<String> KNOWN = List.of("User", "Env", "Entrypoint", "Cmd", "WorkingDir", "Labels", "ExposedPorts",
            "Volumes", "StopSignal");

    /** Nothing set. */
    public static final RunConfig EMPTY = new RunConfig("", List.of(), null, null, "", new TreeMap<>(), new TreeSet<>(), new TreeSet<>(),
            null, Map.of());

    /** The same with another user. */
    public RunConfig withUser(String changed) {
        return new RunConfig(changed, env, entrypoint, cmd, workingDir, labels, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with another environment. */
    public RunConfig withEnv(List<String> changed) {
        return new RunConfig(user, changed, entrypoint, cmd, workingDir, labels, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with another entrypoint. */
    public RunConfig withEntrypoint(List<String> changed) {
        return new RunConfig(user, env, changed, cmd, workingDir, labels, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with another default command. */
    public RunConfig withCmd(List<String> changed) {
        return new RunConfig(user, env, entrypoint, changed, workingDir, labels, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with another working directory. */
    public RunConfig withWorkingDir(String changed) {
        return new RunConfig(user, env, entrypoint, cmd, changed, labels, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with other labels. */
    public RunConfig withLabels(SortedMap<String, String> changed) {
        return new RunConfig(user, env, entrypoint, cmd, workingDir, changed, exposedPorts, volumes, stopSignal, other);
    }

    /** The same with other exposed ports. */
    public RunConfig withExposedPorts(SortedSet<String> changed) {
        return new RunConfig(user, env, entrypoint, cmd, workingDir, labels, changed, volumes, stopSignal, other);
    }

    /** The same with other volumes. */
    public RunConfig withVolumes(SortedSet<String> changed) {
        return new RunConfig(user, env, entrypoint, cmd, workingDir, labels, exposedPorts, changed, stopSignal, other);
    }

    /** The same with another stop signal. */
    public RunConfig withStopSignal(String changed) {
        return new RunConfig(user, env, entrypoint, cmd, workingDir, labels, exposedPorts, volumes, changed, other);
    }

    /** The same with other unknown fields. */
    public RunConfig withOther(Map<String, Object> changed) {
        return new RunConfig(user, env, entrypoint, cmd, workingDir, labels, exposedPorts, volumes, stopSignal, changed);
    }

    static RunConfig read(JsonObject json) {
        if (json == null) {
            return EMPTY;
        }
        return new RunConfig(orEmpty(json.string("User")), json.strings("Env"), words(json, "Entrypoint"), words(json, "Cmd"),
                orEmpty(json.string("WorkingDir")), json.stringMap("Labels"), keys(json, "ExposedPorts"), keys(json, "Volumes"),
                json.string("StopSignal"), json.without(KNOWN));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "User", user.isEmpty() ? null : user);
        put(json, "ExposedPorts", exposedPorts.isEmpty() ? null : emptyObjects(exposedPorts));
        put(json, "Env", env.isEmpty() ? null : env);
        put(json, "Entrypoint", entrypoint);
        put(json, "Cmd", cmd);
        put(json, "Volumes", volumes.isEmpty() ? null : emptyObjects(volumes));
        put(json, "WorkingDir", workingDir.isEmpty() ? null : workingDir);
        put(json, "Labels", labels.isEmpty() ? null : labels);
        put(json, "StopSignal", stopSignal);
        new TreeMap<>(other).forEach((key, value) -> put(json, key, value));
        return json;
    }

    private static void put(Map<String, Object> json, String key, Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    private static Map<String, Object> emptyObjects(SortedSet<String> keys) {
        Map<String, Object> map = new TreeMap<>();
        keys.forEach(key -> map.put(key, Map.of()));
        return map;
    }

    private static SortedSet<String> keys(JsonObject json, String name) {
        JsonObject object = json.object(name);
        return object == null ? new TreeSet<>() : new TreeSet<>(object.map().keySet());
    }

    private static List<String> words(JsonObject json, String name) {
        return json.map().get(name) == null ? null : json.strings(name);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
