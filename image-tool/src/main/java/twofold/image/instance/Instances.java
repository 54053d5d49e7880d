package twofold.image.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import twofold.image.model.Json;
import twofold.image.store.FileLocks;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;

/** The instances of a store, looked at without taking them. */
public final class Instances {
    private static final int SHORTEST_ID = 4;

    private Instances() {
    }

    /** All instances, the oldest first. One whose process died reads as lost. */
    public static List<Description> list(Store store) throws IOException {
        List<Description> found = new ArrayList<>();
        for (String id : ids(store)) {
            Description each = read(store, id, false);
            if (each != null) {
                found.add(each);
            }
        }
        found.sort(Comparator.comparingLong(Description::created).thenComparing(Description::id));
        return found;
    }

    /** The instance with that name or start of an id; an error if there is none. */
    public static Description find(Store store, String nameOrId) throws IOException {
        return read(store, id(store, nameOrId), true);
    }

    static String id(Store store, String nameOrId) throws IOException {
        String named = new Names(store).find(nameOrId);
        if (named != null) {
            return named;
        }
        List<String> matching = nameOrId.length() < SHORTEST_ID ? List.of()
                : ids(store).stream().filter(id -> id.startsWith(nameOrId)).toList();
        if (matching.size() > 1) {
            throw new UserError("\"" + nameOrId + "\" is the start of " + matching.size() + " instances' ids; give more digits");
        }
        if (matching.isEmpty()) {
            throw new UserError("no instance named \"" + nameOrId + "\"; see 'ps -a'");
        }
        return matching.getFirst();
    }

    /** Reads a description; when it is gone, null or an error. */
    static Description read(Store store, String id, boolean needed) throws IOException {
        Path directory = store.instances().resolve(id);
        Path file = directory.resolve("instance.json");
        try {
            Description read = Description.read(Json.parse(Files.readAllBytes(file), file.toString()));
            return read.state().live() && !alive(directory) ? read.lost() : read;
        } catch (NoSuchFileException gone) {
            if (needed) {
                throw new UserError("instance \"" + id + "\" was removed just now");
            }
            return null;
        }
    }

    private static boolean alive(Path directory) throws IOException {
        FileLocks.Held lock = FileLocks.tryExclusive(directory.resolve("lock"));
        if (lock == null) {
            return true;
        }
        lock.close();
        return false;
    }

    private static List<String> ids(Store store) throws IOException {
        if (!Files.isDirectory(store.instances())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(store.instances())) {
            return all.map(each -> each.getFileName().toString()).filter(name -> name.matches("[0-9a-f]{64}")).sorted().toList();
        }
    }
}
