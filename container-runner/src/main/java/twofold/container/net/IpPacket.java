package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A packet of the internet protocols as it goes from one machine to another or stays on one, RFC 791 and RFC 8200: what its header says, and what is behind that.
 *
 * @param protocol IPPROTO_ number of what is in it
 * @param header   the IPv4 header if its sender wrote that itself, with all that is left to the kernel filled in; null if it is the usual one
 */
record IpPacket(IpAddress source, IpAddress target, int protocol, Traffic traffic, byte[] header, byte[] payload) {
    static final int HEADER = 20;
    static final int SIX_HEADER = 40;
    private static final int MOST = 65535;
    private static final int DONT_FRAGMENT = 0x4000;
    /** More fragments, or a place that is not the first. */
    private static final int FRAGMENT = 0x3fff;

    /** A packet with the usual header. */
    IpPacket(IpAddress source, IpAddress target, int protocol, Traffic traffic, byte[] payload) {
        this(source, target, protocol, traffic, null, payload);
    }

    /** The header as it is on the wire. */
    byte[] headerBytes() {
        if (header != null) {
            return header;
        }
        if (!target.isFour()) {
            return ByteBuffer.allocate(SIX_HEADER).putInt(6 << 28 | traffic.trafficClass() << 20).putShort((short) payload.length).put((byte) protocol)
                    .put((byte) traffic.hops()).putLong(source.high()).putLong(source.low()).putLong(target.high()).putLong(target.low()).array();
        }
        ByteBuffer b = ByteBuffer.allocate(HEADER).put((byte) 0x45).put((byte) traffic.trafficClass()).putShort((short) (HEADER + payload.length));
        b.putShort((short) 0).putShort((short) DONT_FRAGMENT).put((byte) traffic.hops()).put((byte) protocol).putShort((short) 0);
        b.putInt(source.fourBytes()).putInt(target.fourBytes());
        return b.putShort(10, (short) checksum(b.array(), 0)).array();
    }

    /** The same as one that may be divided on its way, for which it has a number; an IPv6 packet is as it was. */
    IpPacket fragmentable(int number) {
        if (!target.isFour()) {
            return this;
        }
        byte[] bytes = headerBytes().clone();
        ByteBuffer.wrap(bytes).putShort(4, (short) number).putShort(6, (short) 0).putShort(10, (short) 0);
        int sum = checksum(bytes, 0);
        ByteBuffer.wrap(bytes).putShort(10, (short) sum);
        return new IpPacket(source, target, protocol, traffic, bytes, payload);
    }

    /** The packet as it is on the wire. */
    byte[] bytes() {
        byte[] head = headerBytes();
        return ByteBuffer.allocate(head.length + payload.length).put(head).put(payload).array();
    }

    /** The packet that these bytes are, behind which there may be others; null if they are none that is whole and right. */
    static IpPacket of(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes);
        int version = bytes.length == 0 ? 0 : bytes[0] >>> 4 & 15;
        if (version == 6 && bytes.length >= SIX_HEADER) {
            int length = b.getShort(4) & 0xffff;
            IpAddress from = new IpAddress(b.getLong(8), b.getLong(16));
            IpAddress to = new IpAddress(b.getLong(24), b.getLong(32));
            return length > bytes.length - SIX_HEADER ? null : new IpPacket(from, to, bytes[6] & 0xff, new Traffic(bytes[7] & 0xff, b.getShort(0) >>> 4 & 0xff),
                    Arrays.copyOfRange(bytes, SIX_HEADER, SIX_HEADER + length));
        }
        if (version != 4 || bytes.length < HEADER) {
            return null;
        }
        int head = (bytes[0] & 15) * 4;
        int length = b.getShort(2) & 0xffff;
        boolean fits = head >= HEADER && length >= head && length <= bytes.length && (b.getShort(6) & FRAGMENT) == 0;
        if (!fits || checksum(Arrays.copyOf(bytes, head), 0) != 0) {
            return null;
        }
        return new IpPacket(IpAddress.four(b.getInt(12)), IpAddress.four(b.getInt(16)), bytes[9] & 0xff, new Traffic(bytes[8] & 0xff, bytes[1] & 0xff),
                Arrays.copyOf(bytes, head), Arrays.copyOfRange(bytes, head, length));
    }

    /** Whether it is longer than a packet can be. */
    static boolean isTooLong(int payload) {
        return payload > MOST - HEADER;
    }

    /** The internet checksum of bytes, going on from a sum of 16-bit words, RFC 1071. */
    static int checksum(byte[] bytes, long start) {
        long sum = start;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** What the checksum of an IPv6 packet's contents starts from: its pseudo-header, RFC 8200 section 8.1. */
    static long pseudoHeader(IpAddress source, IpAddress target, int protocol, int length) {
        long sum = protocol + length;
        for (long word : new long[] {source.high(), source.low(), target.high(), target.low()}) {
            sum += (word >>> 48) + (word >>> 32 & 0xffff) + (word >>> 16 & 0xffff) + (word & 0xffff);
        }
        return sum;
    }
}
