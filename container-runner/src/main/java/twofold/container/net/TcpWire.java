package twofold.container.net;

import static twofold.container.abi.Net.IPPROTO_TCP;

import java.nio.ByteBuffer;

/**
 * The segments that a connection would consist of on a wire, for those who look at packets: what one side writes lies in the other's queue at once, so that
 * here is told after the fact what happened, RFC 9293. Sequence numbers begin where the addresses say, no segment is lost, and each is acknowledged at once.
 */
final class TcpWire {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int URG = 32;
    private static final int HEADER = 20;
    private static final int WINDOW = 512;
    private static final int FIRST_WINDOW = 65483;
    /** What a segment carries over loopback, and what several of 1,460 bytes do that cross an interface as one. */
    private static final int LOOPBACK_PART = 65483;
    private static final int NETWORK_PART = 44 * 1460;
    private static final int LOOPBACK_MOST = 65495;
    private static final int NETWORK_MOST = 1460;

    private TcpWire() {
    }

    private static boolean isSeen(TcpSocket socket, NetNamespace there) {
        return there != null && (socket.net.internet.isSeen(IPPROTO_TCP, there) || there.internet.isSeen(IPPROTO_TCP, socket.net));
    }

    private static NetNamespace there(TcpSocket socket) {
        return socket.other != null ? socket.other.net : socket.remote == null ? null : socket.net.route(socket.there().address());
    }

    /** Where the numbers of what goes from one place to another begin. */
    private static int begin(SocketName.Inet from, SocketName.Inet to) {
        long mixed = 0x9e3779b97f4a7c15L;
        for (long word : new long[] {from.address().high(), from.address().low(), to.address().high(), to.address().low(), (long) from.port() << 16 | to.port()}) {
            mixed = (mixed ^ word) * 0xbf58476d1ce4e5b9L;
            mixed ^= mixed >>> 29;
        }
        return (int) (mixed >>> 16);
    }

    private static void segment(NetNamespace source, NetNamespace target, SocketName.Inet from, SocketName.Inet to, int flags, int sequence, int acknowledged, ByteBuffer data) {
        source.internet.show(packet(source == target ? LOOPBACK_MOST : NETWORK_MOST, from, to, flags, sequence, acknowledged, data), target);
    }

    /** The segment with which the bytes up to the {@code end}th left a socket. */
    static IpPacket last(TcpSocket from, long end, ByteBuffer data) {
        int sequence = begin(from.here(), from.there()) + 1 + (int) (end - data.remaining());
        int acknowledged = begin(from.there(), from.here()) + 1 + (int) from.received();
        return packet(0, from.here(), from.there(), PSH | ACK, sequence, acknowledged, data);
    }

    private static IpPacket packet(int most, SocketName.Inet from, SocketName.Inet to, int flags, int sequence, int acknowledged, ByteBuffer data) {
        boolean opens = (flags & SYN) != 0;
        byte[] options = !opens ? new byte[0] : ByteBuffer.allocate(12).putShort((short) 0x0204).putShort((short) most).putInt(0x01030307).putInt(0x01010402).array();
        int length = data == null ? 0 : data.remaining();
        ByteBuffer b = ByteBuffer.allocate(HEADER + options.length + length).putShort((short) from.port()).putShort((short) to.port()).putInt(sequence);
        b.putInt((flags & ACK) != 0 ? acknowledged : 0).put((byte) (HEADER + options.length << 2)).put((byte) flags);
        b.putShort((short) ((flags & RST) != 0 ? 0 : opens ? FIRST_WINDOW : WINDOW)).putShort((short) 0).putShort((short) ((flags & URG) != 0 ? length : 0)).put(options);
        if (length > 0) {
            b.put(data.duplicate());
        }
        IpAddress one = from.address();
        IpAddress two = to.address();
        boolean four = two.isFour();
        long start = four ? IpPacket.pseudoHeader(new IpAddress(0, one.fourBytes() & 0xffffffffL), new IpAddress(0, two.fourBytes() & 0xffffffffL), IPPROTO_TCP, b.capacity())
                : IpPacket.pseudoHeader(one, two, IPPROTO_TCP, b.capacity());
        b.putShort(16, (short) IpPacket.checksum(b.array(), start));
        return new IpPacket(one, two, IPPROTO_TCP, Traffic.PLAIN, b.array());
    }

    /** A socket asks for a connection. */
    static void asked(TcpSocket client) {
        NetNamespace there = there(client);
        if (isSeen(client, there)) {
            segment(client.net, there, client.here(), client.there(), SYN, begin(client.here(), client.there()), 0, null);
        }
    }

    /** Nobody listens where a socket asked. */
    static void refused(TcpSocket client) {
        NetNamespace there = there(client);
        if (isSeen(client, there)) {
            segment(there, client.net, client.there(), client.here(), RST | ACK, 0, begin(client.here(), client.there()) + 1, null);
        }
    }

    /** A connection has come about that was asked for. */
    static void opened(TcpSocket client) {
        NetNamespace there = there(client);
        if (isSeen(client, there)) {
            int ours = begin(client.here(), client.there());
            int theirs = begin(client.there(), client.here());
            segment(there, client.net, client.there(), client.here(), SYN | ACK, theirs, ours + 1, null);
            segment(client.net, there, client.here(), client.there(), ACK, ours + 1, theirs + 1, null);
        }
    }

    /** Bytes were sent behind {@code sent} others: {@code length} from {@code start} on. */
    static void data(TcpSocket from, long sent, ByteBuffer data, int start, int length, boolean urgent) {
        NetNamespace there = there(from);
        if (!isSeen(from, there)) {
            return;
        }
        int most = there == from.net ? LOOPBACK_PART : NETWORK_PART;
        int sequence = begin(from.here(), from.there()) + 1 + (int) sent;
        int acknowledged = begin(from.there(), from.here()) + 1 + (int) from.received();
        for (int done = 0; done < length; done += most) {
            int part = Math.min(most, length - done);
            boolean last = done + part == length;
            segment(from.net, there, from.here(), from.there(), ACK | (last ? PSH : 0) | (urgent ? URG : 0), sequence + done, acknowledged, data.slice(start + done, part));
        }
        segment(there, from.net, from.there(), from.here(), ACK, acknowledged, sequence + length, null);
    }

    /** A socket has said that it sends no more. */
    static void finished(TcpSocket from, long sent) {
        NetNamespace there = there(from);
        if (isSeen(from, there)) {
            int sequence = begin(from.here(), from.there()) + 1 + (int) sent;
            int acknowledged = begin(from.there(), from.here()) + 1 + (int) from.received();
            segment(from.net, there, from.here(), from.there(), FIN | ACK, sequence, acknowledged, null);
            segment(there, from.net, from.there(), from.here(), ACK, acknowledged, sequence + 1, null);
        }
    }

    /** A socket has broken its connection off. */
    static void reset(TcpSocket from, long sent) {
        NetNamespace there = there(from);
        if (isSeen(from, there)) {
            int acknowledged = begin(from.there(), from.here()) + 1 + (int) from.received();
            segment(from.net, there, from.here(), from.there(), RST | ACK, begin(from.here(), from.there()) + 1 + (int) sent, acknowledged, null);
        }
    }
}
