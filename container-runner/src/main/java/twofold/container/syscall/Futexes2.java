package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Timekeeping.CLOCK_MONOTONIC;
import static twofold.container.abi.Timekeeping.CLOCK_REALTIME;

import twofold.container.kernel.Futexes;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** The calls that have taken futex(2) apart: futex_wait, futex_wake, futex_requeue and futex_waitv. Words have 32 bits. */
final class Futexes2 {
    private static final int SIZE_MASK = 3;
    private static final int SIZE_32 = 2;
    private static final int KNOWN = 0x87;
    private static final int MOST = 128;
    /** struct futex_waitv. */
    private static final int WAITER = 24;

    private Futexes2() {
    }

    private static void requireFlags(long flags) {
        if ((flags & ~(long) KNOWN) != 0 || (flags & SIZE_MASK) != SIZE_32 || (flags & 4) != 0) {
            throw FileError.of(EINVAL);
        }
    }

    private static void requireWord(long value) {
        if (value >>> 32 != 0) {
            throw FileError.of(EINVAL);
        }
    }

    private static long word(Task t, long address) {
        if ((address & 3) != 0) {
            throw FileError.of(EINVAL);
        }
        return t.mm.getInt(address);
    }

    static long wake(Task t) {
        requireFlags(t.arg(3) & 0xffffffffL);
        requireWord(t.arg(1));
        if ((int) t.arg(1) == 0) {
            return -EINVAL;
        }
        word(t, t.arg(0));
        return t.kernel.futexes.wake(t.mm, t.arg(0), t.argInt(2), (int) t.arg(1));
    }

    static long requeue(Task t) {
        if (t.argInt(1) != 0 || t.arg(0) == 0) {
            return -EINVAL;
        }
        for (int i = 0; i < 2; i++) {
            requireWaiter(t, t.arg(0) + (long) WAITER * i);
        }
        if (t.argInt(2) < 0 || t.argInt(3) < 0) {
            return -EINVAL;
        }
        long from = t.mm.getLong(t.arg(0) + 8);
        long to = t.mm.getLong(t.arg(0) + WAITER + 8);
        word(t, to);
        return word(t, from) != (int) t.mm.getLong(t.arg(0)) ? -EAGAIN : t.kernel.futexes.requeue(t.mm, from, to, t.argInt(2), t.argInt(3));
    }

    private static void requireWaiter(Task t, long at) {
        requireFlags(t.mm.getInt(at + 16) & 0xffffffffL);
        if (t.mm.getInt(at + 20) != 0) {
            throw FileError.of(EINVAL);
        }
        requireWord(t.mm.getLong(at));
    }

    /** How long to wait until a time of a clock; -1 for ever. */
    private static long timeout(Task t, int at, int clock) {
        if (t.arg(at) == 0) {
            return -1;
        }
        if (t.argInt(clock) != CLOCK_REALTIME && t.argInt(clock) != CLOCK_MONOTONIC) {
            throw FileError.of(EINVAL);
        }
        return Math.max(0, Time.span(t, t.arg(at)) - Time.now(t, t.argInt(clock)));
    }

    static long wait(Task t) {
        requireFlags(t.arg(3) & 0xffffffffL);
        requireWord(t.arg(1));
        requireWord(t.arg(2));
        if ((int) t.arg(2) == 0) {
            return -EINVAL;
        }
        if (t.kept instanceof Futexes.Waiter[] waiters) {
            return go(t, waiters, -1);
        }
        long timeout = timeout(t, 4, 5);
        if (word(t, t.arg(0)) != (int) t.arg(1)) {
            return -EAGAIN;
        }
        return go(t, new Futexes.Waiter[] {t.kernel.futexes.add(t, t.arg(0), (int) t.arg(2))}, timeout);
    }

    static long waitv(Task t) {
        int count = t.argInt(1);
        if (t.argInt(2) != 0 || count <= 0 || count > MOST || t.arg(0) == 0) {
            return -EINVAL;
        }
        if (t.kept instanceof Futexes.Waiter[] waiters) {
            return go(t, waiters, -1);
        }
        long timeout = timeout(t, 3, 4);
        for (int i = 0; i < count; i++) {
            requireWaiter(t, t.arg(0) + (long) WAITER * i);
        }
        for (int i = 0; i < count; i++) {
            long at = t.arg(0) + (long) WAITER * i;
            if (word(t, t.mm.getLong(at + 8)) != (int) t.mm.getLong(at)) {
                return -EAGAIN;
            }
        }
        Futexes.Waiter[] waiters = new Futexes.Waiter[count];
        for (int i = 0; i < count; i++) {
            waiters[i] = t.kernel.futexes.add(t, t.mm.getLong(t.arg(0) + (long) WAITER * i + 8), -1);
        }
        return go(t, waiters, timeout);
    }

    /** Waits on: BLOCKED, the place of one that was woken, or -ETIMEDOUT; then nobody waits any more. */
    private static long go(Task t, Futexes.Waiter[] waiters, long timeout) {
        long result = Task.BLOCKED;
        for (int i = 0; i < waiters.length && result == Task.BLOCKED; i++) {
            result = waiters[i].woken() ? i : result;
        }
        if (result == Task.BLOCKED && t.expired(timeout)) {
            result = -ETIMEDOUT;
        }
        if (result != Task.BLOCKED) {
            for (Futexes.Waiter each : waiters) {
                t.kernel.futexes.remove(each);
            }
            t.kept = null;
            return result;
        }
        t.kept = waiters;
        for (Futexes.Waiter each : waiters) {
            t.waitOn(each.queue());
        }
        return t.waitUntilDeadline();
    }
}
