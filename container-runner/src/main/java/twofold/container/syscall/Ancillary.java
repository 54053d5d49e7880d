package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.kernel.Task;
import twofold.container.net.Incoming;
import twofold.container.net.IpAddress;
import twofold.container.net.Peer;
import twofold.container.net.Socket;
import twofold.container.net.SocketName;
import twofold.container.net.Stamps;
import twofold.container.net.Traffic;
import twofold.container.vfs.Credentials;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** Ancillary data, cmsg(3): descriptors and credentials beside a message, and where a datagram was sent to. */
final class Ancillary {
    private static final int HEADER = 16;
    private static final int MOST = 64 << 10;
    private static final int MOST_FILES = 253;
    /** The bytes of struct sockaddr_in and sockaddr_in6. */
    private static final int FOUR_NAME = 16;
    private static final int SIX_NAME = 28;
    private static final int SCM_PIDFD = 4;
    private static final int TCP_CM_INQ = 36;
    private static final int SO_MARK = 36;
    private static final int SO_TIMESTAMPING = 37;
    private static final int SCM_TXTIME = 61;
    private static final int IP_RETOPTS = 7;
    private static final int IP_PROTOCOL = 52;
    private static final int IP_RECVORIGDSTADDR = 20;
    private static final int IPV6_RECVORIGDSTADDR = 74;

    private Ancillary() {
    }

    /** What a sender put beside its message; null for what it did not. */
    record Sent(List<File> files, Peer sender, Traffic traffic, int stamps) {
        private static final Sent NOTHING = new Sent(null, null, Traffic.USUAL, -1);
    }

    static Sent sent(Task t, Socket socket, long at, long length) {
        if (length < 0 || length > MOST) {
            throw FileError.of(ENOBUFS);
        }
        if (length == 0) {
            return Sent.NOTHING;
        }
        List<File> files = null;
        Peer sender = null;
        Traffic traffic = Traffic.USUAL;
        int stamps = -1;
        for (long offset = 0; offset + HEADER <= length;) {
            long size = t.mm.getLong(at + offset);
            if (size < HEADER || size > length - offset) {
                throw FileError.of(EINVAL);
            }
            int level = t.mm.getInt(at + offset + 8);
            int kind = t.mm.getInt(at + offset + 12);
            long data = at + offset + HEADER;
            if (level == SOL_SOCKET && socket.family == AF_UNIX) {
                if (kind == SCM_RIGHTS) {
                    int count = (int) (size - HEADER >> 2);
                    if (count > MOST_FILES) {
                        throw FileError.of(EINVAL);
                    }
                    files = files == null ? new ArrayList<>() : files;
                    files.addAll(Messages.files(t, data, count));
                } else if (kind == SCM_CREDENTIALS && size == HEADER + 12) {
                    sender = claimed(t, t.mm.getInt(data), t.mm.getInt(data + 4), t.mm.getInt(data + 8));
                } else {
                    throw FileError.of(EINVAL);
                }
            } else if (level == SOL_SOCKET) {
                if (kind != SCM_RIGHTS && kind != SCM_CREDENTIALS && kind != SO_MARK && kind != SO_TIMESTAMPING && kind != SCM_TXTIME) {
                    throw FileError.of(EINVAL);
                }
                stamps = kind == SO_TIMESTAMPING ? Stamps.asked(size == HEADER + 4 ? t.mm.getInt(data) : -1) : stamps;
            } else if (!socket.isStream() && (socket.family == AF_INET || socket.family == AF_INET6)) {
                traffic = travel(t, socket, level, kind, data, size - HEADER, traffic);
            }
            offset += size + 7 & ~7L;
        }
        return new Sent(files == null || files.isEmpty() ? null : files, sender, traffic, stamps);
    }

    private static Traffic travel(Task t, Socket socket, int level, int kind, long data, long size, Traffic before) {
        boolean six = level == SOL_IPV6 && socket.family == AF_INET6;
        boolean hops = six ? kind == IPV6_HOPLIMIT : level == SOL_IP && kind == IP_TTL;
        boolean trafficClass = six ? kind == IPV6_TCLASS : level == SOL_IP && kind == IP_TOS;
        if (!hops && !trafficClass) {
            return route(t, socket, level, kind, data, size, before);
        }
        boolean octet = !six && trafficClass && size == 1;
        if (size != 4 && !octet) {
            throw FileError.of(EINVAL);
        }
        int value = octet ? t.mm.read(data, 1)[0] & 0xff : t.mm.getInt(data);
        if (value < (six ? -1 : hops ? 1 : 0) || value > 255) {
            throw FileError.of(EINVAL);
        }
        return hops ? before.hops(value) : before.trafficClass(value);
    }

    /** By which interface and from which address a datagram is to go, IP_PKTINFO and IPV6_PKTINFO. */
    private static Traffic route(Task t, Socket socket, int level, int kind, long data, long size, Traffic before) {
        if (level == SOL_IP && kind == IP_PKTINFO) {
            if (size != 12) {
                throw FileError.of(EINVAL);
            }
            IpAddress from = IpAddress.four(Integer.reverseBytes(t.mm.getInt(data + 4)));
            return before.by(t.mm.getInt(data)).from(from.isAny() ? null : from);
        }
        if (level == SOL_IPV6 && socket.family == AF_INET6 && (kind == IPV6_PKTINFO || kind == IPV6_2292PKTINFO)) {
            if (size < 20) {
                throw FileError.of(EINVAL);
            }
            ByteBuffer b = ByteBuffer.wrap(t.mm.read(data, 16));
            IpAddress from = new IpAddress(b.getLong(), b.getLong());
            return before.by(t.mm.getInt(data + 16)).from(from.isAny() ? null : from);
        }
        if (level == SOL_IP && kind != IP_RETOPTS && kind != IP_PROTOCOL) {
            throw FileError.of(EINVAL);
        }
        return before;
    }

    /** Who a sender says it is; EPERM unless that is true or it may say anything. */
    private static Peer claimed(Task t, int claimed, int user, int group) {
        Credentials c = t.creds;
        Peer peer = new Peer(t.outermost(claimed), c.user.uid(user), c.user.gid(group));
        boolean pid = peer.pid() == t.process.pid || c.has(Cap.CAP_SYS_ADMIN, t.process.pids.owner());
        boolean uid = peer.uid() == c.uid || peer.uid() == c.euid || peer.uid() == c.suid || c.hasHere(Cap.CAP_SETUID);
        boolean gid = peer.gid() == c.gid || peer.gid() == c.egid || peer.gid() == c.sgid || c.hasHere(Cap.CAP_SETGID);
        if (!pid || !uid || !gid) {
            throw FileError.of(EPERM);
        }
        return peer;
    }

    /** Puts what came along behind a msghdr's control pointer; what has no room is dropped, and MSG_CTRUNC says so. */
    static void give(Task t, Socket socket, Incoming message, long header) {
        long at = t.mm.getLong(header + 32);
        long room = at == 0 ? 0 : Math.max(0, Math.min(t.mm.getLong(header + 40), MOST));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            stamps(socket, out, room, message);
            if (socket.options.passCredentials && socket.family == AF_UNIX) {
                Peer peer = message.sender == null ? Peer.NOBODY : message.sender;
                put(out, room, message, SOL_SOCKET, SCM_CREDENTIALS, integers(t.shown(peer.pid()), t.creds.user.shownUid(peer.uid()), t.creds.user.shownGid(peer.gid())));
            }
            if (message.files != null) {
                files(t, out, room, message);
            }
            if (socket.options.passProcess && socket.family == AF_UNIX && message.sender != null && message.sender.pid() != 0) {
                process(t, out, room, message);
            }
            target(socket, out, room, message);
            report(socket, out, room, message);
            if (message.auxiliary != null) {
                put(out, room, message, SOL_PACKET, PACKET_AUXDATA, message.auxiliary);
            }
        } finally {
            if (message.files != null) {
                message.files.forEach(File::release);
                message.files = null;
            }
        }
        byte[] bytes = out.toByteArray();
        int length = (int) Math.min(bytes.length, room);
        if (t.mm.copyOut(at, bytes, 0, length) < length) {
            throw FileError.of(EFAULT);
        }
        t.mm.putLong(header + 40, length);
    }

    /** When the message arrived; of a TCP connection what is unread. */
    private static void stamps(Socket socket, ByteArrayOutputStream out, long room, Incoming message) {
        boolean tcp = socket.protocol == IPPROTO_TCP && socket.isStream();
        boolean sent = message.report != null;
        boolean tells = tcp || sent ? message.stamp != 0 : !socket.isStream();
        Stamps stamps = socket.options.stamps;
        if (tells && stamps.kind() != 0 && !sent) {
            put(out, room, message, SOL_SOCKET, stamps.kind(), stamps.told(message.stamp, socket.facilities));
        }
        if (tells && stamps.detailedKind(sent) != 0 && message.stamp != 0 && socket.family != AF_UNIX) {
            put(out, room, message, SOL_SOCKET, stamps.detailedKind(sent), Stamps.detail(message.stamp));
        }
        if (tcp && !sent && socket.options.tells(SOL_TCP, TCP_CM_INQ)) {
            put(out, room, message, SOL_TCP, TCP_CM_INQ, integers(socket.unread()));
        }
    }

    private static byte[] integers(int... values) {
        ByteBuffer b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            b.putInt(value);
        }
        return b.array();
    }

    private static void put(ByteArrayOutputStream out, long room, Incoming message, int level, int kind, byte[] data) {
        long left = room - out.size();
        if (left < HEADER) {
            message.outFlags |= MSG_CTRUNC;
            return;
        }
        int length = HEADER + data.length;
        if (length > left) {
            message.outFlags |= MSG_CTRUNC;
            length = (int) left;
        }
        ByteBuffer b = ByteBuffer.allocate(length + 7 & ~7).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(length).putInt(level).putInt(kind).put(data, 0, length - HEADER);
        out.writeBytes(b.array());
    }

    private static void files(Task t, ByteArrayOutputStream out, long room, Incoming message) {
        int fits = (int) Math.max(0, (room - out.size() - HEADER) / 4);
        int count = Math.min(fits, message.files.size());
        int[] numbers = new int[count];
        int done = 0;
        boolean cloexec = (message.flags & MSG_CMSG_CLOEXEC) != 0;
        try {
            while (done < count) {
                numbers[done] = Files.add(t, message.files.get(done).retain(), cloexec);
                done++;
            }
        } catch (FileError full) {
            message.outFlags |= MSG_CTRUNC;
        }
        if (done < message.files.size()) {
            message.outFlags |= MSG_CTRUNC;
        }
        if (done > 0) {
            put(out, room, message, SOL_SOCKET, SCM_RIGHTS, integers(Arrays.copyOf(numbers, done)));
        }
    }

    /** SCM_PIDFD: a descriptor of the sender's process, or why there is none. */
    private static void process(Task t, ByteArrayOutputStream out, long room, Incoming message) {
        if (room - out.size() < HEADER + Integer.BYTES) {
            message.outFlags |= MSG_CTRUNC;
            return;
        }
        int fd;
        try {
            fd = Sockets.processDescriptor(t, message.sender.pid());
        } catch (FileError full) {
            fd = -full.errno();
        }
        put(out, room, message, SOL_SOCKET, SCM_PIDFD, integers(fd));
    }

    /** struct sock_extended_err, and the address of who says so. */
    private static void report(Socket socket, ByteArrayOutputStream out, long room, Incoming message) {
        Incoming.Report report = message.report;
        if (report == null) {
            return;
        }
        boolean six = socket.family == AF_INET6;
        byte[] offender = report.offender() == null ? new byte[six ? SIX_NAME : FOUR_NAME]
                : new SocketName.Inet(report.offender(), 0, six, 0).bytes();
        byte[] data = ByteBuffer.allocate(16 + offender.length).order(ByteOrder.LITTLE_ENDIAN).putInt(report.errno()).put((byte) report.origin()).put((byte) report.type())
                .put((byte) report.code()).put((byte) 0).putInt(report.information()).putInt(report.number()).put(offender).array();
        put(out, room, message, six ? SOL_IPV6 : SOL_IP, six ? IPV6_RECVERR : IP_RECVERR, data);
    }

    private static void target(Socket socket, ByteArrayOutputStream out, long room, Incoming message) {
        if (!(message.target instanceof SocketName.Inet inet)) {
            return;
        }
        boolean came = message.traffic != null;
        int link = came && message.traffic.link() != 0 ? message.traffic.link() : inet.address().isLoopback() ? 1 : 2;
        boolean six = socket.family == AF_INET6 && came;
        if (six && socket.options.packetInfo6) {
            put(out, room, message, SOL_IPV6, IPV6_PKTINFO, packetInformation(inet, link));
        }
        if (inet.address().isFour()) {
            target4(socket, out, room, message, inet, link);
        } else if (six) {
            target6(socket, out, room, message, inet, link);
        }
    }

    private static void target4(Socket socket, ByteArrayOutputStream out, long room, Incoming message, SocketName.Inet inet, int link) {
        if (socket.options.packetInfo) {
            int bytes = Integer.reverseBytes(inet.address().fourBytes());
            boolean meant = message.traffic != null && message.traffic.source() != null;
            put(out, room, message, SOL_IP, IP_PKTINFO, integers(link, meant ? Integer.reverseBytes(message.traffic.source().fourBytes()) : bytes, bytes));
        }
        if (message.traffic == null) {
            return;
        }
        if (socket.options.timeToLive) {
            put(out, room, message, SOL_IP, IP_TTL, integers(message.traffic.hops()));
        }
        if (socket.options.serviceType) {
            put(out, room, message, SOL_IP, IP_TOS, new byte[] {(byte) message.traffic.trafficClass()});
        }
        if (socket.options.tells(SOL_IP, IP_RECVORIGDSTADDR)) {
            put(out, room, message, SOL_IP, IP_RECVORIGDSTADDR, new SocketName.Inet(inet.address(), inet.port(), false, 0).bytes());
        }
    }

    private static void target6(Socket socket, ByteArrayOutputStream out, long room, Incoming message, SocketName.Inet inet, int link) {
        if (socket.options.hopLimit) {
            put(out, room, message, SOL_IPV6, IPV6_HOPLIMIT, integers(message.traffic.hops()));
        }
        if (socket.options.trafficClass) {
            put(out, room, message, SOL_IPV6, IPV6_TCLASS, integers(message.traffic.trafficClass()));
        }
        if (socket.options.formerPacketInfo) {
            put(out, room, message, SOL_IPV6, IPV6_2292PKTINFO, packetInformation(inet, link));
        }
        if (socket.options.formerHopLimit) {
            put(out, room, message, SOL_IPV6, IPV6_2292HOPLIMIT, integers(message.traffic.hops()));
        }
        if (socket.options.tells(SOL_IPV6, IPV6_RECVORIGDSTADDR)) {
            put(out, room, message, SOL_IPV6, IPV6_RECVORIGDSTADDR, new SocketName.Inet(inet.address(), inet.port(), true, 0).bytes());
        }
    }

    /** struct in6_pktinfo. */
    private static byte[] packetInformation(SocketName.Inet inet, int link) {
        return ByteBuffer.allocate(20).putLong(inet.address().high()).putLong(inet.address().low()).putInt(Integer.reverseBytes(link)).array();
    }
}
