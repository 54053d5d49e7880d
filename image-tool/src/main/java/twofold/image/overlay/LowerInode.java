package twofold.image.overlay;

import static twofold.image.tar.TarEntry.DIRECTORY;
import static twofold.image.tar.TarEntry.TYPE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import twofold.image.store.Layer;

/**
 * An inode as the layers have it. It changes only while they are merged; after that any number of overlays share it, each of which makes an
 * {@link Inode} of it when it is first asked for.
 */
final class LowerInode {
    final int number;
    int mode;
    int uid;
    int gid;
    long device;
    int links;
    long size;
    /** Modified, and for want of better also accessed and changed: nanoseconds since the epoch. */
    long time;
    String target;
    SortedMap<String, byte[]> attributes;
    /** Where the bytes of a regular file are; null if it has none. */
    Layer layer;
    long layerOffset;
    LowerInode parent;
    /** What the names of a directory stand for, in the order they came; null for anything else. */
    final Map<String, LowerInode> names;

    LowerInode(int number, int mode) {
        this.number = number;
        this.mode = mode;
        names = directory() ? new LinkedHashMap<>() : null;
        links = directory() ? 1 : 0;
    }

    boolean directory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** Adds a name that there is not yet, counting links. */
    void add(String name, LowerInode inode) {
        names.put(name, inode);
        inode.links++;
        if (inode.directory()) {
            links++;
            inode.parent = this;
        }
    }

    /** Takes a name away with all below it, so that what has other names counts them right. */
    void drop(String name) {
        LowerInode gone = names.remove(name);
        gone.links--;
        if (gone.directory()) {
            links--;
            List.copyOf(gone.names.keySet()).forEach(gone::drop);
        }
    }
}
