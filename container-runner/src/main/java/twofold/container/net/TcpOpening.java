package twofold.container.net;

import static twofold.container.abi.Errno.*;

import java.util.ArrayDeque;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Facilities;
import twofold.image.overlay.FileError;

/**
 * How connections of a TCP socket come about, RFC 9293 section 3.5: requests of its own, and at a listener those of others that wait for room or, by
 * TCP_DEFER_ACCEPT, for something to read.
 */
final class TcpOpening {
    /** How long nobody's answering a request for an address takes to be told, nanoseconds. */
    private static final long UNREACHABLE_AFTER = 3_000_000_000L;
    private static final long TIMED_OUT_AFTER = 127_000_000_000L;
    /** How long a request goes unanswered before it is made again, RFC 6298 section 2, nanoseconds. */
    private static final long ASKS_AGAIN_AFTER = 1_000_000_000L;
    private final TcpSocket socket;
    private final ArrayDeque<TcpSocket> knocking = new ArrayDeque<>(0);
    /** Connections that wait to say something, and whom such a one waits for. */
    private final ArrayDeque<TcpOpening> deferred = new ArrayDeque<>(0);
    private TcpOpening deferredBy;
    /** Calls off its end without a word. */
    private Runnable deferral;
    private boolean announced = true;
    /** A request was refused, which the next connect(2) tells if nobody else has. */
    private boolean refused;

    TcpOpening(TcpSocket socket) {
        this.socket = socket;
    }

    boolean isRefused() {
        return refused;
    }

    /** Tells of a refusal no more; whether there was one to tell. */
    boolean forget() {
        boolean late = refused;
        refused = false;
        return late;
    }

    /** It is told that there is a connection; whether that is news. */
    boolean announces() {
        boolean news = !announced;
        announced = true;
        return news;
    }

    /** Asks for a connection. */
    int start(Caller who, SocketName.Inet to) {
        IpAddress address = Addresses.reachable(socket, to.address());
        NetNamespace net = socket.net;
        NetNamespace there = net.route(address);
        if (there == null) {
            throw FileError.of(net.unreachable(address, !socket.address().isAny()));
        }
        if (socket.port == 0) {
            socket.port = net.tcp.take(socket, 0, socket.options.portRange(), socket.now());
        }
        IpAddress source = socket.address().isAny() ? net.source(address) : socket.address();
        if (source == null) {
            throw FileError.of(net.unreachable(address, !socket.address().isAny()));
        }
        requireFree(source, address, to.port());
        socket.local = new SocketName.Inet(source, socket.port, socket.six(), 0);
        socket.remote = new SocketName.Inet(address, to.port(), socket.six(), to.scope());
        if (there.tunnel != null || net.strays(socket, address)) {
            stray(who, there.tunnel);
            return -EINPROGRESS;
        }
        boolean itself = there == net && to.port() == socket.port && address.equals(source);
        TcpSocket listener = itself ? null : there.listener(address, to.port(), source, socket.port);
        socket.begins();
        TcpWire.asked(socket);
        net.counts.tcpOpened++;
        if (itself) {
            StreamSocket.join(socket, socket);
            TcpWire.opened(socket);
            socket.wake();
        } else if (listener == null) {
            refuse();
        } else if (listener.full()) {
            socket.phase = StreamSocket.Phase.CONNECTING;
            listener.opening.knocking.add(socket);
        } else {
            establish(who, listener);
        }
        announced = false;
        return -EINPROGRESS;
    }

    /** EADDRNOTAVAIL if another has a connection from the same address and port to the same. */
    private void requireFree(IpAddress source, IpAddress address, int port) {
        for (Ports.Bound each : socket.net.tcp.at(socket.port)) {
            boolean taken = each != socket && each instanceof TcpSocket other && other.phase == StreamSocket.Phase.CONNECTED && other.remote != null
                    && other.address().equals(source) && other.there().address().equals(address) && other.there().port() == port;
            if (taken) {
                throw FileError.of(EADDRNOTAVAIL);
            }
        }
    }

    /** It asks by an interface that does not lead there, or by one whose other end is a file, through which no streams go; and hears so after a while. */
    private void stray(Caller who, TunDevice device) {
        socket.phase = StreamSocket.Phase.CONNECTING;
        announced = false;
        SocketName target = socket.remote;
        if (device == null) {
            who.facilities().after(UNREACHABLE_AFTER, () -> lost(target, EHOSTUNREACH));
        } else {
            device.find(socket.there().address(), () -> who.facilities().after(TIMED_OUT_AFTER, () -> lost(target, ETIMEDOUT)), () -> lost(target, EHOSTUNREACH));
        }
    }

    private void lost(SocketName target, int errno) {
        if (socket.phase == StreamSocket.Phase.CONNECTING && socket.remote == target) {
            socket.phase = StreamSocket.Phase.IDLE;
            socket.error = errno;
            refused = true;
            socket.wake();
        }
    }

    /** Nobody listens any more, which it hears when it asks again. */
    private void refuseLater() {
        if (socket.facilities == null) {
            refuse();
            return;
        }
        SocketName target = socket.remote;
        socket.facilities.after(ASKS_AGAIN_AFTER, () -> {
            if (socket.phase == StreamSocket.Phase.CONNECTING && socket.remote == target) {
                refuse();
            }
        });
    }

    private void refuse() {
        NetNamespace net = socket.net;
        TcpWire.refused(socket);
        net.counts.tcpRefused++;
        NetNamespace there = net.route(socket.there().address());
        (there == null ? net : there).counts.tcpResetsSent++;
        socket.error = ECONNREFUSED;
        refused = true;
        socket.phase = StreamSocket.Phase.IDLE;
        socket.remote = null;
        socket.giveBack();
        socket.wake();
    }

    private void establish(Caller who, TcpSocket listener) {
        TcpSocket server = new TcpSocket(who, listener.net, listener.family);
        StreamSocket.join(socket, server);
        server.port = listener.port;
        server.local = socket.there().as(listener.six());
        server.remote = socket.here().as(listener.six());
        server.options.inherit(listener.options);
        server.own.inherit(listener.own);
        listener.net.tcp.join(server, server.port);
        listener.net.counts.tcpAccepted++;
        TcpWire.opened(socket);
        if (listener.options.deferral() > 0 && socket.facilities != null) {
            server.opening.waitFor(listener.opening, socket.facilities);
        } else {
            listener.arrived.add(server);
            listener.wake();
        }
        socket.wake();
    }

    private void waitFor(TcpOpening listener, Facilities facilities) {
        deferredBy = listener;
        listener.deferred.add(this);
        deferral = facilities.after(listener.socket.options.deferral() * 1_000_000_000L, this::arrives);
    }

    /** One that was not to be accepted before it had something to read is. */
    void arrives() {
        TcpOpening listener = deferredBy;
        if (listener != null) {
            deferredBy = null;
            deferral.run();
            deferral = null;
            listener.deferred.remove(this);
            listener.socket.arrived.add(socket);
            listener.socket.wake();
        }
    }

    /** There is room for more who ask. */
    void admit(Caller who) {
        while (!socket.full() && !knocking.isEmpty()) {
            TcpSocket next = knocking.poll();
            if (next.phase == StreamSocket.Phase.CONNECTING) {
                next.opening.establish(who, socket);
            }
        }
    }

    /** It listens no more. */
    void dissolve() {
        for (TcpSocket waiting : knocking) {
            waiting.opening.refuseLater();
        }
        knocking.clear();
        for (TcpOpening waiting : deferred.toArray(TcpOpening[]::new)) {
            waiting.arrives();
        }
    }
}
