package twofold.container.vfs;

/** Someone who is told what happens to an inode, inotify(7). */
public interface Watch {
    int IN_ACCESS = 1;
    int IN_MODIFY = 2;
    int IN_ATTRIB = 4;
    int IN_CLOSE_WRITE = 8;
    int IN_CLOSE_NOWRITE = 0x10;
    int IN_OPEN = 0x20;
    int IN_MOVED_FROM = 0x40;
    int IN_MOVED_TO = 0x80;
    int IN_CREATE = 0x100;
    int IN_DELETE = 0x200;
    int IN_DELETE_SELF = 0x400;
    int IN_MOVE_SELF = 0x800;
    int IN_UNMOUNT = 0x2000;
    int IN_Q_OVERFLOW = 0x4000;
    int IN_IGNORED = 0x8000;
    /** A name became another in the same directory; not of inotify(7), told to {@link DirectoryNotice} alone. */
    int RENAMED_HERE = 0x100000;
    int IN_ONLYDIR = 0x1000000;
    int IN_DONT_FOLLOW = 0x2000000;
    int IN_EXCL_UNLINK = 0x4000000;
    int IN_MASK_CREATE = 0x10000000;
    int IN_MASK_ADD = 0x20000000;
    int IN_ISDIR = 0x40000000;
    int IN_ONESHOT = 0x80000000;

    /** Whether it is not to be told of files whose names in the watched directory are gone, IN_EXCL_UNLINK. */
    default boolean excludesUnlinked() {
        return false;
    }

    /**
     * Something happened.
     *
     * @param event  IN_ bits
     * @param name   the name in the watched directory it happened to, or null if it happened to the watched thing itself
     * @param cookie ties IN_MOVED_FROM to IN_MOVED_TO, else 0
     */
    void happened(int event, String name, int cookie);
}
