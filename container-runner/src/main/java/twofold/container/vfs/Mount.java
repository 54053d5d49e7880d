package twofold.container.vfs;

import static twofold.container.abi.Errno.EPERM;

import java.util.List;
import twofold.image.overlay.FileError;

/** A file system, or a part of one, at a place in the tree. */
public final class Mount {
    /** Options of a mount, with the numbers of mount(2). */
    public static final int READ_ONLY = 1;
    public static final int NO_SUID = 2;
    public static final int NO_DEVICES = 4;
    public static final int NO_EXEC = 8;
    public static final int NO_ACCESS_TIMES = 1024;
    public static final int NO_DIRECTORY_ACCESS_TIMES = 2048;
    /** Symbolic links are not followed. */
    public static final int NO_LINKS = 256;
    /** Access times at each access; only shown, for they are kept strictly or not at all. */
    public static final int STRICT_ACCESS_TIMES = 1 << 24;
    /** All options of access times. */
    public static final int ACCESS_TIMES = NO_ACCESS_TIMES | NO_DIRECTORY_ACCESS_TIMES | STRICT_ACCESS_TIMES;
    /** What {@link #uniqueNumber} starts above. */
    private static final long UNIQUE = 1L << 31;
    private final FileSystem fileSystem;
    private final Dentry root;
    private VfsPath point;
    private int options;
    private long passages;
    private long expiry = -2;
    /** Options that a remount may not take away. */
    private int locked;
    /** Whether the options of access times stay as they are. */
    private boolean timesLocked;
    /** Whether it may not be taken away alone. */
    private boolean held;
    /** Marks of fanotify(7) on it, null for none. */
    List<Mark> marks;
    /** The namespace it is in; null when it is taken away. */
    Mounts namespace;
    /** Its peers, null if it is private. */
    PeerGroup group;
    /** Whom it follows, or null. */
    PeerGroup master;
    /** Whether it cannot be bound elsewhere. */
    boolean unbindable;
    /** How it shows owners, null for as they are. */
    private IdMapping mapping;
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
        this.options = readOnly ? READ_ONLY : 0;
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
        return (options & READ_ONLY) != 0 || fileSystem.isReadOnly();
    }

    /** A path has come through here. */
    void passed() {
        passages++;
    }

    /** MNT_EXPIRE: marks it, and whether it was marked and nothing came by since but who asks. */
    public boolean expire() {
        boolean unused = expiry == passages - 1;
        expiry = passages;
        return unused;
    }

    /** Whether one of the options {@link #READ_ONLY} and so on is set. */
    public boolean has(int option) {
        return (options & option) != 0;
    }

    /** All options. */
    public int options() {
        return options;
    }

    /** Sets all options; EPERM if that takes one away that a more privileged namespace has set. */
    public void setOptions(int wanted) {
        requireUnlocked(wanted);
        options = wanted;
        if (namespace != null) {
            namespace.points.changed();
        }
    }

    /** EPERM if options lack one that a more privileged namespace has set. */
    void requireUnlocked(int wanted) {
        if ((locked & ~wanted) != 0 || timesLocked && ((options ^ wanted) & ACCESS_TIMES) != 0) {
            throw FileError.of(EPERM);
        }
    }

    /** From now on nobody in the container takes its options away. */
    public void lock() {
        locked = options;
    }

    /** Whether it came with others into a less privileged namespace, where it cannot be taken away alone. */
    public boolean held() {
        return held;
    }

    /** Takes a mount's options over, to a namespace of less privilege or of the same. */
    void inherit(Mount from, boolean lessPrivileged) {
        options = from.options;
        locked = lessPrivileged ? from.options : from.locked;
        timesLocked = lessPrivileged || from.timesLocked;
        held = lessPrivileged && from.point != null;
        unbindable = from.unbindable;
        mapping = from.mapping;
        if (lessPrivileged && from.group != null) {
            follow(from.group);
        } else {
            join(from.group);
            follow(from.master);
        }
    }

    /** Becomes a peer of a group, or of none. */
    void join(PeerGroup wanted) {
        if (group != null) {
            group.members.remove(this);
            if (group.members.isEmpty()) {
                for (Mount slave : List.copyOf(group.slaves)) {
                    slave.follow(master);
                }
            }
        }
        group = wanted;
        if (wanted != null) {
            wanted.members.add(this);
        }
    }

    /** Becomes a slave of a group, or of none. */
    void follow(PeerGroup wanted) {
        if (master != null) {
            master.slaves.remove(this);
        }
        master = wanted;
        if (wanted != null) {
            wanted.slaves.add(this);
        }
    }

    /** Propagates as another does, MOVE_MOUNT_SET_GROUP: false unless this is private, the other is not, and that shows all that this shows. */
    public boolean propagateAs(Mount from) {
        boolean joins = from.group != null || from.master != null;
        if (group != null || master != null || !joins || from.fileSystem != fileSystem || !from.root.contains(root)) {
            return false;
        }
        if (from.group != null) {
            join(from.group);
        }
        if (from.master != null) {
            follow(from.master);
        }
        return true;
    }

    /** Who it shows mounts to and from, as /proc/PID/mountinfo says it, each word with a space before. */
    public String propagation() {
        return (group == null ? "" : " shared:" + group.number) + (master == null ? "" : " master:" + master.number)
                + (unbindable ? " unbindable" : "");
    }

    /** How it shows the owners of files, null for as they are. */
    public IdMapping mapping() {
        return mapping;
    }

    /** Shows them in another way. */
    void map(IdMapping value) {
        mapping = value;
    }

    /** Remounts read-only or read-write. */
    public void setReadOnly(boolean value) {
        options = value ? options | READ_ONLY : options & ~READ_ONLY;
    }

    /** The number in /proc/PID/mountinfo. */
    public int number() {
        return number;
    }

    /** A number that no other mount ever has, STATX_MNT_ID_UNIQUE. */
    public long uniqueNumber() {
        return UNIQUE + number;
    }

    /** The number of its group of peers, and of the one it follows; 0 for none. */
    public int[] groups() {
        return new int[] {group == null ? 0 : group.number, master == null ? 0 : master.number};
    }

    /** Whether it cannot be bound elsewhere. */
    public boolean unbindable() {
        return unbindable;
    }

    /** The namespace it is in; null if it was taken away. */
    public Mounts namespace() {
        return namespace;
    }

    /** The first field of /proc/mounts. */
    public String source() {
        return source;
    }

    /** What is at a place of it was read: says so to the inode, unless the mount forbids that. */
    public void wasRead(Inode inode) {
        boolean silent = readOnly() || has(NO_ACCESS_TIMES) || has(NO_DIRECTORY_ACCESS_TIMES) && inode.isDirectory();
        if (!silent) {
            inode.wasRead(has(STRICT_ACCESS_TIMES));
        }
    }

    /** The mount's root as a path. */
    public VfsPath path() {
        return new VfsPath(this, root);
    }
}
