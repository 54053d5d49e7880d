package twofold.container.vfs;

import static twofold.container.abi.Cap.CAP_DAC_OVERRIDE;
import static twofold.container.abi.Cap.CAP_DAC_READ_SEARCH;
import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFMT;

import twofold.image.overlay.FileError;

/** Who a task is, credentials(7) and capabilities(7). Changed in place by its task only; a copy for each child. */
public final class Credentials implements Cloneable {
    /** Every capability there is. */
    public static final long ALL = (1L << 41) - 1;
    /** What a container's root gets: the set docker gives. */
    public static final long CONTAINER = 0xa80425fbL;

    /** Securebits: exec of root gives no capabilities; changes of user ids take and give none; those of who is no longer root stay; none is raised as ambient. */
    public static final int SECURE_NO_ROOT = 1;
    public static final int SECURE_NO_SETUID_FIXUP = 4;
    public static final int SECURE_KEEP_CAPS = 0x10;
    public static final int SECURE_NO_AMBIENT_RAISE = 0x40;
    private static final int SECURE_LOCKS = 0xaa;

    public int uid;
    public int euid;
    public int suid;
    public int fsuid;
    public int gid;
    public int egid;
    public int sgid;
    public int fsgid;
    public int[] groups = {};
    public long effective;
    public long permitted;
    public long inheritable;
    public long bounding = CONTAINER;
    public long ambient;
    /** What root is spared, capabilities(7): one of the bits below, and above each the one that locks it. */
    public int secureBits;
    /** Where its capabilities hold, and whose ids it gives and gets. */
    public UserNamespace user = UserNamespace.INITIAL;
    public boolean noNewPrivileges;
    /** How the files are mapped that these are for, null for as they are. */
    IdMapping through;
    /** The rules it has put itself under, or null. */
    public Domain domain;

    /** A user without capabilities, or the container's root with them. */
    public Credentials(int uid, int gid, int[] groups, long capabilities) {
        this.uid = uid;
        euid = uid;
        suid = uid;
        fsuid = uid;
        this.gid = gid;
        egid = gid;
        sgid = gid;
        fsgid = gid;
        this.groups = groups.clone();
        bounding = capabilities;
        effective = uid == 0 ? capabilities : 0;
        permitted = effective;
    }

    /** An independent copy. */
    public Credentials copy() {
        try {
            Credentials copy = (Credentials) clone();
            copy.groups = groups.clone();
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The same as they count for the files of a mount, whose owners it may show as others. */
    public Credentials through(Mount mount) {
        return mount == null || mount.mapping() == null ? this : mount.mapping().inFiles(this);
    }

    /** Whether a capability is effective in the outermost user namespace: over what belongs to the whole container. */
    public boolean has(int capability) {
        return user.parent == null && (effective >>> capability & 1) != 0;
    }

    /** Whether a capability is effective in one's own user namespace. */
    public boolean hasHere(int capability) {
        return (effective >>> capability & 1) != 0;
    }

    /** Whether a capability holds over what a user namespace owns: one's own, one below it, or one that one made. */
    public boolean has(int capability, UserNamespace over) {
        UserNamespace at = over;
        while (at != user) {
            if (at.level <= user.level) {
                return false;
            }
            if (at.parent == user && at.ownerUid == euid) {
                return true;
            }
            at = at.parent;
        }
        return hasHere(capability);
    }

    /** Whether a capability holds over a file whose owners are these. */
    public boolean has(int capability, int uid, int gid) {
        return (effective >>> capability & 1) != 0 && user.maps(uid, gid);
    }

    /** Whether a capability holds over an inode: its owners have ids here. */
    public boolean has(int capability, Inode inode) {
        return (effective >>> capability & 1) != 0 && (through != null ? reaches(inode) : user.parent == null || user.maps(inode.uid(), inode.gid()));
    }

    private boolean reaches(Inode inode) {
        return !through.isStrange(inode) && user.maps(through.shownUid(inode.uid()), through.shownGid(inode.gid()));
    }

    /** Enters a user namespace with all capabilities there. */
    public void enter(UserNamespace namespace) {
        user = namespace;
        inheritable = 0;
        permitted = ALL;
        effective = ALL;
        ambient = 0;
        bounding = ALL;
        secureBits = 0;
    }

    /** Whether one of the bits of securebits is set. */
    public boolean secures(int bit) {
        return (secureBits & bit) != 0;
    }

    /** Sets securebits, or EPERM: what is locked stays as it is, and its lock. */
    public void secure(int bits) {
        int locks = secureBits & SECURE_LOCKS;
        if ((locks >> 1 & (secureBits ^ bits)) != 0 || (locks & ~bits) != 0) {
            throw FileError.of(EPERM);
        }
        secureBits = bits;
    }

    /** The outermost id of root in one's own user namespace, -1 if it has none. */
    public int root() {
        return user.findUid(0);
    }

    /** Whether a group is the file-system group or a supplementary one. */
    public boolean inGroup(int group) {
        if (group == fsgid) {
            return true;
        }
        for (int each : groups) {
            if (each == group) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether access is allowed.
     *
     * @param want 4 read, 2 write, 1 execute or search, in any sum
     */
    public boolean may(Inode inode, int want) {
        int mode = inode.mode();
        if (through != null && (want & 2) != 0 && through.isStrange(inode)) {
            return false;
        }
        if (grants(inode, mode, want & 7)) {
            return true;
        }
        boolean directory = (mode & S_IFMT) == S_IFDIR;
        if (has(CAP_DAC_OVERRIDE, inode) && (directory || (want & 1) == 0 || (mode & 0111) != 0)) {
            return true;
        }
        return has(CAP_DAC_READ_SEARCH, inode) && ((want & ~4) == 0 || directory && (want & 2) == 0);
    }

    private boolean grants(Inode inode, int mode, int want) {
        if (inode.uid() == fsuid) {
            return (want & ~(mode >> 6)) == 0;
        }
        if ((mode & 070) != 0) {
            try {
                Acl list = AccessLists.of(inode, AccessLists.ACCESS);
                if (list != null) {
                    return list.grants(this, inode.gid(), want);
                }
            } catch (FileError malformed) {
                return false; // An image may bring anything under that name
            }
        }
        return (want & ~(inGroup(inode.gid()) ? mode >> 3 : mode)) == 0;
    }

    /** EACCES unless access is allowed. */
    public void require(Inode inode, int want) {
        if (!may(inode, want)) {
            throw FileError.of(EACCES);
        }
    }
}
