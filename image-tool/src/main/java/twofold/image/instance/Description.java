package twofold.image.instance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import twofold.image.model.Digest;
import twofold.image.model.JsonObject;

/**
 * What is known of an instance.
 *
 * @param id         64 hexadecimal digits
 * @param name       unique in the store
 * @param runner     {@code "vm"} or {@code "container"}
 * @param image      the name the image was asked for by
 * @param digest     the image's manifest
 * @param command    the guest's words
 * @param created    nanoseconds since the epoch
 * @param state      the life cycle's
 * @param pid        the host process that runs it, or 0
 * @param exitStatus what it ended with, or null
 * @param detail     what else its runner tells of it, by name, sorted: JSON values
 */
public record Description(String id, String name, String runner, String image, Digest digest, List<String> command, long created,
        State state, long pid, Integer exitStatus, Map<String, Object> detail) {
    private static final List<String> KNOWN = List.of("id", "name", "runner", "image", "digest", "command", "created", "state", "pid",
            "exit_status");
    static final String LOST = "the process that ran it was killed or crashed; the files it had written are kept";

    /** Where an instance is in its life. */
    public enum State {
        /** Made, not started. */
        CREATED,
        /** Its process lives. */
        RUNNING,
        /** Its processes live and do not run. */
        PAUSED,
        /** It ended and is about to be started again. */
        RESTARTING,
        /** It ended, with or without leaving a status. */
        EXITED,
        /** The host process that ran it died without saying how it ended. Never stored: it is what a live state reads as without its lock. */
        LOST;

        /** Whether somebody runs it. */
        public boolean live() {
            return this == RUNNING || this == PAUSED || this == RESTARTING;
        }

        /** The word people and files use. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Description with(State newState, long newPid, Integer status) {
        return new Description(id, name, runner, image, digest, command, created, newState, newPid, status, detail);
    }

    Description with(Map<String, Object> newDetail) {
        return new Description(id, name, runner, image, digest, command, created, state, pid, exitStatus, new TreeMap<>(newDetail));
    }

    /** As it reads when nobody holds its lock though it says that somebody runs it. */
    Description lost() {
        Map<String, Object> told = new TreeMap<>(detail);
        told.put("reason", LOST);
        return with(State.LOST, 0, null).with(told);
    }

    /** The JSON value. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", name);
        json.put("runner", runner);
        json.put("image", image);
        json.put("digest", digest.toString());
        json.put("command", command);
        json.put("created", created);
        json.put("state", state.word());
        if (pid != 0) {
            json.put("pid", pid);
        }
        if (exitStatus != null) {
            json.put("exit_status", exitStatus);
        }
        json.putAll(detail);
        return json;
    }

    static Description read(JsonObject json) {
        long status = json.number("exit_status", -1);
        State state = switch (json.required("state")) {
            case "created" -> State.CREATED;
            case "running" -> State.RUNNING;
            case "paused" -> State.PAUSED;
            case "restarting" -> State.RESTARTING;
            default -> State.EXITED;
        };
        return new Description(json.required("id"), json.required("name"), json.required("runner"), json.required("image"),
                Digest.parse(json.required("digest")), json.strings("command"), json.number("created", 0), state,
                json.number("pid", 0), status < 0 ? null : (int) status, new TreeMap<>(json.without(KNOWN)));
    }
}
