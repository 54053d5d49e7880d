package twofold.container.vfs;

import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.O_ACCMODE;
import static twofold.container.abi.Fcntl.O_APPEND;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Fcntl.O_TRUNC;

import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/** Flags of files that forbid changes, ioctl_iflags(2), where a file system has such: tmpfs does. */
public final class FileFlags {
    public static final int IMMUTABLE = 0x10;
    public static final int APPEND = 0x20;
    public static final int NO_DUMP = 0x40;
    public static final int NO_ATIME = 0x80;
    private static final int SETTABLE = IMMUTABLE | APPEND | NO_DUMP | NO_ATIME;

    private FileFlags() {
    }

    /** Sets them. EPERM for who is not the owner, or may not forbid or allow changes; EOPNOTSUPP for others. */
    public static void set(Credentials creds, Inode inode, int flags) {
        if (creds.fsuid != inode.uid() && !creds.has(Cap.CAP_FOWNER, inode)) {
            throw FileError.of(EPERM);
        }
        if (((inode.flags() ^ flags) & (IMMUTABLE | APPEND)) != 0 && !creds.has(Cap.CAP_LINUX_IMMUTABLE)) {
            throw FileError.of(EPERM);
        }
        if ((flags & ~SETTABLE) != 0) {
            throw FileError.of(EOPNOTSUPP);
        }
        inode.setFlags(flags);
    }

    /** EPERM if one of some flags is set. */
    public static void require(Inode inode, int without) {
        int flags = inode.flags();
        if (flags > 0 && (flags & without) != 0) {
            throw FileError.of(EPERM);
        }
    }

    /** EPERM if they forbid that a file is opened so. */
    static void requireOpen(Inode inode, int flags) {
        if (inode.flags() <= 0) {
            return;
        }
        boolean writes = (flags & O_ACCMODE) != O_RDONLY;
        if (writes || (flags & O_TRUNC) != 0) {
            require(inode, IMMUTABLE);
        }
        if (writes && (flags & O_APPEND) == 0 || (flags & O_TRUNC) != 0) {
            require(inode, APPEND);
        }
    }
}
