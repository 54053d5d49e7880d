package twofold.container.net;

import java.util.ArrayList;
import java.util.List;

/** Routes of IPv6 as /proc/net/ipv6_route tells them, proc_pid_net(5): those that follow from the addresses of the interfaces. */
final class RouteTexts {
    private static final int UP = 1;
    private static final int REJECT = 0x200;
    /** RTF_NONEXTHOP, and RTF_LOCAL with it. */
    private static final int NO_HOP = 0x200000;
    private static final int LOCAL = 0x80200000;
    /** What ranks a network behind an address. */
    private static final int NETWORK_METRIC = 0x100;

    private RouteTexts() {
    }

    /** One line a route; sorted by where they lead, those to the machine itself behind. */
    static String six(NetNamespace net) {
        List<String> networks = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (Interfaces.Interface each : net.interfaces.all()) {
            int flags = each.index() == 1 ? NO_HOP | REJECT : UP;
            for (Interfaces.Address has : each.addresses()) {
                if (!has.address().isFour() && each.isUp()) {
                    if (has.prefix() < 128) {
                        networks.add(line(start(has), has.prefix(), NETWORK_METRIC, 1, flags, each.name()));
                    }
                    own.add(line(has.address(), 128, 0, 2, LOCAL | UP, each.name()));
                }
            }
        }
        String nowhere = line(IpAddress.ANY6, 0, -1, 1, NO_HOP | REJECT, "lo");
        networks.sort(null);
        own.sort(null);
        return String.join("", networks) + nowhere + String.join("", own) + nowhere;
    }

    private static IpAddress start(Interfaces.Address of) {
        int prefix = of.prefix();
        long high = prefix == 0 ? 0 : prefix >= 64 ? of.address().high() : of.address().high() & -1L << 64 - prefix;
        return new IpAddress(high, prefix <= 64 ? 0 : of.address().low() & -1L << 128 - prefix);
    }

    private static String line(IpAddress to, int prefix, int metric, int references, int flags, String name) {
        String none = "0".repeat(32);
        return "%016x%016x %02x %s 00 %s %08x %08x %08x %08x %8s\n".formatted(to.high(), to.low(), prefix, none, none, metric, references, 0, flags, name);
    }
}
