package twofold.container.fs.pipe;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.PIPE_BUF;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.abi.Tty;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.Settings;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/**
 * Bytes between writers and readers. Writes of up to PIPE_BUF bytes are whole. As in Linux a pipe has room for so many buffers of a page: a
 * page from which something was read is full still, a small write goes into the page of the one before if it fits, and with O_DIRECT each
 * write is a packet (pipe(2)) in a buffer of its own.
 */
public final class Pipe {
    private static final int DEFAULT = 65536;
    private static final int MOST = 256 << 20;
    private static final int SMALL = 256;
    private final Account account;
    /** Whether this is a fifo. Who opens a nameless pipe anew (/proc/PID/fd) waits for nobody. */
    private final boolean named;
    /** Of buffers with bytes, the oldest first. */
    private PipeBuffer[] ring = new PipeBuffer[1];
    private int first;
    int used;
    /** A buffer to use again. */
    private PipeBuffer spare;
    private int charged;
    private int capacity = DEFAULT;
    private int length;
    int readers;
    int writers;
    /** Counts openings, so that a fifo's open can wait for the other side. */
    private int everReaders;
    private int everWriters;
    /** Who waits to read, to write, or (a fifo opened for both) for either. */
    private final WaitQueue readQueue = new WaitQueue();
    private final WaitQueue writeQueue = new WaitQueue();
    private final WaitQueue bothQueue = new WaitQueue();

    private Pipe(Account account, boolean named) {
        this.account = account;
        this.named = named;
    }

    /** Makes a pipe; returns its read end and its write end. */
    public static File[] create(Caller who, int flags) {
        PipeInode inode = new PipeInode(who);
        Pipe pipe = new Pipe(who.account(), false);
        inode.attach(pipe);
        File[] ends = {pipe.open(inode, O_RDONLY | flags & ~O_DIRECT), pipe.open(inode, O_WRONLY | flags)};
        Dentry dentry = Dentry.detached("pipe:[" + inode.number() + "]", inode);
        VfsPath path = new VfsPath(new Mount(inode.fileSystem(), dentry, null, false, 0, "pipefs"), dentry);
        ends[0].opened(path);
        ends[1].opened(path);
        return ends;
    }

    /** Whether an opening of a fifo for one side is to wait, as nobody has opened the other side since. */
    public static boolean awaitsOther(File file) {
        return file instanceof End end && !file.nonBlocking() && end.alone();
    }

    /** Opens a fifo, or a nameless pipe anew. Who opens a fifo for one side only waits until {@link #awaitsOther} is over. */
    public static File fifo(Caller who, Inode inode, int flags) {
        if (!(inode.attachment() instanceof Pipe)) {
            inode.attach(new Pipe(who.account(), true));
        }
        Pipe pipe = (Pipe) inode.attachment();
        if (pipe.named && (flags & O_ACCMODE) == O_WRONLY && (flags & O_NONBLOCK) != 0 && pipe.readers == 0) {
            throw FileError.of(ENXIO);
        }
        return pipe.open(inode, flags);
    }

    /** The capacity of a pipe, after changing it if {@code wanted} is not negative. */
    public static long capacity(Caller who, File file, int wanted) {
        if (!(file instanceof End end)) {
            throw FileError.of(EBADF);
        }
        return end.pipe().resize(who, wanted);
    }

    /** Whether a file is an end of a pipe or fifo. */
    public static boolean is(File file) {
        return file instanceof End;
    }

    /**
     * Gives a pipe bytes of one page in a buffer of their own, as vmsplice(2) does. EPIPE if nobody reads.
     *
     * @return false if all buffers are in use
     */
    public static boolean give(File file, byte[] bytes, int from, int length) {
        End end = (End) file;
        Pipe pipe = end.pipe();
        if (pipe.readers == 0) {
            throw FileError.of(EPIPE);
        }
        if (pipe.capacity <= pipe.used * PIPE_BUF) {
            return false;
        }
        pipe.add(ByteBuffer.wrap(bytes, from, length), false, true);
        pipe.wakeReaders();
        return true;
    }

    /** Bytes that wait in a pipe, packets or not, left there; 0 at the end, -EAGAIN if there are none yet. */
    public static int peek(File file, ByteBuffer to) {
        Pipe pipe = of(file);
        if (pipe.length == 0) {
            return pipe.writers > 0 ? -EAGAIN : 0;
        }
        int before = to.remaining();
        for (int i = 0; i < pipe.used && to.hasRemaining(); i++) {
            PipeBuffer each = pipe.at(i);
            to.put(each.bytes, each.from, Math.min(to.remaining(), each.length()));
        }
        return before - to.remaining();
    }

    /** Takes so many of the bytes out that {@link #peek} has told of. */
    public static void skip(File file, int count) {
        Pipe pipe = of(file);
        int rest = count;
        while (rest > 0) {
            PipeBuffer each = pipe.at(0);
            int part = Math.min(rest, each.length());
            each.from += part;
            pipe.length -= part;
            rest -= part;
            if (each.length() == 0) {
                pipe.drop();
            }
        }
        pipe.wakeWriters();
    }

    /** How many bytes wait in a pipe. */
    public static int waiting(File file) {
        return of(file).length;
    }

    /** How many buffers more a pipe has room for; if nobody reads it all, so that the write finds it. */
    public static int free(File file) {
        Pipe pipe = of(file);
        return pipe.readers == 0 ? pipe.capacity / PIPE_BUF : Math.max(0, pipe.capacity / PIPE_BUF - pipe.used);
    }

    static Pipe of(File file) {
        return ((End) file).pipe();
    }

    PipeBuffer at(int index) {
        return ring[(first + index) % ring.length];
    }

    private long resize(Caller who, int wanted) {
        if (wanted > capacity && wanted > Settings.of(who).number("fs/pipe-max-size") && !who.credentials().has(Cap.CAP_SYS_RESOURCE)) {
            throw FileError.of(EPERM);
        }
        if (wanted > MOST) {
            throw FileError.of(ENOMEM);
        }
        if (wanted >= 0) {
            int size = Math.max(PIPE_BUF, Integer.highestOneBit(Math.max(1, wanted - 1)) << 1);
            if (size < used * PIPE_BUF) {
                throw FileError.of(EBUSY);
            }
            capacity = size;
            wakeWriters();
        }
        return capacity;
    }

    void wakeReaders() {
        readQueue.wakeAll();
        bothQueue.wakeAll();
    }

    void wakeWriters() {
        writeQueue.wakeAll();
        bothQueue.wakeAll();
    }

    private File open(Inode inode, int flags) {
        return new End(inode, flags);
    }

    /** Bytes there is room for: in free buffers, and in the last one that has bytes. */
    private int room(boolean packet) {
        int free = capacity - used * PIPE_BUF;
        return packet ? free : free + roomInLast();
    }

    private int roomInLast() {
        PipeBuffer last = used == 0 ? null : at(used - 1);
        return last == null || last.packet || last.sealed ? 0 : PIPE_BUF - last.to;
    }

    private int read(ByteBuffer to) {
        int before = to.remaining();
        while (used > 0 && to.hasRemaining()) {
            PipeBuffer each = at(0);
            int part = Math.min(to.remaining(), each.length());
            to.put(each.bytes, each.from, part);
            each.from += part;
            length -= part;
            if (each.packet) {
                length -= each.to - each.from;
                drop();
                break;
            }
            if (each.from == each.to) {
                drop();
            }
        }
        return before - to.remaining();
    }

    private void drop() {
        PipeBuffer gone = ring[first];
        ring[first] = null;
        first = (first + 1) % ring.length;
        used--;
        if (spare == null && gone.bytes.length == PIPE_BUF) {
            spare = gone;
        } else {
            charge(-gone.bytes.length);
        }
    }

    private void charge(int bytes) {
        if (bytes > 0) {
            account.charge(bytes);
        } else {
            account.refund(-bytes);
        }
        charged += bytes;
    }

    private void write(ByteBuffer from, boolean packet) {
        int into = packet ? 0 : roomInLast();
        int rest = from.remaining() % PIPE_BUF;
        if (into > 0 && rest > 0 && rest <= into) {
            PipeBuffer last = at(used - 1);
            grow(last, last.to + rest);
            put(last, from, rest);
        }
        while (from.hasRemaining() && used < capacity / PIPE_BUF) {
            add(from, packet, false);
        }
    }

    /** Puts what fits into one more buffer. */
    private void add(ByteBuffer from, boolean packet, boolean sealed) {
        int part = Math.min(PIPE_BUF, from.remaining());
        PipeBuffer next = spare != null ? spare : new PipeBuffer();
        spare = null;
        next.from = 0;
        next.to = 0;
        next.packet = packet;
        next.sealed = sealed;
        grow(next, part);
        append(next);
        put(next, from, part);
    }

    private void put(PipeBuffer to, ByteBuffer from, int count) {
        from.get(to.bytes, to.to, count);
        to.to += count;
        length += count;
    }

    /** Gives a buffer room for so many bytes: pages are as large as they need to be. */
    private void grow(PipeBuffer buffer, int size) {
        if (size > buffer.bytes.length) {
            int larger = size <= SMALL ? SMALL : PIPE_BUF;
            charge(larger - buffer.bytes.length);
            buffer.bytes = Arrays.copyOf(buffer.bytes, larger);
        }
    }

    private void append(PipeBuffer buffer) {
        if (used == ring.length) {
            PipeBuffer[] larger = new PipeBuffer[2 * ring.length];
            for (int i = 0; i < used; i++) {
                larger[i] = at(i);
            }
            ring = larger;
            first = 0;
        }
        ring[(first + used) % ring.length] = buffer;
        used++;
    }

    /** One more buffer, with what is in it. */
    void add(PipeBuffer buffer) {
        charge(buffer.bytes.length);
        length += buffer.length();
        append(buffer);
    }

    /** Takes out the oldest buffer, or the first bytes of it. */
    PipeBuffer remove(int count) {
        PipeBuffer oldest = at(0);
        length -= count;
        if (count < oldest.length()) {
            PipeBuffer part = oldest.part(count);
            oldest.from += count;
            return part;
        }
        ring[first] = null;
        first = (first + 1) % ring.length;
        used--;
        charge(-oldest.bytes.length);
        return oldest;
    }

    private void empty() {
        charge(-charged);
        capacity = DEFAULT;
        ring = new PipeBuffer[1];
        spare = null;
        first = 0;
        used = 0;
        length = 0;
    }

    /** One end, or both for a fifo opened O_RDWR. */
    private final class End extends File {
        private final int readersAtOpen;
        private final int writersAtOpen;
        /** Opened a fifo that nobody wrote to, without waiting: poll(2) has no hang-up to tell until a writer came and went. */
        private final boolean early;

        End(Inode inode, int flags) {
            super(inode, flags);
            writersAtOpen = everWriters;
            readersAtOpen = everReaders;
            early = named && nonBlocking() && writers == 0;
            if (readable()) {
                readers++;
                everReaders++;
            }
            if (writable()) {
                writers++;
                everWriters++;
            }
            wakeReaders();
            wakeWriters();
        }

        Pipe pipe() {
            return Pipe.this;
        }

        boolean alone() {
            return named
                    && (readable() && !writable() && writers == 0 && everWriters == writersAtOpen
                            || writable() && !readable() && readers == 0 && everReaders == readersAtOpen);
        }

        @Override
        protected void close() {
            readers -= readable() ? 1 : 0;
            writers -= writable() ? 1 : 0;
            if (readers == 0 && writers == 0) {
                empty();
            }
            wakeReaders();
            wakeWriters();
        }

        @Override
        public int read(Caller who, ByteBuffer to) {
            if (!to.hasRemaining()) {
                return 0;
            }
            if (length == 0) {
                boolean awaitsFirst = writers == 0 && everWriters == writersAtOpen && writersAtOpen == 0 && !nonBlocking();
                return writers > 0 || awaitsFirst ? -EAGAIN : 0;
            }
            int before = used;
            int count = Pipe.this.read(to);
            if (before > used && before * PIPE_BUF >= capacity) {
                wakeWriters();
            }
            return count;
        }

        /** Bytes come out by whole buffers: one that has no place in the user's memory stays. */
        @Override
        public int read(Caller who, long offset, UserMemory memory, long address, int length) {
            int fits = 0;
            for (int i = 0; i < used && fits < length; i++) {
                int part = Math.min(length - fits, at(i).to - at(i).from);
                if (!memory.isWritable(address + fits, part)) {
                    return fits == 0 ? -EFAULT : super.read(who, offset, memory, address, fits);
                }
                fits += part;
            }
            return super.read(who, offset, memory, address, length);
        }

        @Override
        public int write(Caller who, ByteBuffer from) {
            if (!from.hasRemaining()) {
                return 0;
            }
            if (readers == 0) {
                if (everReaders == readersAtOpen && readersAtOpen == 0) {
                    return -EAGAIN;
                }
                throw FileError.of(EPIPE);
            }
            boolean packet = (flags() & O_DIRECT) != 0;
            int room = room(packet);
            boolean free = capacity > used * PIPE_BUF;
            if (!free && (packet || from.remaining() > roomInLast()) || from.remaining() <= PIPE_BUF && room < from.remaining()) {
                return -EAGAIN;
            }
            int before = from.remaining();
            Pipe.this.write(from, packet);
            wakeReaders();
            return before - from.remaining();
        }

        /** Bytes go in by whole buffers: none of those that cannot be read from the user's memory does. */
        @Override
        public int write(Caller who, long offset, UserMemory memory, long address, int length) {
            byte[] through = THROUGH;
            int count = memory.copyIn(address, through, 0, Math.min(length, through.length));
            if (count < Math.min(length, through.length)) {
                count -= count % PIPE_BUF;
            }
            return count == 0 && length > 0 ? -EFAULT : write(who, ByteBuffer.wrap(through, 0, count));
        }

        @Override
        public int poll() {
            int events = 0;
            if (readable()) {
                events |= length > 0 ? POLLIN | POLLRDNORM : 0;
                events |= writers == 0 && !(early && everWriters == writersAtOpen) ? POLLHUP : 0;
            }
            if (writable()) {
                events |= capacity > used * PIPE_BUF ? POLLOUT | POLLWRNORM : 0;
                events |= readers == 0 && everReaders > 0 ? POLLERR : 0;
            }
            return events;
        }

        @Override
        public WaitQueue queue() {
            return readable() && writable() ? bothQueue : readable() ? readQueue : writeQueue;
        }

        @Override
        public long control(Caller who, int command, long argument, UserMemory memory) {
            if (command == Tty.FIONREAD) {
                memory.putInt(argument, length);
                return 0;
            }
            return super.control(who, command, argument, memory);
        }
    }
}
