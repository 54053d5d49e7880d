package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.kernel.Task;
import twofold.container.namespace.Semaphores;
import twofold.image.overlay.FileError;

/** semget(2), semop(2), semtimedop(2), semctl(2). */
final class SemaphoreCalls {
    private static final int SEM_UNDO = 0x1000;
    private static final int SEM_STAT = 18;
    private static final int SEM_INFO = 19;
    private static final int SEM_STAT_ANY = 20;
    private static final int GETPID = 11;
    private static final int GETVAL = 12;
    private static final int GETALL = 13;
    private static final int GETNCNT = 14;
    private static final int GETZCNT = 15;
    private static final int SETVAL = 16;
    private static final int SETALL = 17;
    private static final int MOST_SEMAPHORES = 32000;
    private static final int MOST_IN_ALL = 1 << 20;
    private static final int MOST_AT_ONCE = 1 << 16;

    private SemaphoreCalls() {
    }

    static long semget(Task t) {
        int count = t.argInt(1);
        long[] limits = t.ipc.settings.numbers("kernel/sem");
        if (count < 0 || count > Math.min(MOST_SEMAPHORES, limits[0])) {
            return -EINVAL;
        }
        Semaphores found = t.ipc.semaphores.get(t.argInt(0), t.argInt(2), t.creds, () -> {
            if (count == 0) {
                throw FileError.of(EINVAL);
            }
            if (count + t.ipc.semaphores.all().stream().mapToLong(each -> each.values.length).sum() > Math.min(MOST_IN_ALL, limits[1])) {
                throw FileError.of(ENOSPC);
            }
            return new Semaphores(t.argInt(0), t.argInt(2), t.creds, SystemV.now(t), count);
        });
        return count > found.values.length ? -EINVAL : found.id;
    }

    static long semop(Task t) {
        return operate(t, -1);
    }

    static long semtimedop(Task t) {
        return operate(t, t.arg(3) == 0 ? -1 : Time.span(t, t.arg(3)));
    }

    private static long operate(Task t, long timeout) {
        int count = t.argInt(2);
        if (count <= 0 || count > Math.min(MOST_AT_ONCE, t.ipc.settings.numbers("kernel/sem")[2])) {
            return count == 0 ? -EINVAL : -E2BIG;
        }
        ByteBuffer b = ByteBuffer.wrap(t.mm.read(t.arg(1), 6 * count)).order(ByteOrder.LITTLE_ENDIAN);
        Semaphores set = t.kept instanceof SemaphoreWait waited ? waited.set : t.ipc.semaphores.id(t.argInt(0));
        if (set.removed) {
            return -EIDRM;
        }
        int[] values = set.values.clone();
        boolean alters = false;
        for (int i = 0; i < count; i++) {
            alters |= b.getShort(6 * i + 2) != 0;
            if ((b.getShort(6 * i) & 0xffff) >= values.length) {
                return -EFBIG;
            }
        }
        set.require(t.creds, alters ? 2 : 4);
        for (int i = 0; i < count; i++) {
            int number = b.getShort(6 * i) & 0xffff;
            int change = b.getShort(6 * i + 2);
            boolean blocked = change == 0 ? values[number] != 0 : values[number] + change < 0;
            if (blocked) {
                return await(t, new SemaphoreWait(set, number, change == 0), (b.getShort(6 * i + 4) & SystemV.IPC_NOWAIT) != 0, timeout);
            }
            values[number] += change;
            if (values[number] > Semaphores.LARGEST) {
                return -ERANGE;
            }
        }
        for (int i = 0; i < count; i++) {
            int number = b.getShort(6 * i) & 0xffff;
            int change = b.getShort(6 * i + 2);
            set.lastPid[number] = t.process.pid;
            if ((b.getShort(6 * i + 4) & SEM_UNDO) != 0 && change != 0) {
                set.remember(t.process, number, -change);
                t.process.undoes.add(set);
            }
        }
        System.arraycopy(values, 0, set.values, 0, values.length);
        set.operated = SystemV.now(t);
        if (alters) {
            set.queue.wakeAll();
        }
        return 0;
    }

    /** What a task keeps while it waits: the semaphore that holds it up, and whether it waits for zero. */
    private record SemaphoreWait(Semaphores set, int number, boolean forZero) {
    }

    private static long await(Task t, SemaphoreWait wait, boolean noWait, long timeout) {
        if (noWait || t.expired(timeout)) {
            return -EAGAIN;
        }
        t.kept = wait;
        t.interruption = EINTR;
        return t.waitOnUntil(wait.set.queue);
    }

    /** GETNCNT and GETZCNT: how many wait for a semaphore. */
    private static int waiting(Task t, SemaphoreWait wanted) {
        int count = 0;
        for (Task each : t.container().tasks.all()) {
            if (each.state == Task.State.WAITING && wanted.equals(each.kept)) {
                count++;
            }
        }
        return count;
    }

    /** SystemV.IPC_INFO and SEM_INFO, struct seminfo. */
    private static long semaphoreLimits(Task t, boolean use, long at) {
        int inAll = t.ipc.semaphores.all().stream().mapToInt(each -> each.values.length).sum();
        long[] limits = t.ipc.settings.numbers("kernel/sem");
        t.mm.write(at, ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) limits[1]).putInt(4, (int) limits[3])
                .putInt(8, (int) limits[1]).putInt(12, (int) limits[1]).putInt(16, (int) limits[0]).putInt(20, (int) limits[2]).putInt(24, 500).putInt(28, use ? t.ipc.semaphores.size() : 20)
                .putInt(32, Semaphores.LARGEST).putInt(36, use ? inAll : Semaphores.LARGEST));
        return t.ipc.semaphores.highest();
    }

    static long semctl(Task t) {
        int command = t.argInt(2);
        long arg = t.arg(3);
        if (command == SystemV.IPC_INFO || command == SEM_INFO) {
            return semaphoreLimits(t, command == SEM_INFO, arg);
        }
        if (t.argInt(0) < 0) {
            return -EINVAL;
        }
        if (command == SETVAL && ((int) arg < 0 || (int) arg > Semaphores.LARGEST)) {
            return -ERANGE;
        }
        Semaphores set = command == SEM_STAT || command == SEM_STAT_ANY ? t.ipc.semaphores.at(t.argInt(0)) : t.ipc.semaphores.id(t.argInt(0));
        int number = t.argInt(1);
        boolean one = command == SETVAL || command == GETVAL || command == GETPID || command == GETNCNT || command == GETZCNT;
        if (one && command != SETVAL) {
            set.require(t.creds, 4);
        }
        if (one && (number < 0 || number >= set.values.length)) {
            return -EINVAL;
        }
        switch (command) {
            case GETVAL, GETPID, GETNCNT, GETZCNT -> {
                return command == GETVAL ? set.values[number] : command == GETPID ? t.shown(set.lastPid[number])
                        : waiting(t, new SemaphoreWait(set, number, command == GETZCNT));
            }
            case SETVAL -> {
                set.require(t.creds, 2);
                set.values[number] = (int) arg;
                set.lastPid[number] = t.process.pid;
                set.forget(number);
                touched(t, set);
            }
            case GETALL -> {
                set.require(t.creds, 4);
                ByteBuffer b = ByteBuffer.allocate(2 * set.values.length).order(ByteOrder.LITTLE_ENDIAN);
                for (int value : set.values) {
                    b.putShort((short) value);
                }
                t.mm.write(arg, b.array());
            }
            case SETALL -> {
                set.require(t.creds, 2);
                ByteBuffer b = ByteBuffer.wrap(t.mm.read(arg, 2 * set.values.length)).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < set.values.length; i++) {
                    if (b.getShort(2 * i) < 0) {
                        return -ERANGE;
                    }
                }
                for (int i = 0; i < set.values.length; i++) {
                    set.values[i] = b.getShort(2 * i);
                    set.lastPid[i] = t.process.pid;
                    set.forget(i);
                }
                touched(t, set);
            }
            case SystemV.IPC_STAT, SEM_STAT, SEM_STAT_ANY -> {
                if (command != SEM_STAT_ANY) {
                    set.require(t.creds, 4);
                }
                t.mm.write(arg, SystemV.record(t, set, 88).putLong(SystemV.PERM, set.operated).putLong(56, set.changed).putLong(64, set.values.length));
                return command == SystemV.IPC_STAT ? 0 : set.id;
            }
            case SystemV.IPC_SET -> SystemV.change(t, set, arg);
            case SystemV.IPC_RMID -> {
                set.requireOwner(t.creds);
                t.ipc.semaphores.remove(set);
                set.queue.wakeAll();
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private static void touched(Task t, Semaphores set) {
        set.changed = SystemV.now(t);
        set.queue.wakeAll();
    }
}
