package twofold.container.vfs;

import static twofold.container.abi.Errno.ENOLCK;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import twofold.image.overlay.FileError;

/**
 * Advisory locks on one inode: flock(2) and the record locks of fcntl(2), which do not see each other. Record locks lie as Linux keeps them: those of an owner
 * beside each other, by their first bytes.
 */
public final class FileLocks {
    private static final int MOST = 1 << 14;
    private static final AtomicLong TURNS = new AtomicLong();

    /** Who waits for a lock to go. */
    public final WaitQueue queue = new WaitQueue();
    private final List<Lock> whole = new ArrayList<>();
    private final List<Lock> records = new ArrayList<>();

    /**
     * A lock.
     *
     * @param owner     an open file (flock, open file description locks) or a process's descriptor table
     * @param exclusive a write lock
     * @param start     first byte
     * @param end       last byte, {@link Long#MAX_VALUE} for "to the end"
     * @param pid       shown by F_GETLK; -1 for an open file description's
     * @param file      the open file by which it was taken
     * @param turn      of two locks, on any files, the younger has the higher
     */
    public record Lock(Object owner, boolean exclusive, long start, long end, int pid, File file, long turn) {
        /** One that is taken now. */
        public Lock(Object owner, boolean exclusive, long start, long end, int pid, File file) {
            this(owner, exclusive, start, end, pid, file, nextTurn());
        }

        boolean conflicts(Lock other) {
            return owner != other.owner && (exclusive || other.exclusive) && overlaps(other.start, other.end);
        }

        private boolean overlaps(long first, long last) {
            return start <= last && first <= end;
        }

        private boolean touches(Lock other) {
            return overlaps(other.start, other.end) || end != Long.MAX_VALUE && end + 1 == other.start || other.end != Long.MAX_VALUE && other.end + 1 == start;
        }

        private Lock over(long first, long last) {
            return new Lock(owner, exclusive, first, last, pid, file, turn);
        }
    }

    /** When a lock or lease is taken, among those on all files. */
    static long nextTurn() {
        return TURNS.incrementAndGet();
    }

    /** Takes or changes a whole-file lock for a process; false if another holds one that conflicts: what it changes is gone then. */
    public boolean lockWhole(File owner, boolean exclusive, int pid) {
        for (Lock lock : whole) {
            if (lock.owner == owner && lock.exclusive == exclusive) {
                return true;
            }
        }
        unlockWhole(owner);
        Lock wanted = new Lock(owner, exclusive, 0, Long.MAX_VALUE, pid, owner);
        if (conflict(whole, wanted) != null) {
            return false;
        }
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

    /**
     * Takes a record lock, replacing what the owner had in the range; {@link #blocker} was null. It becomes one with the owner's first of its kind that it
     * touches. ENOLCK if the file has too many.
     */
    public void lock(Lock wanted) {
        List<Lock> own = own(wanted.owner);
        List<Lock> kept = new ArrayList<>();
        Lock taken = null;
        long start = wanted.start;
        long end = wanted.end;
        for (Lock lock : own) {
            if (lock.exclusive == wanted.exclusive && lock.touches(wanted)) {
                start = Math.min(start, lock.start);
                end = Math.max(end, lock.end);
                taken = taken == null ? lock : taken;
            } else if (lock.overlaps(wanted.start, wanted.end)) {
                taken = taken == null && lock.start >= wanted.start && lock.end <= wanted.end ? wanted : taken;
                keepAround(kept, lock, wanted.start, wanted.end);
            } else {
                kept.add(lock);
            }
        }
        kept.add((taken == null ? wanted : taken).over(start, end));
        if (records.size() - own.size() + kept.size() > MOST) {
            throw FileError.of(ENOLCK);
        }
        kept.sort(Comparator.comparingLong(Lock::start));
        replace(own, kept);
    }

    /** Gives a range back, splitting locks that reach beyond it. */
    public void unlock(Object owner, long start, long end) {
        List<Lock> own = own(owner);
        List<Lock> kept = new ArrayList<>();
        for (Lock lock : own) {
            if (lock.overlaps(start, end)) {
                keepAround(kept, lock, start, end);
            } else {
                kept.add(lock);
            }
        }
        replace(own, kept);
    }

    private List<Lock> own(Object owner) {
        return records.stream().filter(lock -> lock.owner == owner).toList();
    }

    /** Of a lock what lies before a range and behind it; if that is two, the former is new. */
    private static void keepAround(List<Lock> kept, Lock lock, long start, long end) {
        boolean behind = lock.end > end;
        if (lock.start < start) {
            kept.add(behind ? new Lock(lock.owner, lock.exclusive, lock.start, start - 1, lock.pid, lock.file) : lock.over(lock.start, start - 1));
        }
        if (behind) {
            kept.add(lock.over(end + 1, lock.end));
        }
    }

    private void replace(List<Lock> own, List<Lock> kept) {
        if (own.equals(kept)) {
            return;
        }
        int at = own.isEmpty() ? records.size() : records.indexOf(own.get(0));
        records.subList(at, at + own.size()).clear();
        records.addAll(at, kept);
        if (!own.isEmpty()) {
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

    /** The first of those that conflict. */
    private static Lock conflict(List<Lock> held, Lock wanted) {
        for (Lock lock : held) {
            if (lock.conflicts(wanted)) {
                return lock;
            }
        }
        return null;
    }
}
