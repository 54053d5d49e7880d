package twofold.container.fs.proc;

import java.util.List;
import java.util.Locale;
import twofold.container.kernel.Task;
import twofold.container.keys.KeyTables;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.MessageQueue;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.Semaphores;
import twofold.container.namespace.SharedMemory;
import twofold.container.vfs.UserNamespace;

/** Files of /proc about the whole system that say little here: no devices, one processor, no modules; and System V objects, by their reader. */
final class SystemFiles {
    /** Files of /proc itself. */
    static final List<String> TOP = List.of("buddyinfo", "cgroups", "config.gz", "consoles", "devices", "diskstats", "execdomains", "interrupts", "key-users", "keys", "locks",
            "misc", "modules", "partitions", "schedstat", "softirqs");
    /** Files of directories of /proc. */
    static final List<String> NESTED = List.of("pressure/cpu", "pressure/io", "pressure/memory", "sysvipc/msg", "sysvipc/sem", "sysvipc/shm", "tty/drivers",
            "tty/ldiscs");
    /** Nanoseconds of a jiffy of Debian's kernels. */
    private static final long TICK = 4_000_000;
    private static final String TERMINALS = """
            /dev/tty             /dev/tty        5       0 system:/dev/tty
            /dev/console         /dev/console    5       1 system:console
            /dev/ptmx            /dev/ptmx       5       2 system
            pty_slave            /dev/pts      136 0-1048575 pty:slave
            pty_master           /dev/ptm      128 0-1048575 pty:master
            """;
    private static final String PRESSURE = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
    private static final String[] CONTROLLERS = {"cpuset", "cpu", "cpuacct", "blkio", "memory", "devices", "freezer", "net_cls", "perf_event", "net_prio",
        "hugetlb", "pids", "rdma", "misc"};
    private static final String[] SOFT_INTERRUPTS = {"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"};
    private final ProcFileSystem fs;

    SystemFiles(ProcFileSystem fs) {
        this.fs = fs;
    }

    /** What a file says to a reader; the file is one of {@link #TOP} or {@link #NESTED}. */
    String text(String path, Task reader) {
        return switch (path) {
            case "buddyinfo" -> "Node 0, zone   Normal" + "      0".repeat(11) + " \n";
            case "cgroups" -> controllers();
            case "config.gz" -> KernelConfig.compressed();
            case "devices" -> "Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n 10 misc\n128 ptm\n136 pts\n\nBlock devices:\n";
            case "misc" -> "200 tun\n";
            case "execdomains" -> "0-0\tLinux           \t[kernel]\n";
            case "interrupts" -> "           CPU0       \n";
            case "keys" -> KeyTables.keys(reader.keys, reader.creds, fs.container.kernel.clock.realtimeNanos() / 1_000_000_000L);
            case "key-users" -> KeyTables.users(reader.keys, reader.creds.user);
            case "locks" -> LockTable.text(fs);
            case "schedstat" -> "version 16\ntimestamp %d\ncpu0 0 0 0 0 0 0 %d 0 %d\n".formatted(fs.container.kernel.clock.monotonicNanos() / TICK,
                    fs.container.cpuNanos, fs.container.preemptions);
            case "softirqs" -> softInterrupts();
            case "pressure/cpu", "pressure/io", "pressure/memory" -> PRESSURE;
            case "sysvipc/msg" -> queues(reader);
            case "sysvipc/sem" -> semaphores(reader);
            case "sysvipc/shm" -> memory(reader);
            case "tty/drivers" -> TERMINALS;
            case "tty/ldiscs" -> "n_tty       0\n";
            default -> "";
        };
    }

    private static String controllers() {
        StringBuilder text = new StringBuilder("#subsys_name\thierarchy\tnum_cgroups\tenabled\n");
        for (String name : CONTROLLERS) {
            text.append(name).append("\t0\t1\t1\n");
        }
        return text.toString();
    }

    private static String softInterrupts() {
        StringBuilder text = new StringBuilder("                    CPU0       \n");
        for (String name : SOFT_INTERRUPTS) {
            text.append(String.format(Locale.ROOT, "%12s: %10d\n", name, 0));
        }
        return text.toString();
    }

    private String queues(Task reader) {
        StringBuilder text = new StringBuilder(
                "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime\n");
        PidNamespace<Task> pids = fs.pids;
        for (MessageQueue each : reader.ipc.queues.all()) {
            text.append("%10d %10d  %4o  %10d %10d %5d %5d %s %10d %10d %10d\n".formatted(each.key, each.id, each.mode, each.bytes, each.messages.size(),
                    pids.shown(each.lastSender), pids.shown(each.lastReceiver), owners(each, reader), each.sent, each.received, each.changed));
        }
        return text.toString();
    }

    private static String semaphores(Task reader) {
        StringBuilder text = new StringBuilder("       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n");
        for (Semaphores each : reader.ipc.semaphores.all()) {
            text.append("%10d %10d  %4o %10d %s %10d %10d\n".formatted(each.key, each.id, each.mode, each.values.length, owners(each, reader), each.operated,
                    each.changed));
        }
        return text.toString();
    }

    private String memory(Task reader) {
        StringBuilder text = new StringBuilder("       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid"
                + "      atime      dtime      ctime                   rss                  swap\n");
        PidNamespace<Task> pids = fs.pids;
        for (SharedMemory each : reader.ipc.memory.all()) {
            text.append("%10d %10d  %4o %21d %5d %5d  %5d %s %10d %10d %10d %21d %21d\n".formatted(each.key, each.id, each.mode, each.size,
                    pids.shown(each.creator), pids.shown(each.lastUser), each.attachments(), owners(each, reader), each.attached, each.detached,
                    each.changed, 0, 0));
        }
        return text.toString();
    }

    private static String owners(IpcNamespace.Entry entry, Task reader) {
        UserNamespace user = reader.creds.user;
        return "%5d %5d %5d %5d".formatted(user.shownUid(entry.uid), user.shownGid(entry.gid), user.shownUid(entry.creatorUid), user.shownGid(entry.creatorGid));
    }
}
