package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import twofold.container.abi.Tty;
import twofold.container.mm.Mappable;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** Frames as they pass interfaces, packet(7): SOCK_RAW with the link's header, SOCK_DGRAM without. What finds its queue or its ring full is lost and counted. */
final class PacketSocket extends Socket {
    private static final int ADD_MEMBERSHIP = 1;
    private static final int DROP_MEMBERSHIP = 2;
    private static final int RX_RING = 5;
    private static final int STATISTICS = 6;
    private static final int COPY_THRESHOLD = 7;
    private static final int ORIGINAL_DEVICE = 9;
    private static final int VERSION = 10;
    private static final int RESERVE = 12;
    private static final int TIMESTAMP = 17;
    private static final int BYPASS = 20;
    private static final int IGNORE_OUTGOING = 23;
    private static final int MEMBERSHIP = 16;
    private static final int MOST_KINDS = 4;
    private static final int MOST_MEMBERSHIPS = 1024;
    /** TP_STATUS_USER, and that checksums are known to be right. */
    private static final int STATUS = 1 | 0x80;
    private static final int ALLOWED_FLAGS = MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_ERRQUEUE | MSG_CMSG_CLOEXEC;
    private int index;
    private int kind;
    private boolean hooked;
    private boolean auxiliary;
    private boolean ignoresOutgoing;
    private boolean originalDevice;
    private int version;
    private int reserve;
    private int timestamp;
    private int bypass;
    private int seen;
    private int dropped;
    private PacketRing ring;
    /** How often each membership was asked for. */
    private final Map<String, Integer> memberships = new HashMap<>();

    /** @param protocol ETH_P_ number in network byte order; 0 for none until it is bound */
    PacketSocket(Caller who, NetNamespace net, int type, int protocol) {
        super(who, net, AF_PACKET, type, protocol);
        kind = Short.reverseBytes((short) protocol) & 0xffff;
        hook(kind != 0);
    }

    private void hook(boolean on) {
        if (hooked != on) {
            hooked = on;
            if (on) {
                net.link.add(this);
            } else {
                net.link.remove(this);
            }
        }
    }

    @Override
    public void bind(Caller who, SocketName name) {
        if (!(name instanceof SocketName.Link wanted)) {
            throw FileError.of(EINVAL);
        }
        Interfaces.Interface at = wanted.index() == 0 ? null : net.interfaces.at(wanted.index());
        if (wanted.index() != 0 && at == null) {
            throw FileError.of(ENODEV);
        }
        index = wanted.index();
        kind = wanted.protocol() == 0 ? kind : wanted.protocol();
        boolean up = at == null || at.isUp();
        hook(kind != 0 && up);
        if (!up) {
            error = ENETDOWN;
            wake();
        }
    }

    @Override
    public int connect(Caller who, SocketName name) {
        throw FileError.of(EOPNOTSUPP);
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        throw FileError.of(EOPNOTSUPP);
    }

    @Override
    public SocketName localName() {
        Interfaces.Interface at = net.interfaces.at(index);
        return new SocketName.Link(kind, index, at == null ? 0 : at.type(), 0, at == null ? new byte[0] : at.hardware(), true);
    }

    @Override
    public SocketName peerName() {
        throw FileError.of(EOPNOTSUPP);
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        SocketName.Link to = message.to() instanceof SocketName.Link named ? named : null;
        Interfaces.Interface by = net.interfaces.at(to == null ? index : to.index());
        if (by == null) {
            throw FileError.of(ENXIO);
        }
        if (!by.isUp()) {
            throw FileError.of(ENETDOWN);
        }
        byte[] data = new byte[from.remaining()];
        if (data.length > by.mtu() + (type == SOCK_RAW ? LinkFrame.HEADER : 0)) {
            throw FileError.of(EMSGSIZE);
        }
        from.get(from.position(), data);
        if (type == SOCK_DGRAM || by.hardware().length == 0) {
            byte[] address = to == null ? new byte[LinkFrame.ADDRESS] : Arrays.copyOf(to.address(), LinkFrame.ADDRESS);
            data = LinkFrame.bytes(address, Arrays.copyOf(by.hardware(), LinkFrame.ADDRESS), to == null ? kind : to.protocol(), data);
        }
        net.link.send(this, by, data);
        int length = from.remaining();
        from.position(from.limit());
        return length;
    }

    /** A frame passes an interface. */
    void see(LinkFrame frame) {
        boolean outgoing = frame.kind() == LinkFrame.OUTGOING;
        if (index != 0 && index != frame.index() || kind != LinkFrame.ALL && (kind != frame.protocol() || outgoing) || outgoing && ignoresOutgoing) {
            return;
        }
        int start = type == SOCK_RAW ? frame.hidden() : LinkFrame.HEADER;
        int length = frame.bytes().length - start;
        int kept = Math.min(length, options.filter.admits(new FrameInput(frame.bytes(), start, LinkFrame.HEADER, frame)));
        if (kept == 0) {
            return;
        }
        seen++;
        if (ring != null) {
            if (!ring.put(frame, start, kept, dropped > 0, facilities.realtimeNanos())) {
                dropped++;
            }
            wake();
            return;
        }
        if (inbox.bytes() + inbox.packets() * 512L >= options.receiveBuffer) {
            dropped++;
            return;
        }
        try {
            Packet packet = inbox.message(ByteBuffer.wrap(frame.bytes(), start, kept), kept, source(frame), null, null, null);
            packet.auxiliary = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putInt(STATUS).putInt(length).putInt(kept).putShort((short) 0)
                    .putShort((short) (LinkFrame.HEADER - start)).putInt(0).array();
        } catch (FileError noMemory) {
            dropped++; // Its container has no more: it is lost as if the queue were full
            return;
        }
        wake();
    }

    static SocketName.Link source(LinkFrame frame) {
        return new SocketName.Link(frame.protocol(), frame.index(), frame.hardware(), frame.kind(), frame.source(), false);
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & ~ALLOWED_FLAGS) != 0) {
            throw FileError.of(EINVAL);
        }
        if (inbox.isEmpty()) {
            int failed = failed();
            return failed != 0 ? failed : WOULD_BLOCK;
        }
        int count = inbox.readMessage(to, message);
        if (!auxiliary) {
            message.auxiliary = null;
        }
        return count;
    }

    @Override
    public int poll() {
        int events = error != 0 ? POLLERR : 0;
        events |= !inbox.isEmpty() || ring != null && ring.isReady() ? POLLIN | POLLRDNORM : 0;
        return events | POLLOUT | POLLWRNORM | POLLWRBAND;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == Tty.FIONREAD) {
            memory.putInt(argument, inbox.firstLength());
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    @Override
    public Mappable mappable(long offset, long length) {
        if (ring == null || offset != 0 || length != ring.bytes()) {
            throw FileError.of(EINVAL);
        }
        return ring.memory();
    }

    @Override
    public byte[] option(int level, int name) {
        if (level == SOL_SOCKET) {
            return null;
        }
        if (level != SOL_PACKET) {
            throw FileError.of(ENOPROTOOPT);
        }
        return switch (name) {
            case STATISTICS -> statistics();
            case PACKET_AUXDATA -> SocketOptions.bytes(auxiliary ? 1 : 0);
            case ORIGINAL_DEVICE -> SocketOptions.bytes(originalDevice ? 1 : 0);
            case VERSION -> SocketOptions.bytes(version);
            case RESERVE -> SocketOptions.bytes(reserve);
            case TIMESTAMP -> SocketOptions.bytes(timestamp);
            case BYPASS -> SocketOptions.bytes(bypass);
            case IGNORE_OUTGOING -> SocketOptions.bytes(ignoresOutgoing ? 1 : 0);
            default -> throw FileError.of(ENOPROTOOPT);
        };
    }

    /** struct tpacket_stats or tpacket_stats_v3; asking begins anew. */
    private byte[] statistics() {
        ByteBuffer b = ByteBuffer.allocate(version == PacketRing.V3 ? 12 : 8).order(ByteOrder.LITTLE_ENDIAN).putInt(seen).putInt(dropped);
        if (version == PacketRing.V3) {
            b.putInt(ring == null ? 0 : ring.takeFreezes());
        }
        seen = 0;
        dropped = 0;
        return b.array();
    }

    private static int integer(byte[] value) {
        if (value.length < Integer.BYTES) {
            throw FileError.of(EINVAL);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static int exact(byte[] value) {
        if (value.length != Integer.BYTES) {
            throw FileError.of(EINVAL);
        }
        return integer(value);
    }

    private void requireNoRing() {
        if (ring != null) {
            throw FileError.of(EBUSY);
        }
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        if (level == SOL_SOCKET) {
            return false;
        }
        if (level != SOL_PACKET) {
            throw FileError.of(ENOPROTOOPT);
        }
        switch (name) {
            case ADD_MEMBERSHIP, DROP_MEMBERSHIP -> member(value, name == ADD_MEMBERSHIP);
            case RX_RING -> ring(value);
            case COPY_THRESHOLD -> exact(value);
            case PACKET_AUXDATA -> auxiliary = integer(value) != 0;
            case ORIGINAL_DEVICE -> originalDevice = integer(value) != 0;
            case VERSION -> {
                int wanted = OptionRules.within(exact(value), 0, PacketRing.V3);
                requireNoRing();
                version = wanted;
            }
            case RESERVE -> {
                int wanted = OptionRules.within(exact(value), 0, Integer.MAX_VALUE);
                requireNoRing();
                reserve = wanted;
            }
            case TIMESTAMP -> timestamp = exact(value);
            case BYPASS -> bypass = exact(value) != 0 ? 1 : 0;
            case IGNORE_OUTGOING -> ignoresOutgoing = OptionRules.within(exact(value), 0, 1) != 0;
            default -> throw FileError.of(ENOPROTOOPT);
        }
        return true;
    }

    /** struct packet_mreq: to see what is for others (promiscuous) or for a group; there is nothing else on these networks. */
    private void member(byte[] value, boolean add) {
        if (value.length < MEMBERSHIP) {
            throw FileError.of(EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        int at = b.getInt(0);
        int what = b.getShort(4) & 0xffff;
        int length = b.getShort(6) & 0xffff;
        if (value.length < length + 8) {
            throw FileError.of(EINVAL);
        }
        String asked = at + " " + what + " " + Arrays.toString(Arrays.copyOfRange(value, 8, 8 + Math.min(length, 8)));
        if (!add) {
            if (memberships.computeIfPresent(asked, (key, count) -> count > 1 ? count - 1 : null) == null && at == 0) {
                throw FileError.of(EADDRNOTAVAIL);
            }
            return;
        }
        if (net.interfaces.at(at) == null) {
            throw FileError.of(ENODEV);
        }
        boolean group = what == 0 || what == 3;
        if (length > LinkFrame.ADDRESS || what >= MOST_KINDS || group && length != LinkFrame.ADDRESS) {
            throw FileError.of(EINVAL);
        }
        if (memberships.size() >= MOST_MEMBERSHIPS && !memberships.containsKey(asked)) {
            throw FileError.of(ENOBUFS);
        }
        memberships.merge(asked, 1, Integer::sum);
    }

    private void ring(byte[] value) {
        PacketRing.Shape shape = PacketRing.Shape.of(value, version, reserve, type);
        if (ring != null && ring.isMapped()) {
            throw FileError.of(EBUSY);
        }
        if (shape.blocks() == 0) {
            if (ring != null) {
                ring.close();
            }
            ring = null;
            return;
        }
        requireNoRing();
        ring = new PacketRing(facilities, shape, this::wake);
    }

    @Override
    protected void close() {
        hook(false);
        if (ring != null) {
            ring.close();
        }
        inbox.discard();
        wake();
    }
}
