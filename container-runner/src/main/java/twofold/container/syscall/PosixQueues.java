package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;
import static twofold.container.abi.Limits.NAME_MAX;
import static twofold.container.abi.Timekeeping.SIGEV_SIGNAL;
import static twofold.container.abi.Timekeeping.SIGEV_THREAD;

import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.fs.mqueue.QueueFile;
import twofold.container.fs.mqueue.QueueFileSystem;
import twofold.container.fs.mqueue.QueueInode;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.namespace.PosixQueue;
import twofold.container.net.QueueNotice;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Settings;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** POSIX message queues, mq_overview(7). */
final class PosixQueues {
    private static final int MOST_PRIORITY = 32768;
    private static final int MOST_MESSAGES = 65536;
    private static final int LONGEST = 16 << 20;

    private PosixQueues() {
    }

    private static String name(Task t) {
        String name = t.mm.string(t.arg(0), 4096);
        if (name.isEmpty()) {
            throw FileError.of(ENOENT);
        }
        if (name.length() > NAME_MAX) {
            throw FileError.of(ENAMETOOLONG);
        }
        if (name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
            throw FileError.of(EACCES);
        }
        return name;
    }

    static long open(Task t) {
        String name = name(t);
        int flags = t.argInt(1);
        PosixQueue queue = t.ipc.posixQueues.get(name);
        if (queue == null) {
            if ((flags & O_CREAT) == 0) {
                return -ENOENT;
            }
            queue = make(t, name);
        } else {
            if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) {
                return -EEXIST;
            }
            int access = flags & O_ACCMODE;
            if (access == O_ACCMODE) {
                return -EINVAL;
            }
            require(t.creds, queue, access == O_RDONLY ? 4 : access == O_WRONLY ? 2 : 6);
        }
        return Files.add(t, QueueFile.open(queue, flags & (O_ACCMODE | O_NONBLOCK)), true);
    }

    private static PosixQueue make(Task t, String name) {
        Settings settings = t.ipc.settings;
        int most = (int) Math.min(settings.number("fs/mqueue/msg_default"), settings.number("fs/mqueue/msg_max"));
        int longest = (int) Math.min(settings.number("fs/mqueue/msgsize_default"), settings.number("fs/mqueue/msgsize_max"));
        if (t.arg(3) != 0) {
            long wantedMost = t.mm.getLong(t.arg(3) + 8);
            long wantedLongest = t.mm.getLong(t.arg(3) + 16);
            if (wantedMost <= 0 || wantedLongest <= 0 || wantedMost > MOST_MESSAGES || wantedLongest > LONGEST) {
                throw FileError.of(EINVAL);
            }
            boolean free = t.creds.has(Cap.CAP_SYS_RESOURCE);
            if (!free && (wantedMost > settings.number("fs/mqueue/msg_max") || wantedLongest > settings.number("fs/mqueue/msgsize_max"))) {
                throw FileError.of(EINVAL);
            }
            most = (int) wantedMost;
            longest = (int) wantedLongest;
        }
        return QueueFileSystem.of(t).make(t, name, t.argInt(2) & 0777 & ~t.fs.umask, most, longest);
    }

    private static void require(Credentials c, PosixQueue queue, int want) {
        Inode inode = queue.inode;
        int granted = c.fsuid == inode.uid() ? inode.mode() >> 6 : c.inGroup(inode.gid()) ? inode.mode() >> 3 : inode.mode();
        if ((want & ~granted) != 0 && !c.has(Cap.CAP_DAC_OVERRIDE, inode)) {
            throw FileError.of(EACCES);
        }
    }

    static long unlink(Task t) {
        PosixQueue queue = t.ipc.posixQueues.get(name(t));
        if (queue == null) {
            return -ENOENT;
        }
        if (t.creds.fsuid != queue.inode.uid() && !t.creds.has(Cap.CAP_FOWNER, queue.inode)) {
            return -EPERM;
        }
        QueueFileSystem.of(t).remove(queue);
        return 0;
    }

    private static QueueFile file(Task t, boolean write) {
        if (!(t.files.usable(t.argInt(0)) instanceof QueueFile file) || (write ? !file.writable() : !file.readable())) {
            throw FileError.of(EBADF);
        }
        return file;
    }

    private static long timeout(Task t) {
        if (t.arg(4) == 0) {
            return -1;
        }
        return Math.max(0, Time.span(t, t.arg(4)) - t.kernel.clock.realtimeNanos());
    }

    static long send(Task t) {
        long timeout = timeout(t);
        if (Integer.compareUnsigned(t.argInt(3), MOST_PRIORITY) >= 0) {
            return -EINVAL;
        }
        QueueFile file = file(t, true);
        PosixQueue queue = file.messages;
        if (Long.compareUnsigned(t.arg(2), queue.longest) > 0) {
            return -EMSGSIZE;
        }
        byte[] text = t.mm.read(t.arg(1), (int) t.arg(2));
        if (queue.size() >= queue.mostMessages) {
            return waits(t, file, timeout, queue.queue);
        }
        queue.add(new PosixQueue.Message(t.argInt(3), text), t.process.pid, t.creds.uid);
        ((QueueInode) queue.inode).used();
        return 0;
    }

    static long receive(Task t) {
        long timeout = timeout(t);
        QueueFile file = file(t, false);
        PosixQueue queue = file.messages;
        if (Long.compareUnsigned(t.arg(2), queue.longest) < 0) {
            return -EMSGSIZE;
        }
        PosixQueue.Message message = queue.first();
        if (message == null) {
            return waits(t, file, timeout, queue.receivers);
        }
        if (t.mm.copyOut(t.arg(1), message.text(), 0, message.text().length) < message.text().length) {
            return -EFAULT;
        }
        if (t.arg(3) != 0) {
            t.mm.putInt(t.arg(3), message.priority());
        }
        queue.takeFirst();
        ((QueueInode) queue.inode).used();
        return message.text().length;
    }

    private static long waits(Task t, QueueFile file, long timeout, WaitQueue where) {
        if (file.nonBlocking()) {
            return -EAGAIN;
        }
        return t.expired(timeout) ? -ETIMEDOUT : t.waitOnUntil(where);
    }

    static long notify(Task t) {
        long value = 0;
        int signal = 0;
        int kind = 0;
        if (t.arg(1) != 0) {
            value = t.mm.getLong(t.arg(1));
            signal = t.mm.getInt(t.arg(1) + 8);
            kind = t.mm.getInt(t.arg(1) + 12);
            if (kind < SIGEV_SIGNAL || kind > SIGEV_THREAD || kind == SIGEV_SIGNAL && (signal < 0 || signal > Sig.SIGRTMAX)) {
                return -EINVAL;
            }
        }
        byte[] cookie = kind == SIGEV_THREAD ? t.mm.read(value, QueueNotice.COOKIE) : null;
        PosixQueue.Notice notice = cookie != null ? QueueNotice.of(t.files.usable(signal), cookie) : null;
        if (!(t.files.usable(t.argInt(0)) instanceof QueueFile file)) {
            return -EBADF;
        }
        PosixQueue queue = file.messages;
        Process process = t.process;
        if (t.arg(1) == 0) {
            queue.forget(process);
            return 0;
        }
        if (queue.isWatched()) {
            return -EBUSY;
        }
        queue.watch(process, process.pid, t.files, notice != null ? notice : new SignalNotice(process, kind, kind == SIGEV_SIGNAL ? signal : 0, value));
        return 0;
    }

    static long getsetattr(Task t) {
        long flags = t.arg(1) == 0 ? -1 : t.mm.getLong(t.arg(1));
        if (t.arg(1) != 0 && (flags & ~O_NONBLOCK) != 0) {
            return -EINVAL;
        }
        if (!(t.files.usable(t.argInt(0)) instanceof QueueFile file)) {
            return -EBADF;
        }
        if (t.arg(2) != 0) {
            t.mm.putLong(t.arg(2), file.flags() & O_NONBLOCK);
            t.mm.putLong(t.arg(2) + 8, file.messages.mostMessages);
            t.mm.putLong(t.arg(2) + 16, file.messages.longest);
            t.mm.putLong(t.arg(2) + 24, file.messages.size());
        }
        if (t.arg(1) != 0) {
            file.setFlags(file.flags() & ~O_NONBLOCK | (int) flags);
        }
        return 0;
    }

    /** Tells by a signal, or by none. */
    private record SignalNotice(Process process, int kind, int signal, long value) implements PosixQueue.Notice {
        @Override
        public void arrived(int pid, int uid) {
            if (signal != 0) {
                Signals.send(process, new SignalInfo(signal, Sig.SI_MESGQ, pid, uid, value, 0));
            }
        }
    }
}
