package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.AF_UNIX;
import static twofold.container.abi.Net.MSG_DONTWAIT;
import static twofold.container.abi.Net.MSG_OOB;
import static twofold.container.abi.Net.SIOCATMARK;
import static twofold.container.abi.Net.SOCK_DGRAM;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** SOCK_DGRAM of unix(7): whole messages, in order, none lost. */
final class UnixDatagramSocket extends Socket {
    /** net.unix.max_dgram_qlen. */
    private static final int MOST_WAITING = 10;
    private final UnixBinding binding = new UnixBinding(this);
    private UnixDatagramSocket other;
    private boolean closed;
    private Peer peer;
    private WaitQueue awaited;
    /** Who is connected to this one, and wants to know when there is room. */
    private final List<UnixDatagramSocket> senders = new ArrayList<>(1);

    UnixDatagramSocket(Caller who, NetNamespace net) {
        super(who, net, AF_UNIX, SOCK_DGRAM, 0);
        net.unixSockets.add(this);
    }

    static void pair(Caller who, UnixDatagramSocket a, UnixDatagramSocket b) {
        a.tie(b);
        b.tie(a);
        a.peer = new Peer(who.process(), who.credentials().euid, who.credentials().egid, who.credentials().groups.clone());
        b.peer = a.peer;
    }

    private void tie(UnixDatagramSocket to) {
        if (other != null) {
            other.senders.remove(this);
        }
        other = to;
        if (to != null) {
            to.senders.add(this);
        }
    }

    @Override
    public void bind(Caller who, SocketName name) {
        binding.bind(who, name);
    }

    @Override
    public int connect(Caller who, SocketName name) {
        if (name instanceof SocketName.None) {
            leave(null);
            return 0;
        }
        binding.name(who);
        leave(target(who, name));
        return 0;
    }

    /** Has another peer or none: what came from the one before is lost, of which that one is told if it is still connected to this. */
    private void leave(UnixDatagramSocket to) {
        UnixDatagramSocket before = other;
        tie(to);
        if (before == null || before == to || inbox.isEmpty()) {
            return;
        }
        inbox.discard();
        senders.forEach(Socket::wake);
        if (!before.closed && before.other == this) {
            before.error = ECONNRESET;
            before.wake();
        }
    }

    private UnixDatagramSocket target(Caller who, SocketName name) {
        UnixDatagramSocket to = (UnixDatagramSocket) binding.find(who, name);
        if (to.other != null && to.other != this) {
            throw FileError.of(EPERM);
        }
        return to;
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        if (message.to() == null && other == null) {
            throw FileError.of(ENOTCONN);
        }
        binding.name(who);
        if (from.remaining() > options.sendBuffer - 32) {
            throw FileError.of(EMSGSIZE);
        }
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        if (writeShut) {
            throw FileError.of(EPIPE);
        }
        UnixDatagramSocket to = message.to() != null ? target(who, message.to()) : other;
        if (!to.closed && to.other != null && to.other != this) {
            throw FileError.of(EPERM);
        }
        if (to.closed) {
            if (to == other) {
                leave(null);
            }
            throw FileError.of(ECONNREFUSED);
        }
        if (to.readShut) {
            throw FileError.of(EPIPE);
        }
        int length = from.remaining();
        if (to.inbox.packets() > MOST_WAITING) {
            awaited = to.queue();
            return WOULD_BLOCK;
        }
        if (!to.options.filter.admits(from)) {
            from.position(from.limit());
            if (message.files() != null) {
                message.files().forEach(File::release);
            }
            return length; // The receiver does not want it, which is not the sender's to know
        }
        Peer sender = message.named() || options.passesSender() || to.options.passesSender() ? message.sender() : null;
        to.stamp(to.inbox.message(from, length, binding.name(), null, message.files(), sender));
        to.wake();
        return length;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        if (command == SIOCATMARK) {
            throw FileError.of(EOPNOTSUPP);
        }
        return super.control(who, command, argument, memory);
    }

    @Override
    public WaitQueue sendQueue(Outgoing message) {
        return awaited;
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if ((message.flags & MSG_OOB) != 0) {
            throw FileError.of(EOPNOTSUPP);
        }
        if (inbox.isEmptyFor(message)) {
            int failed = failed();
            return failed != 0 ? failed : readShut && !nonBlocking() && (message.flags & MSG_DONTWAIT) == 0 ? 0 : WOULD_BLOCK;
        }
        int count = inbox.readMessage(to, message);
        if (!message.peeks()) {
            wake();
            senders.forEach(Socket::wake);
        }
        return count;
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        readShut |= reading;
        writeShut |= writing;
        wake();
        if (other != null) {
            other.wake();
        }
    }

    @Override
    int state() {
        return other != null ? 1 : 7;
    }

    @Override
    public SocketName localName() {
        return binding.name();
    }

    @Override
    public SocketName peerName() {
        if (other == null) {
            throw FileError.of(ENOTCONN);
        }
        return other.binding.name();
    }

    @Override
    public Peer peer() {
        return peer == null ? super.peer() : peer;
    }

    @Override
    public int poll() {
        int events = error != 0 ? POLLERR : 0;
        events |= !inbox.isEmpty() || readShut ? POLLIN | POLLRDNORM : 0;
        events |= readShut ? POLLRDHUP : 0;
        events |= readShut && writeShut ? POLLHUP : 0;
        boolean full = other != null && !other.closed && other.inbox.packets() > MOST_WAITING;
        return full ? events : events | POLLOUT | POLLWRNORM | POLLWRBAND;
    }

    @Override
    protected void close() {
        closed = true;
        net.unixSockets.remove(this);
        binding.unbind();
        for (UnixDatagramSocket sender : List.copyOf(senders)) {
            sender.wake();
        }
        tie(null);
        inbox.discard();
        wake();
        net.underWay.collect();
    }
}
