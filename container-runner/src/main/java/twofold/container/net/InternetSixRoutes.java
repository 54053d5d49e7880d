package twofold.container.net;

import static twofold.container.abi.Errno.ENETUNREACH;
import static twofold.container.abi.Net.AF_INET6;
import static twofold.container.net.RouteMessages.TABLE_LOCAL;
import static twofold.container.net.RouteMessages.TABLE_MAIN;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What rtnetlink(7) says of IPv6 routes: each address has one to its network, in the main table, and one to itself, in the local one. */
final class InternetSixRoutes {
    private static final int NETWORK_METRIC = 256;

    /** A route by an interface to the addresses that begin as one does. */
    private record Route(Interfaces.Interface by, IpAddress to, int prefix, boolean here, IpAddress source) {
    }

    private final RouteMessages messages;
    private final ByteBuffer out;

    InternetSixRoutes(RouteMessages messages) {
        this.messages = messages;
        out = messages.out;
    }

    /** All, those to networks first, each table by address. */
    void all() {
        for (Route each : routes()) {
            int start = begin(each, each.prefix, 0, true);
            messages.attribute(1, RouteMessages.raw(each.to));
            end(each, start);
        }
    }

    /** The way to an address that was asked for; an error number below 0 if there is none. */
    int route(byte[] to) {
        ByteBuffer bytes = ByteBuffer.wrap(to);
        IpAddress address = new IpAddress(bytes.getLong(), bytes.getLong());
        Route best = null;
        for (Route each : routes()) {
            boolean leads = new Interfaces.Address(each.to, each.prefix).reaches(address);
            best = leads && (best == null || each.here || !best.here && each.prefix > best.prefix) ? each : best;
        }
        if (best == null) {
            return -ENETUNREACH;
        }
        byte[] from = NetlinkSocket.value(messages.request, NetlinkSocket.HEADER + 12, 2);
        int start = begin(best, 128, 128, false);
        messages.attribute(1, to);
        messages.attribute(2, from != null && from.length == 16 ? from : new byte[16]);
        messages.attribute(7, RouteMessages.raw(best.source));
        end(best, start);
        return 0;
    }

    private int begin(Route route, int prefix, int from, boolean many) {
        int start = messages.begin(RouteMessages.RTM_NEWROUTE, many);
        int table = route.here ? TABLE_LOCAL : TABLE_MAIN;
        out.put((byte) AF_INET6).put((byte) prefix).put((byte) from).put((byte) 0).put((byte) table).put((byte) 2).put((byte) 0).put((byte) (route.here ? 2 : 1))
                .putInt(0);
        messages.attribute(15, table);
        return start;
    }

    private void end(Route route, int start) {
        messages.attribute(6, route.here ? 0 : NETWORK_METRIC);
        messages.attribute(4, route.by.index());
        messages.attribute(12, new byte[32]);
        messages.attribute(20, new byte[] {0});
        messages.end(start);
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Interfaces.Interface each : messages.net.interfaces.all()) {
            for (Interfaces.Address own : each.isUp() ? each.addresses() : List.<Interfaces.Address>of()) {
                if (own.address().isFour()) {
                    continue;
                }
                routes.add(new Route(each, own.address(), 128, true, own.address()));
                IpAddress network = own.network();
                boolean known = routes.stream().anyMatch(other -> !other.here && other.by == each && other.prefix == own.prefix() && other.to.equals(network));
                if (!own.address().isLoopback() && !known) {
                    routes.add(new Route(each, network, own.prefix(), false, own.address()));
                }
            }
        }
        routes.sort(Comparator.comparing(Route::here).thenComparing(each -> each.to.high(), Long::compareUnsigned)
                .thenComparing(each -> each.to.low(), Long::compareUnsigned));
        return routes;
    }
}
