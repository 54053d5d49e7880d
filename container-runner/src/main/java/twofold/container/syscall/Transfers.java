package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_APPEND;

import java.nio.ByteBuffer;
import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.riscv.memory.Frames;

/** sendfile(2) and copy_file_range(2): from file to file, not by way of the program's memory. */
final class Transfers {
    private static final int CHUNK = File.THROUGH.length;
    private static final byte[] scratch = File.THROUGH;

    private Transfers() {
    }

    static long sendfile(Task t) {
        if (t.arg(2) != 0) {
            t.mm.getLong(t.arg(2));
        }
        File in = t.files.usable(t.argInt(1));
        if (!in.readable()) {
            return -EBADF;
        }
        if (t.arg(2) != 0 && !in.seekable()) {
            return -ESPIPE;
        }
        File out = ReadWrite.writable(t, t.argInt(0));
        if (in.inode().isDirectory()) {
            return t.arg(3) == 0 ? 0 : -EINVAL;
        }
        long at = t.arg(2);
        if (t.kept == null) {
            t.kept = at == 0 ? in.position : t.mm.getLong(at);
        }
        long start = (Long) t.kept;
        if (start < 0 || t.arg(3) < 0 || (out.flags() & O_APPEND) != 0 || !in.isSpliced() || !out.takesSpliced()) {
            return -EINVAL;
        }
        long length = ReadWrite.length(t.arg(3));
        boolean fills = Pipe.is(out) && in.seekable();
        long result = fills ? Splicing.intoPipe(t, in, start, out, length, true) : transfer(t, in, start, out, -1, length);
        if (fills && result > 0) {
            t.moved(in, false, result);
            t.moved(out, true, result);
        }
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
        File in = t.files.usable(t.argInt(0));
        File out = t.files.usable(t.argInt(2));
        long from = t.arg(1) == 0 ? in.position : t.mm.getLong(t.arg(1));
        long to = t.arg(3) == 0 ? out.position : t.mm.getLong(t.arg(3));
        if (t.argInt(5) != 0) {
            return -EINVAL;
        }
        if (in.inode().isDirectory() || out.inode().isDirectory()) {
            return -EISDIR;
        }
        if (!in.inode().isRegular() || !out.inode().isRegular()) {
            return -EINVAL;
        }
        if (!in.readable() || !out.writable() || (out.flags() & O_APPEND) != 0) {
            return -EBADF;
        }
        if (in.inode().fileSystem() != out.inode().fileSystem()) {
            return -EXDEV;
        }
        if (from < 0 || to < 0) {
            return -EOVERFLOW;
        }
        long most = Math.min(ReadWrite.length(t.arg(4)), Math.max(0, in.inode().size() - from));
        if (ReadWrite.room(t, out, 1, to) < 0 || to == Long.MAX_VALUE) {
            return -EFBIG;
        }
        if (in.inode() == out.inode() && from + most > to && to + most > from) {
            return -EINVAL;
        }
        long result = transfer(t, in, from, out, to, ReadWrite.length(t.arg(4)));
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
            long from = start + t.progress;
            int part = (int) Math.min(in.inode() == out.inode() ? pageRest(from, to < 0 ? out.position : to + t.progress) : CHUNK, length - t.progress);
            int count = in.readAt(t, from, ByteBuffer.wrap(scratch, 0, part));
            if (count <= 0) {
                break;
            }
            long written = ReadWrite.writeSome(t, out, scratch, count, to < 0 ? -1 : to + t.progress);
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

    /** Within one file Linux copies page by page, so that what has just been written is what is read next: bytes up to where one of two pages ends. */
    private static int pageRest(long from, long to) {
        int in = (int) (from & Frames.SIZE - 1);
        int out = (int) (to & Frames.SIZE - 1);
        return Frames.SIZE - Math.max(in, out);
    }
}
