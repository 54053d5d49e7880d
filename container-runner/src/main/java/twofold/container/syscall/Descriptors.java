package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Timekeeping.*;

import twofold.container.abi.Cap;
import twofold.container.abi.Sig;
import twofold.container.fs.event.InotifyFile;
import twofold.container.fs.event.ProcessFile;
import twofold.container.fs.event.SignalFile;
import twofold.container.fs.event.TimerFile;
import twofold.container.kernel.Process;
import twofold.container.kernel.Ptrace;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.container.vfs.File;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.Walk;
import twofold.container.vfs.Watch;
import twofold.image.overlay.FileError;

/** Timers, signals and processes as descriptors: timerfd, signalfd, pidfd. */
final class Descriptors {
    private static final int TFD_TIMER_CANCEL_ON_SET = 2;

    /** Whom pidfd_send_signal(2) means: the first thread, the process, or the group of that number. */
    private static final int SIGNAL_THREAD = 1;
    private static final int SIGNAL_PROCESS = 2;
    private static final int SIGNAL_GROUP = 4;

    private Descriptors() {
    }

    static long timerfdCreate(Task t) {
        int clock = t.argInt(0);
        int flags = t.argInt(1);
        boolean known = clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME || clock == 8 || clock == 9;
        if (!known || (flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        if ((clock == 8 || clock == 9) && !t.creds.has(Cap.CAP_WAKE_ALARM)) {
            return -EPERM;
        }
        return Files.add(t, TimerFile.create(t, t.kernel, flags & O_NONBLOCK, clock), (flags & O_CLOEXEC) != 0);
    }

    private static TimerFile timer(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof TimerFile timer) {
            return timer;
        }
        throw FileError.of(EINVAL);
    }

    static long timerfdSettime(Task t) {
        int flags = t.argInt(1);
        t.mm.getLong(t.arg(2) + 24);
        if ((flags & ~(TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) != 0) {
            return -EINVAL;
        }
        long every = Time.span(t, t.arg(2));
        long first = Time.span(t, t.arg(2) + 16);
        TimerFile timer = timer(t);
        if (t.arg(3) != 0) {
            value(t, timer, t.arg(3));
        }
        long now = t.kernel.clock.monotonicNanos();
        long offset = (flags & TIMER_ABSTIME) == 0 ? now : now - Time.now(t, timer.clock == CLOCK_REALTIME_ALARM ? CLOCK_REALTIME : timer.clock);
        long at = first == 0 ? Long.MAX_VALUE : first > Long.MAX_VALUE - Math.max(0, offset) ? Long.MAX_VALUE - 1 : first + offset;
        boolean byDay = (flags & TIMER_ABSTIME) != 0 && (timer.clock == CLOCK_REALTIME || timer.clock == CLOCK_REALTIME_ALARM);
        timer.set(at, every);
        timer.heed(at, byDay, byDay && (flags & TFD_TIMER_CANCEL_ON_SET) != 0);
        return 0;
    }

    private static void value(Task t, TimerFile timer, long at) {
        Time.put(t, at, timer.interval());
        Time.put(t, at + 16, timer.left());
    }

    static long timerfdGettime(Task t) {
        value(t, timer(t), t.arg(1));
        return 0;
    }

    static long signalfd4(Task t) {
        int flags = t.argInt(3);
        if (t.arg(2) != 8 || (flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        long mask = Signals.maskable(t.mm.getLong(t.arg(1)));
        if (t.argInt(0) == -1) {
            return Files.add(t, SignalFile.create(t, flags & O_NONBLOCK, mask), (flags & O_CLOEXEC) != 0);
        }
        if (!(t.files.usable(t.argInt(0)) instanceof SignalFile file)) {
            return -EINVAL;
        }
        file.setMask(mask);
        return t.argInt(0);
    }

    static long inotifyInit1(Task t) {
        int flags = t.argInt(0);
        if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
            return -EINVAL;
        }
        return Files.add(t, InotifyFile.create(t, flags & O_NONBLOCK), (flags & O_CLOEXEC) != 0);
    }

    private static InotifyFile inotify(Task t) {
        if (t.files.usable(t.argInt(0)) instanceof InotifyFile file) {
            return file;
        }
        throw FileError.of(EINVAL);
    }

    static long inotifyAddWatch(Task t) {
        int mask = t.argInt(2);
        boolean contradiction = (mask & (Watch.IN_MASK_ADD | Watch.IN_MASK_CREATE)) == (Watch.IN_MASK_ADD | Watch.IN_MASK_CREATE);
        if ((mask & 0xfff) == 0 || contradiction) {
            return -EINVAL;
        }
        InotifyFile file = inotify(t);
        VfsPath path = Walk.to(t, t.fs.cwd, Files.path(t, 1), (mask & Watch.IN_DONT_FOLLOW) == 0);
        if ((mask & Watch.IN_ONLYDIR) != 0 && !path.inode().isDirectory()) {
            return -ENOTDIR;
        }
        t.creds.through(path.mount()).require(path.inode(), 4);
        return file.add(path.inode(), mask);
    }

    static long inotifyRmWatch(Task t) {
        inotify(t).remove(t.argInt(1));
        return 0;
    }

    static long pidfdOpen(Task t) {
        int flags = t.argInt(1);
        if ((flags & ~(O_NONBLOCK | ProcessFile.PIDFD_THREAD)) != 0 || t.argInt(0) <= 0) {
            return -EINVAL;
        }
        Task target = t.find(t.argInt(0));
        if (target == null) {
            return -ESRCH;
        }
        if ((flags & ProcessFile.PIDFD_THREAD) != 0) {
            return Files.add(t, ProcessFile.create(t, target, flags & O_NONBLOCK), true);
        }
        if (target.process.pid != target.tid) {
            return -EINVAL;
        }
        return Files.add(t, ProcessFile.create(t, target.process, flags & O_NONBLOCK), true);
    }

    /** The process of a pidfd; EBADF. */
    static Process process(Task t, int fd) {
        if (t.files.usable(fd) instanceof ProcessFile file) {
            return file.process;
        }
        if (t.files.usable(fd).inode().attachment() instanceof Process process) {
            return process;
        }
        throw FileError.of(EBADF);
    }

    static long pidfdSendSignal(Task t) {
        int signal = t.argInt(1);
        int to = t.argInt(3);
        if ((to & ~(SIGNAL_THREAD | SIGNAL_PROCESS | SIGNAL_GROUP)) != 0 || Integer.bitCount(to) > 1) {
            return -EINVAL;
        }
        Process process = process(t, t.argInt(0));
        ProcessFile thread = t.files.usable(t.argInt(0)) instanceof ProcessFile file && file.thread != null ? file : null;
        if (signal < 0 || signal > Sig.SIGRTMAX) {
            return -EINVAL;
        }
        if ((thread == null ? process.reaped() : thread.isGone()) && to != SIGNAL_GROUP) {
            return -ESRCH;
        }
        SignalInfo info = new SignalInfo(signal, Sig.SI_USER, t.process.pid, t.creds.uid, 0, 0);
        if (t.arg(2) != 0) {
            info = SignalInfo.given(signal, t.mm.read(t.arg(2), SignalInfo.BYTES), t.process.pid, t.creds.uid);
            if (t.mm.getInt(t.arg(2)) != signal) {
                return -EINVAL;
            }
            if ((info.code() >= 0 || info.code() == Sig.SI_TKILL) && (process != t.process || to == SIGNAL_GROUP)) {
                return -EPERM;
            }
        }
        if (to == SIGNAL_GROUP) {
            return SignalCalls.group(t, process.pid, info);
        }
        boolean alone = to == SIGNAL_THREAD || to == 0 && thread != null;
        return alone ? SignalCalls.thread(t, thread == null ? process.pids.get(process.number) : thread.thread, info) : SignalCalls.one(t, process, info);
    }

    /** process_mrelease(2): what ends gives its memory back by itself, and soon. */
    static long processMrelease(Task t) {
        if (t.argInt(1) != 0) {
            return -EINVAL;
        }
        Process process = process(t, t.argInt(0));
        if (process.zombie || process.reaped()) {
            return -ESRCH;
        }
        return process.exiting || (process.pending.set() >>> Sig.SIGKILL - 1 & 1) != 0 ? 0 : -EINVAL;
    }

    static long pidfdGetfd(Task t) {
        if (t.argInt(2) != 0) {
            return -EINVAL;
        }
        Process process = process(t, t.argInt(0));
        Task leader = process.leader();
        if (leader == null) {
            return -ESRCH;
        }
        if (!Ptrace.mayTrace(t, leader)) {
            return -EPERM;
        }
        File file = leader.files.get(t.argInt(1));
        return Files.add(t, file.retain(), true);
    }
}
