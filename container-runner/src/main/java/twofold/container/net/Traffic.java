package twofold.container.net;

/**
 * How a datagram is to travel, or has travelled, ip(7), ipv6(7).
 *
 * @param hops         how many hops at most, 0 to 255, or -1 for what the socket has set
 * @param trafficClass the type of service or traffic class, 0 to 255, or -1 for what the socket has set
 * @param source       the address it is to come from, or null for the usual one
 * @param link         the interface by which it is to go or has come, 0 for the usual one
 */
public record Traffic(int hops, int trafficClass, IpAddress source, int link) {
    /** As the socket has it. */
    public static final Traffic USUAL = new Traffic(-1, -1);
    static final Traffic PLAIN = new Traffic(64, 0);

    /** By the usual way. */
    public Traffic(int hops, int trafficClass) {
        this(hops, trafficClass, null, 0);
    }

    /** The same with so many hops. */
    public Traffic hops(int most) {
        return new Traffic(most, trafficClass, source, link);
    }

    /** The same with another class. */
    public Traffic trafficClass(int other) {
        return new Traffic(hops, other, source, link);
    }

    /** The same by an interface. */
    public Traffic by(int index) {
        return new Traffic(hops, trafficClass, source, index);
    }

    /** The same from an address. */
    public Traffic from(IpAddress address) {
        return new Traffic(hops, trafficClass, address, link);
    }
}
