package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/** A socket that is connected to one other: what stream and seqpacket sockets of all families have in common. */
abstract class StreamSocket extends Socket {
    /** Where it is on its way. */
    enum Phase { IDLE, LISTENING, CONNECTING, CONNECTED, CLOSED }

    Phase phase = Phase.IDLE;
    /** The other end, null once that is gone. */
    StreamSocket other;
    /** Connections that were made and not yet accepted. */
    final ArrayDeque<StreamSocket> arrived = new ArrayDeque<>(0);
    int backlog;
    Peer peer = Peer.NOBODY;
    SocketName local;
    SocketName remote;

    StreamSocket(Caller who, NetNamespace net, int family, int type, int protocol) {
        super(who, net, family, type, protocol);
    }

    /** Joins two sockets. */
    static void join(StreamSocket a, StreamSocket b) {
        a.other = b;
        b.other = a;
        a.phase = Phase.CONNECTED;
        b.phase = Phase.CONNECTED;
    }

    boolean full() {
        return arrived.size() > backlog;
    }

    @Override
    public StreamSocket accept(Caller who) {
        if (phase != Phase.LISTENING) {
            throw FileError.of(EINVAL);
        }
        return arrived.pollFirst();
    }

    @Override
    public boolean listens() {
        return phase == Phase.LISTENING;
    }

    @Override
    public Peer peer() {
        return phase == Phase.CONNECTED || phase == Phase.LISTENING ? peer : super.peer();
    }

    /** Whether a send or a look at it found too little room since it was last told of more: the other side tells once it is writable again. */
    private boolean starved;

    int room() {
        return (int) Math.max(0, options.sendBuffer - other.inbox.bytes());
    }

    /** Whether enough of the send buffer is free for a connected socket to count as writable. */
    private boolean hasRoom() {
        return other.inbox.bytes() * 4 <= options.sendBuffer * 3L;
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        if (phase == Phase.CONNECTING) {
            return WOULD_BLOCK;
        }
        if (phase != Phase.CONNECTED) {
            throw FileError.of(writeShut ? EPIPE : notConnectedToSend());
        }
        if (writeShut || other == null || family == AF_UNIX && other.readShut) {
            return broken(from);
        }
        boolean whole = !isStream();
        int length = from.remaining();
        if (whole && length > options.sendBuffer - 32) {
            throw FileError.of(EMSGSIZE);
        }
        int room = room();
        if (room == 0 && length > 0 || whole && length > room && !other.inbox.isEmpty()) {
            starved = true;
            return WOULD_BLOCK;
        }
        int count = whole ? length : Math.min(length, room);
        starved |= count < length;
        int start = from.position();
        deliver(from, count, message);
        delivered(from, start, count);
        other.queue().wakeAll(POLLIN | POLLRDNORM);
        return count;
    }

    private void deliver(ByteBuffer from, int count, Outgoing message) {
        Peer sender = message.named() || options.passesSender() || other.options.passesSender() ? message.sender() : null;
        if (isStream()) {
            if (count > 0) {
                other.inbox.stream(from, count, message.files(), sender);
            }
        } else {
            other.stamp(other.inbox.message(from, count, null, null, message.files(), sender));
        }
    }

    /** {@code count} bytes from {@code start} on have gone to the other side's inbox. */
    void delivered(ByteBuffer from, int start, int count) {
        // Nobody looks on but where there are packets
    }

    /** It is about to send no more, or to break the connection off. */
    void ends(boolean breaks) {
        // Nobody looks on but where there are packets
    }

    /** The errno for sending before there is a connection. */
    abstract int notConnectedToSend();

    /** The errno for receiving before there is a connection. */
    abstract int notConnectedToReceive();

    /** Sends when the other side takes no more. */
    int broken(ByteBuffer from) {
        throw FileError.of(EPIPE);
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        if (phase == Phase.LISTENING) {
            throw FileError.of(notConnectedToReceive());
        }
        int count = inbox.isEmptyFor(message) ? -1 : isStream() ? inbox.readStream(to, message, options.passesSender(), options.urgentInline)
                : inbox.readMessage(to, message);
        if (count < 0 || count == 0 && isStream() && to.hasRemaining()) {
            return nothing();
        }
        if (other != null && !message.peeks() && (family == AF_UNIX || other.starved && other.hasRoom())) {
            other.starved = false;
            other.queue().wakeAll(POLLOUT | POLLWRNORM);
        }
        return count;
    }

    /** What a read comes to that finds nothing: the error that waits, 0 at the end, else it would wait. */
    int nothing() {
        int failed = failed();
        if (failed != 0) {
            return failed;
        }
        if (readShut || phase == Phase.CLOSED || phase == Phase.CONNECTED && other == null) {
            return 0;
        }
        if (phase != Phase.CONNECTED && phase != Phase.CONNECTING) {
            throw FileError.of(notConnectedToReceive());
        }
        return WOULD_BLOCK;
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        if (family != AF_UNIX && phase != Phase.CONNECTED && !(phase == Phase.LISTENING && reading)) {
            throw FileError.of(ENOTCONN);
        }
        readShut |= reading;
        writeShut |= writing;
        if (other != null) {
            if (writing) {
                ends(false);
                other.finished();
            }
            other.writeShut |= reading && family == AF_UNIX;
            other.wake();
        }
        wake();
    }

    /** The other side sends no more. */
    void finished() {
        readShut = true;
    }

    /** The other side is gone. */
    void left(boolean reset) {
        other = null;
        readShut = true;
        if (reset) {
            error = ECONNRESET;
        }
        wake();
    }

    @Override
    protected void close() {
        if (phase == Phase.LISTENING) {
            unlisten();
            for (StreamSocket waiting : arrived) {
                waiting.abandon();
            }
            arrived.clear();
        }
        unbind();
        if (other != null) {
            StreamSocket there = other;
            boolean unread = isStream() ? inbox.bytes() > 0 : !inbox.isEmpty();
            boolean breaks = unread || options.linger == 0 && family != AF_UNIX;
            ends(breaks);
            other = null;
            there.left(breaks);
        } else {
            ends(false);
        }
        phase = Phase.CLOSED;
        inbox.discard();
        wake();
    }

    /** A connection that nobody accepted is over. */
    private void abandon() {
        if (other != null) {
            ends(true);
            other.left(true);
            other = null;
        }
        release();
    }

    /** Nobody will accept any more. */
    abstract void unlisten();

    /** The name is free again. */
    abstract void unbind();

    @Override
    public int poll() {
        if (phase == Phase.LISTENING) {
            boolean shut = readShut && family == AF_UNIX;
            return (shut || !arrived.isEmpty() ? POLLIN | POLLRDNORM : 0) | (shut ? POLLRDHUP : 0) | (shut && writeShut ? POLLHUP : 0);
        }
        if (phase == Phase.CONNECTING) {
            return 0;
        }
        boolean gone = phase != Phase.CONNECTED || other == null;
        boolean ended = readShut || phase == Phase.CONNECTED && other == null;
        int events = error != 0 ? POLLERR : 0;
        events |= !inbox.isEmpty() || ended ? POLLIN | POLLRDNORM : 0;
        events |= ended ? POLLRDHUP : 0;
        events |= ended && writeShut || gone && (phase != Phase.CONNECTED || hangsUp()) ? POLLHUP : 0;
        boolean writable = gone || writeShut || hasRoom();
        starved |= !writable;
        return writable ? events | POLLOUT | POLLWRNORM | (family == AF_UNIX ? POLLWRBAND : 0) : events;
    }

    /** Whether the other side's end alone is a hang-up. */
    boolean hangsUp() {
        return true;
    }

    @Override
    public SocketName peerName() {
        if (phase != Phase.CONNECTED || remote == null) {
            throw FileError.of(ENOTCONN);
        }
        return remote;
    }
}
