package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.net.NetlinkSocket.HEADER;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import twofold.container.abi.Cap;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** What rtnetlink(7) changes of the interfaces: links are put in operation and out of it, and {@code lo} and those whose other end is a file get and lose addresses. The answers are errnos. */
final class LinkSettings {
    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_EXCL = 0x200;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int LEAST_MTU = 68;
    private static final int MOST_MTU = 65521;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int LOOPBACK = 1;
    private static final int SCOPE_HOST = 254;

    private LinkSettings() {
    }

    /** RTM_NEWLINK and RTM_SETLINK. */
    static int link(Caller who, NetNamespace net, ByteBuffer request) {
        if (!who.credentials().has(Cap.CAP_NET_ADMIN, net.owner())) {
            return -EPERM;
        }
        if (request.limit() < HEADER + 16) {
            return -EINVAL;
        }
        int flags = request.getInt(HEADER + 8);
        int changed = request.getInt(HEADER + 12);
        Interfaces.Interface which;
        try {
            which = net.interfaces.find(request.getInt(HEADER + 4), NetlinkSocket.text(request, HEADER + 16, IFLA_IFNAME));
        } catch (FileError none) {
            return -none.errno();
        }
        if ((changed & ~1) != 0) {
            return -EPERM;
        }
        TunDevice device = net.interfaces.device(which.index());
        if (device != null) {
            byte[] hardware = NetlinkSocket.value(request, HEADER + 16, IFLA_ADDRESS);
            byte[] mtu = NetlinkSocket.value(request, HEADER + 16, IFLA_MTU);
            int size = mtu == null || mtu.length < 4 ? which.mtu() : ByteBuffer.wrap(mtu).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (hardware != null && (!device.ethernet || hardware.length != LinkFrame.ADDRESS) || size < LEAST_MTU || size > MOST_MTU) {
                return device.ethernet || hardware == null ? -EINVAL : -EOPNOTSUPP;
            }
            if (hardware != null && (hardware[0] & 1) != 0) {
                return -EADDRNOTAVAIL;
            }
            net.interfaces.change(which.index(), which.type(), size, hardware == null ? which.hardware() : hardware);
            which = net.interfaces.at(which.index());
        }
        if ((changed | flags) != 0) {
            net.interfaces.setUp(which, (flags & 1) != 0);
        }
        return 0;
    }

    /** RTM_DELLINK: of interfaces whose other end is a file. */
    static int remove(Caller who, NetNamespace net, ByteBuffer request) {
        if (!who.credentials().has(Cap.CAP_NET_ADMIN, net.owner())) {
            return -EPERM;
        }
        if (request.limit() < HEADER + 16) {
            return -EINVAL;
        }
        try {
            Interfaces.Interface which = net.interfaces.find(request.getInt(HEADER + 4), NetlinkSocket.text(request, HEADER + 16, IFLA_IFNAME));
            TunDevice device = net.interfaces.device(which.index());
            if (device == null) {
                return -EOPNOTSUPP;
            }
            device.remove();
            return 0;
        } catch (FileError none) {
            return -none.errno();
        }
    }

    /** RTM_NEWADDR and RTM_DELADDR. The address of {@code eth0} is its network's to give. */
    static int address(Caller who, NetNamespace net, ByteBuffer request, boolean adds) {
        if (!who.credentials().has(Cap.CAP_NET_ADMIN, net.owner())) {
            return -EPERM;
        }
        if (request.limit() < HEADER + 8) {
            return -EINVAL;
        }
        int family = request.get(HEADER) & 0xff;
        int prefix = request.get(HEADER + 1) & 0xff;
        int index = request.getInt(HEADER + 4);
        if (family != AF_INET && family != AF_INET6) {
            return -EOPNOTSUPP;
        }
        boolean four = family == AF_INET;
        byte[] own = NetlinkSocket.value(request, HEADER + 8, IFA_LOCAL);
        byte[] peer = NetlinkSocket.value(request, HEADER + 8, IFA_ADDRESS);
        own = own == null && !(four && adds) ? peer : own;
        if (own == null || own.length != (four ? 4 : 16) || prefix > (four ? 32 : 128)) {
            return -EINVAL;
        }
        if (net.interfaces.at(index) == null) {
            return -ENODEV;
        }
        if (index != LOOPBACK && net.interfaces.device(index) == null) {
            return -EPERM;
        }
        if (four && peer != null && !Arrays.equals(own, peer)) {
            return -EOPNOTSUPP;
        }
        ByteBuffer bytes = ByteBuffer.wrap(own);
        IpAddress address = four ? IpAddress.four(bytes.getInt()) : new IpAddress(bytes.getLong(), bytes.getLong(8));
        Interfaces.Address wanted = new Interfaces.Address(address, prefix);
        int flags = request.getShort(6) & 0xffff;
        if (!adds) {
            return net.interfaces.remove(index, wanted) ? 0 : -EADDRNOTAVAIL;
        }
        if (net.interfaces.find(index, null).holds(wanted)) {
            return (flags & NLM_F_EXCL) != 0 || (flags & NLM_F_REPLACE) == 0 ? -EEXIST : 0;
        }
        int scope = request.get(HEADER + 3) & 0xff;
        if (four && net.interfaces.at(index).isSecond(wanted) && scope != (address.isLoopback() ? SCOPE_HOST : 0)) {
            return -EINVAL; // its scope is not that of the network's first
        }
        return net.interfaces.add(index, wanted) ? 0 : -ENOBUFS;
    }
}
