package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.mm.Account;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** UDP, udp(7). What finds the receiver's queue full is lost, as on a wire. */
final class UdpSocket extends InternetSocket implements Ports.Bound {
    private static final int MOST = 65507;
    private static final int UDP_CORK = 1;
    private final Ports ports;
    private final ErrorQueue errors;
    private final Account account;
    /** Whether address and port were asked for: what was not goes with the connection. */
    private boolean addressGiven;
    private boolean portGiven;
    /** What is held back of a datagram, with what its first part said beside it; null for nothing. */
    private byte[] corked;
    private Outgoing first;
    private boolean corks;

    /** @param protocol IPPROTO_UDP or IPPROTO_UDPLITE, each with ports of its own */
    UdpSocket(Caller who, NetNamespace net, int family, int protocol) {
        super(who, net, family, SOCK_DGRAM, protocol);
        ports = protocol == IPPROTO_UDP ? net.udp : net.udpLite;
        account = who.account();
        errors = new ErrorQueue(account);
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
        if (wanted.port() == 0 && options.bindsNoPort()) {
            addressGiven = !wanted.address().isAny();
            return;
        }
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
        IpAddress source = source(address, to.scope(), Traffic.USUAL);
        autobind();
        if (!addressGiven) {
            local = new SocketName.Inet(source, local.port(), six(), 0);
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
        if (corked == null) {
            requireTarget(message);
        }
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        if (writeShut) {
            throw FileError.of(EPIPE);
        }
        if (corked != null || (message.flags() & MSG_MORE) != 0 || corks) {
            return gather(who, from, message);
        }
        return sendWhole(from, message);
    }

    /** More of a datagram that goes when nothing is held back any more, MSG_MORE and UDP_CORK. */
    private int gather(Caller who, ByteBuffer from, Outgoing message) {
        int before = corked == null ? 0 : corked.length;
        int more = from.remaining();
        if (before + more > MOST) {
            throw FileError.of(EMSGSIZE);
        }
        if (corked == null) {
            first = message;
        }
        if (!account.offer(more)) {
            throw FileError.of(ENOBUFS);
        }
        corked = corked == null ? new byte[more] : Arrays.copyOf(corked, before + more);
        from.get(corked, before, more);
        if ((message.flags() & MSG_MORE) == 0 && !corks) {
            flush();
        }
        return more;
    }

    private void flush() {
        byte[] all = corked;
        corked = null;
        if (all != null) {
            account.refund(all.length);
            sendWhole(ByteBuffer.wrap(all), first);
        }
    }

    private SocketName.Inet requireTarget(Outgoing message) {
        SocketName.Inet to = message.to() instanceof SocketName.Inet named ? named : remote;
        if (to == null) {
            throw FileError.of(EDESTADDRREQ);
        }
        if (to.port() == 0 && to != remote) {
            throw FileError.of(EINVAL);
        }
        return to;
    }

    @Override
    public byte[] option(int level, int name) {
        return level == SOL_UDP && name == UDP_CORK ? SocketOptions.bytes(corks ? 1 : 0) : null;
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        if (level != SOL_UDP || name != UDP_CORK) {
            return false;
        }
        if (value.length < 4) {
            throw FileError.of(EINVAL);
        }
        corks = !Arrays.equals(value, 0, 4, new byte[4], 0, 4);
        if (!corks) {
            flush();
        }
        return true;
    }

    private int sendWhole(ByteBuffer from, Outgoing message) {
        SocketName.Inet to = requireTarget(message);
        if (from.remaining() > MOST) {
            throw FileError.of(EMSGSIZE);
        }
        IpAddress address = Addresses.reachable(this, to.address());
        int length = from.remaining();
        boolean many = isForMany(address);
        if (!many && net.strays(this, address)) {
            autobind();
            from.position(from.limit());
            return length;
        }
        IpAddress source = source(address, to.scope(), message.traffic());
        autobind();
        net.counts.udp(address.isFour()).sent++;
        if (options.stamps.records(message.stamps()) != 0) {
            options.stamps.sent(this, errors, message.stamps(), packet(from, source, address, to.port(), options.traffic(message.traffic(), address.isFour())));
        }
        if (many) {
            sendToMany(from, source, address, to, message);
        } else {
            NetNamespace there = net.route(address);
            Traffic traffic = options.traffic(message.traffic(), address.isFour());
            if (there.tunnel != null) {
                IpPacket packet = packet(from, source, address, to.port(), traffic);
                there.tunnel.send(packet, () -> unreachable(packet, to.port()));
                from.position(from.limit());
                return length;
            }
            if (net.internet.isSeen(protocol, there)) {
                net.internet.show(packet(from, source, address, to.port(), traffic), there);
            }
            UdpSocket receiver = there.receiver(protocol == IPPROTO_UDP ? there.udp : there.udpLite, address, to.port(), source, local.port());
            if (receiver == null && address.equals(NameService.ADDRESS) && to.port() == NameService.PORT && net.resolves()) {
                ask(from);
            } else if (receiver != null) {
                receiver.take(from, source, local.port(), address, to.port(), traffic);
            } else {
                there.counts.udp(address.isFour()).withoutPort++;
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
        if (remote != null && (!remote.address().equals(address) || remote.port() != to.port())) {
            return; // Such an answer is for nobody
        }
        boolean told = four ? options.errors : options.errors6;
        if (told) {
            byte[] data = new byte[Math.min(from.remaining(), four ? Internet.DATA_QUOTED : Internet.DATA_QUOTED6)];
            from.get(from.position(), data);
            SocketName.Inet there = new SocketName.Inet(address, to.port(), six(), 0);
            errors.add(new ErrorQueue.Report(Incoming.Report.icmp(ECONNREFUSED, four ? 3 : 1, four ? 3 : 4, address), there, data, 0), options.receiveBuffer);
        }
        if (told || remote != null) {
            error = ECONNREFUSED;
            wake();
        }
    }

    /** Nobody is where something was sent, which only who asks for such errors is told, IP_RECVERR. */
    private void unreachable(IpPacket packet, int to) {
        if (options.errors) {
            byte[] data = Arrays.copyOfRange(packet.payload(), Internet.UDP_HEADER, Math.min(packet.payload().length, Internet.UDP_HEADER + Internet.DATA_QUOTED));
            errors.add(new ErrorQueue.Report(Incoming.Report.icmp(EHOSTUNREACH, 3, 1, packet.source()), new SocketName.Inet(packet.target(), to, six(), 0), data, 0), options.receiveBuffer);
            error = EHOSTUNREACH;
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

    private boolean isForMany(IpAddress address) {
        return address.isMulticast() || address.isFour() && net.isBroadcast(address);
    }

    /** Where what it sends to an address comes from. ENETUNREACH if there is no route; EACCES if it may not send to everybody. */
    private IpAddress source(IpAddress to, int scope, Traffic way) {
        if (way.link() != 0 && net.interfaces.at(way.link()) == null) {
            throw FileError.of(ENODEV);
        }
        if (way.source() != null && !net.isHere(way.source())) {
            throw FileError.of(way.source().isFour() ? ENETUNREACH : EINVAL);
        }
        boolean own = !local.address().isAny() && !isForMany(local.address());
        IpAddress source;
        if (isForMany(to)) {
            int link = link(to, scope, way);
            Interfaces.Interface by = net.interfaces.at(link);
            if (by == null || !by.isUp() || !to.isFour() && link == 1) {
                throw FileError.of(ENETUNREACH);
            }
            if (!to.isMulticast() && !options.broadcast) {
                throw FileError.of(EACCES);
            }
            IpAddress preferred = to.isMulticast() && to.isFour() ? groups().source() : IpAddress.ANY4;
            boolean hasNone = link == 1 && to.isMulticast() || by.four() == null; // addresses of lo are for the machine itself alone
            source = !preferred.isAny() ? preferred : !to.isFour() ? IpAddress.LOOPBACK6 : hasNone ? IpAddress.ANY4 : by.four().address();
        } else {
            source = net.route(to) == null ? null : net.source(to);
        }
        if (source == null) {
            throw FileError.of(net.unreachable(to, own));
        }
        if (own && six() && local.address().isFour() != to.isFour()) {
            throw FileError.of(to.isFour() ? ENETUNREACH : EAFNOSUPPORT);
        }
        return way.source() != null ? way.source() : own ? local.address() : source;
    }

    /** The interface by which it sends to many: if none was chosen, the one whose address it sends from. */
    private int link(IpAddress to, int scope, Traffic way) {
        int broadcasting = to.isMulticast() ? 0 : net.interfaces.broadcasting(to);
        int chosen = to.isMulticast() ? scope != 0 && !to.isFour() ? scope : groups().index(to.isFour()) : 0;
        int own = to.isMulticast() && to.isFour() || to.equals(IpAddress.EVERYBODY) ? net.interfaces.having(way.source() != null ? way.source() : local.address()) : 0;
        return way.link() != 0 ? way.link() : options.device != 0 ? options.device : chosen != 0 ? chosen : own != 0 ? own
                : broadcasting != 0 ? broadcasting : net.groupLink();
    }

    /** What is for a group or for everybody goes to those of the network and, by other interfaces than lo only if that is wanted, of this machine. */
    private void sendToMany(ByteBuffer from, IpAddress source, IpAddress target, SocketName.Inet to, Outgoing message) {
        int link = link(target, to.scope(), message.traffic());
        Traffic traffic = options.trafficOfGroup(message.traffic(), target).by(link);
        if (net.internet.isSeen(protocol, net)) {
            net.internet.show(packet(from, source, target, to.port(), traffic), net);
        }
        if (link == 1 || !target.isMulticast() || options.loops(target.isFour())) {
            deliver(net, link, from, source, target, to.port(), traffic);
        }
        TunDevice device = net.interfaces.device(link);
        if (device != null) {
            device.send(packet(from, source, target, to.port(), traffic), null);
        } else if (link != 1 && traffic.hops() > 0) {
            for (NetNamespace each : net.neighbours()) {
                deliver(each, link, from, source, target, to.port(), traffic);
            }
        }
    }

    private void deliver(NetNamespace there, int link, ByteBuffer from, IpAddress source, IpAddress target, int to, Traffic traffic) {
        if (target.isMulticast() && !there.isIn(target, link)) {
            return;
        }
        for (Ports.Bound each : List.copyOf((protocol == IPPROTO_UDP ? there.udp : there.udpLite).at(to))) {
            UdpSocket receiver = (UdpSocket) each;
            if (receiver.isAmong(target, source, local.port(), link)) {
                try {
                    receiver.take(from.duplicate(), source, local.port(), target, to, traffic);
                } catch (FileError noMemory) {
                    // Its container has no more: it is lost for this one, as on a wire
                }
            }
        }
    }

    /** Whether it is one of those that something for many is for, which comes by an interface. */
    private boolean isAmong(IpAddress target, IpAddress from, int fromPort, int link) {
        return (families() & (target.isFour() ? 1 : 2)) != 0 && (address().isAny() || address().equals(target))
                && (remote == null || remote.address().equals(from) && remote.port() == fromPort) && (options.device == 0 || options.device == link)
                && (!target.isMulticast() || groups().admits(target, from, link));
    }

    private void take(ByteBuffer from, SocketName source, SocketName target, Traffic traffic) {
        int length = from.remaining();
        if (inbox.isFull(options.receiveBuffer) || options.filter.program() != null && !admits(from, source, target)) {
            net.counts.udp(((SocketName.Inet) target).address().isFour()).dropped++;
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
        return options.filter.admits(whole.put(from.duplicate()).flip());
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
        if (!message.peeks()) {
            net.counts.udp(((SocketName.Inet) message.source).address().isFour()).received++;
        }
        options.stamps.read(message);
        return count;
    }

    @Override
    protected void close() {
        if (local.port() != 0) {
            ports.giveBack(this, local.port());
        }
        leaveGroups();
        account.refund(corked == null ? 0 : corked.length);
        corked = null;
        inbox.discard();
        errors.discard();
        wake();
    }
}
