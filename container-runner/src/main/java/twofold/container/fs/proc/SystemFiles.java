package twofold.container.fs.proc;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import twofold.container.kernel.Task;
import twofold.container.keys.KeyTables;
import twofold.container.mm.Account;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.MessageQueue;
import twofold.container.namespace.PidNamespace;
import twofold.container.namespace.Semaphores;
import twofold.container.namespace.SharedMemory;
import twofold.container.vfs.UserNamespace;

/** Files of /proc about the whole system that say little here: no devices, one processor, no modules; and System V objects, by their reader. */
final class SystemFiles {
    /** Files of /proc itself. */
    static final List<String> TOP = List.of("buddyinfo", "cgroups", "config.gz", "consoles", "crypto", "devices", "diskstats", "execdomains", "fb", "interrupts", "iomem",
            "ioports", "kallsyms", "key-users", "keys", "kmsg", "locks", "misc", "modules", "pagetypeinfo", "partitions", "schedstat", "slabinfo", "softirqs", "sysrq-trigger",
            "vmallocinfo", "zoneinfo");
    /** Files of directories of /proc. */
    static final List<String> NESTED = List.of("irq/default_smp_affinity", "pressure/cpu", "pressure/io", "pressure/memory", "sysvipc/msg", "sysvipc/sem", "sysvipc/shm", "tty/drivers",
            "tty/ldiscs");
    /** Directories of /proc with such files, or with none. */
    static final List<String> FOLDERS = List.of("bus", "driver", "fs", "irq", "pressure", "sysvipc", "tty");
    /** What only root may read. */
    private static final Set<String> PRIVATE = Set.of("kmsg", "pagetypeinfo", "slabinfo", "vmallocinfo");
    /** Nanoseconds of a jiffy of Debian's kernels. */
    private static final long TICK = 4_000_000;
    private static final String TERMINALS = """
            /dev/tty             /dev/tty        5       0 system:/dev/tty
            /dev/console         /dev/console    5       1 system:console
            /dev/ptmx            /dev/ptmx       5       2 system
            pty_slave            /dev/pts      136 0-1048575 pty:slave
            pty_master           /dev/ptm      128 0-1048575 pty:master
            """;
    private static final String SLABS = "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit>"
            + " <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n";
    private static final String PRESSURE = "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
    private static final String[] CONTROLLERS = {"cpuset", "cpu", "cpuacct", "blkio", "memory", "devices", "freezer", "net_cls", "perf_event", "net_prio",
        "hugetlb", "pids", "rdma", "misc"};
    private static final String[] SOFT_INTERRUPTS = {"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"};
    private final ProcFileSystem fs;

    SystemFiles(ProcFileSystem fs) {
        this.fs = fs;
    }

    /** The permissions of a file. */
    static int mode(String path) {
        return PRIVATE.contains(path) ? 0400 : path.equals("sysrq-trigger") ? 0200 : path.startsWith("irq/") ? 0644 : 0444;
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
            case "irq/default_smp_affinity" -> "1\n";
            case "pagetypeinfo" -> "Page block order: 9\nPages per block:  512\n\n";
            case "slabinfo" -> SLABS;
            case "zoneinfo" -> zone();
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

    /** The one zone there is: no page of it is kept back. */
    private String zone() {
        Account account = fs.container.account;
        long total = Math.min(fs.container.kernel.memoryFrames(), account.limits().max());
        long free = Math.max(0, total - account.used());
        return ("Node 0, zone   Normal\n  per-node stats\n      nr_inactive_anon %d\n      nr_active_anon %d\n      nr_inactive_file %d\n      nr_active_file 0\n"
                + "  pages free     %d\n        boost    0\n        min      0\n        low      0\n        high     0\n        spanned  %d\n        present  %5$d\n        managed  %5$d\n"
                + "        cma      0\n        protection: (0, 0, 0)\n      nr_free_pages %4$d\n  pagesets\n    cpu: 0\n              count: 0\n              high:  0\n"
                + "              batch: 1\n  node_unreclaimable:  0\n  start_pfn:           0\n").formatted(account.shared(), account.anonymous(), account.files(), free, total);
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
