package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** Packets of one protocol, raw(7) and ipv6(7). IPv4's are received with their headers, and are sent with them if so asked. Of TCP's there are none to be had. */
final class RawSocket extends IpSocket {
    private static final int IP_HDRINCL = 3;
    private static final int FILTER = 1;
    private boolean writesHeader;
    /** ICMP_FILTER: a bit for each type that is not wanted. */
    private int filter;
    /** ICMPV6_FILTER: the same. */
    private final int[] filter6 = new int[8];

    RawSocket(Caller who, NetNamespace net, int family, int protocol) {
        super(who, net, family, SOCK_RAW, protocol);
        writesHeader = protocol == IPPROTO_RAW;
        local = local.port(protocol);
    }

    @Override
    public void bind(Caller who, SocketName name) {
        local = Addresses.bindable(this, name).port(protocol);
    }

    boolean wants(IpPacket packet) {
        if (packet.protocol() != protocol || !isFor(packet) || packet.payload().length == 0 && isControl()) {
            return false;
        }
        int type = isControl() ? packet.payload()[0] & 0xff : 0;
        return !(protocol == IPPROTO_ICMP && type < Integer.SIZE && (filter >>> type & 1) != 0)
                && !(protocol == IPPROTO_ICMPV6 && (filter6[type >> 5] >>> (type & 31) & 1) != 0);
    }

    private boolean isControl() {
        return protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6;
    }

    void take(IpPacket packet) {
        take(packet, six() ? packet.payload() : packet.bytes());
    }

    @Override
    void check(byte[] data) {
        boolean whole = data.length >= IpPacket.HEADER && (data[0] & 15) * 4 >= IpPacket.HEADER && (data[0] & 15) * 4 <= data.length;
        if (writesHeader && !six() && !whole) {
            throw FileError.of(EINVAL);
        }
        if (!writesHeader && protocol == IPPROTO_ICMP && data.length < 2) {
            throw FileError.of(EFAULT); // The type and the code, which it looks for
        }
    }

    @Override
    IpPacket packet(byte[] data, IpAddress source, IpAddress target, Traffic traffic) {
        if (!writesHeader || six()) {
            return protocol == IPPROTO_ICMPV6 && data.length >= 4 ? Internet.icmp(source, target, data, traffic)
                    : new IpPacket(source, target, protocol, traffic, data);
        }
        int length = (data[0] & 15) * 4;
        byte[] header = Arrays.copyOf(data, length);
        ByteBuffer b = ByteBuffer.wrap(header).putShort(2, (short) data.length).putShort(10, (short) 0);
        if (b.getInt(12) == 0) {
            b.putInt(12, source.fourBytes());
        }
        b.putShort(10, (short) IpPacket.checksum(header, 0));
        return new IpPacket(IpAddress.four(b.getInt(12)), target, header[9] & 0xff, new Traffic(header[8] & 0xff, header[1] & 0xff), header,
                Arrays.copyOfRange(data, length, data.length));
    }

    @Override
    public byte[] option(int level, int name) {
        if (level == SOL_RAW && name == FILTER && protocol == IPPROTO_ICMP) {
            return SocketOptions.bytes(filter);
        }
        if (level == IPPROTO_ICMPV6 && name == FILTER && protocol == IPPROTO_ICMPV6) {
            ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(filter6).forEach(b::putInt);
            return b.array();
        }
        if (level == SOL_RAW) {
            throw FileError.of(name == FILTER ? EOPNOTSUPP : ENOPROTOOPT);
        }
        return level == SOL_IP && name == IP_HDRINCL ? SocketOptions.bytes(writesHeader ? 1 : 0) : null;
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        if (level == SOL_RAW) {
            if (name != FILTER || protocol != IPPROTO_ICMP) {
                throw FileError.of(name == FILTER ? EOPNOTSUPP : ENOPROTOOPT);
            }
            ByteBuffer b = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, filter).put(value, 0, Math.min(4, value.length));
            filter = b.getInt(0);
            return true;
        }
        if (level == IPPROTO_ICMPV6 && protocol == IPPROTO_ICMPV6 && name == FILTER) {
            ByteBuffer b = ByteBuffer.wrap(Arrays.copyOf(value, 32)).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < filter6.length && i * 4 < value.length; i++) {
                filter6[i] = b.getInt(4 * i);
            }
            return true;
        }
        if (level == SOL_IP && name == IP_HDRINCL && !six()) {
            if (value.length == 0) {
                throw FileError.of(EINVAL);
            }
            writesHeader = Arrays.compare(value, 0, Math.min(4, value.length), new byte[4], 0, Math.min(4, value.length)) != 0;
            return true;
        }
        return false;
    }
}
