package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.image.overlay.FileError;

/** The interfaces of a namespace as frames go through them: packet sockets look on, packet(7), and send frames of their own. */
final class Link {
    private static final int LOOPBACK = 1;
    private static final int NETWORK = 2;
    private static final int ARP_BYTES = 28;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private final NetNamespace net;
    private final List<PacketSocket> sockets = new ArrayList<>(0);

    Link(NetNamespace net) {
        this.net = net;
    }

    /** Packet sockets, in the order they were made. */
    List<PacketSocket> sockets() {
        return sockets;
    }

    void add(PacketSocket socket) {
        sockets.add(socket);
    }

    void remove(PacketSocket socket) {
        sockets.remove(socket);
    }

    /** Whether nobody looks on. */
    boolean isQuiet() {
        return sockets.isEmpty();
    }

    /** A frame passes; who sent it, if that is a packet socket, does not see it leave. */
    private void pass(LinkFrame frame, PacketSocket sender) {
        for (PacketSocket each : sockets.isEmpty() ? sockets : List.copyOf(sockets)) {
            if (each != sender || frame.kind() != LinkFrame.OUTGOING) {
                each.see(frame);
            }
        }
    }

    /** A packet goes from here to a namespace, which may be this one. */
    void carry(IpPacket packet, NetNamespace there) {
        if (isQuiet() && there.link.isQuiet()) {
            return;
        }
        int index = there == net ? LOOPBACK : NETWORK;
        Interfaces.Interface leaves = net.interfaces.at(index);
        Interfaces.Interface reaches = there.interfaces.at(index);
        if (leaves == null || reaches == null) {
            return;
        }
        LinkFrame frame = new LinkFrame(index, leaves.type(), LinkFrame.OUTGOING, LinkFrame.around(packet, reaches.hardware(), leaves.hardware()));
        pass(frame, null);
        there.link.pass(frame.as(LinkFrame.HOST), null);
    }

    /** A packet socket sends a frame by an interface that is in operation. EINVAL if it is no frame. */
    void send(PacketSocket from, Interfaces.Interface by, byte[] bytes) {
        if (bytes.length < LinkFrame.HEADER) {
            throw FileError.of(EINVAL);
        }
        LinkFrame frame = new LinkFrame(by.index(), by.type(), LinkFrame.OUTGOING, bytes);
        pass(frame, from);
        onto(frame);
    }

    /** A frame of the machine's own leaves. */
    void leave(LinkFrame frame) {
        pass(frame, null);
        onto(frame);
    }

    private void onto(LinkFrame frame) {
        TunDevice device = net.interfaces.device(frame.index());
        if (device != null) {
            device.carry(frame);
            return;
        }
        for (NetNamespace each : frame.index() == LOOPBACK ? List.of(net) : net.neighbours()) {
            each.link.arrive(frame);
        }
    }

    /** A frame comes to an interface. */
    void arrive(LinkFrame sent) {
        Interfaces.Interface at = net.interfaces.at(sent.index());
        if (at == null || !at.isUp()) {
            return;
        }
        LinkFrame frame = sent.as(at.hardware().length == 0 ? LinkFrame.HOST : LinkFrame.kind(sent.bytes(), at.hardware()));
        pass(frame, null);
        if (frame.kind() == LinkFrame.OTHER) {
            return;
        }
        byte[] contents = Arrays.copyOfRange(frame.bytes(), LinkFrame.HEADER, frame.bytes().length);
        switch (frame.protocol()) {
            case LinkFrame.IP, LinkFrame.IP6 -> {
                IpPacket packet = IpPacket.of(contents);
                if (packet != null && net.isHere(packet.target()) && !isImpossible(packet)) {
                    net.internet.arrive(packet);
                }
            }
            case LinkFrame.ARP -> resolve(at, contents);
            default -> {
                // Nobody else takes it
            }
        }
    }

    /** Whether a packet names as its source what is no other machine's, or has left a machine that loopback addresses do not leave. */
    private boolean isImpossible(IpPacket packet) {
        return packet.target().isFour() && (net.isHere(packet.source()) || packet.target().isLoopback());
    }

    /** Answers who asks for one of this machine's addresses, RFC 826. */
    private void resolve(Interfaces.Interface at, byte[] request) {
        ByteBuffer b = ByteBuffer.wrap(request);
        TunDevice device = net.interfaces.device(at.index());
        if (device != null && request.length >= ARP_BYTES) {
            device.learn(IpAddress.four(b.getInt(14)), Arrays.copyOfRange(request, 8, 8 + LinkFrame.ADDRESS));
        }
        boolean asks = request.length >= ARP_BYTES && b.getLong(0) == ((long) 1 << 48 | (long) LinkFrame.IP << 32 | 6 << 24 | 4 << 16 | ARP_REQUEST);
        if (!asks || at.index() == LOOPBACK || !net.interfaces.has(IpAddress.four(b.getInt(24)))) {
            return;
        }
        byte[] asker = Arrays.copyOfRange(request, 8, 8 + LinkFrame.ADDRESS);
        byte[] reply = ByteBuffer.allocate(ARP_BYTES).putLong(b.getLong(0) - ARP_REQUEST + ARP_REPLY).put(at.hardware()).putInt(b.getInt(24)).put(asker).putInt(b.getInt(14)).array();
        leave(new LinkFrame(at.index(), at.type(), LinkFrame.OUTGOING, LinkFrame.bytes(asker, at.hardware(), LinkFrame.ARP, reply)));
    }
}
