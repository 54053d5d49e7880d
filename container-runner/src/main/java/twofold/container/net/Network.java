package twofold.container.net;

import java.util.LinkedHashMap;
import java.util.Map;

/** A switch between the namespaces of containers: each has one address of 10.88.0.0/16 on it. */
public final class Network {
    private static final int BASE = 10 << 24 | 88 << 16;
    private static final int PREFIX = 16;
    private static final int LARGEST = (1 << 32 - PREFIX) - 2;
    private final Map<IpAddress, NetNamespace> members = new LinkedHashMap<>();
    private int last = 1;

    /** A network without members. */
    public Network() {
    }

    /** Gives a namespace an address here, as its {@code eth0}. */
    public void attach(NetNamespace namespace) {
        for (int tries = 0; tries < LARGEST; tries++) {
            last = last >= LARGEST ? 2 : last + 1;
            IpAddress address = IpAddress.four(BASE | last);
            if (members.putIfAbsent(address, namespace) == null) {
                namespace.join(this, address, PREFIX);
                return;
            }
        }
    }

    void detach(NetNamespace namespace) {
        members.values().remove(namespace);
    }

    NetNamespace at(IpAddress address) {
        return members.get(address);
    }
}
