package twofold.container.vfs;

import static twofold.container.abi.Errno.E2BIG;

import java.util.HashMap;
import java.util.Map;
import twofold.image.overlay.FileError;

/**
 * What one layer of a {@link Domain} handles, which is refused there, and what of that is allowed beneath files and directories and for ports, landlock(7).
 */
public final class Rules {
    private static final int MOST = 1 << 16;
    private final int files;
    private final int ports;
    private final int scopes;
    private final Map<Place, Integer> beneath = new HashMap<>();
    private final Map<Integer, Integer> ofPort = new HashMap<>();

    /** A file, wherever its names are; it is kept, so that its number is not another's. */
    private record Place(FileSystem fileSystem, long number, Inode inode) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Place place && place.fileSystem == fileSystem && place.number == number;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(fileSystem) + Long.hashCode(number);
        }
    }

    /**
     * No rules yet.
     *
     * @param files  the LANDLOCK_ACCESS_FS_ rights that are refused unless a rule says otherwise
     * @param ports  the LANDLOCK_ACCESS_NET_ rights
     * @param scopes LANDLOCK_SCOPE_ bits: what does not reach out of the domain
     */
    public Rules(int files, int ports, int scopes) {
        this.files = files;
        this.ports = ports;
        this.scopes = scopes;
    }

    /** The same rules, which do not change when these do. */
    public Rules copy() {
        Rules copy = new Rules(files, ports, scopes);
        copy.beneath.putAll(beneath);
        copy.ofPort.putAll(ofPort);
        return copy;
    }

    /** The rights to files that are handled. */
    public int files() {
        return files;
    }

    /** The rights to ports that are handled. */
    public int ports() {
        return ports;
    }

    /** What does not reach out. */
    public int scopes() {
        return scopes;
    }

    /** How many rules there are. */
    public int count() {
        return beneath.size() + ofPort.size();
    }

    /** Allows rights to a file or to all beneath a directory; E2BIG. */
    public void allow(Inode inode, int rights) {
        requireRoom();
        beneath.merge(new Place(inode.fileSystem(), inode.number(), inode), rights, (a, b) -> a | b);
    }

    /** Allows rights to a port; E2BIG. */
    public void allow(int port, int rights) {
        requireRoom();
        ofPort.merge(port, rights, (a, b) -> a | b);
    }

    private void requireRoom() {
        if (count() >= MOST) {
            throw FileError.of(E2BIG);
        }
    }

    /** The rights to a file itself. */
    int allowed(Inode inode) {
        return inode == null || beneath.isEmpty() ? 0 : beneath.getOrDefault(new Place(inode.fileSystem(), inode.number(), inode), 0);
    }

    /** The rights to a port. */
    int allowed(int port) {
        return ofPort.getOrDefault(port, 0);
    }
}
