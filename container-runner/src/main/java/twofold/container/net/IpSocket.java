package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** What raw sockets and ping sockets have in common: packets come from an address, and go to one, also after shutdown(2). */
abstract class IpSocket extends InternetSocket {
    IpSocket(Caller who, NetNamespace net, int family, int type, int protocol) {
        super(who, net, family, type, protocol);
        options.reuseAddress = true;
        net.internet.add(this);
    }

    /** Whether a packet that is for this machine goes by its addresses to this socket. */
    final boolean isFor(IpPacket packet) {
        return packet.target().isFour() != six() && !net.strays(this, packet.source()) && (local.address().isAny() || local.address().equals(packet.target()))
                && (remote == null || remote.address().equals(packet.source()));
    }

    /** Adds what is received of a packet, if there is room. */
    final void take(IpPacket packet, byte[] received) {
        if (inbox.isFull(options.receiveBuffer) || !options.filter.admits(ByteBuffer.wrap(received))) {
            return;
        }
        try {
            Packet arrived = inbox.message(ByteBuffer.wrap(received), received.length, new SocketName.Inet(packet.source(), 0, six(), 0),
                    new SocketName.Inet(packet.target(), 0, six(), 0), null, null);
            arrived.traffic = packet.traffic();
            stamp(arrived);
        } catch (FileError noMemory) {
            return; // Its container has no more: it is lost, as on a wire
        }
        wake();
    }

    @Override
    public int connect(Caller who, SocketName name) {
        if (name instanceof SocketName.None) {
            remote = null;
            return 0;
        }
        SocketName.Inet to = (SocketName.Inet) name;
        beforeSending();
        IpAddress address = routed(to.address());
        if (local.address().isAny()) {
            local = new SocketName.Inet(net.source(address), local.port(), six(), 0);
        }
        remote = new SocketName.Inet(address, to.port(), six(), to.scope());
        return 0;
    }

    /** Something is about to be sent or a peer to be chosen. */
    void beforeSending() {
    }

    /** An address where something can be sent; ENETUNREACH. */
    private IpAddress routed(IpAddress to) {
        if (to.isFour() == six()) {
            throw FileError.of(ENETUNREACH);
        }
        IpAddress address = Addresses.reachable(this, to);
        if (net.route(address) == null || net.source(address) == null) {
            throw FileError.of(net.unreachable(address, !local.address().isAny()));
        }
        return address;
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        beforeSending();
        if (IpPacket.isTooLong(from.remaining())) {
            throw FileError.of(EMSGSIZE);
        }
        SocketName.Inet to = message.to() instanceof SocketName.Inet named ? named : remote;
        byte[] data = new byte[from.remaining()];
        from.get(from.position(), data);
        check(data);
        if (to == null) {
            throw FileError.of(EDESTADDRREQ);
        }
        IpAddress address = routed(to.address());
        if (address.isFour() && address.fourBytes() == -1 && !options.broadcast) {
            throw FileError.of(EACCES);
        }
        IpAddress source = local.address().isAny() ? net.source(address) : local.address();
        from.position(from.limit());
        if (net.strays(this, address)) {
            return data.length;
        }
        net.internet.send(packet(data, source, address, options.traffic(message.traffic(), address.isFour())));
        return data.length;
    }

    /** EINVAL if that cannot be sent. */
    abstract void check(byte[] data);

    /** The packet for what was given to be sent. */
    abstract IpPacket packet(byte[] data, IpAddress source, IpAddress target, Traffic traffic);

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & MSG_OOB) != 0) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (inbox.isEmpty()) {
            int failed = failed();
            return failed != 0 ? failed : readShut && !nonBlocking() && (message.flags & MSG_DONTWAIT) == 0 ? 0 : WOULD_BLOCK;
        }
        int count = inbox.readMessage(to, message);
        options.stamps.read(message);
        return count;
    }

    @Override
    protected void close() {
        net.internet.remove(this);
        leaveGroups();
        inbox.discard();
        wake();
    }
}
