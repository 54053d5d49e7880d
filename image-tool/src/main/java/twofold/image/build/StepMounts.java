package twofold.image.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import twofold.image.model.Digest;
import twofold.image.overlay.Overlay;
import twofold.image.overlay.PathWalk;
import twofold.image.recipe.Instruction.Mount;
import twofold.image.recipe.Place;
import twofold.image.run.ProcessPlan;
import twofold.image.run.Quantity;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;

/**
 * What the {@code --mount} flags of one RUN ask for (Dockerfile reference, "RUN --mount"): checked and added to the step's key first, opened
 * when the step is done. The content of a secret is in no key.
 */
final class StepMounts {
    private static final int SECRET_MODE = 0400;
    private static final int CACHE_MODE = 0755;
    private static final int NAME_DIGITS = 32;

    private final Builder builder;
    private final BuildRequest request;
    private final List<Wanted> all = new ArrayList<>();
    private final List<String> variables = new ArrayList<>();

    /**
     * A mount to open.
     *
     * @param source   its files, or null for a tmpfs
     * @param guest    where, as bytes
     * @param readOnly whether the step may only read
     * @param lock     the file that keeps other builds away meanwhile, or null
     * @param options  a tmpfs's
     */
    private record Wanted(MountSource source, String guest, boolean readOnly, Path lock, String options, Place place) {
    }

    StepMounts(Builder builder, BuildRequest request) {
        this.builder = builder;
        this.request = request;
    }

    /** Adds a mount whose values are expanded, and to the key what the step may see of it. */
    void add(Mount mount, KeyHash key) throws IOException {
        Place place = mount.place();
        Map<String, String> options = mount.options();
        key.add("mount").add(mount.type()).add(options);
        switch (mount.type()) {
            case BIND -> bind(target(mount), options, place, key);
            case CACHE -> cache(target(mount), options, place);
            case TMPFS -> temporary(target(mount), options, place);
            case SECRET -> secret(options, place);
            case SSH -> throw place.error("mounts of type ssh are not supported: no agent of keys is reached from here; --secret can pass a key");
        }
    }

    private void bind(String target, Map<String, String> options, Place place, KeyHash key) throws IOException {
        String from = options.get("from");
        String source = options.getOrDefault("source", "/");
        boolean writable = writable(options, false, place);
        MountSource files;
        if (from == null) {
            List<Sources.Match> found = builder.find(ProcessPlan.bytes(source), null, place, key);
            if (found.size() > 1) {
                throw place.error("\"" + source + "\" is more than one file; a mount shows one file or directory");
            }
            files = new MountSource.Context(found, place);
        } else {
            MountSource.Layers layers = new MountSource.Layers(List.copyOf(builder.layers(from, place)), source, writable, place);
            layers.layers().forEach(layer -> key.add(layer.diffId()));
            files = layers;
        }
        all.add(new Wanted(files, ProcessPlan.bytes(target), !writable, null, null, place));
    }

    private void cache(String target, Map<String, String> options, Place place) {
        if (options.containsKey("from") || options.containsKey("source")) {
            throw place.error("a mount of type cache starts empty here: from and source are not supported");
        }
        String sharing = options.getOrDefault("sharing", "shared");
        if (!List.of("shared", "private", "locked").contains(sharing)) {
            throw place.error("sharing is shared, private or locked, not \"" + sharing + "\"");
        }
        String id = options.getOrDefault("id", target);
        String name = "build-cache-" + Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex().substring(0, NAME_DIGITS);
        Path volumes = builder.store().root().resolve("volumes");
        MountSource.Lasting directory = new MountSource.Lasting(volumes, name, mode(options, CACHE_MODE, place), number(options, "uid", place),
                number(options, "gid", place));
        if (all.stream().anyMatch(each -> each.source instanceof MountSource.Lasting other && other.name().equals(name))) {
            throw place.error("one step cannot mount the cache \"" + id + "\" twice");
        }
        Path lock = sharing.equals("shared") ? null : volumes.resolve(name).resolve("lock");
        all.add(new Wanted(directory, ProcessPlan.bytes(target), !writable(options, true, place), lock, null, place));
    }

    private void temporary(String target, Map<String, String> options, Place place) {
        if (target.contains(":")) {
            throw place.error("a mount of type tmpfs cannot have a colon in its target");
        }
        String size = options.get("size");
        try {
            String limit = size == null ? "" : ",size=" + Quantity.bytes("size", size);
            all.add(new Wanted(null, ProcessPlan.bytes(target), false, null, "exec,dev" + limit, place));
        } catch (UserError noSize) {
            throw place.error(noSize.getMessage());
        }
    }

    private void secret(Map<String, String> options, Place place) {
        String target = options.get("target");
        String variable = options.get("env");
        String id = options.getOrDefault("source", options.getOrDefault("id", target == null ? "" : target.substring(target.lastIndexOf('/') + 1)));
        if (id.isEmpty()) {
            throw place.error("a mount of type secret needs an id");
        }
        int mode = mode(options, SECRET_MODE, place);
        int uid = number(options, "uid", place);
        int gid = number(options, "gid", place);
        boolean required = truth(options, "required", place);
        byte[] bytes = request.secrets().get(id);
        if (bytes == null) {
            if (required) {
                throw place.error("the secret \"" + id + "\" was not given to this build; give it with --secret id=" + id + ",src=FILE");
            }
            return;
        }
        if (variable != null) {
            if (!variable.matches("[^=\0]+") || new String(bytes, StandardCharsets.ISO_8859_1).indexOf(0) >= 0) {
                throw place.error("the secret \"" + id + "\" cannot be the variable \"" + variable + "\": = in the name or a zero byte");
            }
            variables.add(ProcessPlan.bytes(variable) + "=" + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        if (variable == null || target != null) {
            String path = target != null ? target : "/run/secrets/" + id.substring(id.lastIndexOf('/') + 1);
            all.add(new Wanted(new MountSource.Secret(bytes, mode, uid, gid), ProcessPlan.bytes(path), true, null, null, place));
        }
    }

    private static String target(Mount mount) {
        String target = mount.options().get("target");
        if (target == null || PathWalk.normalize(target).equals("/")) {
            throw mount.place().error("a mount of type " + mount.type().word() + " needs a target that is not the root");
        }
        return target;
    }

    private static boolean writable(Map<String, String> options, boolean usual, Place place) {
        if (options.containsKey("readwrite")) {
            return truth(options, "readwrite", place);
        }
        return options.containsKey("readonly") ? !truth(options, "readonly", place) : usual;
    }

    private static boolean truth(Map<String, String> options, String key, Place place) {
        return switch (options.getOrDefault(key, "false")) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw place.error(key + " is true or false, not \"" + options.get(key) + "\"");
        };
    }

    private static int mode(Map<String, String> options, int usual, Place place) {
        String given = options.get("mode");
        if (given == null) {
            return usual;
        }
        if (!given.matches("0?[0-7]{3,4}")) {
            throw place.error("mode is octal, such as 0755, not \"" + given + "\"");
        }
        return Integer.parseInt(given, 8);
    }

    private static int number(Map<String, String> options, String key, Place place) {
        String given = options.getOrDefault(key, "0");
        if (!given.matches("[0-9]{1,9}")) {
            throw place.error(key + " is a number, not \"" + given + "\"");
        }
        return Integer.parseInt(given);
    }

    /** {@code NAME=VALUE} of secrets that are shown so, as bytes. */
    List<String> variables() {
        return variables;
    }

    /** Each tmpfs as {@code DIR:OPTIONS}. */
    List<String> temporary() {
        return all.stream().filter(each -> each.source == null).map(each -> each.guest + ":" + each.options).toList();
    }

    /** Opens what is asked for; the mount points are made in the step's tree. */
    OpenMounts open(Overlay tree, Clock clock) throws IOException {
        OpenMounts open = new OpenMounts(tree.root(), builder.store().temporary());
        try {
            for (Wanted each : all.stream().filter(each -> each.lock != null).sorted(Comparator.comparing(Wanted::lock)).toList()) {
                open.lock(each.lock);
            }
            for (Wanted each : all.stream().sorted(Comparator.comparing(Wanted::guest)).toList()) {
                if (each.source == null) {
                    open.point(each.guest, each.place);
                } else {
                    open.add(each.source, each.guest, each.readOnly, clock, each.place);
                }
            }
            return open;
        } catch (IOException | RuntimeException failed) {
            open.close();
            throw failed;
        }
    }
}
