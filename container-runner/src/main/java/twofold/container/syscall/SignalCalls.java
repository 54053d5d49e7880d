package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Limits.RLIMIT_SIGPENDING;
import static twofold.container.abi.Sig.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.kernel.AltStack;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalActions;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** kill, sigaction, sigprocmask and the others of signal(7). */
final class SignalCalls {
    /** The flags of an action that there are; others are not kept, by which a program sees that. */
    private static final long SA_KNOWN = 0xd8000807L;

    private SignalCalls() {
    }

    private static int signal(int value, boolean zeroToo) {
        if (value < (zeroToo ? 0 : 1) || value > SIGRTMAX) {
            throw FileError.of(EINVAL);
        }
        return value;
    }

    static long kill(Task t) {
        int pid = t.argInt(0);
        if (pid > 0) {
            Process process = Processes.process(t, pid);
            return one(t, process, told(t));
        }
        boolean found = false;
        long result = -ESRCH;
        int group = pid == 0 ? t.process.group : t.outermost(-pid);
        for (Task task : t.process.pids.all()) {
            Process process = task.process;
            boolean meant = pid == -1 ? t.shown(process.pid) != 1 && process != t.process : group != 0 && process.group == group;
            if (task.tid == process.pid && meant) {
                long each = one(t, process, told(t));
                found |= each == 0;
                result = each;
            }
        }
        return found || pid == -1 && result == -EPERM ? 0 : result;
    }

    /** What kill(2) tells; EINVAL if that is no signal, which counts after whether there is somebody. */
    private static SignalInfo told(Task t) {
        return new SignalInfo(signal(t.argInt(1), true), SI_USER, t.process.pid, t.creds.uid, 0, 0);
    }

    /** To each process of a group that the caller sees; ESRCH if there is none. */
    static long group(Task t, int group, SignalInfo info) {
        boolean found = false;
        long result = -ESRCH;
        for (Task task : t.process.pids.all()) {
            if (task.tid == task.process.pid && task.process.group == group) {
                long each = one(t, task.process, info);
                found |= each == 0;
                result = each;
            }
        }
        return found ? 0 : result;
    }

    /** To one thread alone, which may be null: ESRCH. */
    static long thread(Task t, Task target, SignalInfo info) {
        if (target == null) {
            return -ESRCH;
        }
        if (target.process != t.process && !Signals.permitted(t.creds, target.creds, target.process.session == t.process.session, info.signal())) {
            return -EPERM;
        }
        if (info.signal() != 0) {
            Signals.send(target, info);
        }
        return 0;
    }

    static long one(Task t, Process process, SignalInfo info) {
        Task target = process.pids.get(process.number);
        if (process != t.process && !Signals.permitted(t.creds, target.creds, process.session == t.process.session, info.signal())) {
            return -EPERM;
        }
        if (info.signal() != 0) {
            Signals.send(process, info);
        }
        return 0;
    }

    static long tkill(Task t) {
        return thread(t, -1, t.argInt(0), t.argInt(1));
    }

    static long tgkill(Task t) {
        return t.argInt(0) <= 0 ? -EINVAL : thread(t, t.argInt(0), t.argInt(1), t.argInt(2));
    }

    private static long thread(Task t, int group, int tid, int number) {
        if (tid <= 0) {
            return -EINVAL;
        }
        Task target = t.find(tid);
        if (target == null || group > 0 && t.shown(target.process.pid) != group) {
            return -ESRCH;
        }
        int signal = signal(number, true);
        if (target.process != t.process && !Signals.permitted(t.creds, target.creds, target.process.session == t.process.session, signal)) {
            return -EPERM;
        }
        if (signal != 0) {
            Signals.send(target, new SignalInfo(signal, SI_TKILL, t.process.pid, t.creds.uid, 0, 0));
        }
        return 0;
    }

    static long sigqueueinfo(Task t) {
        SignalInfo info = SignalInfo.given(t.argInt(1), t.mm.read(t.arg(2), SignalInfo.BYTES), t.process.pid, t.creds.uid);
        if ((info.code() >= 0 || info.code() == SI_TKILL) && t.argInt(0) != t.shown(t.tid)) {
            return -EPERM;
        }
        if (t.argInt(0) == 0) {
            return -ESRCH;
        }
        Process process = Processes.process(t, t.argInt(0));
        int signal = signal(info.signal(), true);
        if (signal >= SIGRTMIN && process.pending.full(room(process))) {
            return -EAGAIN;
        }
        return one(t, process, info);
    }

    /** What RLIMIT_SIGPENDING leaves to queued signals, of which each timer has one set aside; below 0 for no limit. */
    private static long room(Process process) {
        long limit = process.softLimits[RLIMIT_SIGPENDING];
        return limit < 0 ? limit : Math.max(0, limit - process.timers.size());
    }

    static long tgsigqueueinfo(Task t) {
        SignalInfo info = SignalInfo.given(t.argInt(2), t.mm.read(t.arg(3), SignalInfo.BYTES), t.process.pid, t.creds.uid);
        int signal = signal(info.signal(), true);
        Task target = t.argInt(0) <= 0 || t.argInt(1) <= 0 ? null : t.find(t.argInt(1));
        if (t.argInt(0) <= 0 || t.argInt(1) <= 0) {
            return -EINVAL;
        }
        if ((info.code() >= 0 || info.code() == SI_TKILL) && t.argInt(1) != t.shown(t.tid)) {
            return -EPERM;
        }
        if (target == null || t.shown(target.process.pid) != t.argInt(0)) {
            return -ESRCH;
        }
        if (target.process != t.process && !Signals.permitted(t.creds, target.creds, target.process.session == t.process.session, signal)) {
            return -EPERM;
        }
        if (signal >= SIGRTMIN && target.pending.full(room(target.process))) {
            return -EAGAIN;
        }
        if (signal != 0) {
            Signals.send(target, info);
        }
        return 0;
    }

    static long sigaction(Task t) {
        if (t.arg(3) != 8) {
            return -EINVAL;
        }
        if (t.arg(1) != 0) {
            t.mm.getLong(t.arg(1));
            t.mm.getLong(t.arg(1) + 16);
        }
        int signal = signal(t.argInt(0), false);
        SignalActions.Action old = t.process.actions.get(signal);
        if (t.arg(1) != 0) {
            if (signal == SIGKILL || signal == SIGSTOP) {
                return -EINVAL;
            }
            t.process.actions.set(signal, new SignalActions.Action(t.mm.getLong(t.arg(1)), t.mm.getLong(t.arg(1) + 8) & SA_KNOWN,
                    Signals.maskable(t.mm.getLong(t.arg(1) + 16))));
            Signals.actionChanged(t.process, signal);
        }
        if (t.arg(2) != 0) {
            t.mm.putLong(t.arg(2), old.handler());
            t.mm.putLong(t.arg(2) + 8, old.flags());
            t.mm.putLong(t.arg(2) + 16, old.mask());
        }
        return 0;
    }

    static long sigprocmask(Task t) {
        if (t.arg(3) != 8) {
            return -EINVAL;
        }
        long old = t.mask;
        if (t.arg(1) != 0) {
            long set = Signals.maskable(t.mm.getLong(t.arg(1)));
            switch (t.argInt(0)) {
                case SIG_BLOCK -> t.mask = old | set;
                case SIG_UNBLOCK -> t.mask = old & ~set;
                case SIG_SETMASK -> t.mask = set;
                default -> {
                    return -EINVAL;
                }
            }
        }
        if (t.arg(2) != 0) {
            t.mm.putLong(t.arg(2), old);
        }
        return 0;
    }

    static long sigpending(Task t) {
        if (Long.compareUnsigned(t.arg(1), 8) > 0) {
            return -EINVAL;
        }
        byte[] set = new byte[8];
        ByteBuffer.wrap(set).order(ByteOrder.LITTLE_ENDIAN).putLong((t.pending.set() | t.process.pending.set()) & t.mask);
        t.mm.write(t.arg(0), Arrays.copyOf(set, (int) t.arg(1)));
        return 0;
    }

    static long sigsuspend(Task t) {
        if (t.arg(1) != 8) {
            return -EINVAL;
        }
        t.mm.getLong(t.arg(0));
        temporaryMask(t, t.arg(0));
        t.interruption = ERESTARTNOHAND;
        return t.waitOn(null);
    }

    /** Sets a mask for the time of the call, once; 0 means none is asked for. */
    static void temporaryMask(Task t, long address) {
        if (address != 0 && t.savedMask == null) {
            long mask = Signals.maskable(t.mm.getLong(address));
            t.savedMask = t.mask;
            t.mask = mask;
        }
    }

    /** Sets a mask for the time of the call that a pointer and its length are packed for, if they are; false if the length is not a mask's. */
    static boolean packedMask(Task t, long address) {
        if (address == 0) {
            return true;
        }
        long mask = t.mm.getLong(address);
        if (mask != 0 && t.mm.getLong(address + 8) != 8) {
            return false;
        }
        temporaryMask(t, mask);
        return true;
    }

    static long sigtimedwait(Task t) {
        if (t.arg(3) != 8) {
            return -EINVAL;
        }
        long wanted = Signals.maskable(t.mm.getLong(t.arg(0)));
        if (t.arg(2) != 0) {
            Time.span(t, t.arg(2));
        }
        t.kept = wanted;
        t.interruption = EINTR;
        SignalInfo info = Signals.take(t, wanted);
        if (info != null) {
            if (t.arg(1) != 0) {
                t.mm.write(t.arg(1), info.bytes());
            }
            return info.signal();
        }
        if (t.expired(t.arg(2) == 0 ? -1 : Time.span(t, t.arg(2)))) {
            return -EAGAIN;
        }
        return t.waitUntilDeadline();
    }

    static long sigaltstack(Task t) {
        long address = t.altStack;
        long size = t.altStackSize;
        int flags = AltStack.flags(t);
        if (t.arg(0) != 0) {
            long wanted = t.mm.getLong(t.arg(0) + 16);
            long result = AltStack.set(t, t.mm.getLong(t.arg(0)), t.mm.getInt(t.arg(0) + 8), wanted);
            if (result != 0) {
                return result;
            }
        }
        if (t.arg(1) != 0) {
            t.mm.putLong(t.arg(1), address);
            t.mm.putInt(t.arg(1) + 8, flags);
            t.mm.putLong(t.arg(1) + 16, size);
        }
        return 0;
    }

    static long sigreturn(Task t) {
        return Signals.sigreturn(t);
    }
}
