package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.PATH_MAX;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import twofold.container.abi.Cap;
import twofold.container.abi.Clone;
import twofold.container.abi.Sig;
import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.Cloning;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Opening;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.image.overlay.FileError;

/** Descriptors: open, close, dup, fcntl, pipe, getdents. */
final class Files {
    private static final int ENTRIES_AT_ONCE = 128;

    /** RWH_WRITE_LIFE_EXTREME. */
    private static final int MOST_HINT = 5;
    private static final int F_DUPFD_QUERY = 1027;
    private static final int F_CREATED_QUERY = 1028;
    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    /** Every flag that openat2(2) knows: O_ACCMODE, O_CREAT to O_LARGEFILE, O_DIRECTORY to __O_TMPFILE. */
    private static final long OPEN_FLAGS = 0x7fffc3;
    /** openat2(2): only what needs no waiting; here nothing does but what changes something. */
    private static final int RESOLVE_CACHED = 0x20;

    /** File systems whose files have no fsync(2). */
    private static final Set<String> UNSTORED = Set.of("proc", "sysfs", "cgroup2", "nsfs");

    private Files() {
    }

    static String path(Task t, int n) {
        return t.mm.string(t.arg(n), PATH_MAX);
    }

    /** Gives a file that was opened just now a descriptor, or closes it. */
    static int add(Task t, File file, boolean cloexec) {
        try {
            requireFile(t);
        } catch (FileError full) {
            file.release();
            throw full;
        }
        return t.files.add(file, 0, cloexec, t.process.mostDescriptors());
    }

    /** ENFILE if the container has as many open files as fs.file-max allows, proc_sys_fs(5). */
    private static void requireFile(Task t) {
        long most = t.container().mostFiles;
        if (most != Long.MAX_VALUE && t.container().openFiles() >= most && !t.creds.has(Cap.CAP_SYS_ADMIN)) {
            throw FileError.of(ENFILE);
        }
    }

    static long openat(Task t) {
        Opening.requireFlags(t.argInt(2));
        return open(t, t.argInt(0), path(t, 1), t.argInt(2), t.argInt(3));
    }

    /** O_NOATIME is its owner's to set. */
    private static boolean mayHideAccess(Task t, File file) {
        var creds = file.path() == null ? t.creds : t.creds.through(file.path().mount());
        return file.owner() == t.creds.fsuid || creds.has(Cap.CAP_FOWNER, file.inode());
    }

    private static long open(Task t, int dirfd, String path, int flags, int mode) {
        if (t.opening != null) {
            return opened(t, t.opening, flags);
        }
        t.files.requireRoom(t.process.mostDescriptors());
        requireFile(t);
        try {
            File file = Opening.find(t, Opening.start(t, t.files, dirfd, path), t.fs.root, path, flags & O_ALL, mode & 07777, 0);
            return file == null ? -ENOENT : opened(t, file, flags);
        } catch (FileError failed) {
            return FileLocking.leased(t, failed, (flags & O_NONBLOCK) == 0);
        }
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

    /** What of a structure is not known has to be zero, or it is E2BIG whatever is behind the first that is not. */
    static void requireZeros(Task t, long at, int length) {
        for (int i = 0; i < length; i++) {
            if (t.mm.getByte(at + i) != 0) {
                throw FileError.of(E2BIG);
            }
        }
    }

    /** openat2(2), which refuses flags that nobody knows. */
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
        if (more || (flags & ~OPEN_FLAGS) != 0 || (resolve & 0x18) == 0x18 || (resolve & ~0x3fL) != 0 || (mode & ~07777L) != 0 || mode != 0 && (flags & (O_CREAT | O_TMPFILE_ALONE)) == 0) {
            return -EINVAL;
        }
        Opening.requireFlags((int) flags);
        if ((resolve & RESOLVE_CACHED) != 0 && (flags & (O_TRUNC | O_CREAT | O_TMPFILE_ALONE)) != 0) {
            return -EAGAIN;
        }
        if (t.opening != null) {
            return opened(t, t.opening, (int) flags);
        }
        t.files.requireRoom(t.process.mostDescriptors());
        requireFile(t);
        VfsPath start = Opening.start(t, t.files, t.argInt(0), path);
        VfsPath root = t.fs.root;
        if ((resolve & 0x18) != 0) {
            start = t.argInt(0) == AT_FDCWD ? t.fs.cwd : Opening.named(t.files.get(t.argInt(0)));
            root = start;
        }
        int walk = ((resolve & 8) != 0 ? Walk.BENEATH : 0) | ((resolve & 1) != 0 ? Walk.NO_CROSSING : 0) | ((resolve & 4) != 0 ? Walk.NO_LINKS : 0) | ((resolve & 2) != 0 ? Walk.NO_MAGIC : 0);
        File file;
        try {
            file = Opening.find(t, start, root, path, (int) flags, (int) mode, walk);
        } catch (FileError failed) {
            throw failed.errno() == ENOTDIR && (resolve & RESOLVE_CACHED) != 0 ? FileError.of(EAGAIN) : failed;
        }
        if (file == null) {
            // Of names that are not there nothing is remembered
            return (resolve & RESOLVE_CACHED) != 0 ? -EAGAIN : -ENOENT;
        }
        return opened(t, file, (int) flags);
    }

    static long close(Task t) {
        t.files.close(t.argInt(0));
        return 0;
    }

    static long closeRange(Task t) {
        long first = t.arg(0) & 0xffffffffL;
        long last = t.arg(1) & 0xffffffffL;
        int flags = t.argInt(2);
        if (first > last || (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0) {
            return -EINVAL;
        }
        if ((flags & CLOSE_RANGE_UNSHARE) != 0) {
            Cloning.separate(t, Clone.CLONE_FILES);
        }
        long end = Math.min(last, t.files.end() - 1L);
        for (long fd = first; fd <= end; fd++) {
            if (t.files.peek((int) fd) != null) {
                if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
                    t.files.setCloseOnExec((int) fd, true);
                } else {
                    t.files.close((int) fd);
                }
            }
        }
        return 0;
    }

    static long dup(Task t) {
        return t.files.add(t.files.get(t.argInt(0)).retain(), 0, false, t.process.mostDescriptors());
    }

    static long dup3(Task t) {
        int to = t.argInt(1);
        if (t.argInt(0) == to || (t.argInt(2) & ~O_CLOEXEC) != 0) {
            return -EINVAL;
        }
        if (to < 0 || Long.compareUnsigned(to, t.process.mostDescriptors()) >= 0) {
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
        File[] ends = Pipe.create(t, flags & (O_NONBLOCK | O_DIRECT));
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
        boolean ofNumber = order == F_DUPFD || order == F_DUPFD_CLOEXEC || order == F_GETFD || order == F_SETFD || order == F_GETFL
                || order == F_DUPFD_QUERY || order == F_CREATED_QUERY;
        File file = ofNumber ? t.files.get(fd) : t.files.usable(fd);
        int arg = t.argInt(2);
        return switch (t.argInt(1)) {
            case F_DUPFD, F_DUPFD_CLOEXEC -> {
                if (arg < 0 || Long.compareUnsigned(arg, t.process.softLimits[RLIMIT_NOFILE]) >= 0) {
                    yield -EINVAL;
                }
                yield t.files.add(file.retain(), arg, t.argInt(1) == F_DUPFD_CLOEXEC, t.process.mostDescriptors());
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
                if ((arg & ~file.flags() & O_NOATIME) != 0 && !mayHideAccess(t, file)) {
                    yield -EPERM;
                }
                if ((arg & O_DIRECT) != 0 && !file.inode().takesDirect() && (file.inode().mode() & S_IFMT) != S_IFIFO) {
                    yield -EINVAL;
                }
                file.setFlags(file.flags() & ~changeable | wanted & changeable);
                FileSignals.asynchronous(t, fd, file);
                yield 0;
            }
            case F_GETLK, F_OFD_GETLK, F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW -> FileLocking.recordLock(t, file, t.argInt(1));
            case F_SETOWN -> FileSignals.own(t, file, arg);
            case F_GETOWN -> FileSignals.owner(t, file);
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
                t.mm.putInt(t.arg(2) + 4, FileSignals.shownOwner(t, file));
                yield 0;
            }
            case F_SETOWN_EX -> FileSignals.own(t, file, t.mm.getInt(t.arg(2)), t.mm.getInt(t.arg(2) + 4));
            case F_GETOWNER_UIDS -> {
                t.mm.putInt(t.arg(2), t.creds.user.shownUid(file.signalUid()));
                t.mm.putInt(t.arg(2) + 4, t.creds.user.shownUid(file.signalEuid()));
                yield 0;
            }
            case F_NOTIFY -> FileSignals.notify(t, fd, file, arg);
            case F_GETLEASE -> file.inode().heldLeases() == null ? F_UNLCK : file.inode().heldLeases().type(file);
            case F_SETLEASE -> FileLocking.lease(t, fd, file, arg);
            case F_CREATED_QUERY -> file.created() ? 1 : 0;
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
            case F_SETPIPE_SZ -> Pipe.is(file) && arg < 0 && arg != Integer.MIN_VALUE ? -EINVAL : Pipe.capacity(t, file, arg < 0 ? Integer.MAX_VALUE : arg);
            case F_GETPIPE_SZ -> Pipe.capacity(t, file, -1);
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
        file.wasListed();
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
        sync(t.files.usable(t.argInt(0)));
        return 0;
    }

    /** Writes a file's content back; EINVAL for files that have none to write. */
    static void sync(File file) {
        Inode inode = file.inode();
        boolean none = UNSTORED.contains(inode.fileSystem().type());
        if (!inode.isRegular() && !inode.isDirectory() || inode.isRegular() && none) {
            throw FileError.of(EINVAL);
        }
        inode.fileSystem().sync();
    }

    static long syncfs(Task t) {
        Inode inode = t.files.usable(t.argInt(0)).inode();
        if (inode.isRegular() || inode.isDirectory()) {
            inode.fileSystem().sync();
        }
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
