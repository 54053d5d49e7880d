package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.IOV_MAX;
import static twofold.container.abi.Limits.PIPE_BUF;

import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** readv(2), writev(2) and their relatives: reads and writes of what the call's second argument lists, as many as its third says. */
final class Vectors {
    private Vectors() {
    }

    /** How many bytes a call's vectors name. */
    static long total(Task t) {
        long total = 0;
        for (int i = vectors(t) - 1; i >= 0; i--) {
            total += t.mm.getLong(t.arg(1) + 16L * i + 8);
        }
        return total;
    }

    /** Whether a call's vectors name nothing: then nothing else of the call is looked at. */
    static boolean isEmpty(Task t) {
        return total(t) == 0;
    }

    private static int vectors(Task t) {
        int count = t.argInt(2);
        if (count < 0 || count > IOV_MAX) {
            throw FileError.of(EINVAL);
        }
        for (int i = 0; i < count; i++) {
            long length = ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8), Long.MAX_VALUE);
            if (length > Mm.TASK_SIZE) {
                throw FileError.of(EFAULT);
            }
            ReadWrite.requireUser(t.mm.getLong(t.arg(1) + 16L * i));
        }
        return count;
    }

    /** Reads to the vectors one after the other, until one is not filled; offset -1 is the file's position. */
    static long read(Task t, File file, long offset) {
        int count = vectors(t);
        if (file.inode().isDirectory() && total(t) > 0) {
            return -EISDIR;
        }
        long done = 0;
        for (int i = 0; i < count; i++) {
            long base = t.mm.getLong(t.arg(1) + 16L * i);
            long length = ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8));
            if (length == 0) {
                continue;
            }
            long part = ReadWrite.readInto(t, file, base, length, offset < 0 ? -1 : offset + done);
            if (part < 0) {
                return done > 0 ? done : ReadWrite.finishRead(t, file, part);
            }
            done += part;
            if (part < length) {
                break;
            }
        }
        return ReadWrite.finishRead(t, file, done);
    }

    /** Writes the vectors one after the other; on a retry, skips what {@code progress} says is done. */
    static long write(Task t, File file, long offset) {
        int count = vectors(t);
        if (Pipe.is(file)) {
            return writeGathered(t, file, count);
        }
        long total = t.progress;
        long skip = t.progress;
        for (int i = 0; i < count; i++) {
            long base = t.mm.getLong(t.arg(1) + 16L * i);
            long length = ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8));
            if (skip >= length) {
                skip -= length;
                continue;
            }
            base += skip;
            length -= skip;
            skip = 0;
            t.progress = 0;
            long part = ReadWrite.writeFrom(t, file, base, length, offset < 0 ? -1 : offset + total);
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

    /** Vectors to a pipe are one write. */
    private static long writeGathered(Task t, File file, int count) {
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8));
        }
        byte[] bytes = File.THROUGH;
        while (t.progress < length) {
            int wanted = (int) Math.min(bytes.length, length - t.progress);
            int had = gather(t, count, t.progress, bytes, wanted);
            had -= had < wanted ? had % PIPE_BUF : 0;
            long written = had == 0 ? -EFAULT : ReadWrite.writeSome(t, file, bytes, had, -1);
            if (written == -EAGAIN && !file.nonBlocking()) {
                return ReadWrite.waited(t, file, file.writeTimeout());
            }
            if (written < 0) {
                return t.progress > 0 ? t.progress : written;
            }
            t.moved(file, true, written);
            t.progress += written;
            if (written < had && file.nonBlocking()) {
                break;
            }
        }
        return t.progress;
    }

    /** Copies from the vectors, behind so many bytes of them; returns how many could be read. */
    private static int gather(Task t, int count, long skip, byte[] to, int wanted) {
        long behind = skip;
        int had = 0;
        for (int i = 0; i < count && had < wanted; i++) {
            long length = t.mm.getLong(t.arg(1) + 16L * i + 8);
            if (behind >= length) {
                behind -= length;
                continue;
            }
            int part = (int) Math.min(wanted - had, length - behind);
            int got = t.mm.copyIn(t.mm.getLong(t.arg(1) + 16L * i) + behind, to, had, part);
            had += got;
            behind = 0;
            if (got < part) {
                break;
            }
        }
        return had;
    }
}
