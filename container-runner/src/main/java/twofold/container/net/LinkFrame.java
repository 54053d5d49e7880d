package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An Ethernet frame as packet sockets see it pass an interface, packet(7).
 *
 * @param index    the interface's number
 * @param hardware its ARPHRD_ number
 * @param kind     {@link #HOST} to {@link #OUTGOING}: whom it is for
 * @param bytes    the frame from its header on
 */
record LinkFrame(int index, int hardware, int kind, byte[] bytes) {
    /** PACKET_ numbers: for this machine, for all, for a group, for another, from this machine. */
    static final int HOST = 0;
    static final int BROADCAST = 1;
    static final int MULTICAST = 2;
    static final int OTHER = 3;
    static final int OUTGOING = 4;
    /** The bytes of an address and of a frame's header. */
    static final int ADDRESS = 6;
    static final int HEADER = 14;
    /** ETH_P_ numbers. */
    static final int ALL = 3;
    static final int IP = 0x0800;
    static final int ARP = 0x0806;
    static final int IP6 = 0x86dd;

    /** The bytes of a frame. */
    static byte[] bytes(byte[] to, byte[] from, int protocol, byte[] contents) {
        return ByteBuffer.allocate(HEADER + contents.length).put(to, 0, ADDRESS).put(from, 0, ADDRESS).putShort((short) protocol).put(contents).array();
    }

    /** The frame that carries a packet. */
    static byte[] around(IpPacket packet, byte[] to, byte[] from) {
        return bytes(to, from, packet.target().isFour() ? IP : IP6, packet.bytes());
    }

    /** ETH_P_ number of what is in it. */
    int protocol() {
        return (bytes[HEADER - 2] & 0xff) << 8 | bytes[HEADER - 1] & 0xff;
    }

    /** How many of its bytes no socket sees: a header where the interface has none. */
    int hidden() {
        return hardware == TunDevice.NO_HARDWARE ? HEADER : 0;
    }

    /** The address it comes from. */
    byte[] source() {
        return hidden() > 0 ? new byte[0] : Arrays.copyOfRange(bytes, ADDRESS, 2 * ADDRESS);
    }

    /** The same seen otherwise. */
    LinkFrame as(int other) {
        return new LinkFrame(index, hardware, other, bytes);
    }

    /** Whom a frame is for that comes to the interface with an address. */
    static int kind(byte[] bytes, byte[] own) {
        if (Arrays.equals(bytes, 0, ADDRESS, own, 0, ADDRESS)) {
            return HOST;
        }
        boolean all = true;
        for (int i = 0; i < ADDRESS; i++) {
            all &= bytes[i] == -1;
        }
        return all ? BROADCAST : (bytes[0] & 1) != 0 ? MULTICAST : OTHER;
    }
}
