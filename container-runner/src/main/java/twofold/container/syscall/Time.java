package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Timekeeping.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Limits;
import twofold.container.abi.Sig;
import twofold.container.kernel.IntervalTimer;
import twofold.container.kernel.PosixTimer;
import twofold.container.kernel.Process;
import twofold.container.kernel.SignalInfo;
import twofold.container.kernel.Signals;
import twofold.container.kernel.Task;
import twofold.image.overlay.FileError;

/** Clocks, sleeping, timers. */
final class Time {
    private static final long NANOS = 1_000_000_000L;

    /** The step of the coarse clocks in nanoseconds. */
    private static final long COARSE = 4_000_000;
    private static final int SIGEV_THREAD = 2;
    private static final int SIGEV_THREAD_ID = 4;

    private Time() {
    }

    /** A struct timespec as nanoseconds; EINVAL if it is none. */
    static long span(Task t, long address) {
        long seconds = t.mm.getLong(address);
        long nanos = t.mm.getLong(address + 8);
        if (seconds < 0 || nanos < 0 || nanos >= NANOS) {
            throw FileError.of(EINVAL);
        }
        return seconds > Long.MAX_VALUE / NANOS - 2 ? Long.MAX_VALUE : seconds * NANOS + nanos;
    }

    static void put(Task t, long address, long nanos) {
        t.mm.putLong(address, Math.floorDiv(nanos, NANOS));
        t.mm.putLong(address + 8, Math.floorMod(nanos, NANOS));
    }

    static long now(Task t, int clock) {
        return switch (clock) {
            case CLOCK_REALTIME, CLOCK_REALTIME_COARSE -> t.kernel.clock.realtimeNanos();
            case CLOCK_TAI -> t.kernel.clock.realtimeNanos() + t.kernel.discipline.tai() * NANOS;
            case CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE -> t.kernel.clock.monotonicNanos() + t.time.monotonic;
            case CLOCK_BOOTTIME, CLOCK_BOOTTIME_ALARM -> t.kernel.clock.monotonicNanos() + t.time.bootTime;
            case CLOCK_PROCESS_CPUTIME_ID -> t.process.cpu();
            case CLOCK_THREAD_CPUTIME_ID -> t.cpuNanos;
            default -> {
                if (clock >= 0) {
                    throw FileError.of(EINVAL);
                }
                if ((clock & 3) == 3) {
                    throw FileError.of(EINVAL);
                }
                if ((clock & 4) != 0) {
                    int tid = ~(clock >> 3);
                    Task thread = tid == 0 ? t : t.find(tid);
                    if (thread == null || thread.process != t.process) {
                        throw FileError.of(EINVAL);
                    }
                    yield thread.cpuNanos;
                }
                int pid = ~(clock >> 3);
                var owner = pid == 0 ? t.process : t.findProcess(pid);
                if (owner == null) {
                    throw FileError.of(EINVAL);
                }
                yield owner.cpu();
            }
        };
    }

    /** Whether a clock is the processor time of one thread. */
    private static boolean ofOneThread(int clock) {
        return clock == CLOCK_THREAD_CPUTIME_ID || clock < 0 && (clock & 4) != 0;
    }

    /** The thread whose time such a clock is. */
    private static Task thread(Task t, int clock) {
        int tid = clock == CLOCK_THREAD_CPUTIME_ID ? 0 : ~(clock >> 3);
        return tid == 0 ? t : t.find(tid);
    }

    /** The process whose processor time, or whose thread's, a clock is that there is; null for other clocks. */
    private static Process counted(Task t, int clock) {
        if (clock >= 0) {
            return clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID ? t.process : null;
        }
        int pid = ~(clock >> 3);
        return ofOneThread(clock) || pid == 0 ? t.process : t.findProcess(pid);
    }

    static long clockGettime(Task t) {
        if (t.argInt(0) == CLOCK_BOOTTIME_ALARM) {
            return -EINVAL;
        }
        long now = now(t, t.argInt(0));
        put(t, t.arg(1), now);
        return 0;
    }

    /** The clocks that would wake a sleeping machine are there only with a clock that can. */
    private static boolean wakes(int clock) {
        return clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME_ALARM;
    }

    static long clockGetres(Task t) {
        if (wakes(t.argInt(0))) {
            return -EINVAL;
        }
        now(t, t.argInt(0));
        if (t.arg(1) != 0) {
            boolean ofTicks = t.argInt(0) < 0 && (t.argInt(0) & 3) < 2;
            boolean coarse = t.argInt(0) == CLOCK_REALTIME_COARSE || t.argInt(0) == CLOCK_MONOTONIC_COARSE || ofTicks;
            put(t, t.arg(1), coarse ? COARSE : 1);
        }
        return 0;
    }

    static long gettimeofday(Task t) {
        long now = t.kernel.clock.realtimeNanos();
        if (t.arg(0) != 0) {
            t.mm.putLong(t.arg(0), now / NANOS);
            t.mm.putLong(t.arg(0) + 8, now % NANOS / 1000);
        }
        if (t.arg(1) != 0) {
            t.mm.putLong(t.arg(1), 0);
        }
        return 0;
    }

    static long nanosleep(Task t) {
        return sleep(t, span(t, t.arg(0)), t.arg(1), false);
    }

    static long clockNanosleep(Task t) {
        int clock = t.argInt(0);
        if (clock < 0 && (clock & 7) == 3) {
            return -EOPNOTSUPP;
        }
        if (clock >= 0 && !wakes(clock)) {
            now(t, clock);
        }
        if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_THREAD_CPUTIME_ID) {
            return -EOPNOTSUPP;
        }
        long span = span(t, t.arg(2));
        if (wakes(clock)) {
            return -EOPNOTSUPP;
        }
        if (clock < 0) {
            now(t, clock);
        }
        if (clock < 0 && (clock & 4) != 0 && (~(clock >> 3) == 0 || ~(clock >> 3) == t.number)) {
            return -EINVAL;
        }
        Process counted = counted(t, clock);
        if (counted != null) {
            return sleepRunning(t, clock, counted, span);
        }
        if ((t.argInt(1) & TIMER_ABSTIME) == 0) {
            now(t, clock);
            return sleep(t, span, t.arg(3), false);
        }
        return sleep(t, Math.max(0, span - now(t, clock)), 0, true);
    }

    /** Sleeps until a process or a thread has run for so long. */
    private static long sleepRunning(Task t, int clock, Process counted, long span) {
        long now = now(t, clock);
        boolean absolute = (t.argInt(1) & TIMER_ABSTIME) != 0;
        if (t.ranUntil < 0) {
            t.ranUntil = absolute ? span : span > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + span;
        }
        if (now >= t.ranUntil) {
            return 0;
        }
        t.interruption = ERESTARTNOHAND;
        return counted.cpuTimers.sleep(t, ofOneThread(clock) ? counted.cpu() + 1 : t.ranUntil);
    }

    private static long sleep(Task t, long nanos, long rest, boolean absolute) {
        if (t.expired(nanos)) {
            return 0;
        }
        t.interruption = absolute ? ERESTARTNOHAND : ERESTART_RESTARTBLOCK;
        t.restAt = rest;
        return t.waitUntilDeadline();
    }

    static long times(Task t) {
        long tick = NANOS / 100;
        if (t.arg(0) != 0) {
            long system = t.process.system();
            long childrenSystem = t.process.childrenSystemNanos;
            t.mm.putLong(t.arg(0), (t.process.cpu() - system) / tick);
            t.mm.putLong(t.arg(0) + 8, system / tick);
            t.mm.putLong(t.arg(0) + 16, (t.process.childrenCpuNanos - childrenSystem) / tick);
            t.mm.putLong(t.arg(0) + 24, childrenSystem / tick);
        }
        return t.kernel.clock.monotonicNanos() / tick;
    }

    static long getitimer(Task t) {
        if (t.argInt(0) < 0 || t.argInt(0) > 2) {
            return -EINVAL;
        }
        t.mm.write(t.arg(1), oldItimer(t));
        return 0;
    }

    private static byte[] oldItimer(Task t) {
        IntervalTimer real = t.process.realTimer;
        int which = t.argInt(0);
        long left = which == ITIMER_REAL ? real.left() : t.process.cpuTimers.left(which - 1);
        long every = which == ITIMER_REAL ? real.interval() : t.process.cpuTimers.interval(which - 1);
        return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(every / NANOS).putLong(every % NANOS / 1000).putLong(left / NANOS)
                .putLong(left % NANOS / 1000).array();
    }

    static long setitimer(Task t) {
        long every = t.arg(1) == 0 ? 0 : micros(t, t.arg(1));
        long first = t.arg(1) == 0 ? 0 : micros(t, t.arg(1) + 16);
        if (t.argInt(0) < 0 || t.argInt(0) > 2) {
            return -EINVAL;
        }
        t.process.realTimer.catchUp();
        byte[] before = oldItimer(t);
        if (t.argInt(0) != ITIMER_REAL) {
            t.process.cpuTimers.set(t.argInt(0) - 1, first, every);
            return told(t, before);
        }
        long now = t.kernel.clock.monotonicNanos();
        long at = first == 0 ? Long.MAX_VALUE : first >= Long.MAX_VALUE - now ? Long.MAX_VALUE - 1 : now + first;
        Process process = t.process;
        process.realTimer.set(at, first == 0 ? 0 : every, () -> Signals.send(process, new SignalInfo(Sig.SIGALRM, Sig.SI_KERNEL, 0, 0, 0, 0)));
        return told(t, before);
    }

    /** The former setting goes out when the new one is in force, so that a fault there does not keep it from being. */
    private static long told(Task t, byte[] before) {
        if (t.arg(2) != 0) {
            t.mm.write(t.arg(2), before);
        }
        return 0;
    }

    private static long micros(Task t, long address) {
        long seconds = t.mm.getLong(address);
        long micros = t.mm.getLong(address + 8);
        if (seconds < 0 || micros < 0 || micros >= 1_000_000) {
            throw FileError.of(EINVAL);
        }
        return seconds >= Long.MAX_VALUE / NANOS ? Long.MAX_VALUE : seconds * NANOS + micros * 1000;
    }

    static long timerCreate(Task t) {
        int clock = t.argInt(0);
        if (wakes(clock) || clock < 0 && (clock & 7) == 3) {
            return -EOPNOTSUPP;
        }
        now(t, clock);
        if (clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE) {
            return -EOPNOTSUPP;
        }
        if (Long.compareUnsigned(t.process.timers.size(), t.process.softLimits[Limits.RLIMIT_SIGPENDING]) >= 0) {
            return -EAGAIN;
        }
        int id = t.process.nextTimer;
        while (t.process.timers.containsKey(id)) {
            id = id + 1 & Integer.MAX_VALUE;
        }
        long value = id;
        int signal = Sig.SIGALRM;
        int notify = SIGEV_SIGNAL;
        int tid = 0;
        if (t.arg(1) != 0) {
            value = t.mm.getLong(t.arg(1));
            signal = t.mm.getInt(t.arg(1) + 8);
            notify = t.mm.getInt(t.arg(1) + 12);
            tid = t.mm.getInt(t.arg(1) + 16);
            if (notify != SIGEV_SIGNAL && notify != SIGEV_NONE && notify != SIGEV_THREAD && notify != SIGEV_THREAD_ID) {
                return -EINVAL;
            }
            if (notify == SIGEV_THREAD_ID && (t.find(tid) == null || t.find(tid).process != t.process)) {
                return -EINVAL;
            }
            if (notify != SIGEV_NONE && (signal < 1 || signal > Sig.SIGRTMAX)) {
                return -EINVAL;
            }
        }
        t.mm.putInt(t.arg(2), id);
        t.process.nextTimer = id + 1 & Integer.MAX_VALUE;
        PosixTimer.Setting setting = new PosixTimer.Setting(id, clock, notify, signal, value, tid);
        t.process.timers.put(id, new PosixTimer(t.process, setting, counted(t, clock), ofOneThread(clock) ? thread(t, clock) : null));
        return 0;
    }

    private static PosixTimer timer(Task t) {
        PosixTimer timer = t.process.timers.get(t.argInt(0));
        if (timer == null) {
            throw FileError.of(EINVAL);
        }
        return timer;
    }

    static long timerSettime(Task t) {
        if (t.arg(2) == 0) {
            return -EINVAL;
        }
        long every = span(t, t.arg(2));
        long first = span(t, t.arg(2) + 16);
        PosixTimer timer = timer(t);
        if (t.arg(3) != 0) {
            put(t, t.arg(3), timer.interval());
            put(t, t.arg(3) + 16, timer.left());
        }
        long base = timer.now();
        boolean absolute = (t.argInt(1) & TIMER_ABSTIME) != 0;
        long wait = absolute ? first - now(t, timer.clock()) : first;
        timer.set(first == 0 || wait > Long.MAX_VALUE - base ? PosixTimer.NEVER : base + wait, every);
        return 0;
    }

    static long timerGettime(Task t) {
        PosixTimer timer = timer(t);
        put(t, t.arg(1), timer.interval());
        put(t, t.arg(1) + 16, timer.left());
        return 0;
    }

    static long timerGetoverrun(Task t) {
        return timer(t).overruns();
    }

    static long timerDelete(Task t) {
        timer(t).cancel();
        t.process.timers.remove(t.argInt(0));
        return 0;
    }
}
