package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.AF_UNIX;

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
    }

    private static Peer credentials(Caller who) {
        return new Peer(who.process(), who.credentials().euid, who.credentials().egid);
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
        if (phase == Phase.CONNECTED) {
            throw FileError.of(EISCONN);
        }
        if (phase != Phase.IDLE) {
            throw FileError.of(EINVAL);
        }
        Socket found = UnixBinding.find(who, net, name);
        if (found.type != type) {
            throw FileError.of(EPROTOTYPE);
        }
        UnixStreamSocket listener = (UnixStreamSocket) found;
        if (listener.phase != Phase.LISTENING || listener.readShut) {
            throw FileError.of(ECONNREFUSED);
        }
        if (listener.full()) {
            awaited = listener.queue();
            return WOULD_BLOCK;
        }
        UnixStreamSocket server = new UnixStreamSocket(who, listener.net, type);
        join(this, server);
        server.local = listener.local;
        server.remote = local;
        remote = listener.local;
        server.peer = credentials(who);
        server.options.passCredentials = listener.options.passCredentials;
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
    void unlisten() {
        // Connecting fails as soon as the phase is another
    }

    @Override
    void unbind() {
        binding.unbind();
    }
}
