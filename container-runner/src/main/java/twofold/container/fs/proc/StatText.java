package twofold.container.fs.proc;

import java.util.StringJoiner;
import twofold.container.abi.Limits;
import twofold.container.kernel.Process;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.SignalActions;
import twofold.container.kernel.Task;
import twofold.container.mm.ProgramLayout;
import twofold.container.namespace.PidNamespace;

/** /proc/PID/stat and /proc/PID/task/TID/stat, proc_pid_stat(5): 52 fields, some of which only who may look into the memory is told. */
final class StatText {
    private static final long TICK = 10_000_000L;
    /** PF_RANDOMIZE and PF_FORKNOEXEC. */
    private static final int RANDOMIZED = 0x400000;
    private static final int FORKED = 0x40;
    private static final int DEADLINE_PRIORITY = -101;
    private static final int NORMAL_PRIORITY = 20;
    private static final int POLICY = 0xff;
    private static final long OBSOLETE_SIGNALS = 0x7fffffff;

    private final StringJoiner text = new StringJoiner(" ", "", "\n");

    private StatText() {
    }

    /** The line. @param whole whether it is told of the process as a whole, not of the thread alone */
    static String of(PidNamespace<Task> pids, Task task, Task reader, boolean whole) {
        StatText stat = new StatText();
        boolean permitted = Ptrace.permittedByFile(reader, task);
        boolean alive = task.state != Task.State.DEAD;
        char state = ProcessFiles.state(task);
        stat.text.add(Integer.toString(pids.shown(task.tid))).add("(" + task.name + ")").add(Character.toString(state));
        stat.family(pids, task.process);
        stat.numbers(RANDOMIZED | (task.process.executed ? 0 : FORKED), alive ? task.mm.resident() : 0, 0, 0, 0);
        stat.times(task, whole);
        stat.scheduling(task);
        stat.numbers(0, task.process.startNanos / TICK, alive ? task.mm.virtualBytes() : 0, alive ? task.mm.resident() : 0);
        stat.text.add(Long.toUnsignedString(task.process.softLimits[Limits.RLIMIT_RSS]));
        ProgramLayout layout = alive ? task.mm.layout : null;
        stat.numbers(layout == null ? 0 : permitted ? layout.codeStart : 1, layout == null ? 0 : permitted ? layout.codeEnd : 1,
                layout != null && permitted ? layout.stackStart : 0, 0, 0);
        stat.signals(task);
        boolean waits = permitted && state != 'R' && (!whole || task.process.threads.size() < 2);
        stat.numbers(waits ? 1 : 0, 0, 0, task.tid == task.process.pid ? task.process.exitSignal : -1, 0, task.realTimePriority, task.policy & POLICY, 0, 0, 0);
        if (layout != null && permitted) {
            stat.numbers(layout.dataStart, layout.dataEnd, layout.heapStart, layout.argStart, layout.argEnd, layout.envStart, layout.envEnd);
        } else {
            stat.numbers(0, 0, 0, 0, 0, 0, 0);
        }
        stat.numbers(permitted ? task.process.status : 0);
        return stat.text.toString();
    }

    private void numbers(long... fields) {
        for (long field : fields) {
            text.add(Long.toString(field));
        }
    }

    private void family(PidNamespace<Task> pids, Process process) {
        int foreground = process.terminal == null ? -1 : process.terminal.foreground();
        numbers(process.parent == null ? 0 : pids.shown(process.parent.pid), pids.shown(process.group), pids.shown(process.session),
                process.terminal == null ? 0 : process.terminal.number(), foreground < 0 ? foreground : pids.shown(foreground));
    }

    private void times(Task task, boolean whole) {
        Process process = task.process;
        long system = whole ? process.system() : task.systemNanos;
        numbers(((whole ? process.cpu() : task.cpuNanos) - system) / TICK, system / TICK,
                (process.childrenCpuNanos - process.childrenSystemNanos) / TICK, process.childrenSystemNanos / TICK);
    }

    /** The priority as the kernel counts, from -101 for SCHED_DEADLINE over -100 to -2 for real-time policies to 0 to 39 for others. */
    private void scheduling(Task task) {
        int priority = task.realTimePriority > 0 ? -1 - task.realTimePriority : NORMAL_PRIORITY + task.nice;
        numbers(task.deadlines != null ? DEADLINE_PRIORITY : priority, task.nice, Math.max(1, task.process.threads.size()));
    }

    private void signals(Task task) {
        SignalActions actions = task.process.actions;
        numbers(task.pending.set() & OBSOLETE_SIGNALS, task.mask & OBSOLETE_SIGNALS, actions.ignored() & OBSOLETE_SIGNALS,
                actions.caught() & OBSOLETE_SIGNALS);
    }
}
