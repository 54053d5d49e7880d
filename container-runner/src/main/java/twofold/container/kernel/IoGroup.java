package twofold.container.kernel;

import java.util.TreeMap;
import twofold.toolkit.time.Clock;

/** What a control group reads from and writes to file systems, and how fast it may: io.stat and io.max (Linux admin guide, cgroup-v2, "IO"). */
public final class IoGroup {
    private static final double NANOS = 1e9;

    /** What is limited and counted, in the order of io.max. */
    public enum Kind { RBPS, WBPS, RIOPS, WIOPS }

    /** What goes to and from one device. */
    public static final class Device {
        /** The most of each kind in a second; {@link Long#MAX_VALUE} for no limit. */
        public final long[] limits = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        /** How much of each kind there was. */
        public final long[] done = new long[4];
        private final long[] free = new long[4];

        /** Whether nothing is limited. */
        public boolean unlimited() {
            for (long each : limits) {
                if (each != Long.MAX_VALUE) {
                    return false;
                }
            }
            return true;
        }

        private long take(boolean wrote, long bytes, long now) {
            return Math.max(take(wrote ? 1 : 0, bytes, now), take(wrote ? 3 : 2, 1L, now));
        }

        /** Returns when the next may begin. */
        private long take(int kind, long amount, long now) {
            if (limits[kind] == Long.MAX_VALUE) {
                return 0;
            }
            free[kind] = Math.max(free[kind], now) + (long) (amount * NANOS / limits[kind]);
            return free[kind];
        }
    }

    private final IoGroup parent;
    private final TreeMap<Long, Device> devices = new TreeMap<>();
    private boolean limited;
    private long lastNumber;
    private Device last;

    IoGroup(IoGroup parent) {
        this.parent = parent;
    }

    /** Devices that were used or are limited, by number. */
    public TreeMap<Long, Device> devices() {
        return devices;
    }

    /** The entry of a device. */
    public Device device(long number) {
        return devices.computeIfAbsent(number, unknown -> new Device());
    }

    /** Sets a limit; the most in a second. */
    public void limit(long device, Kind kind, long perSecond) {
        device(device).limits[kind.ordinal()] = perSecond;
        limited = true;
    }

    /** Something was read from or written to a device, in one operation; returns when whoever did may go on, 0 for at once. */
    long did(long number, boolean wrote, long bytes, Clock clock) {
        long until = 0;
        for (IoGroup at = this; at != null; at = at.parent) {
            if (at.last == null || at.lastNumber != number) {
                at.lastNumber = number;
                at.last = at.device(number);
            }
            at.last.done[wrote ? 1 : 0] += bytes;
            at.last.done[wrote ? 3 : 2]++;
            if (at.limited) {
                until = Math.max(until, at.last.take(wrote, bytes, clock.monotonicNanos()));
            }
        }
        return until;
    }
}
