package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import twofold.container.abi.Cap;
import twofold.container.abi.Tty;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/**
 * TCP as its users see it, tcp(7): there are no segments, what one side writes lies in the other's queue. A connection request that finds
 * the listener's queue full waits there.
 */
final class TcpSocket extends StreamSocket implements Ports.Bound {
    private static final int BUFFER = 1 << 20;
    private static final int SIOCOUTQNSD = 0x894b;
    /** What is left of the other end, which closed first. */
    private TimeWait remains;
    /** When something came last, nanoseconds since 1970, or 0 if that was not noted. */
    private long lastArrival;
    private boolean closedFirst;
    int port;
    /** The port was asked for, and not just taken. */
    boolean asked;
    final TcpOptions own = new TcpOptions();
    final TcpOpening opening = new TcpOpening(this);
    /** Bytes received. */
    private long consumed;
    private final UrgentData urgent = new UrgentData();
    private boolean finReceived;
    /** Bytes that it has sent, and whether it has said that there are no more. */
    private long sent;
    private boolean finSent;
    /** Its own program reads no more. */
    private boolean deaf;
    /** Times of what it sent, and which of them the message under way asks for. */
    private final ErrorQueue errors;
    private int stamps = -1;

    TcpSocket(Caller who, NetNamespace net, int family) {
        super(who, net, family, SOCK_STREAM, IPPROTO_TCP);
        local = new SocketName.Inet(any(), 0, six(), 0);
        options.sendBuffer = BUFFER;
        errors = new ErrorQueue(who.account());
        options.stamps.count(() -> phase == Phase.CONNECTED || phase == Phase.CONNECTING ? sent : -1);
    }

    @Override
    public int receiveError(ByteBuffer to, Incoming message) {
        return errors.isEmpty() ? WOULD_BLOCK : errors.read(to, message, this);
    }

    boolean six() {
        return family == AF_INET6;
    }

    IpAddress any() {
        return six() ? IpAddress.ANY6 : IpAddress.ANY4;
    }

    SocketName.Inet there() {
        return (SocketName.Inet) remote;
    }

    SocketName.Inet here() {
        return (SocketName.Inet) local;
    }

    @Override
    public IpAddress address() {
        return here().address();
    }

    @Override
    public int families() {
        return !six() || address().isFour() ? 1 : options.onlySix || !address().isAny() ? 2 : 3;
    }

    @Override
    public int device() {
        return options.device;
    }

    @Override
    public int shares() {
        return (options.reusePort ? Ports.PORT : 0) | (options.reuseAddress && phase != Phase.LISTENING ? Ports.ADDRESS : 0);
    }

    @Override
    public int user() {
        return inode().uid();
    }

    /** How well a listener fits a request: -1 not at all; an address of its own is better than none. */
    int worth(IpAddress to, IpAddress from) {
        boolean four = to.isFour();
        if (!listens() || net.strays(this, from) || (families() & (four ? 1 : 2)) == 0 || !address().isAny() && !address().equals(to)) {
            return -1;
        }
        return (address().isAny() ? 0 : 2) + (four == !six() ? 1 : 0);
    }

    @Override
    public void bind(Caller who, SocketName name) {
        SocketName.Inet wanted = Addresses.bindable(this, name);
        if (port != 0 || phase != Phase.IDLE) {
            throw FileError.of(EINVAL);
        }
        if (wanted.port() > 0 && wanted.port() < net.firstFreePort && !who.credentials().has(Cap.CAP_NET_BIND_SERVICE, net.owner())) {
            throw FileError.of(EACCES);
        }
        SocketName before = local;
        local = wanted.as(six());
        try {
            port = net.tcp.take(this, wanted.port(), options.portRange(), now());
            local = here().port(port);
            asked = true;
        } catch (FileError taken) {
            local = before;
            throw taken;
        }
    }

    @Override
    public void listen(Caller who, int limit) {
        if (phase != Phase.IDLE && phase != Phase.LISTENING) {
            throw FileError.of(EINVAL);
        }
        if (port == 0) {
            port = net.tcp.take(this, 0, options.portRange(), now());
            local = here().port(port);
        }
        if (phase == Phase.IDLE && !options.reusePort) {
            for (Ports.Bound other : net.tcp.at(port)) {
                if (other instanceof TcpSocket tcp && tcp != this && tcp.phase == Phase.LISTENING && (tcp.families() & families()) != 0
                        && (tcp.address().equals(address()) || tcp.address().isAny() || address().isAny())) {
                    throw FileError.of(EADDRINUSE);
                }
            }
        }
        phase = Phase.LISTENING;
        backlog = Math.min(limit < 0 ? 4096 : limit, 4096);
        wake();
    }

    @Override
    public int connect(Caller who, SocketName name) {
        if (name instanceof SocketName.None) {
            if (other != null) {
                TcpSocket there = (TcpSocket) other;
                ends(true);
                other = null;
                there.left(true);
                error = ECONNRESET;
            }
            opening.forget();
            deaf = false;
            finReceived = false;
            phase = Phase.IDLE;
            readShut = false;
            writeShut = false;
            inbox.discard();
            return 0;
        }
        if (phase == Phase.CONNECTED && opening.announces()) {
            return 0;
        }
        switch (phase) {
            case CONNECTED -> throw FileError.of(EISCONN);
            case CONNECTING -> throw FileError.of(EALREADY);
            case LISTENING -> throw FileError.of(EISCONN);
            default -> {
                int failed = failed();
                boolean late = opening.forget();
                return failed != 0 ? failed : late ? -ECONNABORTED : opening.start(who, (SocketName.Inet) name);
            }
        }
    }

    @Override
    public void announce() {
        opening.announces();
        opening.forget();
    }

    /** A connection begins: nothing was sent or received. */
    void begins() {
        sent = 0;
        urgent.forgetCount();
        consumed = 0;
        finSent = false;
    }

    @Override
    public StreamSocket accept(Caller who) {
        StreamSocket accepted = super.accept(who);
        opening.admit(who);
        return accepted;
    }

    @Override
    int notConnectedToSend() {
        return EPIPE;
    }

    @Override
    int notConnectedToReceive() {
        return ENOTCONN;
    }

    /** While the buffer has room a segment is begun, and one that was begun is filled. */
    @Override
    int room() {
        long ends = sent + Math.max(0, options.sendBuffer - other.inbox.bytes());
        int segment = Math.min(TcpOptions.SEGMENT, options.sendBuffer / 2);
        return (int) (Math.ceilDiv(ends, segment) * segment - sent);
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        stamps = message.stamps();
        if ((message.flags() & MSG_OOB) != 0 && phase == Phase.CONNECTED && other != null && from.remaining() > 0) {
            return sendUrgent(who, from, message);
        }
        if (phase == Phase.CONNECTED && !writeShut && other instanceof TcpSocket there && there.deaf && there.writeShut && from.hasRemaining()) {
            int length = from.remaining();
            delivered(from, from.position(), from.remaining());
            there.ends(true);
            finReceived = there.writeShut;
            other = null;
            there.left(true);
            left(true);
            return length;
        }
        return super.send(who, from, message);
    }

    /** Bytes that it has received, those not yet read among them, and what stands for the end. */
    long received() {
        return consumed + inbox.bytes() + urgent.count() + (ended() ? 1 : 0);
    }

    @Override
    void delivered(ByteBuffer from, int start, int count) {
        if (other instanceof TcpSocket there) {
            there.opening.arrives();
            there.lastArrival = there.options.stamps.now(there.facilities);
        }
        TcpWire.data(this, sent, from, start, count, false);
        sent += count;
        options.stamps.sentStream(this, errors, stamps, sent, from.duplicate().limit(start + count).position(start));
    }

    @Override
    void ends(boolean breaks) {
        if (phase != Phase.CONNECTED) {
            return;
        }
        if (other instanceof TcpSocket there) {
            there.opening.arrives();
        }
        if (breaks) {
            TcpWire.reset(this, sent + (finSent ? 1 : 0));
            net.counts.tcpResetsSent++;
            net.counts.tcpReset++;
            forgetOther();
        } else if (!finSent) {
            TcpWire.finished(this, sent);
            finSent = true;
            closedFirst = !ended();
            if (remains != null) {
                remains.until(now() + TimeWait.STAYS);
                remains = null;
            }
        }
    }

    /** The other end is told that the connection is broken off: nothing remains of it. */
    private void forgetOther() {
        if (remains != null) {
            remains.drop();
            remains = null;
        }
    }

    @Override
    protected void close() {
        errors.discard();
        TcpSocket there = (TcpSocket) other;
        boolean gently = phase == Phase.CONNECTED && inbox.isEmpty() && options.linger != 0 && there != this;
        super.close();
        int patience = Math.min(options.patience(), (int) (TimeWait.STAYS / 1_000_000_000L));
        if (gently && closedFirst && facilities != null && (there == null || patience > 0)) {
            long now = now();
            TimeWait left = net.tcp.remain(this, port, now, now + (there == null ? TimeWait.STAYS : patience * 1_000_000_000L));
            if (there != null) {
                there.remains = left;
            }
        }
    }

    private int sendUrgent(Caller who, ByteBuffer from, Outgoing message) {
        TcpSocket there = (TcpSocket) other;
        int length = from.remaining();
        byte last = from.get(from.limit() - 1);
        if (there.options.urgentInline) {
            int sent = super.send(who, from, message);
            if (sent > 0) {
                there.urgent.marks(there.consumed + there.inbox.bytes() - 1);
                there.urge();
            }
            return sent;
        }
        if (length > 1) {
            from.limit(from.limit() - 1);
            int sent = super.send(who, from, message);
            if (sent < length - 1) {
                return sent;
            }
        }
        TcpWire.data(this, sent++, from, from.position(), 1, true);
        there.urgent.comes(there.consumed + there.inbox.bytes(), last);
        there.urge();
        there.wake();
        return length;
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & MSG_OOB) != 0) {
            return urgent.receive(to, message);
        }
        int limit = to.limit();
        to.limit(to.position() + urgent.upToMark(consumed, to.remaining()));
        int count = super.receive(who, to, message);
        to.limit(limit);
        message.stamp = lastArrival;
        if (count > 0 && !message.peeks()) {
            urgent.readBehind(consumed);
            consumed += count;
        }
        return count;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (listens() && (command == Tty.TIOCOUTQ || command == SIOCOUTQNSD)) {
            throw FileError.of(EINVAL);
        }
        if (command == SIOCOUTQNSD) {
            memory.putInt(argument, 0);
            return 0;
        }
        if (command == SIOCATMARK) {
            memory.putInt(argument, urgent.isBehind(consumed) ? 1 : 0);
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    /** What is written to one who has closed goes nowhere; the answer to it ends the connection. */
    @Override
    int broken(ByteBuffer from) {
        if (!writeShut && (other != null || finReceived)) {
            if (other == null && from.hasRemaining()) {
                delivered(from, from.position(), from.remaining());
                forgetOther();
                finReceived = false;
                writeShut = true;
                error = EPIPE;
                phase = Phase.CLOSED;
                wake();
            }
            return from.remaining();
        }
        return super.broken(from);
    }

    @Override
    void left(boolean reset) {
        boolean ended = ended();
        finReceived = !reset;
        super.left(reset);
        if (reset) {
            net.counts.tcpReset++;
            error = ended ? EPIPE : ECONNRESET;
            writeShut = true;
            phase = Phase.CLOSED;
        }
    }

    /** Whether the other side has said that it sends no more. */
    private boolean ended() {
        return other != null ? other.writeShut : finReceived;
    }

    @Override
    boolean hangsUp() {
        return false;
    }

    @Override
    public int poll() {
        int dead = opening.isRefused() ? POLLRDHUP | POLLIN | POLLRDNORM : 0;
        return super.poll() | dead | (errors.isEmpty() ? 0 : options.errorEvents()) | (urgent.waits() ? POLLPRI : 0);
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        if (phase == Phase.LISTENING && !reading) {
            return;
        }
        deaf |= reading && phase == Phase.CONNECTED;
        if (phase == Phase.LISTENING) {
            unlisten();
            phase = Phase.IDLE;
            readShut = false;
            writeShut = false;
            wake();
            return;
        }
        if (phase == Phase.IDLE) { // It is told that this was refused, and yet it is so
            readShut |= reading;
            writeShut |= writing;
            wake();
            throw FileError.of(ENOTCONN);
        }
        if (phase == Phase.CONNECTED && writeShut && (other == null || other.writeShut)) {
            throw FileError.of(ENOTCONN);
        }
        if (phase == Phase.CONNECTED && other == null && finReceived) {
            if (writing) {
                ends(false);
            }
            writeShut |= writing;
            wake();
            return;
        }
        super.shutDown(reading, writing);
    }

    @Override
    public SocketName localName() {
        return local;
    }

    @Override
    public SocketName peerName() {
        if (writeShut && ended()) {
            throw FileError.of(ENOTCONN);
        }
        return super.peerName();
    }

    @Override
    public Peer peer() {
        return new Peer(0, -1, -1);
    }

    @Override
    void unlisten() {
        opening.dissolve();
    }

    @Override
    void unbind() {
        if (port != 0) {
            net.tcp.giveBack(this, port);
        }
    }

    @Override
    int state() {
        return switch (phase) {
            case LISTENING -> 10;
            case CONNECTED -> writeShut ? ended() ? 7 : 5 : ended() ? 8 : 1;
            case CONNECTING -> 2;
            default -> 7;
        };
    }

    @Override
    public byte[] option(int level, int name) {
        return level == SOL_TCP ? own.read(this, name) : null;
    }

    @Override
    public int unread() {
        return inbox.isEmpty() && (readShut || ended()) ? 1 : super.unread();
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        return level == SOL_TCP && own.set(name, value) || super.setOption(who, level, name, value);
    }
}
