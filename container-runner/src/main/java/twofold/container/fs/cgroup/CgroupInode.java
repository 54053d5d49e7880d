package twofold.container.fs.cgroup;

import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;

/** A directory or file of a group: its owner and permissions can be changed, which is how a group is handed to a user. */
abstract class CgroupInode extends Inode {
    private final CgroupFileSystem fileSystem;
    private final long number;
    private final int type;
    private int permissions;
    private int uid;
    private int gid;
    private long changed;

    CgroupInode(CgroupFileSystem fileSystem, int mode, int uid, int gid) {
        this.fileSystem = fileSystem;
        number = fileSystem.nextNumber();
        type = mode & ~07777;
        permissions = mode & 07777;
        this.uid = uid;
        this.gid = gid;
        changed = fileSystem.now();
    }

    @Override
    public final FileSystem fileSystem() {
        return fileSystem;
    }

    final CgroupFileSystem groups() {
        return fileSystem;
    }

    @Override
    public final long number() {
        return number;
    }

    @Override
    public final int mode() {
        return type | permissions;
    }

    @Override
    public final int uid() {
        return uid;
    }

    @Override
    public final int gid() {
        return gid;
    }

    @Override
    public final long accessed() {
        return changed;
    }

    @Override
    public final long modified() {
        return changed;
    }

    @Override
    public final long changed() {
        return changed;
    }

    @Override
    public final void setMode(int mode) {
        permissions = mode & 07777;
        changed = fileSystem.now();
    }

    @Override
    public final void setOwner(int owner, int group) {
        uid = owner == -1 ? uid : owner;
        gid = group == -1 ? gid : group;
        changed = fileSystem.now();
    }

    @Override
    public final void setTimes(long access, long modification) {
        changed = fileSystem.now();
    }
}
