package twofold.container.vfs;

import static twofold.container.abi.Errno.EBUSY;
import static twofold.container.abi.Errno.EEXIST;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EISDIR;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTDIR;
import static twofold.container.abi.Errno.ENOTEMPTY;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.EROFS;
import static twofold.container.abi.Errno.EXDEV;
import static twofold.container.abi.Fcntl.S_IFBLK;
import static twofold.container.abi.Fcntl.S_IFCHR;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_ISGID;
import static twofold.container.abi.Fcntl.S_ISUID;
import static twofold.container.abi.Fcntl.S_ISVTX;

import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/** Makes and removes names: mkdir, mknod, symlink, link, unlink, rmdir, rename. */
public final class Naming {
    private static final int EXCHANGE = 2;
    private static final int NO_REPLACE = 1;
    /** A character device 0:0 takes the place of what goes. */
    private static final int WHITEOUT = 4;

    private Naming() {
    }

    /** Makes a node at a place that was found empty, with what the umask or the directory's access control list leaves of its permissions; EEXIST if it was not. */
    public static Inode create(Caller who, Walk.Found found, int mode, long device) {
        vacant(found);
        int type = mode & S_IFMT;
        if (found.directory() && type != S_IFDIR || found.parent().inode().namesAreGiven()) {
            throw FileError.of(ENOENT);
        }
        rightTo(who, found.parent(), Landlock.making(mode));
        boolean whiteout = type == S_IFCHR && device == 0;
        if ((type == S_IFCHR || type == S_IFBLK) && !whiteout && !who.credentials().has(Cap.CAP_MKNOD)) {
            changeable(who, found.parent());
            throw FileError.of(EPERM);
        }
        Inode made = unannounced(who, found, mode, device);
        Notices.in(found.parent().inode(), Watch.IN_CREATE, found.name(), made);
        return made;
    }

    /** The same whatever landlock(7) says of names, which a file without one does not have, and told to nobody. */
    static Inode unannounced(Caller who, Walk.Found found, int mode, long device) {
        int type = mode & S_IFMT;
        extendable(who, found.parent());
        Inode directory = found.parent().inode();
        Credentials creds = who.credentials().through(found.parent().mount());
        boolean inherits = (directory.mode() & S_ISGID) != 0;
        int gid = inherits ? directory.gid() : creds.fsgid;
        Acl list = AccessLists.inheritedFrom(directory, mode);
        int left = AccessLists.inheritedMode(who, list, mode);
        boolean outsider = inherits && (left & (S_ISGID | 010)) == (S_ISGID | 010) && !creds.inGroup(gid) && !creds.has(Cap.CAP_FSETID);
        int full = inherits && type == S_IFDIR ? left | S_ISGID : outsider ? left & ~S_ISGID : left;
        Inode made = directory.create(who, found.name(), full, creds.fsuid, gid, device);
        inherit(directory, found.name(), made, list, mode);
        return made;
    }

    /** Hands a directory's access control list on, or undoes what was made. */
    private static void inherit(Inode directory, String name, Inode made, Acl list, int mode) {
        try {
            AccessLists.inherit(made, list, mode);
        } catch (FileError noMemory) {
            if (made.isDirectory()) {
                directory.rmdir(name);
            } else {
                directory.unlink(name);
            }
            throw noMemory;
        }
    }

    /** Makes a symbolic link. */
    public static void symlink(Caller who, Walk.Found found, String target) {
        vacant(found);
        if (target.isEmpty() || found.directory() || found.parent().inode().namesAreGiven()) {
            throw FileError.of(ENOENT);
        }
        rightTo(who, found.parent(), Landlock.MAKE_SYM);
        extendable(who, found.parent());
        Inode directory = found.parent().inode();
        Credentials creds = who.credentials().through(found.parent().mount());
        int gid = (directory.mode() & S_ISGID) != 0 ? directory.gid() : creds.fsgid;
        Notices.in(directory, Watch.IN_CREATE, found.name(), directory.symlink(found.name(), target, creds.fsuid, gid));
    }

    /** Gives what is at {@code from} another name. */
    public static void link(Caller who, VfsPath from, Walk.Found to) {
        vacant(to);
        if (to.parent().inode().namesAreGiven() || to.directory()) {
            throw FileError.of(ENOENT);
        }
        if (to.parent().mount().readOnly()) {
            throw FileError.of(EROFS);
        }
        if (from.mount() != to.parent().mount()) {
            throw FileError.of(EXDEV);
        }
        if (Settings.of(who).number("fs/protected_hardlinks") != 0 && !mayLink(who.credentials().through(from.mount()), from.inode())) {
            throw FileError.of(EPERM);
        }
        Landlock.refer(who, from, to.parent(), null, false, false);
        extendable(who, to.parent());
        FileFlags.require(from.inode(), FileFlags.IMMUTABLE | FileFlags.APPEND);
        IdMapping.requireKnown(from);
        if (from.inode().isDirectory()) {
            throw FileError.of(EPERM);
        }
        to.parent().inode().link(to.name(), from.inode());
        Notices.linked(from.inode());
        Notices.in(to.parent().inode(), Watch.IN_CREATE, to.name(), from.inode());
    }

    /** What fs.protected_hardlinks (proc_sys_fs(5)) allows: links to files of one's own, or harmless ones that one may read and write. */
    private static boolean mayLink(Credentials creds, Inode inode) {
        int mode = inode.mode();
        boolean privileged = (mode & S_ISUID) != 0 || (mode & (S_ISGID | 010)) == (S_ISGID | 010);
        return creds.fsuid == inode.uid() || creds.has(Cap.CAP_FOWNER) || inode.isRegular() && !privileged && creds.may(inode, 6);
    }

    /** Removes a name of a non-directory. */
    public static void unlink(Caller who, Walk.Found found) {
        if (found.name().isEmpty()) {
            throw FileError.of(EISDIR);
        }
        if (found.name().equals(".") || found.name().equals("..")) {
            throw FileError.of(EISDIR);
        }
        rightTo(who, found.parent(), found.path() == null ? 0 : Landlock.REMOVE_FILE);
        found.existing();
        if (found.directory()) {
            throw FileError.of(found.path().inode().isDirectory() ? EISDIR : ENOTDIR);
        }
        VfsPath path = removable(who, found);
        if (path.inode().isDirectory()) {
            throw FileError.of(EISDIR);
        }
        boolean last = path.inode().links() <= 1;
        found.parent().inode().unlink(found.name());
        path.dentry().remove();
        Notices.removed(found.parent().inode(), found.name(), path.inode(), last);
    }

    /** Removes an empty directory. */
    public static void rmdir(Caller who, Walk.Found found) {
        if (found.name().equals(".")) {
            throw FileError.of(EINVAL);
        }
        if (found.name().equals("..")) {
            throw FileError.of(ENOTEMPTY);
        }
        rightTo(who, found.parent(), found.path() == null ? 0 : Landlock.REMOVE_DIR);
        found.existing();
        VfsPath path = removable(who, found);
        if (!path.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        found.parent().inode().rmdir(found.name());
        path.dentry().remove();
        Notices.removed(found.parent().inode(), found.name(), path.inode(), true);
    }

    /** renameat2(2). */
    public static void rename(Caller who, Walk.Found from, Walk.Found to, int flags) {
        if ((flags & ~(EXCHANGE | NO_REPLACE | WHITEOUT)) != 0 || (flags & EXCHANGE) != 0 && flags != EXCHANGE) {
            throw FileError.of(EINVAL);
        }
        if (from.parent().mount() != to.parent().mount()) {
            throw FileError.of(EXDEV);
        }
        plain(from, EBUSY);
        plain(to, (flags & NO_REPLACE) != 0 ? EEXIST : EBUSY);
        if (from.parent().mount().readOnly()) {
            throw FileError.of(EROFS);
        }
        boolean exchange = (flags & EXCHANGE) != 0;
        VfsPath target = to.path();
        from.existing(); // the error of a name that is not there comes first
        if (target != null && (flags & NO_REPLACE) != 0) {
            throw FileError.of(EEXIST);
        }
        slashes(from, to, exchange);
        VfsPath source = removable(who, from);
        if (target == null) {
            extendable(who, to.parent());
        } else {
            removable(who, to);
        }
        loops(source, to, target, exchange);
        Landlock.refer(who, source, to.parent(), target, true, exchange);
        if (target != null && target.inode() == source.inode()) {
            return;
        }
        if (target != null && !exchange) {
            fits(source, target);
        }
        from.parent().inode().rename(from.name(), to.parent().inode(), to.name(), flags & EXCHANGE);
        if ((flags & WHITEOUT) != 0) {
            Credentials creds = who.credentials().through(source.mount());
            from.parent().inode().create(from.name(), S_IFCHR, creds.fsuid, creds.fsgid, 0);
        }
        if (exchange) {
            target.dentry().move(from.parent().dentry(), from.name());
        } else if (target != null) {
            target.dentry().remove();
        }
        source.dentry().move(to.parent().dentry(), to.name());
        Notices.moved(from.parent().inode(), from.name(), to.parent().inode(), to.name(), source.inode(), target == null || exchange ? null : target.inode());
        if (target != null && !exchange && (target.inode().watched() || Marks.any()) && target.inode().links() == 0) {
            target.inode().leaves();
        }
    }

    /** ENOTDIR for a slash behind what is no directory, or is to have the name of one that is none; ENOENT if there is nothing to exchange. */
    private static void slashes(Walk.Found from, Walk.Found to, boolean exchange) {
        boolean directory = from.path().inode().isDirectory();
        boolean takes = exchange ? to.existing().inode().isDirectory() : directory;
        if (!takes && to.directory() || !directory && from.directory()) {
            throw FileError.of(ENOTDIR);
        }
    }

    private static void loops(VfsPath source, Walk.Found to, VfsPath target, boolean exchange) {
        if (source.dentry().contains(to.parent().dentry())) {
            throw FileError.of(EINVAL);
        }
        if (target != null && target.dentry().contains(source.dentry().parent()) && target.dentry() != source.dentry()) {
            throw FileError.of(exchange ? EINVAL : ENOTEMPTY);
        }
    }

    private static void fits(VfsPath source, VfsPath target) {
        if (source.inode().isDirectory() && !target.inode().isDirectory()) {
            throw FileError.of(ENOTDIR);
        }
        if (!source.inode().isDirectory() && target.inode().isDirectory()) {
            throw FileError.of(EISDIR);
        }
    }

    private static void plain(Walk.Found found, int errno) {
        if (!found.named()) {
            throw FileError.of(errno);
        }
    }

    private static void vacant(Walk.Found found) {
        if (found.path() != null) {
            throw FileError.of(EEXIST);
        }
    }

    /** EROFS or EACCES unless landlock(7) lets a directory be changed so. */
    private static void rightTo(Caller who, VfsPath directory, int right) {
        if (directory.mount().readOnly()) {
            throw FileError.of(EROFS);
        }
        Landlock.require(who, directory, right);
    }

    private static void extendable(Caller who, VfsPath directory) {
        IdMapping.requireMaker(who, directory.mount());
        changeable(who, directory);
    }

    private static void changeable(Caller who, VfsPath directory) {
        if (directory.mount().readOnly()) {
            throw FileError.of(EROFS);
        }
        if (directory.dentry().deleted()) {
            throw FileError.of(ENOENT);
        }
        FileFlags.require(directory.inode(), FileFlags.IMMUTABLE);
        Walk.requireChange(who, directory);
    }

    /** What is there, if the caller may take its name away: write and search on the directory, and the sticky rule. */
    private static VfsPath removable(Caller who, Walk.Found found) {
        VfsPath path = found.existing();
        if (!found.named()) {
            throw FileError.of(path.inode().isDirectory() ? EBUSY : ENOENT);
        }
        if (path.mount() != found.parent().mount() || Mounts.busy(path)) {
            throw FileError.of(EBUSY);
        }
        IdMapping.requireKnown(path);
        changeable(who, found.parent());
        Credentials creds = who.credentials().through(path.mount());
        Inode directory = found.parent().inode();
        FileFlags.require(directory, FileFlags.APPEND);
        FileFlags.require(path.inode(), FileFlags.IMMUTABLE | FileFlags.APPEND);
        boolean mine = path.inode().uid() == creds.fsuid || directory.uid() == creds.fsuid || creds.has(Cap.CAP_FOWNER, path.inode());
        if ((directory.mode() & S_ISVTX) != 0 && !mine) {
            throw FileError.of(EPERM);
        }
        return path;
    }
}
