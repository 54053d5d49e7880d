package twofold.container.vfs;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOTTY;
import static twofold.container.abi.Errno.ESPIPE;
import static twofold.container.abi.Fcntl.O_ACCMODE;
import static twofold.container.abi.Fcntl.O_NOATIME;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Fcntl.O_PATH;
import static twofold.container.abi.Fcntl.O_RDONLY;
import static twofold.container.abi.Fcntl.O_WRONLY;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLOUT;
import static twofold.container.abi.Poll.POLLRDNORM;
import static twofold.container.abi.Poll.POLLWRNORM;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.image.overlay.FileError;

/**
 * An open file description: what descriptors refer to. Shared by dup and fork, closed with the last reference. Reads and writes return
 * a count, or -EAGAIN when they would block, whatever O_NONBLOCK says: waiting is the system call's business.
 */
public abstract class File {
    /** What goes through here on its way between a user's memory and a file, which is the work of one thread. */
    public static final byte[] THROUGH = new byte[128 << 10];
    private static final int LONGEST_MESSAGE = 1 << 20;
    private final Inode inode;
    private VfsPath path;
    private int flags;
    private boolean created;
    private int references = 1;
    private int signalOwner;
    private int signalOwnerKind;
    private int signalUid;
    private int signalEuid;
    private int signal;
    private WaitQueue.Waiter driven;
    private List<Closed> watchers;
    /** Who is told by signals of what happens in the directory, or null. */
    private List<DirectoryNotice> notices;
    /** What is done by it is told to nobody. */
    private boolean silent;
    /** Tells its owner of what is urgent, or null. */
    private Runnable urgent;
    /** What landlock(7) refuses of it though it is open: {@link Landlock#TRUNCATE}, {@link Landlock#IOCTL_DEV}. */
    private int refused;

    /** Someone who wants to know when a file is closed for good. */
    public interface Closed {
        /** The last reference is gone. */
        void closed(File file);
    }

    /** The offset of the next read or write. */
    public long position;

    /** An open file of an inode with O_ flags. */
    protected File(Inode inode, int flags) {
        this.inode = inode;
        this.flags = flags;
    }

    /** What was opened. */
    public final Inode inode() {
        return inode;
    }

    /** Who owns it, as its mount shows that; -1 for nobody there. */
    public final int owner() {
        return path() == null ? inode().uid() : path().uid();
    }

    /** Under which name, or null. */
    public final VfsPath path() {
        return path;
    }

    /** Says under which name it was opened. */
    public final void opened(VfsPath name) {
        FileSystem before = path == null ? null : path.mount().fileSystem();
        VfsPath former = path;
        path = name;
        if (name != null) {
            name.dentry().use();
            name.mount().fileSystem().fileOpened();
        }
        if (before != null) {
            former.dentry().drop();
            before.fileClosed(false);
        }
    }

    /** EACCES if landlock(7) refused a right to it when it was opened. */
    public final void requireRight(int right) {
        if ((refused & right) != 0) {
            throw FileError.of(EACCES);
        }
    }

    /** Rights to it are refused from now on. */
    final void refuse(int rights) {
        refused = rights;
    }

    /** The O_ flags as F_GETFL gives them. */
    public final int flags() {
        return flags;
    }

    /** Whether opening it made its inode. */
    public final boolean created() {
        return created;
    }

    /** Opening it made its inode. */
    final void setCreated() {
        created = true;
    }

    /** Sets the flags. */
    public final void setFlags(int value) {
        flags = value;
    }

    /** Whether it may be read. */
    public final boolean readable() {
        return (flags & O_ACCMODE) != O_WRONLY && (flags & O_PATH) == 0;
    }

    /** Whether it may be written. */
    public final boolean writable() {
        return isWritable(flags);
    }

    /** Whether flags of open(2) ask for writing. */
    static boolean isWritable(int flags) {
        return (flags & O_ACCMODE) != O_RDONLY && (flags & O_PATH) == 0;
    }

    /** Whether calls return rather than wait. */
    public final boolean nonBlocking() {
        return (flags & O_NONBLOCK) != 0;
    }

    /** Who gets SIGIO, F_SETOWN. */
    public final int signalOwner() {
        return signalOwner;
    }

    /** Whether that is a thread (F_OWNER_TID), a process or a group. */
    public final int signalOwnerKind() {
        return signalOwnerKind;
    }

    /** Sets who gets SIGIO. @param by who says so, in whose name it is sent */
    public final void setSignalOwner(int kind, int owner, Credentials by) {
        signalOwnerKind = kind;
        signalOwner = owner;
        signalUid = owner == 0 ? 0 : by.uid;
        signalEuid = owner == 0 ? 0 : by.euid;
    }

    /** The real user in whose name SIGIO is sent. */
    public final int signalUid() {
        return signalUid;
    }

    /** The effective user in whose name SIGIO is sent. */
    public final int signalEuid() {
        return signalEuid;
    }

    /** Says how the owner is told of what is urgent. */
    public final void whenUrgent(Runnable teller) {
        urgent = teller;
    }

    /** Something urgent has come: the owner gets SIGURG. */
    public final void urge() {
        if (urgent != null) {
            urgent.run();
        }
    }

    /** The signal in place of SIGIO, F_SETSIG; 0 for SIGIO. */
    public final int signal() {
        return signal;
    }

    /** Sets the signal in place of SIGIO. */
    public final void setSignal(int number) {
        signal = number;
    }

    /** Has somebody woken each time {@link #poll} may have changed, O_ASYNC; null ends that. */
    public final void drive(WaitQueue.Waiter waiter) {
        if (queue() == null) {
            return;
        }
        if (driven != null) {
            queue().remove(driven);
        }
        driven = waiter;
        if (waiter != null) {
            queue().add(waiter);
        }
    }

    /** Whether splice(2) and sendfile(2) take from it; they go into whatever can be written, if {@link #takesSpliced} says so, too. */
    public boolean isSpliced() {
        return true;
    }

    /** Whether splice(2) goes into it. */
    public boolean takesSpliced() {
        return true;
    }

    /** Whether what is done by it is told to nobody: who is told of events got it with one. */
    public final boolean isSilent() {
        return silent;
    }

    /** Says so. */
    public final void setSilent() {
        silent = true;
    }

    /** Something was done by it. */
    public final void notice(int event) {
        if (!silent) {
            Notices.at(path, event);
        }
    }

    /** Adds a reference. */
    public final File retain() {
        references++;
        return this;
    }

    /** How many refer to it. */
    public final int references() {
        return references;
    }

    /** Whether nothing refers to it any more. */
    public final boolean isClosed() {
        return references == 0;
    }

    /** A table gives up one of its descriptors. POSIX: that drops all record locks of the table's process on the file. */
    protected void leaves(FdTable table) {
        forget(table);
        FileLocks held = (flags & O_PATH) == 0 ? inode.heldLocks() : null;
        if (held != null) {
            held.unlock(table, 0, Long.MAX_VALUE);
        }
    }

    /** What a table's process is told of what happens in the directory, or null. */
    final DirectoryNotice notice(FdTable table) {
        if (notices != null) {
            for (DirectoryNotice each : notices) {
                if (each.isOf(table)) {
                    return each;
                }
            }
        }
        return null;
    }

    /** A table's process is told of what happens in the directory from now on. */
    final void keep(DirectoryNotice notice) {
        notices = notices == null ? new ArrayList<>(1) : notices;
        notices.add(notice);
    }

    /** A table's process is told of nothing any more. */
    final void forget(FdTable table) {
        DirectoryNotice notice = notice(table);
        if (notice != null) {
            notices.remove(notice);
            notice.end();
        }
    }

    /** Drops a reference; the last closes. */
    public final void release() {
        if (--references == 0) {
            drive(null);
            inode.closed(this);
            if (path != null && (flags & O_PATH) == 0) {
                notice(writable() ? Watch.IN_CLOSE_WRITE : Watch.IN_CLOSE_NOWRITE);
            }
            if (watchers != null) {
                List<Closed> told = watchers;
                watchers = null;
                told.forEach(watcher -> watcher.closed(this));
            }
            close();
            inode.left();
            if (path != null) {
                path.dentry().drop();
                path.mount().fileSystem().fileClosed(path.mount().namespace == null);
            }
        }
    }

    /** Tells someone when the file is closed for good. */
    public final void whenClosed(Closed watcher) {
        watchers = watchers == null ? new ArrayList<>(1) : watchers;
        if (!watchers.contains(watcher)) {
            watchers.add(watcher);
        }
    }

    /** Does not tell any more. */
    public final void forgetClosed(Closed watcher) {
        if (watchers != null) {
            watchers.remove(watcher);
        }
    }

    /** The last reference is gone. */
    protected void close() {
    }

    /** Reads at the position and moves it. */
    public int read(Caller who, ByteBuffer to) {
        throw FileError.of(EINVAL);
    }

    /** Writes at the position and moves it. */
    public int write(Caller who, ByteBuffer from) {
        throw FileError.of(EINVAL);
    }

    /** Reads at an offset. */
    public int readAt(Caller who, long offset, ByteBuffer to) {
        throw FileError.of(ESPIPE);
    }

    /** Writes at an offset. */
    public int writeAt(Caller who, long offset, ByteBuffer from) {
        throw FileError.of(ESPIPE);
    }

    /**
     * Reads to a user's memory, perhaps less than could be had.
     *
     * @param offset where, or -1 for the position, which moves
     */
    public int read(Caller who, long offset, UserMemory to, long address, int length) {
        byte[] through = buffer(length);
        ByteBuffer buffer = ByteBuffer.wrap(through, 0, Math.min(length, through.length));
        int count = offset < 0 ? read(who, buffer) : readAt(who, offset, buffer);
        return count <= 0 ? count : Inode.went(to.copyOut(address, through, 0, count));
    }

    /**
     * Writes from a user's memory, perhaps less than there is.
     *
     * @param offset where, or -1 for the position, which moves
     */
    public int write(Caller who, long offset, UserMemory from, long address, int length) {
        byte[] through = buffer(length);
        int count = from.copyIn(address, through, 0, Math.min(length, through.length));
        if (count == 0 && length > 0) {
            return -EFAULT;
        }
        ByteBuffer buffer = ByteBuffer.wrap(through, 0, count);
        return offset < 0 ? write(who, buffer) : writeAt(who, offset, buffer);
    }

    /** What read(2) of no bytes returns: 0, except for files that give what they have in one piece or cannot be read at all. */
    public int readNothing(Caller who) {
        return 0;
    }

    /** Whether a read or write is of one message, and cannot be done in parts. */
    public boolean whole() {
        return false;
    }

    /** How long a read waits at most, in nanoseconds; -1 for ever. */
    public long readTimeout() {
        return -1;
    }

    /** From when on (nanoseconds of the monotonic clock) that time counts; -1 for when the call began. */
    public long readWaitsSince() {
        return -1;
    }

    /** Whether a read is to be made once more when that time is over, to be given what there is; false if it is -EAGAIN then. */
    public boolean readAfterTimeout() {
        return false;
    }

    /** How long a write waits at most, in nanoseconds; -1 for ever. */
    public long writeTimeout() {
        return -1;
    }

    private byte[] buffer(int length) {
        return length <= THROUGH.length || !whole() ? THROUGH : new byte[Math.min(length, LONGEST_MESSAGE)];
    }

    /** Whether it has offsets. */
    public boolean seekable() {
        return false;
    }

    /** Whether an offset from its end says anything. */
    public boolean hasEnd() {
        return true;
    }

    /** Whether lseek(2) does nothing rather than fail. */
    public boolean ignoresSeek() {
        return false;
    }

    /** Its contents were read: says so to the inode, unless how it was opened or its mount forbids that. */
    public final void wasRead() {
        Mount mount = path == null ? null : path.mount();
        if ((flags & O_NOATIME) != 0) {
            return;
        }
        if (mount == null) {
            inode.wasRead(false);
        } else {
            mount.wasRead(inode);
        }
    }

    /** Its entries were listed. */
    public final void wasListed() {
        wasRead();
        notice(Watch.IN_ACCESS);
    }

    /** What is ready, POLL bits. */
    public int poll() {
        return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;
    }

    /** What is ready for who asks, where that is not the same for everybody. */
    public int poll(Caller who) {
        return poll();
    }

    /** Where he waits for that to change. */
    public WaitQueue queue(Caller who) {
        return queue();
    }

    /** Where to wait for {@link #poll} to change, or null if it never does. */
    public WaitQueue queue() {
        return null;
    }

    /** ioctl(2); what is copied goes through {@code memory}. */
    public long control(Caller who, int command, long argument, UserMemory memory) {
        throw FileError.of(ENOTTY);
    }

    /** Whether mapping it is mapping fresh memory, as with /dev/zero. */
    public boolean zeros() {
        return false;
    }

    /** Whether it cannot be mapped privately. */
    public boolean onlyShared() {
        return false;
    }

    /** Its pages, for mmap(2). */
    public Mappable mappable() {
        return inode.mappable();
    }

    /** The pages of a part of it, for mmap(2), where only certain parts can be mapped; in bytes, whole pages. */
    public Mappable mappable(long offset, long length) {
        return mappable();
    }

    /** Lines added to /proc/PID/fdinfo/N. */
    public String information() {
        return "";
    }
}
