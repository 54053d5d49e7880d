package twofold.container.fs.mqueue;

import static twofold.container.abi.Fcntl.S_IFREG;

import twofold.container.namespace.PosixQueue;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;

/** The inode of a POSIX message queue, the same for all who have it open: owner and permissions of the queue, mq_overview(7). */
public final class QueueInode extends StampedInode {
    /** Bytes that a queue is said to have: what its text may take. */
    private static final int SIZE = 80;
    private long size = SIZE;
    private final QueueFileSystem queues;
    private int links = 1;
    PosixQueue queue;

    QueueInode(QueueFileSystem queues, Caller who, int permissions) {
        super(queues, who.newInode(), S_IFREG | permissions, who.credentials().fsuid, who.credentials().fsgid);
        this.queues = queues;
    }

    /** A message has come or gone. */
    public void used() {
        stamp(queues.now());
    }

    void unlinked() {
        links = 0;
        used();
    }

    @Override
    public boolean takesDirect() {
        return false;
    }

    @Override
    public int links() {
        return links;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void truncate(long said) {
        size = said; // its text is as long as it is
    }

    @Override
    public File open(Caller who, int flags) {
        return new QueueFile(queue, flags);
    }
}
