package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENODATA;
import static twofold.container.abi.Errno.ENOPROTOOPT;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.POLLOUT;
import static twofold.container.abi.Poll.POLLWRNORM;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import twofold.container.abi.Cap;
import twofold.container.abi.Errno;
import twofold.container.abi.Poll;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** The options of getsockopt(2) that are kept: those that act are fields, the others are remembered only. */
public final class SocketOptions {
    private static final int SO_SELECT_ERR_QUEUE = 45;
    private static final int SMALLEST_BUFFER = 2304;
    private static final int LARGEST_BUFFER = 212992;
    /** SO_REUSEADDR. */
    public boolean reuseAddress;
    /** SO_REUSEPORT. */
    public boolean reusePort;
    /** SO_BROADCAST. */
    public boolean broadcast;
    /** SO_PASSCRED: credentials come with what is received. */
    public boolean passCredentials;
    /** SO_PASSPIDFD: a descriptor of the sender's process comes with what is received. */
    public boolean passProcess;
    /** SO_OOBINLINE. */
    public boolean urgentInline;
    /** SO_SNDBUF. */
    public int sendBuffer = LARGEST_BUFFER;
    /** SO_RCVBUF. */
    public int receiveBuffer = LARGEST_BUFFER;
    /** SO_LINGER: -1 off, else seconds. */
    public int linger = -1;
    /** SO_RCVTIMEO in nanoseconds, -1 for ever. */
    public long receiveTimeout = -1;
    /** SO_SNDTIMEO in nanoseconds, -1 for ever. */
    public long sendTimeout = -1;
    /** IPV6_V6ONLY. */
    public boolean onlySix;
    /** IP_PKTINFO. */
    public boolean packetInfo;
    /** IPV6_RECVPKTINFO. */
    public boolean packetInfo6;
    /** IPV6_RECVTCLASS. */
    public boolean trafficClass;
    /** IPV6_2292HOPLIMIT and IPV6_2292PKTINFO, the same by their former numbers. */
    public boolean formerHopLimit;
    public boolean formerPacketInfo;
    /** IPV6_RECVHOPLIMIT. */
    public boolean hopLimit;
    /** IP_RECVTTL. */
    public boolean timeToLive;
    /** IP_RECVERR. */
    public boolean errors;
    /** IPV6_RECVERR. */
    public boolean errors6;
    /** IP_RECVTOS. */
    public boolean serviceType;
    /** When what is received was received. */
    public final Stamps stamps = new Stamps();
    private static final int MOST_NAME = 15;
    private static final int SO_PASSPIDFD = 76;
    private static final int SO_LOCK_FILTER = 44;
    private static final int SO_BINDTOIFINDEX = 62;
    private static final int SO_TXTIME = 61;
    private static final int IP_OPTIONS = 4;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;
    private static final int IP_LOCAL_PORT_RANGE = 51;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int SO_PEERNAME = 28;
    private static final int SO_MAX_PACING_RATE = 47;
    private static final int SO_BPF_EXTENSIONS = 48;
    private static final int SO_INCOMING_CPU = 49;
    private static final int SO_MEMINFO = 55;
    private static final int SO_RCVTIMEO_NEW = 66;
    private static final int SO_SNDTIMEO_NEW = 67;
    private static final int SO_TXREHASH = 74;
    private static final int BPF_EXTENSIONS = 64;
    private final Map<Long, byte[]> kept = new HashMap<>();
    /** SO_BINDTODEVICE: the interface by which alone it sends and receives, 0 for any. */
    int device;
    /** The program that looks at what is received. */
    public final SocketFilter filter = new SocketFilter();

    /** A connection begins with the options of who accepts it. */
    void inherit(SocketOptions listener) {
        reuseAddress = listener.reuseAddress;
        reusePort = listener.reusePort;
        broadcast = listener.broadcast;
        urgentInline = listener.urgentInline;
        sendBuffer = listener.sendBuffer;
        receiveBuffer = listener.receiveBuffer;
        linger = listener.linger;
        receiveTimeout = listener.receiveTimeout;
        sendTimeout = listener.sendTimeout;
        onlySix = listener.onlySix;
        packetInfo = listener.packetInfo;
        packetInfo6 = listener.packetInfo6;
        trafficClass = listener.trafficClass;
        hopLimit = listener.hopLimit;
        timeToLive = listener.timeToLive;
        serviceType = listener.serviceType;
        errors = listener.errors;
        errors6 = listener.errors6;
        device = listener.device;
        filter.inherit(listener.filter);
        kept.putAll(listener.kept);
    }

    private static long key(int level, int name) {
        return (long) level << 32 | name & 0xffffffffL;
    }

    private static int integer(byte[] value) {
        if (value.length >= 4) {
            return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        }
        throw FileError.of(EINVAL);
    }

    static byte[] bytes(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private static byte[] bytes(boolean value) {
        return bytes(value ? 1 : 0);
    }

    private static byte[] time(long nanos) {
        long shown = Math.max(0, nanos);
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(shown / 1_000_000_000L).putLong(shown / 1000 % 1_000_000).array();
    }

    private static long nanos(byte[] value) {
        if (value.length < 16) {
            throw FileError.of(EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long seconds = b.getLong(0);
        long micros = b.getLong(8);
        if (micros < 0 || micros >= 1_000_000) {
            throw FileError.of(Errno.EDOM);
        }
        return seconds == 0 && micros == 0 || seconds > 1L << 32 ? -1 : seconds < 0 ? 0 : seconds * 1_000_000_000L + micros * 1000;
    }

    /** Whether who has sent something is to be known. */
    boolean passesSender() {
        return passCredentials || passProcess;
    }

    private static boolean canPeekFrom(Socket socket) {
        return socket.family == AF_UNIX || socket.protocol == IPPROTO_UDP || socket.protocol == IPPROTO_UDPLITE || socket.protocol == IPPROTO_TCP;
    }

    /** SO_BINDTODEVICE: an interface's name, or none; ENODEV if there is no such. */
    private void bindToDevice(Caller who, Socket socket, byte[] value) {
        if (device != 0 && !who.credentials().has(Cap.CAP_NET_RAW, socket.net.owner())) {
            throw FileError.of(Errno.EPERM);
        }
        int end = 0;
        while (end < Math.min(value.length, MOST_NAME) && value[end] != 0) {
            end++;
        }
        String name = new String(value, 0, end, StandardCharsets.ISO_8859_1);
        if (name.isEmpty()) {
            device = 0;
            kept.remove(key(SOL_SOCKET, SO_BINDTODEVICE));
        } else {
            this.device = socket.net.interfaces.find(0, name).index();
            kept.put(key(SOL_SOCKET, SO_BINDTODEVICE), Arrays.copyOf(value, end + 1));
        }
    }

    /** An option's value for a socket; ENOPROTOOPT if there is none such. */
    public byte[] get(Caller who, Socket socket, int level, int name) {
        byte[] own = socket.option(level, name);
        if (own != null) {
            return own;
        }
        if (level == SOL_SOCKET) {
            return general(who, socket, name);
        }
        requireLevel(socket, level, EOPNOTSUPP);
        if (level == SOL_IPV6 && name == IPV6_V6ONLY) {
            return bytes(onlySix);
        }
        byte[] empty = OptionRefusals.told(socket, level, name);
        if (empty != null) {
            return empty;
        }
        if (Groups.isOption(level, name)) {
            return socket.groups().get(level, name);
        }
        if (!OptionRules.known(level, name)) {
            throw FileError.of(ENOPROTOOPT);
        }
        byte[] value = kept.get(key(level, name));
        return value != null ? value : OptionRefusals.ofPackets(level, name) ? new byte[0] : bytes(initial(level, name));
    }

    private byte[] general(Caller who, Socket socket, int name) {
        return switch (name) {
            case SO_REUSEADDR -> bytes(reuseAddress);
            case SO_REUSEPORT -> bytes(reusePort);
            case SO_TYPE -> bytes(socket.type);
            case SO_ERROR -> bytes(socket.takeError());
            case SO_BROADCAST -> bytes(broadcast);
            case SO_SNDBUF -> bytes(sendBuffer);
            case SO_RCVBUF -> bytes(receiveBuffer);
            case SO_OOBINLINE -> bytes(urgentInline);
            case SO_PASSCRED -> bytes(passCredentials);
            case SO_PASSPIDFD -> bytes(passProcess);
            case SO_PEEK_OFF -> {
                if (!canPeekFrom(socket)) {
                    throw FileError.of(EOPNOTSUPP);
                }
                yield bytes(socket.inbox.peekOffset);
            }
            case SO_LINGER -> ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(linger < 0 ? 0 : 1).putInt(Math.max(0, linger)).array();
            case SO_RCVTIMEO, SO_RCVTIMEO_NEW -> time(receiveTimeout);
            case SO_SNDTIMEO, SO_SNDTIMEO_NEW -> time(sendTimeout);
            case SO_ACCEPTCONN -> bytes(socket.listens());
            case SO_PROTOCOL -> bytes(socket.protocol);
            case SO_DOMAIN -> bytes(socket.family);
            case SO_BINDTODEVICE -> kept.getOrDefault(key(SOL_SOCKET, name), new byte[0]);
            case SO_BINDTOIFINDEX -> bytes(device);
            case SO_PEERCRED -> socket.peer().credentials(who);
            case SO_PEERSEC -> throw FileError.of(ENOPROTOOPT);
            case SO_PEERGROUPS -> socket.peer().groups(who);
            case SO_PEERPIDFD -> throw FileError.of(ENODATA);
            case SO_PEERNAME -> OptionRefusals.peerName(socket);
            case SO_LOCK_FILTER -> bytes(filter.isLocked());
            case SO_MAX_PACING_RATE -> kept.getOrDefault(key(SOL_SOCKET, name), ByteBuffer.allocate(8).putLong(-1).array());
            case SO_BPF_EXTENSIONS -> bytes(BPF_EXTENSIONS);
            case SO_INCOMING_CPU -> kept.getOrDefault(key(SOL_SOCKET, name), bytes(-1));
            case SO_COOKIE -> ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(socket.inode().number()).array();
            case SO_MEMINFO -> new byte[36];
            case SO_NETNS_COOKIE -> ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(socket.net.cookie()).array();
            case SO_TXREHASH -> kept.getOrDefault(key(SOL_SOCKET, name), bytes(socket.family == AF_INET || socket.family == AF_INET6));
            case SO_TXTIME -> kept.getOrDefault(key(SOL_SOCKET, name), new byte[8]);
            case 22, 23, 24, SO_DETACH_FILTER, 32, 33, 50, 51, 52, 53, 54, 58, 68, 70, 78, 79, 80 -> throw FileError.of(ENOPROTOOPT);
            case SO_RCVLOWAT, SO_SNDLOWAT -> kept.getOrDefault(key(SOL_SOCKET, name), bytes(1));
            default -> {
                if (name <= 0 || name > 80) {
                    throw FileError.of(ENOPROTOOPT);
                }
                yield Stamps.isOption(name) ? stamps.get(name) : kept.getOrDefault(key(SOL_SOCKET, name), bytes(0));
            }
        };
    }

    /** Levels that mean nothing to a socket of this kind are refused. */
    private static void requireLevel(Socket socket, int level, int errno) {
        boolean inet = socket.family == AF_INET || socket.family == AF_INET6;
        boolean fits = switch (level) {
            case SOL_IP -> inet;
            case SOL_IPV6 -> socket.family == AF_INET6;
            case SOL_TCP -> inet && socket.type == SOCK_STREAM;
            case SOL_UDP, IPPROTO_UDPLITE -> inet && (socket.protocol == IPPROTO_UDP || socket.protocol == IPPROTO_UDPLITE);
            case SOL_NETLINK -> socket.family == AF_NETLINK;
            default -> false;
        };
        if (!fits) {
            throw FileError.of(socket.family == AF_UNIX ? EOPNOTSUPP : socket.family == AF_NETLINK ? ENOPROTOOPT : errno);
        }
    }

    /** What an option is before it is set, ip(7), tcp(7). */
    private static int initial(int level, int name) {
        return switch (level) {
            case SOL_IP -> name == 2 || name == 33 ? name == 2 ? 64 : 1 : name == 34 || name == 49 ? 1 : name == 14 ? 65535 : 0;
            case SOL_IPV6 -> name == 16 ? 64 : name == 18 || name == 19 || name == 29 ? 1 : name == 24 ? 65536 : 0;
            case SOL_TCP -> switch (name) {
                case TCP_MAXSEG -> 536;
                case 4 -> 7200;
                case 5 -> 75;
                case 6 -> 9;
                case 7 -> 6;
                case 8 -> 60;
                case 10 -> 65535;
                case 12 -> 1;
                default -> 0;
            };
            default -> 0;
        };
    }

    /** Sets an option of a socket. */
    public void set(Caller who, Socket socket, int level, int name, byte[] value) {
        if (socket.setOption(who, level, name, value)) {
            return;
        }
        if (level != SOL_SOCKET) {
            requireLevel(socket, level, ENOPROTOOPT);
        }
        OptionRefusals.requireSettable(socket, level, name, value);
        if (level != SOL_SOCKET) {
            if (Groups.isOption(level, name)) {
                socket.groups().set(level, name, value);
                return;
            }
            if (level == SOL_IPV6 && name == IPV6_V6ONLY) {
                if (value.length < 4 || socket.localName() instanceof SocketName.Inet here && here.port() != 0) {
                    throw FileError.of(EINVAL);
                }
                onlySix = integer(value) != 0;
            } else if (level == SOL_IP && name == IP_PKTINFO) {
                packetInfo = value.length > 0 && value[0] != 0;
            } else if (level == SOL_IPV6 && name == IPV6_RECVPKTINFO) {
                packetInfo6 = integer(value) != 0;
            } else if (level == SOL_IPV6 && name == IPV6_RECVTCLASS) {
                trafficClass = integer(value) != 0;
            } else if (level == SOL_IPV6 && name == IPV6_2292HOPLIMIT) {
                formerHopLimit = integer(value) != 0;
            } else if (level == SOL_IPV6 && name == IPV6_2292PKTINFO) {
                formerPacketInfo = integer(value) != 0;
            } else if (level == SOL_IPV6 && name == IPV6_RECVHOPLIMIT) {
                hopLimit = integer(value) != 0;
            } else if (level == SOL_IP && name == IP_RECVTTL) {
                timeToLive = value.length > 0 && value[0] != 0;
            } else if (level == SOL_IP && name == IP_RECVERR) {
                errors = value.length > 0 && value[0] != 0;
            } else if (level == SOL_IPV6 && name == IPV6_RECVERR) {
                errors6 = integer(value) != 0;
            } else if (level == SOL_IP && name == IP_RECVTOS) {
                serviceType = value.length > 0 && value[0] != 0;
            }
            kept.put(key(level, name), accepted(socket, level, name, value));
            return;
        }
        switch (name) {
            case SO_REUSEADDR -> reuseAddress = integer(value) != 0;
            case SO_REUSEPORT -> reusePort = OptionRules.general(socket, name, integer(value)) != 0;
            case SO_TXTIME -> kept.put(key(level, name), value);
            case SO_BROADCAST -> broadcast = integer(value) != 0;
            case SO_PASSCRED -> passCredentials = integer(value) != 0;
            case SO_PASSPIDFD -> passProcess = integer(value) != 0;
            case SO_PEEK_OFF -> {
                if (!canPeekFrom(socket)) {
                    throw FileError.of(EOPNOTSUPP);
                }
                socket.inbox.peekOffset = integer(value);
            }
            case SO_OOBINLINE -> urgentInline = integer(value) != 0;
            case SO_SNDBUF, SO_SNDBUFFORCE -> {
                sendBuffer = buffer(integer(value), name == SO_SNDBUFFORCE, 4608);
                socket.queue().wakeAll(POLLOUT | POLLWRNORM);
            }
            case SO_RCVBUF, SO_RCVBUFFORCE -> receiveBuffer = buffer(integer(value), name == SO_RCVBUFFORCE, SMALLEST_BUFFER);
            case SO_RCVTIMEO, SO_RCVTIMEO_NEW -> receiveTimeout = nanos(value);
            case SO_SNDTIMEO, SO_SNDTIMEO_NEW -> sendTimeout = nanos(value);
            case SO_LINGER -> {
                if (value.length < 8) {
                    throw FileError.of(EINVAL);
                }
                linger = integer(value) == 0 ? -1 : ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & Integer.MAX_VALUE;
            }
            case SO_BINDTODEVICE -> bindToDevice(who, socket, value);
            case SO_BINDTOIFINDEX -> {
                int index = OptionRules.within(integer(value), 0, Integer.MAX_VALUE);
                Interfaces.Interface found = socket.net.interfaces.at(index);
                bindToDevice(who, socket, found == null ? new byte[0] : found.name().getBytes(StandardCharsets.ISO_8859_1));
                device = index;
            }
            case SO_KEEPALIVE, SO_DONTROUTE -> kept.put(key(level, name), bytes(integer(value) != 0));
            case SO_RCVLOWAT -> kept.put(key(level, name), bytes(integer(value) < 0 ? Integer.MAX_VALUE : Math.max(1, integer(value))));
            case SO_LOCK_FILTER -> {
                filter.lock(integer(value) != 0);
            }
            case SO_DETACH_FILTER -> filter.detach();
            default -> {
                if (name <= 0 || name > 80) {
                    throw FileError.of(ENOPROTOOPT);
                }
                if (Stamps.isOption(name)) {
                    stamps.set(name, integer(value));
                } else {
                    kept.put(key(level, name), bytes(OptionRules.general(socket, name, integer(value))));
                }
            }
        }
    }

    private byte[] accepted(Socket socket, int level, int name, byte[] value) {
        if (!OptionRules.known(level, name)) {
            throw FileError.of(level == SOL_TCP && value.length < 4 ? EINVAL : ENOPROTOOPT);
        }
        if (level == SOL_IPV6 && OptionRules.isInteger6(name)) {
            return bytes(OptionRules.six(socket, name, value.length < 4 ? OptionRules.unsaid6(name) : integer(value)));
        }
        if (level == SOL_IPV6 || value.length < 4 && level != SOL_TCP && level != SOL_IP) {
            return value;
        }
        if (value.length < 4 && (level == SOL_TCP || value.length == 0 && name != IP_OPTIONS && !OptionRefusals.takesNothing(level, name))) {
            throw FileError.of(EINVAL);
        }
        if (level == SOL_IP && name == IP_LOCAL_PORT_RANGE && value.length != 4) {
            throw FileError.of(EINVAL);
        }
        if (value.length == 0 && OptionRefusals.takesNothing(level, name)) {
            return bytes(OptionRules.accepted(socket, level, name, 0, integerOf(level, name)));
        }
        if (value.length == 0 || level == SOL_IP && value.length > 4 && OptionRefusals.takesStructure(name)) {
            return value;
        }
        int given = value.length < 4 ? value[0] & 0xff : integer(value);
        return bytes(OptionRules.accepted(socket, level, name, given, integerOf(level, name)));
    }

    /** How a datagram travels for which {@code asked} was asked: what that leaves open is what the options say. */
    Traffic traffic(Traffic asked, boolean four) {
        int hops = asked.hops() >= 0 ? asked.hops() : integerOf(four ? SOL_IP : SOL_IPV6, four ? IP_TTL : IPV6_UNICAST_HOPS);
        int trafficClass = asked.trafficClass() >= 0 ? asked.trafficClass() : integerOf(four ? SOL_IP : SOL_IPV6, four ? IP_TOS : IPV6_TCLASS);
        return new Traffic(hops < 0 ? 64 : hops & 0xff, trafficClass & 0xff);
    }

    /** For how many seconds one that has said nothing yet is not accepted, TCP_DEFER_ACCEPT. */
    int deferral() {
        return integerOf(SOL_TCP, OptionRules.TCP_DEFER_ACCEPT);
    }

    /** How many seconds an end that has closed waits for the other, TCP_LINGER2; at most 60, below 0 not at all. */
    int patience() {
        return integerOf(SOL_TCP, OptionRules.TCP_LINGER2);
    }

    /** Whether an option is on that asks to be told something beside what is read. */
    public boolean tells(int level, int name) {
        return integerOf(level, name) != 0;
    }

    /** What poll(2) tells of errors, SO_SELECT_ERR_QUEUE. */
    int errorEvents() {
        return tells(SOL_SOCKET, SO_SELECT_ERR_QUEUE) ? Poll.POLLERR | Poll.POLLPRI : Poll.POLLERR;
    }

    /** Whether no port is taken before it is needed, IP_BIND_ADDRESS_NO_PORT. */
    boolean bindsNoPort() {
        return integerOf(SOL_IP, IP_BIND_ADDRESS_NO_PORT) != 0;
    }

    /** From where a port is taken that was not asked for, IP_LOCAL_PORT_RANGE. */
    Ports.Range portRange() {
        return Ports.Range.of(integerOf(SOL_IP, IP_LOCAL_PORT_RANGE));
    }

    /** The same for what goes to a group or to everybody: to a group it makes one hop unless something else was set. */
    Traffic trafficOfGroup(Traffic asked, IpAddress target) {
        Traffic usual = traffic(asked, target.isFour());
        if (!target.isMulticast() || asked.hops() >= 0) {
            return usual;
        }
        int hops = target.isFour() ? integerOf(SOL_IP, OptionRules.IP_MULTICAST_TTL) : integerOf(SOL_IPV6, IPV6_MULTICAST_HOPS);
        return new Traffic(hops < 0 ? 1 : hops & 0xff, usual.trafficClass());
    }

    /** Whether what goes to a group of the network comes back to those of this machine that are in it, IP_MULTICAST_LOOP. */
    boolean loops(boolean four) {
        return integerOf(four ? SOL_IP : SOL_IPV6, four ? IP_MULTICAST_LOOP : IPV6_MULTICAST_LOOP) != 0;
    }

    private int integerOf(int level, int name) {
        byte[] value = kept.isEmpty() ? null : kept.get(key(level, name));
        return value == null ? initial(level, name) : integer(value);
    }

    /** The kernel doubles what is asked for, socket(7). */
    private static int buffer(int wanted, boolean force, int least) {
        int bounded = force ? Math.min(wanted & Integer.MAX_VALUE, 1 << 26) : Math.min(wanted & Integer.MAX_VALUE, LARGEST_BUFFER);
        return Math.max(least, bounded * 2);
    }
}
