package twofold.container.fs.mqueue;

import twofold.container.vfs.InMemoryInode;

/** An inode whose owner, permissions and times can be set and are kept in memory. */
abstract class StampedInode extends InMemoryInode {
    private final QueueFileSystem queues;
    private long accessed;
    private long modified;
    private long changed;

    StampedInode(QueueFileSystem queues, long number, int mode, int uid, int gid) {
        super(queues, number, mode, uid, gid);
        this.queues = queues;
        stamp(queues.now());
    }

    /** All three times are this one, nanoseconds since the epoch. */
    final void stamp(long now) {
        accessed = now;
        modified = now;
        changed = now;
    }

    @Override
    public final void setMode(int permissions) {
        setPermissions(permissions);
        changed = queues.now();
    }

    @Override
    public final void setOwner(int uid, int gid) {
        setOwnership(uid, gid);
        changed = queues.now();
    }

    @Override
    public final void setTimes(long access, long modification) {
        accessed = access == Long.MIN_VALUE ? accessed : access;
        modified = modification == Long.MIN_VALUE ? modified : modification;
        changed = queues.now();
    }

    @Override
    public final long accessed() {
        return accessed;
    }

    @Override
    public final long modified() {
        return modified;
    }

    @Override
    public final long changed() {
        return changed;
    }
}
