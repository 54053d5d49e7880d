package twofold.container.fs.mqueue;

import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import twofold.container.namespace.PosixQueue;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.FdTable;
import twofold.container.vfs.Mount;
import twofold.container.vfs.SeekableFile;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;

/** An open POSIX message queue, mq_open(3). */
public final class QueueFile extends SeekableFile {
    /** The queue. */
    public final PosixQueue messages;

    QueueFile(PosixQueue messages, int flags) {
        super(messages.inode, flags);
        this.messages = messages;
    }

    /** Opens a queue with O_ flags. */
    public static QueueFile open(PosixQueue queue, int flags) {
        QueueFile file = new QueueFile(queue, flags);
        Dentry dentry = Dentry.detached("/" + queue.name, file.inode());
        file.opened(new VfsPath(new Mount(file.inode().fileSystem(), dentry, null, false, 0, "mqueue"), dentry));
        return file;
    }

    @Override
    public boolean isSpliced() {
        return false;
    }

    @Override
    public int readAt(Caller who, long offset, ByteBuffer to) {
        byte[] text = "QSIZE:%-10d NOTIFY:%-5d SIGNO:%-5d NOTIFY_PID:%-6d\n".formatted(messages.bytes(), messages.noticeKind(), messages.noticeSignal(),
                messages.isWatched() ? who.shown(messages.watcher()) : 0)
                .getBytes(StandardCharsets.ISO_8859_1);
        int count = (int) Math.max(0, Math.min(to.remaining(), text.length - offset));
        to.put(text, (int) Math.min(text.length, offset), count);
        return count;
    }

    @Override
    public int poll() {
        return (messages.size() > 0 ? POLLIN | POLLRDNORM : 0) | (messages.size() < messages.mostMessages ? POLLOUT | POLLWRNORM : 0);
    }

    @Override
    public WaitQueue queue() {
        return messages.queue;
    }

    @Override
    protected void leaves(FdTable table) {
        messages.leaves(table);
    }

    @Override
    protected void close() {
        // A queue lives until its name goes and its last descriptor is closed, which is when nothing refers to it
    }
}
