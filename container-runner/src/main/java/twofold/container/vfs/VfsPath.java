package twofold.container.vfs;

/** A place in the tree: a name in a mount. */
public record VfsPath(Mount mount, Dentry dentry) {
    /** The inode there, or null if the name stands for nothing. */
    public Inode inode() {
        return dentry.inode();
    }

    /** The owner of what is there as the mount shows it, -1 for nobody. */
    public int uid() {
        return mount.mapping() == null ? inode().uid() : mount.mapping().shownUid(inode().uid());
    }

    /** Its group as the mount shows it, -1 for none. */
    public int gid() {
        return mount.mapping() == null ? inode().gid() : mount.mapping().shownGid(inode().gid());
    }

    /** The owner as it is seen in a user namespace. */
    public int shownUid(UserNamespace reader) {
        return uid() == -1 ? UserNamespace.OVERFLOW : reader.shownUid(uid());
    }

    /** The group as it is seen in a user namespace. */
    public int shownGid(UserNamespace reader) {
        return gid() == -1 ? UserNamespace.OVERFLOW : reader.shownGid(gid());
    }

    /** The path in the same mount of a name in this directory. */
    VfsPath child(String name, Inode inode) {
        return new VfsPath(mount, dentry.child(name, inode));
    }

    /** The text of the path as seen from a root, as getcwd(2) gives it; "/" for what is not below its mount's root any more. */
    public String text(VfsPath root) {
        StringBuilder text = new StringBuilder();
        VfsPath at = this;
        boolean deleted = dentry.deleted();
        while (!(at.mount == root.mount && at.dentry == root.dentry)) {
            if (at.dentry == at.mount.root()) {
                if (at.mount.point() == null) {
                    break;
                }
                at = at.mount.point();
                continue;
            }
            if (at.dentry.parent() == null) {
                text.setLength(0);
                break;
            }
            text.insert(0, "/" + at.dentry.name());
            at = new VfsPath(at.mount, at.dentry.parent());
        }
        if (text.isEmpty()) {
            text.append(dentry.parent() == null && !dentry.name().isEmpty() ? dentry.name() : "/");
        }
        return deleted ? text + " (deleted)" : text.toString();
    }

    /** Whether one comes to {@code root} when one climbs from here. */
    public boolean below(VfsPath root) {
        VfsPath at = this;
        while (!at.equals(root)) {
            boolean top = at.dentry == at.mount.root();
            if ((top ? at.mount.point() : at.dentry.parent()) == null) {
                return false;
            }
            at = top ? at.mount.point() : new VfsPath(at.mount, at.dentry.parent());
        }
        return true;
    }

    /** The parent directory, climbing out of mounts but not above {@code root}; null if the mount does not show it, as this was moved elsewhere. */
    VfsPath parent(VfsPath root) {
        VfsPath at = this;
        while (true) {
            if (at.mount == root.mount && at.dentry == root.dentry) {
                return at;
            }
            if (at.dentry != at.mount.root()) {
                Dentry above = at.dentry.parent();
                boolean seen = above != null && (at.mount.root().parent() == null || at.mount.root().contains(above));
                return seen ? new VfsPath(at.mount, above) : null;
            }
            if (at.mount.point() == null) {
                return at;
            }
            at = at.mount.point();
        }
    }

    // A record's own would be made at run time, which costs a container milliseconds at its start

    @Override
    public boolean equals(Object other) {
        return other instanceof VfsPath path && path.mount == mount && path.dentry == dentry;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(mount) + System.identityHashCode(dentry);
    }
}
