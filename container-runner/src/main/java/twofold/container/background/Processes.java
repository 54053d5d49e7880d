package twofold.container.background;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.kernel.Container;
import twofold.container.kernel.Process;
import twofold.container.kernel.Task;
import twofold.riscv.memory.Frames;

/** What a container's processes are and have used. For the kernel's thread. */
final class Processes {
    private static final long NANOS = 1_000_000_000L;

    private Processes() {
    }

    /** A row for each process: user, number, parent, state, processor time, name. */
    static List<List<String>> list(Supervisor of) {
        of.requireRunning();
        List<List<String>> rows = new ArrayList<>();
        for (Task task : of.container().tasks.all()) {
            Process process = task.process;
            if (task.tid == process.pid) {
                long seconds = process.cpu() / NANOS;
                rows.add(List.of(Integer.toString(task.creds.euid), Integer.toString(process.pid),
                        Integer.toString(process.parent == null ? 0 : process.parent.pid), state(task),
                        "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60), task.name));
            }
        }
        return rows;
    }

    private static String state(Task task) {
        if (task.process.zombie) {
            return "Z";
        }
        return task.process.stopped ? "T" : task.state == Task.State.RUNNABLE ? "R" : "S";
    }

    /** What a container has used: nanoseconds, bytes, numbers; {@code at} is when, on the kernel's clock. */
    static Map<String, Object> counters(Supervisor of) {
        Container container = of.container();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", of.id());
        one.put("name", of.name());
        one.put("at", container.kernel.clock.monotonicNanos());
        one.put("cpu_ns", container.cpuNanos);
        one.put("instructions", container.instructions);
        one.put("memory_bytes", container.account.used() << Frames.SHIFT);
        one.put("memory_peak_bytes", container.account.peak() << Frames.SHIFT);
        one.put("memory_limit_bytes", container.account.limits().max() == Long.MAX_VALUE ? 0 : container.account.limits().max() << Frames.SHIFT);
        one.put("tasks", container.tasks.size());
        one.put("read_bytes", container.readBytes);
        one.put("written_bytes", container.writtenBytes);
        return one;
    }
}
