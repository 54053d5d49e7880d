package twofold.image.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image configuration: platform, how the program is started, the uncompressed layers' digests and the history.
 *
 * @param platform what it runs on
 * @param created  an RFC 3339 date, or null
 * @param author   who made it, or null
 * @param run      how its program is started
 * @param diffIds  digests of the uncompressed layers, lowest first
 * @param history  what made each layer
 * @param other    fields not known here, as they were
 */
public record ImageConfig(Platform platform, String created, String author, RunConfig run, List<Digest> diffIds, List<History> history,
        Map<String, Object> other) {
    private static final List<String> KNOWN = List.of("architecture", "os", "variant", "created", "author", "config", "rootfs", "history");

    /** The configuration of an image with no layers. */
    public static ImageConfig empty(Platform platform) {
        return new ImageConfig(platform, null, null, RunConfig.EMPTY, List.of(), List.of(), Map.of());
    }

    /**
     * One step in the history.
     *
     * @param created    an RFC 3339 date, or null
     * @param createdBy  the instruction
     * @param comment    a remark, or null
     * @param emptyLayer whether the step made no layer
     */
    public record History(String created, String createdBy, String comment, boolean emptyLayer) {
        private Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            if (created != null) {
                json.put("created", created);
            }
            json.put("created_by", createdBy);
            if (comment != null) {
                json.put("comment", comment);
            }
            if (emptyLayer) {
                json.put("empty_layer", true);
            }
            return json;
        }
    }

    /** Reads a configuration. */
    public static ImageConfig read(byte[] bytes, String what) {
        JsonObject json = Json.parse(bytes, what);
        JsonObject rootfs = json.object("rootfs");
        List<Digest> diffIds = rootfs == null ? List.of() : rootfs.strings("diff_ids").stream().map(Digest::parse).toList();
        List<History> history = json.objects("history").stream().map(step -> new History(step.string("created"),
                step.string("created_by") == null ? "" : step.string("created_by"), step.string("comment"), step.flag("empty_layer")))
                .toList();
        return new ImageConfig(Platform.read(json), json.string("created"), json.string("author"), RunConfig.read(json.object("config")),
                diffIds, history, json.without(KNOWN));
    }

    /** The canonical text. */
    public byte[] bytes() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (created != null) {
            json.put("created", created);
        }
        if (author != null) {
            json.put("author", author);
        }
        json.putAll(platform.json());
        json.put("config", run.json());
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        json.put("rootfs", rootfs);
        if (!history.isEmpty()) {
            json.put("history", history.stream().map(History::json).toList());
        }
        new TreeMap<>(other).forEach(json::put);
        return Json.bytes(json);
    }

    /** The same with another way to start the program. */
    public ImageConfig with(RunConfig changed) {
        return new ImageConfig(platform, created, author, changed, diffIds, history, other);
    }

    /** The same made at another time. */
    public ImageConfig createdAt(String date) {
        return new ImageConfig(platform, date, author, run, diffIds, history, other);
    }

    /** The same with one more step in the history, and one more layer unless {@code diffId} is null. */
    public ImageConfig plus(History step, Digest diffId) {
        List<Digest> ids = new ArrayList<>(diffIds);
        if (diffId != null) {
            ids.add(diffId);
        }
        List<History> steps = new ArrayList<>(history);
        steps.add(step);
        return new ImageConfig(platform, created, author, run, List.copyOf(ids), List.copyOf(steps), other);
    }
}
