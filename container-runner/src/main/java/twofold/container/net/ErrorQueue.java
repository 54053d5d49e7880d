package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import twofold.container.mm.Account;

/**
 * Errors that packets came back with, and times of their way, to be read one by one with what was sent: IP_RECVERR of ip(7), and the kernel's timestamping.rst. Who sent
 * pays for them; what there is no room for is lost.
 */
final class ErrorQueue {
    /** About what a report takes beside its bytes. */
    private static final int OVERHEAD = 256;
    private final ArrayDeque<Report> reports = new ArrayDeque<>(0);
    private final Account account;
    private long charged;

    ErrorQueue(Account account) {
        this.account = account;
    }

    /**
     * An error or a time.
     *
     * @param told   what it is
     * @param target where it had been sent to, or null if that is not told
     * @param data   what of it came back
     * @param stamp  the time, 0 for an error
     */
    record Report(Incoming.Report told, SocketName.Inet target, byte[] data, long stamp) {
        private int cost() {
            return OVERHEAD + data.length;
        }
    }

    /** Adds a report. @param most what all may take, bytes */
    void add(Report report, long most) {
        if (charged + report.cost() <= most && account.offer(report.cost())) {
            charged += report.cost();
            reports.add(report);
        }
    }

    /** Forgets all. */
    void discard() {
        reports.clear();
        account.refund(charged);
        charged = 0;
    }

    boolean isEmpty() {
        return reports.isEmpty();
    }

    /** Reads the oldest; the errno of the one behind it is the socket's then, 0 for none. */
    int read(ByteBuffer to, Incoming message, Socket socket) {
        Report report = reports.poll();
        account.refund(report.cost());
        charged -= report.cost();
        int count = Math.min(to.remaining(), report.data.length);
        to.put(report.data, 0, count);
        message.length = report.data.length;
        message.source = report.target;
        message.target = report.target;
        message.report = report.told;
        message.stamp = report.stamp;
        if (report.told.isError()) {
            socket.error = 0;
        }
        if (!reports.isEmpty() && reports.peek().told.isError()) {
            socket.error = reports.peek().told.errno();
        }
        return count;
    }
}
