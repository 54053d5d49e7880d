package twofold.container.vfs;

/** What a group of fanotify(7) is asked, and who waits for its answer. Thrown, it lets a call wait and be made again. */
public final class Decision extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** How it stands. */
    public enum State { OPEN, ALLOWED, DENIED }

    final transient FanGroup group;
    final transient Inode inode;
    final long mask;
    /** Who waits. */
    public final transient WaitQueue queue = new WaitQueue();
    private State state = State.OPEN;

    /** A question about an inode. */
    public Decision(FanGroup group, Inode inode, long mask) {
        super(null, null, false, false);
        this.group = group;
        this.inode = inode;
        this.mask = mask;
    }

    /** How it stands. */
    public State state() {
        return state;
    }

    /** The answer. */
    public void decide(boolean allowed) {
        state = allowed ? State.ALLOWED : State.DENIED;
        queue.wakeAll();
    }
}
