package twofold.container.fs.event;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.ECANCELED;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Poll.POLLIN;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import twofold.container.kernel.IntervalTimer;
import twofold.container.kernel.Kernel;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;

/** A timer to read from, timerfd_create(2). */
public final class TimerFile extends EventSource {
    private static final int BYTES = 8;
    private static final int TFD_IOC_SET_TICKS = 0x40085400;
    /** The clock it was made for, CLOCK_ number. */
    public final int clock;
    private final IntervalTimer timer;
    private final Kernel kernel;
    private final LongConsumer told = this::clockSet;
    private boolean cancelled;
    private boolean cancels;
    private boolean moves;
    private long expiry;
    private long expirations;

    private TimerFile(Caller who, Kernel kernel, int flags, int clock) {
        super(who, O_RDWR | flags);
        this.clock = clock;
        this.kernel = kernel;
        timer = new IntervalTimer(kernel);
    }

    /** Makes a timer that is not set. */
    public static TimerFile create(Caller who, Kernel kernel, int flags, int clock) {
        return AnonymousInode.named(new TimerFile(who, kernel, flags, clock), "timerfd");
    }

    /** Sets it to go off at {@code first} of the monotonic clock, {@link Long#MAX_VALUE} for never, then each {@code every} nanoseconds. */
    public void set(long first, long every) {
        cancelled = false;
        expirations = 0;
        start(first, every);
    }

    /**
     * What is to be when the time of day is set.
     *
     * @param absolute it goes by the time of day
     * @param cancel   who waits is told by ECANCELED
     */
    public void heed(long first, boolean absolute, boolean cancel) {
        expiry = first;
        moves = absolute;
        cancels = cancel;
        if (absolute) {
            kernel.realTimers.add(told);
        } else {
            kernel.realTimers.remove(told);
        }
    }

    private void clockSet(long nanos) {
        if (moves && timer.left() > 0) {
            expiry -= nanos;
            start(expiry, timer.interval());
        }
        if (cancels) {
            cancelled = true;
            queue.wakeAll();
        }
    }

    private void start(long first, long every) {
        timer.set(first, every, () -> {
            expirations += 1 + timer.overruns();
            queue.wakeAll();
        });
    }

    /** Nanoseconds until it goes off, 0 if it is not set. */
    public long left() {
        return timer.left();
    }

    /** The period in nanoseconds. */
    public long interval() {
        return timer.interval();
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command != TFD_IOC_SET_TICKS) {
            return super.control(who, command, argument, memory);
        }
        long ticks = memory.getLong(argument);
        if (ticks == 0) {
            return -EINVAL;
        }
        expirations = ticks;
        queue.wakeAll();
        return 0;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (to.remaining() < BYTES) {
            return -EINVAL;
        }
        if (cancelled) {
            cancelled = false;
            return -ECANCELED;
        }
        if (expirations == 0) {
            return -EAGAIN;
        }
        to.order(ByteOrder.LITTLE_ENDIAN).putLong(expirations);
        expirations = 0;
        return BYTES;
    }

    @Override
    public int poll() {
        return expirations == 0 && !cancelled ? 0 : POLLIN;
    }

    @Override
    public String information() {
        long left = left();
        long every = interval();
        return "clockid: %d\nticks: %d\nsettime flags: 00\nit_value: (%d, %d)\nit_interval: (%d, %d)\n".formatted(clock, expirations,
                left / 1_000_000_000L, left % 1_000_000_000L, every / 1_000_000_000L, every % 1_000_000_000L);
    }

    @Override
    protected void close() {
        timer.cancel();
        kernel.realTimers.remove(told);
    }
}
