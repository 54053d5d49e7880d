package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_APPEND;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Limits.IOV_MAX;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** read(2), write(2) and their relatives, sendfile(2), copy_file_range(2), splice(2). */
final class ReadWrite {
    private static final int CHUNK = File.THROUGH.length;
    private static final long MOST = 0x7ffff000L;
    private static final int RWF_NOWAIT = 8;
    private static final int RWF_APPEND = 0x10;
    /** The RWF_ flags there are, up to RWF_NOAPPEND. */
    private static final int RWF_KNOWN = 0x3f;
    private static final byte[] scratch = File.THROUGH;

    private ReadWrite() {
    }

    static long read(Task t) {
        File file = readable(t, t.argInt(0));
        return finishRead(t, file, readInto(t, file, t.arg(1), length(t.arg(2)), -1));
    }

    static long write(Task t) {
        File file = writable(t, t.argInt(0));
        return writeFrom(t, file, t.arg(1), length(t.arg(2)), -1);
    }

    static long pread64(Task t) {
        requireOffset(t);
        return readInto(t, seekable(readable(t, t.argInt(0)), t.arg(3)), t.arg(1), length(t.arg(2)), t.arg(3));
    }

    /** The offset of pread(2) and its relatives is looked at first. */
    private static void requireOffset(Task t) {
        if (t.arg(3) < 0) {
            throw FileError.of(EINVAL);
        }
    }

    static long pwrite64(Task t) {
        requireOffset(t);
        return writeFrom(t, seekable(writable(t, t.argInt(0)), t.arg(3)), t.arg(1), length(t.arg(2)), t.arg(3));
    }

    static long readv(Task t) {
        return readVector(t, readable(t, t.argInt(0)), -1);
    }

    static long writev(Task t) {
        return writeVector(t, writable(t, t.argInt(0)), -1);
    }

    static long preadv(Task t) {
        requireOffset(t);
        return readVector(t, seekable(readable(t, t.argInt(0)), t.arg(3)), t.arg(3));
    }

    static long pwritev(Task t) {
        requireOffset(t);
        return writeVector(t, seekable(writable(t, t.argInt(0)), t.arg(3)), t.arg(3));
    }

    static long preadv2(Task t) {
        File file = readable(t, t.argInt(0));
        if ((t.argInt(5) & ~RWF_KNOWN) != 0) {
            return -EOPNOTSUPP;
        }
        if ((t.argInt(5) & RWF_NOWAIT) != 0) {
            return without(file, () -> t.arg(3) == -1 ? readv(t) : preadv(t));
        }
        return t.arg(3) == -1 ? readv(t) : preadv(t);
    }

    static long pwritev2(Task t) {
        File file = writable(t, t.argInt(0));
        if ((t.argInt(5) & ~RWF_KNOWN) != 0) {
            return -EOPNOTSUPP;
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
            return writeVector(t, seekable(file, t.arg(3)), file.inode().size() - t.progress);
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

    private static File writable(Task t, int fd) {
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
    private static long length(long value) {
        if (value < 0) {
            throw FileError.of(EFAULT);
        }
        return Math.min(value, MOST);
    }

    private static long length(long value, long most) {
        if (value < 0) {
            throw FileError.of(EINVAL);
        }
        return Math.min(value, most);
    }

    /** Reads to user memory; offset -1 is the file's position. */
    private static long readInto(Task t, File file, long address, long length, long offset) {
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
        if (length == 0 && offset < 0) {
            return 0;
        }
        return done;
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

    private static long finishRead(Task t, File file, long result) {
        if (result > 0) {
            t.moved(file, false, result);
        }
        return result == -EAGAIN && !file.nonBlocking() ? waited(t, file, file.readTimeout()) : result;
    }

    /** Waits for a file, at most for a time (-1 for ever): BLOCKED, or -EAGAIN when that is over. */
    private static long waited(Task t, File file, long timeout) {
        if (timeout < 0) {
            return t.waitOn(file.queue());
        }
        t.interruption = EINTR;
        return t.expired(timeout) ? -EAGAIN : t.waitOnUntil(file.queue());
    }

    /** Writes from user memory, going on where a wait interrupted it; offset -1 is the file's position. */
    private static long writeFrom(Task t, File file, long address, long length, long offset) {
        if (length == 0) {
            return file.inode().isRegular() ? 0 : writeSome(t, file, address, 0, offset);
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
            if (count < part && (file.nonBlocking() || count == 0)) {
                return t.progress;
            }
        }
        return t.progress;
    }

    private static long writeSome(Task t, File file, long address, int length, long offset) {
        try {
            int room = room(t, file, length, offset);
            return room < 0 ? room : file.write(t, offset, t.mm, address, room);
        } catch (FileError failed) {
            return refused(t, failed);
        }
    }

    private static long writeSome(Task t, File file, byte[] bytes, int length, long offset) {
        try {
            int room = room(t, file, length, offset);
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, Math.max(0, room));
            return room < 0 ? room : offset < 0 ? file.write(t, buffer) : file.writeAt(t, offset, buffer);
        } catch (FileError failed) {
            return refused(t, failed);
        }
    }

    /** How much of what is to be written RLIMIT_FSIZE has room for, or -EFBIG. */
    private static int room(Task t, File file, int length, long offset) {
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

    private static long refused(Task t, FileError failed) {
        if (failed.errno() == EPIPE) {
            Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_KERNEL, 0, 0, 0, 0));
        }
        return -failed.errno();
    }

    /** How many bytes a call's vectors name. */
    static long total(Task t) {
        long total = 0;
        for (int i = vectors(t) - 1; i >= 0; i--) {
            total += t.mm.getLong(t.arg(1) + 16L * i + 8);
        }
        return total;
    }

    private static int vectors(Task t) {
        int count = t.argInt(2);
        if (count < 0 || count > IOV_MAX) {
            throw FileError.of(EINVAL);
        }
        for (int i = 0; i < count; i++) {
            long length = length(t.mm.getLong(t.arg(1) + 16L * i + 8), Long.MAX_VALUE);
            if (length > Mm.TASK_SIZE) {
                throw FileError.of(EFAULT);
            }
        }
        return count;
    }

    private static long readVector(Task t, File file, long offset) {
        int count = vectors(t);
        long done = 0;
        for (int i = 0; i < count; i++) {
            long base = t.mm.getLong(t.arg(1) + 16L * i);
            long length = length(t.mm.getLong(t.arg(1) + 16L * i + 8));
            if (length == 0) {
                continue;
            }
            long part = readInto(t, file, base, length, offset < 0 ? -1 : offset + done);
            if (part < 0) {
                return done > 0 ? done : finishRead(t, file, part);
            }
            done += part;
            if (part < length) {
                break;
            }
        }
        return finishRead(t, file, done);
    }

    /** Writes the vectors one after the other; on a retry, skips what {@code progress} says is done. */
    private static long writeVector(Task t, File file, long offset) {
        int count = vectors(t);
        long total = t.progress;
        long skip = t.progress;
        for (int i = 0; i < count; i++) {
            long base = t.mm.getLong(t.arg(1) + 16L * i);
            long length = length(t.mm.getLong(t.arg(1) + 16L * i + 8));
            if (skip >= length) {
                skip -= length;
                continue;
            }
            base += skip;
            length -= skip;
            skip = 0;
            t.progress = 0;
            long part = writeFrom(t, file, base, length, offset < 0 ? -1 : offset + total);
            if (part == Task.BLOCKED) {
                t.progress += total;
                return part;
            }
            if (part < 0) {
                return total > 0 ? total : part;
            }
            total += part;
            t.progress = total;
            if (part < length) {
                break;
            }
        }
        return total;
    }

    static long lseek(Task t) {
        File file = t.files.usable(t.argInt(0));
        if (t.argInt(2) == 2 && file.inode().isDirectory() && !file.inode().fileSystem().isStorage()) {
            return -EINVAL;
        }
        if (!file.seekable()) {
            return file.ignoresSeek() ? 0 : -ESPIPE;
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

    static long sendfile(Task t) {
        if (t.arg(2) != 0) {
            t.mm.getLong(t.arg(2));
        }
        File out = writable(t, t.argInt(0));
        File in = readable(t, t.argInt(1));
        long at = t.arg(2);
        if (t.kept == null) {
            t.kept = at == 0 ? in.position : t.mm.getLong(at);
        }
        long start = (Long) t.kept;
        if (start < 0 || (out.flags() & O_APPEND) != 0) {
            return -EINVAL;
        }
        long result = transfer(t, in, start, out, -1, length(t.arg(3)));
        if (result >= 0) {
            if (at == 0) {
                in.position = start + result;
            } else {
                t.mm.putLong(at, start + result);
            }
        }
        return result;
    }

    static long copyFileRange(Task t) {
        File in = readable(t, t.argInt(0));
        File out = writable(t, t.argInt(2));
        if ((out.flags() & O_APPEND) != 0) {
            return -EBADF;
        }
        if (t.argInt(5) != 0 || !in.inode().isRegular() || !out.inode().isRegular()) {
            return -EINVAL;
        }
        long from = t.arg(1) == 0 ? in.position : t.mm.getLong(t.arg(1));
        long to = t.arg(3) == 0 ? out.position : t.mm.getLong(t.arg(3));
        if (from < 0 || to < 0) {
            return -EOVERFLOW;
        }
        long most = Math.min(length(t.arg(4)), Math.max(0, in.inode().size() - from));
        if (in.inode() == out.inode() && from + most > to && to + most > from) {
            return -EINVAL;
        }
        long result = transfer(t, in, from, out, to, length(t.arg(4)));
        if (result > 0) {
            if (t.arg(1) == 0) {
                in.position = from + result;
            } else {
                t.mm.putLong(t.arg(1), from + result);
            }
            if (t.arg(3) == 0) {
                out.position = to + result;
            } else {
                t.mm.putLong(t.arg(3), to + result);
            }
        }
        return result;
    }

    private static long transfer(Task t, File in, long start, File out, long to, long length) {
        if (!in.seekable()) {
            return -EINVAL;
        }
        while (t.progress < length) {
            int part = (int) Math.min(CHUNK, length - t.progress);
            int count = in.readAt(t, start + t.progress, ByteBuffer.wrap(scratch, 0, part));
            if (count <= 0) {
                break;
            }
            long written = writeSome(t, out, scratch, count, to < 0 ? -1 : to + t.progress);
            if (written == -EAGAIN && !out.nonBlocking()) {
                return t.waitOn(out.queue());
            }
            if (written < 0) {
                return t.progress > 0 ? t.progress : written;
            }
            t.moved(in, false, written);
            t.moved(out, true, written);
            t.progress += written;
        }
        return t.progress;
    }
}
