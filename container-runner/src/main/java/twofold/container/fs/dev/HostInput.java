package twofold.container.fs.dev;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Fcntl.S_IFIFO;
import static twofold.container.abi.Poll.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import twofold.container.abi.Errno;
import twofold.container.kernel.Kernel;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/**
 * The host's standard input as the read end of a pipe. With the host's clock a host thread reads ahead, only once the guest has asked;
 * with a virtual clock the guest's read is the host's read, so that what comes in does not depend on time.
 */
public final class HostInput extends File {
    private static final FileSystem PIPEFS = new LoneInode.LoneFileSystem("pipefs", 10, 0x50495045);
    private static final int CHUNK = 65536;
    private final Kernel kernel;
    private final InputStream in;
    private final WaitQueue queue = new WaitQueue();
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
    private final Semaphore room = new Semaphore(4);
    private boolean started;
    private boolean ended;

    /** Reads from a host stream. */
    public HostInput(Kernel kernel, InputStream in) {
        super(new HostInode(1), O_RDONLY);
        this.kernel = kernel;
        this.in = in;
    }

    /** The inode of a host stream. */
    static final class HostInode extends LoneInode {
        HostInode(long number) {
            super(PIPEFS, S_IFIFO | 0600, 0, 0, number, 0);
        }

        @Override
        public File open(Caller who, int flags) {
            for (int fd = 0; fd < 3; fd++) {
                File file = ((Task) who).files.peek(fd);
                if (file != null && file.inode() == this) {
                    return file.retain();
                }
            }
            throw FileError.of(Errno.ENXIO);
        }
    }

    private void start() {
        if (started) {
            return;
        }
        started = true;
        kernel.await(1);
        Thread reader = new Thread(this::pump, "standard input");
        reader.setDaemon(true);
        reader.start();
    }

    private void pump() {
        try {
            while (true) {
                room.acquireUninterruptibly();
                byte[] bytes = new byte[CHUNK];
                int count = in.read(bytes);
                kernel.post(() -> arrived(bytes, count));
                if (count <= 0) {
                    return;
                }
            }
        } catch (IOException failed) {
            kernel.post(() -> arrived(null, -1));
        }
    }

    private void arrived(byte[] bytes, int count) {
        if (count > 0) {
            chunks.add(ByteBuffer.wrap(bytes, 0, count));
        } else {
            ended = true;
            kernel.await(-1);
        }
        queue.wakeAll();
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (kernel.clock.virtual()) {
            return readNow(to);
        }
        start();
        ByteBuffer first = chunks.peek();
        if (first == null) {
            return ended ? 0 : -EAGAIN;
        }
        int part = Math.min(to.remaining(), first.remaining());
        to.put(first.slice(first.position(), part));
        first.position(first.position() + part);
        if (!first.hasRemaining()) {
            chunks.poll();
            room.release();
        }
        return part;
    }

    private int readNow(ByteBuffer to) {
        try {
            int count = in.readNBytes(to.array(), to.arrayOffset() + to.position(), to.remaining());
            to.position(to.position() + count);
            return count;
        } catch (IOException failed) {
            return -Errno.EIO;
        }
    }

    @Override
    public int poll() {
        if (kernel.clock.virtual()) {
            return POLLIN | POLLRDNORM;
        }
        start();
        return !chunks.isEmpty() ? POLLIN | POLLRDNORM : ended ? POLLHUP : 0;
    }

    @Override
    public WaitQueue queue() {
        return queue;
    }
}
