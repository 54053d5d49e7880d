package twofold.container.fs.proc;

import twofold.container.kernel.NiceWeights;
import twofold.container.kernel.PosixTimer;
import twofold.container.kernel.Task;
import twofold.container.namespace.PidNamespace;

/** What /proc/PID says of a task's turns and of its process's timers, as a Linux with one processor prints it, proc_pid_timers(5). */
final class SchedulingTexts {
    private static final int MILLION = 1_000_000;
    private static final int SCALE = 10;
    private static final int LEAST_NICE = 120;
    private static final int LEAST_REAL_TIME = 99;
    private static final int SIGEV_THREAD_ID = 4;
    private static final String[] NOTIFICATIONS = {"signal", "none", "thread"};

    private SchedulingTexts() {
    }

    static String scheduling(Task task) {
        StringBuilder text = new StringBuilder("%s (%d, #threads: %d)\n".formatted(task.name, task.tid, task.process.threads.size()));
        text.append("-".repeat(67)).append('\n');
        time(text, "se.exec_start", task.kernel.clock.monotonicNanos());
        time(text, "se.vruntime", task.cpuNanos);
        time(text, "se.sum_exec_runtime", task.cpuNanos);
        number(text, "se.nr_migrations", 0);
        number(text, "nr_switches", task.voluntarySwitches + task.involuntarySwitches);
        number(text, "nr_voluntary_switches", task.voluntarySwitches);
        number(text, "nr_involuntary_switches", task.involuntarySwitches);
        number(text, "se.load.weight", (long) NiceWeights.of(task.nice) << SCALE);
        number(text, "policy", task.policy & 0xff);
        number(text, "prio", task.realTimePriority > 0 ? LEAST_REAL_TIME - task.realTimePriority : LEAST_NICE + task.nice);
        return text.toString();
    }

    private static void time(StringBuilder text, String name, long nanos) {
        text.append("%-45s:%14d.%06d\n".formatted(name, nanos / MILLION, nanos % MILLION));
    }

    private static void number(StringBuilder text, String name, long value) {
        text.append("%-45s:%21d\n".formatted(name, value));
    }

    static String timers(Task task, PidNamespace<Task> seen) {
        StringBuilder text = new StringBuilder();
        for (PosixTimer each : task.process.timers.values()) {
            PosixTimer.Setting setting = each.setting();
            boolean thread = (setting.notification() & SIGEV_THREAD_ID) != 0;
            text.append("ID: %d\nsignal: %d/%016x\nnotify: %s/%s.%d\nClockID: %d\n".formatted(setting.id(), setting.signal(), setting.value(),
                    NOTIFICATIONS[setting.notification() & ~SIGEV_THREAD_ID], thread ? "tid" : "pid",
                    seen.shown(thread ? setting.tid() : task.process.pid), setting.clock()));
        }
        return text.toString();
    }
}
