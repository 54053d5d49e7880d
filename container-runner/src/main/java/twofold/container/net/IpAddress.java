package twofold.container.net;

/**
 * An IPv4 or IPv6 address; an IPv4 address is known by its IPv4-mapped form, RFC 4291 section 2.5.5.2.
 *
 * @param high the first eight bytes, big-endian
 * @param low  the last eight bytes
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xffff_0000_0000L;
    /** 0.0.0.0. */
    public static final IpAddress ANY4 = four(0);
    /** ::. */
    public static final IpAddress ANY6 = new IpAddress(0, 0);
    /** 127.0.0.1. */
    public static final IpAddress LOOPBACK4 = four(0x7f000001);
    /** 255.255.255.255. */
    public static final IpAddress EVERYBODY = four(-1);
    /** 224.0.0.1. */
    static final IpAddress ALL_HOSTS = four(0xe0000001);
    /** ::1. */
    public static final IpAddress LOOPBACK6 = new IpAddress(0, 1);

    /** The IPv4 address with these four bytes, the first in the highest. */
    public static IpAddress four(int bytes) {
        return new IpAddress(0, MAPPED | bytes & 0xffffffffL);
    }

    // A record's own would be made at run time, which costs a container milliseconds at its start

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress address && high == address.high && low == address.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    /** Whether it is an IPv4 address. */
    public boolean isFour() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** The four bytes of an IPv4 address. */
    public int fourBytes() {
        return (int) low;
    }

    /** Whether it stands for all addresses of the machine. */
    public boolean isAny() {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /** Whether it is 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isFour() ? low >>> 24 == (MAPPED >>> 24 | 127) : high == 0 && low == 1;
    }

    /** Whether it is a group of receivers. */
    public boolean isMulticast() {
        return isFour() ? (low >>> 28 & 15) == 14 : high >>> 56 == 0xff;
    }
}
