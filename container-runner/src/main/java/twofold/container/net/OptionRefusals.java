package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import twofold.container.bpf.Program;
import twofold.image.overlay.FileError;

/**
 * What getsockopt(2) and setsockopt(2) say of options that are only told, only set, of another length, or not there: as in Debian's kernel, with no
 * programs of bpf(2), no repair of connections (TCP_REPAIR) and no authentication of TCP's.
 */
final class OptionRefusals {
    private static final int TCP_REPAIR_QUEUE = 20;
    private static final int TCP_TIMESTAMP = 24;
    private static final int TCP_REPAIR_WINDOW = 29;
    private static final int IP_ROUTER_ALERT = 5;
    private static final int IP_PKTOPTIONS = 9;
    private static final int IP_MTU = 14;
    private static final int IP_IPSEC_POLICY = 16;
    private static final int IP_XFRM_POLICY = 17;
    private static final int IP_UNICAST_IF = 50;
    private static final int IP_OPTIONS = 4;
    private static final int IPV6_ADDRFORM = 1;
    private static final int IPV6_2292PKTOPTIONS = 6;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_ROUTER_ALERT = 22;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_JOIN_ANYCAST = 27;
    private static final int IPV6_LEAVE_ANYCAST = 28;
    private static final int IPV6_FLOWLABEL_MGR = 32;
    private static final int IPV6_IPSEC_POLICY = 34;
    private static final int IPV6_XFRM_POLICY = 35;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_PATHMTU = 61;
    /** IPV6_HOPOPTS, IPV6_RTHDRDSTOPTS, IPV6_RTHDR and IPV6_DSTOPTS, whose length is in units of eight bytes. */
    private static final Set<Integer> HEADERS = Set.of(54, 55, 57, 59);
    private static final int HEADER_UNIT = 8;
    private static final int PACKET_INFORMATION = 20;
    private static final Set<Integer> UNTOLD_BY_IPV6 = Set.of(IPV6_JOIN_ANYCAST, IPV6_LEAVE_ANYCAST, IPV6_IPSEC_POLICY, IPV6_XFRM_POLICY, IPV6_PKTINFO);
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int SO_TXTIME = 61;
    private static final int SO_RESERVE_MEM = 73;
    private static final int SO_DEVMEM_DONTNEED = 80;
    private static final int FILTER_PROGRAM = 16;
    private static final int SEND_TIME = 8;
    private static final int SEND_TIME_FLAGS = 3;
    private static final int DEVICE_TOKEN = 8;
    private static final int MOST_OPTIONS = 40;
    private static final int CONTROL = 16;
    private static final int IPV6_RTHDR = 57;
    private static final int IPV6_UNICAST_IF = 76;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_SEGMENT = 103;
    private static final int MOST_SEGMENT = 65535;
    private static final int NETLINK_LIST_MEMBERSHIPS = 9;
    /** Those that getsockopt(2) tells nobody. */
    private static final Set<Integer> UNTOLD_BY_NETLINK = Set.of(1, 2, 6, 7);
    /** Options of sockets that are told and not set, or that nobody has. */
    private static final Set<Integer> TOLD = Set.of(SO_TYPE, SO_ERROR, SO_PEERCRED, SO_SNDLOWAT, 22, 23, 24, 28, SO_ACCEPTCONN, SO_PEERSEC, SO_PROTOCOL,
            SO_DOMAIN, 48, 54, 55, 56, 57, 58, SO_PEERGROUPS, 71, SO_PEERPIDFD, 78, 79);
    /** Those that need what is not there. */
    private static final Set<Integer> UNSUITED = Set.of(50, 52, 68);
    private static final Set<Integer> TOLD_BY_TCP = Set.of(15, 26, 28, 35, 38, 39, 40, 41, 42, 43);
    private static final Set<Integer> UNSUITED_FOR_TCP = Set.of(14, 21, 22, 32, 33);
    private static final Set<Integer> UNTOLD_BY_TCP = Set.of(14, 15, 22, 32, 38, 39, 40, 41, 42);
    private static final Set<Integer> REPAIRING = Set.of(TCP_REPAIR_QUEUE, 21, TCP_REPAIR_WINDOW, 35);
    private static final Set<Integer> EMPTY = Set.of(26, 28, 33);
    /** Options of IP that take no nothing for 0. */
    private static final Set<Integer> NEEDING_BYTES = Set.of(IP_TTL, IP_OPTIONS, 15, 19, 21, 25, 32, OptionRules.IP_MULTICAST_TTL, 34, 49, IP_UNICAST_IF, 51);

    private OptionRefusals() {
    }

    /** Refuses what cannot be set to such a value. */
    static void requireSettable(Socket socket, int level, int name, byte[] value) {
        int length = value.length;
        int refusal = switch (level) {
            case SOL_SOCKET -> general(socket, name, value);
            case SOL_TCP -> TOLD_BY_TCP.contains(name) ? length < Integer.BYTES ? EINVAL : ENOPROTOOPT : UNSUITED_FOR_TCP.contains(name) ? EINVAL
                    : name == TCP_REPAIR_QUEUE || name == TCP_TIMESTAMP || name == TCP_REPAIR_WINDOW ? length < Integer.BYTES ? EINVAL : EPERM : 0;
            case SOL_IP -> ip(socket, name, length);
            case SOL_IPV6 -> six(socket, name, value);
            case SOL_UDP, IPPROTO_UDPLITE -> length < Integer.BYTES ? EINVAL : udp(socket, name, integer(value, 0));
            case SOL_NETLINK -> name == 6 || name == 7 || name == NETLINK_LIST_MEMBERSHIPS ? ENOPROTOOPT : 0;
            default -> 0;
        };
        if (refusal != 0) {
            throw FileError.of(refusal);
        }
    }

    private static int general(Socket socket, int name, byte[] value) {
        int length = value.length;
        if (name == SO_BINDTODEVICE) {
            return 0;
        }
        if (length < Integer.BYTES || UNSUITED.contains(name)) {
            return length == Integer.BYTES && (name == 50 || name == 52) && integer(value, 0) == -1 ? EBADF : EINVAL;
        }
        return switch (name) {
            case SO_ATTACH_REUSEPORT_CBPF -> length == FILTER_PROGRAM && isProgram(value) ? 0 : EINVAL;
            case SO_TXTIME -> length == SEND_TIME && (integer(value, 4) & ~SEND_TIME_FLAGS) == 0 ? 0 : EINVAL;
            case SO_RESERVE_MEM -> integer(value, 0) < 0 ? EINVAL : EOPNOTSUPP;
            case SO_DEVMEM_DONTNEED -> socket.protocol != IPPROTO_TCP ? EBADF : length % DEVICE_TOKEN == 0 ? 0 : EINVAL;
            default -> TOLD.contains(name) ? ENOPROTOOPT : 0;
        };
    }

    private static int ip(Socket socket, int name, int length) {
        return switch (name) {
            case IP_ROUTER_ALERT -> socket.type == SOCK_RAW ? 0 : EINVAL;
            case IP_PKTOPTIONS, IP_MTU, 52 -> ENOPROTOOPT;
            case IP_IPSEC_POLICY, IP_XFRM_POLICY -> length == 0 ? EMSGSIZE : EINVAL;
            case IP_UNICAST_IF -> length == Integer.BYTES ? 0 : EINVAL;
            case IP_OPTIONS -> length > MOST_OPTIONS ? EINVAL : 0;
            default -> 0;
        };
    }

    private static int six(Socket socket, int name, byte[] value) {
        int length = value.length;
        return switch (name) {
            case IPV6_2292PKTOPTIONS -> length >= CONTROL && (long) integer(value, 0) < CONTROL ? EINVAL : 0;
            case IPV6_UNICAST_IF -> length == Integer.BYTES ? 0 : EINVAL;
            case IPV6_ROUTER_ALERT -> socket.type == SOCK_RAW && socket.protocol == IPPROTO_RAW ? 0 : length < Integer.BYTES ? EINVAL : ENOPROTOOPT;
            case IPV6_MULTICAST_HOPS -> socket.type == SOCK_STREAM ? ENOPROTOOPT : 0;
            case IPV6_JOIN_ANYCAST -> length < PACKET_INFORMATION || value[0] == -1 ? EINVAL : EADDRNOTAVAIL;
            case IPV6_LEAVE_ANYCAST -> length < PACKET_INFORMATION ? EINVAL : ENOENT;
            case IPV6_FLOWLABEL_MGR -> EINVAL;
            case IPV6_IPSEC_POLICY, IPV6_XFRM_POLICY -> length == 0 ? EMSGSIZE : EINVAL;
            case IPV6_PKTINFO -> length < PACKET_INFORMATION ? EINVAL : 0;
            case IPV6_PATHMTU -> ENOPROTOOPT;
            default -> ofPackets(SOL_IPV6, name) && length > 0 && isNoHeader(name, value) ? EINVAL : 0;
        };
    }

    /** Whether bytes are no header of IPv6: of another length than they say, or a route of a kind that nobody takes. */
    private static boolean isNoHeader(int name, byte[] value) {
        return value.length % HEADER_UNIT != 0 || ((value[1] & 0xff) + 1) * HEADER_UNIT > value.length || name == IPV6_RTHDR;
    }

    private static int udp(Socket socket, int name, int value) {
        return switch (name) {
            case 10, 11 -> socket.protocol == IPPROTO_UDP ? ENOPROTOOPT : 0;
            case UDP_ENCAP -> value != 0 ? ENOPROTOOPT : 0;
            case UDP_SEGMENT -> value < 0 || value > MOST_SEGMENT ? EINVAL : 0;
            default -> 0;
        };
    }

    /** A struct sock_fprog of as many instructions as there may be, somewhere. */
    private static boolean isProgram(byte[] value) {
        int instructions = integer(value, 0) & 0xffff;
        return instructions > 0 && instructions <= Program.MOST && (integer(value, 8) | integer(value, 12)) != 0;
    }

    private static int integer(byte[] value, int at) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    /** SO_PEERNAME: ENOTCONN for sockets that are connected to nobody, whatever their kind. */
    static byte[] peerName(Socket socket) {
        try {
            return socket.peerName().bytes();
        } catch (FileError none) {
            throw FileError.of(ENOTCONN);
        }
    }

    /** Whether an option is bytes that go with each packet, of which there are none as long as nobody has set them. */
    static boolean ofPackets(int level, int name) {
        return level == SOL_IP ? name == IP_OPTIONS : level == SOL_IPV6 && HEADERS.contains(name);
    }

    /** Whether an option of IP is no number: memberships, filters, options of packets, tables of rules. */
    static boolean takesStructure(int name) {
        return name == 4 || name == 16 || name == 17 || name == 32 || name >= 35 && name <= 48 || name >= 64;
    }

    /** Whether such an option is set to 0 by no bytes. */
    static boolean takesNothing(int level, int name) {
        return level == SOL_IP && !NEEDING_BYTES.contains(name);
    }

    /** Refuses what cannot be told; gives the bytes of what is always empty, else null. */
    static byte[] told(Socket socket, int level, int name) {
        if (level == SOL_TCP) {
            refuse(UNTOLD_BY_TCP.contains(name), ENOPROTOOPT);
            refuse(REPAIRING.contains(name), EINVAL);
            return EMPTY.contains(name) ? new byte[0] : null;
        }
        if (level == SOL_IP) {
            refuse(name == IP_MTU && isAlone(socket), ENOTCONN);
            refuse(name == IP_IPSEC_POLICY || name == IP_XFRM_POLICY || name == IP_PKTOPTIONS && socket.type != SOCK_STREAM, ENOPROTOOPT);
            return name == IP_PKTOPTIONS ? new byte[0] : null;
        }
        if (level == SOL_NETLINK) {
            refuse(UNTOLD_BY_NETLINK.contains(name), ENOPROTOOPT);
            return name == NETLINK_LIST_MEMBERSHIPS ? new byte[0] : null;
        }
        if (level == SOL_IPV6) {
            boolean alone = isAlone(socket);
            refuse(name == IPV6_FLOWLABEL_MGR || name == IPV6_PATHMTU && alone, EINVAL);
            refuse(name == IPV6_ADDRFORM && socket.type == SOCK_RAW, ENOPROTOOPT);
            refuse((name == IPV6_MTU || name == IPV6_ADDRFORM) && alone, ENOTCONN);
            refuse(UNTOLD_BY_IPV6.contains(name) || name == IPV6_2292PKTOPTIONS && socket.type != SOCK_STREAM, ENOPROTOOPT);
            return name == IPV6_2292PKTOPTIONS ? new byte[0] : null;
        }
        return null;
    }

    /** Whether it is connected to nobody. */
    private static boolean isAlone(Socket socket) {
        return socket instanceof StreamSocket stream ? stream.phase != StreamSocket.Phase.CONNECTED : socket instanceof InternetSocket inet && inet.remote == null;
    }

    private static void refuse(boolean condition, int errno) {
        if (condition) {
            throw FileError.of(errno);
        }
    }
}
