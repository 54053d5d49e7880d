package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_PATH;
import static twofold.container.abi.Limits.RLIMIT_NOFILE;
import static twofold.container.abi.Poll.*;
import static twofold.container.abi.Timekeeping.*;

import twofold.container.kernel.Futexes;
import twofold.container.kernel.Task;
import twofold.container.mm.Mm;
import twofold.container.vfs.File;
import twofold.riscv.memory.AddressSpace;
import twofold.riscv.memory.Frames;

/** ppoll(2), pselect6(2), futex(2). */
final class Waits {
    private static final int MOST = 1 << 16;

    private Waits() {
    }

    static long ppoll(Task t) {
        int count = t.argInt(1);
        if (t.arg(2) != 0) {
            Time.span(t, t.arg(2));
        }
        if (count < 0 || count > MOST || Long.compareUnsigned(count, t.process.softLimits[RLIMIT_NOFILE]) > 0 || t.arg(3) != 0 && t.arg(4) != 8) {
            return -EINVAL;
        }
        long timeout = t.arg(2) == 0 ? -1 : Time.span(t, t.arg(2));
        SignalCalls.temporaryMask(t, t.arg(3));
        t.interruption = ERESTARTNOHAND;
        t.restAt = timeout < 0 ? 0 : t.arg(2);
        int ready = 0;
        for (int i = 0; i < count; i++) {
            long at = t.arg(0) + 8L * i;
            int fd = t.mm.getInt(at);
            int events = t.mm.getShort(at + 4) & 0xffff;
            int result = 0;
            if (fd >= 0) {
                File file = t.files.peek(fd);
                result = file == null || (file.flags() & O_PATH) != 0 ? POLLNVAL : file.poll(t) & (events | POLLERR | POLLHUP);
            }
            t.mm.putShort(at + 6, result);
            ready += result != 0 ? 1 : 0;
        }
        if (t.expired(timeout) || ready > 0) {
            t.tellRest();
            return ready;
        }
        for (int i = 0; i < count; i++) {
            int fd = t.mm.getInt(t.arg(0) + 8L * i);
            if (fd >= 0 && t.files.peek(fd) != null) {
                t.waitOn(t.files.peek(fd).queue(t));
            }
        }
        return t.waitUntilDeadline();
    }

    static long pselect6(Task t) {
        int count = t.argInt(0);
        long timeout = t.arg(4) == 0 ? -1 : Time.span(t, t.arg(4));
        if (!SignalCalls.packedMask(t, t.arg(5))) {
            return -EINVAL;
        }
        if (count < 0) {
            return -EINVAL;
        }
        count = Math.min(count, t.files.capacity());
        t.interruption = ERESTARTNOHAND;
        t.restAt = timeout <= 0 ? 0 : t.arg(4);
        boolean late = t.expired(timeout);
        int words = count + 63 >>> 6;
        long[][] in = new long[3][];
        long[][] out = new long[3][words];
        for (int set = 0; set < 3; set++) {
            in[set] = new long[words];
            for (int w = 0; t.arg(1 + set) != 0 && w < words; w++) {
                in[set][w] = t.mm.getLong(t.arg(1 + set) + 8L * w);
            }
        }
        int[] bits = {POLLIN | POLLRDNORM | POLLHUP | POLLERR, POLLOUT | POLLWRNORM | POLLERR, POLLPRI};
        int ready = 0;
        for (int fd = 0; fd < count; fd++) {
            long bit = 1L << (fd & 63);
            int w = fd >>> 6;
            if (((in[0][w] | in[1][w] | in[2][w]) & bit) == 0) {
                continue;
            }
            File file = t.files.peek(fd);
            if (file == null || (file.flags() & O_PATH) != 0) {
                t.tellRest();
                return -EBADF;
            }
            int state = file.poll(t);
            for (int set = 0; set < 3; set++) {
                if ((in[set][w] & bit) != 0 && (state & bits[set]) != 0) {
                    out[set][w] |= bit;
                    ready++;
                }
            }
        }
        if (ready == 0 && !late) {
            for (int fd = 0; fd < count; fd++) {
                if (((in[0][fd >>> 6] | in[1][fd >>> 6] | in[2][fd >>> 6]) >>> (fd & 63) & 1) != 0) {
                    t.waitOn(t.files.usable(fd).queue(t));
                }
            }
            return t.waitUntilDeadline();
        }
        t.tellRest();
        for (int set = 0; set < 3; set++) {
            for (int w = 0; t.arg(1 + set) != 0 && w < words; w++) {
                t.mm.putLong(t.arg(1 + set) + 8L * w, out[set][w]);
            }
        }
        return ready;
    }

    static long futex(Task t) {
        long address = t.arg(0);
        int operation = t.argInt(1);
        int value = t.argInt(2);
        int command = operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
        boolean clock = (operation & FUTEX_CLOCK_REALTIME) != 0;
        boolean timed = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI || command == FUTEX_LOCK_PI2
                || command == FUTEX_WAIT_REQUEUE_PI;
        if (timed && t.arg(3) != 0) {
            Time.span(t, t.arg(3));
        }
        if (command < 0 || command > FUTEX_LOCK_PI2 || clock && command != FUTEX_WAIT_BITSET && command != FUTEX_LOCK_PI2 && command != FUTEX_WAIT_REQUEUE_PI) {
            return -ENOSYS;
        }
        if ((address & 3) != 0) {
            return -EINVAL;
        }
        boolean requeues = command == FUTEX_REQUEUE || command == FUTEX_CMP_REQUEUE || command == FUTEX_CMP_REQUEUE_PI;
        if (requeues && (value < 0 || t.argInt(3) < 0)) {
            return -EINVAL;
        }
        Futexes futexes = t.kernel.futexes;
        return switch (command) {
            case FUTEX_WAIT -> wait(t, -1, false);
            case FUTEX_WAIT_BITSET -> t.argInt(5) == 0 ? -EINVAL : wait(t, t.argInt(5), true);
            case FUTEX_WAKE -> futexes.wake(checked(t, address), address, value, -1);
            case FUTEX_WAKE_BITSET -> t.argInt(5) == 0 ? -EINVAL : futexes.wake(checked(t, address), address, value, t.argInt(5));
            case FUTEX_REQUEUE -> futexes.requeue(checked(t, address), address, t.arg(4), value, t.argInt(3));
            case FUTEX_CMP_REQUEUE -> t.mm.getInt(address) != t.argInt(5) ? -EAGAIN
                    : futexes.requeue(t.mm, address, t.arg(4), value, t.argInt(3));
            case FUTEX_WAKE_OP -> wakeOperation(t, address, value);
            case FUTEX_LOCK_PI, FUTEX_LOCK_PI2 -> PiFutexCalls.lock(t, address);
            case FUTEX_TRYLOCK_PI -> PiFutexCalls.tryLock(t, address);
            case FUTEX_UNLOCK_PI -> PiFutexCalls.unlock(t, address);
            case FUTEX_WAIT_REQUEUE_PI -> PiFutexCalls.waitRequeue(t, address, t.arg(4));
            case FUTEX_CMP_REQUEUE_PI -> PiFutexCalls.requeue(t, address, t.arg(4));
            default -> -ENOSYS;
        };
    }

    private static Mm checked(Task t, long address) {
        t.mm.getInt(address);
        return t.mm;
    }

    private static long wait(Task t, int bits, boolean absolute) {
        if (t.kept instanceof Futexes.Waiter waiter) {
            if (waiter.woken()) {
                return 0;
            }
            if (t.kernel.clock.monotonicNanos() >= t.deadline) {
                t.kernel.futexes.remove(waiter);
                return -ETIMEDOUT;
            }
            t.interruption = t.arg(3) == 0 ? ERESTARTSYS : ERESTART_RESTARTBLOCK;
            t.waitOn(waiter.queue());
            return t.waitUntilDeadline();
        }
        if (t.mm.getInt(t.arg(0)) != t.argInt(2)) {
            return -EAGAIN;
        }
        long timeout = -1;
        if (t.arg(3) != 0) {
            timeout = Time.span(t, t.arg(3));
            if (absolute) {
                boolean real = (t.argInt(1) & FUTEX_CLOCK_REALTIME) != 0;
                timeout = Math.max(0, timeout - Time.now(t, real ? CLOCK_REALTIME : CLOCK_MONOTONIC));
            }
        }
        if (t.expired(timeout)) {
            return -ETIMEDOUT;
        }
        Futexes.Waiter waiter = t.kernel.futexes.add(t, t.arg(0), bits);
        t.kept = waiter;
        t.interruption = t.arg(3) == 0 ? ERESTARTSYS : ERESTART_RESTARTBLOCK;
        t.waitOn(waiter.queue());
        return t.waitUntilDeadline();
    }

    private static long wakeOperation(Task t, long address, int count) {
        int code = t.argInt(5);
        long other = t.arg(4);
        int argument = code << 8 >> 20;
        int comparand = code << 20 >> 20;
        if ((code >>> 28 & 8) != 0) {
            argument = 1 << (argument & 31);
        }
        int old = t.mm.getInt(other);
        Frames.putInt(t.mm.host(other, AddressSpace.WRITE), switch (code >>> 28 & 7) {
            case 0 -> argument;
            case 1 -> old + argument;
            case 2 -> old | argument;
            case 3 -> old & ~argument;
            default -> old ^ argument;
        });
        boolean also = switch (code >>> 24 & 15) {
            case 0 -> old == comparand;
            case 1 -> old != comparand;
            case 2 -> old < comparand;
            case 3 -> old <= comparand;
            case 4 -> old > comparand;
            default -> old >= comparand;
        };
        long woken = t.kernel.futexes.wake(t.mm, address, count, -1);
        return also ? woken + t.kernel.futexes.wake(t.mm, other, t.argInt(3), -1) : woken;
    }
}
