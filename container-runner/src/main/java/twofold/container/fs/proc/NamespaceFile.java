package twofold.container.fs.proc;

import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;

/** A namespace by descriptor, as the files of /proc/PID/ns give it: something for setns(2) to enter. */
public final class NamespaceFile extends File {
    private static final FileSystem NSFS = new LoneInode.LoneFileSystem("nsfs", 4, 0x6e736673);
    private static final long FIRST = 4026531834L;
    /** The namespace. */
    public final Object namespace;
    /** Its kind, a CLONE_NEW flag. */
    public final long kind;

    private NamespaceFile(Place place, int flags) {
        super(place, flags);
        namespace = place.namespace;
        kind = place.kind;
    }

    /** The inode of a namespace. */
    private static final class Place extends LoneInode {
        private final Object namespace;
        private final long kind;

        Place(Object namespace, long kind, long number) {
            super(NSFS, twofold.container.abi.Fcntl.S_IFREG | 0444, 0, 0, number, 0);
            this.namespace = namespace;
            this.kind = kind;
        }

        @Override
        public File open(Caller who, int flags) {
            return new NamespaceFile(this, flags);
        }
    }

    /** The number a namespace shows: that of its kind for a container's first, the object's own otherwise. */
    static long number(Object namespace, Object first, long kind) {
        return namespace == first ? FIRST + Long.numberOfTrailingZeros(kind) % 8 : FIRST + 16 + (System.identityHashCode(namespace) & 0xffffff);
    }

    static VfsPath place(String name, Object namespace, long kind, long number) {
        Dentry dentry = Dentry.detached(name + ":[" + number + "]", new Place(namespace, kind, number));
        return new VfsPath(new Mount(NSFS, dentry, null, false, 0, "nsfs"), dentry);
    }
}
