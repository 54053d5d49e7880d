package twofold.image.instance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
public record Description(String id, String name, String runner, String image, Digest digest, List<String> command, long created,
        State state, long pid, Integer exitStatus) {
    /** Where an instance is in its life. */
    public enum State {
        /** Made, not started. */
        CREATED,
        /** Its process lives. */
        RUNNING,
        /** It ended, with or without leaving a status. */
        EXITED;

        /** The word people and files use. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Description with(State newState, long newPid, Integer status) {
        return new Description(id, name, runner, image, digest, command, created, newState, newPid, status);
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
        return json;
    }

    static Description read(JsonObject json) {
        long status = json.number("exit_status", -1);
        State state = switch (json.required("state")) {
            case "created" -> State.CREATED;
            case "running" -> State.RUNNING;
            default -> State.EXITED;
        };
        return new Description(json.required("id"), json.required("name"), json.required("runner"), json.required("image"),
                Digest.parse(json.required("digest")), json.strings("command"), json.number("created", 0), state,
                json.number("pid", 0), status < 0 ? null : (int) status);
    }
}
