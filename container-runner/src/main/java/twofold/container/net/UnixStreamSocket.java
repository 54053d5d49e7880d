package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.AF_UNIX;
import static twofold.container.abi.Net.MSG_OOB;
import static twofold.container.abi.Net.SIOCATMARK;
import static twofold.container.abi.Poll.POLLPRI;

import java.nio.ByteBuffer;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A connected UNIX socket: SOCK_STREAM or SOCK_SEQPACKET of unix(7). */
final class UnixStreamSocket extends StreamSocket {
    private final UnixBinding binding = new UnixBinding(this);
    private WaitQueue awaited;

    UnixStreamSocket(Caller who, NetNamespace net, int type) {
        super(who, net, AF_UNIX, type, 0);
        local = SocketName.Unix.UNNAMED;
        remote = SocketName.Unix.UNNAMED;
        net.unixSockets.add(this);
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        requireConnected(message, from.hasRemaining());
        if (isStream() && (writeShut || other == null)) {
            return broken(from);
        }
        if (!isStream()) {
            binding.name(who);
            local = binding.name();
        }
        if ((message.flags() & MSG_OOB) == 0 || phase != Phase.CONNECTED || other == null || other.readShut || writeShut) {
            return super.send(who, from, message);
        }
        int length = from.remaining();
        byte last = from.get(from.limit() - 1);
        if (length > 1) {
            from.limit(from.limit() - 1);
            int sent = super.send(who, from, message);
            if (sent < length - 1) {
                return sent;
            }
        }
        Peer sender = message.named() || options.passesSender() || other.options.passesSender() ? message.sender() : null;
        other.inbox.urgent(last, length == 1 ? message.files() : null, sender);
        other.urge();
        other.wake();
        return length;
    }

    /** What is refused first of what is sent, whatever has been shut down. */
    private void requireConnected(Outgoing message, boolean any) {
        boolean urgent = (message.flags() & MSG_OOB) != 0;
        boolean addressed = isStream() && message.to() != null;
        if (urgent && isStream() && !any) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (phase != Phase.CONNECTED) {
            throw FileError.of(addressed ? EOPNOTSUPP : ENOTCONN);
        }
        if (addressed || urgent && !isStream()) {
            throw FileError.of(addressed ? EISCONN : EOPNOTSUPP);
        }
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if (phase == Phase.IDLE || phase == Phase.LISTENING) {
            throw FileError.of(notConnectedToReceive());
        }
        if ((message.flags & MSG_OOB) == 0) {
            int count = super.receive(who, to, message);
            message.source = count >= 0 && phase == Phase.CONNECTED ? peerName() : null;
            return count;
        }
        if (!isStream()) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (!inbox.hasUrgent() || options.urgentInline) {
            throw FileError.of(EINVAL);
        }
        if (!to.hasRemaining()) {
            return 0;
        }
        to.put(inbox.readUrgent(message.peeks()));
        message.outFlags |= MSG_OOB;
        message.length = 1;
        return 1;
    }

    @Override
    public int poll() {
        return super.poll() | (inbox.hasUrgent() ? POLLPRI : 0);
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == SIOCATMARK && !isStream()) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (command == SIOCATMARK) {
            memory.putInt(argument, inbox.isAtMark() ? 1 : 0);
            return 0;
        }
        return super.control(who, command, argument, memory);
    }

    private static Peer credentials(Caller who) {
        return new Peer(who.process(), who.credentials().euid, who.credentials().egid, who.credentials().groups.clone());
    }

    /** Makes two that are connected to each other. */
    static void pair(Caller who, UnixStreamSocket a, UnixStreamSocket b) {
        join(a, b);
        a.peer = credentials(who);
        b.peer = credentials(who);
    }

    @Override
    public void bind(Caller who, SocketName name) {
        binding.bind(who, name);
        local = binding.name();
    }

    @Override
    public void listen(Caller who, int limit) {
        if (phase != Phase.IDLE && phase != Phase.LISTENING || !binding.bound()) {
            throw FileError.of(EINVAL);
        }
        phase = Phase.LISTENING;
        backlog = Math.min(limit < 0 ? Integer.MAX_VALUE : limit, 4096);
        peer = credentials(who);
        wake();
    }

    @Override
    public int connect(Caller who, SocketName name) {
        binding.name(who);
        local = binding.name();
        UnixStreamSocket listener = (UnixStreamSocket) binding.find(who, name);
        if (listener.phase != Phase.LISTENING || listener.readShut) {
            throw FileError.of(ECONNREFUSED);
        }
        if (listener.full()) {
            awaited = listener.queue();
            return WOULD_BLOCK;
        }
        if (phase != Phase.IDLE) {
            throw FileError.of(phase == Phase.CONNECTED ? EISCONN : EINVAL);
        }
        UnixStreamSocket server = new UnixStreamSocket(who, listener.net, type);
        join(this, server);
        server.local = listener.local;
        server.remote = local;
        remote = listener.local;
        server.peer = credentials(who);
        server.options.passCredentials = listener.options.passCredentials;
        server.options.passProcess = listener.options.passProcess;
        peer = listener.peer;
        listener.arrived.add(server);
        listener.wake();
        return 0;
    }

    @Override
    public WaitQueue connectQueue() {
        return awaited;
    }

    @Override
    public StreamSocket accept(Caller who) {
        StreamSocket accepted = super.accept(who);
        if (accepted != null) {
            wake();
        }
        return accepted;
    }

    @Override
    int notConnectedToSend() {
        return ENOTCONN;
    }

    @Override
    int notConnectedToReceive() {
        return isStream() ? EINVAL : ENOTCONN;
    }

    @Override
    public SocketName localName() {
        return local;
    }

    @Override
    int state() {
        return phase == Phase.CONNECTED ? 1 : 7;
    }

    /** What the other end is called by now. */
    @Override
    public SocketName peerName() {
        remote = other != null ? other.local : remote;
        return super.peerName();
    }

    @Override
    void left(boolean reset) {
        remote = other != null ? other.local : remote;
        super.left(reset);
    }

    @Override
    void unlisten() {
        // Connecting fails as soon as the phase is another
    }

    @Override
    protected void close() {
        super.close();
        net.underWay.collect();
    }

    @Override
    void unbind() {
        net.unixSockets.remove(this);
        binding.unbind();
    }
}
