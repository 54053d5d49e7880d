package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Mman.PROT_READ;
import static twofold.container.abi.Mman.PROT_WRITE;

import java.util.ArrayDeque;
import java.util.Deque;
import twofold.container.fs.event.EventFile;
import twofold.container.kernel.Task;
import twofold.container.mm.Mapper;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;
import twofold.riscv.memory.Frames;

/** The older asynchronous input and output, io_submit(2). What is submitted is done at once; its end waits to be asked for. */
final class AsynchronousIo {
    private static final int MOST_EVENTS = 65536;
    private static final int MOST_CONTEXTS = 1024;
    private static final int MOST_AT_ONCE = 4096;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int SYNC = 2;
    private static final int DATA_SYNC = 3;
    private static final int READ_VECTOR = 7;
    private static final int WRITE_VECTOR = 8;
    private static final int TELLS_EVENT_FILE = 1;
    private static final int KEY = 0;

    private AsynchronousIo() {
    }

    private record Event(long data, long block, long result) {
    }

    /** A context: what has ended and was not asked for. */
    private static final class Context {
        private final int limit;
        private final Deque<Event> ended = new ArrayDeque<>();
        private final WaitQueue queue = new WaitQueue();
        /** It was given up: who waits for events of it gets EINVAL. */
        private boolean destroyed;

        Context(int limit) {
            this.limit = limit;
        }
    }

    private static Context context(Task t) {
        if (t.mm.ioContexts.get(t.arg(0)) instanceof Context context) {
            return context;
        }
        throw FileError.of(EINVAL);
    }

    static long setup(Task t) {
        long number = t.mm.getLong(t.arg(1));
        long events = t.arg(0) & 0xffffffffL;
        if (number != 0 || events == 0) {
            return -EINVAL;
        }
        if (events > MOST_EVENTS || events + t.container().asynchronousEvents() > t.container().settings.number("fs/aio-max-nr") || t.mm.ioContexts.size() >= MOST_CONTEXTS) {
            return -EAGAIN;
        }
        long at = Mapper.map(t.mm, 0, Frames.SIZE, Mapper.Content.anonymous(PROT_READ | PROT_WRITE, "/[aio] (deleted)"));
        t.mm.ioContexts.put(at, new Context((int) events));
        t.mm.asynchronousEvents += events;
        t.mm.putLong(t.arg(1), at);
        return 0;
    }

    static long destroy(Task t) {
        Context context = context(t);
        t.mm.ioContexts.remove(t.arg(0));
        t.mm.asynchronousEvents -= context.limit;
        context.destroyed = true;
        context.queue.wakeAll();
        Mapper.unmap(t.mm, t.arg(0), Frames.SIZE);
        return 0;
    }

    static long submit(Task t) {
        Context context = context(t);
        if (t.arg(1) < 0) {
            return -EINVAL;
        }
        long count = Math.min(t.arg(1), MOST_AT_ONCE);
        for (long i = 0; i < count; i++) {
            try {
                if (context.ended.size() >= context.limit) {
                    return i > 0 ? i : -EAGAIN;
                }
                submit(t, context, t.mm.getLong(t.arg(2) + 8 * i));
            } catch (FileError failed) {
                return i > 0 ? i : -failed.errno();
            }
        }
        return count;
    }

    private static void submit(Task t, Context context, long block) {
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
        if (t.mm.getInt(block + 12) != 0 && operation != READ && operation != WRITE && operation != READ_VECTOR && operation != WRITE_VECTOR) {
            throw FileError.of(EINVAL);
        }
        long buffer = t.mm.getLong(block + 24);
        long length = t.mm.getLong(block + 32);
        boolean reads = operation == READ || operation == READ_VECTOR;
        boolean vector = operation == READ_VECTOR || operation == WRITE_VECTOR;
        long result;
        switch (operation) {
            case READ, WRITE, READ_VECTOR, WRITE_VECTOR -> {
                if (reads ? !file.readable() : !file.writable()) {
                    throw FileError.of(EBADF);
                }
                Messages.Vector bytes = vector ? Messages.Vector.of(t, buffer, length) : Messages.Vector.one(buffer, length);
                if (offset < 0 && file.seekable()) {
                    throw FileError.of(EINVAL);
                }
                result = transfer(t, file, bytes, file.seekable() ? offset : -1, reads);
            }
            case SYNC, DATA_SYNC -> {
                if (buffer != 0 || offset != 0 || length != 0) {
                    throw FileError.of(EINVAL);
                }
                file.inode().fileSystem().sync();
                result = 0;
            }
            default -> throw FileError.of(EINVAL);
        }
        context.ended.add(new Event(data, block, result));
        context.queue.wakeAll();
        if (told instanceof EventFile events) {
            events.add(1);
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
        t.mm.getInt(t.arg(1) + 8);
        context(t);
        return -EINVAL;
    }

    static long getevents(Task t) {
        return take(t, t.arg(4) == 0 ? -1 : Time.span(t, t.arg(4)));
    }

    static long pgetevents(Task t) {
        long timeout = t.arg(4) == 0 ? -1 : Time.span(t, t.arg(4));
        if (!SignalCalls.packedMask(t, t.arg(5))) {
            return -EINVAL;
        }
        return take(t, timeout);
    }

    private static long take(Task t, long timeout) {
        long least = t.arg(1);
        long most = t.arg(2);
        Context context = t.kept instanceof Context awaited ? awaited : context(t);
        if (least > most || least < 0 || context.destroyed) {
            return -EINVAL;
        }
        t.kept = context;
        t.interruption = EINTR;
        if (context.ended.size() < least && !t.expired(timeout)) {
            return t.waitOnUntil(context.queue);
        }
        long count = Math.min(most, context.ended.size());
        for (long i = 0; i < count; i++) {
            Event event = context.ended.peekFirst();
            long at = t.arg(3) + 32 * i;
            t.mm.putLong(at, event.data);
            t.mm.putLong(at + 8, event.block);
            t.mm.putLong(at + 16, event.result);
            t.mm.putLong(at + 24, 0);
            context.ended.removeFirst();
        }
        return count;
    }
}
