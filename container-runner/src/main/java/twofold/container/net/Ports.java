package twofold.container.net;

import static twofold.container.abi.Errno.EADDRINUSE;
import static twofold.container.abi.Errno.EAGAIN;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;

/** Which sockets of a protocol have which port. */
final class Ports {
    private static final int FIRST = 32768;
    private static final int LAST = 60999;
    /** net.ipv4.tcp_max_tw_buckets. */
    private static final int MOST_WAITING = 4096;
    /** SO_REUSEADDR. */
    static final int ADDRESS = 1;
    /** SO_REUSEPORT. */
    static final int PORT = 2;
    private final Map<Integer, List<Bound>> bound = new HashMap<>();
    /** Connections that are over but for their ports, by port and in the order they came. */
    private final Map<Integer, List<TimeWait>> waiting = new HashMap<>();
    private final ArrayDeque<TimeWait> waits = new ArrayDeque<>(0);
    private int next = FIRST;

    /** A socket that has a port. */
    interface Bound {
        /** Its own address; any for all. */
        IpAddress address();

        /** Whether it takes IPv4 only, IPv6 only, or both: bits 1 and 2. */
        int families();

        /** The interface it is bound to, 0 for none. */
        int device();

        /** For which reasons it may share with another that says one of them, too: bits {@link #ADDRESS} and {@link #PORT}. */
        int shares();

        /** Whose it is: SO_REUSEPORT shares among one user's sockets only. */
        int user();
    }

    /** Takes a port for a socket; 0 asks for any of those that {@code range} has. EADDRINUSE. @param now nanoseconds since 1970 */
    int take(Bound socket, int port, Range range, long now) {
        forget(now);
        int taken = port == 0 ? free(range) : port;
        List<Bound> there = bound.computeIfAbsent(taken, number -> new ArrayList<>(1));
        if (isTaken(socket, there) || port != 0 && waiting.containsKey(port) && isTaken(socket, waiting.get(port))) {
            throw FileError.of(EADDRINUSE);
        }
        there.add(socket);
        return taken;
    }

    /** Whether one of those that have a port keeps a socket from it. The last that came and shares its port with it lets it in, whoever else is there. */
    private static boolean isTaken(Bound socket, List<? extends Bound> there) {
        for (Bound other : there.reversed()) {
            if (meet(socket, other)) {
                int common = socket.shares() & other.shares();
                if ((common & PORT) != 0 && socket.user() == other.user()) {
                    return false;
                }
                if ((common & ADDRESS) == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private int free(Range range) {
        for (int tries = 0; tries <= LAST - FIRST; tries++) {
            int port = next;
            next = next == LAST ? FIRST : next + 1;
            if (range.has(port) && isFree(port) && !waiting.containsKey(port)) {
                return port;
            }
        }
        for (int port = range.first; port <= range.last; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw FileError.of(range == Range.USUAL ? EAGAIN : EADDRINUSE);
    }

    /** What a socket that closed its connection first leaves. @param now and {@code end}: nanoseconds since 1970 */
    TimeWait remain(Bound closed, int port, long now, long end) {
        forget(now);
        if (waits.size() >= MOST_WAITING) {
            drop(waits.getFirst());
        }
        TimeWait left = new TimeWait(this, closed, port, end);
        waits.add(left);
        waiting.computeIfAbsent(port, number -> new ArrayList<>(1)).add(left);
        return left;
    }

    /** Those that are over go, as far as they came first. */
    private void forget(long now) {
        while (!waits.isEmpty() && waits.getFirst().isOver(now)) {
            drop(waits.getFirst());
        }
    }

    void drop(TimeWait left) {
        waits.remove(left);
        List<TimeWait> there = waiting.get(left.port);
        if (there != null && there.remove(left) && there.isEmpty()) {
            waiting.remove(left.port);
        }
    }

    private boolean isFree(int port) {
        List<Bound> there = bound.get(port);
        return there == null || there.isEmpty();
    }

    /** From which port to which one is taken that was not asked for, IP_LOCAL_PORT_RANGE. */
    record Range(int first, int last) {
        static final Range USUAL = new Range(FIRST, LAST);

        /** The range that an option's value has; an end outside of the usual range is the usual one. */
        static Range of(int option) {
            if (option == 0) {
                return USUAL;
            }
            int first = (option & 0xffff) >= FIRST && (option & 0xffff) <= LAST ? option & 0xffff : FIRST;
            int last = option >>> 16 >= first && option >>> 16 <= LAST ? option >>> 16 : LAST;
            return new Range(first, last);
        }

        private boolean has(int port) {
            return port >= first && port <= last;
        }
    }

    private static boolean meet(Bound a, Bound b) {
        boolean same = a.address().equals(b.address()) || a.address().isAny() || b.address().isAny();
        boolean apart = a.device() != 0 && b.device() != 0 && a.device() != b.device();
        return same && !apart && (a.families() & b.families()) != 0;
    }

    /** One of several that share a port and fit equally well: which, the two ends of what arrives say. */
    static int share(IpAddress source, int from, IpAddress target, int port, int count) {
        long mixed = (source.low() * 31 + from) * 0x9e3779b97f4a7c15L + target.low() * 31 + port;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
        return (int) Long.remainderUnsigned(mixed ^ mixed >>> 32, count);
    }

    /** Adds a connection to the sockets of a port that it shares with its listener. */
    void join(Bound socket, int port) {
        bound.computeIfAbsent(port, number -> new ArrayList<>(1)).add(socket);
    }

    void giveBack(Bound socket, int port) {
        List<Bound> there = bound.get(port);
        if (there != null) {
            there.remove(socket);
            if (there.isEmpty()) {
                bound.remove(port);
            }
        }
    }

    List<Bound> at(int port) {
        return bound.getOrDefault(port, List.of());
    }

    /** How many connections that have ended still keep their ports. */
    int waitingCount() {
        int count = 0;
        for (List<TimeWait> each : waiting.values()) {
            count += each.size();
        }
        return count;
    }

    /** All, in order of port. */
    List<Bound> all() {
        List<Bound> all = new ArrayList<>();
        bound.keySet().stream().sorted().forEach(port -> all.addAll(bound.get(port)));
        return all;
    }
}
