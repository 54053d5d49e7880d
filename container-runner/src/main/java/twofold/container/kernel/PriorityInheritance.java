package twofold.container.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lends the real-time priorities of those who wait for locks to the locks' owners, and on to whom these wait for, so that none of a priority in between keeps them from unlocking:
 * futex(2), "Priority-inheritance futexes".
 */
final class PriorityInheritance {
    /** Who owns a lock that somebody waits for; null for nobody. */
    record Wait(Task waiter, Task owner) {
    }

    private Map<Task, Integer> lent = Map.of();

    /** Whether a wait of this task, or its end, may change anything. */
    boolean concerns(Task waiter) {
        return !lent.isEmpty() || ReadyTasks.priority(waiter) > 0;
    }

    /** Lends what these waits call for, and takes back the rest. */
    void settle(Kernel kernel, List<Wait> waits) {
        Map<Task, Integer> due = new LinkedHashMap<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Wait each : waits) {
                int priority = Math.max(ReadyTasks.ownPriority(each.waiter), due.getOrDefault(each.waiter, 0));
                if (each.owner != null && priority > due.getOrDefault(each.owner, 0)) {
                    due.put(each.owner, priority);
                    more = true;
                }
            }
        }
        List<Task> concerned = new ArrayList<>(lent.keySet());
        due.keySet().stream().filter(task -> !lent.containsKey(task)).forEach(concerned::add);
        lent = due;
        for (Task task : concerned) {
            int priority = due.getOrDefault(task, 0);
            if (task.lentPriority != priority) {
                kernel.reschedule(task, () -> task.lentPriority = priority);
            }
        }
    }
}
