package twofold.container.kernel;

import java.util.function.LongSupplier;
import twofold.container.kernel.Kernel.Policy;

/**
 * Whose turn it is. Between the groups of a group by stride scheduling, where each has a pass that advances with the time it used divided by its weight,
 * and the one with the smallest pass is next, and one that was idle does not save up; or by lottery, where each has as many tickets as its weight. Within a group its own tasks take turns in
 * order, and count beside groups below as one of the usual weight. A group that has used up its quota is not listed.
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

    void add(Task task) {
        CpuGroup group = task.process.cgroup.cpu();
        if (group.ready.isEmpty()) {
            group.ownPass = Math.max(group.ownPass, group.virtualTime);
        }
        group.ready.add(task);
        list(group);
    }

    /** A task that waits for its turn waits for it in another group from now on. */
    void move(Task task, CpuGroup from, CpuGroup to) {
        if (task.queued && from != to && from.ready.remove(task)) {
            unlistIdle(from);
            to.ready.add(task);
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
        Task task = group.ready.poll();
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

    /** A task of a group ran for a while until now. */
    void charge(CpuGroup group, long nanos, long now) {
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
