package twofold.container.background;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * Where the kernel of a root directory is found: {@code kernel/} under it, which only its owner may enter. {@code address} holds the
 * socket's path: {@code kernel/socket}, or one in a private temporary directory where that path is longer than a socket's name may be.
 */
public record Place(Path directory) {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    /** sun_path of unix(7) with its final zero. */
    private static final int LONGEST = 107;

    /** The place under a root directory, made if it is not there; an error if it is not ours alone. */
    static Place of(Path root) {
        Place place = new Place(root.resolve("kernel"));
        try {
            if (!Files.isDirectory(place.directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(root);
                try {
                    Files.createDirectory(place.directory, PosixFilePermissions.asFileAttribute(PRIVATE));
                } catch (FileAlreadyExistsException both) {
                    // Somebody else was first
                }
            }
            if (!Files.getPosixFilePermissions(place.directory, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)) {
                Files.setPosixFilePermissions(place.directory, PRIVATE);
            }
            return place;
        } catch (IOException | UnsupportedOperationException refused) {
            throw new UserError(ExitStatus.CANNOT, "the directory " + place.directory + " cannot be made for its owner alone");
        }
    }

    /** Held while somebody starts a kernel. */
    Path startLock() {
        return directory.resolve("start.lock");
    }

    /** Held by the kernel while it lives. */
    Path lifeLock() {
        return directory.resolve("life.lock");
    }

    /** What the kernel says that nobody listens to. */
    Path messages() {
        return directory.resolve("messages");
    }

    private Path address() {
        return directory.resolve("address");
    }

    /** Where the kernel's socket is, or null if there is none. */
    UnixDomainSocketAddress socket() throws IOException {
        try {
            return UnixDomainSocketAddress.of(Files.readString(address(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return null;
        } catch (IllegalArgumentException nonsense) {
            return null;
        }
    }

    /** Chooses a path for the socket, free for binding. */
    UnixDomainSocketAddress chooseSocket() throws IOException {
        Path socket = directory.resolve("socket");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            socket = Files.createTempDirectory("twofold").resolve("socket");
        }
        Files.deleteIfExists(socket);
        return UnixDomainSocketAddress.of(socket);
    }

    /** Tells everybody where the socket is; it is bound. */
    void publish(UnixDomainSocketAddress socket) throws IOException {
        Files.setPosixFilePermissions(socket.getPath(), OWNER_ONLY);
        Path fresh = Files.createTempFile(directory, ".address", "");
        Files.writeString(fresh, socket.getPath().toString());
        Files.move(fresh, address(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the socket away. */
    void withdraw(UnixDomainSocketAddress socket) throws IOException {
        Files.deleteIfExists(address());
        Files.deleteIfExists(socket.getPath());
        if (!socket.getPath().getParent().equals(directory)) {
            Files.deleteIfExists(socket.getPath().getParent());
        }
    }
}
