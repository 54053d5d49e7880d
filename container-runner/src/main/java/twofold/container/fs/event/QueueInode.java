package twofold.container.fs.event;

import static twofold.container.abi.Errno.ENXIO;
import static twofold.container.abi.Fcntl.S_IFREG;

import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.image.overlay.FileError;

/** The inode of a POSIX message queue, the same for all who have it open: owner and permissions of the queue, mq_overview(7). */
public final class QueueInode extends LoneInode {
    static final FileSystem QUEUES = new LoneFileSystem("mqueue", 18, 0x19800202);
    /** Bytes that a queue is said to have: what its text may take. */
    private static final int SIZE = 80;

    /** Of a queue that a caller makes, with permission bits. */
    public QueueInode(Caller who, int permissions) {
        super(QUEUES, S_IFREG | permissions, who.credentials().fsuid, who.credentials().fsgid, who.newInode(), 0);
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public void setOwner(int uid, int gid) {
        setOwnership(uid, gid);
    }

    @Override
    public File open(Caller who, int flags) {
        throw FileError.of(ENXIO);
    }
}
