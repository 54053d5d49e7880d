package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENETUNREACH;
import static twofold.container.abi.Net.AF_INET;
import static twofold.container.abi.Net.AF_INET6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What rtnetlink(7) says of a namespace's links, addresses, routes and rules, one message after the other. */
final class RouteMessages {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_NEWRULE = 32;
    private static final int TABLE_MAIN = 254;
    private static final int TABLE_LOCAL = 255;
    private static final int CLONED = 0x200;
    private static final int LOCAL = 0x80000000;
    private static final int NLM_F_MULTI = 2;

    private final NetNamespace net;
    private final int port;
    private final ByteBuffer request;
    private final ByteBuffer out;

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

    private int begin(int kind, boolean many) {
        int start = out.position();
        out.putInt(0).putShort((short) kind).putShort((short) (many ? NLM_F_MULTI : 0)).putInt(request.getInt(8)).putInt(port);
        return start;
    }

    private void end(int start) {
        out.putInt(start, out.position() - start);
    }

    private void attribute(int kind, byte[] value) {
        out.putShort((short) (4 + value.length)).putShort((short) kind).put(value);
        while ((out.position() & 3) != 0) {
            out.put((byte) 0);
        }
    }

    private void attribute(int kind, int value) {
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

    private static byte[] raw(IpAddress address) {
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
        int start = begin(kind, many);
        out.put((byte) (four ? AF_INET : AF_INET6)).put((byte) own.prefix()).put((byte) 0x80).put((byte) scope).putInt(each.index());
        attribute(1, raw(own.address()));
        if (four) {
            attribute(2, raw(own.address()));
            if ((each.flags() & 2) != 0) {
                attribute(4, raw(IpAddress.four(own.address().fourBytes() | ~own.mask())));
            }
            attribute(3, (each.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
            attribute(8, 0x80);
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

    /** The way to the IPv4 address that was asked for; an error number below 0 if there is none. */
    int route() {
        byte[] to = NetlinkSocket.value(request, NetlinkSocket.HEADER + 12, 1);
        if (request.limit() < NetlinkSocket.HEADER + 12 || request.get(NetlinkSocket.HEADER) != AF_INET || to == null || to.length != 4) {
            return -EINVAL;
        }
        IpAddress address = IpAddress.four(ByteBuffer.wrap(to).getInt());
        IpAddress source = net.source(address);
        if (source == null) {
            return -ENETUNREACH;
        }
        boolean here = net.route(address) == net;
        int start = begin(RTM_NEWROUTE, false);
        out.put((byte) AF_INET).put((byte) 32).put((byte) 0).put((byte) 0).put((byte) TABLE_MAIN).put((byte) 0).put((byte) 0).put((byte) (here ? 2 : 1))
                .putInt(here ? CLONED | LOCAL : CLONED);
        attribute(15, here ? TABLE_LOCAL : TABLE_MAIN);
        attribute(1, to);
        attribute(4, net.linkOf(address));
        attribute(7, raw(source));
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

    /** The route of each IPv4 address's own network, and those to the machine itself. */
    void routes(int wanted) {
        if (wanted != 0 && wanted != AF_INET) {
            return;
        }
        for (Interfaces.Interface each : net.interfaces.all()) {
            Interfaces.Address own = each.four();
            if (own != null && each.index() != 1) {
                route(each, own, IpAddress.four(own.address().fourBytes() & own.mask()), own.prefix(), TABLE_MAIN, 1, 253);
            }
        }
        for (Interfaces.Interface each : net.interfaces.all().reversed()) {
            for (Interfaces.Address own : each.addresses()) {
                if (!own.address().isFour() || !each.isUp()) {
                    continue;
                }
                if (each.index() == 1 && own.prefix() < 32) {
                    route(each, own, IpAddress.four(own.address().fourBytes() & own.mask()), own.prefix(), TABLE_LOCAL, 2, 254);
                }
                route(each, own, own.address(), 32, TABLE_LOCAL, 2, 254);
                if (own.prefix() < 31) {
                    route(each, own, IpAddress.four(own.address().fourBytes() | ~own.mask()), 32, TABLE_LOCAL, 3, 253);
                }
            }
        }
    }

    private void route(Interfaces.Interface by, Interfaces.Address own, IpAddress to, int prefix, int table, int type, int scope) {
        int start = begin(RTM_NEWROUTE, true);
        out.put((byte) AF_INET).put((byte) prefix).put((byte) 0).put((byte) 0).put((byte) table).put((byte) 2).put((byte) scope).put((byte) type).putInt(0);
        attribute(15, table);
        attribute(1, raw(to));
        attribute(7, raw(own.address()));
        attribute(4, by.index());
        end(start);
    }
}
