package twofold.container.net;

import static twofold.container.abi.Errno.EADDRNOTAVAIL;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOENT;
import static twofold.container.abi.Errno.ENOTCONN;
import static twofold.container.abi.Errno.ENOPROTOOPT;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Net.*;

import java.util.Set;
import twofold.image.overlay.FileError;

/** What Linux makes of the values of options that are kept: ranges, defaults and roundings of ip(7), tcp(7) and socket(7). */
final class OptionRules {
    static final int TCP_LINGER2 = 8;
    static final int TCP_DEFER_ACCEPT = 9;
    private static final int SO_DEBUG = 1;
    private static final int SO_NO_CHECK = 11;
    private static final int SO_BSDCOMPAT = 14;
    private static final int SO_PASSSEC = 34;
    private static final int SO_RXQ_OVFL = 40;
    private static final int SO_WIFI_STATUS = 41;
    private static final int SO_NOFCS = 43;
    private static final int SO_SELECT_ERR_QUEUE = 45;
    private static final int SO_BUSY_POLL = 46;
    private static final int SO_ZEROCOPY = 60;
    private static final int SO_PREFER_BUSY_POLL = 69;
    private static final int SO_BUSY_POLL_BUDGET = 70;
    private static final int SO_BUF_LOCK = 72;
    private static final int SO_TXREHASH = 74;
    private static final int SO_RCVMARK = 75;
    private static final int MOST_POLLED = 65535;
    private static final int TCP_THIN_DUPACK = 17;
    private static final int TCP_FASTOPEN_CONNECT = 30;
    private static final int TCP_FASTOPEN_NO_COOKIE = 34;
    private static final int TCP_WINDOW_CLAMP = 10;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int TCP_FASTOPEN = 23;
    private static final int TCP_ULP = 31;
    private static final int TCP_QUICKACK = 12;
    private static final int TCP_THIN_LINEAR_TIMEOUTS = 16;
    private static final int TCP_SAVE_SYN = 27;
    private static final int DEFAULT_SEGMENT = 536;
    /** net.core.somaxconn. */
    private static final int MOST_WAITING = 4096;
    static final int TCP_INQ = 36;
    private static final int LAST_TCP = 43;
    private static final int LONGEST_RETRY = 120;
    private static final int SMALLEST_CLAMP = 1152;
    private static final int IP_HDRINCL = 3;
    private static final int IPV6_ADDRFORM = 1;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_DONTFRAG = 62;
    private static final int IPV6_AUTOFLOWLABEL = 70;
    private static final int IPV6_MINHOPCOUNT = 73;
    private static final int IPV6_RECVFRAGSIZE = 77;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_RECVERR_RFC4884 = 26;
    private static final int IP_MINTTL = 21;
    private static final int IP_NODEFRAG = 22;
    private static final int IP_RECVFRAGSIZE = 25;
    static final int IP_MULTICAST_TTL = 33;
    private static final int IP_LOCAL_PORT_RANGE = 51;
    private static final int CONGESTION_CONTROL_MARK = 3;
    private static final int IP_UNICAST_IF = 50;
    private static final int IPV6_UNICAST_IF = 76;
    private static final int IPV6_RECVERR_RFC4884 = 31;
    private static final int IPV6_ADDR_PREFERENCES = 72;
    private static final int PREFERS_TEMPORARY = 1;
    private static final int PREFERS_PUBLIC = 2;
    private static final int PREFERS_CARE_OF = 4;
    private static final int PREFERS_MADE = 8;
    private static final int PREFERS_NEITHER = 0x100;
    private static final int PREFERS_HOME = 0x400;
    private static final int PREFERS_NOT_MADE = 0x800;
    private static final int LAST_IPV6 = 78;
    /** Numbers below that are no options of a socket, those of ip6tables among them. */
    private static final Set<Integer> ABSENT6 = Set.of(7, 9, 10, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41, 52, 63, 64, 65, 68, 69, 71);
    private static final int UDP_CORK = 1;
    private static final int UDPLITE_SEND_CSCOV = 10;
    private static final int UDPLITE_RECV_CSCOV = 11;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_NO_CHECK6_TX = 101;
    private static final int UDP_NO_CHECK6_RX = 102;
    private static final int UDP_GRO = 104;

    private OptionRules() {
    }

    /** The value that a socket's own option has after it was set to {@code value}, socket(7). */
    static int general(Socket socket, int name, int value) {
        boolean inet = socket.family == AF_INET || socket.family == AF_INET6;
        return switch (name) {
            case SO_DEBUG, SO_NO_CHECK, SO_PASSSEC, SO_RXQ_OVFL, SO_WIFI_STATUS, SO_NOFCS, SO_SELECT_ERR_QUEUE, SO_PREFER_BUSY_POLL, SO_RCVMARK -> value != 0 ? 1 : 0;
            case SO_BSDCOMPAT -> 0;
            case SO_REUSEPORT -> {
                requireSupport(value == 0 || inet);
                yield value;
            }
            case SO_ZEROCOPY -> {
                requireSupport(inet && (socket.protocol == IPPROTO_TCP || socket.protocol == IPPROTO_UDP));
                yield within(value, 0, 1);
            }
            case SO_BUSY_POLL -> within(value, 0, Integer.MAX_VALUE);
            case SO_BUSY_POLL_BUDGET -> within(value, 0, MOST_POLLED);
            case SO_BUF_LOCK -> within(value, 0, 3);
            case SO_TXREHASH -> within(value, -1, 1) < 0 ? 1 : value;
            default -> value;
        };
    }

    private static void requireSupport(boolean there) {
        if (!there) {
            throw FileError.of(EOPNOTSUPP);
        }
    }

    /** Whether an option of a protocol is one. */
    static boolean known(int level, int name) {
        return switch (level) {
            case SOL_TCP -> name > 0 && name <= LAST_TCP;
            case SOL_UDP, IPPROTO_UDPLITE -> name == UDP_CORK || name == UDPLITE_SEND_CSCOV || name == UDPLITE_RECV_CSCOV || name >= UDP_ENCAP && name <= UDP_GRO;
            case SOL_IP -> name > 0 && (name <= 26 || name >= 32 && name <= 52);
            case SOL_IPV6 -> name > 0 && name <= LAST_IPV6 && !ABSENT6.contains(name);
            default -> name >= 0 && name <= 100;
        };
    }

    /** The value an integer option has after it was set to {@code value}, when it was {@code before}. */
    static int accepted(Socket socket, int level, int name, int value, int before) {
        if (!known(level, name)) {
            throw FileError.of(ENOPROTOOPT);
        }
        return level == SOL_TCP ? tcp(socket, name, value, before) : level == SOL_IP ? ip(socket, name, value, before)
                : level == SOL_NETLINK || name == UDP_NO_CHECK6_TX || name == UDP_NO_CHECK6_RX || name == UDP_GRO ? (value != 0 ? 1 : 0) : value;
    }

    private static int tcp(Socket socket, int name, int value, int before) {
        return switch (name) {
            case TCP_NODELAY, TCP_CORK -> value != 0 ? 1 : 0;
            case TCP_MAXSEG -> value == 0 ? DEFAULT_SEGMENT : within(value, 88, 32767);
            case TCP_QUICKACK -> value != 0 ? 1 : 0;
            case TCP_THIN_DUPACK -> within(value, 0, 1) & 0;
            case TCP_THIN_LINEAR_TIMEOUTS, TCP_FASTOPEN_CONNECT, TCP_FASTOPEN_NO_COOKIE -> within(value, 0, 1);
            case TCP_SAVE_SYN -> within(value, 0, 2);
            case TCP_KEEPIDLE, TCP_KEEPINTVL -> within(value, 1, 32767);
            case TCP_KEEPCNT, TCP_SYNCNT -> within(value, 1, 127);
            case TCP_LINGER2 -> value < 0 ? -1 : value == 0 ? 60 : Math.min(value, LONGEST_RETRY);
            case TCP_DEFER_ACCEPT -> rounded(value);
            case TCP_WINDOW_CLAMP -> clamped(socket, value);
            case TCP_USER_TIMEOUT -> within(value, 0, Integer.MAX_VALUE);
            case TCP_FASTOPEN -> {
                if (value < 0 || socket instanceof StreamSocket stream && stream.phase != StreamSocket.Phase.IDLE && !stream.listens()) {
                    throw FileError.of(EINVAL);
                }
                yield Math.min(value, MOST_WAITING);
            }
            case TCP_ULP -> throw FileError.of(ENOENT);
            case TCP_INQ -> within(value, 0, 1);
            default -> value;
        };
    }

    private static int clamped(Socket socket, int value) {
        if (value == 0) {
            boolean idle = socket instanceof StreamSocket stream && stream.phase == StreamSocket.Phase.IDLE;
            return within(idle ? 0 : -1, 0, 0);
        }
        return Math.max(SMALLEST_CLAMP, value);
    }

    /** Seconds as so many retries of doubling distance take. */
    private static int rounded(int seconds) {
        int period = seconds > 0 ? 1 : 0;
        int distance = 1;
        for (int tries = 1; period < seconds && tries < 255; tries++) {
            distance = Math.min(2 * distance, LONGEST_RETRY);
            period += distance;
        }
        return period;
    }

    private static int ip(Socket socket, int name, int value, int before) {
        boolean stream = socket.type == SOCK_STREAM;
        switch (name) {
            case IP_TOS -> {
                return stream ? value & 0xff & ~CONGESTION_CONTROL_MARK | before & CONGESTION_CONTROL_MARK : value & 0xff;
            }
            case IP_TTL -> {
                return value == -1 ? 64 : within(value, 1, 255);
            }
            case IP_MTU_DISCOVER -> within(value, 0, 5);
            case 6, 7, 8, 11, 12, 13, 15, 18, 19, 20, 23, 24, 34, 49 -> {
                return value != 0 ? 1 : 0;
            }
            case IP_RECVERR_RFC4884 -> within(value, 0, 1);
            case IP_LOCAL_PORT_RANGE -> within(value >>> 16 == 0 || (value & 0xffff) <= value >>> 16 ? 0 : -1, 0, 0);
            case IP_UNICAST_IF -> requireInterface(socket, value);
            case IP_MINTTL -> within(value, 0, 255);
            case IP_HDRINCL, IP_NODEFRAG -> {
                if (socket.type != SOCK_RAW) {
                    throw FileError.of(ENOPROTOOPT);
                }
            }
            case IP_RECVFRAGSIZE -> {
                return stream ? within(-1, 0, 0) : value != 0 ? 1 : 0;
            }
            case IP_MULTICAST_TTL -> {
                within(stream ? -2 : value, -1, 255);
                return value == -1 ? 1 : value;
            }
            default -> {
            }
        }
        return value;
    }

    /** EADDRNOTAVAIL unless a number, its highest byte first, is an interface's or 0. */
    private static int requireInterface(Socket socket, int value) {
        if (value != 0 && socket.net.interfaces.at(Integer.reverseBytes(value)) == null) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        return value;
    }

    /** Whether an option of IPv6 is a number, or yes or no. */
    static boolean isInteger6(int name) {
        return switch (name) {
            case IPV6_ADDRFORM, 2, 3, 4, 5, 8, 11, IPV6_UNICAST_HOPS, IPV6_MULTICAST_HOPS, IPV6_MULTICAST_LOOP, 22, IPV6_MTU_DISCOVER, 24, 25, 30, 31, 33, 49, 51, 53, 56, 58, 60,
                    IPV6_DONTFRAG, 66, IPV6_TCLASS, IPV6_AUTOFLOWLABEL, 72, IPV6_MINHOPCOUNT, 74, 75, 76, IPV6_RECVFRAGSIZE, 78 -> true;
            default -> false;
        };
    }

    /** What such an option is set to by fewer than four bytes; EINVAL if it takes no fewer. */
    static int unsaid6(int name) {
        return within(name == IPV6_DONTFRAG || name == IPV6_AUTOFLOWLABEL || name == IPV6_RECVFRAGSIZE ? 0 : -1, 0, 0);
    }

    /** The value of such an option that was set to {@code value}. */
    static int six(Socket socket, int name, int value) {
        return switch (name) {
            case IPV6_ADDRFORM -> throw FileError.of(value != AF_INET ? EINVAL : socket instanceof InternetSocket inet && inet.remote == null ? ENOTCONN : ENOPROTOOPT);
            case IPV6_UNICAST_HOPS -> within(value, -1, 255) == -1 ? 64 : value;
            case IPV6_MULTICAST_HOPS -> {
                if (socket.type == SOCK_STREAM) {
                    throw FileError.of(ENOPROTOOPT);
                }
                yield within(value, -1, 255) == -1 ? 1 : value;
            }
            case IPV6_MULTICAST_LOOP -> within(value, 0, 1);
            case IPV6_MTU_DISCOVER -> within(value, 0, 5);
            case IPV6_TCLASS -> within(value, -1, 255) == -1 ? 0 : socket.type == SOCK_STREAM ? value & ~CONGESTION_CONTROL_MARK : value;
            case IPV6_RECVERR_RFC4884 -> within(value, 0, 1);
            case IPV6_ADDR_PREFERENCES -> preferences(value);
            case IPV6_MINHOPCOUNT -> within(value, 0, 255);
            case 24 -> within(value == 0 || value >= 1280 ? 0 : -1, 0, 0) + value; // IPV6_MTU
            case IPV6_UNICAST_IF -> requireInterface(socket, value);
            case 22 -> value;
            default -> value != 0 ? 1 : 0;
        };
    }

    /** Which of its own addresses it is to send from, RFC 5014: EINVAL for what contradicts itself; what is left open is told, too. */
    private static int preferences(int value) {
        int kind = value & (PREFERS_TEMPORARY | PREFERS_PUBLIC | PREFERS_NEITHER);
        int place = value & (PREFERS_CARE_OF | PREFERS_HOME);
        int made = value & (PREFERS_MADE | PREFERS_NOT_MADE);
        within(Integer.bitCount(kind) > 1 || Integer.bitCount(place) > 1 || Integer.bitCount(made) > 1 ? -1 : 0, 0, 0);
        return (kind == 0 ? PREFERS_NEITHER : kind) | (place == 0 ? PREFERS_HOME : place);
    }

    static int within(int value, int least, int most) {
        if (value < least || value > most) {
            throw FileError.of(EINVAL);
        }
        return value;
    }
}
