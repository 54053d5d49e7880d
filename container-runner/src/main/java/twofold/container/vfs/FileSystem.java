package twofold.container.vfs;

import java.util.List;

/** A file system: what its inodes have in common. */
public abstract class FileSystem {
    /** MS_SYNCHRONOUS. */
    public static final int SYNCHRONOUS = 1 << 4;
    /** MS_MANDLOCK. */
    public static final int MANDATORY_LOCKS = 1 << 6;
    /** MS_DIRSYNC. */
    public static final int DIRECTORIES_SYNCHRONOUS = 1 << 7;
    /** MS_LAZYTIME. */
    public static final int LAZY_TIMES = 1 << 25;
    /** All of them. */
    public static final int FLAGS = SYNCHRONOUS | MANDATORY_LOCKS | DIRECTORIES_SYNCHRONOUS | LAZY_TIMES;
    private static final int MINOR_BITS = 8;
    private final long device;
    private final String type;
    private boolean readOnly;
    private int flags;
    /** Marks of fanotify(7) on it, null for none. */
    List<Mark> marks;
    private UserNamespace owner = UserNamespace.INITIAL;
    private int mounts;
    private int openFiles;

    /**
     * @param type   the name in /proc/mounts
     * @param number a number of its own among the kernel's file systems, for st_dev
     */
    protected FileSystem(String type, int number) {
        this.type = type;
        this.device = number & 0xff | (long) (number >>> MINOR_BITS) << 20;
    }

    /** The name in /proc/mounts. */
    public final String type() {
        return type;
    }

    /** st_dev: major 0, the file system's own minor. */
    public final long device() {
        return device;
    }

    /** The user namespace whose capabilities hold over it. */
    public final UserNamespace owner() {
        return owner;
    }

    /** Says in which user namespace it was made. */
    public final void belongTo(UserNamespace namespace) {
        owner = namespace;
    }

    /** One more mount shows it. */
    final void mounted() {
        mounts++;
    }

    /** One mount less shows it. */
    final void unmounted() {
        if (--mounts == 0) {
            Marks.gone(marks);
        }
        if (mounts == 0 && openFiles == 0) {
            gone();
        }
    }

    /** One more open file is in it. */
    final void fileOpened() {
        openFiles++;
    }

    /** One open file less is in it. */
    final void fileClosed(boolean unmounted) {
        if (--openFiles == 0 && unmounted && mounts == 0) {
            gone();
        }
    }

    /** It stays as it is for as long as the container lives: somebody works inside whom nobody counts. */
    public final void keep() {
        openFiles++;
    }

    /** It was made and never mounted, and nobody will. */
    public final void giveUp() {
        if (mounts == 0 && openFiles == 0) {
            gone();
        }
    }

    /** It was mounted, and no mount and no open file is left. */
    protected void gone() {
    }

    /** Whether nobody may write, through whichever mount. */
    public final boolean isReadOnly() {
        return readOnly;
    }

    /** Forbids writing, or allows it again; mounts may still forbid it for themselves. */
    public final void setReadOnly(boolean value) {
        readOnly = value;
    }

    /** Options of mount(2) that are the file system's, not a mount's, and are only told: those of {@link #FLAGS}. */
    public final int flags() {
        return flags;
    }

    /** Sets them. */
    public final void setFlags(int value) {
        flags = value & FLAGS;
    }

    /** They as /proc/mounts has them, each with a comma before. */
    public final String shownFlags() {
        return ((flags & SYNCHRONOUS) != 0 ? ",sync" : "") + ((flags & DIRECTORIES_SYNCHRONOUS) != 0 ? ",dirsync" : "")
                + ((flags & MANDATORY_LOCKS) != 0 ? ",mand" : "") + ((flags & LAZY_TIMES) != 0 ? ",lazytime" : "");
    }

    /** The root directory. */
    public abstract Inode root();

    /** f_type of statfs(2). */
    public abstract long magic();

    /** Size in bytes, 0 if that means nothing here. */
    public long totalBytes() {
        return 0;
    }

    /** Free bytes. */
    public long freeBytes() {
        return 0;
    }

    /** What somebody sees as the place of an inode that is the root of a mount with no names above: "/", except where namespaces decide. */
    public String seenRoot(Caller who, Inode root) {
        return "/";
    }

    /** Options shown in /proc/mounts beside ro and rw, such as "size=64k". */
    public String options() {
        return "";
    }

    /** Whether its files are kept outside of memory: what is read and written is input and output of a device. */
    public boolean isStorage() {
        return false;
    }

    /** Whether places of it come and go by themselves, and what is mounted on them with them. */
    public boolean passes() {
        return false;
    }

    /** Whether a place has gone by itself. */
    public boolean hasGone(Dentry place) {
        return false;
    }

    /** Whether a directory's inode is the same object at each lookup: then names of directories are kept and renames move them. */
    public boolean keepsDirectories() {
        return true;
    }

    /** Makes what was written survive a crash of the host, as far as this file system does. */
    public void sync() {
    }
}
