package twofold.container.fs.event;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Seccomp;
import twofold.container.kernel.SeccompListener;
import twofold.container.kernel.Task;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.riscv.memory.Frames;

/** Calls of tasks with a filter, for whom that filter asks, seccomp_unotify(2). All goes by ioctl(2). */
public final class SeccompFile extends File {
    /** The size of a struct seccomp_notif. */
    public static final int NOTICE = 16 + Seccomp.DATA;
    /** The size of a struct seccomp_notif_resp. */
    public static final int ANSWER = 24;
    private static final int RECV = 0xc0502100;
    private static final int SEND = 0xc0182101;
    private static final int ID_VALID = 0x40082102;
    /** What the one above was in the kernels before 5.17, with the wrong direction. */
    private static final int ID_VALID_FORMER = 0x80082102;
    /** SECCOMP_IOCTL_NOTIF_ADDFD without its direction and its size, which may grow. */
    private static final int ADDFD = 0x2103;
    private static final int KIND_BITS = 0xffff;
    private static final int SIZE_BITS = 0x3fff0000;
    private static final int SET_FLAGS = 0x40082104;
    private static final int SYNC_WAKE_UP = 1;
    private static final int CONTINUE = 1;
    private static final int ADDFD_BYTES = 24;
    private static final int SETFD = 1;
    private static final int AND_SEND = 2;

    private final SeccompListener listener;

    private SeccompFile(Caller who, SeccompListener listener) {
        super(new AnonymousInode(who), O_RDWR);
        this.listener = listener;
    }

    /** Makes a descriptor's file. */
    public static SeccompFile create(Caller who, SeccompListener listener) {
        return AnonymousInode.named(new SeccompFile(who, listener), "seccomp notify");
    }

    @Override
    protected void close() {
        listener.close();
    }

    @Override
    public boolean ignoresSeek() {
        return true;
    }

    @Override
    public int poll() {
        return (listener.first() != null ? POLLIN | POLLRDNORM : 0) | (listener.expectsAnswer() ? POLLOUT | POLLWRNORM : 0)
                | (listener.abandoned() ? POLLHUP : 0);
    }

    @Override
    public WaitQueue queue() {
        return listener.queue();
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        Task task = (Task) who;
        return switch (command) {
            case RECV -> receive(task, argument);
            case SEND -> send(task, argument);
            case ID_VALID, ID_VALID_FORMER -> listener.expectsAnswer(task.mm.getLong(argument)) ? 0 : -ENOENT;
            case SET_FLAGS -> (argument & ~(long) SYNC_WAKE_UP) != 0 ? -EINVAL : 0;
            default -> (command & KIND_BITS) == ADDFD ? addDescriptor(task, argument, (command & SIZE_BITS) >>> 16) : -EINVAL;
        };
    }

    private long receive(Task task, long at) {
        for (byte each : task.mm.read(at, NOTICE)) {
            if (each != 0) {
                return -EINVAL;
            }
        }
        SeccompListener.Notice notice = listener.first();
        if (notice == null) {
            return listener.abandoned() ? -ENOENT : task.waitOn(listener.queue());
        }
        ByteBuffer b = ByteBuffer.allocate(NOTICE).order(ByteOrder.LITTLE_ENDIAN).putLong(notice.id)
                .putInt(task.process.pids.shown(notice.task.tid)).putInt(0);
        Seccomp.data(notice.task, notice.number, b);
        task.mm.write(at, b.array());
        listener.told(notice);
        return 0;
    }

    private long send(Task task, long at) {
        ByteBuffer b = ByteBuffer.wrap(task.mm.read(at, ANSWER)).order(ByteOrder.LITTLE_ENDIAN);
        long value = b.getLong(8);
        int error = b.getInt(16);
        int flags = b.getInt(20);
        if ((flags & ~CONTINUE) != 0 || flags == CONTINUE && (error != 0 || value != 0)) {
            return -EINVAL;
        }
        SeccompListener.Notice notice = listener.waiting(b.getLong(0));
        if (flags == CONTINUE) {
            listener.proceed(notice);
        } else {
            listener.answer(notice, error != 0 ? error : value);
        }
        return 0;
    }

    /** Gives the task that makes a call a descriptor of a file of ours; its number is the result. */
    private long addDescriptor(Task task, long at, int size) {
        if (size < ADDFD_BYTES || size >= Frames.SIZE) {
            return -EINVAL;
        }
        byte[] bytes = task.mm.read(at, size);
        for (int i = ADDFD_BYTES; i < size; i++) {
            if (bytes[i] != 0) {
                return -E2BIG;
            }
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int flags = b.getInt(8);
        int number = b.getInt(16);
        int newFlags = b.getInt(20);
        if ((newFlags & ~O_CLOEXEC) != 0 || (flags & ~(SETFD | AND_SEND)) != 0 || number != 0 && (flags & SETFD) == 0) {
            return -EINVAL;
        }
        File file = task.files.usable(b.getInt(12));
        SeccompListener.Notice notice = listener.waiting(b.getLong(0));
        Task target = notice.task;
        long limit = target.process.softLimits[RLIMIT_NOFILE];
        boolean closes = newFlags != 0;
        if ((flags & SETFD) == 0) {
            number = target.files.add(file.retain(), 0, closes, limit);
        } else if (Long.compareUnsigned(number & 0xffffffffL, limit) >= 0) {
            return -EBADF;
        } else {
            target.files.replace(number, file.retain(), closes);
        }
        if ((flags & AND_SEND) != 0) {
            listener.answer(notice, number);
        }
        return number;
    }
}
