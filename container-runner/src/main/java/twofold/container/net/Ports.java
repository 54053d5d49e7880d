package twofold.container.net;

import static twofold.container.abi.Errno.EADDRINUSE;
import static twofold.container.abi.Errno.EAGAIN;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import twofold.image.overlay.FileError;

/** Which sockets of a protocol have which port. */
final class Ports {
    private static final int FIRST = 32768;
    private static final int LAST = 60999;
    private final Map<Integer, List<Bound>> bound = new HashMap<>();
    private int next = FIRST;

    /** A socket that has a port. */
    interface Bound {
        /** Its own address; any for all. */
        IpAddress address();

        /** Whether it takes IPv4 only, IPv6 only, or both: bits 1 and 2. */
        int families();

        /** The interface it is bound to, 0 for none. */
        int device();

        /** For which reasons it may share with another that says one of them, too: bits 1 (SO_REUSEADDR) and 2 (SO_REUSEPORT). */
        int shares();
    }

    /** Takes a port for a socket; 0 asks for any. EADDRINUSE. */
    int take(Bound socket, int port) {
        int taken = port == 0 ? free(socket) : port;
        List<Bound> there = bound.computeIfAbsent(taken, number -> new ArrayList<>(1));
        for (Bound other : there) {
            if (conflict(socket, other)) {
                throw FileError.of(EADDRINUSE);
            }
        }
        there.add(socket);
        return taken;
    }

    private int free(Bound socket) {
        for (int tries = 0; tries <= LAST - FIRST; tries++) {
            int port = next;
            next = next == LAST ? FIRST : next + 1;
            List<Bound> there = bound.get(port);
            if (there == null || there.isEmpty()) {
                return port;
            }
        }
        throw FileError.of(EAGAIN);
    }

    private static boolean conflict(Bound a, Bound b) {
        boolean meet = a.address().equals(b.address()) || a.address().isAny() || b.address().isAny();
        boolean apart = a.device() != 0 && b.device() != 0 && a.device() != b.device();
        return meet && !apart && (a.families() & b.families()) != 0 && (a.shares() & b.shares()) == 0;
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

    /** All, in order of port. */
    List<Bound> all() {
        List<Bound> all = new ArrayList<>();
        bound.keySet().stream().sorted().forEach(port -> all.addAll(bound.get(port)));
        return all;
    }
}
