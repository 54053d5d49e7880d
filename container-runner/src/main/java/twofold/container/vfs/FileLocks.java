package twofold.container.vfs;

import static twofold.container.abi.Errno.ENOLCK;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import twofold.image.overlay.FileError;

/** Advisory locks on one inode: flock(2) and the record locks of fcntl(2), which do not see each other. */
public final class FileLocks {
    /** Who waits for a lock to go. */
    public final WaitQueue queue = new WaitQueue();
    private final List<Lock> whole = new ArrayList<>();
    private final List<Lock> records = new ArrayList<>();

    private static final int MOST = 1 << 14;

    /**
     * A lock.
     *
     * @param owner     an open file (flock, open file description locks) or a process's descriptor table
     * @param exclusive a write lock
     * @param start     first byte
     * @param end       last byte, {@link Long#MAX_VALUE} for "to the end"
     * @param pid       shown by F_GETLK; -1 for an open file description's
     * @param file      the open file by which it was taken
     */
    public record Lock(Object owner, boolean exclusive, long start, long end, int pid, File file) {
        boolean conflicts(Lock other) {
            return owner != other.owner && (exclusive || other.exclusive) && start <= other.end && other.start <= end;
        }
    }

    /** Takes or changes a whole-file lock for a process; false if another holds one that conflicts. */
    public boolean lockWhole(File owner, boolean exclusive, int pid) {
        Lock wanted = new Lock(owner, exclusive, 0, Long.MAX_VALUE, pid, owner);
        if (conflict(whole, wanted) != null) {
            return false;
        }
        unlockWhole(owner);
        whole.add(wanted);
        return true;
    }

    /** The whole-file locks. */
    public List<Lock> whole() {
        return List.copyOf(whole);
    }

    /** The record locks. */
    public List<Lock> records() {
        return List.copyOf(records);
    }

    /** Gives a whole-file lock back. */
    public void unlockWhole(File owner) {
        if (whole.removeIf(lock -> lock.owner == owner)) {
            queue.wakeAll();
        }
    }

    /** The record lock that stands in the way, or null. */
    public Lock blocker(Lock wanted) {
        return conflict(records, wanted);
    }

    /** The owner's own first record lock in a range, or null. */
    public Lock held(Object owner, long start, long end) {
        Lock first = null;
        for (Lock lock : records) {
            if (lock.owner == owner && lock.start <= end && start <= lock.end && (first == null || lock.start < first.start)) {
                first = lock;
            }
        }
        return first;
    }

    /** Takes a record lock, replacing what the owner had in the range; {@link #blocker} was null. ENOLCK if the file has too many. */
    public void lock(Lock wanted) {
        unlock(wanted.owner, wanted.start, wanted.end);
        if (records.size() >= MOST) {
            throw FileError.of(ENOLCK);
        }
        long start = wanted.start;
        long end = wanted.end;
        for (Iterator<Lock> each = records.iterator(); each.hasNext();) {
            Lock lock = each.next();
            boolean touches = lock.end + 1 == wanted.start || wanted.end != Long.MAX_VALUE && wanted.end + 1 == lock.start;
            if (touches && lock.owner == wanted.owner && lock.exclusive == wanted.exclusive) {
                start = Math.min(start, lock.start);
                end = Math.max(end, lock.end);
                each.remove();
            }
        }
        records.add(new Lock(wanted.owner, wanted.exclusive, start, end, wanted.pid, wanted.file));
    }

    /** Gives a range back, splitting locks that reach beyond it. */
    public void unlock(Object owner, long start, long end) {
        List<Lock> kept = new ArrayList<>();
        boolean changed = false;
        for (Lock lock : records) {
            if (lock.owner != owner || lock.end < start || lock.start > end) {
                kept.add(lock);
                continue;
            }
            changed = true;
            if (lock.start < start) {
                kept.add(new Lock(owner, lock.exclusive, lock.start, start - 1, lock.pid, lock.file));
            }
            if (lock.end > end) {
                kept.add(new Lock(owner, lock.exclusive, end + 1, lock.end, lock.pid, lock.file));
            }
        }
        if (changed) {
            records.clear();
            records.addAll(kept);
            queue.wakeAll();
        }
    }

    /** An open file is gone, and its locks with it. */
    void closed(File file) {
        if (!whole.isEmpty()) {
            unlockWhole(file);
        }
        if (!records.isEmpty()) {
            unlock(file, 0, Long.MAX_VALUE);
        }
    }

    /** The first in the file of those that conflict. */
    private static Lock conflict(List<Lock> held, Lock wanted) {
        Lock first = null;
        for (Lock lock : held) {
            if (lock.conflicts(wanted) && (first == null || lock.start < first.start)) {
                first = lock;
            }
        }
        return first;
    }
}
