package twofold.container.kernel;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import twofold.container.vfs.Inode;

/** The inodes that handles were given out for, name_to_handle_at(2), for as long as they are there; the oldest are forgotten. */
public final class FileHandles {
    private static final int MOST = 4096;
    private final Map<Key, WeakReference<Inode>> known = new LinkedHashMap<>();

    private record Key(long number, int device) {
    }

    /** A handle was given out for an inode. */
    public void remember(Inode inode) {
        if (known.size() >= MOST) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(new Key(inode.number(), (int) inode.fileSystem().device()), new WeakReference<>(inode));
    }

    /** The inode of a handle, or null. */
    public Inode find(long number, int device) {
        WeakReference<Inode> inode = known.get(new Key(number, device));
        return inode == null ? null : inode.get();
    }
}
