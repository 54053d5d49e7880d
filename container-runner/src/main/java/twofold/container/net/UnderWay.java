package twofold.container.net;

import static twofold.container.abi.Net.AF_UNIX;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import twofold.container.vfs.File;

/**
 * The UNIX sockets of a network namespace that are in messages, unix(7). Those that nobody can receive any more, as they are in messages to each other only, are
 * closed when another one is; where there are many, when a share of as many others were, so that what it costs
 * to close one does not grow with them.
 */
final class UnderWay {
    /** So few are looked through whenever one is closed. */
    private static final int FEW = 256;
    /** Of more, so many for each that is closed. */
    private static final int SHARE = 16;

    /** In how many messages each is. */
    private final Map<Socket, Integer> messages = new LinkedHashMap<>();
    private boolean collecting;
    /** The sockets that were closed since it was last looked for such. */
    private int closed;

    /** A file is in one more message. */
    static void departs(File file) {
        if (file instanceof Socket socket && socket.family == AF_UNIX) {
            socket.net.underWay.messages.merge(socket, 1, Integer::sum);
        }
    }

    /** A file is in one message less. */
    static void arrives(File file) {
        if (file instanceof Socket socket && socket.family == AF_UNIX) {
            socket.net.underWay.messages.computeIfPresent(socket, (each, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Drops the messages that nobody can receive any more, and with them the sockets they bring. */
    void collect() {
        closed++;
        if (collecting || messages.isEmpty() || messages.size() > FEW && closed < messages.size() / SHARE) {
            return;
        }
        closed = 0;
        collecting = true;
        try {
            List<Packet> lost = new ArrayList<>();
            for (Socket each : lost()) {
                lost.addAll(waiting(each));
            }
            lost.forEach(Packet::discard);
        } finally {
            collecting = false;
        }
    }

    /** The sockets that are in messages only, and these wait at such sockets only. */
    private Set<Socket> lost() {
        Set<Socket> lost = new LinkedHashSet<>();
        messages.forEach((each, count) -> {
            if (each.references() == count) {
                lost.add(each);
            }
        });
        Map<Socket, Integer> inside = new HashMap<>();
        for (Socket each : lost) {
            brought(each).forEach(socket -> inside.merge(socket, 1, Integer::sum));
        }
        Deque<Socket> reachable = new ArrayDeque<>();
        for (Socket each : lost) {
            if (inside.getOrDefault(each, 0) < messages.get(each)) {
                reachable.add(each);
            }
        }
        while (!reachable.isEmpty()) {
            Socket next = reachable.poll();
            if (lost.remove(next)) {
                reachable.addAll(brought(next));
            }
        }
        return lost;
    }

    /** The messages with files that wait at a socket, or at one whose connection it has not accepted yet. */
    private static List<Packet> waiting(Socket socket) {
        List<Packet> waiting = socket.inbox.bringing();
        if (socket instanceof StreamSocket stream) {
            stream.arrived.forEach(each -> waiting.addAll(each.inbox.bringing()));
        }
        return waiting;
    }

    private static List<Socket> brought(Socket by) {
        List<Socket> brought = new ArrayList<>();
        for (Packet each : waiting(by)) {
            for (File file : each.files) {
                if (file instanceof Socket socket) {
                    brought.add(socket);
                }
            }
        }
        return brought;
    }
}
