package twofold.image.overlay;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One inode of a {@link FileTree}. Names and link targets are byte strings held one byte to a char (ISO 8859-1). Every method may
 * throw {@link FileError} with the errno Linux gives. Permission checks are the caller's: a node knows modes, not users.
 * The same inode is the same object for as long as anybody holds it.
 */
public interface Node {
    /** The inode number: stable across copy-up and across reopening the instance. */
    long number();

    /** File type and permission bits, st_mode. */
    int mode();

    /** The owner. */
    int uid();

    /** The group. */
    int gid();

    /** The device number of a device node (Linux's encoding of st_rdev: minor low 8 and above 12 bits), else 0. */
    long device();

    /** The number of hard links; 2 plus the subdirectories for a directory. */
    int links();

    /** The size in bytes: file length, link target length, 4096 for a directory. */
    long size();

    /** Blocks of 512 bytes held. */
    long blocks();

    /** Access time in nanoseconds since the epoch. */
    long accessed();

    /** Modification time in nanoseconds since the epoch. */
    long modified();

    /** Change time in nanoseconds since the epoch. */
    long changed();

    /** The node a name of this directory stands for, or null; "." and ".." are the caller's. ENOTDIR if this is not a directory. */
    Node child(String name);

    /**
     * The entries of this directory after a cookie, at most {@code limit} of them, in an order that stays the same while entries come
     * and go. Cookie 0 starts; each entry carries the cookie that continues behind it. "." and ".." are the caller's.
     */
    List<Entry> entries(long cookie, int limit);

    /** Makes a regular file, directory, device, fifo or socket by the type in {@code mode}. EEXIST if the name is taken. */
    Node create(String name, int mode, int uid, int gid, long device);

    /** Makes a symbolic link. */
    Node symlink(String name, String target, int uid, int gid);

    /** Gives an existing non-directory another name in this directory. */
    void link(String name, Node existing);

    /** Removes the name of a non-directory; the data lives on while the node is open. EISDIR for a directory. */
    void unlink(String name);

    /** Removes an empty directory. ENOTEMPTY, ENOTDIR. */
    void rmdir(String name);

    /**
     * Renames an entry of this directory, as renameat2(2).
     *
     * @param flags 0, RENAME_NOREPLACE 1 or RENAME_EXCHANGE 2
     */
    void rename(String from, Node toDirectory, String to, int flags);

    /** A symbolic link's target. EINVAL if it is none. */
    String target();

    /** Reads from a regular file into {@code to} at its position; returns the bytes read, 0 at the end. Does not touch the access time. */
    int read(long offset, ByteBuffer to);

    /** Writes all of {@code from} to a regular file, growing it as needed; sets modification and change time; returns the bytes written. */
    int write(long offset, ByteBuffer from);

    /**
     * The first bytes of a regular file as memory of this process, to be read, as far as {@link #size} says they are there; null where that is
     * not to be had. It holds until the next call of this tree.
     */
    default MemorySegment bytes() {
        return null;
    }

    /** The same to be written, of bytes that the file has, from an offset on; null where that is not to be had. {@link #written} comes after. */
    default MemorySegment bytes(long offset, long length) {
        return null;
    }

    /**
     * What a regular file's bytes are a copy of for as long as nobody changes them: equal for files of all trees that have the same bytes for the same reason; null for a file of its
     * own.
     */
    default Object origin() {
        return null;
    }

    /** Some of what {@link #bytes(long, long)} gave was written. */
    default void written() {
        throw new IllegalStateException("not written in memory");
    }

    /** What somebody keeps with this node, or null. */
    default Object attachment() {
        return null;
    }

    /** Keeps an object with this node. */
    default void attach(Object object) {
        throw new IllegalStateException("nothing is kept with this node");
    }

    /** Sets the length of a regular file, cutting or adding zeros. */
    void truncate(long size);

    /** Sets the permission bits (07777); the file type stays. */
    void setMode(int permissions);

    /** Sets owner and group; -1 leaves one as it is. */
    void setOwner(int uid, int gid);

    /** Sets access and modification time, nanoseconds since the epoch; {@link Long#MIN_VALUE} leaves one as it is. */
    void setTimes(long accessed, long modified);

    /** An extended attribute's value or null. */
    byte[] attribute(String name);

    /** The names of the extended attributes, sorted. */
    List<String> attributes();

    /**
     * Sets an extended attribute.
     *
     * @param flags 0, XATTR_CREATE 1 (EEXIST) or XATTR_REPLACE 2 (ENODATA)
     */
    void setAttribute(String name, byte[] value, int flags);

    /** Removes an extended attribute. ENODATA if there is none. */
    void removeAttribute(String name);

    /** Counts one more opener: the data is kept while there is any, even without a name. */
    void open();

    /** Counts one opener less. */
    void release();

    /**
     * An entry of a directory.
     *
     * @param name   its name
     * @param node   what it stands for
     * @param cookie where to continue behind it, above 0
     */
    record Entry(String name, Node node, long cookie) {
    }
}
