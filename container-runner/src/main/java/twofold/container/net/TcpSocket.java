package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import twofold.container.abi.Tty;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/**
 * TCP as its users see it, tcp(7): there are no segments, what one side writes lies in the other's queue. A connection request that finds
 * the listener's queue full waits there.
 */
final class TcpSocket extends TcpEndpoint {
    /** What Linux makes of tcp_wmem for a connection over loopback. */
    private static final int BUFFER = 2_626_560;
    private static final int SIOCOUTQNSD = 0x894b;
    /** What is left of the other end, which closed first. */
    private TimeWait remains;
    /** When something came last, nanoseconds since 1970, or 0 if that was not noted. */
    private long lastArrival;
    private boolean closedFirst;
    /** Its own program broke the connection off, which the next one forgets. */
    private boolean disconnected;
    final TcpOptions own = new TcpOptions();
    final TcpOpening opening = new TcpOpening(this);
    /** Bytes received. */
    private long consumed;
    private final UrgentData urgent = new UrgentData();
    /** What is being sent ends with a byte out of band. */
    private boolean urging;
    /** A message that waits for the connection it began. */
    private boolean opensFast;
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
        super(who, net, family);
        options.sendBuffer = BUFFER;
        errors = new ErrorQueue(who.account());
        options.stamps.count(() -> phase == Phase.CONNECTED || phase == Phase.CONNECTING ? sent : -1);
    }

    @Override
    public int receiveError(ByteBuffer to, Incoming message) {
        return errors.isEmpty() ? WOULD_BLOCK : errors.read(to, message, this);
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
                disconnected = true;
            }
            opening.forget();
            deaf = false;
            finReceived = false;
            phase = Phase.IDLE;
            readShut = false;
            writeShut = false;
            opensFast = false;
            urgent.forget();
            consumed = 0;
            inbox.discard();
            return 0;
        }
        if (phase == Phase.CONNECTED && opening.announces()) {
            return 0;
        }
        switch (phase) {
            case CONNECTED, CLOSED -> throw FileError.of(EISCONN);
            case CONNECTING -> throw FileError.of(EALREADY);
            case LISTENING -> throw FileError.of(EISCONN);
            default -> {
                error = disconnected ? 0 : error;
                disconnected = false;
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
        urgent.forget();
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
        int begun = (message.flags() & MSG_FASTOPEN) != 0 ? openFast(who, message) : 0;
        if (begun != 0) {
            return begun;
        }
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

    /** Begins the connection that MSG_FASTOPEN asks for, 0 once it is there or has failed. There are no cookies, so nothing travels with the request itself. */
    private int openFast(Caller who, Outgoing message) {
        if (!opensFast) {
            if ((net.settings.number("net/ipv4/tcp_fastopen") & 1) == 0 || message.to() instanceof SocketName.None) {
                throw FileError.of(EOPNOTSUPP);
            }
            int result = message.to() == null ? -EINVAL : connect(who, message.to());
            boolean waits = !nonBlocking() && (message.flags() & MSG_DONTWAIT) == 0;
            if (result != 0 && (result != -EINPROGRESS || !waits)) {
                return result;
            }
            opensFast = true;
        }
        if (phase == Phase.CONNECTING) {
            return WOULD_BLOCK;
        }
        opensFast = false;
        announce();
        return 0;
    }

    /** Bytes that it has received, those not yet read among them, and what stands for the end. */
    long received() {
        return consumed + inbox.bytes() + (ended() ? 1 : 0);
    }

    @Override
    void delivered(ByteBuffer from, int start, int count) {
        if (other instanceof TcpSocket there) {
            there.opening.arrives();
            there.lastArrival = there.options.stamps.now(there.facilities);
        }
        TcpWire.data(this, sent, from, start, count, urging);
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
        boolean makesWay = there.skips() && !there.inbox.isEmpty();
        int count;
        urging = true;
        try {
            count = super.send(who, from, message);
        } finally {
            urging = false;
        }
        if (count > 0) {
            if (makesWay) {
                there.skip();
            }
            there.urgent.comes(there.consumed + there.inbox.bytes() - 1, from.get(from.position() - 1));
            there.urge();
            there.wake();
        }
        return count;
    }

    /** Whether the next byte is one that a reader passes over. */
    private boolean skips() {
        return !options.urgentInline && urgent.isBehind(consumed);
    }

    private void skip() {
        inbox.skip();
        urgent.passes(++consumed);
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & MSG_OOB) != 0) {
            return urgent.receive(to, message, options.urgentInline);
        }
        boolean skips = skips() && to.hasRemaining() && !inbox.isEmpty();
        if (skips && message.peeks() && inbox.peekOffset <= 0) {
            return peekBehind(who, to, message);
        }
        if (skips && !message.peeks()) {
            skip();
        }
        int limit = to.limit();
        to.limit(to.position() + urgent.upToMark(consumed, to.remaining()));
        int count = super.receive(who, to, message);
        to.limit(limit);
        message.stamp = lastArrival;
        if (count > 0 && !message.peeks()) {
            consumed += count;
            urgent.passes(consumed);
        }
        return count;
    }

    /** Looks at what follows the next byte. */
    private int peekBehind(Caller who, ByteBuffer to, Incoming message) {
        ByteBuffer seen = ByteBuffer.allocate(1 + (int) Math.min(to.remaining(), inbox.bytes()));
        int count = super.receive(who, seen, message);
        if (count <= 1) {
            return nothing();
        }
        inbox.peekOffset -= inbox.peekOffset > 0 ? 1 : 0;
        message.length = count - 1;
        to.put(seen.flip().position(1));
        return count - 1;
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
        if (command == Tty.FIONREAD && !listens()) {
            memory.putInt(argument, ahead());
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
        boolean none = skips() && inbox.bytes() == 1 && !readShut && !ended();
        return super.poll() & ~(none ? POLLIN | POLLRDNORM : 0) | dead | (errors.isEmpty() ? 0 : options.errorEvents()) | (urgent.waits() ? POLLPRI : 0);
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
        int waiting = ahead();
        return waiting == 0 && (readShut || ended()) ? 1 : waiting;
    }

    /** How many bytes can be read, up to one out of band that does not come in line. */
    private int ahead() {
        return skips() ? 0 : options.urgentInline ? super.unread() : urgent.upToMark(consumed, super.unread());
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        return level == SOL_TCP && own.set(name, value) || super.setOption(who, level, name, value);
    }
}
