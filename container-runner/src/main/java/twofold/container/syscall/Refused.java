package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.*;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.vfs.Inode;
import twofold.container.vfs.Walk;

/** Calls that a container is not allowed, or whose object is not there: they answer as Linux does then. */
final class Refused {
    private static final int Q_SYNC = 0x800001;
    private static final int QUOTA_TYPES = 3;
    /** SWAP_FLAG_ bits. */
    private static final int SWAP_FLAGS = 0x7ffff;
    /** The size of the buffer that Debian's kernel has for its messages. */
    private static final long LOG_BYTES = 1 << 17;

    private Refused() {
    }

    /** EPERM without the capability, ENOSYS with it: that part of the kernel was not built. */
    static SyscallTable.Handler without(int capability) {
        return t -> t.creds.has(capability) ? -ENOSYS : -EPERM;
    }

    /** perf_event_open(2): nothing is measured here. */
    static long perfEventOpen(Task t) {
        t.mm.getInt(t.arg(0));
        return t.creds.has(Cap.CAP_PERFMON) ? -ENOSYS : -EPERM;
    }

    /** personality(2): kept, shown and told by uname; addresses are never random, and there is no other system's interface. */
    static long personality(Task t) {
        int old = t.personality;
        if (t.argInt(0) != -1) {
            t.personality = t.argInt(0);
        }
        return old & 0xffffffffL;
    }

    /** syslog(2): the kernel's messages are not a container's, so there are none. */
    static long syslog(Task t) {
        int action = t.argInt(0);
        boolean reads = action == 2 || action == 3 || action == 4;
        if (action < 0 || action > 10 || action == 8 && (t.argInt(2) < 1 || t.argInt(2) > 8) || reads && (t.arg(1) == 0 || t.argInt(2) < 0)) {
            return t.creds.has(Cap.CAP_SYSLOG) || action == 3 || action == 10 ? -EINVAL : -EPERM;
        }
        if (!t.creds.has(Cap.CAP_SYSLOG)) {
            return -EPERM;
        }
        return action == 10 ? LOG_BYTES : action == 2 && t.argInt(2) > 0 ? t.waitOn(null) : 0;
    }

    /** swapon(2) and swapoff(2): memory goes to no file or device of a container's. */
    static long swap(Task t, boolean on) {
        if (on && (t.argInt(1) & ~SWAP_FLAGS) != 0) {
            return -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_ADMIN)) {
            return -EPERM;
        }
        Inode named = Walk.to(t, t.fs.cwd, Files.path(t, 0), true).inode();
        return switch (named.mode() & S_IFMT) {
            case S_IFDIR -> -EISDIR;
            case S_IFSOCK -> -ENXIO;
            case S_IFBLK -> on ? -ENXIO : -EINVAL;
            default -> -EINVAL;
        };
    }

    /** quotactl(2): no file system here keeps quotas. */
    static long quotactl(Task t) {
        int command = t.argInt(0) >>> 8;
        if (t.arg(1) == 0) {
            return command == Q_SYNC && (t.argInt(0) & 0xff) < QUOTA_TYPES ? 0 : (t.argInt(0) & 0xff) < QUOTA_TYPES ? -ENODEV : -EINVAL;
        }
        if ((t.argInt(0) & 0xff) >= QUOTA_TYPES) {
            return -EINVAL;
        }
        Inode named = Walk.to(t, t.fs.cwd, Files.path(t, 1), true).inode();
        return (named.mode() & S_IFMT) == S_IFBLK ? -ENODEV : -ENOTBLK;
    }

    /** The same by a file of the file system. */
    static long quotactlFd(Task t) {
        t.files.get(t.argInt(0));
        return (t.argInt(1) & 0xff) >= QUOTA_TYPES ? -EINVAL : -ENOSYS;
    }
}
