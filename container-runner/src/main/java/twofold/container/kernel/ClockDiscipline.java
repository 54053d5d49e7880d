package twofold.container.kernel;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;

import java.nio.ByteBuffer;

/**
 * What adjtimex(2) keeps: the state of a clock that follows another. Frequency, tick and
 * offsets to be made up for little by little are kept and told, and have no effect: the clock is the host's, which is held right there;
 * ADJ_SETOFFSET sets it, and ADJ_TAI what CLOCK_TAI is ahead.
 */
public final class ClockDiscipline {
    private static final int ADJ_OFFSET = 1;
    private static final int ADJ_FREQUENCY = 2;
    private static final int ADJ_MAXERROR = 4;
    private static final int ADJ_ESTERROR = 8;
    private static final int ADJ_STATUS = 0x10;
    private static final int ADJ_TIMECONST = 0x20;
    private static final int ADJ_TAI = 0x80;
    private static final int ADJ_SETOFFSET = 0x100;
    private static final int ADJ_MICRO = 0x1000;
    private static final int ADJ_NANO = 0x2000;
    private static final int ADJ_TICK = 0x4000;
    private static final int ADJ_ADJTIME = 0x8000;
    private static final int ADJ_READONLY = 0x2000;
    private static final int STA_PLL = 1;
    private static final int STA_UNSYNC = 0x40;
    private static final int STA_CLOCKERR = 0x1000;
    private static final int STA_NANO = 0x2000;
    private static final int STA_READ_ONLY = 0xff00;
    private static final long MOST_FREQUENCY = 500L << 16;
    private static final long MOST_ERROR = 16_000_000;
    private static final long MOST_OFFSET = 500_000_000;
    private static final int MOST_CONSTANT = 10;
    private static final long TIME_ERROR = 5;
    private static final int LEAST_TICK = 9000;
    private static final int MOST_TICK = 11000;
    private static final int MOST_TAI = 100_000;
    private static final long NANOS = 1_000_000_000L;
    private long offset;
    private long frequency;
    private long largestError = MOST_ERROR;
    private long estimatedError = MOST_ERROR;
    private int status = STA_UNSYNC;
    private long constant = 2;
    private long tick = 10_000;
    private int tai;
    private long leftOver;

    /** The errno for what may not be asked for, else 0. @param b struct timex @param able whether the caller has CAP_SYS_TIME */
    public int refuses(ByteBuffer b, boolean able) {
        int modes = b.getInt(0);
        if ((modes & ADJ_ADJTIME) != 0) {
            if ((modes & ADJ_OFFSET) == 0) {
                return EINVAL;
            }
            return (modes & ADJ_READONLY) == 0 && !able ? EPERM : 0;
        }
        if (modes != 0 && !able) {
            return EPERM;
        }
        if ((modes & ADJ_TICK) != 0 && (b.getLong(88) < LEAST_TICK || b.getLong(88) > MOST_TICK)) {
            return EINVAL;
        }
        if ((modes & ADJ_SETOFFSET) != 0 && (b.getLong(80) < 0 || b.getLong(80) >= ((modes & ADJ_NANO) != 0 ? NANOS : 1_000_000)
                || Math.abs(b.getLong(72)) > Integer.MAX_VALUE)) {
            return EINVAL;
        }
        return (modes & ADJ_FREQUENCY) != 0 && Math.abs(b.getLong(16)) > Long.MAX_VALUE / 15_258 ? EINVAL : 0;
    }

    /** Takes what is to change; returns by how many nanoseconds the time of day is to jump. */
    public long change(ByteBuffer b) {
        int modes = b.getInt(0);
        if ((modes & ADJ_ADJTIME) != 0) {
            long before = leftOver;
            leftOver = (modes & ADJ_READONLY) == 0 ? b.getLong(8) : leftOver;
            b.putLong(8, before);
            return 0;
        }
        if ((modes & ADJ_STATUS) != 0 && (status & STA_PLL) != 0 && (b.getInt(40) & STA_PLL) == 0) {
            status = STA_UNSYNC;
        }
        status = (modes & ADJ_STATUS) != 0 ? status & STA_READ_ONLY | b.getInt(40) & ~STA_READ_ONLY : status;
        status = (modes & ADJ_NANO) != 0 ? status | STA_NANO : status;
        status = (modes & ADJ_MICRO) != 0 ? status & ~STA_NANO : status;
        boolean nano = (status & STA_NANO) != 0;
        frequency = (modes & ADJ_FREQUENCY) != 0 ? Math.clamp(b.getLong(16), -MOST_FREQUENCY, MOST_FREQUENCY) : frequency;
        largestError = (modes & ADJ_MAXERROR) != 0 ? Math.clamp(b.getLong(24), 0, MOST_ERROR) : largestError;
        estimatedError = (modes & ADJ_ESTERROR) != 0 ? Math.clamp(b.getLong(32), 0, MOST_ERROR) : estimatedError;
        constant = (modes & ADJ_TIMECONST) != 0 ? Math.clamp(Math.max(0, b.getLong(48)) + (nano ? 0 : 4), 0, MOST_CONSTANT) : constant;
        tai = (modes & ADJ_TAI) != 0 && b.getLong(48) >= 0 && b.getLong(48) <= MOST_TAI ? (int) b.getLong(48) : tai;
        if ((modes & ADJ_OFFSET) != 0 && (status & STA_PLL) != 0) {
            long limit = nano ? MOST_OFFSET : MOST_OFFSET / 1000;
            offset = Math.clamp(b.getLong(8), -limit, limit) * (nano ? 1 : 1000);
        }
        tick = (modes & ADJ_TICK) != 0 ? b.getLong(88) : tick;
        b.putLong(8, nano ? offset : offset / 1000);
        return (modes & ADJ_SETOFFSET) == 0 ? 0 : b.getLong(72) * NANOS + b.getLong(80) * ((modes & ADJ_NANO) != 0 ? 1 : 1000);
    }

    /** Writes how things are into a struct timex, whose offset is there already. @param now the time of day, nanoseconds */
    public void tell(ByteBuffer b, long now) {
        long part = Math.floorMod(now, NANOS);
        b.putLong(16, frequency).putLong(24, largestError).putLong(32, estimatedError).putInt(40, status).putLong(48, constant).putLong(56, 1)
                .putLong(64, MOST_FREQUENCY).putLong(72, Math.floorDiv(now, NANOS)).putLong(80, (status & STA_NANO) != 0 ? part : part / 1000).putLong(88, tick);
        for (int at = 96; at < 160; at += 8) {
            b.putLong(at, 0);
        }
        b.putInt(160, tai);
    }

    /** By how many seconds CLOCK_TAI is ahead of the time of day. */
    public int tai() {
        return tai;
    }

    /** What the call returns: whether the clock is synchronized. */
    public long state() {
        return (status & (STA_UNSYNC | STA_CLOCKERR)) != 0 ? TIME_ERROR : 0;
    }
}
