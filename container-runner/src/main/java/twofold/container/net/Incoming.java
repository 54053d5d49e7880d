package twofold.container.net;

import java.util.List;
import twofold.container.abi.Errno;
import twofold.container.abi.Net;
import twofold.container.vfs.File;

/** What recvmsg(2) asks and learns beside the bytes. */
public final class Incoming {
    /** The MSG_ flags asked with. */
    public final int flags;
    /** The bytes the message had, which is more than were read if it was cut. */
    public int length;
    /** Who sent it, or null. */
    public SocketName source;
    /** Where it was sent to, or null. */
    public SocketName target;
    /** Files that came along, the reader's to release; null for none. */
    public List<File> files;
    /** The sender's credentials, or null. */
    public Peer sender;
    /** When it arrived, nanoseconds since 1970, or 0 if that was not noted. */
    public long stamp;
    /** How it travelled, or null. */
    public Traffic traffic;
    /** What packet sockets tell beside it, struct tpacket_auxdata; or null. */
    public byte[] auxiliary;
    /** What is told of something that was sent, if that was asked for; else null. */
    public Report report;

    /**
     * What is told of something that was sent, struct sock_extended_err: an ICMP message about it, or a time of its way.
     *
     * @param errno       what it comes to
     * @param origin      an SO_EE_ORIGIN_ number
     * @param type        the ICMP type
     * @param code        the ICMP code
     * @param information which time it is, an SCM_TSTAMP_ number
     * @param number      which of the things that were sent
     * @param offender    who says so, or null
     */
    public record Report(int errno, int origin, int type, int code, int information, int number, IpAddress offender) {
        private static final int ORIGIN_ICMP = 2;
        private static final int ORIGIN_ICMP6 = 3;
        private static final int ORIGIN_TIMESTAMPING = 4;

        static Report icmp(int errno, int type, int code, IpAddress offender) {
            return new Report(errno, offender.isFour() ? ORIGIN_ICMP : ORIGIN_ICMP6, type, code, 0, 0, offender);
        }

        static Report time(int which, int number, IpAddress from) {
            return new Report(Errno.ENOMSG, ORIGIN_TIMESTAMPING, 0, 0, which, number, from);
        }

        boolean isError() {
            return origin != ORIGIN_TIMESTAMPING;
        }
    }

    /** msg_flags. */
    public int outFlags;

    /** A question with flags. */
    public Incoming(int flags) {
        this.flags = flags;
    }

    boolean peeks() {
        return (flags & Net.MSG_PEEK) != 0;
    }

    void learn(Packet packet) {
        source = packet.source;
        target = packet.target;
        traffic = packet.traffic;
        stamp = packet.stamp;
        auxiliary = packet.auxiliary;
        if (packet.sender != null) {
            sender = packet.sender;
        }
        if (packet.files != null && peeks()) {
            files = packet.files;
            files.forEach(File::retain);
        } else if (packet.files != null) {
            files = packet.takeFiles();
        }
    }
}
