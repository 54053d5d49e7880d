package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Timekeeping.*;

import twofold.container.kernel.Futexes;
import twofold.container.kernel.Task;

/**
 * The operations of futex(2) on words that hold their owner's number, FUTEX_LOCK_PI and the like. A lock goes to the first of the most urgent who wait for it. Nobody's priority is
 * raised by that, as priorities are only kept.
 */
final class PiFutexCalls {
    private PiFutexCalls() {
    }

    /** Takes a lock that is free, or that one who died left behind, if that can be without waiting: 0, EDEADLK if one has it, ESRCH if its owner is nobody, else EAGAIN. */
    static long tryLock(Task t, long address) {
        return tryLock(t, t, address, t.kernel.futexes.waiting(t.mm, address));
    }

    private static long tryLock(Task t, Task owner, long address, boolean others) {
        int word = t.mm.getInt(address);
        int holder = word & FUTEX_TID_MASK;
        if (holder == owner.number) {
            return -EDEADLK;
        }
        if (holder != 0 && (word & FUTEX_OWNER_DIED) == 0) {
            return t.find(holder) == null ? -ESRCH : -EAGAIN;
        }
        t.mm.putInt(address, owner.number | word & FUTEX_OWNER_DIED | (others ? FUTEX_WAITERS : 0));
        return 0;
    }

    /** FUTEX_LOCK_PI and FUTEX_LOCK_PI2. */
    static long lock(Task t, long address) {
        t.interruption = ERESTARTNOINTR;
        if (t.kept instanceof Futexes.Waiter waiter) {
            return goOn(t, waiter);
        }
        long result = tryLock(t, address);
        if (result != -EAGAIN) {
            return result;
        }
        if (t.kernel.futexes.wouldWaitForItself(t, t.mm, address)) {
            t.mm.putInt(address, t.mm.getInt(address) | FUTEX_WAITERS);
            return -EDEADLK;
        }
        boolean monotonic = (t.argInt(1) & ~FUTEX_PRIVATE_FLAG) == FUTEX_LOCK_PI2;
        if (t.expired(timeout(t, monotonic))) {
            return -ETIMEDOUT;
        }
        t.mm.putInt(address, t.mm.getInt(address) | FUTEX_WAITERS);
        return begin(t, t.kernel.futexes.addLock(t, address));
    }

    /** What is left until the time at which a call gives up, nanoseconds; -1 for ever. */
    private static long timeout(Task t, boolean monotonic) {
        return t.arg(3) == 0 ? -1 : Math.max(0, Time.span(t, t.arg(3)) - Time.now(t, monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME));
    }

    private static long begin(Task t, Futexes.Waiter waiter) {
        t.kept = waiter;
        t.waitOn(waiter.queue());
        return t.waitUntilDeadline();
    }

    private static long goOn(Task t, Futexes.Waiter waiter) {
        if (waiter.granted()) {
            return 0;
        }
        if (t.kernel.clock.monotonicNanos() >= t.deadline) {
            t.kernel.futexes.remove(waiter);
            return -ETIMEDOUT;
        }
        return begin(t, waiter);
    }

    /** FUTEX_UNLOCK_PI. */
    static long unlock(Task t, long address) {
        if ((t.mm.getInt(address) & FUTEX_TID_MASK) != t.number) {
            return -EPERM;
        }
        if (!t.kernel.futexes.handOver(t.mm, address, 0)) {
            t.mm.putInt(address, 0);
        }
        return 0;
    }

    /** FUTEX_WAIT_REQUEUE_PI: waits on one word until another's FUTEX_CMP_REQUEUE_PI, and then for the lock. */
    static long waitRequeue(Task t, long address, long lock) {
        if (t.kept instanceof Futexes.Waiter waiter) {
            t.interruption = waiter.awaitsLock() ? EAGAIN : ERESTARTNOINTR;
            return goOn(t, waiter);
        }
        t.interruption = ERESTARTNOINTR;
        if (t.mm.getInt(address) != t.argInt(2)) {
            return -EAGAIN;
        }
        if (differ(t, address, lock) && t.expired(timeout(t, (t.argInt(1) & FUTEX_CLOCK_REALTIME) == 0))) {
            return -ETIMEDOUT;
        }
        return differ(t, address, lock) ? begin(t, t.kernel.futexes.addRequeued(t, address, lock)) : -EINVAL;
    }

    private static boolean differ(Task t, long address, long lock) {
        t.mm.getInt(lock);
        return (lock & 3) == 0 && t.mm.futexKey(address) != t.mm.futexKey(lock);
    }

    /** FUTEX_CMP_REQUEUE_PI: gives the lock to the first who waits on a word if it is free, and has others wait for it. Returns how many went. */
    static long requeue(Task t, long address, long lock) {
        int most = t.argInt(3);
        if (t.argInt(2) != 1 || most < 0 || !differ(t, address, lock)) {
            return -EINVAL;
        }
        if (t.mm.getInt(address) != t.argInt(5)) {
            return -EAGAIN;
        }
        Futexes futexes = t.kernel.futexes;
        Futexes.Waiter first = futexes.requeueable(t.mm, address, lock);
        if (first == null) {
            return 0;
        }
        long count = 0;
        long result = tryLock(t, first.task(), lock, most > 0 || futexes.waiting(t.mm, lock));
        if (result == 0) {
            futexes.grant(first);
            count++;
        } else if (result != -EAGAIN) {
            return result;
        } else {
            t.mm.putInt(lock, t.mm.getInt(lock) | FUTEX_WAITERS);
        }
        while (count <= most) {
            Futexes.Waiter next = futexes.requeueable(t.mm, address, lock);
            if (next == null) {
                break;
            }
            if (futexes.wouldWaitForItself(next.task(), t.mm, lock)) {
                return -EDEADLK; // It waits on where it did
            }
            futexes.awaitLock(next);
            count++;
        }
        return count;
    }
}
