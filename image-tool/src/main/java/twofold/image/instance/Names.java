package twofold.image.instance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import twofold.image.store.Durable;
import twofold.image.store.Store;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Entropy;

/** The instances' names: a file each that holds the id. Changes are made under the instances' common lock. */
final class Names {
    private static final int LONGEST = 128;
    private static final String[] ADJECTIVES = {"amber", "brave", "calm", "clever", "crisp", "eager", "fair", "fleet", "gentle", "golden",
        "happy", "humble", "keen", "kind", "lively", "lucid", "mellow", "merry", "nimble", "patient", "plucky", "proud", "quick", "quiet",
        "sharp", "silver", "steady", "sunny", "swift", "tidy", "vivid", "witty"};
    private static final String[] NOUNS = {"alder", "badger", "beacon", "birch", "brook", "cedar", "comet", "crane", "dove",
        "ember", "falcon", "fern", "finch", "harbor", "hazel", "heron", "juniper", "lark", "lynx", "maple", "meadow", "otter", "pebble", "pine",
        "quartz", "raven", "reef", "robin", "sparrow", "thistle", "willow", "wren"};

    private final Store store;
    private final Path directory;

    Names(Store store) {
        this.store = store;
        directory = store.instances().resolve(".names");
    }

    /** Whether this is two or more letters, digits, and _ . - not at the start. */
    private static boolean valid(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && (i == 0 || c != '_' && c != '.' && c != '-')) {
                return false;
            }
        }
        return name.length() >= 2 && name.length() <= LONGEST;
    }

    /** The id a name stands for or null. */
    String find(String name) throws IOException {
        if (!valid(name)) {
            return null;
        }
        try {
            String id = Files.readString(directory.resolve(name), StandardCharsets.US_ASCII);
            return Files.exists(store.instances().resolve(id).resolve("instance.json")) ? id : null;
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Gives a name to an id, a made-up one if {@code wanted} is null. */
    String take(String wanted, String id, Entropy entropy) throws IOException {
        Files.createDirectories(directory);
        String name = wanted == null ? invent(entropy) : wanted;
        if (!valid(name)) {
            throw new UserError("\"" + name + "\" is not an instance name; use two or more letters, digits, and _ . -");
        }
        String holder = find(name);
        if (holder != null) {
            throw new UserError("the name \"" + name + "\" is taken by instance " + holder.substring(0, 12)
                    + "; remove that or choose another");
        }
        Durable.replace(directory.resolve(name), id.getBytes(StandardCharsets.US_ASCII));
        return name;
    }

    void giveBack(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    private String invent(Entropy entropy) throws IOException {
        for (int tries = 0;; tries++) {
            long bits = entropy.nextLong();
            String name = ADJECTIVES[(int) (bits & 31)] + "_" + NOUNS[(int) (bits >> 5 & 31)] + (tries < 4 ? ""
                    : Long.toString(bits >>> 40));
            if (find(name) == null) {
                return name;
            }
        }
    }
}
