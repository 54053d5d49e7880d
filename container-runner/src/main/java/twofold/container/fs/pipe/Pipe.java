package twofold.container.fs.pipe;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.PIPE_BUF;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import twofold.container.abi.Tty;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A ring of bytes between writers and readers. Writes of up to PIPE_BUF bytes are whole. */
public final class Pipe {
    private static final int DEFAULT = 65536;
    private static final int MOST = 1 << 20;
    private static final byte[] NONE = {};
    private final Account account;
    /** As large as what was in it at most since it was opened. */
    private byte[] ring = NONE;
    private int capacity = DEFAULT;
    private int start;
    private int length;
    private int readers;
    private int writers;
    /** Counts openings, so that a fifo's open can wait for the other side. */
    private int everReaders;
    private int everWriters;
    /** Who waits to read, to write, or (a fifo opened for both) for either. */
    private final WaitQueue readQueue = new WaitQueue();
    private final WaitQueue writeQueue = new WaitQueue();
    private final WaitQueue bothQueue = new WaitQueue();

    private Pipe(Account account) {
        this.account = account;
    }

    /** Makes a pipe; returns its read end and its write end. */
    public static File[] create(Caller who, int flags) {
        PipeInode inode = new PipeInode(who);
        Pipe pipe = new Pipe(who.account());
        inode.attach(pipe);
        File[] ends = {pipe.open(inode, O_RDONLY | flags), pipe.open(inode, O_WRONLY | flags)};
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

    /** Opens a fifo. Who opens it for one side only waits until {@link #awaitsOther} is over. */
    public static File fifo(Caller who, Inode inode, int flags) {
        if (!(inode.attachment() instanceof Pipe)) {
            inode.attach(new Pipe(who.account()));
        }
        Pipe pipe = (Pipe) inode.attachment();
        if ((flags & O_ACCMODE) == O_WRONLY && (flags & O_NONBLOCK) != 0 && pipe.readers == 0) {
            throw FileError.of(ENXIO);
        }
        return pipe.open(inode, flags);
    }

    /** The capacity of a pipe, after changing it if {@code wanted} is not negative. */
    public static long capacity(File file, int wanted) {
        if (!(file instanceof End end)) {
            throw FileError.of(EBADF);
        }
        return end.pipe().resize(wanted);
    }

    /** Whether a file is an end of a pipe or fifo. */
    public static boolean is(File file) {
        return file instanceof End;
    }

    /** Bytes that fit into a pipe now; EPIPE's case has room, so that the write finds it. */
    public static int room(File file) {
        Pipe pipe = ((End) file).pipe();
        return pipe.readers == 0 ? pipe.capacity : pipe.capacity - pipe.length;
    }

    /** Bytes that wait in a pipe, left there; 0 at the end, -EAGAIN if there are none yet. */
    public static int peek(File file, ByteBuffer to) {
        Pipe pipe = ((End) file).pipe();
        if (pipe.length == 0) {
            return pipe.writers > 0 ? -EAGAIN : 0;
        }
        int count = Math.min(to.remaining(), pipe.length);
        for (int done = 0; done < count;) {
            int at = (pipe.start + done) % pipe.ring.length;
            int part = Math.min(count - done, pipe.ring.length - at);
            to.put(pipe.ring, at, part);
            done += part;
        }
        return count;
    }

    private long resize(int wanted) {
        if (wanted > MOST) {
            throw FileError.of(EPERM);
        }
        if (wanted >= 0) {
            int size = Math.max(PIPE_BUF, Integer.highestOneBit(Math.max(1, wanted - 1)) << 1);
            if (size < length) {
                throw FileError.of(EBUSY);
            }
            capacity = size;
            wakeWriters();
        }
        return capacity;
    }

    private void wakeReaders() {
        readQueue.wakeAll();
        bothQueue.wakeAll();
    }

    private void wakeWriters() {
        writeQueue.wakeAll();
        bothQueue.wakeAll();
    }

    private File open(Inode inode, int flags) {
        return new End(inode, flags);
    }

    private int read(ByteBuffer to) {
        int count = Math.min(to.remaining(), length);
        for (int done = 0; done < count;) {
            int part = Math.min(count - done, ring.length - start);
            to.put(ring, start, part);
            start = (start + part) % ring.length;
            done += part;
        }
        length -= count;
        if (length == 0) {
            start = 0;
        }
        return count;
    }

    private int write(ByteBuffer from) {
        int room = capacity - length;
        int count = Math.min(from.remaining(), room);
        if (length + count > ring.length) {
            int size = Math.min(capacity, Math.max(PIPE_BUF, Integer.highestOneBit(Math.max(1, length + count - 1)) << 1));
            account.charge(size - ring.length);
            byte[] larger = new byte[size];
            int kept = length;
            ByteBuffer all = ByteBuffer.wrap(larger);
            all.limit(kept);
            read(all);
            ring = larger;
            start = 0;
            length = kept;
        }
        for (int done = 0; done < count;) {
            int at = (start + length) % ring.length;
            int part = Math.min(count - done, ring.length - at);
            from.get(ring, at, part);
            length += part;
            done += part;
        }
        return count;
    }

    /** One end, or both for a fifo opened O_RDWR. */
    private final class End extends File {
        private final int readersAtOpen;
        private final int writersAtOpen;

        End(Inode inode, int flags) {
            super(inode, flags);
            writersAtOpen = everWriters;
            readersAtOpen = everReaders;
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
            return readable() && !writable() && writers == 0 && everWriters == writersAtOpen
                    || writable() && !readable() && readers == 0 && everReaders == readersAtOpen;
        }

        @Override
        protected void close() {
            readers -= readable() ? 1 : 0;
            writers -= writable() ? 1 : 0;
            if (readers == 0 && writers == 0) {
                account.refund(ring.length);
                ring = NONE;
                length = 0;
                start = 0;
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
            boolean full = length > capacity - PIPE_BUF;
            int count = Pipe.this.read(to);
            if (full) {
                wakeWriters();
            }
            return count;
        }

        @Override
        public int write(Caller who, ByteBuffer from) {
            if (readers == 0) {
                if (everReaders == readersAtOpen && readersAtOpen == 0) {
                    return -EAGAIN;
                }
                throw FileError.of(EPIPE);
            }
            int room = capacity - length;
            if (!from.hasRemaining()) {
                return 0;
            }
            if (room == 0 || from.remaining() <= PIPE_BUF && room < from.remaining()) {
                return -EAGAIN;
            }
            int count = Pipe.this.write(from);
            wakeReaders();
            return count;
        }

        @Override
        public int poll() {
            int events = 0;
            if (readable()) {
                events |= length > 0 ? POLLIN | POLLRDNORM : 0;
                events |= writers == 0 && everWriters > 0 ? POLLHUP : 0;
            }
            if (writable()) {
                events |= capacity - length >= PIPE_BUF ? POLLOUT | POLLWRNORM : 0;
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
