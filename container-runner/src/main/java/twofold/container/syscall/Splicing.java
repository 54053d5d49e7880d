package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_APPEND;
import static twofold.container.abi.Limits.PIPE_BUF;

import java.nio.ByteBuffer;
import twofold.container.abi.Sig;
import twofold.container.fs.pipe.Passing;
import twofold.container.fs.pipe.Pipe;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.mm.Vma;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** splice(2), tee(2) and vmsplice(2): bytes into and out of pipes. They are copied; what a user sees is the same. */
final class Splicing {
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int KNOWN = 0xf;
    /** The most bytes of a file that one call reads. */
    private static final int MOST = 1 << 20;

    private Splicing() {
    }

    static long splice(Task t) {
        int flags = t.argInt(5);
        if (t.arg(4) == 0) {
            return 0;
        }
        if ((flags & ~KNOWN) != 0) {
            return -EINVAL;
        }
        File in = t.files.usable(t.argInt(0));
        File out = t.files.usable(t.argInt(2));
        boolean fromPipe = Pipe.is(in);
        boolean toPipe = Pipe.is(out);
        if (fromPipe && t.arg(1) != 0 || toPipe && t.arg(3) != 0) {
            return -ESPIPE;
        }
        if (!in.readable() || !out.writable()) {
            return -EBADF;
        }
        if (!fromPipe && !toPipe || in == out || fromPipe && toPipe && in.inode() == out.inode()) {
            return -EINVAL;
        }
        if (!toPipe && (out.flags() & O_APPEND) != 0) {
            return -EINVAL;
        }
        if (!in.isSpliced() || !out.takesSpliced()) {
            return -EINVAL;
        }
        long from = t.arg(1) == 0 ? -1 : t.mm.getLong(t.arg(1));
        long to = t.arg(3) == 0 ? -1 : t.mm.getLong(t.arg(3));
        if (t.arg(1) != 0 && from < 0 || t.arg(3) != 0 && to < 0) {
            return -EINVAL;
        }
        if (from < -1 || to < -1 || t.arg(1) != 0 && !in.seekable() || t.arg(3) != 0 && !out.seekable()) {
            return -EINVAL;
        }
        boolean waits = (flags & SPLICE_F_NONBLOCK) == 0;
        long length = ReadWrite.length(t.arg(4));
        if (fromPipe && toPipe) {
            return pass(t, in, out, length, waits && !in.nonBlocking() && !out.nonBlocking(), false);
        }
        long moved = toPipe ? intoPipe(t, in, from, out, length, waits) : outOfPipe(t, in, out, to, length, waits);
        if (moved > 0 && from >= 0) {
            t.mm.putLong(t.arg(1), from + moved);
        }
        if (moved > 0 && to >= 0) {
            t.mm.putLong(t.arg(3), to + moved);
        }
        return moved;
    }

    /**
     * Fills the free buffers of a pipe with pages of a file.
     *
     * @param from where in the file, -1 for its position
     */
    static long intoPipe(Task t, File in, long from, File pipe, long length, boolean waits) {
        if (Pipe.free(pipe) == 0) {
            return waits && !pipe.nonBlocking() ? t.waitOn(pipe.queue()) : -EAGAIN;
        }
        int start = in.inode().isRegular() ? (int) ((from < 0 ? in.position : from) & PIPE_BUF - 1) : 0;
        byte[] bytes = new byte[(int) Math.min(length, Math.min(MOST, (long) Pipe.free(pipe) * PIPE_BUF - start))];
        int count = from < 0 ? in.read(t, ByteBuffer.wrap(bytes)) : in.readAt(t, from, ByteBuffer.wrap(bytes));
        if (count == -EAGAIN && waits && !in.nonBlocking()) {
            return t.waitOn(in.queue());
        }
        try {
            for (int at = 0, part; at < count; at += part) {
                part = Math.min(count - at, PIPE_BUF - (start + at & PIPE_BUF - 1));
                Pipe.give(pipe, bytes, at, part);
            }
            return count;
        } catch (FileError failed) {
            return broken(t, failed);
        }
    }

    private static long outOfPipe(Task t, File pipe, File out, long to, long length, boolean waits) {
        byte[] bytes = new byte[(int) Math.min(length, Math.max(1, Pipe.waiting(pipe)))];
        int count = Pipe.peek(pipe, ByteBuffer.wrap(bytes));
        if (count == -EAGAIN && waits && !pipe.nonBlocking()) {
            return t.waitOn(pipe.queue());
        }
        if (count <= 0) {
            return count;
        }
        int written = write(t, out, to, ByteBuffer.wrap(bytes, 0, count));
        if (written == -EAGAIN && waits && !out.nonBlocking()) {
            return t.waitOn(out.queue());
        }
        if (written > 0) {
            Pipe.skip(pipe, written);
        }
        return written;
    }

    /** From pipe to pipe. */
    private static long pass(Task t, File in, File out, long length, boolean waits, boolean leaves) {
        try {
            int passed = Passing.pass(in, out, length, leaves);
            return passed != -EAGAIN || !waits ? passed : t.waitOn(Pipe.waiting(in) == 0 ? in.queue() : out.queue());
        } catch (FileError failed) {
            return broken(t, failed);
        }
    }

    /** Nobody reads what was written. */
    private static int broken(Task t, FileError failed) {
        if (failed.errno() == EPIPE) {
            Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_KERNEL, 0, 0, 0, 0));
        }
        return -failed.errno();
    }

    private static int write(Task t, File out, long to, ByteBuffer bytes) {
        try {
            int room = ReadWrite.room(t, out, bytes.remaining(), to);
            if (room < 0) {
                return room;
            }
            bytes.limit(bytes.position() + room);
            return to < 0 ? out.write(t, bytes) : out.writeAt(t, to, bytes);
        } catch (FileError failed) {
            return broken(t, failed);
        }
    }

    static long tee(Task t) {
        if ((t.argInt(3) & ~KNOWN) != 0) {
            return -EINVAL;
        }
        if (t.arg(2) == 0) {
            return 0;
        }
        File in = t.files.usable(t.argInt(0));
        File out = t.files.usable(t.argInt(1));
        if (!in.readable() || !out.writable()) {
            return -EBADF;
        }
        if (!Pipe.is(in) || !Pipe.is(out) || in.inode() == out.inode()) {
            return -EINVAL;
        }
        boolean waits = (t.argInt(3) & SPLICE_F_NONBLOCK) == 0 && !in.nonBlocking() && !out.nonBlocking();
        return pass(t, in, out, ReadWrite.length(t.arg(2)), waits, true);
    }

    /** Into a pipe's write end from user memory, or out of its read end. */
    static long vmsplice(Task t) {
        if ((t.argInt(3) & ~KNOWN) != 0) {
            return -EINVAL;
        }
        File file = t.files.usable(t.argInt(0));
        if (!file.readable() && !file.writable()) {
            return -EBADF;
        }
        if (Vectors.total(t) == 0) {
            return 0;
        }
        if (!Pipe.is(file)) {
            return -EBADF;
        }
        if (file.writable() && holdsSecret(t)) {
            return -EFAULT;
        }
        return file.writable() ? give(t, file) : take(t, file);
    }

    /** What waits in a pipe goes to the vectors. Only the first byte is waited for, whatever O_NONBLOCK says. */
    private static long take(Task t, File pipe) {
        if (Pipe.waiting(pipe) == 0 && Pipe.peek(pipe, ByteBuffer.allocate(1)) == -EAGAIN) {
            return (t.argInt(3) & SPLICE_F_NONBLOCK) == 0 ? t.waitOn(pipe.queue()) : -EAGAIN;
        }
        long total = 0;
        for (int i = 0; i < t.argInt(2) && Pipe.waiting(pipe) > 0; i++) {
            byte[] bytes = new byte[(int) Math.min(ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8)), Pipe.waiting(pipe))];
            Pipe.peek(pipe, ByteBuffer.wrap(bytes));
            int copied = t.mm.copyOut(t.mm.getLong(t.arg(1) + 16L * i), bytes, 0, bytes.length);
            Pipe.skip(pipe, copied);
            total += copied;
            if (copied < bytes.length) {
                return total == 0 ? -EFAULT : total;
            }
        }
        return total;
    }

    /** Each page of the vectors gets a buffer of the pipe. Only the first waits for one, whatever O_NONBLOCK says; with what there is room for the call is done. */
    private static long give(Task t, File pipe) {
        byte[] page = new byte[PIPE_BUF];
        long total = 0;
        for (int i = 0; i < t.argInt(2); i++) {
            long at = t.mm.getLong(t.arg(1) + 16L * i);
            long end = at + ReadWrite.length(t.mm.getLong(t.arg(1) + 16L * i + 8));
            while (at < end) {
                int part = (int) Math.min(end - at, PIPE_BUF - (at & PIPE_BUF - 1));
                long given = givePage(t, pipe, at, part, page);
                if (given == -EAGAIN && total == 0 && (t.argInt(3) & SPLICE_F_NONBLOCK) == 0) {
                    return t.waitOn(pipe.queue());
                }
                if (given < 0) {
                    return total > 0 ? total : given;
                }
                at += part;
                total += part;
            }
        }
        return total;
    }

    private static long givePage(Task t, File pipe, long at, int part, byte[] page) {
        try {
            if (Pipe.free(pipe) > 0 && t.mm.copyIn(at, page, 0, part) < part) {
                return -EFAULT;
            }
            return Pipe.give(pipe, page, 0, part) ? part : -EAGAIN;
        } catch (FileError failed) {
            return broken(t, failed);
        }
    }

    /** Whether the first buffer is in memory whose pages are nobody else's to have, memfd_secret(2). */
    private static boolean holdsSecret(Task t) {
        long base = t.mm.getLong(t.arg(1));
        Vma area = base >= 0 && base < Mm.TASK_SIZE ? t.mm.find(base) : null;
        return area != null && area.isSecret();
    }
}
