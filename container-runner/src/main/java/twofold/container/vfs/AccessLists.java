package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFLNK;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_ISGID;

import twofold.container.abi.Cap;
import twofold.image.overlay.FileError;

/**
 * The access control lists of files, acl(5), kept as the extended attributes by which programs know them. One that permission bits can say is
 * not kept; those of the group are the mask of one that is.
 */
final class AccessLists {
    static final String ACCESS = "system.posix_acl_access";
    static final String DEFAULT = "system.posix_acl_default";

    private AccessLists() {
    }

    /** Whether an extended attribute is such a list. */
    static boolean names(String attribute) {
        return attribute.equals(ACCESS) || attribute.equals(DEFAULT);
    }

    /** The list of a file, null if it has none. */
    static Acl of(Inode inode, String name) {
        byte[] value = inode.keepsAccessLists() ? inode.attribute(name) : null;
        return value == null ? null : Acl.parse(value, UserNamespace.INITIAL);
    }

    /** The attribute as the caller sees it; ENODATA if there is none, EOPNOTSUPP if the file can have none. */
    static byte[] get(Caller who, Inode inode, String name) {
        if (!inode.keepsAccessLists()) {
            throw FileError.of(EOPNOTSUPP);
        }
        Acl list = of(inode, name);
        if (list == null) {
            throw FileError.of(ENODATA);
        }
        return list.encode(who.credentials().user);
    }

    /**
     * Sets one, or takes it away.
     *
     * @param value null or empty to take it away
     */
    static void set(Credentials creds, Inode inode, String name, byte[] value) {
        Acl list = value == null ? null : Acl.parse(value, creds.user);
        FileFlags.require(inode, FileFlags.IMMUTABLE | FileFlags.APPEND);
        if (!inode.keepsAccessLists()) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (name.equals(DEFAULT) && !inode.isDirectory()) {
            if (list != null) {
                throw FileError.of(EACCES);
            }
            return;
        }
        if (creds.fsuid != inode.uid() && !creds.has(Cap.CAP_FOWNER, inode)) {
            throw FileError.of(EPERM);
        }
        if (list != null && !list.isValid()) {
            throw FileError.of(EINVAL);
        }
        keep(inode, name, list != null && name.equals(ACCESS) && list.isPlain() ? null : list);
        if (list != null && name.equals(ACCESS)) {
            boolean keepsGroup = creds.inGroup(inode.gid()) || creds.has(Cap.CAP_FSETID, inode);
            inode.setMode(inode.mode() & (keepsGroup ? 07000 : 07000 & ~S_ISGID) | list.permissions());
        }
    }

    /** The permission bits of a file have been set: its list follows them. */
    static void follow(Inode inode) {
        Acl list = of(inode, ACCESS);
        if (list != null) {
            keep(inode, ACCESS, list.with(inode.mode()));
        }
    }

    /**
     * The permission bits that a new file gets: what its directory's default list leaves of those that are asked for, without one what the umask leaves.
     *
     * @param mode with the type
     */
    static int inheritedMode(Caller who, Acl inherited, int mode) {
        return inherited == null ? mode & ~who.context().umask : mode & ~0777 | inherited.inherited(mode).permissions();
    }

    /** The list that what is made in a directory begins with, null if there is none. @param mode with the type */
    static Acl inheritedFrom(Inode directory, int mode) {
        return (mode & S_IFMT) == S_IFLNK ? null : of(directory, DEFAULT);
    }

    /** Gives a new file what its directory hands on. @param mode what was asked for */
    static void inherit(Inode made, Acl inherited, int mode) {
        if (inherited != null && made.keepsAccessLists()) {
            Acl own = inherited.inherited(mode);
            if (!own.isPlain()) {
                keep(made, ACCESS, own);
            }
            if (made.isDirectory()) {
                keep(made, DEFAULT, inherited);
            }
        }
    }

    private static void keep(Inode inode, String name, Acl list) {
        if (list != null) {
            inode.setAttribute(name, list.encode(UserNamespace.INITIAL), 0);
        } else if (inode.attribute(name) != null) {
            inode.removeAttribute(name);
        }
    }
}
