package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_APPEND;
import static twofold.container.abi.Limits.PIPE_BUF;

import java.nio.ByteBuffer;
import twofold.container.abi.Sig;
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
    private static final int CHUNK = 64 << 10;

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
        int length = (int) Math.min(CHUNK, t.arg(4) < 0 ? CHUNK : t.arg(4));
        boolean waits = (flags & SPLICE_F_NONBLOCK) == 0;
        return move(t, in, from, out, to, length, waits);
    }

    private static long move(Task t, File in, long from, File out, long to, int length, boolean waits) {
        int room = Pipe.is(out) ? Pipe.room(out) : length;
        if (room <= 0) {
            return waits && !out.nonBlocking() ? t.waitOn(out.queue()) : -EAGAIN;
        }
        byte[] bytes = new byte[Math.min(length, room)];
        int count = Pipe.is(in) ? Pipe.peek(in, ByteBuffer.wrap(bytes)) : from < 0 ? in.read(t, ByteBuffer.wrap(bytes))
                : in.readAt(t, from, ByteBuffer.wrap(bytes));
        if (count == -EAGAIN && waits && !in.nonBlocking()) {
            return t.waitOn(in.queue());
        }
        if (count <= 0) {
            return count;
        }
        int written = write(t, out, to, ByteBuffer.wrap(bytes, 0, count));
        if (written == -EAGAIN && waits && !out.nonBlocking()) {
            return t.waitOn(out.queue());
        }
        if (written > 0 && Pipe.is(in)) {
            in.read(t, ByteBuffer.wrap(bytes, 0, written));
        }
        if (written > 0 && from >= 0) {
            t.mm.putLong(t.arg(1), from + written);
        }
        if (written > 0 && to >= 0) {
            t.mm.putLong(t.arg(3), to + written);
        }
        return written;
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
            if (failed.errno() == EPIPE) {
                Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_KERNEL, 0, 0, 0, 0));
            }
            return -failed.errno();
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
        boolean waits = (t.argInt(3) & SPLICE_F_NONBLOCK) == 0;
        int room = Pipe.room(out);
        if (room <= 0) {
            return waits ? t.waitOn(out.queue()) : -EAGAIN;
        }
        byte[] bytes = new byte[(int) Math.min(Math.min(CHUNK, room), t.arg(2) < 0 ? CHUNK : t.arg(2))];
        int count = Pipe.peek(in, ByteBuffer.wrap(bytes));
        if (count == -EAGAIN && waits) {
            return t.waitOn(in.queue());
        }
        return count <= 0 ? count : write(t, out, -1, ByteBuffer.wrap(bytes, 0, count));
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
        return file.writable() ? give(t, file) : ReadWrite.readv(t);
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
            if (Pipe.room(pipe) > 0 && t.mm.copyIn(at, page, 0, part) < part) {
                return -EFAULT;
            }
            return Pipe.give(pipe, page, part) ? part : -EAGAIN;
        } catch (FileError failed) {
            Signals.send(t, new SignalInfo(Sig.SIGPIPE, Sig.SI_KERNEL, 0, 0, 0, 0));
            return -failed.errno();
        }
    }

    /** Whether the first buffer is in memory whose pages are nobody else's to have, memfd_secret(2). */
    private static boolean holdsSecret(Task t) {
        long base = t.mm.getLong(t.arg(1));
        Vma area = base >= 0 && base < Mm.TASK_SIZE ? t.mm.find(base) : null;
        return area != null && area.isSecret();
    }
}
