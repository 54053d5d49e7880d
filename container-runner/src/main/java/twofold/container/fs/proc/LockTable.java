package twofold.container.fs.proc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Inode;

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
                FileLocks locks = file == null || !seen.add(file.inode()) ? null : file.inode().heldLocks();
                if (locks == null) {
                    continue;
                }
                for (FileLocks.Lock lock : locks.whole()) {
                    line(text, fs, ++number, "FLOCK ", file.inode(), lock);
                }
                for (FileLocks.Lock lock : locks.records()) {
                    line(text, fs, ++number, lock.pid() < 0 ? "OFDLCK" : "POSIX ", file.inode(), lock);
                }
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, ProcFileSystem fs, int number, String kind, Inode inode, FileLocks.Lock lock) {
        long device = inode.fileSystem().device();
        text.append("%d: %s ADVISORY  %s %d %02x:%02x:%d %d %s\n".formatted(number, kind, lock.exclusive() ? "WRITE" : "READ ",
                lock.pid() < 0 ? -1 : fs.pids.shown(lock.pid()), device >>> 8 & 0xfff, device & 0xff, inode.number(), lock.start(),
                lock.end() == Long.MAX_VALUE ? "EOF" : Long.toString(lock.end())));
    }
}
