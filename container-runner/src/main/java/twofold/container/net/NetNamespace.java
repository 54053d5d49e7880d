package twofold.container.net;

import static twofold.container.abi.Errno.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import twofold.container.abi.Cap;
import twofold.container.abi.Clone;
import twofold.container.abi.Net;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Namespace;
import twofold.container.vfs.Settings;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** What sockets share: names, ports, interfaces, network_namespaces(7). */
public final class NetNamespace extends Namespace {
    private static final AtomicLong COOKIES = new AtomicLong(1);
    final Map<UnixBinding.Name, Socket> abstractNames = new LinkedHashMap<>();
    final Ports tcp = new Ports();
    final Ports udp = new Ports();
    final Ports udpLite = new Ports();
    final Interfaces interfaces = new Interfaces();
    final Internet internet = new Internet(this);
    final Link link = new Link(this);
    final Counts counts = new Counts();
    /** All sockets of unix(7), in the order they were made. */
    final Set<Socket> unixSockets = new LinkedHashSet<>();
    final UnderWay underWay = new UnderWay();
    /** Of the sockets that are in groups. */
    final List<Groups> groups = new ArrayList<>(0);
    /** net.ipv4.ping_group_range: the groups that may have ping sockets; none if the first is above the last. */
    public int firstPingGroup = 1;
    public int lastPingGroup;
    /** Netlink sockets by their port. */
    final Map<Integer, Socket> netlinkPorts = new LinkedHashMap<>();
    /** net.ipv4.ip_unprivileged_port_start: ports below need CAP_NET_BIND_SERVICE. */
    public int firstFreePort = 1024;
    /** What /proc/sys/net says of it. */
    public final Settings settings = new Settings();
    private Network network;
    /** The device at whose other side it stands for all machines; null for a namespace with processes. */
    TunDevice tunnel;
    private int nextName;
    private long cookie;

    /** A namespace that has the loopback interface only, which is down. */
    public NetNamespace(UserNamespace owner) {
        super(owner, Clone.CLONE_NEWNET);
    }

    /** One as what starts a container has it: its loopback interface is up, and every group may have ping sockets. */
    public static NetNamespace ready(UserNamespace owner) {
        NetNamespace made = new NetNamespace(owner);
        made.interfaces.setUp(made.interfaces.find(1, null), true);
        made.cookie = 1;
        made.firstPingGroup = 0;
        made.lastPingGroup = Integer.MAX_VALUE;
        return made;
    }

    /** A number that no other has, SO_NETNS_COOKIE: that of what starts a container is 1. */
    long cookie() {
        if (cookie == 0) {
            cookie = COOKIES.incrementAndGet();
        }
        return cookie;
    }

    /** The network that {@code eth0} is on. */
    void join(Network joined, IpAddress address, int prefix) {
        network = joined;
        interfaces.ethernet(address, prefix);
    }

    /** Leaves its network; its address is free again. */
    public void leave() {
        if (network != null) {
            network.detach(this);
            network = null;
        }
    }

    /** The host's side of its network, or null. */
    public NetNamespace gateway() {
        return network == null ? null : network.gateway();
    }

    /** Its address on a network, or null. */
    public IpAddress address() {
        return interfaces.networkAddress();
    }

    /** Whether a name service answers here. */
    boolean resolves() {
        return network != null && network.resolves();
    }

    /** What the name service replies, or null. */
    byte[] ask(byte[] query) {
        return NameService.answer(network, query);
    }

    /** The other members of its network. */
    List<NetNamespace> neighbours() {
        return network == null ? List.of() : network.others(this);
    }

    /** Whether an address is one of this machine's. */
    boolean isHere(IpAddress address) {
        return address.isLoopback() || interfaces.has(address);
    }

    /** The namespace where an address is, or null: {@link #unreachable}. */
    NetNamespace route(IpAddress address) {
        if (address.isLoopback() || address.isAny()) {
            return interfaces.isUp(1) ? this : null;
        }
        if (interfaces.has(address)) {
            return this;
        }
        TunDevice device = interfaces.deviceTo(address);
        if (device != null) {
            return device.beyond;
        }
        NetNamespace there = network == null || !interfaces.isUp(2) ? null : network.at(address);
        return there == null || !there.interfaces.isUp(2) ? null : there;
    }

    /** The error where {@link #route} is null: who is not bound and has no IPv6 address at all has nothing to send from. */
    int unreachable(IpAddress address, boolean bound) {
        return address.isFour() || bound || interfaces.hasSix() ? ENETUNREACH : EADDRNOTAVAIL;
    }

    /** The interface by which packets for groups and for everybody leave that name none, 0 if there is no route. */
    int groupLink() {
        return interfaces.isUp(2) ? 2 : 0;
    }

    /** Whether an IPv4 address stands for everybody on a network. */
    boolean isBroadcast(IpAddress address) {
        return address.equals(IpAddress.EVERYBODY) || interfaces.broadcasting(address) != 0;
    }

    /** Whether one of its sockets is in a group by an interface. */
    boolean isIn(IpAddress group, int index) {
        return groups.stream().anyMatch(each -> each.isIn(group, index));
    }

    /** The interface by which something reaches this machine or leaves it for an address. */
    int linkOf(IpAddress other) {
        if (isHere(other) || other.isAny()) {
            return 1;
        }
        TunDevice device = interfaces.deviceTo(other);
        return device == null ? 2 : device.index;
    }

    /** Whether a socket that is bound to an interface cannot reach an address by it: what it sends is lost. */
    boolean strays(Socket socket, IpAddress to) {
        return socket.options.device != 0 && socket.options.device != linkOf(to);
    }

    /** The address that what is sent to {@code to} comes from. */
    IpAddress source(IpAddress to) {
        if (to.isLoopback()) {
            return to.isFour() ? IpAddress.LOOPBACK4 : to;
        }
        if (interfaces.has(to)) {
            return to;
        }
        TunDevice device = interfaces.deviceTo(to);
        if (device != null) {
            return interfaces.at(device.index).addresses().stream().filter(each -> each.reaches(to)).findFirst().orElseThrow().address();
        }
        return to.isAny() ? to.isFour() ? IpAddress.LOOPBACK4 : IpAddress.LOOPBACK6 : interfaces.networkAddress();
    }

    /** Who accepts connections to a place here: rather one bound to the address than one bound to all; of several with SO_REUSEPORT each its share. */
    TcpSocket listener(IpAddress address, int port, IpAddress from, int fromPort) {
        List<Ports.Bound> there = tcp.at(port);
        TcpSocket best = null;
        int score = -1;
        int equal = 0;
        for (Ports.Bound each : there) {
            int worth = ((TcpSocket) each).worth(address, from);
            if (worth > score) {
                best = (TcpSocket) each;
                score = worth;
                equal = 0;
            }
            equal += worth >= 0 && worth == score ? 1 : 0;
        }
        if (equal > 1) {
            int chosen = Ports.share(from, fromPort, address, port, equal);
            for (Ports.Bound each : there) {
                if (((TcpSocket) each).worth(address, from) == score && chosen-- == 0) {
                    return (TcpSocket) each;
                }
            }
        }
        return best;
    }

    /** Who receives a datagram here, or null: of several that fit equally well the last that came, or with SO_REUSEPORT each its share. */
    UdpSocket receiver(Ports ports, IpAddress address, int port, IpAddress from, int fromPort) {
        List<Ports.Bound> there = ports.at(port);
        UdpSocket best = null;
        int score = -1;
        for (Ports.Bound each : there) {
            int fit = ((UdpSocket) each).fit(address, from, fromPort);
            if (fit >= 0 && fit >= score) {
                best = (UdpSocket) each;
                score = fit;
            }
        }
        return best == null || there.size() == 1 || !best.options.reusePort || best.remote != null ? best : sharer(there, score, address, port, from, fromPort);
    }

    private static UdpSocket sharer(List<Ports.Bound> there, int score, IpAddress address, int port, IpAddress from, int fromPort) {
        List<UdpSocket> equal = new ArrayList<>(there.size());
        for (Ports.Bound each : there) {
            UdpSocket socket = (UdpSocket) each;
            if (socket.options.reusePort && socket.fit(address, from, fromPort) == score) {
                equal.add(socket);
            }
        }
        return equal.get(Ports.share(from, fromPort, address, port, equal.size()));
    }

    SocketName.Unix autobind(Socket socket) {
        while (true) {
            String text = "\0%05x".formatted(nextName++ & 0xfffff);
            if (abstractNames.putIfAbsent(new UnixBinding.Name(socket.type, text), socket) == null) {
                return new SocketName.Unix(text);
            }
        }
    }

    /** The tables of /proc/net, in order. */
    public static final List<String> TABLES = List.of("arp", "dev", "icmp", "icmp6", "if_inet6", "igmp", "ipv6_route", "mcfilter",
            "netlink", "netstat", "packet", "protocols", "ptype", "raw", "raw6", "route", "snmp", "snmp6", "sockstat", "sockstat6", "tcp", "tcp6", "udp", "udp6", "udplite",
            "udplite6", "unix");

    /** IPPROTO_MAX. */
    private static final int MOST_PROTOCOLS = 263;

    /** socket(2). The type is without SOCK_CLOEXEC and SOCK_NONBLOCK. */
    public Socket socket(Caller who, int family, int type, int protocol) {
        return switch (family) {
            case Net.AF_UNIX -> unix(who, type, protocol);
            case Net.AF_INET, Net.AF_INET6 -> {
                if (protocol < 0 || protocol >= MOST_PROTOCOLS) {
                    throw FileError.of(EINVAL);
                }
                yield inet(who, family, type, protocol);
            }
            case Net.AF_PACKET -> {
                if (!who.credentials().has(Cap.CAP_NET_RAW, owner())) {
                    throw FileError.of(EPERM);
                }
                if (type != Net.SOCK_RAW && type != Net.SOCK_DGRAM) {
                    throw FileError.of(ESOCKTNOSUPPORT);
                }
                yield new PacketSocket(who, this, type, protocol);
            }
            case Net.AF_NETLINK -> {
                if (type != Net.SOCK_RAW && type != Net.SOCK_DGRAM) {
                    throw FileError.of(ESOCKTNOSUPPORT);
                }
                if (protocol != Net.NETLINK_ROUTE && protocol != Net.NETLINK_SOCK_DIAG && protocol != Net.NETLINK_KOBJECT_UEVENT) {
                    throw FileError.of(EPROTONOSUPPORT);
                }
                yield new NetlinkSocket(who, this, type, protocol);
            }
            default -> throw FileError.of(EAFNOSUPPORT);
        };
    }

    private Socket unix(Caller who, int type, int protocol) {
        if (protocol != 0 && protocol != Net.AF_UNIX) {
            throw FileError.of(EPROTONOSUPPORT);
        }
        return switch (type) {
            case Net.SOCK_STREAM, Net.SOCK_SEQPACKET -> new UnixStreamSocket(who, this, type);
            case Net.SOCK_DGRAM, Net.SOCK_RAW -> new UnixDatagramSocket(who, this);
            default -> throw FileError.of(ESOCKTNOSUPPORT);
        };
    }

    private Socket inet(Caller who, int family, int type, int protocol) {
        boolean tcp = type == Net.SOCK_STREAM && (protocol == 0 || protocol == Net.IPPROTO_TCP);
        boolean udp = type == Net.SOCK_DGRAM && (protocol == 0 || protocol == Net.IPPROTO_UDP || protocol == Net.IPPROTO_UDPLITE);
        if (tcp) {
            return new TcpSocket(who, this, family);
        }
        if (udp) {
            return new UdpSocket(who, this, family, protocol == 0 ? Net.IPPROTO_UDP : protocol);
        }
        int control = family == Net.AF_INET ? Net.IPPROTO_ICMP : Net.IPPROTO_ICMPV6;
        if (type == Net.SOCK_DGRAM && protocol == control) {
            requirePings(who);
            return new PingSocket(who, this, family, protocol);
        }
        if (type == Net.SOCK_RAW && protocol != 0 && who.credentials().has(Cap.CAP_NET_RAW, owner())) {
            return new RawSocket(who, this, family, protocol);
        }
        boolean raw = type == Net.SOCK_RAW && protocol != 0 && !who.credentials().has(Cap.CAP_NET_RAW, owner());
        throw FileError.of(raw ? EPERM : type == Net.SOCK_STREAM || type == Net.SOCK_DGRAM || type == Net.SOCK_RAW ? EPROTONOSUPPORT : ESOCKTNOSUPPORT);
    }

    /** EACCES unless one of the caller's groups may have ping sockets, icmp(7). */
    private void requirePings(Caller who) {
        boolean may = mayPing(who.credentials().egid);
        for (int group : who.credentials().groups) {
            may |= mayPing(group);
        }
        if (!may) {
            throw FileError.of(EACCES);
        }
    }

    private boolean mayPing(int group) {
        return Integer.compareUnsigned(group, firstPingGroup) >= 0 && Integer.compareUnsigned(group, lastPingGroup) <= 0;
    }

    /** socketpair(2): only UNIX sockets come in pairs. */
    public File[] pair(Caller who, int family, int type, int protocol) {
        if (family != Net.AF_UNIX) {
            socket(who, family, type, protocol).release();
            throw FileError.of(EOPNOTSUPP);
        }
        Socket a = unix(who, type, protocol);
        Socket b = unix(who, type, protocol);
        if (a instanceof UnixStreamSocket first && b instanceof UnixStreamSocket second) {
            UnixStreamSocket.pair(who, first, second);
        } else {
            UnixDatagramSocket.pair(who, (UnixDatagramSocket) a, (UnixDatagramSocket) b);
        }
        return new File[] {a, b};
    }

    /** A table of /proc/net, of those that {@link #TABLES} names; null for another name. */
    public String table(String name) {
        return NetTables.text(this, name);
    }
}
