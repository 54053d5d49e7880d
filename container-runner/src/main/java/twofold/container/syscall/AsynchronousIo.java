package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Poll.POLLERR;
import static twofold.container.abi.Poll.POLLHUP;

import twofold.container.fs.event.EventFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.ViewInode;
import twofold.image.overlay.FileError;

/** The older asynchronous input and output, io_submit(2). What is submitted is done at once; its end waits to be asked for. */
final class AsynchronousIo {
    /** What twice the number of events may be at most. */
    private static final int MOST_EVENTS = 8_388_608;
    /** No wait for longer ends. */
    private static final long MOST_SECONDS = 1L << 32;
    private static final int MOST_AT_ONCE = 4096;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int SYNC = 2;
    private static final int DATA_SYNC = 3;
    private static final int POLL = 5;
    private static final int READ_VECTOR = 7;
    private static final int WRITE_VECTOR = 8;
    private static final int TELLS_EVENT_FILE = 1;
    private static final int HAS_PRIORITY = 2;
    private static final int KEY = 0;

    private AsynchronousIo() {
    }

    static long setup(Task t) {
        long number = t.mm.getLong(t.arg(1));
        int asked = t.argInt(0);
        long events = asked & 0xffffffffL;
        if (number != 0 || events == 0 || Integer.toUnsignedLong(Math.max(asked, asked < 0 ? asked : 4) << 1) > MOST_EVENTS) {
            return -EINVAL;
        }
        if (events + t.container().asynchronousEvents() > t.container().settings.number("fs/aio-max-nr")) {
            return -EAGAIN;
        }
        t.mm.putLong(t.arg(1), AioContext.make(t, (int) events));
        return 0;
    }

    static long destroy(Task t) {
        AioContext.destroy(t, t.arg(0));
        return 0;
    }

    static long submit(Task t) {
        AioContext context = AioContext.of(t, t.arg(0));
        if (t.arg(1) < 0) {
            return -EINVAL;
        }
        long count = Math.min(t.arg(1), MOST_AT_ONCE);
        for (long i = 0; i < count; i++) {
            try {
                if (context.isFull()) {
                    return i > 0 ? i : -EAGAIN;
                }
                submit(t, context, t.mm.getLong(t.arg(2) + 8 * i));
            } catch (FileError failed) {
                return i > 0 ? i : -failed.errno();
            }
        }
        return count;
    }

    private static void submit(Task t, AioContext context, long block) {
        long data = t.mm.getLong(block);
        int operation = t.mm.getShort(block + 16) & 0xffff;
        long offset = t.mm.getLong(block + 40);
        int flags = t.mm.getInt(block + 56);
        if (t.mm.getLong(block + 48) != 0 || t.mm.getLong(block + 32) < 0) {
            throw FileError.of(EINVAL);
        }
        File file = t.files.usable(t.mm.getInt(block + 20));
        File told = (flags & TELLS_EVENT_FILE) == 0 ? null : t.files.usable(t.mm.getInt(block + 60));
        if (told != null && !(told instanceof EventFile)) {
            throw FileError.of(EINVAL);
        }
        t.mm.putInt(block + 8, KEY);
        int rules = t.mm.getInt(block + 12);
        long buffer = t.mm.getLong(block + 24);
        long length = t.mm.getLong(block + 32);
        boolean reads = operation == READ || operation == READ_VECTOR;
        boolean vector = operation == READ_VECTOR || operation == WRITE_VECTOR;
        long result;
        switch (operation) {
            case READ, WRITE, READ_VECTOR, WRITE_VECTOR -> {
                requireTransfer(t, block, file, rules, reads);
                Messages.Vector bytes = vector ? Messages.Vector.of(t, buffer, length) : Messages.Vector.one(buffer, length);
                if (offset < 0 && file.seekable()) {
                    throw FileError.of(EINVAL);
                }
                boolean appends = !reads && (rules & ReadWrite.RWF_APPEND) != 0;
                result = transfer(t, file, bytes, !file.seekable() ? -1 : appends ? file.inode().size() : offset, reads);
            }
            case SYNC, DATA_SYNC -> {
                if (buffer != 0 || offset != 0 || length != 0 || rules != 0) {
                    throw FileError.of(EINVAL);
                }
                Files.sync(file);
                result = 0;
            }
            case POLL -> {
                if ((buffer & ~0xffffL) != 0 || offset != 0 || length != 0 || rules != 0) {
                    throw FileError.of(EINVAL);
                }
                context.poll(data, block, file, (int) buffer | POLLERR | POLLHUP, (EventFile) told);
                return;
            }
            default -> throw FileError.of(EINVAL);
        }
        context.ends(new AioContext.Event(data, block, result), (EventFile) told);
    }

    /** Refuses priorities that are none, rules and files that do not go with a transfer; EINVAL for what is only read by read(2): directories and texts about a process. */
    private static void requireTransfer(Task t, long block, File file, int rules, boolean reads) {
        if ((t.mm.getInt(block + 56) & HAS_PRIORITY) != 0) {
            long refused = Scheduling.requirePriority(t, t.mm.getShort(block + 18) & 0xffff);
            if (refused != 0) {
                throw FileError.of((int) -refused);
            }
        }
        ReadWrite.requireRules(file, rules);
        if (reads ? !file.readable() : !file.writable()) {
            throw FileError.of(EBADF);
        }
        if (file.inode().isDirectory() || file.inode() instanceof ViewInode && !file.isSpliced()) {
            throw FileError.of(EINVAL);
        }
    }

    private static long transfer(Task t, File file, Messages.Vector bytes, long offset, boolean reads) {
        long done = 0;
        for (int i = 0; i < bytes.bases().length; i++) {
            long length = bytes.lengths()[i];
            long at = offset < 0 ? -1 : offset + done;
            long part;
            try {
                part = reads ? ReadWrite.readOnce(t, file, bytes.bases()[i], length, at) : ReadWrite.writeOnce(t, file, bytes.bases()[i], length, at);
            } catch (FileError failed) {
                part = -failed.errno();
            }
            if (part < 0) {
                return done > 0 ? done : part;
            }
            done += part;
            if (part < length) {
                break;
            }
        }
        return done;
    }

    static long cancel(Task t) {
        if (t.mm.getInt(t.arg(1) + 8) != KEY) {
            return -EINVAL;
        }
        return AioContext.of(t, t.arg(0)).cancel(t.arg(1)) ? -EINPROGRESS : -EINVAL;
    }

    static long getevents(Task t) {
        return take(t, timeout(t));
    }

    static long pgetevents(Task t) {
        long timeout = timeout(t);
        if (!SignalCalls.packedMask(t, t.arg(5))) {
            return -EINVAL;
        }
        return take(t, timeout);
    }

    /** How long to wait, -1 for ever, as for times below 0; more than a second's nanoseconds are taken as they are. */
    private static long timeout(Task t) {
        if (t.arg(4) == 0) {
            return -1;
        }
        long seconds = t.mm.getLong(t.arg(4));
        long span = Math.clamp(seconds, -1, MOST_SECONDS) * 1_000_000_000L + t.mm.getLong(t.arg(4) + 8);
        return span < 0 || seconds > MOST_SECONDS ? -1 : span;
    }

    private static long take(Task t, long timeout) {
        long least = t.arg(1);
        long most = t.arg(2);
        AioContext context = t.kept instanceof AioContext awaited ? awaited : AioContext.of(t, t.arg(0));
        if (least > most || least < 0 || context.isDestroyed()) {
            return -EINVAL;
        }
        t.kept = context;
        t.interruption = EINTR;
        int waiting = context.waiting();
        if (waiting < least && !t.expired(timeout)) {
            return t.waitOnUntil(context.queue);
        }
        long count = Math.min(most, waiting);
        for (long i = 0; i < count; i++) {
            AioContext.Event event = context.first();
            long at = t.arg(3) + 32 * i;
            t.mm.putLong(at, event.data());
            t.mm.putLong(at + 8, event.block());
            t.mm.putLong(at + 16, event.result());
            t.mm.putLong(at + 24, 0);
            context.taken();
        }
        return count;
    }
}
