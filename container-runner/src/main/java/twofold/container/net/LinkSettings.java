package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.net.NetlinkSocket.HEADER;

import java.nio.ByteBuffer;
import twofold.container.abi.Cap;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** What rtnetlink(7) changes of the interfaces: links are put in operation and out of it, and {@code lo} gets and loses addresses. The answers are errnos. */
final class LinkSettings {
    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_EXCL = 0x200;
    private static final int IFLA_IFNAME = 3;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int LOOPBACK = 1;

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
        if ((changed | flags) != 0) {
            net.interfaces.setUp(which, (flags & 1) != 0);
        }
        return 0;
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
        if (index <= 0 || index > net.interfaces.all().size()) {
            return -ENODEV;
        }
        if (index != LOOPBACK) {
            return -EPERM;
        }
        ByteBuffer bytes = ByteBuffer.wrap(own);
        IpAddress address = four ? IpAddress.four(bytes.getInt()) : new IpAddress(bytes.getLong(), bytes.getLong(8));
        Interfaces.Address wanted = new Interfaces.Address(address, prefix);
        int flags = request.getShort(6) & 0xffff;
        if (!adds) {
            return net.interfaces.remove(LOOPBACK, wanted) ? 0 : -EADDRNOTAVAIL;
        }
        if (net.interfaces.find(LOOPBACK, null).holds(wanted)) {
            return (flags & NLM_F_EXCL) != 0 || (flags & NLM_F_REPLACE) == 0 ? -EEXIST : 0;
        }
        return net.interfaces.add(LOOPBACK, wanted) ? 0 : -ENOBUFS;
    }
}
