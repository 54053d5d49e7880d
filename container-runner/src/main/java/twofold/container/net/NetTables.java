package twofold.container.net;

import java.util.List;
import twofold.container.abi.Net;

/** The texts of /proc/net, proc_pid_net(5). */
final class NetTables {
    private NetTables() {
    }

    static String text(NetNamespace net, String name) {
        return switch (name) {
            case "tcp" -> sockets(net.tcp.all(), Net.AF_INET);
            case "tcp6" -> sockets(net.tcp.all(), Net.AF_INET6);
            case "udp" -> sockets(net.udp.all(), Net.AF_INET);
            case "udp6" -> sockets(net.udp.all(), Net.AF_INET6);
            case "unix" -> unix(net);
            case "dev" -> devices(net);
            case "route" -> routes(net);
            case "if_inet6" -> addresses(net);
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

    private static SocketName remote(Socket socket) {
        boolean six = socket.family == Net.AF_INET6;
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
        net.abstractNames.forEach((name, socket) -> text.append("%016x: %08X %08X %08X %04X %02X %5d %s\n".formatted(0, 2, 0,
                socket.listens() ? 0x10000 : 0, socket.type, socket.listens() ? 1 : 3, socket.inode().number(), name.replace('\0', '@'))));
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
