package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import twofold.container.abi.Cap;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** UDP, udp(7). What finds the receiver's queue full is lost, as on a wire. */
final class UdpSocket extends InternetSocket implements Ports.Bound {
    private static final int MOST = 65507;
    /** net.ipv4.igmp_max_memberships. */
    private static final int MOST_GROUPS = 20;
    private static final int MOST_GROUPS6 = 1024;
    private final Set<IpAddress> groups = new HashSet<>();
    private final Ports ports;
    private final ErrorQueue errors;
    /** Whether address and port were asked for: what was not goes with the connection. */
    private boolean addressGiven;
    private boolean portGiven;

    /** @param protocol IPPROTO_UDP or IPPROTO_UDPLITE, each with ports of its own */
    UdpSocket(Caller who, NetNamespace net, int family, int protocol) {
        super(who, net, family, SOCK_DGRAM, protocol);
        ports = protocol == IPPROTO_UDP ? net.udp : net.udpLite;
        errors = new ErrorQueue(who.account());
    }

    @Override
    public IpAddress address() {
        return local.address();
    }

    @Override
    public int families() {
        return !six() || address().isFour() ? 1 : options.onlySix || !address().isAny() ? 2 : 3;
    }

    @Override
    public int device() {
        return options.device;
    }

    @Override
    public int shares() {
        return (options.reuseAddress ? Ports.ADDRESS : 0) | (options.reusePort ? Ports.PORT : 0);
    }

    @Override
    public int user() {
        return inode().uid();
    }

    @Override
    public void bind(Caller who, SocketName name) {
        SocketName.Inet wanted = Addresses.bindable(this, name);
        if (local.port() != 0) {
            throw FileError.of(EINVAL);
        }
        if (wanted.port() > 0 && wanted.port() < net.firstFreePort && !who.credentials().has(Cap.CAP_NET_BIND_SERVICE, net.owner())) {
            throw FileError.of(EACCES);
        }
        SocketName.Inet before = local;
        local = wanted;
        try {
            local = wanted.port(ports.take(this, wanted.port(), options.portRange(), 0));
            addressGiven = !wanted.address().isAny();
            portGiven = true;
        } catch (FileError taken) {
            local = before;
            throw taken;
        }
    }

    private void autobind() {
        if (local.port() == 0) {
            local = local.port(ports.take(this, 0, options.portRange(), 0));
        }
    }

    @Override
    public int connect(Caller who, SocketName name) {
        if (name instanceof SocketName.None) {
            disconnect();
            return 0;
        }
        SocketName.Inet to = (SocketName.Inet) name;
        IpAddress address = Addresses.reachable(this, to.address());
        if (!address.isMulticast() && net.route(address) == null || net.source(address) == null) {
            throw FileError.of(ENETUNREACH);
        }
        autobind();
        if (!addressGiven) {
            local = new SocketName.Inet(net.source(address), local.port(), six(), 0);
        }
        remote = new SocketName.Inet(address, to.port(), six(), to.scope());
        return 0;
    }

    private void disconnect() {
        remote = null;
        IpAddress address = addressGiven ? local.address() : six() ? IpAddress.ANY6 : IpAddress.ANY4;
        if (!portGiven && local.port() != 0) {
            ports.giveBack(this, local.port());
        }
        local = new SocketName.Inet(address, portGiven ? local.port() : 0, six(), 0);
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        if (writeShut) {
            throw FileError.of(EPIPE);
        }
        SocketName.Inet to = message.to() instanceof SocketName.Inet named ? named : remote;
        if (to == null) {
            throw FileError.of(EDESTADDRREQ);
        }
        if (to.port() == 0) {
            throw FileError.of(EINVAL);
        }
        if (from.remaining() > MOST) {
            throw FileError.of(EMSGSIZE);
        }
        IpAddress address = Addresses.reachable(this, to.address());
        if (address.isFour() && address.fourBytes() == -1 && !options.broadcast) {
            throw FileError.of(EACCES);
        }
        autobind();
        int length = from.remaining();
        if (address.isMulticast()) {
            multicast(from, address, to.port(), options.traffic(message.traffic(), address.isFour()));
        } else {
            if (net.strays(this, address)) {
                from.position(from.limit());
                return length;
            }
            NetNamespace there = net.route(address);
            IpAddress source = local.address().isAny() ? net.source(address) : local.address();
            if (there == null || source == null) {
                throw FileError.of(ENETUNREACH);
            }
            Traffic traffic = options.traffic(message.traffic(), address.isFour());
            if (net.internet.isSeen(protocol, there)) {
                net.internet.show(packet(from, source, address, to.port(), traffic), there);
            }
            UdpSocket receiver = there.receiver(protocol == IPPROTO_UDP ? there.udp : there.udpLite, address, to.port(), source, local.port());
            if (receiver == null && address.equals(NameService.ADDRESS) && to.port() == NameService.PORT && net.resolves()) {
                ask(from);
            } else if (receiver != null) {
                receiver.take(from, source, local.port(), address, to.port(), traffic);
            } else {
                there.internet.refuse(packet(from, source, address, to.port(), traffic));
                refused(from, address, to);
            }
        }
        from.position(from.limit());
        return length;
    }

    private IpPacket packet(ByteBuffer from, IpAddress source, IpAddress target, int port, Traffic traffic) {
        byte[] data = new byte[from.remaining()];
        from.get(from.position(), data);
        return Internet.udp(protocol, source, local.port(), target, port, traffic, data);
    }

    /** Nobody had the port that a datagram was for. */
    private void refused(ByteBuffer from, IpAddress address, SocketName.Inet to) {
        boolean four = address.isFour();
        boolean told = four ? options.errors : options.errors6;
        if (told) {
            byte[] data = new byte[Math.min(from.remaining(), four ? Internet.DATA_QUOTED : Internet.DATA_QUOTED6)];
            from.get(from.position(), data);
            SocketName.Inet there = new SocketName.Inet(address, to.port(), six(), 0);
            errors.add(new ErrorQueue.Report(ECONNREFUSED, four ? 3 : 1, four ? 3 : 4, address, there, data), options.receiveBuffer);
        }
        if (told || remote != null) {
            error = ECONNREFUSED;
            wake();
        }
    }

    @Override
    boolean hasError() {
        return super.hasError() || !errors.isEmpty();
    }

    @Override
    public int receiveError(ByteBuffer to, Incoming message) {
        return errors.isEmpty() ? WOULD_BLOCK : errors.read(to, message, this);
    }

    /** A datagram is received, if there is room. */
    void take(ByteBuffer from, IpAddress source, int fromPort, IpAddress target, int port, Traffic traffic) {
        take(from, new SocketName.Inet(source, fromPort, six(), 0), new SocketName.Inet(target, port, six(), 0), traffic);
    }

    /** Asks the network's name service, which answers at once. */
    private void ask(ByteBuffer question) {
        byte[] query = new byte[question.remaining()];
        question.get(query);
        byte[] reply = net.ask(query);
        if (reply != null) {
            SocketName.Inet service = new SocketName.Inet(NameService.ADDRESS, NameService.PORT, six(), 0);
            take(ByteBuffer.wrap(reply), service, new SocketName.Inet(NameService.ADDRESS, local.port(), six(), 0), Traffic.PLAIN);
        }
    }

    private void multicast(ByteBuffer from, IpAddress group, int port, Traffic traffic) {
        IpAddress source = local.address().isAny() ? group.isFour() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6 : local.address();
        for (Ports.Bound each : ports.at(port)) {
            UdpSocket receiver = (UdpSocket) each;
            if (receiver.groups.contains(group) || receiver.local.address().equals(group)) {
                receiver.take(from.duplicate(), new SocketName.Inet(source, local.port(), receiver.six(), 0),
                        new SocketName.Inet(group, port, receiver.six(), 0), traffic);
            }
        }
    }

    private void take(ByteBuffer from, SocketName source, SocketName target, Traffic traffic) {
        int length = from.remaining();
        if (inbox.bytes() + inbox.packets() * 512L + length > options.receiveBuffer || options.filter() != null && !admits(from, source, target)) {
            return;
        }
        Packet packet = inbox.message(from, length, source, target, null, null);
        packet.traffic = traffic;
        stamp(packet);
        wake();
    }

    /** Whether its filter lets a datagram pass, of which it sees the header, too. */
    private boolean admits(ByteBuffer from, SocketName source, SocketName target) {
        int length = from.remaining();
        ByteBuffer whole = ByteBuffer.allocate(Internet.UDP_HEADER + length).putShort((short) ((SocketName.Inet) source).port())
                .putShort((short) ((SocketName.Inet) target).port()).putShort((short) (Internet.UDP_HEADER + length)).putShort((short) 0);
        return options.admits(whole.put(from.duplicate()).flip());
    }

    /** How well it fits a datagram: -1 not at all; a peer or an address of its own is better than none. */
    int fit(IpAddress to, IpAddress from, int fromPort) {
        boolean four = to.isFour();
        if (net.strays(this, from) || (families() & (four ? 1 : 2)) == 0 || !address().isAny() && !address().equals(to)) {
            return -1;
        }
        if (remote != null && (!remote.address().equals(from) || remote.port() != fromPort)) {
            return -1;
        }
        return (options.device != 0 ? 8 : 0) + (address().isAny() ? 0 : 2) + (remote != null ? 4 : 0) + (four == !six() ? 1 : 0);
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if (inbox.isEmptyFor(message)) {
            int failed = failed();
            return failed != 0 ? failed : readShut && !nonBlocking() && (message.flags & MSG_DONTWAIT) == 0 ? 0 : WOULD_BLOCK;
        }
        int count = inbox.readMessage(to, message, false);
        options.stamps.read(message);
        return count;
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        boolean four = level == SOL_IP && (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP);
        boolean v6 = level == SOL_IPV6 && six() && (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP);
        if (!four && !v6) {
            return false;
        }
        if (value.length < (four ? 8 : 20)) {
            throw FileError.of(EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.BIG_ENDIAN);
        IpAddress group = four ? IpAddress.four(b.getInt(0)) : new IpAddress(b.getLong(0), b.getLong(8));
        if (!group.isMulticast()) {
            throw FileError.of(EINVAL);
        }
        boolean join = name == IP_ADD_MEMBERSHIP || name == IPV6_JOIN_GROUP;
        if (join && !groups.contains(group) && groups.size() >= (four ? MOST_GROUPS : MOST_GROUPS6)) {
            throw FileError.of(four ? ENOBUFS : ENOMEM);
        }
        if (join ? !groups.add(group) : !groups.remove(group)) {
            throw FileError.of(join ? EADDRINUSE : EADDRNOTAVAIL);
        }
        return true;
    }

    @Override
    protected void close() {
        if (local.port() != 0) {
            ports.giveBack(this, local.port());
        }
        inbox.discard();
        errors.discard();
        wake();
    }
}
