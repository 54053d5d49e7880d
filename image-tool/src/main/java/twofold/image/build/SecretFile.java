package twofold.image.build;

import twofold.image.overlay.FileTree;
import twofold.image.overlay.MadeUpNode;
import twofold.image.overlay.Node;
import twofold.image.tar.TarEntry;

/** A secret as a tree of one file that is never on a disk of the host. */
final class SecretFile extends MadeUpNode implements FileTree {
    /**
     * @param mode permission bits
     * @param time when it was made, in nanoseconds since the epoch
     */
    SecretFile(byte[] bytes, int mode, int uid, int gid, long time) {
        super(bytes, TarEntry.REGULAR | mode, uid, gid, time);
    }

    @Override
    public Node root() {
        return this;
    }

    @Override
    public long totalBytes() {
        return size();
    }

    @Override
    public long freeBytes() {
        return 0;
    }

    @Override
    public void sync() {
        // Nothing is written
    }

    @Override
    public void close() {
        // Nothing is open
    }

    @Override
    public long number() {
        return 1;
    }
}
