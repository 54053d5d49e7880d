package twofold.image.overlay;

import java.io.IOException;

/**
 * The POSIX root file system of one instance: an image's layers below, one writable upper above. Owners, modes, devices, times and
 * extended attributes are our own metadata; nothing of it is ever a host inode's. Both runners mount it.
 *
 * <p>Not safe for use by several threads at once: the caller holds one lock for the tree.
 */
public interface FileTree extends AutoCloseable {
    /** The root directory. */
    Node root();

    /** The size of the file system in bytes, for statfs(2). */
    long totalBytes();

    /** The bytes still free, for statfs(2). */
    long freeBytes();

    /** Makes everything written so far survive a crash of this process and of the host. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
