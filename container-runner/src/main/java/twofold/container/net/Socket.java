package twofold.container.net;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EFAULT;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOTTY;
import static twofold.container.abi.Errno.ENXIO;
import static twofold.container.abi.Errno.EOPNOTSUPP;
import static twofold.container.abi.Fcntl.O_RDWR;
import static twofold.container.abi.Fcntl.S_IFSOCK;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import twofold.container.abi.Net;
import twofold.container.abi.Tty;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Dentry;
import twofold.container.vfs.Domain;
import twofold.container.vfs.Facilities;
import twofold.container.vfs.File;
import twofold.container.vfs.FileSystem;
import twofold.container.vfs.LoneInode;
import twofold.container.vfs.Mount;
import twofold.container.vfs.VfsPath;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/**
 * An end of communication, socket(2). Nothing here waits: what would block is -EAGAIN, and {@link #queue} is woken when that may have
 * changed.
 */
public abstract class Socket extends File {
    /** Nothing longer is sent at once. */
    private static final int LONGEST = 256 << 10;
    private static final int SIOCGSTAMP = 0x8906;
    private static final int SIOCGSTAMPNS = 0x8907;
    private static final int SIOCGSTAMP_NEW = 0x80108906;
    private static final int SIOCGSTAMPNS_NEW = 0x80108907;
    private static final FileSystem SOCKFS = new LoneInode.LoneFileSystem("sockfs", 13, 0x534f434b);
    /** AF_ number. */
    public final int family;
    /** SOCK_ number. */
    public final int type;
    /** IPPROTO_ number. */
    public final int protocol;
    /** Where it lives. */
    public final NetNamespace net;
    /** Its options. */
    public final SocketOptions options = new SocketOptions();
    final Inbox inbox;
    /** The clocks of who made it; null for the kernel itself. */
    public final Facilities facilities;
    /** The domain of who made it, or null. */
    final Domain domain;
    private final WaitQueue queue = new WaitQueue();
    /** An errno to report once, SO_ERROR. */
    int error;
    /** What it has to do with groups, or null for nothing. */
    private Groups groups;
    /** No more will be received: shutdown here, or the peer has sent its last. */
    boolean readShut;
    /** No more will be sent. */
    boolean writeShut;

    Socket(Caller who, NetNamespace net, int family, int type, int protocol) {
        super(new SocketInode(who, SocketSummary.protocol(family, type, protocol)), O_RDWR);
        inbox = new Inbox(who.account());
        facilities = who.facilities();
        domain = who.credentials().domain;
        this.net = net;
        this.family = family;
        this.type = type;
        this.protocol = protocol;
        Dentry dentry = Dentry.detached("socket:[" + inode().number() + "]", inode());
        opened(new VfsPath(new Mount(SOCKFS, dentry, null, false, 0, "sockfs"), dentry));
    }

    /** The inode of a socket. */
    private static final class SocketInode extends LoneInode {
        /** The attribute by which a socket says what it speaks. */
        private static final String PROTOCOL = "system.sockprotoname";
        private final String protocol;

        SocketInode(Caller who, String protocol) {
            super(SOCKFS, S_IFSOCK | 0777, who.credentials().fsuid, who.credentials().fsgid, who.newInode(), 0);
            this.protocol = protocol;
        }

        @Override
        public File open(Caller who, int flags) {
            throw FileError.of(ENXIO);
        }

        @Override
        public void setOwner(int uid, int gid) {
            setOwnership(uid, gid);
        }

        @Override
        public byte[] attribute(String name) {
            if (!name.equals(PROTOCOL)) {
                throw FileError.of(EOPNOTSUPP);
            }
            return (protocol + '\0').getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public List<String> attributes() {
            return List.of(PROTOCOL);
        }
    }

    /** bind(2). */
    public abstract void bind(Caller who, SocketName name);

    /** listen(2). */
    public void listen(Caller who, int backlog) {
        throw FileError.of(EOPNOTSUPP);
    }

    /** accept(2): a connection, whose one reference is the caller's, or null if there is none yet. */
    public Socket accept(Caller who) {
        throw FileError.of(EOPNOTSUPP);
    }

    /**
     * connect(2).
     *
     * @return 0, -EINPROGRESS if that will be known later, or -EAGAIN if there is no room yet; then {@link #connectQueue} says when
     */
    public abstract int connect(Caller who, SocketName name);

    /** Where to wait for a connection to come about. */
    public WaitQueue connectQueue() {
        return queue;
    }

    /** Sends; a count, or -EAGAIN. */
    public abstract int send(Caller who, ByteBuffer from, Outgoing message);

    /** Where to wait for room to send. */
    public WaitQueue sendQueue(Outgoing message) {
        return queue;
    }

    /** Receives; a count (0 at the end), or -EAGAIN. */
    public abstract int receive(Caller who, ByteBuffer to, Incoming message);

    /** A caller has learnt that its connection has come about. */
    public void announce() {
    }

    /** Receives an error that something sent came back with, MSG_ERRQUEUE; a count, or -EAGAIN. */
    public int receiveError(ByteBuffer to, Incoming message) {
        return WOULD_BLOCK;
    }

    /** shutdown(2): ends receiving, sending, or both. */
    public abstract void shutDown(boolean reading, boolean writing);

    /** getsockname(2). */
    public abstract SocketName localName();

    /** getpeername(2); ENOTCONN. */
    public abstract SocketName peerName();

    /** SO_PEERCRED. */
    public Peer peer() {
        return new Peer(0, -1, -1);
    }

    /** Whether it is a stream: no bounds between messages. */
    public final boolean isStream() {
        return type == Net.SOCK_STREAM;
    }

    /** Whether it waits for connections, SO_ACCEPTCONN. */
    public boolean listens() {
        return false;
    }

    /** Takes the error that waits to be reported, 0 for none. */
    public final int takeError() {
        int taken = error;
        error = 0;
        return taken;
    }

    /** How many bytes wait to be read. */
    public final long waiting() {
        return inbox.bytes();
    }

    /** How many bytes there are to read; at the end of a stream one more. */
    public int unread() {
        return (int) inbox.bytes();
    }

    /** The time of day, nanoseconds since 1970; 0 for the kernel itself. */
    final long now() {
        return facilities == null ? 0 : facilities.realtimeNanos();
    }

    /** What it has to do with groups of receivers. */
    final Groups groups() {
        groups = groups == null ? new Groups(this) : groups;
        return groups;
    }

    /** Whether an option tells of the senders of a group, which is named where the answer goes. */
    public final boolean asksForSenders(int level, int name) {
        return (family == Net.AF_INET && level == Net.SOL_IP || family == Net.AF_INET6) && Groups.asksForSenders(level, name);
    }

    /** The answer. @param question reads so many bytes of what the program says */
    public final byte[] sendersOf(int level, int name, IntFunction<byte[]> question) {
        return groups().senders(level, name, question.apply(Groups.question(name)));
    }

    final void leaveGroups() {
        if (groups != null) {
            groups.leaveAll();
        }
    }

    /** Puts the time that it is on something that arrives. */
    final void stamp(Packet arrived) {
        arrived.stamp = options.stamps.now(facilities);
    }

    /** An option of the socket's own kind, or null if {@link SocketOptions} has it. */
    public byte[] option(int level, int name) {
        return null;
    }

    /** Sets an option of the socket's own kind; false if {@link SocketOptions} has it. */
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        return false;
    }

    /** The state as /proc/net shows it, TCP_ numbers. */
    int state() {
        return 7;
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        return !to.hasRemaining() ? 0 : receive(who, to, new Incoming(0));
    }

    /** What has no place in the user's memory stays, in a stream. */
    @Override
    public int read(Caller who, long offset, UserMemory to, long address, int length) {
        boolean fits = !isStream() || to.isWritable(address, Math.min(length, waiting()));
        return fits ? super.read(who, offset, to, address, length) : -EFAULT;
    }

    /** All of it is sent or nothing. */
    @Override
    public int write(Caller who, long offset, UserMemory from, long address, int length) {
        return from.isReadable(address, Math.min(length, LONGEST)) ? super.write(who, offset, from, address, length) : -EFAULT;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        return send(who, from, new Outgoing(null, 0, null, new Peer(who.process(), who.credentials().uid, who.credentials().gid), false, Traffic.USUAL));
    }

    @Override
    public final boolean whole() {
        return !isStream();
    }

    @Override
    public final long readTimeout() {
        return options.receiveTimeout;
    }

    @Override
    public final long writeTimeout() {
        return options.sendTimeout;
    }

    @Override
    public final WaitQueue queue() {
        return queue;
    }

    final void wake() {
        queue.wakeAll();
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        switch (command) {
            case Tty.FIONREAD -> {
                if (listens()) {
                    throw FileError.of(EINVAL);
                }
                memory.putInt(argument, (int) (type == Net.SOCK_DGRAM ? inbox.firstLength() : inbox.bytes()));
            }
            case Tty.TIOCOUTQ -> memory.putInt(argument, 0);
            case Net.SIOCATMARK -> memory.putInt(argument, 0);
            case SIOCGSTAMP, SIOCGSTAMP_NEW, SIOCGSTAMPNS, SIOCGSTAMPNS_NEW -> {
                if (family == Net.AF_UNIX || family == Net.AF_NETLINK) {
                    throw FileError.of(ENOTTY);
                }
                long time = options.stamps.last(facilities);
                boolean micro = command == SIOCGSTAMP || command == SIOCGSTAMP_NEW;
                memory.putLong(argument, time / 1_000_000_000L);
                memory.putLong(argument + 8, time % 1_000_000_000L / (micro ? 1000 : 1));
            }
            default -> {
                return net.interfaces.control(who, net.owner(), command, argument, memory);
            }
        }
        return 0;
    }

    /** The error that waits, as a result, or 0. */
    final int failed() {
        return error == 0 ? 0 : -takeError();
    }

    static final int WOULD_BLOCK = -EAGAIN;
}
