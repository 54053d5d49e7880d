package twofold.container.vfs;

import static twofold.container.abi.Errno.EOVERFLOW;

import twofold.image.overlay.FileError;

/**
 * How the owners of files appear on an ID-mapped mount, mount_setattr(2): who has an id in the files is shown as the one that a user namespace maps that id to.
 *
 * @param users the namespace
 * @param owner the namespace of the file system, in which files have the ids that are mapped
 */
public record IdMapping(UserNamespace users, UserNamespace owner) {
    /** The user that a file's owner is shown as, -1 if there is none. */
    public int shownUid(int inFile) {
        return users.findUid(owner.findShownUid(inFile));
    }

    /** The group that a file's group is shown as, -1 if there is none. */
    public int shownGid(int inFile) {
        return users.findGid(owner.findShownGid(inFile));
    }

    /** The id that a user has in files, -1 if there is none. */
    public int uidInFile(int user) {
        return owner.findUid(users.findShownUid(user));
    }

    /** The id that a group has in files, -1 if there is none. */
    public int gidInFile(int group) {
        return owner.findGid(users.findShownGid(group));
    }

    /** Whether a file's owner or group is nobody here: it cannot be changed. */
    boolean isStrange(Inode inode) {
        return shownUid(inode.uid()) == -1 || shownGid(inode.gid()) == -1;
    }

    /** What somebody is in files. */
    Credentials inFiles(Credentials who) {
        Credentials mapped = who.copy();
        mapped.through = this;
        mapped.fsuid = uidInFile(who.fsuid);
        mapped.fsgid = gidInFile(who.fsgid);
        for (int i = 0; i < mapped.groups.length; i++) {
            mapped.groups[i] = gidInFile(mapped.groups[i]);
        }
        return mapped;
    }

    /** The owner that a file of a mount is to get, as files have it; -1 stays. EOVERFLOW for who has no id in files. */
    static int requireUid(Mount mount, int user) {
        return mount.mapping() == null || user == -1 ? user : require(mount.mapping().uidInFile(user));
    }

    /** The same for its group. */
    static int requireGid(Mount mount, int group) {
        return mount.mapping() == null || group == -1 ? group : require(mount.mapping().gidInFile(group));
    }

    private static int require(int id) {
        if (id == -1) {
            throw FileError.of(EOVERFLOW);
        }
        return id;
    }

    /** EOVERFLOW for a file whose owner or group is nobody on its mount, so that its attributes cannot be changed. */
    static void requireKnown(VfsPath path) {
        if (path.mount().mapping() != null && path.mount().mapping().isStrange(path.inode())) {
            throw FileError.of(EOVERFLOW);
        }
    }

    /** EOVERFLOW for who has no ids in a mount's files: nothing can be made that would belong to them. */
    static void requireMaker(Caller who, Mount mount) {
        if (mount.mapping() != null) {
            requireUid(mount, who.credentials().fsuid);
            requireGid(mount, who.credentials().fsgid);
        }
    }
}
