package twofold.container.vfs;

/** What a group of fanotify(7) wants to be told of that happens to an inode, a mount or a file system. */
public final class Mark {
    public static final long FAN_MODIFY = 2;
    public static final long FAN_OPEN = 0x20;
    public static final long FAN_MOVED_FROM = 0x40;
    public static final long FAN_MOVED_TO = 0x80;
    public static final long FAN_CREATE = 0x100;
    public static final long FAN_DELETE = 0x200;
    public static final long FAN_DELETE_SELF = 0x400;
    public static final long FAN_MOVE_SELF = 0x800;
    public static final long FAN_ATTRIB = 4;
    public static final long FAN_OPEN_EXEC = 0x1000;
    public static final long FAN_Q_OVERFLOW = 0x4000;
    public static final long FAN_OPEN_PERM = 0x10000;
    public static final long FAN_ACCESS_PERM = 0x20000;
    public static final long FAN_OPEN_EXEC_PERM = 0x40000;
    public static final long FAN_EVENT_ON_CHILD = 0x8000000;
    public static final long FAN_RENAME = 0x10000000;
    public static final long FAN_ONDIR = 0x40000000;
    /** Changes of a directory's names. */
    public static final long DIRENTS = FAN_MOVED_FROM | FAN_MOVED_TO | FAN_CREATE | FAN_DELETE | FAN_RENAME;
    /** What is asked for. */
    public static final long PERMISSIONS = FAN_OPEN_PERM | FAN_ACCESS_PERM | FAN_OPEN_EXEC_PERM;
    /** What says where events are wanted from. */
    public static final long FLAGS = FAN_EVENT_ON_CHILD | FAN_ONDIR;

    /** What a mark is on. */
    public enum Kind { INODE, MOUNT, FILE_SYSTEM }

    public final Kind kind;
    /** The inode, mount or file system. */
    public final Object on;
    /** The events that are wanted, and those that are not. */
    public long mask;
    public long ignored;
    /** Whether what is ignored stays so when the file is modified. */
    public boolean survives;
    /** Whether {@link #FLAGS} of what is ignored count. */
    public boolean ignoresByFlags;
    /** Whether the inode may be forgotten for want of memory, and the mark with it; it never is. */
    public boolean evictable;
    final FanGroup group;

    /** A mark of a group, not yet on anything. */
    public Mark(FanGroup group, Kind kind, Object on) {
        this.group = group;
        this.kind = kind;
        this.on = on;
    }

    /** Begins to be told. */
    public void attach() {
        switch (kind) {
            case INODE -> ((Inode) on).marks = Marks.with(((Inode) on).marks, this);
            case MOUNT -> ((Mount) on).marks = Marks.with(((Mount) on).marks, this);
            case FILE_SYSTEM -> ((FileSystem) on).marks = Marks.with(((FileSystem) on).marks, this);
        }
    }

    /** Is not told any more. */
    public void detach() {
        switch (kind) {
            case INODE -> ((Inode) on).marks = Marks.without(((Inode) on).marks, this);
            case MOUNT -> ((Mount) on).marks = Marks.without(((Mount) on).marks, this);
            case FILE_SYSTEM -> ((FileSystem) on).marks = Marks.without(((FileSystem) on).marks, this);
        }
    }

    /** What it ignores of events that come to it by {@code place}. */
    long ignores(boolean directory, Marks.Place place) {
        long all = ignoresByFlags ? ignored : ignored | FAN_ONDIR | mask & FAN_EVENT_ON_CHILD;
        return ignored != 0 && applies(all, directory, place) ? all & ~FLAGS : 0;
    }

    /** Whether a mask is about events on directories, or on what is in one, if that is what has happened. */
    static boolean applies(long mask, boolean directory, Marks.Place place) {
        return (!directory || (mask & FAN_ONDIR) != 0) && (place != Marks.Place.PARENT || (mask & FAN_EVENT_ON_CHILD) != 0);
    }
}
