package twofold.container.syscall;

import static twofold.container.abi.Errno.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.abi.Limits;
import twofold.container.kernel.Deadline;
import twofold.container.kernel.Task;
import twofold.container.vfs.Settings;
import twofold.image.overlay.FileError;

/**
 * Policies, priorities and affinity, sched(7), checked as Linux checks them. There is one processor, so that affinity decides nothing. A SCHED_DEADLINE task may use more than the time
 * that it has asked for, as far as real-time tasks may at all.
 */
final class Scheduling {
    private static final int FIFO = 1;
    private static final int ROUND_ROBIN = 2;
    private static final int BATCH = 3;
    /** SCHED_EXT, whose range is told though nobody can be put under it. */
    private static final int EXTENSIBLE = 7;
    /** Bytes of a mask of processors. */
    private static final int MASK = 16;
    private static final int IDLE = 5;
    private static final int RESET_ON_FORK = 0x40000000;
    /** struct sched_attr in bytes: as it is now, and as it was first. */
    private static final int ATTRIBUTES = 56;
    private static final int LEAST_ATTRIBUTES = 48;
    /** The time that Linux means an ordinary task to run at a stretch, on one processor, nanoseconds. */
    private static final long SLICE = 700_000;
    private static final long LEAST_SLICE = 100_000;
    /** What Linux's scheduler counts a slice in when it tells of it. */
    private static final long JIFFY = 4_000_000;
    private static final long LONGEST_SLICE = 100_000_000;
    private static final int PAGE = 4096;
    /** SCHED_FLAG_: what stays as it is, and bounds of how busy a processor looks, which Debian's kernel does not know. */
    private static final int KEEP_POLICY = 8;
    private static final int KEEP_PARAMETERS = 0x10;
    private static final int CLAMPS = 0x60;
    private static final int PRIO_PROCESS = 0;
    private static final int PRIO_PGRP = 1;
    private static final int PRIO_USER = 2;

    private Scheduling() {
    }

    private static Task task(Task t, int tid) {
        if (tid < 0) {
            throw FileError.of(EINVAL);
        }
        Task found = tid == 0 ? t : t.find(tid);
        if (found == null) {
            throw FileError.of(ESRCH);
        }
        return found;
    }

    private static Task changeable(Task t, int tid) {
        Task found = task(t, tid);
        if (!maySteer(t, found)) {
            throw FileError.of(EPERM);
        }
        return found;
    }

    private static boolean maySteer(Task t, Task target) {
        return t.creds.euid == target.creds.euid || t.creds.euid == target.creds.uid || t.creds.has(Cap.CAP_SYS_NICE, target.creds.user);
    }

    private static boolean realTime(int policy) {
        return policy == FIFO || policy == ROUND_ROBIN;
    }

    static long range(Task t, int best) {
        int policy = t.argInt(0);
        if (realTime(policy)) {
            return best;
        }
        return policy == 0 || policy == BATCH || policy == IDLE || policy == Deadline.POLICY || policy == EXTENSIBLE ? 0 : -EINVAL;
    }

    static long setscheduler(Task t) {
        return t.arg(2) == 0 || t.argInt(1) < 0 || t.argInt(0) < 0 ? -EINVAL : set(t, t.argInt(0), t.argInt(1), t.mm.getInt(t.arg(2)), false);
    }

    static long setparam(Task t) {
        return t.arg(1) == 0 || t.argInt(0) < 0 ? -EINVAL : set(t, t.argInt(0), task(t, t.argInt(0)).policy, t.mm.getInt(t.arg(1)), false);
    }

    private static boolean isSane(int policy, int priority) {
        boolean known = policy == 0 || realTime(policy) || policy == BATCH || policy == IDLE;
        return known && realTime(policy) == priority > 0 && priority <= 99 && priority >= 0;
    }

    /** Sets policy and priority, or what is handed on alone if the rest {@code stays}. */
    private static long set(Task t, int tid, int flagged, int priority, boolean stays) {
        int policy = flagged & ~RESET_ON_FORK;
        task(t, tid);
        if (!isSane(policy, priority)) {
            return -EINVAL;
        }
        Task target = changeable(t, tid);
        boolean allowed = t.creds.has(Cap.CAP_SYS_NICE) || priority <= target.process.softLimits[Limits.RLIMIT_RTPRIO];
        boolean keepsChildren = (target.policy & RESET_ON_FORK) != 0 && (flagged & RESET_ON_FORK) == 0 && !t.creds.has(Cap.CAP_SYS_NICE);
        if (realTime(policy) && !allowed || leavesIdle(t, target, policy) || keepsChildren) {
            return -EPERM;
        }
        t.kernel.reschedule(target, () -> {
            target.policy = stays ? target.policy & ~RESET_ON_FORK | flagged & RESET_ON_FORK : flagged;
            target.realTimePriority = stays ? target.realTimePriority : priority;
            target.deadlines = stays ? target.deadlines : null;
        });
        t.kernel.futexes.lend(target);
        return 0;
    }

    /** Whether somebody would go from SCHED_IDLE, which is nicer than all, to where his limit does not let him. */
    private static boolean leavesIdle(Task t, Task target, int policy) {
        boolean idle = (target.policy & ~RESET_ON_FORK) == IDLE && policy != IDLE;
        return idle && 20 - target.nice > target.process.softLimits[Limits.RLIMIT_NICE] && !t.creds.has(Cap.CAP_SYS_NICE);
    }

    static long getscheduler(Task t) {
        return task(t, t.argInt(0)).policy;
    }

    static long getparam(Task t) {
        if (t.arg(1) == 0) {
            return -EINVAL;
        }
        t.mm.putInt(t.arg(1), task(t, t.argInt(0)).realTimePriority);
        return 0;
    }

    static long rrGetInterval(Task t) {
        Task target = task(t, t.argInt(0));
        int policy = target.policy & 0xff;
        boolean ordinary = target.deadlines == null && policy != FIFO;
        Time.put(t, t.arg(1), policy == ROUND_ROBIN ? t.container().roundRobinNanos() : ordinary ? target.stretch / JIFFY * JIFFY : 0);
        return 0;
    }

    static long setattr(Task t) {
        if (t.arg(1) == 0 || t.argInt(2) != 0 || t.argInt(0) < 0) {
            return -EINVAL;
        }
        int size = t.mm.getInt(t.arg(1));
        if (size != 0 && size < LEAST_ATTRIBUTES) {
            t.mm.putInt(t.arg(1), ATTRIBUTES);
            return -E2BIG;
        }
        if (size > PAGE) {
            t.mm.putInt(t.arg(1), ATTRIBUTES);
            return -E2BIG;
        }
        if (size > ATTRIBUTES) {
            Files.requireZeros(t, t.arg(1) + ATTRIBUTES, size - ATTRIBUTES);
        }
        long flags = t.mm.getLong(t.arg(1) + 8);
        if ((flags & CLAMPS) != 0 && size < ATTRIBUTES || t.mm.getInt(t.arg(1) + 4) < 0) {
            return -EINVAL;
        }
        Task target = task(t, t.argInt(0));
        if ((flags & ~0x7fL) != 0) {
            return -EINVAL;
        }
        boolean keepsPolicy = (flags & KEEP_POLICY) != 0;
        int policy = keepsPolicy ? target.policy & 0xff : t.mm.getInt(t.arg(1) + 4);
        boolean keeps = (flags & KEEP_PARAMETERS) != 0;
        int nice = t.mm.getInt(t.arg(1) + 16);
        int priority = keeps && realTime(target.policy & 0xff) ? target.realTimePriority : t.mm.getInt(t.arg(1) + 20);
        boolean resets = keepsPolicy ? (target.policy & RESET_ON_FORK) != 0 : (flags & 1) != 0;
        if ((flags & CLAMPS) != 0) {
            return policy != Deadline.POLICY && !isSane(policy, priority) || policy == Deadline.POLICY && !isSane(t, priority, keeps ? target.deadlines : null) ? -EINVAL : -EOPNOTSUPP;
        }
        if (policy == Deadline.POLICY && keeps && target.deadlines != null) {
            return set(t, target, target.deadlines, resets);
        }
        if (policy == Deadline.POLICY) {
            return priority != 0 ? -EINVAL : set(t, target, wanted(t), resets);
        }
        if (keeps || policy != 0 && policy != BATCH) {
            return set(t, t.argInt(0), policy | (resets ? RESET_ON_FORK : 0), priority, keeps);
        }
        if (!isSane(policy, priority)) {
            return -EINVAL;
        }
        if (!mayBeNice(t, target, bounded(nice))) {
            return -EPERM;
        }
        long result = set(t, t.argInt(0), policy | (resets ? RESET_ON_FORK : 0), priority, false);
        if (result == 0) {
            long stretch = t.mm.getLong(t.arg(1) + 24);
            target.stretch = stretch == 0 ? 0 : stretch < 0 ? LONGEST_SLICE : Math.clamp(stretch, LEAST_SLICE, LONGEST_SLICE);
            t.kernel.reschedule(target, () -> target.nice = bounded(nice));
        }
        return result;
    }

    private static boolean isSane(Task t, int priority, Deadline kept) {
        return priority == 0 && (kept != null ? kept : wanted(t)).isSane();
    }

    /** The times that a struct sched_attr asks for. */
    private static Deadline wanted(Task t) {
        long relative = t.mm.getLong(t.arg(1) + 32);
        long period = t.mm.getLong(t.arg(1) + 40);
        return new Deadline(t.mm.getLong(t.arg(1) + 24), relative, period == 0 ? relative : period);
    }

    /** EINVAL for what makes no sense, EPERM for who may not, EBUSY for more than there is. */
    private static long set(Task t, Task target, Deadline deadline, boolean resets) {
        if (!deadline.isSane()) {
            return -EINVAL;
        }
        if (!t.creds.has(Cap.CAP_SYS_NICE)) {
            return -EPERM;
        }
        long shares = deadline.share();
        for (Task each : t.container().tasks.all()) {
            shares += each == target || each.deadlines == null || each.state == Task.State.DEAD ? 0 : each.deadlines.share();
        }
        Settings settings = t.container().settings;
        if (!Deadline.fits(shares, settings.number("kernel/sched_rt_runtime_us"), settings.number("kernel/sched_rt_period_us"))) {
            return -EBUSY;
        }
        t.kernel.reschedule(target, () -> {
            target.policy = Deadline.POLICY | (resets ? RESET_ON_FORK : 0);
            target.realTimePriority = 0;
            target.deadlines = deadline;
        });
        t.kernel.futexes.lend(target);
        return 0;
    }

    static long getattr(Task t) {
        if (t.arg(1) == 0 || t.argInt(3) != 0 || Integer.compareUnsigned(t.argInt(2), LEAST_ATTRIBUTES) < 0 || Integer.compareUnsigned(t.argInt(2), 4096) > 0) {
            return -EINVAL;
        }
        Task target = task(t, t.argInt(0));
        boolean ordinary = target.deadlines == null && !realTime(target.policy & 0xff);
        int size = Math.min(t.argInt(2), ATTRIBUTES);
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, size).putInt(4, target.policy & 0xff).putLong(8, (target.policy & RESET_ON_FORK) != 0 ? 1 : 0).putInt(20, target.realTimePriority);
        if (target.deadlines != null) {
            b.putLong(24, target.deadlines.runtime()).putLong(32, target.deadlines.relative()).putLong(40, target.deadlines.period());
        } else if (ordinary) {
            b.putInt(16, target.nice).putLong(24, target.stretch == 0 ? SLICE : target.stretch);
        }
        t.mm.write(t.arg(1), b.array());
        return 0;
    }

    static long setaffinity(Task t) {
        int length = (int) Math.min(t.arg(1) & 0xffffffffL, 128);
        byte[] mask = t.mm.read(t.arg(2), length);
        if (t.argInt(0) < 0) {
            return -ESRCH;
        }
        changeable(t, t.argInt(0));
        return length > 0 && (mask[0] & 1) != 0 ? 0 : -EINVAL;
    }

    static long getaffinity(Task t) {
        long length = t.arg(1) & 0xffffffffL;
        if (length < 8 || (length & 7) != 0) {
            return -EINVAL;
        }
        if (t.argInt(0) < 0) {
            return -ESRCH;
        }
        task(t, t.argInt(0));
        int told = (int) Math.min(length, MASK);
        byte[] mask = new byte[told];
        mask[0] = 1;
        t.mm.write(t.arg(2), mask);
        return told;
    }

    /**
     * The tasks that a number stands for.
     *
     * @param user whose they are if the number is of a user and 0
     */
    private static List<Task> meant(Task t, int which, int who, int user) {
        List<Task> all = t.process.pids.all();
        return switch (which) {
            case PRIO_PROCESS -> {
                Task one = who == 0 ? t : t.find(who);
                yield one == null ? List.of() : List.of(one);
            }
            case PRIO_PGRP -> {
                int group = who == 0 ? t.process.group : t.outermost(who);
                // The newest first: what the last comes to is the result
                yield all.stream().filter(each -> each.process.group == group).toList().reversed();
            }
            case PRIO_USER -> {
                int owner = who == 0 ? user : t.creds.user.findUid(who);
                yield all.stream().filter(each -> each.creds.uid == owner).toList();
            }
            default -> throw FileError.of(EINVAL);
        };
    }

    private static int bounded(int nice) {
        return Math.clamp(nice, -20, 19);
    }

    private static boolean mayBeNice(Task t, Task target, int nice) {
        return nice >= target.nice || 20 - nice <= target.process.softLimits[Limits.RLIMIT_NICE] || t.creds.has(Cap.CAP_SYS_NICE);
    }

    private static long renice(Task t, Task target, int nice) {
        if (!mayBeNice(t, target, bounded(nice))) {
            return -EACCES;
        }
        t.kernel.reschedule(target, () -> target.nice = bounded(nice));
        return 0;
    }

    static long setpriority(Task t) {
        long result = -ESRCH;
        for (Task target : meant(t, t.argInt(0), t.argInt(1), t.creds.uid)) {
            long each = maySteer(t, target) ? renice(t, target, t.argInt(2)) : -EPERM;
            result = each != 0 || result == -ESRCH ? each : result;
        }
        return result;
    }

    static long getpriority(Task t) {
        int best = -1;
        for (Task target : meant(t, t.argInt(0), t.argInt(1), t.creds.uid)) {
            best = Math.max(best, 20 - target.nice);
        }
        return best < 0 ? -ESRCH : best;
    }

    static long ioprioSet(Task t) {
        long refused = requirePriority(t, t.argInt(2));
        if (refused != 0 || t.argInt(0) < 1 || t.argInt(0) > 3) {
            return refused != 0 ? refused : -EINVAL;
        }
        long result = -ESRCH;
        for (Task target : meant(t, t.argInt(0) - 1, t.argInt(1), 0)) {
            if (!maySteer(t, target)) {
                return -EPERM;
            }
            target.ioPriority = t.argInt(2) & 0xffff;
            result = 0;
        }
        return result;
    }

    /** Whether a task may ask for a class and level of input and output: 0, EINVAL if there are none such, or EPERM. */
    static long requirePriority(Task t, int priority) {
        int kind = priority >>> 13 & 7;
        if (kind > 3 || kind == 0 && (priority & 7) != 0) {
            return -EINVAL;
        }
        return kind == 1 && !t.creds.has(Cap.CAP_SYS_NICE) && !t.creds.has(Cap.CAP_SYS_ADMIN) ? -EPERM : 0;
    }

    static long ioprioGet(Task t) {
        int who = t.argInt(0);
        if (who < 1 || who > 3) {
            return -EINVAL;
        }
        long best = Long.MAX_VALUE;
        for (Task each : meant(t, who - 1, t.argInt(1), t.creds.uid)) {
            best = Math.min(best, who != 1 && each.ioPriority >>> 13 == 0 ? 2 << 13 | (each.nice + 20) / 5 : each.ioPriority);
        }
        return best == Long.MAX_VALUE ? -ESRCH : best;
    }
}
