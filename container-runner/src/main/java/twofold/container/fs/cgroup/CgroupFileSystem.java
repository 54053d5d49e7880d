package twofold.container.fs.cgroup;

import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import twofold.container.kernel.Container;
import twofold.container.kernel.CpuGroup;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.ViewInode;
import twofold.riscv.memory.Frames;

/**
 * The tree of /sys/fs/cgroup as a container sees it: its own group is the root, there are no others, and nothing can be written. All
 * numbers are counts, kept as things happen.
 */
public final class CgroupFileSystem extends FileSystem {
    private static final long CGROUP2_MAGIC = 0x63677270;
    private static final long MICRO = 1000;
    private final TreeMap<String, Inode> files = new TreeMap<>();
    private final Container container;
    private final long time;
    private final Inode root;

    /** @param time what every file was changed at, nanoseconds since the epoch */
    public CgroupFileSystem(Container container, long time, int number) {
        super("cgroup2", number);
        this.container = container;
        this.time = time;
        root = new Root();
        group();
        cpu();
        memory();
        tasks();
    }

    private void group() {
        text("cgroup.controllers", () -> "cpu memory pids\n");
        text("cgroup.subtree_control", () -> "\n");
        text("cgroup.type", () -> "domain\n");
        text("cgroup.max.depth", () -> "0\n");
        text("cgroup.max.descendants", () -> "0\n");
        text("cgroup.stat", () -> "nr_descendants 0\nnr_dying_descendants 0\n");
        text("cgroup.freeze", () -> container.cpu.frozen() ? "1\n" : "0\n");
        text("cgroup.events", () -> "populated " + (container.ended ? 0 : 1) + "\nfrozen " + (container.cpu.frozen() ? 1 : 0) + "\n");
        text("cgroup.procs", () -> numbers(false));
        text("cgroup.threads", () -> numbers(true));
    }

    private String numbers(boolean threads) {
        StringBuilder text = new StringBuilder();
        for (Task task : container.tasks.all()) {
            if (threads || task.tid == task.process.pid) {
                text.append(task.tid).append('\n');
            }
        }
        return text.toString();
    }

    private void cpu() {
        CpuGroup cpu = container.cpu;
        text("cpu.weight", () -> cpu.weight() + "\n");
        text("cpu.max", () -> (cpu.quota() == Long.MAX_VALUE ? "max" : Long.toString(cpu.quota() / MICRO)) + " " + CpuGroup.PERIOD / MICRO + "\n");
        text("cpu.stat", () -> "usage_usec %d\nuser_usec %d\nsystem_usec 0\nnr_periods %d\nnr_throttled %d\nthrottled_usec %d\n".formatted(
                container.cpuNanos / MICRO, container.cpuNanos / MICRO, cpu.periods(), cpu.throttledPeriods(), cpu.throttledNanos() / MICRO));
    }

    private void memory() {
        text("memory.max", () -> container.account.limit() == Long.MAX_VALUE ? "max\n" : (container.account.limit() << Frames.SHIFT) + "\n");
        text("memory.high", () -> "max\n");
        text("memory.low", () -> "0\n");
        text("memory.min", () -> "0\n");
        text("memory.current", () -> (container.account.used() << Frames.SHIFT) + "\n");
        text("memory.peak", () -> (container.account.peak() << Frames.SHIFT) + "\n");
        text("memory.swap.max", () -> "0\n");
        text("memory.swap.current", () -> "0\n");
        text("memory.stat", () -> "anon %d\nkernel %d\npgfault %d\n".formatted(container.account.frames() << Frames.SHIFT,
                container.account.kernelBytes(), container.account.faults()));
        text("memory.events", () -> "low 0\nhigh 0\nmax %d\noom %2$d\noom_kill %2$d\noom_group_kill 0\n".formatted(
                Math.max(container.account.refusals(), container.memoryKills), container.memoryKills));
    }

    private void tasks() {
        text("pids.max", () -> container.taskLimit >= 4_194_304 ? "max\n" : container.taskLimit + "\n");
        text("pids.current", () -> container.tasks.size() + "\n");
        text("pids.peak", () -> Math.max(container.mostTasks, container.tasks.size()) + "\n");
        text("pids.events", () -> "max " + container.tasksRefused + "\n");
    }

    private void text(String name, Supplier<String> text) {
        files.put(name, new Text(files.size() + 2, text));
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return CGROUP2_MAGIC;
    }

    private final class Root extends ViewInode {
        Root() {
            super(CgroupFileSystem.this, 1, S_IFDIR | 0755, 0, 0, time);
        }

        @Override
        public Inode lookup(Caller who, String name) {
            return files.get(name);
        }

        @Override
        public List<Entry> entries(Caller who, long cookie, int limit) {
            List<Entry> entries = new ArrayList<>();
            long index = 0;
            for (String name : files.keySet()) {
                if (index++ >= cookie && entries.size() < limit) {
                    entries.add(new Entry(name, files.get(name).number(), S_IFREG >> 12, index));
                }
            }
            return entries;
        }
    }

    private final class Text extends ViewInode {
        private final Supplier<String> text;

        Text(long number, Supplier<String> text) {
            super(CgroupFileSystem.this, number, S_IFREG | 0444, 0, 0, time);
            this.text = text;
        }

        @Override
        public File open(Caller who, int flags) {
            return new TextFile(this, flags, () -> text.get().getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
