package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.POLLPRI;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import twofold.container.abi.Cap;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/**
 * TCP as its users see it, tcp(7): there are no segments, what one side writes lies in the other's queue. A connection request that finds
 * the listener's queue full waits there.
 */
final class TcpSocket extends StreamSocket implements Ports.Bound {
    private static final int FIRST_UNPRIVILEGED = 1024;
    private static final int BUFFER = 1 << 20;
    private final ArrayDeque<TcpSocket> knocking = new ArrayDeque<>(0);
    private int port;
    private boolean announced = true;
    /** Bytes received, and how many there were before the urgent one, -1 if it is passed. */
    private long consumed;
    private long mark = -1;
    private int urgent = -1;
    private boolean finReceived;

    TcpSocket(Caller who, NetNamespace net, int family) {
        super(who, net, family, SOCK_STREAM, IPPROTO_TCP);
        local = new SocketName.Inet(any(), 0, six(), 0);
        options.sendBuffer = BUFFER;
    }

    private boolean six() {
        return family == AF_INET6;
    }

    private IpAddress any() {
        return six() ? IpAddress.ANY6 : IpAddress.ANY4;
    }

    private SocketName.Inet here() {
        return (SocketName.Inet) local;
    }

    @Override
    public IpAddress address() {
        return here().address();
    }

    @Override
    public int families() {
        return !six() ? 1 : options.onlySix ? 2 : address().isAny() ? 3 : address().isFour() ? 1 : 2;
    }

    @Override
    public boolean shares() {
        return options.reusePort || options.reuseAddress && phase != Phase.LISTENING;
    }

    @Override
    public void bind(Caller who, SocketName name) {
        SocketName.Inet wanted = Addresses.bindable(this, name);
        if (port != 0 || phase != Phase.IDLE) {
            throw FileError.of(EINVAL);
        }
        if (wanted.port() > 0 && wanted.port() < FIRST_UNPRIVILEGED && !who.credentials().has(Cap.CAP_NET_BIND_SERVICE, net.owner())) {
            throw FileError.of(EACCES);
        }
        SocketName before = local;
        local = wanted.as(six());
        try {
            port = net.tcp.take(this, wanted.port());
            local = here().port(port);
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
            port = net.tcp.take(this, 0);
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
                other = null;
                there.left(true);
            }
            phase = Phase.IDLE;
            readShut = false;
            writeShut = false;
            inbox.discard();
            return 0;
        }
        if (!announced && phase == Phase.CONNECTED) {
            announced = true;
            return 0;
        }
        switch (phase) {
            case CONNECTED -> throw FileError.of(EISCONN);
            case CONNECTING -> throw FileError.of(EALREADY);
            case LISTENING -> throw FileError.of(EISCONN);
            default -> {
                int failed = failed();
                return failed != 0 ? failed : start(who, (SocketName.Inet) name);
            }
        }
    }

    private int start(Caller who, SocketName.Inet to) {
        IpAddress address = Addresses.reachable(this, to.address());
        NetNamespace there = net.route(address);
        if (there == null) {
            throw FileError.of(ENETUNREACH);
        }
        if (port == 0) {
            port = net.tcp.take(this, 0);
        }
        IpAddress source = address().isAny() ? net.source(address) : address();
        if (source == null) {
            throw FileError.of(ENETUNREACH);
        }
        local = new SocketName.Inet(source, port, six(), 0);
        remote = new SocketName.Inet(address, to.port(), six(), to.scope());
        TcpSocket listener = there.listener(address, to.port());
        if (listener == null) {
            error = ECONNREFUSED;
        } else if (listener.full()) {
            phase = Phase.CONNECTING;
            listener.knocking.add(this);
        } else {
            establish(who, listener);
        }
        announced = false;
        return -EINPROGRESS;
    }

    private void establish(Caller who, TcpSocket listener) {
        TcpSocket server = new TcpSocket(who, listener.net, listener.family);
        join(this, server);
        SocketName.Inet target = (SocketName.Inet) remote;
        server.port = listener.port;
        server.local = target.as(listener.six());
        server.remote = here().as(listener.six());
        server.options.reuseAddress = true;
        server.options.reusePort = listener.options.reusePort;
        server.options.linger = listener.options.linger;
        server.options.urgentInline = listener.options.urgentInline;
        server.options.onlySix = listener.options.onlySix;
        listener.net.tcp.join(server, server.port);
        listener.arrived.add(server);
        listener.wake();
        wake();
    }

    @Override
    public void announce() {
        announced = true;
    }

    @Override
    public StreamSocket accept(Caller who) {
        StreamSocket accepted = super.accept(who);
        while (!full() && !knocking.isEmpty()) {
            TcpSocket next = knocking.poll();
            if (next.phase == Phase.CONNECTING) {
                next.establish(who, this);
            }
        }
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

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        if ((message.flags() & MSG_OOB) != 0 && phase == Phase.CONNECTED && other != null && from.remaining() > 0) {
            return sendUrgent(who, from, message);
        }
        return super.send(who, from, message);
    }

    private int sendUrgent(Caller who, ByteBuffer from, Outgoing message) {
        TcpSocket there = (TcpSocket) other;
        int length = from.remaining();
        byte last = from.get(from.limit() - 1);
        if (there.options.urgentInline) {
            int sent = super.send(who, from, message);
            if (sent > 0) {
                there.mark = there.consumed + there.inbox.bytes() - 1;
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
        there.urgent = last & 0xff;
        there.mark = there.consumed + there.inbox.bytes();
        there.wake();
        return length;
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & MSG_OOB) != 0) {
            if (urgent < 0) {
                throw FileError.of(EINVAL);
            }
            if (!to.hasRemaining()) {
                return 0;
            }
            to.put((byte) urgent);
            message.outFlags |= MSG_OOB;
            urgent = message.peeks() ? urgent : -1;
            return 1;
        }
        int limit = to.limit();
        if (mark > consumed && to.remaining() > mark - consumed) {
            to.limit(to.position() + (int) (mark - consumed));
        }
        int count = super.receive(who, to, message);
        to.limit(limit);
        if (count > 0 && !message.peeks()) {
            mark = mark >= 0 && consumed >= mark ? -1 : mark;
            consumed += count;
        }
        return count;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == SIOCATMARK) {
            memory.putInt(argument, mark >= 0 && mark == consumed ? 1 : 0);
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    /** What is written to one who has closed goes nowhere; the answer to it ends the connection. */
    @Override
    int broken(ByteBuffer from) {
        if (!writeShut && (other != null || finReceived)) {
            if (other == null) {
                finReceived = false;
                writeShut = true;
            }
            return from.remaining();
        }
        return super.broken(from);
    }

    @Override
    void left(boolean reset) {
        finReceived = !reset;
        super.left(reset);
        if (reset) {
            phase = Phase.CLOSED;
        }
    }

    @Override
    boolean hangsUp() {
        return false;
    }

    @Override
    public int poll() {
        return super.poll() | (urgent >= 0 ? POLLPRI : 0);
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        if (phase == Phase.LISTENING && reading) {
            unlisten();
            phase = Phase.IDLE;
            wake();
            return;
        }
        if (phase == Phase.CONNECTED && writeShut && (other == null || other.writeShut)) {
            throw FileError.of(ENOTCONN);
        }
        if (phase == Phase.CONNECTED && other == null && finReceived) {
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
    public Peer peer() {
        return new Peer(0, -1, -1);
    }

    @Override
    void unlisten() {
        for (TcpSocket waiting : knocking) {
            waiting.phase = Phase.IDLE;
            waiting.error = ECONNREFUSED;
            waiting.wake();
        }
        knocking.clear();
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
            case CONNECTED -> other == null ? 8 : 1;
            case CONNECTING -> 2;
            default -> 7;
        };
    }

    @Override
    public byte[] option(int level, int name) {
        if (level != SOL_TCP) {
            return null;
        }
        if (name == TCP_INFO) {
            return ByteBuffer.allocate(104).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) state()).array();
        }
        return name == TCP_CONGESTION ? new byte[] {'c', 'u', 'b', 'i', 'c', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} : null;
    }
}
