package twofold.container.syscall;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Fcntl.O_CLOEXEC;
import static twofold.container.abi.Fcntl.O_NONBLOCK;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.bpf.Program;
import twofold.container.fs.event.ProcessFile;
import twofold.container.kernel.Task;
import twofold.container.net.PacketRing;
import twofold.container.net.Socket;
import twofold.container.net.SocketName;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** socket(2) and what makes, names and sets sockets; messages are {@link Messages}' business. */
final class Sockets {
    /** AF_MAX and SOCK_MAX. */
    private static final int FAMILIES = 46;
    private static final int TYPES = 11;
    /** struct sock_fprog. */
    private static final int FILTER = 16;
    private static final int SO_PEERNAME = 28;
    /** IFNAMSIZ. */
    private static final int INTERFACE_NAME = 16;

    private Sockets() {
    }

    static long socket(Task t) {
        int type = type(t);
        Socket socket = t.net.socket(t, t.argInt(0), type, t.argInt(2));
        socket.setFlags(socket.flags() | t.argInt(1) & O_NONBLOCK);
        return Files.add(t, socket, (t.argInt(1) & O_CLOEXEC) != 0);
    }

    private static int type(Task t) {
        int type = t.argInt(1) & ~(O_CLOEXEC | O_NONBLOCK);
        boolean family = Integer.compareUnsigned(t.argInt(0), FAMILIES) < 0;
        if ((type & ~0xf) != 0 || type >= TYPES && family) {
            throw FileError.of(EINVAL);
        }
        return type;
    }

    static long socketpair(Task t) {
        int type = type(t);
        t.mm.putInt(t.arg(3), t.mm.getInt(t.arg(3)));
        File[] pair = t.net.pair(t, t.argInt(0), type, t.argInt(2));
        boolean cloexec = (t.argInt(1) & O_CLOEXEC) != 0;
        for (File each : pair) {
            each.setFlags(each.flags() | t.argInt(1) & O_NONBLOCK);
        }
        int first;
        try {
            first = Files.add(t, pair[0], cloexec);
        } catch (FileError full) {
            pair[1].release();
            throw full;
        }
        int second = -1;
        try {
            second = Files.add(t, pair[1], cloexec);
            t.mm.putInt(t.arg(3), first);
            t.mm.putInt(t.arg(3) + 4, second);
        } catch (FileError failed) {
            t.files.close(first);
            if (second >= 0) {
                t.files.close(second);
            }
            throw failed;
        }
        return 0;
    }

    static Socket get(Task t) {
        return get(t, t.argInt(0));
    }

    static Socket get(Task t, int fd) {
        if (t.files.usable(fd) instanceof Socket socket) {
            return socket;
        }
        throw FileError.of(ENOTSOCK);
    }

    /** A struct sockaddr from user memory. */
    static SocketName name(Task t, Socket socket, long address, int length) {
        if (length < 0 || length > SocketName.MOST) {
            throw FileError.of(EINVAL);
        }
        return SocketName.of(t.mm.read(address, length), socket.family);
    }

    /** Where to send to: a datagram's place whose family is not said is taken for IPv4's by a socket of IPv4's, and for none by one of IPv6's. */
    static SocketName target(Task t, Socket socket, long address, int length) {
        SocketName name = name(t, socket, address, length);
        boolean unsaid = name instanceof SocketName.None && !socket.isStream();
        if (unsaid && socket.family == AF_UNIX && socket.type == SOCK_DGRAM) {
            throw FileError.of(EINVAL);
        }
        if (!unsaid || socket.family != AF_INET) {
            return unsaid ? null : name;
        }
        byte[] said = t.mm.read(address, length);
        said[0] = AF_INET;
        return SocketName.of(said, AF_INET);
    }

    /** Gives a name out by address and length-by-reference, cut to the room there is. */
    static void give(Task t, SocketName name, long address, long lengthAt) {
        give(t, name, address, lengthAt, false);
    }

    /** The same for who sent a message, of whom nothing is said if it has no name. */
    static void giveSender(Task t, SocketName name, long address, long lengthAt) {
        give(t, name, address, lengthAt, SocketName.Unix.UNNAMED.equals(name));
    }

    private static void give(Task t, SocketName name, long address, long lengthAt, boolean unnamed) {
        int room = t.mm.getInt(lengthAt);
        if (room < 0) {
            throw FileError.of(EINVAL);
        }
        byte[] bytes = name == null || unnamed ? new byte[0] : name.bytes();
        int part = Math.min(room, bytes.length);
        if (t.mm.copyOut(address, bytes, 0, part) < part) {
            throw FileError.of(EFAULT);
        }
        t.mm.putInt(lengthAt, bytes.length);
    }

    static long bind(Task t) {
        Socket socket = get(t);
        SocketName name = name(t, socket, t.arg(1), t.argInt(2));
        requirePort(t, socket, name, 1);
        socket.bind(t, name instanceof SocketName.None ? unspecified(t, socket) : name);
        return 0;
    }

    /** An address to bind to whose family is not said: that is IPv4 and any address, or EAFNOSUPPORT. */
    private static SocketName unspecified(Task t, Socket socket) {
        if (socket.family != AF_INET) {
            throw FileError.of(socket.family == AF_UNIX ? EINVAL : EAFNOSUPPORT);
        }
        byte[] said = t.mm.read(t.arg(1), t.argInt(2));
        said[0] = AF_INET;
        SocketName.Inet name = (SocketName.Inet) SocketName.of(said, AF_INET);
        if (!name.address().isAny()) {
            throw FileError.of(EAFNOSUPPORT);
        }
        return name;
    }

    /** EACCES unless landlock(7) lets a TCP port be bound (1) or connected to (2). */
    static void requirePort(Task t, Socket socket, SocketName name, int right) {
        boolean none = name instanceof SocketName.None && right == 1 && socket.family == AF_INET;
        if (t.creds.domain == null || socket.type != SOCK_STREAM || !none && !(name instanceof SocketName.Inet)) {
            return;
        }
        SocketName.Inet inet = none ? (SocketName.Inet) socket.localName() : (SocketName.Inet) name;
        if (inet.six() != (socket.family == AF_INET6)) {
            throw FileError.of(EINVAL);
        }
        if (!t.creds.domain.allows(inet.port(), right)) {
            throw FileError.of(EACCES);
        }
    }

    static long listen(Task t) {
        get(t).listen(t, t.argInt(1));
        return 0;
    }

    static long accept(Task t) {
        return accept(t, 0);
    }

    static long accept4(Task t) {
        t.files.usable(t.argInt(0));
        return (t.argInt(3) & ~(O_CLOEXEC | O_NONBLOCK)) != 0 ? -EINVAL : accept(t, t.argInt(3));
    }

    private static long accept(Task t, int flags) {
        Socket socket = get(t);
        Socket accepted = socket.accept(t);
        if (accepted == null) {
            return waits(t, socket, socket.options.receiveTimeout) ? t.waitOnUntil(socket.queue()) : -EAGAIN;
        }
        accepted.setFlags(accepted.flags() | flags & O_NONBLOCK);
        if (t.arg(1) != 0) {
            SocketName peer = null;
            try {
                peer = accepted.peerName();
            } catch (FileError gone) {
                // It left before it was accepted; nobody is named
            }
            try {
                give(t, peer, t.arg(1), t.arg(2));
            } catch (FileError fault) {
                accepted.release();
                throw fault;
            }
        }
        return Files.add(t, accepted, (flags & O_CLOEXEC) != 0);
    }

    /** Whether a call is to wait: not if the socket or the call says so, and not beyond the socket's timeout. */
    static boolean waits(Task t, Socket socket, long timeout) {
        if (socket.nonBlocking()) {
            return false;
        }
        if (timeout >= 0) {
            t.interruption = EINTR;
        }
        return !t.expired(timeout);
    }

    static long connect(Task t) {
        Socket socket = get(t);
        if (t.kept == socket) {
            return connected(t, socket);
        }
        SocketName name = name(t, socket, t.arg(1), t.argInt(2));
        requirePort(t, socket, name, 2);
        int result = socket.connect(t, name);
        if (result == -EINPROGRESS) {
            if (socket.nonBlocking()) {
                return result;
            }
            t.kept = socket;
            return connected(t, socket);
        }
        if (result == -EAGAIN && waits(t, socket, socket.options.sendTimeout)) {
            return t.waitOnUntil(socket.connectQueue());
        }
        return result;
    }

    /** Waits for a connection under way to come about or fail. */
    private static long connected(Task t, Socket socket) {
        int failed = socket.takeError();
        if (failed != 0) {
            socket.announce();
            return -failed;
        }
        if (socket.poll() != 0) {
            socket.announce();
            return 0;
        }
        return waits(t, socket, socket.options.sendTimeout) ? t.waitOnUntil(socket.queue()) : -EINPROGRESS;
    }

    static long getsockname(Task t) {
        give(t, get(t).localName(), t.arg(1), t.arg(2));
        return 0;
    }

    static long getpeername(Task t) {
        give(t, get(t).peerName(), t.arg(1), t.arg(2));
        return 0;
    }

    static long getsockopt(Task t) {
        Socket socket = get(t);
        int room = t.mm.getInt(t.arg(4));
        if (room < 0) {
            return -EINVAL;
        }
        if (t.argInt(1) == SOL_SOCKET && t.argInt(2) == SO_PEERPIDFD) {
            return peerProcess(t, socket, Math.min(room, Integer.BYTES));
        }
        if (t.argInt(1) == SOL_SOCKET && t.argInt(2) == SO_ATTACH_FILTER) {
            return filter(t, socket, room);
        }
        if (t.argInt(1) == SOL_SOCKET && (t.argInt(2) == SO_COOKIE || t.argInt(2) == SO_NETNS_COOKIE) && room < Long.BYTES) {
            return -EINVAL;
        }
        if (socket.asksForSenders(t.argInt(1), t.argInt(2))) {
            return senders(t, socket, room);
        }
        byte[] value = t.argInt(1) == SOL_PACKET && t.argInt(2) == PACKET_HDRLEN && socket.family == AF_PACKET
                ? ringHeader(t, room) : socket.options.get(t, socket, t.argInt(1), t.argInt(2));
        if (t.argInt(1) == SOL_SOCKET && t.argInt(2) == SO_BINDTODEVICE && value.length > 0 && room < INTERFACE_NAME) {
            return -EINVAL;
        }
        if (t.argInt(1) == SOL_SOCKET && t.argInt(2) == SO_PEERGROUPS && room < value.length) {
            t.mm.putInt(t.arg(4), value.length);
            return -ERANGE;
        }
        if (tooLong(t.argInt(1), t.argInt(2), room, value.length)) {
            return -EINVAL;
        }
        int part = isByte(t.argInt(1), room, value) ? 1 : Math.min(room, value.length);
        if (t.mm.copyOut(t.arg(3), value, 0, part) < part) {
            return -EFAULT;
        }
        t.mm.putInt(t.arg(4), part);
        return 0;
    }

    /** Options that want exactly the room, or no more than, their value takes; those of netlink want at least that. */
    private static boolean tooLong(int level, int name, int room, int length) {
        return level == SOL_SOCKET && (name == SO_NETNS_COOKIE || name == SO_PEERNAME) && room > length || level == SOL_NETLINK && room < length;
    }

    /** Options of IP go into a single byte where there is no room for four and one does. */
    private static boolean isByte(int level, int room, byte[] value) {
        return level == SOL_IP && room > 0 && room < Integer.BYTES && value.length == Integer.BYTES && value[1] == 0 && value[2] == 0 && value[3] == 0;
    }

    /** IP_MSFILTER and MCAST_MSFILTER: the group is named where the answer goes. */
    private static long senders(Task t, Socket socket, int room) {
        byte[] answer = socket.sendersOf(t.argInt(1), t.argInt(2), length -> {
            if (room < length) {
                throw FileError.of(EINVAL);
            }
            return t.mm.read(t.arg(3), length);
        });
        t.mm.write(t.arg(3), java.util.Arrays.copyOf(answer, Math.min(answer.length, room)));
        t.mm.putInt(t.arg(4), Math.min(answer.length, room));
        return 0;
    }

    /** PACKET_HDRLEN: the size of the header that a version of a ring has, which is asked for where the answer goes. */
    private static byte[] ringHeader(Task t, int room) {
        if (room < Integer.BYTES) {
            throw FileError.of(EINVAL);
        }
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(PacketRing.headerLength(t.mm.getInt(t.arg(3)))).array();
    }

    /** SO_GET_FILTER: the program that looks at what is received; the length is in instructions, and 0 room asks for it alone. */
    private static long filter(Task t, Socket socket, int room) {
        Program filter = socket.options.filter.program();
        int length = filter == null ? 0 : filter.instructions();
        if (filter != null && room > 0) {
            if (room < length) {
                return -EINVAL;
            }
            t.mm.write(t.arg(3), filter.records());
        }
        t.mm.putInt(t.arg(4), length);
        return 0;
    }

    /** SO_ATTACH_FILTER with a struct sock_fprog. */
    private static long attach(Task t, Socket socket, int length) {
        if (length != FILTER) {
            return -EINVAL;
        }
        int instructions = t.mm.getShort(t.arg(3)) & 0xffff;
        long code = t.mm.getLong(t.arg(3) + 8);
        if (code == 0 || instructions == 0 || instructions > Program.MOST) {
            return -EINVAL;
        }
        Program program = Program.of(t.mm.read(code, instructions * Program.INSTRUCTION));
        if (program == null) {
            return -EINVAL;
        }
        socket.options.filter.attach(program);
        return 0;
    }

    /** SO_PEERPIDFD: a descriptor of the process at the other end; ENODATA if nobody is there. */
    private static long peerProcess(Task t, Socket socket, int room) {
        int pid = socket.peer().pid();
        if (pid == 0) {
            return -ENODATA;
        }
        int fd = processDescriptor(t, pid);
        if (fd < 0) {
            return fd;
        }
        byte[] value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(fd).array();
        if (t.mm.copyOut(t.arg(3), value, 0, room) < room) {
            t.files.close(fd);
            return -EFAULT;
        }
        t.mm.putInt(t.arg(4), room);
        return 0;
    }

    /** A descriptor of a process by the container's number of it, or a negative errno: EINVAL if it is gone. */
    static int processDescriptor(Task t, int pid) {
        Task leader = t.container().tasks.get(pid);
        if (leader == null || leader.process.reaped() || t.shown(pid) == 0) {
            return -EINVAL;
        }
        return Files.add(t, ProcessFile.create(t, leader.process, 0), true);
    }

    static long setsockopt(Task t) {
        Socket socket = get(t);
        int length = t.argInt(4);
        if (length < 0) {
            return -EINVAL;
        }
        if (t.argInt(1) == SOL_SOCKET && t.argInt(2) == SO_ATTACH_FILTER) {
            return attach(t, socket, length);
        }
        socket.options.set(t, socket, t.argInt(1), t.argInt(2), t.mm.read(t.arg(3), Math.min(length, 4096)));
        return 0;
    }

    static long shutdown(Task t) {
        Socket socket = get(t);
        int how = t.argInt(1);
        if (how < 0 || how > 2) {
            return -EINVAL;
        }
        socket.shutDown(how != 1, how != 0);
        return 0;
    }
}
