package twofold.container.kernel;

/** Keeps a control group's tasks from running (Linux admin guide, cgroup-v2, "cgroup.freeze"). */
public final class CgroupFreezer {
    private final Cgroup group;
    private boolean frozen;
    private boolean paused;
    /** Whether its tasks are kept from running. */
    private boolean still;

    CgroupFreezer(Cgroup group) {
        this.group = group;
    }

    /** The group is new: what is decided around it holds for it, too. */
    void begin() {
        still = group.parent.freezer.still;
    }

    /** Whether the group's tasks are kept from running, by itself or a group around. */
    public boolean frozen() {
        return still;
    }

    /** cgroup.freeze. */
    public boolean freezes() {
        return frozen;
    }

    /** Sets cgroup.freeze. Who waits for cgroup.events to change is told also if a group around decides. */
    public void freeze(boolean value) {
        if (frozen == value) {
            return;
        }
        boolean before = still;
        frozen = value;
        review();
        if (still == before) {
            group.tell();
        }
    }

    /** Keeps a container's tasks from running for somebody outside. */
    void pause(boolean value) {
        paused = value;
        review();
    }

    private void review() {
        boolean now = frozen || paused || group.parent != null && group.parent.freezer.still;
        if (now != still) {
            still = now;
            group.tell();
            group.threads.all().forEach(group.container.kernel::enqueue);
        }
        group.children().forEach(child -> child.freezer.review());
    }
}
