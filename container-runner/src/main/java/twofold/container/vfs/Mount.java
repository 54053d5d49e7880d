package twofold.container.vfs;

/** A file system, or a part of one, at a place in the tree. */
public final class Mount {
    private final FileSystem fileSystem;
    private final Dentry root;
    private VfsPath point;
    private boolean readOnly;
    private final int number;
    private final String source;

    /**
     * @param root     the directory (or file, for a bind mount) that appears at the mount point
     * @param point    where, or null for the root of everything
     * @param number   the mount's number in /proc/PID/mountinfo
     * @param source   the first field of /proc/mounts
     */
    public Mount(FileSystem fileSystem, Dentry root, VfsPath point, boolean readOnly, int number, String source) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.point = point;
        this.readOnly = readOnly;
        this.number = number;
        this.source = source;
    }

    /** What is mounted. */
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /** What appears at the mount point. */
    public Dentry root() {
        return root;
    }

    /** Where it is mounted, null for the root of everything. */
    public VfsPath point() {
        return point;
    }

    void setPoint(VfsPath place) {
        point = place;
    }

    /** Whether writing is refused with EROFS. */
    public boolean readOnly() {
        return readOnly;
    }

    /** Remounts read-only or read-write. */
    public void setReadOnly(boolean value) {
        readOnly = value;
    }

    /** The number in /proc/PID/mountinfo. */
    public int number() {
        return number;
    }

    /** The first field of /proc/mounts. */
    public String source() {
        return source;
    }

    /** The mount's root as a path. */
    public VfsPath path() {
        return new VfsPath(this, root);
    }
}
