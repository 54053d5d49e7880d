package twofold.container.fs.proc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import twofold.container.abi.Fcntl;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Leases;

/** /proc/locks, proc_locks(5): the locks on files that are open in the processes of a view. */
final class LockTable {
    private LockTable() {
    }

    static String text(ProcFileSystem fs) {
        StringBuilder text = new StringBuilder();
        Set<Inode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        int number = 0;
        for (Task task : fs.pids.all()) {
            int end = task.tid == task.process.pid && task.state != Task.State.DEAD ? task.files.end() : 0;
            for (int fd = 0; fd < end; fd++) {
                File file = task.files.peek(fd);
                if (file == null || !seen.add(file.inode())) {
                    continue;
                }
                FileLocks locks = file.inode().heldLocks();
                if (locks != null) {
                    for (FileLocks.Lock lock : locks.whole()) {
                        text.append(line(fs, ++number, true, file.inode(), lock));
                    }
                    for (FileLocks.Lock lock : locks.records()) {
                        text.append(line(fs, ++number, false, file.inode(), lock));
                    }
                }
                Leases leases = file.inode().heldLeases();
                for (Leases.Row lease : leases == null ? List.<Leases.Row>of() : leases.rows()) {
                    text.append(line(fs, ++number, file.inode(), lease));
                }
            }
        }
        return text.toString();
    }

    /** The line of a lock of a whole file, or of a record. */
    static String line(ProcFileSystem fs, int number, boolean whole, Inode inode, FileLocks.Lock lock) {
        String kind = whole ? "FLOCK " : lock.pid() < 0 ? "OFDLCK" : "POSIX ";
        return "%d: %s ADVISORY  %s %d %s %d %s\n".formatted(number, kind, lock.exclusive() ? "WRITE" : "READ", lock.pid() < 0 ? -1 : fs.pids.shown(lock.pid()),
                file(inode), lock.start(), lock.end() == Long.MAX_VALUE ? "EOF" : Long.toString(lock.end()));
    }

    /** The line of a lease. */
    static String line(ProcFileSystem fs, int number, Inode inode, Leases.Row lease) {
        String type = lease.type() == Fcntl.F_WRLCK ? "WRITE" : lease.type() == Fcntl.F_RDLCK ? "READ" : "UNLCK";
        return "%d: LEASE  %s %s %d %s 0 EOF\n".formatted(number, lease.breaking() ? "BREAKING " : "ACTIVE   ", type, fs.pids.shown(lease.pid()), file(inode));
    }

    private static String file(Inode inode) {
        long device = inode.fileSystem().device();
        return "%02x:%02x:%d".formatted(device >>> 8 & 0xfff, device & 0xff, inode.number());
    }
}
