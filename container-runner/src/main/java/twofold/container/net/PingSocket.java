package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** Echo requests without privileges, icmp(7): SOCK_DGRAM with IPPROTO_ICMP or IPPROTO_ICMPV6. Its port is the identifier of its requests, and of the replies that it gets. */
final class PingSocket extends IpSocket {
    private static final int HEADER = 8;

    PingSocket(Caller who, NetNamespace net, int family, int protocol) {
        super(who, net, family, SOCK_DGRAM, protocol);
    }

    /** What it knows its replies by, 0 for none yet. */
    int identifier() {
        return local.port();
    }

    @Override
    public void bind(Caller who, SocketName name) {
        SocketName.Inet wanted = Addresses.bindable(this, name);
        if (local.port() != 0) {
            throw FileError.of(EINVAL);
        }
        if (wanted.address().isMulticast() || wanted.address().isFour() && net.isBroadcast(wanted.address())) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        SocketName.Inet before = local;
        local = wanted.port(0);
        try {
            local = wanted.port(net.internet.identifier(this, wanted.port()));
        } catch (FileError taken) {
            local = before;
            throw taken;
        }
    }

    @Override
    void beforeSending() {
        if (local.port() == 0) {
            local = local.port(net.internet.identifier(this, 0));
        }
    }

    boolean wants(IpPacket packet) {
        return isFor(packet);
    }

    void take(IpPacket packet) {
        take(packet, packet.payload());
    }

    @Override
    void check(byte[] data) {
        if (data.length < HEADER || data[0] != (byte) (six() ? Internet.ECHO6 : Internet.ECHO) || data[1] != 0) {
            throw FileError.of(EINVAL);
        }
    }

    @Override
    IpPacket packet(byte[] data, IpAddress source, IpAddress target, Traffic traffic) {
        data[4] = (byte) (local.port() >>> 8);
        data[5] = (byte) local.port();
        return Internet.icmp(source, target, data, traffic);
    }
}
