package twofold.container.fs.event;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.vfs.Caller;

/** A counter to wait for, eventfd(2). */
public final class EventFile extends EventSource {
    private static final int BYTES = 8;
    private final boolean semaphore;
    private long count;

    private EventFile(Caller who, int flags, long count, boolean semaphore) {
        super(who, O_RDWR | flags);
        this.count = count;
        this.semaphore = semaphore;
    }

    /** Makes a counter. */
    public static EventFile create(Caller who, int flags, long count, boolean semaphore) {
        return AnonymousInode.named(new EventFile(who, flags, count, semaphore), "eventfd");
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (to.remaining() < BYTES) {
            return -EINVAL;
        }
        if (count == 0) {
            return -EAGAIN;
        }
        long taken = semaphore ? 1 : count;
        count -= taken;
        to.order(ByteOrder.LITTLE_ENDIAN).putLong(taken);
        queue.wakeAll(POLLOUT);
        return BYTES;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (from.remaining() < BYTES) {
            return -EINVAL;
        }
        long more = from.order(ByteOrder.LITTLE_ENDIAN).getLong(from.position());
        if (more == -1) {
            return -EINVAL;
        }
        if (Long.compareUnsigned(more, -2 - count) > 0) {
            return -EAGAIN;
        }
        from.position(from.position() + BYTES);
        count += more;
        queue.wakeAll(POLLIN);
        return BYTES;
    }

    /** Adds to the counter as far as it goes. */
    public void add(long more) {
        count = Long.compareUnsigned(more, -2 - count) > 0 ? -2 : count + more;
        queue.wakeAll(POLLIN);
    }

    @Override
    public String information() {
        return "eventfd-count: %16x\neventfd-id: %d\neventfd-semaphore: %d\n".formatted(count, 0, semaphore ? 1 : 0);
    }

    @Override
    public int poll() {
        return (count != 0 ? POLLIN : 0) | (count != -2 ? POLLOUT : 0);
    }
}
