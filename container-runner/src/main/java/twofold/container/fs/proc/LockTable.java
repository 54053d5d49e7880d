package twofold.container.fs.proc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import twofold.container.abi.Fcntl;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Leases;

/** /proc/locks, proc_locks(5): the locks on files that are open in the processes of a view, the youngest first, but those that a process left behind that
 * is gone, which are counted only, as Linux does where it is not in its first PID namespace. */
final class LockTable {
    private record Entry(long turn, int taker, IntFunction<String> line) {
    }

    private LockTable() {
    }

    static String text(ProcFileSystem fs) {
        List<Entry> entries = new ArrayList<>();
        Set<Inode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Task task : fs.pids.all()) {
            int end = task.tid == task.process.pid && task.state != Task.State.DEAD ? task.files.end() : 0;
            for (int fd = 0; fd < end; fd++) {
                File file = task.files.peek(fd);
                if (file != null && seen.add(file.inode())) {
                    collect(fs, file.inode(), entries);
                }
            }
        }
        entries.sort(Comparator.comparingLong(Entry::turn).reversed());
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (Entry each : entries) {
            number++;
            text.append(each.taker == 0 ? "" : each.line.apply(number));
        }
        return text.toString();
    }

    private static void collect(ProcFileSystem fs, Inode inode, List<Entry> entries) {
        FileLocks locks = inode.heldLocks();
        if (locks != null) {
            for (FileLocks.Lock lock : locks.whole()) {
                entries.add(new Entry(lock.turn(), taker(fs, lock.pid()), number -> line(fs, number, true, inode, lock)));
            }
            for (FileLocks.Lock lock : locks.records()) {
                entries.add(new Entry(lock.turn(), taker(fs, lock.pid()), number -> line(fs, number, false, inode, lock)));
            }
        }
        Leases leases = inode.heldLeases();
        for (Leases.Row lease : leases == null ? List.<Leases.Row>of() : leases.rows()) {
            entries.add(new Entry(lease.turn(), taker(fs, lease.pid()), number -> line(fs, number, inode, lease)));
        }
    }

    /** The line of a lock of a whole file, or of a record. */
    static String line(ProcFileSystem fs, int number, boolean whole, Inode inode, FileLocks.Lock lock) {
        String kind = whole ? "FLOCK " : lock.pid() < 0 ? "OFDLCK" : "POSIX ";
        return "%d: %s ADVISORY  %s %d %s %d %s\n".formatted(number, kind, lock.exclusive() ? "WRITE" : "READ", taker(fs, lock.pid()),
                file(inode), lock.start(), lock.end() == Long.MAX_VALUE ? "EOF" : Long.toString(lock.end()));
    }

    /** The line of a lease. */
    static String line(ProcFileSystem fs, int number, Inode inode, Leases.Row lease) {
        String type = lease.type() == Fcntl.F_WRLCK ? "WRITE" : lease.type() == Fcntl.F_RDLCK ? "READ" : "UNLCK";
        return "%d: LEASE  %s %s %d %s 0 EOF\n".formatted(number, lease.breaking() ? "BREAKING " : "ACTIVE   ", type, taker(fs, lease.pid()), file(inode));
    }

    /** The number of the process that took a lock: -1 if it is the open file's, 0 if the process is gone or not seen. */
    private static int taker(ProcFileSystem fs, int pid) {
        int shown = pid < 0 ? -1 : fs.pids.shown(pid);
        return shown < 0 || fs.pids.get(shown) != null ? shown : 0;
    }

    private static String file(Inode inode) {
        long device = inode.fileSystem().device();
        return "%02x:%02x:%d".formatted(device >>> 8 & 0xfff, device & 0xff, inode.number());
    }
}
