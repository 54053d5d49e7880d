package twofold.container.kernel;

import java.util.TreeMap;

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

        /** Counts; returns when the next may begin. */
        private long take(int kind, long amount, long now) {
            done[kind] += amount;
            if (limits[kind] == Long.MAX_VALUE) {
                return now;
            }
            free[kind] = Math.max(free[kind], now) + (long) (amount * NANOS / limits[kind]);
            return free[kind];
        }
    }

    private final IoGroup parent;
    private final TreeMap<Long, Device> devices = new TreeMap<>();
    private boolean limited;

    IoGroup(IoGroup parent) {
        this.parent = parent;
        limited = parent != null && parent.limited;
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
    }

    /** Something was read from or written to a device, in one operation; returns when whoever did may go on. */
    long did(long device, boolean wrote, long bytes, long now) {
        long until = now;
        for (IoGroup at = this; at != null; at = at.parent) {
            Device entry = at.device(device);
            until = Math.max(until, entry.take(wrote ? 1 : 0, bytes, now));
            until = Math.max(until, entry.take(wrote ? 3 : 2, 1, now));
        }
        return until;
    }
}
