package twofold.container.fs.mqueue;

import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Fcntl.S_IFDIR;
import static twofold.container.abi.Fcntl.S_IFMT;
import static twofold.container.abi.Fcntl.S_IFREG;

import java.util.ArrayList;
import java.util.List;
import twofold.container.kernel.Task;
import twofold.container.namespace.PosixQueue;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.RegularFile;
import twofold.image.overlay.FileError;

/** Where the queues of a namespace have their names. */
final class QueueDirectory extends StampedInode {
    private final QueueFileSystem queues;
    private long size = 40;

    QueueDirectory(QueueFileSystem queues, long number, int uid, int gid) {
        super(queues, number, S_IFDIR | 01777, uid, gid);
        this.queues = queues;
    }

    /** A name more or less. */
    void changed(int bytes) {
        size += bytes;
        stamp(queues.now());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int links() {
        return 2;
    }

    @Override
    public Inode lookup(Caller who, String name) {
        PosixQueue queue = queues.ipc.posixQueues.get(name);
        return queue == null ? null : queue.inode;
    }

    @Override
    public List<Entry> entries(Caller who, long cookie, int limit) {
        List<Entry> entries = new ArrayList<>();
        long place = 0;
        for (PosixQueue each : queues.ipc.posixQueues.values()) {
            if (place++ >= cookie && entries.size() < limit) {
                entries.add(new Entry(each.name, each.inode.number(), each.inode.mode() >> 12, place));
            }
        }
        return entries;
    }

    @Override
    public Inode create(Caller who, String name, int mode, int uid, int gid, long device) {
        if ((mode & S_IFMT) != S_IFREG) {
            throw FileError.of(EPERM);
        }
        return queues.make((Task) who, name, mode & 07777).inode;
    }

    @Override
    public void unlink(String name) {
        PosixQueue queue = queues.ipc.posixQueues.get(name);
        if (queue == null) {
            throw FileError.of(ENOENT);
        }
        queues.remove(queue);
    }

    @Override
    public File open(Caller who, int flags) {
        return new RegularFile(this, flags);
    }
}
