package twofold.container.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import twofold.container.vfs.UserNamespace;

/**
 * A switch between the namespaces of containers: each has one address on it, the host's side has the first. On a network that resolves
 * names {@link NameService#ADDRESS} answers for the names its members have.
 */
public final class Network {
    private static final int SHARED_BASE = 10 << 24 | 88 << 16;
    private static final int SHARED_PREFIX = 16;
    private final int base;
    private final int prefix;
    private final boolean resolves;
    private final int largest;
    private final Map<IpAddress, NetNamespace> members = new LinkedHashMap<>();
    private final Map<String, NetNamespace> names = new LinkedHashMap<>();
    private NetNamespace gateway;
    private int last = 1;

    /** The network of containers that ask for none: 10.88.0.0/16, without names. */
    public Network() {
        this(SHARED_BASE, SHARED_PREFIX, false);
    }

    /**
     * A network without members.
     *
     * @param base     its first address
     * @param prefix   how many bits all its addresses have in common, 8 to 29
     * @param resolves whether its members are found by name
     */
    public Network(int base, int prefix, boolean resolves) {
        this.base = base;
        this.prefix = prefix;
        this.resolves = resolves;
        largest = (1 << 32 - prefix) - 2;
    }

    /** Gives a namespace an address here, as its {@code eth0}, and names if they are free. False if there is no address left. */
    public boolean attach(NetNamespace namespace, List<String> called) {
        for (int tries = 1; tries < largest; tries++) {
            last = last >= largest ? 2 : last + 1;
            IpAddress address = IpAddress.four(base | last);
            if (members.putIfAbsent(address, namespace) == null) {
                namespace.join(this, address, prefix);
                called.forEach(name -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), namespace));
                return true;
            }
        }
        return false;
    }

    /** The host's side, from where published ports are reached. */
    public NetNamespace gateway() {
        if (gateway == null) {
            gateway = NetNamespace.ready(UserNamespace.INITIAL);
            IpAddress address = IpAddress.four(base | 1);
            members.put(address, gateway);
            gateway.join(this, address, prefix);
        }
        return gateway;
    }

    boolean resolves() {
        return resolves;
    }

    void detach(NetNamespace namespace) {
        members.values().remove(namespace);
        names.values().removeIf(each -> each == namespace);
    }

    List<NetNamespace> others(NetNamespace than) {
        return members.values().stream().filter(each -> each != than).toList();
    }

    NetNamespace at(IpAddress address) {
        return members.get(address);
    }

    /** The address of a member by its name in lower case, or null. */
    IpAddress called(String name) {
        NetNamespace found = names.get(name);
        return found == null ? null : found.address();
    }

    /** A name of the member with an address, or null. */
    String nameOf(IpAddress address) {
        NetNamespace member = members.get(address);
        for (Map.Entry<String, NetNamespace> each : names.entrySet()) {
            if (each.getValue() == member) {
                return each.getKey();
            }
        }
        return null;
    }
}
