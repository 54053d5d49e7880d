package twofold.container.vfs;

/** Where a task's paths start: its root, its working directory, its umask, and the mounts it sees. */
public final class FsContext {
    /** The mounts that are seen. */
    public Mounts mounts;
    /** Where an absolute path starts and ".." ends. */
    public VfsPath root;
    /** Where a relative path starts. */
    public VfsPath cwd;
    /** Permission bits taken from new files. */
    public int umask = 022;
    /** The leases that the open that has just failed has to wait for, or null. */
    public Leases broken;
    private int users = 1;

    /** Starts at a root. */
    public FsContext(Mounts mounts, VfsPath root) {
        this.mounts = mounts;
        this.root = root;
        this.cwd = root;
        mounts.enter();
    }

    /** Goes over to another namespace's mounts, to its root. */
    public void see(Mounts others) {
        others.enter();
        mounts.leave();
        mounts = others;
        root = others.top();
        cwd = root;
    }

    /** An independent copy, as for fork without CLONE_FS. */
    public FsContext copy() {
        FsContext copy = new FsContext(mounts, root);
        copy.cwd = cwd;
        copy.umask = umask;
        return copy;
    }

    /** Shares it with one more task. */
    public FsContext share() {
        users++;
        return this;
    }

    /** The number of tasks that share it. */
    public int users() {
        return users;
    }

    /** One task less. */
    public void release() {
        if (--users == 0) {
            mounts.leave();
        }
    }
}
