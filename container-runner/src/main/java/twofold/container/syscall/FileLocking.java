package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Poll.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Leases;
import twofold.image.overlay.FileError;

/** Locks and leases of files: flock(2), and what fcntl(2) has of them. */
final class FileLocking {
    /** How many waits for each other's locks are followed. */
    private static final int DEEPEST_WAIT = 10;
    /** Locks of other systems, which flock(2) takes for done. */
    private static final int LOCK_MAND = 32;
    /** What /proc/sys/fs/lease-break-time says, in nanoseconds. */
    private static final long LEASE_BREAK_TIME = 45_000_000_000L;

    private FileLocking() {
    }

    /** F_GETLK, F_SETLK, F_SETLKW, and the same for open file descriptions. */
    static long recordLock(Task t, File file, int command) {
        long at = t.arg(2);
        short type = t.mm.getShort(at);
        short whence = t.mm.getShort(at + 2);
        long start = t.mm.getLong(at + 8);
        long length = t.mm.getLong(at + 16);
        long base = whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.inode().size() : 0;
        if (start > Long.MAX_VALUE - base) {
            return -EOVERFLOW;
        }
        start += base;
        if (command == F_GETLK && type == F_UNLCK) {
            return -EINVAL;
        }
        if (length < 0) {
            start += length;
            length = -length;
        }
        if (start < 0 || type < F_RDLCK || type > F_UNLCK || whence < 0 || whence > 2) {
            return -EINVAL;
        }
        if (length > 0 && length - 1 > Long.MAX_VALUE - start) {
            return -EOVERFLOW;
        }
        long end = length == 0 ? Long.MAX_VALUE : start + length - 1;
        boolean ofd = command >= F_OFD_GETLK;
        boolean sets = command != F_GETLK && command != F_OFD_GETLK;
        if (sets && (type == F_RDLCK && !file.readable() || type == F_WRLCK && !file.writable())) {
            return -EBADF;
        }
        if (ofd && t.mm.getInt(at + 24) != 0) {
            return -EINVAL;
        }
        Object owner = ofd ? file : t.files;
        FileLocks locks = file.inode().locks();
        FileLocks.Lock wanted = new FileLocks.Lock(owner, type == F_WRLCK, start, end, ofd ? -1 : t.process.pid, file);
        if (!sets) {
            FileLocks.Lock blocker = ofd && type == F_UNLCK ? locks.held(file, start, end) : locks.blocker(wanted);
            if (blocker == null) {
                t.mm.putShort(at, F_UNLCK);
                return 0;
            }
            t.mm.putShort(at, blocker.exclusive() ? F_WRLCK : F_RDLCK);
            t.mm.putShort(at + 2, SEEK_SET);
            t.mm.putLong(at + 8, blocker.start());
            t.mm.putLong(at + 16, blocker.end() == Long.MAX_VALUE ? 0 : blocker.end() - blocker.start() + 1);
            t.mm.putInt(at + 24, blocker.pid() < 0 ? -1 : t.shown(blocker.pid()));
            return 0;
        }
        if (type == F_UNLCK) {
            locks.unlock(owner, start, end);
            return 0;
        }
        FileLocks.Lock blocker = locks.blocker(wanted);
        if (blocker != null) {
            if (command == F_SETLKW && deadlock(t, blocker.owner())) {
                return -EDEADLK;
            }
            t.lockAwaited = ofd ? null : blocker.owner();
            boolean waits = command == F_SETLKW || command == F_OFD_SETLKW;
            return waits ? t.waitOn(locks.queue) : -EAGAIN;
        }
        locks.lock(wanted);
        return 0;
    }

    /** Whether an owner of locks waits, itself or by others, for one of the task's. */
    private static boolean deadlock(Task t, Object owner) {
        Object at = owner;
        for (int steps = 0; at != null && steps < DEEPEST_WAIT; steps++) {
            Object next = null;
            for (Task each : t.container().tasks.all()) {
                next = each != t && each.files == at && each.lockAwaited != null ? each.lockAwaited : next;
            }
            if (next == t.files) {
                return true;
            }
            at = next;
        }
        return false;
    }

    /** flock(2). */
    static long flock(Task t) {
        int operation = t.argInt(1);
        if ((operation & LOCK_MAND) != 0) {
            return 0;
        }
        int kind = operation & ~LOCK_NB;
        if (kind != LOCK_UN && kind != LOCK_SH && kind != LOCK_EX) {
            return -EINVAL;
        }
        File file = t.files.usable(t.argInt(0));
        FileLocks locks = file.inode().locks();
        if (kind == LOCK_UN) {
            locks.unlockWhole(file);
            return 0;
        }
        boolean locked = locks.lockWhole(file, kind == LOCK_EX, t.process.pid);
        return locked ? 0 : (operation & LOCK_NB) != 0 ? -EAGAIN : t.waitOn(locks.queue);
    }

    /** F_SETLEASE. */
    static long lease(Task t, int fd, File file, int type) {
        if (type != F_RDLCK && type != F_WRLCK && type != F_UNLCK) {
            return -EINVAL;
        }
        if (t.creds.fsuid != file.owner() && !t.creds.has(Cap.CAP_LEASE)) {
            return -EACCES;
        }
        if (!file.inode().isRegular()) {
            return -EINVAL;
        }
        if (file.signalOwner() == 0) {
            file.setSignalOwner(FileSignals.F_OWNER_PID, t.process.pid, t.creds);
        }
        var container = t.container();
        file.inode().leases().set(file, type, t.process.pid, () -> FileSignals.tell(container, fd, file, POLLIN));
        return 0;
    }

    /** An open has failed; one that breaks a lease waits, until the time of that is over. */
    static long leased(Task t, FileError failed, boolean waits) {
        Leases broken = t.fs.broken;
        t.fs.broken = null;
        if (broken == null || failed.errno() != EAGAIN || !waits) {
            throw failed;
        }
        if (t.expired(LEASE_BREAK_TIME)) {
            broken.expire();
        }
        return t.waitOnUntil(broken.queue);
    }
}
