package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EISDIR;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EOVERFLOW;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.EROFS;
import static twofold.container.abi.Fcntl.S_ISGID;
import static twofold.container.abi.Fcntl.S_ISUID;

import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/** Changes of an inode's attributes with the checks of chmod(2), chown(2), utimensat(2), truncate(2) and setxattr(2). */
public final class Attributes {
    private static final String CAPABILITY = "security.capability";

    private Attributes() {
    }

    /** chmod(2). */
    public static void setMode(Caller who, VfsPath path, int mode) {
        writableMount(path);
        Credentials creds = who.credentials().through(path.mount());
        FileFlags.require(path.inode(), FileFlags.IMMUTABLE | FileFlags.APPEND);
        IdMapping.requireKnown(path);
        requireOwner(creds, path.inode());
        boolean keepsGroup = creds.inGroup(path.inode().gid()) || creds.has(Cap.CAP_FSETID, path.inode());
        path.inode().setMode(keepsGroup ? mode & 07777 : mode & 07777 & ~S_ISGID);
        AccessLists.follow(path.inode());
        Notices.at(path, Watch.IN_ATTRIB);
    }

    /** chown(2); -1 leaves a value. */
    public static void setOwner(Caller who, VfsPath path, int user, int group) {
        writableMount(path);
        Inode inode = path.inode();
        FileFlags.require(inode, FileFlags.IMMUTABLE | FileFlags.APPEND);
        Credentials creds = who.credentials().through(path.mount());
        int uid = IdMapping.requireUid(path.mount(), user);
        int gid = IdMapping.requireGid(path.mount(), group);
        if (uid == -1 && path.uid() == -1 || gid == -1 && path.gid() == -1) {
            throw FileError.of(EOVERFLOW);
        }
        if (!creds.has(Cap.CAP_CHOWN, inode)) {
            boolean gives = creds.has(Cap.CAP_CHOWN, inode.fileSystem().owner());
            boolean sameUser = uid == -1 || gives && path.uid() == -1 || uid == inode.uid() && creds.fsuid == inode.uid();
            boolean ownGroup = gid == -1 || gives && path.gid() == -1 || creds.fsuid == inode.uid() && (creds.inGroup(gid) || gid == inode.gid());
            if (!sameUser || !ownGroup) {
                throw FileError.of(EPERM);
            }
        }
        inode.setOwner(uid, gid);
        unmark(inode);
        Notices.at(path, Watch.IN_ATTRIB);
        int mode = inode.mode();
        if (!inode.isDirectory() && !inode.isLink() && (mode & (S_ISUID | S_ISGID)) != 0) {
            int drop = S_ISUID | ((mode & 010) != 0 ? S_ISGID : 0);
            inode.setMode(mode & 07777 & ~drop);
        }
    }

    /** The attribute security.capability of a regular file, or null. Most have none, which is remembered. */
    public static byte[] capabilities(Inode inode) {
        if (inode.unmarked || !inode.isRegular()) {
            return null;
        }
        byte[] value;
        try {
            value = inode.attribute(CAPABILITY);
        } catch (FileError noAttributes) {
            value = null;
        }
        inode.unmarked = value == null;
        return value;
    }

    /** A file's capabilities do not outlive a change of its contents or owner. */
    private static void unmark(Inode inode) {
        if (capabilities(inode) != null) {
            inode.removeAttribute(CAPABILITY);
        }
    }

    /** After a change of a file's contents: set-user-ID does not outlive it, nor set-group-ID that may take effect, unless the writer may set them. */
    static void written(Caller who, Inode inode) {
        if (!inode.unmarked) {
            unmark(inode);
        }
        int mode = inode.mode();
        if ((mode & (S_ISUID | S_ISGID)) != 0 && inode.isRegular() && !who.credentials().has(Cap.CAP_FSETID)) {
            int drop = S_ISUID | ((mode & 010) != 0 || !who.credentials().inGroup(inode.gid()) ? S_ISGID : 0);
            inode.setMode(mode & 07777 & ~drop);
        }
    }

    /** The same for what changes contents by an open file. */
    public static void changed(Caller who, File file) {
        written(who, file.inode());
        file.notice(Watch.IN_MODIFY);
    }

    /**
     * utimensat(2); {@link Long#MIN_VALUE} leaves a value.
     *
     * @param toNow both are set to the present, which needs only write permission
     */
    public static void setTimes(Caller who, VfsPath path, long accessed, long modified, boolean toNow) {
        writableMount(path);
        Inode inode = path.inode();
        Credentials creds = who.credentials().through(path.mount());
        if (accessed == Long.MIN_VALUE && modified == Long.MIN_VALUE) {
            return;
        }
        FileFlags.require(inode, toNow ? FileFlags.IMMUTABLE : FileFlags.IMMUTABLE | FileFlags.APPEND);
        if (!toNow) {
            IdMapping.requireKnown(path);
        }
        boolean owner = creds.fsuid == inode.uid() || creds.has(Cap.CAP_FOWNER, inode);
        if (!owner && !(toNow && creds.may(inode, 2))) {
            throw FileError.of(toNow ? EACCES : EPERM);
        }
        IdMapping.requireKnown(path);
        inode.setTimes(accessed, modified);
        Notices.at(path, Watch.IN_ATTRIB);
    }

    /** truncate(2) by path. */
    public static void truncate(Caller who, VfsPath path, long size) {
        if (path.inode().isDirectory()) {
            throw FileError.of(EISDIR);
        }
        if (!path.inode().isRegular()) {
            throw FileError.of(EINVAL);
        }
        Opening.requireWritable(who, path);
        FileFlags.require(path.inode(), FileFlags.APPEND);
        path.inode().requireNotRunning();
        Landlock.require(who, path, Landlock.TRUNCATE);
        path.inode().truncate(size);
        written(who, path.inode());
        Notices.resized(path);
    }

    /** Reads an extended attribute, or ENODATA. */
    public static byte[] attribute(Caller who, VfsPath path, String name) {
        if (AccessLists.names(name)) {
            return AccessLists.get(who, path.inode(), name);
        }
        checkName(who.credentials().through(path.mount()), path.inode(), name, 4);
        byte[] value = path.inode().attribute(name);
        if (value == null) {
            throw FileError.of(ENODATA);
        }
        return name.equals(CAPABILITY) ? CapabilityRoot.shown(who.credentials(), path.mount(), value) : value;
    }

    /** Sets an extended attribute. */
    public static void setAttribute(Caller who, VfsPath path, String name, byte[] value, int flags) {
        writableMount(path);
        if (AccessLists.names(name)) {
            AccessLists.set(who.credentials().through(path.mount()), path.inode(), name, value);
            Notices.at(path, Watch.IN_ATTRIB);
            return;
        }
        FileFlags.require(path.inode(), FileFlags.IMMUTABLE | FileFlags.APPEND);
        if (name.equals(CAPABILITY)) {
            CapabilityRoot.require(value);
        }
        checkName(who.credentials().through(path.mount()), path.inode(), name, 2);
        byte[] kept = value;
        if (name.equals(CAPABILITY)) {
            kept = CapabilityRoot.kept(who.credentials(), path.mount(), value);
            path.inode().unmarked = false;
        }
        path.inode().setAttribute(name, kept, flags);
        Notices.at(path, Watch.IN_ATTRIB);
    }

    /** Removes an extended attribute. */
    public static void removeAttribute(Caller who, VfsPath path, String name) {
        writableMount(path);
        if (AccessLists.names(name)) {
            AccessLists.set(who.credentials().through(path.mount()), path.inode(), name, null);
            Notices.at(path, Watch.IN_ATTRIB);
            return;
        }
        FileFlags.require(path.inode(), FileFlags.IMMUTABLE | FileFlags.APPEND);
        checkName(who.credentials().through(path.mount()), path.inode(), name, 2);
        path.inode().removeAttribute(name);
        Notices.at(path, Watch.IN_ATTRIB);
    }

    private static void checkName(Credentials creds, Inode inode, String name, int want) {
        if (name.startsWith("user.")) {
            if (!inode.isRegular() && !inode.isDirectory()) {
                throw FileError.of(want == 4 ? ENODATA : EPERM);
            }
            creds.require(inode, want);
        } else if (name.startsWith("trusted.")) {
            if (!creds.has(Cap.CAP_SYS_ADMIN)) {
                throw FileError.of(want == 4 ? ENODATA : EPERM);
            }
        } else if (name.startsWith("security.")) {
            if (want == 2 && !(name.equals(CAPABILITY) ? creds.has(Cap.CAP_SETFCAP, inode) : creds.has(Cap.CAP_SYS_ADMIN))) {
                throw FileError.of(EPERM);
            }
        } else if (want != 4 || !inode.attributes().contains(name)) {
            if (!name.startsWith("system.")) {
                creds.require(inode, want);
            }
            throw FileError.of(EOPNOTSUPP);
        }
        if (name.endsWith(".") && name.indexOf('.') == name.length() - 1) {
            throw FileError.of(EINVAL);
        }
    }

    private static void requireOwner(Credentials creds, Inode inode) {
        if (creds.fsuid != inode.uid() && !creds.has(Cap.CAP_FOWNER, inode)) {
            throw FileError.of(EPERM);
        }
    }

    private static void writableMount(VfsPath path) {
        if (path.mount().readOnly()) {
            throw FileError.of(EROFS);
        }
    }
}
