package twofold.container.kernel;

import twofold.container.abi.Sig;

/**
 * A timer of timer_create(2). Its time is the monotonic clock's or, for clocks of processor time, what a process or a thread has run, in nanoseconds. When it goes off its
 * signal is queued once; it is set anew when that signal is taken, and periods that have passed until then are its overruns.
 */
public final class PosixTimer {
    /** When a timer that is not set goes off. */
    public static final long NEVER = Long.MAX_VALUE;
    /** SIGEV_NONE: nobody is told. */
    private static final int SIGEV_NONE = 1;
    private static final int SIGEV_THREAD_ID = 4;
    /** How soon a timer whose signal is ignored, or whose clock is of processor time, goes off again at the earliest. */
    static final long TICK = 4_000_000;
    private final Process owner;
    private final Setting setting;
    private final Process watched;
    private final Task thread;
    private long expiry = NEVER;
    private long interval;
    private long overruns;
    private boolean queued;
    /** Clocks of processor time are looked at once in a tick, so that a program gets on however short the period. */
    private long earliest;
    private Timers.Timer timer;

    /**
     * What timer_create(2) is told.
     *
     * @param notification SIGEV_ value
     * @param value        handed to the handler
     * @param tid          the thread for SIGEV_THREAD_ID
     */
    public record Setting(int id, int clock, int notification, int signal, long value, int tid) {
    }

    /**
     * A timer that is not set.
     *
     * @param watched whose processor time it goes by, null for the monotonic clock
     * @param thread  the only thread of it that counts, null for all
     */
    public PosixTimer(Process owner, Setting setting, Process watched, Task thread) {
        this.owner = owner;
        this.setting = setting;
        this.watched = watched;
        this.thread = thread;
    }

    /** What it was made with. */
    public Setting setting() {
        return setting;
    }

    /** The clock it was made for. */
    public int clock() {
        return setting.clock;
    }

    /** Its own time, nanoseconds. */
    public long now() {
        return watched == null ? owner.container.kernel.clock.monotonicNanos() : thread != null ? thread.cpuNanos : watched.cpu();
    }

    /** Sets it to go off at {@code first} of its own time, then each {@code every} if that is above 0; {@link #NEVER} disarms. */
    public void set(long first, long every) {
        if (timer != null && due()) {
            timer.keep();
        }
        cancel();
        overruns = 0;
        earliest = 0;
        interval = first == NEVER ? 0 : every;
        expiry = first;
        if (first != NEVER && setting.notification != SIGEV_NONE) {
            arm();
        }
    }

    /** Disarms it. */
    public void cancel() {
        queued = false;
        expiry = NEVER;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (watched != null) {
            watched.cpuTimers.remove(this);
        }
    }

    private void arm() {
        if (expiry <= now()) {
            expire();
        } else if (watched != null) {
            watched.cpuTimers.add(this);
        } else {
            timer = owner.container.kernel.timers.at(expiry, this::expire);
        }
    }

    /** Whether its time has come. */
    boolean due() {
        return expiry <= now() && now() >= earliest;
    }

    /** It goes off. */
    void expire() {
        timer = null;
        SignalInfo info = new SignalInfo(setting.signal, Sig.SI_TIMER, setting.id, 0, setting.value, 0);
        Task target = setting.notification == SIGEV_THREAD_ID ? owner.pids.get(setting.tid) : null;
        if (setting.notification != SIGEV_THREAD_ID) {
            Signals.send(owner, info, watched == owner);
        } else if (target != null && target.process == owner) {
            Signals.send(target, info);
        }
        queued = (target == null ? owner.pending : target.pending).has(info);
        if (interval == 0) {
            expiry = NEVER;
        } else if (!queued) {
            forward();
            expiry = Math.max(expiry, now() + TICK);
            arm();
        }
    }

    /** Its signal is taken: what a handler is to know of it. */
    SignalInfo taken(SignalInfo info) {
        if (!queued) {
            return info;
        }
        queued = false;
        overruns = 0;
        if (interval > 0) {
            overruns = forward();
            earliest = watched == null ? 0 : now() + TICK;
            if (expiry != NEVER) {
                arm();
            }
        }
        return new SignalInfo(info.signal(), info.code(), info.pid(), overruns(), info.value(), info.addr());
    }

    /** The next time it goes off lies ahead; returns how many were passed over. */
    private long forward() {
        long passed = Math.max(0, (now() - expiry) / interval);
        long next = expiry + (passed + 1) * interval;
        expiry = next < expiry ? NEVER : next;
        return passed;
    }

    /** Nanoseconds until it goes off, 0 if it is not set. */
    public long left() {
        long now = now();
        if (expiry == NEVER || expiry > now) {
            return expiry == NEVER ? 0 : expiry - now;
        }
        return interval == 0 ? setting.notification == SIGEV_NONE ? 0 : 1 : interval - (now - expiry) % interval;
    }

    /** The period, 0 for none. */
    public long interval() {
        return interval;
    }

    /** Periods that passed unnoticed before its signal was taken the last time. */
    public int overruns() {
        return (int) Math.min(Integer.MAX_VALUE, overruns);
    }
}
