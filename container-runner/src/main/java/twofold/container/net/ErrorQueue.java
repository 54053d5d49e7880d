package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Errors that packets came back with, to be read one by one with what was sent, IP_RECVERR of ip(7). */
final class ErrorQueue {
    /** More than so many are lost. */
    private static final int MOST = 64;
    private final ArrayDeque<Report> reports = new ArrayDeque<>(0);

    /**
     * An error.
     *
     * @param errno    what it comes to
     * @param type     the ICMP type
     * @param code     the ICMP code
     * @param offender who says so
     * @param target   where it had been sent to
     * @param data     what of it came back
     */
    record Report(int errno, int type, int code, IpAddress offender, SocketName.Inet target, byte[] data) {
    }

    void add(Report report) {
        if (reports.size() < MOST) {
            reports.add(report);
        }
    }

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Reads the oldest; the errno of the one behind it is the socket's then, 0 for none. */
    int read(ByteBuffer to, Incoming message, Socket socket) {
        Report report = reports.poll();
        int count = Math.min(to.remaining(), report.data.length);
        to.put(report.data, 0, count);
        message.length = report.data.length;
        message.source = report.target;
        message.report = new Incoming.Report(report.errno, report.type, report.code, report.offender);
        socket.error = reports.isEmpty() ? 0 : reports.peek().errno;
        return count;
    }
}
