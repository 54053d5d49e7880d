package twofold.container.kernel;

import java.util.TreeSet;

/**
 * Whose turn it is. Between containers by stride scheduling: each has a pass that advances with the time it used divided by its weight,
 * and the one with the smallest pass is next; one that was idle does not save up. Within a container tasks take turns in order. A group
 * that is frozen or has used up its quota keeps its ready tasks and is not listed.
 */
final class Scheduler {
    private final TreeSet<CpuGroup> groups = new TreeSet<>(Scheduler::order);
    private final Timers timers;
    private long virtualTime;
    private int made;

    Scheduler(Timers timers) {
        this.timers = timers;
    }

    private static int order(CpuGroup one, CpuGroup other) {
        return one.pass != other.pass ? Long.compare(one.pass, other.pass) : Integer.compare(one.number, other.number);
    }

    CpuGroup newGroup() {
        return new CpuGroup(made++);
    }

    void add(Task task) {
        CpuGroup group = task.container().cpu;
        group.ready.add(task);
        list(group);
    }

    /** The next task, or null. */
    Task poll() {
        if (groups.isEmpty()) {
            return null;
        }
        CpuGroup group = groups.first();
        virtualTime = group.pass;
        Task task = group.ready.poll();
        if (group.ready.isEmpty()) {
            unlist(group);
        }
        return task;
    }

    /** A group's task ran for a while until now. */
    void charge(CpuGroup group, long nanos, long now) {
        unlist(group);
        if (group.charge(nanos, now)) {
            timers.at(group.throttledUntil, () -> {
                group.waits = false;
                list(group);
            });
        }
        list(group);
    }

    /** Keeps a group's tasks from running, or lets them run again. */
    void freeze(CpuGroup group, boolean frozen) {
        group.setFrozen(frozen);
        unlist(group);
        list(group);
    }

    private void list(CpuGroup group) {
        if (!group.listed && !group.ready.isEmpty() && !group.frozen() && !group.waits) {
            group.pass = Math.max(group.pass, virtualTime);
            group.listed = true;
            groups.add(group);
        }
    }

    private void unlist(CpuGroup group) {
        if (group.listed) {
            groups.remove(group);
            group.listed = false;
        }
    }
}
