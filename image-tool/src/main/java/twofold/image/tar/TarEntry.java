package twofold.image.tar;

import java.util.Collections;
import java.util.SortedMap;

/**
 * One entry of a tar archive, metadata only.
 *
 * @param name          the path relative to the root, without leading or trailing slash, empty for the root itself
 * @param mode          file type and permission bits as in st_mode; 0 for a hard link
 * @param uid           the owner
 * @param gid           the group
 * @param modified      modification time in nanoseconds since the epoch
 * @param size          bytes of data that follow the header; 0 for anything but a regular file
 * @param target        the target of a symbolic or hard link, else null; a hard link's is a path like {@code name}
 * @param device        Linux's st_rdev of a device node, else 0
 * @param attributes    extended attributes, sorted
 * @param dataOffset    where the data starts in the uncompressed archive, in bytes
 */
public record TarEntry(String name, int mode, int uid, int gid, long modified, long size, String target, long device,
        SortedMap<String, byte[]> attributes, long dataOffset) {
    /** The bits of st_mode that hold the file type. */
    public static final int TYPE = 0170000;
    /** A socket; tar cannot hold one. */
    public static final int SOCKET = 0140000;
    /** A symbolic link. */
    public static final int SYMLINK = 0120000;
    /** A regular file. */
    public static final int REGULAR = 0100000;
    /** A block device. */
    public static final int BLOCK = 0060000;
    /** A directory. */
    public static final int DIRECTORY = 0040000;
    /** A character device. */
    public static final int CHARACTER = 0020000;
    /** A fifo. */
    public static final int FIFO = 0010000;

    /** An entry without data or attributes. */
    public static TarEntry plain(String name, int mode, long modified) {
        return new TarEntry(name, mode, 0, 0, modified, 0, null, 0, Collections.emptySortedMap(), 0);
    }

    /** Whether this only gives another name to an earlier entry. */
    public boolean hardLink() {
        return mode == 0;
    }

    /** The file type bits. */
    public int type() {
        return mode & TYPE;
    }
}
