package twofold.container.vfs;

/** An inode that stands in no directory. */
public abstract class LoneInode extends InMemoryInode {
    private final long device;

    /** An inode with fixed attributes. */
    protected LoneInode(FileSystem fileSystem, int mode, int uid, int gid, long number, long device) {
        super(fileSystem, number, mode, uid, gid);
        this.device = device;
    }

    @Override
    public final void setMode(int permissions) {
        setPermissions(permissions);
    }

    @Override
    public final boolean takesDirect() {
        return false;
    }

    @Override
    public final long device() {
        return device;
    }

    @Override
    public final long accessed() {
        return 0;
    }

    @Override
    public final void setTimes(long accessed, long modified) {
        // Nobody asks for them: there is no name to ask by
    }

    @Override
    public final long modified() {
        return 0;
    }

    @Override
    public final long changed() {
        return 0;
    }

    /** A file system that only lends its type and number to such inodes. */
    public static final class LoneFileSystem extends FileSystem {
        private final long magic;

        /** A type and a number. */
        public LoneFileSystem(String type, int number, long magic) {
            super(type, number);
            this.magic = magic;
        }

        @Override
        public Inode root() {
            throw new UnsupportedOperationException("no root");
        }

        @Override
        public long magic() {
            return magic;
        }
    }
}
