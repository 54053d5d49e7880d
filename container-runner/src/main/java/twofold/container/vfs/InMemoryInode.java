package twofold.container.vfs;

/** An inode whose number, type, permissions and owner are kept with it, in memory. */
public abstract class InMemoryInode extends Inode {
    private final FileSystem fileSystem;
    private final long number;
    private int mode;
    private int uid;
    private int gid;

    /** An inode with its attributes to begin with; {@code mode} with the type. */
    protected InMemoryInode(FileSystem fileSystem, long number, int mode, int uid, int gid) {
        this.fileSystem = fileSystem;
        this.number = number;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
    }

    @Override
    public final FileSystem fileSystem() {
        return fileSystem;
    }

    @Override
    public final long number() {
        return number;
    }

    @Override
    public final int mode() {
        return mode;
    }

    @Override
    public final int uid() {
        return uid;
    }

    @Override
    public final int gid() {
        return gid;
    }

    /** Sets the permission bits. */
    protected final void setPermissions(int permissions) {
        mode = mode & ~07777 | permissions & 07777;
    }

    /** Sets owner and group, -1 leaves one. */
    protected final void setOwnership(int owner, int group) {
        uid = owner == -1 ? uid : owner;
        gid = group == -1 ? gid : group;
    }
}
