package twofold.container.fs.mqueue;

import static twofold.container.abi.Errno.EMFILE;
import static twofold.container.abi.Errno.ENOSPC;

import twofold.container.abi.Cap;
import twofold.container.abi.Limits;
import twofold.container.kernel.Container;
import twofold.container.kernel.Task;
import twofold.container.namespace.IpcNamespace;
import twofold.container.namespace.PosixQueue;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Settings;
import twofold.image.overlay.FileError;
import twofold.toolkit.time.Clock;

/** The queues of an IPC namespace as a file system; there is one, however often it is mounted. */
public final class QueueFileSystem extends FileSystem {
    private static final long MAGIC = 0x19800202;
    private static final int MOST_QUEUES = 4096;
    private static final long OVERHEAD = 48;
    private static final long MOST_BYTES = 64L << 20;
    final IpcNamespace ipc;
    private final Clock clock;
    private final QueueDirectory root;

    private QueueFileSystem(Container container, IpcNamespace ipc) {
        super("mqueue", container.kernel.newFileSystem());
        this.ipc = ipc;
        clock = container.kernel.fileClock;
        root = new QueueDirectory(this, container.newInode(), Math.max(0, ipc.owner().findUid(0)), Math.max(0, ipc.owner().findGid(0)));
        belongTo(ipc.owner());
    }

    /** That of a task's namespace. */
    public static QueueFileSystem of(Task t) {
        return of(t.container(), t.ipc);
    }

    /** That of a namespace. */
    public static QueueFileSystem of(Container container, IpcNamespace ipc) {
        if (ipc.queueFiles == null) {
            ipc.queueFiles = new QueueFileSystem(container, ipc);
        }
        return (QueueFileSystem) ipc.queueFiles;
    }

    @Override
    public Inode root() {
        return root;
    }

    @Override
    public long magic() {
        return MAGIC;
    }

    long now() {
        return clock.realtimeNanos();
    }

    /** A queue as large as is usual where nothing is said of it. */
    PosixQueue make(Task t, String name, int mode) {
        Settings settings = ipc.settings;
        return make(t, name, mode, (int) Math.min(settings.number("fs/mqueue/msg_default"), settings.number("fs/mqueue/msg_max")),
                (int) Math.min(settings.number("fs/mqueue/msgsize_default"), settings.number("fs/mqueue/msgsize_max")));
    }

    /**
     * Makes a queue; ENOSPC and EMFILE as mq_open(3).
     *
     * @param mode    permissions
     * @param most    how many messages it holds
     * @param longest bytes of a message
     */
    public PosixQueue make(Task t, String name, int mode, int most, int longest) {
        boolean free = t.creds.has(Cap.CAP_SYS_RESOURCE);
        if (ipc.posixQueues.size() >= MOST_QUEUES || ipc.posixQueues.size() >= ipc.settings.number("fs/mqueue/queues_max") && !free) {
            throw FileError.of(ENOSPC);
        }
        long held = ipc.posixQueues.values().stream().mapToLong(each -> (long) each.mostMessages * (each.longest + OVERHEAD)).sum();
        if (held + (long) most * (longest + OVERHEAD) > Math.min(MOST_BYTES, t.process.softLimits[Limits.RLIMIT_MSGQUEUE] & Long.MAX_VALUE)) {
            throw FileError.of(EMFILE);
        }
        QueueInode inode = new QueueInode(this, t, mode);
        inode.queue = new PosixQueue(name, inode, most, longest);
        ipc.posixQueues.put(name, inode.queue);
        root.changed(20);
        return inode.queue;
    }

    /** Takes a queue's name away; who has it open keeps it. */
    public void remove(PosixQueue queue) {
        ipc.posixQueues.remove(queue.name);
        ((QueueInode) queue.inode).unlinked();
        root.changed(-20);
    }
}
