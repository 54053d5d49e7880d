package twofold.container.fs.event;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.POLLIN;

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
        ByteBuffer from = info.bytes();
        b.putInt(0, info.signal()).putInt(4, from.getInt(4)).putInt(8, info.code());
        switch (info.layout()) {
            case KILL -> b.putInt(12, from.getInt(16)).putInt(16, from.getInt(20));
            case TIMER -> b.putInt(24, from.getInt(16)).putInt(32, from.getInt(20)).putInt(44, from.getInt(24)).putLong(48, from.getLong(24));
            case POLL -> b.putInt(28, from.getInt(16)).putInt(20, from.getInt(24));
            case FAULT -> b.putLong(72, from.getLong(16));
            case CHILD -> b.putInt(12, from.getInt(16)).putInt(16, from.getInt(20)).putInt(40, from.getInt(24)).putLong(56, from.getLong(32))
                    .putLong(64, from.getLong(40));
            case QUEUED -> b.putInt(12, from.getInt(16)).putInt(16, from.getInt(20)).putInt(44, from.getInt(24)).putLong(48, from.getLong(24));
            case CALL -> b.putLong(80, from.getLong(16)).putInt(88, from.getInt(24)).putInt(92, from.getInt(28));
        }
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
        return ((task.pending.set() | task.process.pending.set()) & mask) == 0 ? 0 : POLLIN;
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
