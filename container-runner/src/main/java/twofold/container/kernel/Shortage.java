package twofold.container.kernel;

import java.util.List;
import twofold.container.mm.Account;
import twofold.container.mm.MemoryCounts;
import twofold.riscv.memory.Frames;

/**
 * What is done when a control group's memory is used up: pages are taken away, and if that is not enough somebody is killed, as oom_kill.c of Linux chooses; who passes
 * memory.high is held up (Linux admin guide, cgroup-v2, "Memory"). Only where no call holds on to the place of a page.
 */
final class Shortage {
    private static final double LONGEST = 2e9;
    private static final double SHORTEST = 1e7;
    private static final double SECONDS = 64e9;
    private static final int SPARED = -1000;

    private Shortage() {
    }

    /** Makes room for a task; false if it is dead or has to wait. */
    static boolean relieve(Task task) {
        Account account = task.account();
        if (task.state != Task.State.DEAD) {
            task.mm.tookOutOfMemory();
        }
        for (Account full = account.relieve(); full != null; full = account.relieve()) {
            full.counts().add(MemoryCounts.Event.OOM);
            Process victim = victim(task.container(), full);
            kill(victim == null ? task.process : victim, full);
            if (victim == null) {
                return false;
            }
        }
        if (task.state == Task.State.RUNNABLE) {
            holdUp(task, account.excess());
        }
        return task.state == Task.State.RUNNABLE;
    }

    /** The same for a container of which nobody runs, when its limits have changed. */
    static void settle(Container container) {
        for (Account full = container.account.relieve(); full != null; full = container.account.relieve()) {
            full.counts().add(MemoryCounts.Event.OOM);
            Process victim = victim(container, full);
            if (victim == null) {
                return;
            }
            kill(victim, full);
        }
    }

    /** The longer, the further a group is above its memory.high, with the square of it. */
    private static void holdUp(Task task, double excess) {
        double nanos = Math.min(LONGEST, excess * excess * SECONDS);
        if (nanos >= SHORTEST) {
            task.holdUntil(task.kernel.clock.monotonicNanos() + (long) nanos);
        }
    }

    /** The process that holds most, its oom_score_adj considered; null if none may be killed. */
    private static Process victim(Container container, Account full) {
        Process chosen = null;
        long most = Long.MIN_VALUE;
        for (Task task : container.tasks.all()) {
            Process process = task.process;
            boolean candidate = task.tid == process.pid && !process.zombie && process.oomScoreAdjustment != SPARED && process.leader() != null
                    && process.account().isWithin(full);
            if (candidate && points(process, full) >= most) {
                most = points(process, full);
                chosen = process;
            }
        }
        return chosen;
    }

    private static long points(Process process, Account full) {
        Task task = process.leader();
        long held = task.mm.resident() + task.mm.swapped() + (task.mm.bytes() >>> Frames.SHIFT);
        return held + process.oomScoreAdjustment * (full.limits().max() / 1000);
    }

    private static void kill(Process victim, Account full) {
        Account group = null;
        for (Account at = victim.account(); at != null; at = at == full ? null : at.around()) {
            group = at.limits().killsGroup() ? at : group;
        }
        if (group == null) {
            Exits.outOfMemory(victim);
            return;
        }
        group.counts().add(MemoryCounts.Event.OOM_GROUP_KILL);
        for (Task task : List.copyOf(victim.container.tasks.all())) {
            boolean member = task.process.account().isWithin(group) && task.process.oomScoreAdjustment != SPARED;
            if (member && task.tid == task.process.pid && !task.process.zombie) {
                Exits.outOfMemory(task.process);
            }
        }
    }
}
