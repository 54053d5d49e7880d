package twofold.container.syscall;

import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EINTR;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Poll.EPOLL_CTL_DEL;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import twofold.container.fs.event.EpollFile;
import twofold.container.fs.event.EventFile;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** eventfd2(2) and epoll(7). struct epoll_event takes 16 bytes here. */
final class Events {
    private static final int EVENT = 16;
    private static final int MOST = 1024;

    private Events() {
    }

    static long eventfd2(Task t) {
        int flags = t.argInt(1);
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK | 1)) != 0) {
            return -EINVAL;
        }
        File file = EventFile.create(t, flags & O_NONBLOCK, t.arg(0) & 0xffffffffL, (flags & 1) != 0);
        return Files.add(t, file, (flags & O_CLOEXEC) != 0);
    }

    static long epollCreate1(Task t) {
        if ((t.argInt(0) & ~O_CLOEXEC) != 0) {
            return -EINVAL;
        }
        return Files.add(t, EpollFile.create(t), t.argInt(0) != 0);
    }

    private static EpollFile set(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof EpollFile set) {
            return set;
        }
        throw FileError.of(EINVAL);
    }

    static long epollCtl(Task t) {
        boolean delete = t.argInt(1) == EPOLL_CTL_DEL;
        int events = delete ? 0 : t.mm.getInt(t.arg(3));
        long data = delete ? 0 : t.mm.getLong(t.arg(3) + 8);
        t.files.usable(t.argInt(0));
        File file = t.files.usable(t.argInt(2));
        EpollFile set = set(t);
        set.change(t.argInt(1), t.argInt(2), file, events, data);
        return 0;
    }

    static long epollPwait(Task t) {
        return wait(t, t.argInt(3) < 0 ? -1 : t.argInt(3) * 1_000_000L);
    }

    static long epollPwait2(Task t) {
        return wait(t, t.arg(3) == 0 ? -1 : Time.span(t, t.arg(3)));
    }

    private static long wait(Task t, long timeout) {
        int limit = t.argInt(2);
        if (limit <= 0 || limit > Integer.MAX_VALUE / EVENT) {
            return -EINVAL;
        }
        if (t.arg(1) < 0 || t.arg(1) > Long.MAX_VALUE - (long) limit * EVENT) {
            return -EFAULT;
        }
        EpollFile set = set(t);
        if (t.arg(4) != 0 && t.arg(5) != 8) {
            return -EINVAL;
        }
        SignalCalls.temporaryMask(t, t.arg(4));
        t.interruption = EINTR;
        List<EpollFile.Event> ready = set.take(Math.min(limit, MOST));
        if (ready.isEmpty() && !t.expired(timeout)) {
            t.waitOn(set.queue());
            return t.waitUntilDeadline();
        }
        ByteBuffer b = ByteBuffer.allocate(EVENT * ready.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (EpollFile.Event event : ready) {
            b.putInt(event.events()).putInt(0).putLong(event.data());
        }
        t.mm.write(t.arg(1), b.array());
        return ready.size();
    }
}
