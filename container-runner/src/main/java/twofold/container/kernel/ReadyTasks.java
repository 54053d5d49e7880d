package twofold.container.kernel;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import twofold.container.vfs.Settings;

/**
 * The tasks of one group that can run, in the order of their turns, sched(7). Real-time ones go first, those with deadlines before others, the earliest one's before those, then those of a higher priority, except that all of them
 * together leave a twentieth of each second, or what kernel.sched_rt_runtime_us says, to the rest. Of the rest the one is next that had the least time for its weight: each has a pass that advances with the time it
 * used divided by its weight. Who comes back from waiting is not behind the others by more than a little, so that it is soon next but cannot make up for all the time.
 */
final class ReadyTasks {
    /** How a task comes. */
    enum Coming {
        /** It is new or has waited. */
        WOKEN,
        /** Its turn is over and it goes on. */
        STILL,
        /** It gave its turn up: the others of its kind are first. */
        YIELDED
    }

    private static final long MICRO = 1000;
    /** The place of SCHED_DEADLINE among the priorities: before all of them. */
    private static final int BEFORE_ALL = 100;
    private static final int NORMAL = 0;
    private static final int FIFO = 1;
    private static final int ROUND_ROBIN = 2;
    private static final int IDLE = 5;
    /** The weight of SCHED_IDLE. */
    private static final int IDLE_WEIGHT = 3;
    /** How far behind the others one is that has waited for long, in nanoseconds of the usual weight. */
    private static final long CREDIT = 2_000_000;
    /** How far behind the running task one has to be to take its turn away, and for how long that has it at least, both in nanoseconds. */
    private static final long MARGIN = 1_000_000;
    private static final long LEAST_TURN = 20_000;

    /** The real-time tasks, by priority, the highest first. */
    private final TreeMap<Integer, ArrayDeque<Task>> realTime = new TreeMap<>(Comparator.reverseOrder());
    private final TreeSet<Task> fair = new TreeSet<>(ReadyTasks::order);
    /** The pass of the one that was next last. */
    private long virtualTime;
    private long arrivals;
    private long periodEnd;
    private long usedInPeriod;

    private static int order(Task one, Task other) {
        return one.pass != other.pass ? Long.compare(one.pass, other.pass) : Long.compare(one.arrival, other.arrival);
    }

    private static int policy(Task task) {
        return task.policy & 0xff;
    }

    /** A real-time task's priority, 1 to 99, 100 for one with deadlines, or 0. */
    static int ownPriority(Task task) {
        return task.deadlines != null ? BEFORE_ALL : policy(task) == FIFO || policy(task) == ROUND_ROBIN ? task.realTimePriority : 0;
    }

    /** The same, or one that it is lent if that is higher. */
    static int priority(Task task) {
        return Math.max(ownPriority(task), task.lentPriority);
    }

    private static long weighted(Task task, long nanos) {
        return nanos * NiceWeights.UNIT / (policy(task) == IDLE ? IDLE_WEIGHT : NiceWeights.of(task.nice));
    }

    boolean isEmpty() {
        return realTime.isEmpty() && fair.isEmpty();
    }

    void add(Task task, Coming coming) {
        if (priority(task) > 0) {
            ArrayDeque<Task> queue = realTime.computeIfAbsent(priority(task), none -> new ArrayDeque<>());
            if (priority(task) == BEFORE_ALL) {
                addByDeadline(queue, task);
                return;
            }
            if (coming == Coming.STILL && (policy(task) != ROUND_ROBIN || task.slice < task.container().roundRobinNanos())) {
                queue.addFirst(task);
            } else {
                task.slice = 0;
                queue.addLast(task);
            }
            return;
        }
        if (task.passOf != this) {
            task.passOf = this;
            task.pass = virtualTime;
        }
        if (coming == Coming.WOKEN) {
            task.pass = Math.max(task.pass, virtualTime - weighted(task, CREDIT));
        } else if (coming == Coming.YIELDED && !fair.isEmpty()) {
            task.pass = Math.max(task.pass, fair.last().pass);
        }
        task.arrival = ++arrivals;
        fair.add(task);
    }

    private static void addByDeadline(ArrayDeque<Task> queue, Task task) {
        ArrayDeque<Task> earlier = new ArrayDeque<>();
        while (!queue.isEmpty() && queue.getFirst().dueNanos <= task.dueNanos) {
            earlier.addLast(queue.pollFirst());
        }
        queue.addFirst(task);
        while (!earlier.isEmpty()) {
            queue.addFirst(earlier.pollLast());
        }
    }

    boolean remove(Task task) {
        ArrayDeque<Task> queue = realTime.get(priority(task));
        if (queue == null || !queue.remove(task)) {
            return fair.remove(task);
        }
        if (queue.isEmpty()) {
            realTime.remove(priority(task));
        }
        return true;
    }

    /** Takes the next one out, or null; the clock tells nanoseconds. */
    Task poll(LongSupplier clock) {
        if (!realTime.isEmpty() && (fair.isEmpty() || !isSpent(realTime.firstEntry().getValue().getFirst(), clock.getAsLong()))) {
            Map.Entry<Integer, ArrayDeque<Task>> highest = realTime.firstEntry();
            Task task = highest.getValue().poll();
            if (highest.getValue().isEmpty()) {
                realTime.remove(highest.getKey());
            }
            return task;
        }
        Task task = fair.pollFirst();
        if (task != null) {
            virtualTime = Math.max(virtualTime, task.pass);
        }
        return task;
    }

    private boolean isSpent(Task first, long now) {
        Settings settings = first.container().settings;
        if (now >= periodEnd) {
            periodEnd = now + settings.number("kernel/sched_rt_period_us") * MICRO;
            usedInPeriod = 0;
        }
        long most = settings.number("kernel/sched_rt_runtime_us");
        return most >= 0 && usedInPeriod >= most * MICRO;
    }

    /** A task that is not in here ran for a while. */
    void charge(Task task, long nanos) {
        if (priority(task) > 0) {
            task.slice += nanos;
            usedInPeriod += nanos;
        } else {
            task.pass += weighted(task, nanos);
        }
    }

    /** A new task has no less of a pass than who made it, which runs and has done so for a while. */
    void inherit(Task child, Task parent, long nanos) {
        if (parent.passOf == this) {
            child.passOf = this;
            child.pass = parent.pass + weighted(parent, nanos);
        }
    }

    /** Whether one that has come takes the turn of another one, which has run for a while in it. */
    boolean preempts(Task come, Task running, long nanos) {
        int higher = priority(come) - priority(running);
        if (higher == 0 && priority(come) == BEFORE_ALL) {
            return come.dueNanos < running.dueNanos;
        }
        if (higher != 0 || priority(come) != 0) {
            return higher > 0;
        }
        if (policy(come) != NORMAL) {
            return false;
        }
        return policy(running) == IDLE || nanos >= LEAST_TURN && come.pass + MARGIN < running.pass + weighted(running, nanos);
    }

    /** Whether a real-time task of a higher priority waits than the running one has. */
    boolean hasHigher(Task running) {
        return !realTime.isEmpty() && realTime.firstKey() > priority(running);
    }
}
