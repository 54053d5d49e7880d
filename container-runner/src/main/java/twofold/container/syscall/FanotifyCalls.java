package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.fs.event.FanotifyFile.*;
import static twofold.container.vfs.Mark.*;

import twofold.container.abi.Cap;
import twofold.container.fs.event.FanotifyFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mark;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/** fanotify_init(2) and fanotify_mark(2). */
final class FanotifyCalls {
    private static final int FAN_CLOEXEC = 1;
    private static final int FAN_NONBLOCK = 2;
    private static final int CLASSES = FAN_CLASS_CONTENT | FAN_CLASS_PRE_CONTENT;
    private static final int PRIVILEGED = CLASSES | FAN_REPORT_TID | FAN_REPORT_PIDFD | FAN_REPORT_FD_ERROR | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS;
    private static final int KNOWN = PRIVILEGED | REPORTS | FAN_CLOEXEC | FAN_NONBLOCK | FAN_ENABLE_AUDIT;
    private static final int O_DSYNC_BIT = 0x1000;
    private static final int O_SYNC_BIT = 0x100000;
    private static final int EVENT_FLAGS = O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC_BIT | O_DSYNC_BIT | O_CLOEXEC | O_LARGEFILE | O_NOATIME;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int DONT_FOLLOW = 4;
    private static final int ONLYDIR = 8;
    private static final int ON_MOUNT = 0x10;
    private static final int IGNORED_MASK = 0x20;
    private static final int SURVIVES = 0x40;
    private static final int FLUSH = 0x80;
    private static final int ON_FILE_SYSTEM = 0x100;
    private static final int EVICTABLE = 0x200;
    private static final int IGNORE = 0x400;
    private static final int COMMANDS = ADD | REMOVE | FLUSH;
    private static final int KINDS = ON_MOUNT | ON_FILE_SYSTEM;
    private static final int MARK_KNOWN = 0x7ff;
    private static final long FS_ERROR = 0x8000;
    private static final long BY_FILE = 0x103b | PERMISSIONS;
    private static final long VALID = 0x1fff | FS_ERROR | PERMISSIONS | FAN_RENAME | FLAGS;

    private FanotifyCalls() {
    }

    static long init(Task t) {
        int flags = t.argInt(0);
        int eventFlags = t.argInt(1);
        int reports = flags & REPORTS;
        if (!t.creds.has(Cap.CAP_SYS_ADMIN) && ((flags & PRIVILEGED) != 0 || reports == 0)) {
            return -EPERM;
        }
        boolean together = (flags & FAN_REPORT_PIDFD) != 0 && (flags & FAN_REPORT_TID) != 0;
        if ((flags & ~KNOWN) != 0 || together || (eventFlags & ~EVENT_FLAGS) != 0 || (eventFlags & O_ACCMODE) == O_ACCMODE || (flags & CLASSES) == CLASSES) {
            return -EINVAL;
        }
        boolean nameless = (reports & REPORT_DIR_FID) == 0 || (reports & REPORT_NAME) == 0;
        if (reports != 0 && (flags & CLASSES) != 0 || (reports & REPORT_NAME) != 0 && (reports & REPORT_DIR_FID) == 0
                || (reports & REPORT_TARGET_FID) != 0 && (nameless || (reports & REPORT_FID) == 0)) {
            return -EINVAL;
        }
        if ((flags & FAN_ENABLE_AUDIT) != 0 && !t.creds.has(Cap.CAP_AUDIT_WRITE)) {
            return -EPERM;
        }
        FanotifyFile file = FanotifyFile.create(t, flags, eventFlags, (flags & FAN_NONBLOCK) != 0 ? O_NONBLOCK : 0);
        return Files.add(t, file, (flags & FAN_CLOEXEC) != 0);
    }

    static long mark(Task t) {
        int flags = t.argInt(1);
        long mask = t.arg(2);
        int command = flags & COMMANDS;
        int ignore = flags & (IGNORE | IGNORED_MASK);
        if (mask >>> 32 != 0 || (flags & ~MARK_KNOWN) != 0 || (flags & KINDS) == KINDS) {
            return -EINVAL;
        }
        if (command != ADD && command != REMOVE && command != FLUSH || command != FLUSH && mask == 0 || command == FLUSH && (flags & ~(KINDS | FLUSH)) != 0) {
            return -EINVAL;
        }
        if ((mask & ~VALID) != 0 || ignore == (IGNORE | IGNORED_MASK)) {
            return -EINVAL;
        }
        mask = ignore == IGNORED_MASK ? mask & ~Mark.FLAGS : mask;
        if (!(t.files.usable(t.argInt(0)) instanceof FanotifyFile group)) {
            return -EINVAL;
        }
        return marked(t, group, flags, mask);
    }

    private static long marked(Task t, FanotifyFile group, int flags, long mask) {
        int reports = group.reports();
        Mark.Kind kind = (flags & ON_MOUNT) != 0 ? Mark.Kind.MOUNT : (flags & ON_FILE_SYSTEM) != 0 ? Mark.Kind.FILE_SYSTEM : Mark.Kind.INODE;
        if (!group.isPrivileged() && kind != Mark.Kind.INODE) {
            return -EPERM;
        }
        boolean unsuited = (mask & PERMISSIONS) != 0 && group.priority() == 0 || (mask & FS_ERROR) != 0 && kind != Mark.Kind.FILE_SYSTEM
                || (flags & EVICTABLE) != 0 && kind != Mark.Kind.INODE || (mask & ~(BY_FILE | Mark.FLAGS)) != 0 && (reports == 0 || kind == Mark.Kind.MOUNT)
                || (mask & FAN_RENAME) != 0 && (reports & REPORT_NAME) == 0;
        if (unsuited) {
            return -EINVAL;
        }
        if ((flags & FLUSH) != 0) {
            group.flush(kind);
            return 0;
        }
        VfsPath path = place(t, flags);
        Inode inode = path.inode();
        t.creds.through(path.mount()).require(inode, 4);
        boolean directory = inode.isDirectory();
        if ((flags & ADD) != 0) {
            if ((mask & PERMISSIONS) != 0 && inode.fileSystem().type().equals("proc")) {
                return -EINVAL;
            }
            boolean strict = (reports & REPORT_TARGET_FID) != 0 || (mask & FAN_RENAME) != 0 || (flags & IGNORE) != 0;
            if (strict && kind == Mark.Kind.INODE && !directory && (mask & (DIRENTS | Mark.FLAGS)) != 0) {
                return -ENOTDIR;
            }
        }
        if (reports != 0 && !inode.fileSystem().keepsDirectories()) {
            return kind == Mark.Kind.INODE ? -ENODEV : -EOPNOTSUPP;
        }
        if ((flags & ADD) != 0 && (flags & IGNORE) != 0 && (flags & SURVIVES) == 0 && (kind != Mark.Kind.INODE || directory)) {
            return kind != Mark.Kind.INODE ? -EINVAL : -EISDIR;
        }
        if (kind != Mark.Kind.INODE && isUnseen(path)) {
            return -EINVAL;
        }
        Object on = kind == Mark.Kind.INODE ? inode : kind == Mark.Kind.MOUNT ? path.mount() : inode.fileSystem();
        if (kind != Mark.Kind.INODE || !directory) {
            mask &= ~FAN_EVENT_ON_CHILD;
            if ((reports & REPORT_DIR_FID) != 0 && (flags & ADD) != 0 && (flags & (IGNORE | IGNORED_MASK)) == 0) {
                mask |= FAN_EVENT_ON_CHILD;
            }
        }
        return (flags & ADD) != 0 ? add(group, kind, on, flags, mask) : remove(group, on, flags, mask);
    }

    private static VfsPath place(Task t, int flags) {
        VfsPath path;
        if (t.arg(4) == 0) {
            path = Opening.named(t.files.usable(t.argInt(3)));
        } else {
            String name = Files.path(t, 4);
            path = Walk.to(t, Opening.start(t, t.files, t.argInt(3), name), name, (flags & DONT_FOLLOW) == 0);
        }
        if ((flags & ONLYDIR) != 0 && !path.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        return path;
    }

    /** Whether a mount is one that nobody can see, as that of pipes; those that are mounted nowhere, or no more, can be marked. */
    private static boolean isUnseen(VfsPath path) {
        Inode root = path.mount().root().inode();
        return path.mount().namespace() == null && !root.isDirectory() && !root.fileSystem().type().equals("nsfs");
    }

    private static long add(FanotifyFile group, Mark.Kind kind, Object on, int flags, long mask) {
        boolean ignores = (flags & (IGNORE | IGNORED_MASK)) != 0;
        if (ignores && (flags & SURVIVES) == 0 && on instanceof Inode inode && !inode.isDirectory() && inode.isWritten()) {
            return 0;
        }
        Mark mark = group.mark(on);
        if (mark == null) {
            mark = group.add(kind, on);
            mark.evictable = (flags & EVICTABLE) != 0;
        } else if ((flags & EVICTABLE) != 0 && !mark.evictable || (flags & IGNORED_MASK) != 0 && mark.ignoresByFlags
                || (flags & IGNORE) != 0 && (flags & SURVIVES) == 0 && mark.survives) {
            return -EEXIST;
        }
        mark.evictable &= (flags & EVICTABLE) != 0;
        if (ignores) {
            mark.ignored |= mask;
            mark.survives |= (flags & SURVIVES) != 0;
            mark.ignoresByFlags |= (flags & IGNORE) != 0;
        } else {
            mark.mask |= mask;
        }
        return 0;
    }

    private static long remove(FanotifyFile group, Object on, int flags, long mask) {
        Mark mark = group.mark(on);
        if (mark == null) {
            return -ENOENT;
        }
        boolean ignores = (flags & (IGNORE | IGNORED_MASK)) != 0;
        mark.mask &= ignores ? -1 : ~mask;
        mark.ignored &= ignores ? ~mask : -1;
        if (((mark.mask | mark.ignored) & ~Mark.FLAGS) == 0) {
            group.forget(mark);
        }
        return 0;
    }
}
