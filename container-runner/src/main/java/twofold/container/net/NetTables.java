package twofold.container.net;

import java.util.List;
import java.util.stream.Stream;
import twofold.container.abi.Net;

/** The texts of /proc/net, proc_pid_net(5). */
final class NetTables {
    private static final int DATAGRAM_LINE = 127;

    private NetTables() {
    }

    static String text(NetNamespace net, String name) {
        return switch (name) {
            case "arp" -> "IP address       HW type     Flags       HW address            Mask     Device\n";
            case "icmp" -> datagrams(net.internet.sockets(PingSocket.class), Net.AF_INET, DATAGRAM_LINE).substring(1);
            case "icmp6" -> datagrams(net.internet.sockets(PingSocket.class), Net.AF_INET6, 0);
            case "igmp" -> groups(net);
            case "mcfilter" -> SocketSummary.senders(net);
            case "netlink" -> netlink(net);
            case "netstat" -> CountTexts.netstat();
            case "packet" -> packets(net);
            case "protocols" -> CountTexts.protocols(net);
            case "raw" -> datagrams(net.internet.sockets(RawSocket.class), Net.AF_INET, 0);
            case "raw6" -> datagrams(net.internet.sockets(RawSocket.class), Net.AF_INET6, 0);
            case "ptype" -> SocketSummary.kinds(net);
            case "sockstat" -> SocketSummary.four(net);
            case "sockstat6" -> SocketSummary.six(net);
            case "snmp" -> net.counts.text(net.tcp.all().stream().filter(each -> ((Socket) each).state() == 1 || ((Socket) each).state() == 8).count());
            case "snmp6" -> CountTexts.snmpSix(net.counts);
            case "tcp" -> sockets(net.tcp.all(), Net.AF_INET);
            case "tcp6" -> sockets(net.tcp.all(), Net.AF_INET6);
            case "udp" -> datagrams(net.udp.all(), Net.AF_INET, DATAGRAM_LINE);
            case "udp6" -> datagrams(net.udp.all(), Net.AF_INET6, 0);
            case "udplite" -> datagrams(net.udpLite.all(), Net.AF_INET, DATAGRAM_LINE);
            case "udplite6" -> datagrams(net.udpLite.all(), Net.AF_INET6, 0);
            case "unix" -> unix(net);
            case "dev" -> devices(net);
            case "route" -> routes(net);
            case "if_inet6" -> addresses(net);
            case "ipv6_route" -> RouteTexts.six(net);
            default -> null;
        };
    }

    /** IPv6 addresses: the address, the interface's number, the prefix, scope and flags, all in hexadecimal. */
    private static String addresses(NetNamespace net) {
        StringBuilder text = new StringBuilder();
        for (Interfaces.Interface each : net.interfaces.all()) {
            for (Interfaces.Address own : each.addresses()) {
                if (!own.address().isFour()) {
                    int reach = Interfaces.reach(own.address());
                    int scope = own.address().isLoopback() ? 0x10 : reach == Interfaces.LINK_LOCAL ? 0x20 : reach == Interfaces.SITE_LOCAL ? 0x40 : 0;
                    text.append("%016x%016x %02x %02x %02x 80 %8s\n".formatted(own.address().high(), own.address().low(), each.index(), own.prefix(), scope, each.name()));
                }
            }
        }
        return text.toString();
    }

    private static String sockets(List<Ports.Bound> bound, int family) {
        StringBuilder text = new StringBuilder(family == Net.AF_INET
                ? "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
                : "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt"
                        + "   uid  timeout inode");
        text.append(" ".repeat(family == Net.AF_INET ? 149 - text.length() : 0)).append('\n');
        int line = 0;
        for (Ports.Bound each : bound) {
            Socket socket = (Socket) each;
            if (socket.family == family) {
                text.append("%4d: %s %s %02X %08X:%08X 00:00000000 00000000 %5d        0 %d 1 0000000000000000 100 0 0 10 0\n".formatted(line++,
                        place(socket.localName()), place(remote(socket)), socket.state(), 0, socket.inbox.bytes(), socket.inode().uid(),
                        socket.inode().number()));
            }
        }
        return text.toString();
    }

    /** Sockets that are no streams; where they hang in the kernel's own tables nobody is to know. @param width what lines are filled up to */
    private static String datagrams(List<?> all, int family, int width) {
        boolean four = family == Net.AF_INET;
        StringBuilder text = new StringBuilder(four ? (width > 0 ? "   sl" : "  sl") + "  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops"
                : "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
                        + " ref pointer drops");
        text.append(" ".repeat(Math.max(0, width - text.length()))).append('\n');
        int line = 0;
        for (Object each : all) {
            Socket socket = (Socket) each;
            if (socket.family == family) {
                String row = "%5d: %s %s %02X %08X:%08X 00:00000000 00000000 %5d        0 %d 2 0000000000000000 0".formatted(line++, place(socket.localName()),
                        place(remote(socket)), socket.state(), 0, socket.inbox.bytes(), socket.inode().uid(), socket.inode().number());
                text.append(row).append(" ".repeat(Math.max(0, width - row.length()))).append('\n');
            }
        }
        return text.toString();
    }

    /** The groups that each interface is in. */
    private static String groups(NetNamespace net) {
        StringBuilder text = new StringBuilder("Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n");
        for (Interfaces.Interface each : net.interfaces.all()) {
            List<IpAddress> in = net.groups.stream().flatMap(groups -> groups.of(each.index())).filter(IpAddress::isFour).toList();
            List<IpAddress> all = Stream.concat(in.stream().distinct(), Stream.of(IpAddress.ALL_HOSTS)).distinct().toList();
            if (!each.isUp()) {
                continue;
            }
            text.append("%d\t%-10s: %5d %7s\n".formatted(each.index(), each.name(), all.size(), "V3"));
            for (IpAddress group : all) {
                long users = group.equals(IpAddress.ALL_HOSTS) ? 1 : in.stream().filter(group::equals).count();
                text.append("\t\t\t\t%s %5d 0:00000000\t\t0\n".formatted(word(group.fourBytes()), users));
            }
        }
        return text.toString();
    }

    private static String netlink(NetNamespace net) {
        StringBuilder text = new StringBuilder("sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n");
        net.netlinkPorts.forEach((port, socket) -> text.append("%016x %-3d %-10d %08x %-8d %-8d %-5d %-8d %-8d %-8d\n".formatted(0, socket.protocol, port & 0xffffffffL,
                ((SocketName.Netlink) socket.localName()).groups(), socket.inbox.bytes(), 0, 0, 2, 0, socket.inode().number())));
        return text.toString();
    }

    private static String packets(NetNamespace net) {
        StringBuilder text = new StringBuilder("sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n");
        for (PacketSocket each : net.link.sockets()) {
            SocketName.Link name = (SocketName.Link) each.localName();
            text.append("%016x %-6d %-4d %04x   %-5d %1d %-6d %-6d %-6d\n".formatted(0, 2, each.type, name.protocol(), name.index(), 1, each.inbox.bytes(),
                    each.inode().uid(), each.inode().number()));
        }
        return text.toString();
    }

    private static SocketName remote(Socket socket) {
        boolean six = socket.family == Net.AF_INET6;
        if (socket instanceof InternetSocket inet && inet.remote != null) {
            return inet.remote;
        }
        boolean connected = socket instanceof StreamSocket stream && stream.remote != null;
        return connected ? ((StreamSocket) socket).remote : new SocketName.Inet(six ? IpAddress.ANY6 : IpAddress.ANY4, 0, six, 0);
    }

    /** Each group of four bytes as a little-endian word. */
    private static String place(SocketName name) {
        SocketName.Inet inet = (SocketName.Inet) name;
        IpAddress a = inet.address();
        String address = !inet.six() ? word(a.fourBytes())
                : word((int) (a.high() >>> 32)) + word((int) a.high()) + word((int) (a.low() >>> 32)) + word((int) a.low());
        return "%s:%04X".formatted(address, inet.port());
    }

    private static String word(int bytes) {
        return "%08X".formatted(Integer.reverseBytes(bytes));
    }

    private static String unix(NetNamespace net) {
        StringBuilder text = new StringBuilder("Num       RefCount Protocol Flags    Type St Inode Path\n");
        for (Socket socket : net.unixSockets) {
            boolean connected = socket.state() == 1;
            String name = socket.localName() instanceof SocketName.Unix unix ? unix.text() : "";
            text.append("%016x: %08X %08X %08X %04X %02X %5d%s%s\n".formatted(0, connected ? 3 : 2, 0, socket.listens() ? 0x10000 : 0, socket.type, connected ? 3 : 1,
                    socket.inode().number(), name.isEmpty() ? "" : " ", name.replace('\0', '@')));
        }
        return text.toString();
    }

    private static String devices(NetNamespace net) {
        StringBuilder text = new StringBuilder("""
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            """);
        for (Interfaces.Interface each : net.interfaces.all()) {
            text.append("%6s: %s\n".formatted(each.name(), "       0       0    0    0    0     0          0         0        0       0    0    0"
                    + "    0     0       0          0"));
        }
        return text.toString();
    }

    private static String routes(NetNamespace net) {
        StringBuilder text = new StringBuilder(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n");
        for (Interfaces.Interface each : net.interfaces.all()) {
            if (each.index() > 1 && each.four() != null) {
                int mask = each.four().mask();
                text.append("%s\t%s\t00000000\t0001\t0\t0\t0\t%s\t0\t0\t0\n".formatted(each.name(), word(each.four().address().fourBytes() & mask),
                        word(mask)));
            }
        }
        return text.toString();
    }
}
