package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENETUNREACH;
import static twofold.container.abi.Net.AF_INET;
import static twofold.container.abi.Net.AF_INET6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What rtnetlink(7) says of a namespace's links, addresses, routes and rules, one message after the other. */
final class RouteMessages {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int IFA_F_SECONDARY = 1;
    static final int RTM_NEWROUTE = 24;
    private static final int RTM_NEWRULE = 32;
    static final int TABLE_MAIN = 254;
    static final int TABLE_LOCAL = 255;
    private static final int CLONED = 0x200;
    private static final int LOCAL = 0x80000000;
    private static final int NLM_F_MULTI = 2;

    /** An IPv4 route by an interface because of an address of it. */
    private record FourRoute(Interfaces.Interface by, Interfaces.Address own, IpAddress to, int prefix, int table, int type, int scope) {
    }

    final NetNamespace net;
    private final int port;
    final ByteBuffer request;
    final ByteBuffer out;

    /**
     * Messages for one socket.
     *
     * @param port    the socket's
     * @param request what they answer, at least its header
     * @param out     where to write them
     */
    RouteMessages(NetNamespace net, int port, ByteBuffer request, ByteBuffer out) {
        this.net = net;
        this.port = port;
        this.request = request;
        this.out = out;
    }

    /** Begins a message; where it does. */
    int begin(int kind, boolean many) {
        int start = out.position();
        out.putInt(0).putShort((short) kind).putShort((short) (many ? NLM_F_MULTI : 0)).putInt(request.getInt(8)).putInt(port);
        return start;
    }

    /** Ends the message that began somewhere. */
    void end(int start) {
        out.putInt(start, out.position() - start);
    }

    /** Appends an attribute. */
    void attribute(int kind, byte[] value) {
        out.putShort((short) (4 + value.length)).putShort((short) kind).put(value);
        while ((out.position() & 3) != 0) {
            out.put((byte) 0);
        }
    }

    /** Appends an attribute that is a number. */
    void attribute(int kind, int value) {
        attribute(kind, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    /** What there is to say of an interface. */
    void link(Interfaces.Interface each, boolean many) {
        int start = begin(RTM_NEWLINK, many);
        out.put((byte) 0).put((byte) 0).putShort((short) each.type()).putInt(each.index()).putInt(each.flags()).putInt(0);
        attribute(3, (each.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
        attribute(13, 1000);
        attribute(16, new byte[] {(byte) (!each.isUp() ? 2 : each.index() == 1 ? 0 : 6)});
        attribute(17, new byte[] {0});
        attribute(4, each.mtu());
        attribute(6, (each.isUp() ? "noqueue\0" : "noop\0").getBytes(StandardCharsets.ISO_8859_1));
        attribute(1, each.hardware());
        byte[] broadcast = new byte[6];
        Arrays.fill(broadcast, (byte) (each.index() == 1 ? 0 : -1));
        attribute(2, broadcast);
        attribute(27, 0);
        attribute(23, new byte[192]);
        attribute(7, new byte[96]);
        end(start);
    }

    static byte[] raw(IpAddress address) {
        ByteBuffer b = ByteBuffer.allocate(address.isFour() ? 4 : 16);
        return address.isFour() ? b.putInt(address.fourBytes()).array() : b.putLong(address.high()).putLong(address.low()).array();
    }

    /** Those of one family after those of the other. */
    void addresses(int wanted) {
        if (wanted != AF_INET6) {
            addressesOf(AF_INET);
        }
        if (wanted != AF_INET) {
            addressesOf(AF_INET6);
        }
    }

    private void addressesOf(int family) {
        for (Interfaces.Interface each : net.interfaces.all()) {
            for (Interfaces.Address own : each.addresses()) {
                if (own.address().isFour() != (family == AF_INET)) {
                    continue;
                }
                address(RTM_NEWADDR, each, own, true);
            }
        }
    }

    /** What there is to say of an address, as news of a kind. */
    void address(int kind, Interfaces.Interface each, Interfaces.Address own, boolean many) {
        boolean four = own.address().isFour();
        byte[] life = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(-1).array();
        int reach = Interfaces.reach(own.address());
        int scope = own.address().isLoopback() ? 254 : reach == Interfaces.LINK_LOCAL ? 253 : reach == Interfaces.SITE_LOCAL ? 200 : 0;
        int second = each.isSecond(own) ? IFA_F_SECONDARY : 0;
        int start = begin(kind, many);
        out.put((byte) (four ? AF_INET : AF_INET6)).put((byte) own.prefix()).put((byte) (0x80 | second)).put((byte) scope).putInt(each.index());
        attribute(1, raw(own.address()));
        if (four) {
            attribute(2, raw(own.address()));
            if ((each.flags() & 2) != 0) {
                attribute(4, raw(IpAddress.four(own.address().fourBytes() | ~own.mask())));
            }
            attribute(3, (each.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
            attribute(8, 0x80 | second);
        }
        attribute(6, life);
        if (!four) {
            attribute(8, 0x80);
            if (own.address().isLoopback()) {
                attribute(11, new byte[] {1}); // the kernel gave it
            }
        }
        end(start);
    }

    /** The way to the address that was asked for; an error number below 0 if there is none. */
    int route() {
        byte[] to = NetlinkSocket.value(request, NetlinkSocket.HEADER + 12, 1);
        if (to != null && to.length == 16 && request.get(NetlinkSocket.HEADER) == AF_INET6) {
            return new InternetSixRoutes(this).route(to);
        }
        byte[] from = NetlinkSocket.value(request, NetlinkSocket.HEADER + 12, 2);
        if (from != null && from.length != 4 || request.limit() < NetlinkSocket.HEADER + 12 || request.get(NetlinkSocket.HEADER) != AF_INET || to == null || to.length != 4) {
            return -EINVAL;
        }
        IpAddress address = IpAddress.four(ByteBuffer.wrap(to).getInt());
        IpAddress source = net.source(address);
        if (source == null) {
            return -ENETUNREACH;
        }
        boolean here = net.route(address) == net;
        int start = begin(RTM_NEWROUTE, false);
        out.put((byte) AF_INET).put((byte) 32).put((byte) (from == null ? 0 : 32)).put((byte) 0).put((byte) TABLE_MAIN).put((byte) 0).put((byte) 0).put((byte) (here ? 2 : 1))
                .putInt(here ? CLONED | LOCAL : CLONED);
        attribute(15, TABLE_MAIN);
        attribute(1, to);
        if (from != null) {
            attribute(2, from);
        }
        attribute(4, net.linkOf(address));
        if (from == null) {
            attribute(7, raw(source));
        }
        attribute(25, 0);
        if (here) {
            attribute(12, new byte[32]);
        }
        end(start);
        return 0;
    }

    /** The rules there are from the start: of the tables local, main and default. */
    void rules(int wanted) {
        int[][] all = {{AF_INET, TABLE_LOCAL, 0}, {AF_INET, TABLE_MAIN, 32766}, {AF_INET, TABLE_MAIN - 1, 32767}, {AF_INET6, TABLE_LOCAL, 0},
            {AF_INET6, TABLE_MAIN, 32766}};
        for (int[] rule : all) {
            if (wanted != 0 && wanted != rule[0]) {
                continue;
            }
            int start = begin(RTM_NEWRULE, true);
            out.put((byte) rule[0]).put((byte) 0).put((byte) 0).put((byte) 0).put((byte) rule[1]).put((byte) 0).put((byte) 0).put((byte) 1).putInt(0);
            attribute(15, rule[1]);
            attribute(14, -1);
            if (rule[2] != 0) {
                attribute(6, rule[2]);
            }
            attribute(21, new byte[] {2});
            end(start);
        }
    }

    /** The route of each address's own network, and those to the machine itself. */
    void routes(int wanted) {
        if (wanted == 0 || wanted == AF_INET) {
            routesOfFour();
        }
        if (wanted == 0 || wanted == AF_INET6) {
            new InternetSixRoutes(this).all();
        }
    }

    /** Those of the main table, then those of the local one by address, the longer prefix first. */
    private void routesOfFour() {
        List<FourRoute> rows = new ArrayList<>();
        for (Interfaces.Interface each : net.interfaces.all()) {
            Interfaces.Address own = each.four();
            if (own != null && each.index() != 1) {
                rows.add(new FourRoute(each, own, own.network(), own.prefix(), TABLE_MAIN, 1, 253));
            }
            for (Interfaces.Address one : each.isUp() ? each.addresses() : List.<Interfaces.Address>of()) {
                if (one.address().isFour()) {
                    rowsToItself(each, one, rows);
                }
            }
        }
        rows.sort(Comparator.comparingInt(FourRoute::table).thenComparing(each -> each.table == TABLE_MAIN ? 0 : each.to.fourBytes(), Integer::compareUnsigned)
                .thenComparing(each -> each.table == TABLE_MAIN ? 0 : -each.prefix));
        rows.forEach(this::route);
    }

    private static void rowsToItself(Interfaces.Interface by, Interfaces.Address own, List<FourRoute> rows) {
        rows.add(new FourRoute(by, by.first(own), own.address(), 32, TABLE_LOCAL, 2, 254));
        if (by.isSecond(own)) {
            return;
        }
        if (by.index() == 1 && own.prefix() < 32) {
            rows.add(new FourRoute(by, own, own.network(), own.prefix(), TABLE_LOCAL, 2, 254));
        }
        if (own.prefix() < 31) {
            rows.add(new FourRoute(by, own, IpAddress.four(own.address().fourBytes() | ~own.mask()), 32, TABLE_LOCAL, 3, 253));
        }
    }

    private void route(FourRoute route) {
        int start = begin(RTM_NEWROUTE, true);
        out.put((byte) AF_INET).put((byte) route.prefix).put((byte) 0).put((byte) 0).put((byte) route.table).put((byte) 2).put((byte) route.scope)
                .put((byte) route.type).putInt(0);
        attribute(15, route.table);
        attribute(1, raw(route.to));
        attribute(7, raw(route.own.address()));
        attribute(4, route.by.index());
        end(start);
    }
}
