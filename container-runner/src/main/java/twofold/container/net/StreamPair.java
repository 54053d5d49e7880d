package twofold.container.net;

import static twofold.container.abi.Errno.ENXIO;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Fcntl.S_IFSOCK;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import twofold.container.fs.pipe.Pipe;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** One of two connected stream sockets: a pipe in each direction. */
public final class StreamPair extends File {
    private static final FileSystem SOCKFS = new LoneInode.LoneFileSystem("sockfs", 13, 0x534f434b);
    private final WaitQueue queue = new WaitQueue();
    private final WaitQueue.Waiter relay = queue::wakeAll;
    private File in;
    private File out;

    private StreamPair(Caller who, int flags, File in, File out) {
        super(new SocketInode(who), O_RDWR | flags);
        this.in = in;
        this.out = out;
        in.queue().add(relay);
        out.queue().add(relay);
        Dentry dentry = Dentry.detached("socket:[" + inode().number() + "]", inode());
        opened(new VfsPath(new Mount(SOCKFS, dentry, null, false, 0, ""), dentry));
    }

    /** Makes two sockets that are connected to each other. */
    public static File[] create(Caller who, int flags) {
        File[] there = Pipe.create(who, 0);
        File[] back = Pipe.create(who, 0);
        return new File[] {new StreamPair(who, flags, back[0], there[1]), new StreamPair(who, flags, there[0], back[1])};
    }

    /** The inode of a socket. */
    private static final class SocketInode extends LoneInode {
        SocketInode(Caller who) {
            super(SOCKFS, S_IFSOCK | 0777, who.credentials().fsuid, who.credentials().fsgid, who.newInode(), 0);
        }

        @Override
        public File open(Caller who, int flags) {
            throw FileError.of(ENXIO);
        }
    }

    /** shutdown(2): ends reading, writing, or both. */
    public void shutDown(boolean reading, boolean writing) {
        if (reading && in != null) {
            in.queue().remove(relay);
            in.release();
            in = null;
        }
        if (writing && out != null) {
            out.queue().remove(relay);
            out.release();
            out = null;
        }
        queue.wakeAll();
    }

    /** Whether a write would end with EPIPE. */
    public boolean cannotWrite() {
        return out == null || (out.poll() & POLLERR) != 0;
    }

    @Override
    protected void close() {
        shutDown(true, true);
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        return in == null ? 0 : in.read(who, to);
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (out == null) {
            throw FileError.of(twofold.container.abi.Errno.EPIPE);
        }
        return out.write(who, from);
    }

    @Override
    public int poll() {
        int events = in == null ? POLLIN | POLLRDNORM | POLLRDHUP : in.poll();
        if ((events & POLLHUP) != 0) {
            events = events & ~POLLHUP | POLLIN | POLLRDNORM | POLLRDHUP;
        }
        int writing = out == null ? POLLOUT | POLLWRNORM : out.poll();
        events |= (writing & POLLERR) != 0 ? POLLOUT | POLLWRNORM : writing;
        boolean over = (events & POLLRDHUP) != 0 && (out == null || (writing & POLLERR) != 0);
        return over ? events | POLLHUP : events;
    }

    @Override
    public WaitQueue queue() {
        return queue;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        return in == null ? super.control(who, command, argument, memory) : in.control(who, command, argument, memory);
    }
}
