package twofold.container.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.image.store.Durable;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/** The networks of a root directory: a file for each under {@code networks/}. */
public final class Networks {
    private static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}";
    private static final Set<String> RESERVED = Set.of("none", "host", "default", "bridge");
    private static final int FIRST = 10 << 24 | 89 << 16;
    private static final int PREFIX = 24;
    private static final int MOST = 256;
    private final Path directory;

    /**
     * A network.
     *
     * @param name what it is called
     * @param base its first IPv4 address
     */
    public record Definition(String name, int base) {
        /** How many bits its addresses have in common. */
        public int prefix() {
            return PREFIX;
        }

        /** Its addresses as ADDRESS/BITS. */
        public String subnet() {
            return "%d.%d.%d.%d/%d".formatted(base >>> 24, base >>> 16 & 255, base >>> 8 & 255, base & 255, PREFIX);
        }
    }

    /** The networks under a root directory. */
    public Networks(Path root) {
        directory = root.resolve("networks");
    }

    /** All of them by name. */
    public List<Definition> all() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Definition> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.sorted().toList()) {
                String file = each.getFileName().toString();
                if (file.endsWith(".json") && !file.startsWith(".")) {
                    all.add(read(file.substring(0, file.length() - 5)));
                }
            }
        }
        return all;
    }

    private Path file(String name) {
        return directory.resolve(name + ".json");
    }

    private Definition read(String name) throws IOException {
        JsonObject json = Json.parse(Files.readAllBytes(file(name)), file(name).toString());
        long number = json.number("number", -1);
        if (number < 0 || number >= MOST) {
            throw new UserError(file(name) + " has no number from 0 to 255: remove that file and create the network again");
        }
        return new Definition(name, FIRST | (int) number << 8);
    }

    /** The network with a name; an error if there is none. */
    public Definition find(String name) {
        if (name.equals("host")) {
            throw new UserError(ExitStatus.CANNOT, "--network host is not there, as containers have no host's network: publish ports with -p");
        }
        try {
            if (name.matches(NAME) && Files.exists(file(name))) {
                return read(name);
            }
        } catch (IOException unreadable) {
            throw new UserError(ExitStatus.CANNOT, "the file " + file(name) + " cannot be read");
        }
        throw new UserError(ExitStatus.CANNOT, "there is no network \"" + name + "\": make it with 'container-runner network create " + name + "'");
    }

    /** Makes a network; an error if there is one of that name, or no room for another. */
    public Definition create(String name) throws IOException {
        if (!name.matches(NAME) || RESERVED.contains(name)) {
            throw new UserError(ExitStatus.USAGE, "\"" + name + "\" is not a name for a network: letters, digits, _, . and -, not none, host, default or bridge");
        }
        if (Files.exists(file(name))) {
            throw new UserError("there is a network \"" + name + "\" already");
        }
        Set<Integer> taken = new HashSet<>();
        all().forEach(each -> taken.add(each.base() >>> 8 & 255));
        for (int number = 0; number < MOST; number++) {
            if (!taken.contains(number)) {
                Files.createDirectories(directory);
                Durable.write(file(name), Json.pretty(new TreeMap<>(Map.of("number", number))));
                return read(name);
            }
        }
        throw new UserError("there are 256 networks already: remove one");
    }

    /** Removes a network; an error if there is none of that name. */
    public void remove(String name) throws IOException {
        find(name);
        Files.delete(file(name));
    }
}
