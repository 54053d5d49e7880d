package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.RLIMIT_MEMLOCK;
import static twofold.container.abi.Mman.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.mm.Mm;
import twofold.container.mm.Vma;
import twofold.riscv.memory.Frames;

/** mlock(2) and its relatives: pages are brought in, and counted against RLIMIT_MEMLOCK. */
final class MemoryLocks {
    private MemoryLocks() {
    }

    /** Whether so many more bytes may be locked, RLIMIT_MEMLOCK. */
    static boolean mayLock(Task t, long more) {
        long limit = t.process.softLimits[RLIMIT_MEMLOCK];
        return limit < 0 || t.creds.has(Cap.CAP_IPC_LOCK) || t.mm.locked() + more <= (limit & -Frames.SIZE);
    }

    static boolean refusesLocks(Task t) {
        return t.process.softLimits[RLIMIT_MEMLOCK] == 0 && !t.creds.has(Cap.CAP_IPC_LOCK);
    }

    /** mlock(2) and mlock2(2): no page is ever taken away, but they are brought in, and counted against RLIMIT_MEMLOCK. */
    static long mlock(Task t, boolean onFault) {
        if (refusesLocks(t)) {
            return -EPERM;
        }
        long start = t.arg(0) & -Frames.SIZE;
        long length = lockLength(t);
        if (length < 0) {
            return -EINVAL;
        }
        long already = 0;
        boolean secret = false;
        for (Vma area : t.mm.areas(start, start + length)) {
            secret |= area.isSecret();
            already += area.locked() ? Math.max(0, Math.min(area.end(), start + length) - Math.max(area.start(), start)) : 0;
        }
        if (beyond(start, length) || !mayLock(t, length - already) || !apply(t, start, length, true)) {
            return -ENOMEM;
        }
        return onFault || !secret && Mapper.populate(t.mm, start, length) ? 0 : -ENOMEM;
    }

    /** The bytes of whole pages that a call's first two arguments touch; negative if they go around the end of all addresses. */
    private static long lockLength(Task t) {
        long slack = t.arg(0) & Frames.SIZE - 1;
        long length = t.arg(1) + slack + Frames.SIZE - 1;
        return t.arg(1) != 0 && Long.compareUnsigned(t.arg(0) + length, t.arg(0)) < 0 ? -1 : length & -Frames.SIZE;
    }

    private static boolean beyond(long start, long length) {
        return start < 0 || length > Mm.TASK_SIZE || start > Mm.TASK_SIZE - length;
    }

    static long munlock(Task t) {
        long length = lockLength(t);
        if (length < 0) {
            return -EINVAL;
        }
        long start = t.arg(0) & -Frames.SIZE;
        return beyond(start, length) || !apply(t, start, length, false) ? -ENOMEM : 0;
    }

    /** Locks or unlocks a range up to where it is not mapped; false if there is such a place. */
    private static boolean apply(Task t, long start, long length, boolean locks) {
        long end = start;
        for (Vma area = t.mm.find(end); area != null && end < start + length; area = t.mm.find(end)) {
            end = Math.min(area.end(), start + length);
        }
        if (end > start) {
            Mapper.lock(t.mm, start, end - start, locks);
        }
        return end == start + length;
    }

    static long mlock2(Task t) {
        return (t.argInt(2) & ~1) != 0 ? -EINVAL : mlock(t, t.argInt(2) != 0);
    }

    static long mlockall(Task t) {
        int flags = t.argInt(0);
        if (flags == 0 || (flags & ~7) != 0 || flags == MCL_ONFAULT) {
            return -EINVAL;
        }
        if (refusesLocks(t)) {
            return -EPERM;
        }
        boolean now = (flags & MCL_CURRENT) != 0;
        if (now && !mayLock(t, t.mm.virtualBytes() - t.mm.locked())) {
            return -ENOMEM;
        }
        t.mm.lockFuture = (flags & MCL_FUTURE) != 0 ? flags : 0;
        if (now) {
            Mapper.lock(t.mm, 0, Mm.TASK_SIZE, true);
            if ((flags & MCL_ONFAULT) == 0) {
                Mapper.populate(t.mm, 0, Mm.TASK_SIZE);
            }
        }
        return 0;
    }

    static long munlockall(Task t) {
        t.mm.lockFuture = 0;
        Mapper.lock(t.mm, 0, Mm.TASK_SIZE, false);
        return 0;
    }
}
