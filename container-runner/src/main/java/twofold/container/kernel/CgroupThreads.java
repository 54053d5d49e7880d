package twofold.container.kernel;

import static twofold.container.abi.Errno.EOPNOTSUPP;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import twofold.image.overlay.FileError;

/**
 * The threads in a control group: those of its processes that are nowhere else, and those that are here without the rest of their process, which is in another group
 * of the same domain. A process is where one of its threads is.
 */
public final class CgroupThreads {
    private final Cgroup group;
    private final LinkedHashSet<Task> apart = new LinkedHashSet<>();

    CgroupThreads(Cgroup group) {
        this.group = group;
    }

    /** The threads in it. */
    public List<Task> all() {
        List<Task> found = new ArrayList<>();
        for (Process each : group.members()) {
            for (Task thread : each.threads) {
                if (thread.apart == null) {
                    found.add(thread);
                }
            }
        }
        found.addAll(apart);
        return found;
    }

    /** Moves a thread here from another group of the same domain; EOPNOTSUPP from elsewhere. */
    public void attach(Task task) {
        requireSameDomain(task);
        if (task.state != Task.State.DEAD && task.group() != group) {
            place(task, group);
            group.container.kernel.enqueue(task);
            settle(task.process);
        }
    }

    /** Whether a task's thread may be here: EOPNOTSUPP if it is in another domain. */
    void requireSameDomain(Task task) {
        group.requireOpen();
        if (task.group().domain.of() != group.domain.of()) {
            throw FileError.of(EOPNOTSUPP);
        }
    }

    /** Puts a task somewhere, where it does not wait for its turn yet, without regard to where the rest of its process is. */
    static void place(Task task, Cgroup to) {
        Cgroup from = task.group();
        Cgroup before = task.apart;
        task.apart = to == task.process.cgroup ? null : to;
        if (task.apart != null) {
            to.threads.apart.add(task);
            to.addLive(1);
        }
        if (before != null) {
            before.threads.apart.remove(task);
            before.addLive(-1);
        }
        to.addTasks(1);
        from.addTasks(-1);
        if (task.state != Task.State.DEAD) {
            to.container.kernel.moveTask(task, from.cpu(), to.cpu());
        }
    }

    /** Puts all threads of a process where it is itself. */
    static void gather(Process process) {
        for (Task thread : process.threads) {
            if (thread.apart != null) {
                place(thread, process.cgroup);
                if (thread.state != Task.State.DEAD) {
                    process.container.kernel.enqueue(thread);
                }
            }
        }
    }

    /** A thread has ended, and is in the list of its process no more. */
    static void ended(Task task) {
        if (task.apart != null) {
            place(task, task.process.cgroup);
        }
        settle(task.process);
    }

    /** If no thread is left where a process is, it is where the first of them is. */
    private static void settle(Process process) {
        if (process.threads.isEmpty() || process.threads.stream().anyMatch(thread -> thread.apart == null)) {
            return;
        }
        Cgroup to = process.threads.getFirst().apart;
        to.settle(process, process.container.tasksOf(process) - process.threads.size());
        for (Task thread : process.threads) {
            if (thread.apart == to) {
                thread.apart = null;
                to.threads.apart.remove(thread);
                to.addLive(-1);
            }
        }
    }
}
