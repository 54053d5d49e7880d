package twofold.container.syscall;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Timekeeping.CLOCK_REALTIME;
import static twofold.container.abi.Timekeeping.CLOCK_REALTIME_ALARM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Cap;
import twofold.container.kernel.ClockDiscipline;
import twofold.container.kernel.Task;

/**
 * clock_settime(2), settimeofday(2), adjtimex(2) and clock_adjtime(2). The time of day is one for all containers of a kernel, as it is for those of a machine; to set it takes
 * CAP_SYS_TIME. The host's own is not touched.
 */
final class ClockSetting {
    private static final long NANOS = 1_000_000_000L;
    /** Where Linux sees to it that thirty years of running do not overflow. */
    private static final long LATEST = Long.MAX_VALUE / NANOS - 30L * 365 * 24 * 3600;
    private static final int MOST_WEST = 15 * 60;
    private static final int TIMEX = 208;

    private ClockSetting() {
    }

    static long clockSettime(Task t) {
        int clock = t.argInt(0);
        if (clock < 0 && (clock & 3) != 3) {
            Time.span(t, t.arg(1));
            Time.now(t, clock);
            return -EPERM;
        }
        if (clock != CLOCK_REALTIME) {
            return -EINVAL;
        }
        return set(t, t.mm.getLong(t.arg(1)), t.mm.getLong(t.arg(1) + 8));
    }

    static long settimeofday(Task t) {
        long seconds = 0;
        long micros = 0;
        if (t.arg(0) != 0) {
            seconds = t.mm.getLong(t.arg(0));
            micros = t.mm.getLong(t.arg(0) + 8);
            if (micros < 0 || micros > 1_000_000) {
                return -EINVAL;
            }
        }
        int west = t.arg(1) == 0 ? 0 : t.mm.getInt(t.arg(1));
        if (t.arg(0) != 0 && !valid(seconds, micros * 1000)) {
            return -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_TIME)) {
            return -EPERM;
        }
        if (west > MOST_WEST || west < -MOST_WEST) {
            return -EINVAL;
        }
        return t.arg(0) == 0 ? 0 : set(t, seconds, micros * 1000);
    }

    private static boolean valid(long seconds, long nanos) {
        return seconds >= 0 && nanos >= 0 && nanos < NANOS && seconds < LATEST;
    }

    private static long set(Task t, long seconds, long nanos) {
        if (!valid(seconds, nanos)) {
            return -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_TIME)) {
            return -EPERM;
        }
        long wanted = seconds * NANOS + nanos;
        if (wanted < t.kernel.clock.monotonicNanos()) {
            return -EINVAL;
        }
        t.kernel.shiftRealTime(wanted - t.kernel.clock.realtimeNanos());
        return 0;
    }

    static long clockAdjtime(Task t) {
        t.mm.read(t.arg(1), TIMEX);
        int clock = t.argInt(0);
        if (clock < 0 && (clock & 7) != 3 || clock == CLOCK_REALTIME_ALARM) {
            return -EOPNOTSUPP;
        }
        Time.now(t, clock);
        return clock == CLOCK_REALTIME ? adjust(t, t.arg(1)) : -EOPNOTSUPP;
    }

    static long adjtimex(Task t) {
        return adjust(t, t.arg(0));
    }

    private static long adjust(Task t, long at) {
        ByteBuffer b = ByteBuffer.wrap(t.mm.read(at, TIMEX)).order(ByteOrder.LITTLE_ENDIAN);
        ClockDiscipline discipline = t.kernel.discipline;
        int refused = discipline.refuses(b, t.creds.has(Cap.CAP_SYS_TIME));
        if (refused != 0) {
            return -refused;
        }
        long jump = discipline.change(b);
        if (jump != 0) {
            if (t.kernel.clock.realtimeNanos() + jump < t.kernel.clock.monotonicNanos()) {
                return -EINVAL;
            }
            t.kernel.shiftRealTime(jump);
        }
        discipline.tell(b, t.kernel.clock.realtimeNanos());
        t.mm.write(at, b.array());
        return discipline.state();
    }
}
