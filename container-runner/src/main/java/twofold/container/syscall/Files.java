package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.PATH_MAX;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.abi.Tty;
import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.Container;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.FileLocks;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Leases;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/** Descriptors: open, close, dup, fcntl, ioctl, pipe, getdents, flock. */
final class Files {
    private static final int ENTRIES_AT_ONCE = 128;
    private static final int FIOSETOWN = 0x8901;
    private static final int SIOCSPGRP = 0x8902;
    private static final int FIOGETOWN = 0x8903;
    private static final int SIOCGPGRP = 0x8904;

    /** How many waits for each other's locks are followed. */
    private static final int DEEPEST_WAIT = 10;
    /** Locks of other systems, which flock(2) takes for done. */
    private static final int LOCK_MAND = 32;
    /** RWH_WRITE_LIFE_EXTREME. */
    private static final int MOST_HINT = 5;
    private static final int F_OWNER_TID = 0;
    private static final int F_OWNER_PID = 1;
    private static final int F_OWNER_PGRP = 2;
    private static final int F_DUPFD_QUERY = 1027;
    private static final int POLL_IN = 1;
    private static final int POLL_OUT = 2;
    private static final int POLL_ERR = 4;
    /** What /proc/sys/fs/lease-break-time says, in nanoseconds. */
    private static final long LEASE_BREAK_TIME = 45_000_000_000L;

    private Files() {
    }

    static String path(Task t, int n) {
        return t.mm.string(t.arg(n), PATH_MAX);
    }

    static int add(Task t, File file, boolean cloexec) {
        return t.files.add(file, 0, cloexec, t.process.softLimits[RLIMIT_NOFILE]);
    }

    static long openat(Task t) {
        return open(t, t.argInt(0), path(t, 1), t.argInt(2), t.argInt(3));
    }

    private static long open(Task t, int dirfd, String path, int flags, int mode) {
        if (t.opening != null) {
            return opened(t, t.opening, flags);
        }
        t.files.requireRoom(t.process.softLimits[RLIMIT_NOFILE]);
        try {
            return opened(t, Opening.open(t, Opening.start(t, t.files, dirfd, path), path, flags & O_ALL, mode & 07777), flags);
        } catch (FileError failed) {
            return leased(t, failed, (flags & O_NONBLOCK) == 0);
        }
    }

    /** An open has failed; one that breaks a lease waits, until the time of that is over. */
    private static long leased(Task t, FileError failed, boolean waits) {
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

    /** Gives an open file a number; that of a fifo not before the other side is open, too. */
    private static long opened(Task t, File file, int flags) {
        t.opening = null;
        if (Pipe.awaitsOther(file)) {
            t.opening = file;
            return t.waitOn(file.queue());
        }
        return add(t, file, (flags & O_CLOEXEC) != 0);
    }

    /** What of a structure is not known has to be zero; E2BIG. */
    static void requireZeros(Task t, long at, int length) {
        for (byte unknown : t.mm.read(at, length)) {
            if (unknown != 0) {
                throw FileError.of(E2BIG);
            }
        }
    }

    static long openat2(Task t) {
        if (Long.compareUnsigned(t.arg(3), 24) < 0) {
            return -EINVAL;
        }
        if (t.arg(3) < 0 || t.arg(3) > 4096) {
            return -E2BIG;
        }
        requireZeros(t, t.arg(2) + 24, (int) t.arg(3) - 24);
        String path = path(t, 1);
        long flags = t.mm.getLong(t.arg(2));
        long mode = t.mm.getLong(t.arg(2) + 8);
        long resolve = t.mm.getLong(t.arg(2) + 16);
        boolean more = (flags & O_PATH) != 0 && (flags & ~(O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) != 0;
        if (more || flags != (int) flags || (resolve & 0x18) == 0x18 || (resolve & ~0x1fL) != 0 || (mode & ~07777L) != 0 || mode != 0 && (flags & (O_CREAT | O_TMPFILE)) == 0) {
            return -EINVAL;
        }
        if (t.opening != null) {
            return opened(t, t.opening, (int) flags);
        }
        t.files.requireRoom(t.process.softLimits[RLIMIT_NOFILE]);
        VfsPath start = Opening.start(t, t.files, t.argInt(0), path);
        VfsPath root = t.fs.root;
        if ((resolve & 0x18) != 0) {
            start = t.argInt(0) == AT_FDCWD ? t.fs.cwd : Opening.named(t.files.get(t.argInt(0)));
            root = start;
        }
        int walk = ((resolve & 8) != 0 ? Walk.BENEATH : 0) | ((resolve & 1) != 0 ? Walk.NO_CROSSING : 0) | ((resolve & 4) != 0 ? Walk.NO_LINKS : 0) | ((resolve & 2) != 0 ? Walk.NO_MAGIC : 0);
        return opened(t, Opening.open(t, start, root, path, (int) flags, (int) mode, walk), (int) flags);
    }

    static long close(Task t) {
        t.files.close(t.argInt(0));
        return 0;
    }

    static long closeRange(Task t) {
        long first = t.arg(0) & 0xffffffffL;
        long last = t.arg(1) & 0xffffffffL;
        int flags = t.argInt(2);
        if (first > last || (flags & ~6) != 0) {
            return -EINVAL;
        }
        long end = Math.min(last, t.files.end() - 1L);
        for (long fd = first; fd <= end; fd++) {
            if (t.files.peek((int) fd) != null) {
                if ((flags & 4) != 0) {
                    t.files.setCloseOnExec((int) fd, true);
                } else {
                    t.files.close((int) fd);
                }
            }
        }
        return 0;
    }

    static long dup(Task t) {
        return add(t, t.files.get(t.argInt(0)).retain(), false);
    }

    static long dup3(Task t) {
        int to = t.argInt(1);
        if (t.argInt(0) == to || (t.argInt(2) & ~O_CLOEXEC) != 0) {
            return -EINVAL;
        }
        if (to < 0 || Long.compareUnsigned(to, t.process.softLimits[RLIMIT_NOFILE]) >= 0) {
            return -EBADF;
        }
        File file = t.files.get(t.argInt(0));
        t.files.replace(to, file.retain(), (t.argInt(2) & O_CLOEXEC) != 0);
        return to;
    }

    static long pipe2(Task t) {
        int flags = t.argInt(1);
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) != 0) {
            return -EINVAL;
        }
        File[] ends = Pipe.create(t, flags & O_NONBLOCK);
        int read = add(t, ends[0], (flags & O_CLOEXEC) != 0);
        int write;
        try {
            write = add(t, ends[1], (flags & O_CLOEXEC) != 0);
        } catch (FileError full) {
            t.files.close(read);
            throw full;
        }
        ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0, read).putInt(4, write);
        try {
            t.mm.write(t.arg(0), b);
        } catch (FileError fault) {
            t.files.close(read);
            t.files.close(write);
            throw fault;
        }
        return 0;
    }

    static long fcntl(Task t) {
        int fd = t.argInt(0);
        int order = t.argInt(1);
        boolean ofNumber = order == F_DUPFD || order == F_DUPFD_CLOEXEC || order == F_GETFD || order == F_SETFD || order == F_GETFL;
        File file = ofNumber ? t.files.get(fd) : t.files.usable(fd);
        int arg = t.argInt(2);
        return switch (t.argInt(1)) {
            case F_DUPFD, F_DUPFD_CLOEXEC -> {
                if (arg < 0 || Long.compareUnsigned(arg, t.process.softLimits[RLIMIT_NOFILE]) >= 0) {
                    yield -EINVAL;
                }
                yield t.files.add(file.retain(), arg, t.argInt(1) == F_DUPFD_CLOEXEC, t.process.softLimits[RLIMIT_NOFILE]);
            }
            case F_GETFD -> t.files.closesOnExec(fd) ? FD_CLOEXEC : 0;
            case F_SETFD -> {
                t.files.setCloseOnExec(fd, (arg & FD_CLOEXEC) != 0);
                yield 0;
            }
            case F_GETFL -> file.flags();
            case F_SETFL -> {
                int changeable = O_APPEND | O_NONBLOCK | O_ASYNC | O_DIRECT | O_NOATIME;
                int wanted = file.queue() == null ? arg & ~O_ASYNC : arg;
                file.setFlags(file.flags() & ~changeable | wanted & changeable);
                asynchronous(t, fd, file);
                yield 0;
            }
            case F_GETLK, F_OFD_GETLK, F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW -> recordLock(t, file, t.argInt(1));
            case F_SETOWN -> own(t, file, arg);
            case F_GETOWN -> file.signalOwnerKind() == F_OWNER_PGRP ? -t.shown(file.signalOwner()) : t.shown(file.signalOwner());
            case F_SETSIG -> {
                if (arg < 0 || arg > Sig.SIGRTMAX) {
                    yield -EINVAL;
                }
                file.setSignal(arg);
                yield 0;
            }
            case F_GETSIG -> file.signal();
            case F_GETOWN_EX -> {
                t.mm.putInt(t.arg(2), file.signalOwnerKind());
                t.mm.putInt(t.arg(2) + 4, t.shown(file.signalOwner()));
                yield 0;
            }
            case F_SETOWN_EX -> own(t, file, t.mm.getInt(t.arg(2)), t.mm.getInt(t.arg(2) + 4));
            case F_GETLEASE -> file.inode().heldLeases() == null ? F_UNLCK : file.inode().heldLeases().type(file);
            case F_SETLEASE -> lease(t, fd, file, arg);
            case F_DUPFD_QUERY -> t.files.get(arg) == file ? 1 : 0;
            case F_GET_RW_HINT -> {
                t.mm.putLong(t.arg(2), file.inode().lifetime());
                yield 0;
            }
            case F_SET_RW_HINT -> {
                long hint = t.mm.getLong(t.arg(2));
                if (hint < 0 || hint > MOST_HINT) {
                    yield -EINVAL;
                }
                file.inode().setLifetime((byte) hint);
                yield 0;
            }
            case F_SETPIPE_SZ -> arg < 0 ? -EINVAL : Pipe.capacity(file, arg);
            case F_GETPIPE_SZ -> Pipe.capacity(file, -1);
            case F_GET_SEALS -> file.inode().seals();
            case F_ADD_SEALS -> {
                if (!file.writable()) {
                    yield -EPERM;
                }
                file.inode().seal(arg);
                yield 0;
            }
            default -> -EINVAL;
        };
    }

    /** F_SETOWN: a process, a group as a negative number, or nobody. */
    private static long own(Task t, File file, int owner) {
        if (owner == Integer.MIN_VALUE) {
            return -EINVAL;
        }
        return own(t, file, owner < 0 ? F_OWNER_PGRP : F_OWNER_PID, Math.abs(owner));
    }

    private static long own(Task t, File file, int kind, int owner) {
        if (kind < F_OWNER_TID || kind > F_OWNER_PGRP) {
            return -EINVAL;
        }
        int outermost = owner == 0 ? 0 : t.outermost(owner);
        boolean there = owner == 0 || outermost != 0 && (kind == F_OWNER_TID ? t.find(owner) != null
                : t.container().tasks.all().stream().anyMatch(each -> kind == F_OWNER_PID ? each.process.pid == outermost : each.process.group == outermost));
        if (!there) {
            return -ESRCH;
        }
        file.setSignalOwner(kind, outermost);
        return 0;
    }

    /** O_ASYNC: the owner of the file gets SIGIO when it becomes ready. */
    private static void asynchronous(Task t, int fd, File file) {
        if ((file.flags() & O_ASYNC) == 0) {
            file.drive(null);
            return;
        }
        var container = t.container();
        file.drive(() -> {
            int ready = file.signalOwner() == 0 ? 0 : file.poll();
            if (ready != 0) {
                tell(container, fd, file, ready);
            }
        });
    }

    /** Sends a file's signal to its owner. */
    private static void tell(Container container, int fd, File file, int ready) {
        boolean plain = file.signal() == 0;
        int code = plain ? Sig.SI_KERNEL : (ready & POLLIN) != 0 ? POLL_IN : (ready & POLLOUT) != 0 ? POLL_OUT : POLL_ERR;
        int band = code == POLL_IN ? POLLIN | POLLRDNORM : code == POLL_OUT ? POLLOUT | POLLWRNORM | POLLWRBAND : POLLERR;
        SignalInfo info = new SignalInfo(plain ? Sig.SIGIO : file.signal(), code, plain ? 0 : band, 0, plain ? 0 : fd, 0);
        int owner = file.signalOwner();
        if (file.signalOwnerKind() == F_OWNER_PGRP) {
            Signals.sendGroup(container, owner, info);
        } else if (file.signalOwnerKind() == F_OWNER_TID && container.tasks.get(owner) != null) {
            Signals.send(container.tasks.get(owner), info);
        } else if (container.process(owner) != null) {
            Signals.send(container.process(owner), info);
        }
    }

    private static long lease(Task t, int fd, File file, int type) {
        if (type != F_RDLCK && type != F_WRLCK && type != F_UNLCK) {
            return -EINVAL;
        }
        if (type != F_UNLCK && t.creds.fsuid != file.inode().uid() && !t.creds.has(Cap.CAP_LEASE)) {
            return -EACCES;
        }
        if (!file.inode().isRegular()) {
            return -EINVAL;
        }
        if (file.signalOwner() == 0) {
            file.setSignalOwner(F_OWNER_PID, t.process.pid);
        }
        var container = t.container();
        file.inode().leases().set(file, type, () -> tell(container, fd, file, POLLIN));
        return 0;
    }

    private static long recordLock(Task t, File file, int command) {
        long at = t.arg(2);
        short type = t.mm.getShort(at);
        short whence = t.mm.getShort(at + 2);
        long start = t.mm.getLong(at + 8);
        long length = t.mm.getLong(at + 16);
        start += whence == SEEK_CUR ? file.position : whence == SEEK_END ? file.inode().size() : 0;
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
        if (ofd && t.mm.getInt(at + 24) != 0) {
            return -EINVAL;
        }
        Object owner = ofd ? file : t.files;
        FileLocks locks = file.inode().locks();
        FileLocks.Lock wanted = new FileLocks.Lock(owner, type == F_WRLCK, start, end, ofd ? -1 : t.process.pid);
        if (command == F_GETLK || command == F_OFD_GETLK) {
            FileLocks.Lock blocker = locks.blocker(wanted);
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
        if (type == F_RDLCK ? !file.readable() : !file.writable()) {
            return -EBADF;
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
        switch (operation & ~LOCK_NB) {
            case LOCK_UN -> locks.unlockWhole(file);
            case LOCK_SH, LOCK_EX -> {
                if (!locks.lockWhole(file, (operation & LOCK_EX) != 0, t.process.pid)) {
                    return (operation & LOCK_NB) != 0 ? -EAGAIN : t.waitOn(locks.queue);
                }
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    static long ioctl(Task t) {
        int fd = t.argInt(0);
        File file = t.files.usable(fd);
        int command = t.argInt(1);
        switch (command) {
            case Tty.FIOCLEX -> t.files.setCloseOnExec(fd, true);
            case Tty.FIONCLEX -> t.files.setCloseOnExec(fd, false);
            case Tty.FIONBIO -> file.setFlags(t.mm.getInt(t.arg(2)) != 0 ? file.flags() | O_NONBLOCK : file.flags() & ~O_NONBLOCK);
            case Tty.FIOASYNC -> {
                if (file.queue() == null) {
                    return -ENOTTY;
                }
                file.setFlags(t.mm.getInt(t.arg(2)) != 0 ? file.flags() | O_ASYNC : file.flags() & ~O_ASYNC);
                asynchronous(t, fd, file);
            }
            case FIOSETOWN, SIOCSPGRP -> {
                return own(t, file, t.mm.getInt(t.arg(2)));
            }
            case FIOGETOWN, SIOCGPGRP -> t.mm.putInt(t.arg(2), file.signalOwnerKind() == F_OWNER_PGRP ? -t.shown(file.signalOwner()) : t.shown(file.signalOwner()));
            case Tty.FIONREAD -> {
                if (file.inode().isRegular()) {
                    t.mm.putInt(t.arg(2), (int) Math.max(0, file.inode().size() - file.position));
                } else {
                    return file.control(t, command, t.arg(2), t.mm);
                }
            }
            default -> {
                return file.control(t, command, t.arg(2), t.mm);
            }
        }
        return 0;
    }

    static long getdents64(Task t) {
        File file = t.files.usable(t.argInt(0));
        if (!file.inode().isDirectory()) {
            return -ENOTDIR;
        }
        if (file.inode().links() == 0) {
            return -ENOENT;
        }
        int room = (int) Math.min(t.arg(2) & 0xffffffffL, 1 << 20);
        ByteBuffer b = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
        long cookie = file.position;
        boolean fits = true;
        if (cookie == 0) {
            fits = entry(b, file.inode().number(), 1, 4, ".");
            cookie = fits ? 1 : 0;
        }
        if (fits && cookie == 1) {
            VfsPath path = file.path();
            long parent = path == null || path.dentry().parent() == null ? file.inode().number() : path.dentry().parent().inode().number();
            fits = entry(b, parent, 2, 4, "..");
            cookie = fits ? 2 : 1;
        }
        boolean more = fits;
        while (more) {
            List<Inode.Entry> entries = file.inode().entries(t, cookie - 2, ENTRIES_AT_ONCE);
            more = entries.size() == ENTRIES_AT_ONCE;
            for (Inode.Entry each : entries) {
                if (!entry(b, each.number(), each.cookie() + 2, each.type(), each.name())) {
                    more = false;
                    fits = false;
                    break;
                }
                cookie = each.cookie() + 2;
            }
        }
        if (b.position() == 0) {
            return fits ? 0 : -EINVAL;
        }
        t.mm.write(t.arg(1), b.limit(b.position()));
        file.position = cookie;
        return b.limit();
    }

    private static boolean entry(ByteBuffer b, long number, long cookie, int type, String name) {
        int length = 19 + name.length() + 1 + 7 & ~7;
        if (b.remaining() < length) {
            return false;
        }
        int at = b.position();
        b.putLong(number).putLong(cookie).putShort((short) length).put((byte) type);
        for (int i = 0; i < name.length(); i++) {
            b.put((byte) name.charAt(i));
        }
        while (b.position() < at + length) {
            b.put((byte) 0);
        }
        return true;
    }

    static long fsync(Task t) {
        Inode inode = t.files.usable(t.argInt(0)).inode();
        if (!inode.isRegular() && !inode.isDirectory()) {
            return -EINVAL;
        }
        inode.fileSystem().sync();
        return 0;
    }

    static long sync(Task t) {
        t.fs.mounts.all().forEach(mount -> mount.fileSystem().sync());
        return 0;
    }

    static long fadvise64(Task t) {
        File file = t.files.usable(t.argInt(0));
        if (Pipe.is(file)) {
            return -ESPIPE;
        }
        return t.arg(2) < 0 || t.argInt(3) < 0 || t.argInt(3) > 5 ? -EINVAL : 0;
    }

    /** readahead(2): of what is kept in pages only. */
    static long readahead(Task t) {
        File file = t.files.usable(t.argInt(0));
        if (!file.readable()) {
            return -EBADF;
        }
        return file.inode().isRegular() ? 0 : -EINVAL;
    }

    /** sync_file_range(2). */
    static long syncFileRange(Task t) {
        File file = t.files.usable(t.argInt(0));
        if ((t.argInt(3) & ~7) != 0 || t.arg(1) < 0 || t.arg(2) < 0 || t.arg(1) + t.arg(2) < 0) {
            return -EINVAL;
        }
        return file.inode().isRegular() || file.inode().isDirectory() || file.inode().isLink() ? 0 : -ESPIPE;
    }
}
