package twofold.container.fs.cgroup;

import java.util.List;
import twofold.container.vfs.AttributeMap;
import twofold.container.vfs.InMemoryInode;

/** A directory or file of a group: its owner and permissions can be changed, which is how a group is handed to a user. */
abstract class CgroupInode extends InMemoryInode {
    private final CgroupFileSystem fileSystem;
    private final AttributeMap attributes;
    private long changed;

    CgroupInode(CgroupFileSystem fileSystem, int mode, int uid, int gid) {
        super(fileSystem, fileSystem.nextNumber(), mode, uid, gid);
        this.fileSystem = fileSystem;
        attributes = new AttributeMap(fileSystem.account());
        changed = fileSystem.now();
    }

    final CgroupFileSystem groups() {
        return fileSystem;
    }

    @Override
    public final boolean takesDirect() {
        return false;
    }

    /** It is gone for good. */
    void forget() {
        attributes.clear();
    }

    @Override
    public final byte[] attribute(String name) {
        return attributes.get(name);
    }

    @Override
    public final List<String> attributes() {
        return attributes.names();
    }

    @Override
    public final void setAttribute(String name, byte[] value, int flags) {
        attributes.set(name, value, flags);
        changed = fileSystem.now();
    }

    @Override
    public final void removeAttribute(String name) {
        attributes.remove(name);
        changed = fileSystem.now();
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
        setPermissions(mode);
        changed = fileSystem.now();
    }

    @Override
    public final void setOwner(int owner, int group) {
        setOwnership(owner, group);
        changed = fileSystem.now();
    }

    @Override
    public final void setTimes(long access, long modification) {
        changed = fileSystem.now();
    }
}
