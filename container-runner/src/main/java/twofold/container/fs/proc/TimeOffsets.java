package twofold.container.fs.proc;

import static twofold.container.abi.Errno.EACCES;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.EPERM;
import static twofold.container.abi.Errno.ERANGE;

import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.namespace.TimeNamespace;
import twofold.container.vfs.Credentials;
import twofold.image.overlay.FileError;

/** Writing /proc/PID/timens_offsets: lines of a clock's name or number, seconds and nanoseconds, time_namespaces(7). */
final class TimeOffsets {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private TimeOffsets() {
    }

    static void set(Task task, Credentials opener, String text) {
        TimeNamespace namespace = task.childTime;
        String[] lines = text.split("\n");
        long[] offsets = {namespace.monotonic, namespace.bootTime};
        long now = task.kernel.clock.monotonicNanos();
        if (text.isEmpty() || lines.length > 2) {
            throw FileError.of(EINVAL);
        }
        for (String line : lines) {
            String[] words = line.strip().split("[ \t]+");
            if (words.length != 3) {
                throw FileError.of(EINVAL);
            }
            offsets[clock(words[0])] = offset(words[1], words[2], now);
        }
        if (!opener.has(Cap.CAP_SYS_TIME, namespace.owner())) {
            throw FileError.of(EPERM);
        }
        if (namespace.frozen()) {
            throw FileError.of(EACCES);
        }
        namespace.monotonic = offsets[0];
        namespace.bootTime = offsets[1];
    }

    private static int clock(String name) {
        return switch (name) {
            case "monotonic", "1" -> 0;
            case "boottime", "7" -> 1;
            default -> throw FileError.of(EINVAL);
        };
    }

    private static long offset(String seconds, String nanos, long now) {
        long whole;
        long part;
        try {
            whole = Long.parseLong(seconds);
            part = Long.parseLong(nanos);
        } catch (NumberFormatException wrong) {
            throw FileError.of(EINVAL);
        }
        if (part < 0 || part >= SECOND) {
            throw FileError.of(EINVAL);
        }
        if (Math.abs(whole) > LONGEST / SECOND || whole * SECOND + part + now < 0) {
            throw FileError.of(ERANGE);
        }
        return whole * SECOND + part;
    }
}
