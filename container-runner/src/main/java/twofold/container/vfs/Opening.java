package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EISDIR;
import static twofold.container.abi.Errno.ELOOP;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.ENXIO;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.EROFS;
import static twofold.container.abi.Fcntl.*;

import twofold.container.abi.Cap;
import twofold.container.abi.Errno;
import twofold.image.overlay.FileError;

/** open(2): finds or makes the file, checks permission, and opens it. */
public final class Opening {
    private static final int KEPT = ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);

    private Opening() {
    }

    /** EINVAL for flags that do not go together, whatever the name. */
    public static void requireFlags(int flags) {
        boolean temporary = (flags & O_TMPFILE) == O_TMPFILE && (flags & O_ACCMODE) == O_RDONLY;
        if ((flags & O_PATH) == 0 && (temporary || (flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY) || (flags & O_TMPFILE) == O_TMPFILE_ALONE)) {
            throw FileError.of(Errno.EINVAL);
        }
    }

    /** Opens a path relative to {@code start}; returns a file with one reference. */
    public static File open(Caller who, VfsPath start, String path, int flags, int mode) {
        return open(who, start, who.context().root, path, flags, mode, 0);
    }

    /** Opens with a root and walk flags of its own, for openat2(2). */
    public static File open(Caller who, VfsPath start, VfsPath root, String path, int flags, int mode, int walkFlags) {
        File file = find(who, start, root, path, flags, mode, walkFlags);
        if (file == null) {
            throw FileError.of(ENOENT);
        }
        return file;
    }

    /** The same, but null for ENOENT. */
    public static File find(Caller who, VfsPath start, VfsPath root, String path, int flags, int mode, int walkFlags) {
        requireFlags(flags);
        if ((flags & O_TMPFILE) == O_TMPFILE && (flags & O_PATH) == 0) {
            int tail = (flags & O_NOFOLLOW) == 0 ? Walk.FOLLOW : 0;
            return temporary(who, Walk.walk(who, start, root, path, walkFlags | tail).path(), flags, mode);
        }
        boolean create = (flags & O_CREAT) != 0 && (flags & O_PATH) == 0;
        boolean follow = (flags & O_NOFOLLOW) == 0 && !(create && (flags & O_EXCL) != 0);
        Walk.Found found = Walk.reach(who, start, root, path, walkFlags | (follow ? Walk.FOLLOW : 0) | (create ? Walk.PARENT | Walk.VACANT : 0));
        if (found == null) {
            return null;
        }
        if (create && found.slashed()) {
            throw FileError.of(EISDIR);
        }
        if (found.path() == null) {
            return created(who, found, flags, mode);
        }
        if (create && (flags & O_EXCL) != 0) {
            throw FileError.of(EEXIST);
        }
        if (create && found.path().inode().isDirectory()) {
            throw FileError.of(EISDIR);
        }
        if (create) {
            requireOwn(who, found);
        }
        return existing(who, found.path(), flags);
    }

    /** EACCES for O_CREAT of another's fifo or file in a sticky directory, if fs.protected_fifos or _regular says so, proc_sys_fs(5). */
    private static void requireOwn(Caller who, Walk.Found found) {
        Inode inode = found.path().inode();
        Inode directory = found.parent().inode();
        int mode = directory.mode();
        String setting = inode.isRegular() ? "fs/protected_regular" : (inode.mode() & S_IFMT) == S_IFIFO ? "fs/protected_fifos" : null;
        if (setting == null || (mode & S_ISVTX) == 0 || inode.uid() == directory.uid() || found.path().uid() == who.credentials().fsuid) {
            return;
        }
        long level = Settings.of(who).number(setting);
        if (level > 0 && ((mode & 2) != 0 || level > 1 && (mode & 020) != 0)) {
            throw FileError.of(EACCES);
        }
    }

    private static File created(Caller who, Walk.Found found, int flags, int mode) {
        Inode made = Naming.create(who, found, S_IFREG | mode & 07777, 0);
        VfsPath path = found.parent().child(found.name(), made);
        File file = opened(who, path, made, flags, Landlock.open(who, path, flags));
        file.setCreated();
        return file;
    }

    private static File temporary(Caller who, VfsPath directory, int flags, int mode) {
        if (!directory.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        if (directory.inode().namesAreGiven()) {
            Walk.requireChange(who, directory);
            throw FileError.of(EOPNOTSUPP);
        }
        String name;
        int number = 0;
        do {
            name = ".tmpfile-" + who.number() + "-" + number++;
        } while (directory.inode().lookup(who, name) != null);
        Inode made = Naming.unannounced(who, new Walk.Found(directory, name, null, false), S_IFREG | mode & 07777, 0);
        VfsPath path = directory.child("#" + made.number(), made);
        File file = opened(who, path, made, flags & ~O_DIRECTORY, Landlock.open(who, path, flags));
        file.setFlags(file.flags() | O_TMPFILE);
        directory.inode().unlink(name);
        made.setLinkable((flags & O_EXCL) == 0);
        path.dentry().remove();
        return file;
    }

    /** Opens what is there, after checking permission. */
    public static File existing(Caller who, VfsPath path, int flags) {
        Inode inode = path.inode();
        if ((flags & O_PATH) != 0) {
            if ((flags & O_DIRECTORY) != 0 && !inode.isDirectory()) {
                throw FileError.of(ENOTDIR);
            }
            File file = new PathFile(inode, flags & (O_PATH | O_DIRECTORY | O_NOFOLLOW));
            file.opened(path);
            return file;
        }
        if (inode.isLink()) {
            throw FileError.of((flags & O_DIRECTORY) != 0 ? ENOTDIR : ELOOP);
        }
        if ((flags & O_DIRECTORY) != 0 && !inode.isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        int access = flags & O_ACCMODE;
        int want = (access != O_WRONLY ? 4 : 0) | (access != O_RDONLY || (flags & O_TRUNC) != 0 ? 2 : 0);
        if ((want & 2) != 0 && inode.isDirectory()) {
            throw FileError.of(EISDIR);
        }
        FileFlags.requireOpen(inode, flags);
        Credentials creds = who.credentials().through(path.mount());
        creds.require(inode, want);
        if ((want & 2) != 0 && path.mount().readOnly() && (inode.isRegular() || inode.isDirectory())) {
            throw FileError.of(EROFS);
        }
        int type = inode.mode() & S_IFMT;
        if ((type == S_IFCHR || type == S_IFBLK) && path.mount().has(Mount.NO_DEVICES)) {
            throw FileError.of(EACCES);
        }
        if ((flags & O_NOATIME) != 0 && inode.uid() != creds.fsuid && !creds.has(Cap.CAP_FOWNER, inode)) {
            throw FileError.of(EPERM);
        }
        if (type == S_IFSOCK) {
            throw FileError.of(ENXIO);
        }
        if ((want & 2) != 0 && inode.isRegular()) {
            inode.requireNotRunning();
        }
        int refused = Landlock.open(who, path, flags);
        Marks.requireOpen(who, path, false);
        requireLeases(who, inode, (want & 2) != 0);
        boolean empties = (flags & O_TRUNC) != 0 && inode.isRegular();
        if (empties && (refused & Landlock.TRUNCATE) != 0) {
            throw FileError.of(EACCES);
        }
        File file = opened(who, path, inode, flags, refused);
        if (empties) {
            empty(who, path, file);
        }
        return file;
    }

    private static void empty(Caller who, VfsPath path, File file) {
        try {
            path.inode().truncate(0);
        } catch (FileError refused) {
            file.release();
            throw refused;
        }
        Attributes.written(who, path.inode());
        Notices.resized(path);
    }

    /** EAGAIN if somebody has a lease that this breaks. */
    static void requireLeases(Caller who, Inode inode, boolean writes) {
        Leases leases = inode.heldLeases();
        if (leases != null && leases.broken(writes)) {
            who.context().broken = leases;
            throw FileError.of(Errno.EAGAIN);
        }
    }

    private static File opened(Caller who, VfsPath path, Inode inode, int flags, int refused) {
        File file = inode.open(who, flags);
        if ((flags & O_DIRECT) != 0 && !inode.takesDirect()) {
            file.release();
            throw FileError.of(Errno.EINVAL);
        }
        file.refuse(refused);
        file.setFlags(file.flags() & KEPT | O_LARGEFILE);
        if (file.path() == null) {
            file.opened(path);
        }
        Notices.at(path, Watch.IN_OPEN);
        return file;
    }

    /** Where a relative path starts for a directory descriptor, AT_FDCWD included. */
    public static VfsPath start(Caller who, FdTable files, int dirfd, String path) {
        if (path.isEmpty()) {
            throw FileError.of(ENOENT);
        }
        if (path.charAt(0) == '/') {
            return who.context().root;
        }
        if (dirfd == AT_FDCWD) {
            return who.context().cwd;
        }
        VfsPath start = files.get(dirfd).path();
        if (start == null || !start.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        return start;
    }

    /**
     * The place that dirfd and path name together.
     *
     * @param flags AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
     */
    public static VfsPath at(Caller who, FdTable files, int dirfd, String path, int flags) {
        VfsPath found = findAt(who, files, dirfd, path, flags);
        if (found == null) {
            throw FileError.of(ENOENT);
        }
        return found;
    }

    /** The same, but null for ENOENT. */
    public static VfsPath findAt(Caller who, FdTable files, int dirfd, String path, int flags) {
        if (path.isEmpty()) {
            if ((flags & AT_EMPTY_PATH) == 0) {
                return null;
            }
            return dirfd == AT_FDCWD ? who.context().cwd : named(files.get(dirfd));
        }
        return Walk.find(who, start(who, files, dirfd, path), path, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    }

    /** A file's path; one of its own for a file that is in no directory. */
    public static VfsPath named(File file) {
        if (file.path() != null) {
            return file.path();
        }
        Dentry lone = Dentry.detached("", file.inode());
        return new VfsPath(new Mount(file.inode().fileSystem(), lone, null, false, 0, ""), lone);
    }

    /** EACCES, EPERM or EROFS unless the caller may write to what is there. */
    public static void requireWritable(Caller who, VfsPath path) {
        if (path.mount().readOnly()) {
            throw FileError.of(EROFS);
        }
        FileFlags.require(path.inode(), FileFlags.IMMUTABLE);
        if (!who.credentials().through(path.mount()).may(path.inode(), 2)) {
            throw FileError.of(EACCES);
        }
    }
}
