package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_NONBLOCK;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.SuppliedPages;
import twofold.container.net.Socket;
import twofold.container.vfs.File;
import twofold.container.vfs.Marks;
import twofold.image.overlay.FileError;

/** read(2), write(2) and their relatives, lseek(2). */
final class ReadWrite {
    private static final int CHUNK = File.THROUGH.length;
    private static final long MOST = 0x7ffff000L;
    private static final int RWF_NOWAIT = 8;
    static final int RWF_APPEND = 0x10;
    /** The RWF_ flags there are, up to RWF_NOAPPEND. */
    private static final int RWF_KNOWN = 0x3f;
    /** RWF_APPEND and RWF_NOAPPEND. */
    private static final int RWF_BOTH = 0x30;

    private ReadWrite() {
    }

    static long read(Task t) {
        File file = readable(t, t.argInt(0));
        requireUser(t.arg(1));
        long result = finishRead(t, file, readInto(t, file, t.arg(1), length(t.arg(2)), -1));
        return result == -EAGAIN && !file.nonBlocking() && file.readAfterTimeout() ? readInto(t, file, t.arg(1), length(t.arg(2)), -1) : result;
    }

    static long write(Task t) {
        File file = writable(t, t.argInt(0));
        requireUser(t.arg(1));
        return writeFrom(t, file, t.arg(1), length(t.arg(2)), -1);
    }

    /** EFAULT for what is no address of a program's, even if nothing is to be read or written there. */
    static void requireUser(long address) {
        if (address < 0) {
            throw FileError.of(EFAULT);
        }
    }

    static long pread64(Task t) {
        requireOffset(t);
        seekable(t.files.usable(t.argInt(0)), t.arg(3));
        File file = readable(t, t.argInt(0));
        requireUser(t.arg(1));
        return readInto(t, file, t.arg(1), length(t.arg(2)), t.arg(3));
    }

    /** The offset of pread(2) and its relatives is looked at first. */
    private static void requireOffset(Task t) {
        if (t.arg(3) < 0) {
            throw FileError.of(EINVAL);
        }
    }

    static long pwrite64(Task t) {
        requireOffset(t);
        seekable(t.files.usable(t.argInt(0)), t.arg(3));
        File file = writable(t, t.argInt(0));
        requireUser(t.arg(1));
        return writeFrom(t, file, t.arg(1), length(t.arg(2)), t.arg(3));
    }

    static long readv(Task t) {
        return Vectors.read(t, readableOrDirectory(t), -1);
    }

    static long writev(Task t) {
        return Vectors.write(t, writable(t, t.argInt(0)), -1);
    }

    static long preadv(Task t) {
        requireOffset(t);
        seekable(t.files.usable(t.argInt(0)), t.arg(3));
        return Vectors.read(t, readableOrDirectory(t), t.arg(3));
    }

    static long pwritev(Task t) {
        requireOffset(t);
        seekable(t.files.usable(t.argInt(0)), t.arg(3));
        return Vectors.write(t, writable(t, t.argInt(0)), t.arg(3));
    }

    static long preadv2(Task t) {
        if (t.arg(3) != -1) {
            requireOffset(t);
            seekable(t.files.usable(t.argInt(0)), t.arg(3));
        }
        File file = readableOrDirectory(t);
        if (Vectors.isEmpty(t)) {
            return 0;
        }
        if ((t.argInt(5) & ~RWF_KNOWN) != 0) {
            return -EOPNOTSUPP;
        }
        if ((t.argInt(5) & RWF_NOWAIT) != 0) {
            return without(file, () -> t.arg(3) == -1 ? readv(t) : preadv(t));
        }
        return t.arg(3) == -1 ? readv(t) : preadv(t);
    }

    static long pwritev2(Task t) {
        if (t.arg(3) != -1) {
            requireOffset(t);
            seekable(t.files.usable(t.argInt(0)), t.arg(3));
        }
        File file = writable(t, t.argInt(0));
        if (Vectors.isEmpty(t)) {
            return 0;
        }
        if ((t.argInt(5) & ~RWF_KNOWN) != 0) {
            return -EOPNOTSUPP;
        }
        if ((t.argInt(5) & RWF_BOTH) == RWF_BOTH) {
            return -EINVAL;
        }
        if ((t.argInt(5) & RWF_NOWAIT) != 0) {
            return without(file, () -> append(t, file));
        }
        return append(t, file);
    }

    private static long append(Task t, File file) {
        if ((t.argInt(5) & RWF_APPEND) == 0 || !file.seekable()) {
            return t.arg(3) == -1 ? writev(t) : pwritev(t);
        }
        if (t.arg(3) != -1) {
            return Vectors.write(t, seekable(file, t.arg(3)), file.inode().size() - t.progress);
        }
        file.position = file.inode().size();
        return writev(t);
    }

    /** RWF_NOWAIT: what would wait is EAGAIN; EOPNOTSUPP where that cannot be told beforehand. */
    private static long without(File file, LongSupplier call) {
        if (file.inode().isRegular() || file.queue() == null) {
            return -EOPNOTSUPP;
        }
        int flags = file.flags();
        file.setFlags(flags | O_NONBLOCK);
        try {
            return call.getAsLong();
        } finally {
            file.setFlags(flags);
        }
    }

    /** EOPNOTSUPP for RWF_ flags that there are not, or not for this file. */
    static void requireRules(File file, int rules) {
        if ((rules & ~RWF_KNOWN) != 0 || (rules & RWF_NOWAIT) != 0 && (file.inode().isRegular() || file.queue() == null)) {
            throw FileError.of(EOPNOTSUPP);
        }
    }

    private static File readableOrDirectory(Task t) {
        File file = t.files.usable(t.argInt(0));
        if (!file.readable()) {
            throw FileError.of(EBADF);
        }
        return file;
    }

    private static File readable(Task t, int fd) {
        File file = t.files.usable(fd);
        if (!file.readable()) {
            throw FileError.of(EBADF);
        }
        if (file.inode().isDirectory()) {
            throw FileError.of(EISDIR);
        }
        return file;
    }

    static File writable(Task t, int fd) {
        File file = t.files.usable(fd);
        if (!file.writable()) {
            throw FileError.of(EBADF);
        }
        return file;
    }

    private static File seekable(File file, long offset) {
        if (!file.seekable()) {
            throw FileError.of(ESPIPE);
        }
        if (offset < 0 || offset == Long.MAX_VALUE) {
            throw FileError.of(EINVAL);
        }
        return file;
    }

    /** Bytes to move in one go; EFAULT for more than any memory holds. */
    static long length(long value) {
        if (value < 0) {
            throw FileError.of(EFAULT);
        }
        return Math.min(value, MOST);
    }

    static long length(long value, long most) {
        if (value < 0) {
            throw FileError.of(EINVAL);
        }
        return Math.min(value, most);
    }

    /** Reads to user memory; offset -1 is the file's position. */
    static long readInto(Task t, File file, long address, long length, long offset) {
        Marks.requireRead(t, file);
        SuppliedPages.require(t.mm, address, length);
        long done = 0;
        while (done < length) {
            int part = (int) Math.min(file.whole() ? Integer.MAX_VALUE : CHUNK, length - done);
            int count = file.read(t, offset < 0 ? -1 : offset + done, t.mm, address + done, part);
            if (count <= 0) {
                return done > 0 ? done : count;
            }
            done += count;
            if (count < part) {
                break;
            }
        }
        return length == 0 && offset < 0 ? file.readNothing(t) : done;
    }

    /** Reads what can be had at once, without waiting. */
    static long readOnce(Task t, File file, long address, long length, long offset) {
        long count = readInto(t, file, address, length(length), offset);
        if (count > 0) {
            t.moved(file, false, count);
        }
        return count;
    }

    /** Writes what there is room for at once, without waiting. */
    static long writeOnce(Task t, File file, long address, long length, long offset) {
        long bounded = length(length);
        long done = 0;
        while (done < bounded) {
            int part = (int) Math.min(CHUNK, bounded - done);
            long count = writeSome(t, file, address + done, part, offset < 0 ? -1 : offset + done);
            if (count <= 0) {
                return done > 0 ? done : count;
            }
            done += count;
            t.moved(file, true, count);
        }
        return done;
    }

    static long finishRead(Task t, File file, long result) {
        if (result > 0) {
            t.moved(file, false, result);
        }
        if (result != -EAGAIN || file.nonBlocking()) {
            return result;
        }
        long timeout = file.readTimeout();
        if (timeout >= 0 && file.readWaitsSince() >= 0) {
            t.deadline = file.readWaitsSince() + timeout;
        }
        return waited(t, file, timeout);
    }

    /** Waits for a file, at most for a time (-1 for ever): BLOCKED, or -EAGAIN when that is over. */
    static long waited(Task t, File file, long timeout) {
        if (timeout < 0) {
            return t.waitOn(file.queue(t));
        }
        t.interruption = EINTR;
        return t.expired(timeout) ? -EAGAIN : t.waitOnUntil(file.queue());
    }

    /** Writes from user memory, going on where a wait interrupted it; offset -1 is the file's position. */
    static long writeFrom(Task t, File file, long address, long length, long offset) {
        if (length == 0) {
            return file.inode().isRegular() || Pipe.is(file) ? 0 : writeSome(t, file, address, 0, offset);
        }
        while (t.progress < length) {
            int part = (int) Math.min(file.whole() ? Integer.MAX_VALUE : CHUNK, length - t.progress);
            long count = writeSome(t, file, address + t.progress, part, offset < 0 ? -1 : offset + t.progress);
            if (count == -EAGAIN && !file.nonBlocking()) {
                long waited = waited(t, file, file.writeTimeout());
                return waited == -EAGAIN && t.progress > 0 ? t.progress : waited;
            }
            if (count < 0) {
                return t.progress > 0 ? t.progress : count;
            }
            t.moved(file, true, count);
            t.progress += count;
            if (count < part && (file.nonBlocking() || count == 0 || file.inode().isRegular())) {
                return t.progress;
            }
        }
        return t.progress;
    }

    static long writeSome(Task t, File file, long address, int length, long offset) {
        try {
            int room = room(t, file, length, offset);
            return room < 0 ? room : file.write(t, offset, t.mm, address, room);
        } catch (FileError failed) {
            return refused(t, file, failed);
        }
    }

    static long writeSome(Task t, File file, byte[] bytes, int length, long offset) {
        try {
            int room = room(t, file, length, offset);
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, Math.max(0, room));
            return room < 0 ? room : offset < 0 ? file.write(t, buffer) : file.writeAt(t, offset, buffer);
        } catch (FileError failed) {
            return refused(t, file, failed);
        }
    }

    /** How much of what is to be written RLIMIT_FSIZE has room for, or -EFBIG. */
    static int room(Task t, File file, int length, long offset) {
        long limit = t.process.softLimits[Limits.RLIMIT_FSIZE];
        if (limit < 0 || !file.inode().isRegular()) {
            return length;
        }
        long at = offset >= 0 ? offset : file.position;
        if (at >= limit) {
            Signals.send(t, new SignalInfo(Sig.SIGXFSZ, Sig.SI_KERNEL, 0, 0, 0, 0));
            return -EFBIG;
        }
        return (int) Math.min(length, limit - at);
    }

    private static long refused(Task t, File file, FileError failed) {
        if (failed.errno() == EPIPE && !(file instanceof Socket socket && !socket.isStream())) {
            Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_KERNEL, 0, 0, 0, 0));
        }
        return -failed.errno();
    }

    static long lseek(Task t) {
        File file = t.files.usable(t.argInt(0));
        boolean list = file.inode().isDirectory() && !file.inode().fileSystem().isStorage() && !file.inode().fileSystem().type().equals("proc");
        if (t.argInt(2) < 0 || t.argInt(2) > 4 || t.argInt(2) >= 2 && !file.hasEnd() || t.argInt(2) >= 2 && list) {
            return -EINVAL;
        }
        if (file.ignoresSeek()) {
            return 0;
        }
        if (!file.seekable()) {
            return -ESPIPE;
        }
        long offset = t.arg(1);
        long size = file.inode().size();
        long target;
        switch (t.argInt(2)) {
            case 0 -> target = offset;
            case 1 -> target = file.position + offset;
            case 2 -> target = size + offset;
            case 3 -> {
                if (offset < 0 || offset >= size) {
                    return -ENXIO;
                }
                target = file.inode().nextData(offset);
                if (target < 0) {
                    return -ENXIO;
                }
            }
            case 4 -> {
                if (offset < 0 || offset >= size) {
                    return -ENXIO;
                }
                target = file.inode().nextHole(offset);
            }
            default -> {
                return -EINVAL;
            }
        }
        if (target < 0) {
            return -EINVAL;
        }
        file.position = target;
        return target;
    }
}
