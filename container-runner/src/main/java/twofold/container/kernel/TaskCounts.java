package twofold.container.kernel;

/** How many tasks a control group has and had, and how often it could have no more (Linux admin guide, cgroup-v2, "PID"). */
public final class TaskCounts {
    private long now;
    private long most;
    private long refused;
    private long refusedHere;

    void add(long more) {
        now += more;
        most = Math.max(most, now);
    }

    /** A task more was counted, and refused by a group around. */
    void reached() {
        most = Math.max(most, now + 1);
    }

    /** A task more was refused by a limit here or below. */
    void refuse(boolean here) {
        refused++;
        refusedHere += here ? 1 : 0;
    }

    /** Tasks here and below, those that have ended and were not waited for among them. */
    public long now() {
        return now;
    }

    /** The most there ever were. */
    public long most() {
        return most;
    }

    /** How often a task more was refused by a limit here or below, or here alone. */
    public long refused(boolean here) {
        return here ? refusedHere : refused;
    }
}
