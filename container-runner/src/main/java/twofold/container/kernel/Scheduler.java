package twofold.container.kernel;

import java.util.function.LongSupplier;
import twofold.container.kernel.Kernel.Policy;

/**
 * Whose turn it is. Between the groups of a group by stride scheduling, where each has a pass that advances with the time it used divided by its weight,
 * and the one with the smallest pass is next, and one that was idle does not save up; or by lottery, where each has as many tickets as its weight. Within a group its own tasks take turns by
 * their policies, and count beside groups below as one of the usual weight. A group that has used up its quota is not listed.
 */
final class Scheduler {
    private final CpuGroup top = new CpuGroup(null, 0);
    private final Timers timers;
    private final LongSupplier clock;
    private final Policy policy;
    private final LongSupplier draw;
    private int made;

    /**
     * @param clock  nanoseconds
     * @param policy how to choose among groups
     * @param draw   random bits for a lottery
     */
    Scheduler(Timers timers, LongSupplier clock, Policy policy, LongSupplier draw) {
        this.timers = timers;
        this.clock = clock;
        this.policy = policy;
        this.draw = draw;
    }

    /** A group below another, null for the top. */
    CpuGroup newGroup(CpuGroup parent) {
        return new CpuGroup(parent == null ? top : parent, ++made);
    }

    void add(Task task, ReadyTasks.Coming coming) {
        CpuGroup group = task.group().cpu();
        if (group.ready.isEmpty()) {
            group.ownPass = Math.max(group.ownPass, group.virtualTime);
        }
        if (task.deadlines != null && coming == ReadyTasks.Coming.WOKEN) {
            task.dueNanos = clock.getAsLong() + task.deadlines.relative();
        }
        group.ready.add(task, coming);
        list(group);
    }

    /** A task that waits for its turn waits for it in another group from now on. */
    void move(Task task, CpuGroup from, CpuGroup to) {
        if (task.queued && from != to && from.ready.remove(task)) {
            unlistIdle(from);
            to.ready.add(task, ReadyTasks.Coming.WOKEN);
            list(to);
        }
    }

    /** The next task, or null. */
    Task poll() {
        CpuGroup group = top;
        while (!group.runnable.isEmpty()) {
            CpuGroup next = choose(group);
            if (next == group) {
                break;
            }
            group = next;
        }
        Task task = group.ready.poll(clock);
        unlistIdle(group);
        return task;
    }

    /** Which of a group's is next: a group below, or the group itself for its own tasks. */
    private CpuGroup choose(CpuGroup in) {
        if (policy == Policy.LOTTERY) {
            return drawn(in);
        }
        CpuGroup first = in.runnable.first();
        boolean own = !in.ready.isEmpty() && in.ownPass <= first.pass;
        in.virtualTime = own ? in.ownPass : first.pass;
        return own ? in : first;
    }

    private CpuGroup drawn(CpuGroup in) {
        long tickets = in.ready.isEmpty() ? 0 : CpuGroup.DEFAULT_WEIGHT;
        for (CpuGroup each : in.runnable) {
            tickets += each.share();
        }
        long drawn = Long.remainderUnsigned(draw.getAsLong(), tickets);
        for (CpuGroup each : in.runnable) {
            drawn -= each.share();
            if (drawn < 0) {
                return each;
            }
        }
        return in;
    }

    /** A task ran for a while until now. */
    void charge(Task task, long nanos, long now) {
        CpuGroup group = task.group().cpu();
        boolean waits = task.queued && group.ready.remove(task);
        group.ready.charge(task, nanos);
        if (waits) {
            group.ready.add(task, ReadyTasks.Coming.STILL);
        }
        group.ownPass += nanos;
        for (CpuGroup at = group; at.parent != null; at = at.parent) {
            boolean was = at.listed;
            if (was) {
                at.parent.runnable.remove(at);
            }
            long until = at.charge(nanos, now);
            if (was) {
                at.parent.runnable.add(at);
            }
            if (until != 0) {
                throttle(at, until);
            }
        }
    }

    /** Whether one that has come takes the turn of another one of its group, which has run for a while in it; between groups it is a turn's end that decides. */
    boolean preempts(Task come, Task running, long nanos) {
        CpuGroup group = come.group().cpu();
        return group == running.group().cpu() && group.ready.preempts(come, running, nanos);
    }

    /** Whether one of a higher real-time priority waits in the running task's group. */
    boolean hasHigher(Task running) {
        return running.group().cpu().ready.hasHigher(running);
    }

    /** A new task has no less of a pass than who made it, which may run and have done so for a while. */
    void inherit(Task child, Task parent, long nanos) {
        child.group().cpu().ready.inherit(child, parent, nanos);
    }

    /** Changes how a task is treated; if it waits for its turn, it waits anew. */
    void change(Task task, Runnable change) {
        ReadyTasks ready = task.group().cpu().ready;
        boolean waits = task.queued && ready.remove(task);
        change.run();
        if (waits) {
            ready.add(task, ReadyTasks.Coming.WOKEN);
        }
    }

    private void throttle(CpuGroup group, long until) {
        unlistIdle(group);
        timers.at(until, () -> {
            group.proceed(clock.getAsLong());
            list(group);
        });
    }

    /** A limit has changed: what waits for the end of an old one goes on. */
    void release(CpuGroup group) {
        if (group.waits) {
            group.proceed(clock.getAsLong());
            list(group);
        }
    }

    private static void list(CpuGroup group) {
        for (CpuGroup at = group; at.parent != null && !at.listed && at.hasWork(); at = at.parent) {
            at.pass = Math.max(at.pass, at.parent.virtualTime);
            at.listed = true;
            at.parent.runnable.add(at);
        }
    }

    private static void unlistIdle(CpuGroup group) {
        for (CpuGroup at = group; at.parent != null && at.listed && !at.hasWork(); at = at.parent) {
            at.parent.runnable.remove(at);
            at.listed = false;
        }
    }
}
