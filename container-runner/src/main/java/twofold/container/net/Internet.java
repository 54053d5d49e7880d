package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.image.overlay.FileError;

/**
 * What a namespace does with packets that are not a stream's: gives them to raw sockets, answers to echo requests, tells who has sent to a port that nobody has, raw(7), icmp(7).
 * All of it happens while the sender's call is under way.
 */
final class Internet {
    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    static final int ECHO = 8;
    private static final int UNREACHABLE6 = 1;
    static final int ECHO6 = 128;
    static final int ECHO_REPLY6 = 129;
    private static final int PORT = 3;
    private static final int PORT6 = 4;
    /** As much of a packet as an ICMP message about it has, RFC 1812 section 4.3.2.3 and RFC 4443 section 2.4. */
    private static final int MOST_QUOTED = 548;
    private static final int MOST_QUOTED6 = 1232;
    static final int UDP_HEADER = 8;
    /** The traffic class of messages about errors, RFC 1812 section 4.3.2.5. */
    private static final int CONTROL_CLASS = 0xc0;
    /** The bytes of a datagram that come back with an error about it, for either family. */
    static final int DATA_QUOTED = MOST_QUOTED - IpPacket.HEADER - UDP_HEADER;
    static final int DATA_QUOTED6 = MOST_QUOTED6 - IpPacket.SIX_HEADER - UDP_HEADER;

    private final NetNamespace net;
    /** Raw and ping sockets, in the order they were made. */
    private final List<IpSocket> sockets = new ArrayList<>(0);
    private int lastIdentifier;
    /** The identification of the packet sent last that may be divided on its way. */
    private int lastNumber;

    Internet(NetNamespace net) {
        this.net = net;
    }

    /** Those of a kind, in the order they were made. */
    List<IpSocket> sockets(Class<? extends IpSocket> kind) {
        return sockets.stream().filter(kind::isInstance).toList();
    }

    void add(IpSocket socket) {
        sockets.add(socket);
    }

    void remove(IpSocket socket) {
        sockets.remove(socket);
    }

    /** A packet goes to a namespace whose own sockets have or will have what is in it: packet sockets on the way and raw sockets there see it. */
    void show(IpPacket packet, NetNamespace there) {
        net.link.carry(packet, there);
        there.internet.overhear(packet);
    }

    /** Whether anybody sees a packet of a protocol that goes to a namespace, beside those that it is for. */
    boolean isSeen(int protocol, NetNamespace there) {
        return !net.link.isQuiet() || !there.link.isQuiet() || there.internet.isOverheard(protocol);
    }

    private boolean isOverheard(int protocol) {
        for (IpSocket each : sockets) {
            if (each.protocol == protocol) {
                return true;
            }
        }
        return false;
    }

    /** An identifier for the echo requests of a ping socket: the one asked for, or 0 for a free one. EADDRINUSE. */
    int identifier(PingSocket socket, int wanted) {
        if (wanted != 0) {
            if (isTaken(socket, wanted)) {
                throw FileError.of(EADDRINUSE);
            }
            sockets.remove(socket);
            sockets.add(socket); // who has an identifier last gets its replies
            return wanted;
        }
        for (int tries = 0; tries < 0xffff; tries++) {
            lastIdentifier = lastIdentifier == 0xffff ? 1 : lastIdentifier + 1;
            if (!isTaken(socket, lastIdentifier)) {
                return lastIdentifier;
            }
        }
        throw FileError.of(EADDRINUSE);
    }

    private boolean isTaken(PingSocket socket, int identifier) {
        for (IpSocket each : sockets) {
            if (each != socket && each instanceof PingSocket other && other.family == socket.family && other.identifier() == identifier
                    && (other.local.address().isAny() || socket.local.address().isAny() || other.local.address().equals(socket.local.address()))
                    && !(other.options.reuseAddress && socket.options.reuseAddress)) {
                return true;
            }
        }
        return false;
    }

    /** Sends a packet to where its target is; ENETUNREACH if that is nowhere. */
    void send(IpPacket packet) {
        NetNamespace there = net.route(packet.target());
        if (there == null) {
            throw FileError.of(ENETUNREACH);
        }
        carry(packet, there);
    }

    private void carry(IpPacket packet, NetNamespace there) {
        if (there.tunnel != null) {
            there.tunnel.send(packet, null);
            return;
        }
        net.link.carry(packet, there);
        there.internet.arrive(packet);
    }

    /** A packet is for this machine. */
    void arrive(IpPacket packet) {
        overhear(packet);
        switch (packet.protocol()) {
            case IPPROTO_ICMP, IPPROTO_ICMPV6 -> message(packet);
            case IPPROTO_UDP -> datagram(packet);
            default -> {
                // Nobody else takes what a raw socket has sent
            }
        }
    }

    /** Raw sockets get their copies. */
    void overhear(IpPacket packet) {
        for (IpSocket each : List.copyOf(sockets)) {
            if (each instanceof RawSocket raw && raw.wants(packet)) {
                raw.take(packet);
            }
        }
    }

    private void message(IpPacket packet) {
        byte[] payload = packet.payload();
        if (payload.length < 8) {
            return;
        }
        boolean four = packet.target().isFour();
        int type = payload[0] & 0xff;
        if (type == (four ? ECHO : ECHO6)) {
            byte[] reply = payload.clone();
            reply[0] = (byte) (four ? ECHO_REPLY : ECHO_REPLY6);
            answer(packet, reply, packet.traffic().trafficClass());
        } else if (type == (four ? ECHO_REPLY : ECHO_REPLY6)) {
            int identifier = (payload[4] & 0xff) << 8 | payload[5] & 0xff;
            for (IpSocket each : sockets.reversed()) {
                if (each instanceof PingSocket ping && ping.identifier() == identifier && ping.wants(packet)) {
                    ping.take(packet);
                    return;
                }
            }
        }
    }

    /** Sends an ICMP message without its checksum back to where a packet came from. */
    private void answer(IpPacket packet, byte[] message, int trafficClass) {
        NetNamespace there = net.route(packet.source());
        if (there != null && !packet.source().isAny()) {
            IpPacket reply = icmp(packet.target(), packet.source(), message, new Traffic(64, trafficClass)).fragmentable(++lastNumber & 0xffff);
            carry(reply, there);
        }
    }

    /** An ICMP message with its checksum. */
    static IpPacket icmp(IpAddress source, IpAddress target, byte[] message, Traffic traffic) {
        boolean four = target.isFour();
        message[2] = 0;
        message[3] = 0;
        int sum = IpPacket.checksum(message, four ? 0 : IpPacket.pseudoHeader(source, target, IPPROTO_ICMPV6, message.length));
        message[2] = (byte) (sum >>> 8);
        message[3] = (byte) sum;
        return new IpPacket(source, target, four ? IPPROTO_ICMP : IPPROTO_ICMPV6, traffic, message);
    }

    /** A datagram that a raw socket has sent. */
    private void datagram(IpPacket packet) {
        byte[] payload = packet.payload();
        if (payload.length < UDP_HEADER) {
            return;
        }
        ByteBuffer b = ByteBuffer.wrap(payload);
        int length = b.getShort(4) & 0xffff;
        if (length < UDP_HEADER || length > payload.length) {
            return;
        }
        int from = b.getShort(0) & 0xffff;
        int port = b.getShort(2) & 0xffff;
        UdpSocket receiver = net.receiver(net.udp, packet.target(), port, packet.source(), from);
        if (receiver == null) {
            refuse(packet);
        } else {
            receiver.take(b.slice(UDP_HEADER, length - UDP_HEADER), packet.source(), from, packet.target(), port, packet.traffic());
        }
    }

    /** Tells who has sent a datagram that nobody has its port. */
    void refuse(IpPacket packet) {
        boolean four = packet.target().isFour();
        byte[] quoted = packet.bytes();
        quoted = Arrays.copyOf(quoted, Math.min(quoted.length, four ? MOST_QUOTED : MOST_QUOTED6));
        byte[] message = ByteBuffer.allocate(8 + quoted.length).put((byte) (four ? UNREACHABLE : UNREACHABLE6)).put((byte) (four ? PORT : PORT6)).putShort((short) 0)
                .putInt(0).put(quoted).array();
        answer(packet, message, CONTROL_CLASS);
    }

    /** A datagram as a packet, for those that look at packets. */
    static IpPacket udp(int protocol, IpAddress source, int from, IpAddress target, int port, Traffic traffic, byte[] data) {
        int length = UDP_HEADER + data.length;
        ByteBuffer b = ByteBuffer.allocate(length).putShort((short) from).putShort((short) port).putShort((short) length).putShort((short) 0).put(data);
        long start = target.isFour() ? IpPacket.pseudoHeader(new IpAddress(0, source.fourBytes() & 0xffffffffL), new IpAddress(0, target.fourBytes() & 0xffffffffL),
                protocol, length) : IpPacket.pseudoHeader(source, target, protocol, length);
        int sum = IpPacket.checksum(b.array(), start);
        b.putShort(6, (short) (sum == 0 ? 0xffff : sum));
        return new IpPacket(source, target, protocol, traffic, b.array());
    }
}
