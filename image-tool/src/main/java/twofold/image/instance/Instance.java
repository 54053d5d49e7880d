package twofold.image.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import twofold.image.instance.Description.State;
import twofold.image.model.Digest;
import twofold.image.model.Json;
import twofold.image.overlay.Overlay;
import twofold.image.store.Durable;
import twofold.image.store.FileLocks;
import twofold.image.store.Image;
import twofold.image.store.Store;
import twofold.toolkit.cli.ThisProcess;
import twofold.toolkit.cli.UserError;
import twofold.toolkit.time.Clock;
import twofold.toolkit.time.Entropy;

/** An instance whose lock this process holds. Closing it gives the lock back; the instance stays. */
public final class Instance implements AutoCloseable {
    private final Store store;
    private final Path directory;
    private final FileLocks.Held lock;
    private Description description;
    private Image image;

    Instance(Store store, Path directory, FileLocks.Held lock, Description description, Image image) {
        this.image = image;
        this.store = store;
        this.directory = directory;
        this.lock = lock;
        this.description = description;
    }

    /**
     * Makes an instance of an image.
     *
     * @param runner  {@code "vm"} or {@code "container"}
     * @param name    a name not yet taken, or null for a made-up one
     * @param command the guest's words
     * @param clock   tells when it was made
     * @param entropy makes the id and the name; the host's, whatever the guest gets
     */
    public static Instance create(Store store, Image image, String runner, String name, List<String> command, Clock clock, Entropy entropy)
            throws IOException {
        image.requireRunnable();
        byte[] bits = new byte[32];
        entropy.fill(bits, 0, bits.length);
        String id = Digest.finish(bits).hex();
        Files.createDirectories(store.instances());
        try (FileLocks.Held writing = store.writing(); FileLocks.Held all = FileLocks.exclusive(store.instances().resolve("lock"))) {
            Objects.requireNonNull(writing);
            Objects.requireNonNull(all);
            if (!store.blobs().has(image.digest())) {
                throw new UserError("image \"" + image.name() + "\" was removed just now");
            }
            Path directory = store.instances().resolve(id);
            String chosen = new Names(store).take(name, id, entropy);
            Files.createDirectories(directory.resolve("upper"));
            Description made = new Description(id, chosen, runner, image.name(), image.digest(), List.copyOf(command),
                    clock.realtimeNanos(), State.CREATED, 0, null, Map.of());
            FileLocks.Held lock = FileLocks.exclusive(directory.resolve("lock"));
            Instance instance = new Instance(store, directory, lock, made, image);
            instance.save();
            return instance;
        }
    }

    /** Takes an instance by name or by the start of its id. An error if it runs or there is none such. */
    public static Instance open(Store store, String nameOrId) throws IOException {
        String id = Instances.id(store, nameOrId);
        Path directory = store.instances().resolve(id);
        FileLocks.Held lock = patientLock(directory.resolve("lock"));
        if (lock == null) {
            throw new UserError("instance \"" + nameOrId + "\" is running or in use; stop it first");
        }
        try {
            return new Instance(store, directory, lock, Instances.read(store, id, true), null);
        } catch (UserError | IOException failed) {
            lock.close();
            throw failed;
        }
    }

    /** The full id. */
    public String id() {
        return description.id();
    }

    /** Its name. */
    public String name() {
        return description.name();
    }

    /** All that is known of it. */
    public Description description() {
        return description;
    }

    /** The directory that is its own. */
    public Path directory() {
        return directory;
    }

    /** The overlay's upper directory. */
    public Path upper() {
        return directory.resolve("upper");
    }

    /** The file for what the guest prints. */
    public Path log() {
        return directory.resolve("log");
    }

    /** The image it was made from. */
    public Image image() throws IOException {
        if (image == null) {
            Image found = store.resolve(description.digest().toString());
            image = new Image(description.image(), found.descriptor(), found.manifest(), found.config());
        }
        return image;
    }

    /** Its root file system. */
    public Overlay overlay(Clock clock) throws IOException {
        return Overlay.open(store, image(), upper(), clock);
    }

    /** Says that a host process runs it now. */
    public void started(long pid) throws IOException {
        description = description.with(State.RUNNING, pid, null);
        save();
    }

    /** Says that it ended. */
    public void exited(int status) throws IOException {
        description = description.with(State.EXITED, 0, status);
        save();
    }

    /** Says where it is in its life and what else its runner tells of it. */
    public void tell(State state, Integer status, Map<String, Object> detail) throws IOException {
        description = description.with(state, state.live() ? ThisProcess.pid() : 0, status).with(detail);
        save();
    }

    /** Removes it with all its files and gives the lock back. */
    public void remove() throws IOException {
        try (FileLocks.Held all = FileLocks.exclusive(store.instances().resolve("lock"))) {
            Objects.requireNonNull(all);
            Files.deleteIfExists(directory.resolve("instance.json"));
            new Names(store).giveBack(description.name());
        }
        Durable.deleteTree(directory);
        close();
    }

    @Override
    public void close() {
        lock.close();
    }

    private void save() throws IOException {
        Durable.replace(directory.resolve("instance.json"), Json.pretty(description.json()));
    }

    /** Who only looks whether an instance lives holds its lock for a moment, so one refusal is not the last word. */
    private static FileLocks.Held patientLock(Path file) throws IOException {
        for (int i = 0; i < 5; i++) {
            FileLocks.Held lock = FileLocks.tryExclusive(file);
            if (lock != null) {
                return lock;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return null;
    }
}
