package twofold.container.fs.event;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.POLLIN;
import static twofold.container.abi.Poll.POLLRDNORM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;

/**
 * Pending signals to read, signalfd(2). As on Linux the signals are those of whoever reads; whoever polls is told by the queue of the
 * process that made it.
 */
public final class SignalFile extends File {
    private static final int RECORD = 128;
    private final Task maker;
    private long mask;

    private SignalFile(Task who, int flags, long mask) {
        super(new AnonymousInode(who), O_RDWR | flags);
        this.maker = who;
        this.mask = mask;
    }

    /** Makes one for a set of signals. */
    public static SignalFile create(Task who, int flags, long mask) {
        return AnonymousInode.named(new SignalFile(who, flags, mask), "signalfd");
    }

    /** Changes the set. */
    public void setMask(long signals) {
        mask = signals;
        queue().wakeAll();
    }

    @Override
    public int readNothing(Caller who) {
        return read(who, ByteBuffer.allocate(0));
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (to.remaining() < RECORD) {
            return -EINVAL;
        }
        Task task = (Task) who;
        int start = to.position();
        while (to.remaining() >= RECORD) {
            SignalInfo info = Signals.take(task, mask);
            if (info == null) {
                break;
            }
            to.put(record(info));
        }
        return to.position() == start ? -EAGAIN : to.position() - start;
    }

    private static byte[] record(SignalInfo info) {
        ByteBuffer b = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, info.signal()).putInt(8, info.code()).putInt(12, info.pid()).putInt(16, info.uid());
        b.putInt(40, (int) info.value()).putInt(44, (int) info.value()).putLong(48, info.value()).putLong(72, info.addr());
        return b.array();
    }

    @Override
    public int poll() {
        return poll(maker);
    }

    @Override
    public WaitQueue queue(Caller who) {
        return ((Task) who).process.signalQueue;
    }

    @Override
    public int poll(Caller who) {
        Task task = (Task) who;
        return ((task.pending.set() | task.process.pending.set()) & mask) == 0 ? 0 : POLLIN | POLLRDNORM;
    }

    @Override
    public boolean isSpliced() {
        return false;
    }

    @Override
    public boolean ignoresSeek() {
        return true;
    }

    @Override
    public WaitQueue queue() {
        return maker.process.signalQueue;
    }

    @Override
    public String information() {
        return "sigmask:\t%016x\n".formatted(mask);
    }
}
