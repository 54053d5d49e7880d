package twofold.container.net;

/**
 * How a datagram is to travel, ip(7), ipv6(7).
 *
 * @param hops         how many hops at most, 0 to 255, or -1 for what the socket has set
 * @param trafficClass the type of service or traffic class, 0 to 255, or -1 for what the socket has set
 */
public record Traffic(int hops, int trafficClass) {
    /** As the socket has it. */
    public static final Traffic USUAL = new Traffic(-1, -1);
    static final Traffic PLAIN = new Traffic(64, 0);
}
