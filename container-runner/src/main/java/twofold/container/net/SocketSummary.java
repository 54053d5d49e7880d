package twofold.container.net;

import java.util.List;
import twofold.container.abi.Net;

/** The texts of /proc/net that count sockets and list what listens for kinds of frames and senders, proc_pid_net(5). */
final class SocketSummary {
    /** ETH_P_ALL. */
    private static final int EVERY_KIND = 3;

    private SocketSummary() {
    }

    /** The name of a protocol, as sockets have it in their attribute system.sockprotoname. */
    static String protocol(int family, int type, int protocol) {
        boolean lite = protocol == Net.IPPROTO_UDPLITE;
        boolean echo = type == Net.SOCK_DGRAM && (protocol == Net.IPPROTO_ICMP || protocol == Net.IPPROTO_ICMPV6);
        return switch (family) {
            case Net.AF_UNIX -> type == Net.SOCK_STREAM ? "UNIX-STREAM" : "UNIX";
            case Net.AF_NETLINK -> "NETLINK";
            case Net.AF_PACKET -> "PACKET";
            case Net.AF_INET6 -> type == Net.SOCK_STREAM ? "TCPv6" : type == Net.SOCK_RAW ? "RAWv6" : echo ? "PINGv6" : lite ? "UDPLITEv6" : "UDPv6";
            default -> type == Net.SOCK_STREAM ? "TCP" : type == Net.SOCK_RAW ? "RAW" : echo ? "PING" : lite ? "UDP-Lite" : "UDP";
        };
    }

    /** sockstat: sockets in use by protocol; of TCP those that are connected or about to be. */
    static String four(NetNamespace net) {
        long connected = tcp(net, Net.AF_INET);
        long all = net.tcp.all().size();
        long used = net.unixSockets.size() + net.netlinkPorts.size() + all + net.udp.all().size() + net.udpLite.all().size() + net.internet.sockets(IpSocket.class).size();
        return "sockets: used %d\nTCP: inuse %d orphan 0 tw %d alloc %d mem 0\nUDP: inuse %d mem 0\nUDPLITE: inuse %d\nRAW: inuse %d\nFRAG: inuse 0 memory 0\n"
                .formatted(used, connected, net.tcp.waitingCount(), all, of(net.udp.all(), Net.AF_INET), of(net.udpLite.all(), Net.AF_INET),
                        of(net.internet.sockets(RawSocket.class), Net.AF_INET));
    }

    /** sockstat6. */
    static String six(NetNamespace net) {
        return "TCP6: inuse %d\nUDP6: inuse %d\nUDPLITE6: inuse %d\nRAW6: inuse %d\nFRAG6: inuse 0 memory 0\n".formatted(tcp(net, Net.AF_INET6),
                of(net.udp.all(), Net.AF_INET6), of(net.udpLite.all(), Net.AF_INET6), of(net.internet.sockets(RawSocket.class), Net.AF_INET6));
    }

    private static long tcp(NetNamespace net, int family) {
        return net.tcp.all().stream().filter(each -> ((Socket) each).family == family && ((Socket) each).state() != 7).count();
    }

    private static long of(List<?> sockets, int family) {
        return sockets.stream().filter(each -> ((Socket) each).family == family).count();
    }

    /** ptype: which kinds of frames are taken by whom. */
    static String kinds(NetNamespace net) {
        StringBuilder text = new StringBuilder("Type Device      Function\n");
        for (PacketSocket each : net.link.sockets()) {
            SocketName.Link name = (SocketName.Link) each.localName();
            Interfaces.Interface device = name.index() == 0 ? null : net.interfaces.at(name.index());
            String kind = name.protocol() == EVERY_KIND ? "ALL " : "%04x".formatted(name.protocol());
            text.append("%s %-8s %s\n".formatted(kind, device == null ? "" : device.name(), "packet_rcv"));
        }
        return text.append("0800          ip_rcv\n0806          arp_rcv\n86dd          ipv6_rcv\n").toString();
    }

    /** mcfilter: which senders sockets have named for groups, and how many want them and how many do not. */
    static String senders(NetNamespace net) {
        StringBuilder text = new StringBuilder("Idx Device        MCA        SRC    INC    EXC\n");
        for (Interfaces.Interface each : net.interfaces.all()) {
            net.groups.forEach(groups -> groups.named(each.index(), (group, sender, excludes) -> text.append("%3d %6s 0x%08x 0x%08x %6d %6d\n".formatted(each.index(),
                    each.name(), group.fourBytes(), sender.fourBytes(), excludes ? 0 : 1, excludes ? 1 : 0))));
        }
        return text.toString();
    }
}
