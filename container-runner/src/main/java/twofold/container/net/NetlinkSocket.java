package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.AF_INET;
import static twofold.container.abi.Net.AF_NETLINK;
import static twofold.container.abi.Net.NETLINK_ROUTE;
import static twofold.container.abi.Net.NETLINK_SOCK_DIAG;
import static twofold.container.abi.Net.SOL_NETLINK;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.vfs.Caller;
import twofold.image.overlay.FileError;

/**
 * rtnetlink(7) for those who ask: links, addresses, routes and rules can be listed; what can be changed is in {@link LinkSettings}, anything else is EPERM. Of the other families there are
 * those a system without their modules has: one that knows no sockets to list (sock_diag(7), so that its users read /proc/net), and one that
 * never has an event.
 */
final class NetlinkSocket extends Socket {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_SETLINK = 19;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETRULE = 34;
    private static final int LAST_KIND = 123;
    private static final int LAST_GROUP = 36;
    private static final int GROUP_ADDRESS = 5;
    private static final int GROUP_ADDRESS6 = 9;
    private static final int LAST_OPTION = 12;
    private static final int CAP_ACK = 10;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_MULTI = 2;
    private static final int NLM_F_ACK = 4;
    private static final int DUMP = 0x300;
    /** The bytes of a message before what its kind has. */
    static final int HEADER = 16;
    private static final int LONGEST_LIST = 16384;
    private int port;
    private int groups;
    private boolean capped;

    NetlinkSocket(Caller who, NetNamespace net, int type, int protocol) {
        super(who, net, AF_NETLINK, type, protocol);
    }

    @Override
    public void bind(Caller who, SocketName name) {
        if (!(name instanceof SocketName.Netlink wanted)) {
            throw FileError.of(EINVAL);
        }
        if (port != 0 && wanted.port() != port) {
            throw FileError.of(EINVAL);
        }
        settle(who, wanted.port());
        groups = wanted.groups();
    }

    private void settle(Caller who, int wanted) {
        if (port != 0) {
            return;
        }
        int number = wanted != 0 ? wanted : who.shown(who.process());
        while (net.netlinkPorts.containsKey(number)) {
            if (wanted != 0) {
                throw FileError.of(EADDRINUSE);
            }
            number = number > 0 ? -4097 : number - 1;
        }
        port = number;
        net.netlinkPorts.put(port, this);
    }

    @Override
    public int connect(Caller who, SocketName name) {
        settle(who, 0);
        return 0;
    }

    @Override
    public int send(Caller who, ByteBuffer from, Outgoing message) {
        if (message.to() != null && !(message.to() instanceof SocketName.Netlink)) {
            throw FileError.of(EINVAL);
        }
        settle(who, 0);
        int length = from.remaining();
        if (length == 0) {
            throw FileError.of(ENODATA);
        }
        if (message.to() instanceof SocketName.Netlink to && to.port() != 0) {
            return toPort(to.port(), from);
        }
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        all.put(from).flip();
        while (all.remaining() >= HEADER) {
            int start = all.position();
            int size = all.getInt(start);
            if (size < HEADER || size > all.remaining()) {
                break;
            }
            if ((all.getShort(start + 6) & NLM_F_REQUEST) != 0) {
                answer(who, all.slice(start, size).order(ByteOrder.LITTLE_ENDIAN));
            } else if ((all.getShort(start + 6) & NLM_F_ACK) != 0) {
                result(all.slice(start, size).order(ByteOrder.LITTLE_ENDIAN), 0);
            }
            all.position(Math.min(all.limit(), start + (size + 3 & ~3)));
        }
        wake();
        return length;
    }

    private int toPort(int number, ByteBuffer from) {
        Socket there = net.netlinkPorts.get(number);
        if (there == null || there.protocol != protocol) {
            throw FileError.of(ECONNREFUSED);
        }
        int length = from.remaining();
        if (there.inbox.bytes() + length > there.options.receiveBuffer) {
            return -EAGAIN;
        }
        there.inbox.message(from, length, new SocketName.Netlink(port, 0), null, null, null);
        there.wake();
        return length;
    }

    private void answer(Caller who, ByteBuffer request) {
        int kind = request.getShort(4) & 0xffff;
        int flags = request.getShort(6) & 0xffff;
        if (protocol != NETLINK_ROUTE && kind >= RTM_NEWLINK) {
            result(request, protocol == NETLINK_SOCK_DIAG ? -ENOENT : -ECONNREFUSED);
            return;
        }
        boolean dump = (flags & DUMP) != 0 && (kind & 3) == 2;
        int wanted = request.limit() > HEADER ? request.get(HEADER) & 0xff : 0;
        ByteBuffer out = ByteBuffer.allocate(LONGEST_LIST * net.interfaces.all().size()).order(ByteOrder.LITTLE_ENDIAN);
        RouteMessages messages = new RouteMessages(net, port, request, out);
        switch (kind) {
            case RTM_GETLINK -> {
                int index = dump || request.limit() < HEADER + 8 ? 0 : request.getInt(HEADER + 4);
                String name = dump ? null : text(request, HEADER + 16, 3);
                boolean any = false;
                for (Interfaces.Interface each : net.interfaces.all()) {
                    if (dump || each.index() == index || index == 0 && each.name().equals(name)) {
                        messages.link(each, dump);
                        any = true;
                    }
                }
                if (!any) {
                    result(request, index == 0 && name == null ? -EINVAL : -ENODEV);
                    return;
                }
            }
            case RTM_GETADDR -> {
                if (!dump) {
                    result(request, -EOPNOTSUPP);
                    return;
                }
                messages.addresses(wanted);
            }
            case RTM_GETROUTE -> {
                if (dump) {
                    messages.routes(wanted);
                } else {
                    int failed = messages.route();
                    if (failed != 0) {
                        result(request, failed);
                        return;
                    }
                }
            }
            case RTM_GETRULE -> {
                if (!dump) {
                    result(request, -EOPNOTSUPP);
                    return;
                }
                messages.rules(wanted);
            }
            case RTM_DELLINK -> {
                int failed = LinkSettings.remove(who, net, request);
                if (failed != 0) {
                    result(request, failed);
                    return;
                }
            }
            case RTM_NEWLINK, RTM_SETLINK, RTM_NEWADDR, RTM_DELADDR -> {
                boolean link = kind == RTM_NEWLINK || kind == RTM_SETLINK;
                int failed = link ? LinkSettings.link(who, net, request) : LinkSettings.address(who, net, request, kind == RTM_NEWADDR);
                if (failed != 0) {
                    result(request, failed);
                    return;
                }
                announce(kind, request);
            }
            default -> {
                boolean asks = kind >= RTM_NEWLINK && (kind & 3) == 2;
                if (asks && dump) {
                    break;
                }
                result(request, kind < RTM_NEWLINK ? (flags & NLM_F_ACK) != 0 ? 0 : 1 : asks || kind > LAST_KIND ? -EOPNOTSUPP : -EPERM);
                return;
            }
        }
        if (out.position() > 0) {
            queue(out);
        }
        if (dump) {
            ByteBuffer done = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            done.putInt(20).putShort((short) NLMSG_DONE).putShort((short) NLM_F_MULTI).putInt(request.getInt(8)).putInt(port).putInt(0);
            queue(done);
        } else if ((flags & NLM_F_ACK) != 0) {
            result(request, 0);
        }
    }

    /** Tells those that listen of what has changed, as it is now. */
    private void announce(int kind, ByteBuffer request) {
        boolean link = kind == RTM_NEWLINK || kind == RTM_SETLINK;
        int group = link ? 1 : request.get(HEADER) == AF_INET ? GROUP_ADDRESS : GROUP_ADDRESS6;
        for (Socket each : List.copyOf(net.netlinkPorts.values())) {
            if (each instanceof NetlinkSocket there && there.protocol == NETLINK_ROUTE && (there.groups & 1 << group - 1) != 0) {
                ByteBuffer nobody = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
                ByteBuffer out = ByteBuffer.allocate(LONGEST_LIST).order(ByteOrder.LITTLE_ENDIAN);
                RouteMessages news = new RouteMessages(net, there.port, nobody, out);
                if (link) {
                    Interfaces.Interface which = net.interfaces.find(request.getInt(HEADER + 4), text(request, HEADER + 16, 3));
                    news.link(which, false);
                } else {
                    byte[] own = value(request, HEADER + 8, 2) == null ? value(request, HEADER + 8, 1) : value(request, HEADER + 8, 2);
                    ByteBuffer bytes = ByteBuffer.wrap(own);
                    IpAddress address = own.length == 4 ? IpAddress.four(bytes.getInt()) : new IpAddress(bytes.getLong(), bytes.getLong(8));
                    news.address(kind, net.interfaces.at(request.getInt(HEADER + 4)), new Interfaces.Address(address, request.get(HEADER + 1) & 0xff), false);
                }
                if (there.inbox.bytes() + out.position() > there.options.receiveBuffer) {
                    continue;
                }
                try {
                    there.queue(out);
                    there.wake();
                } catch (FileError noMemory) {
                    // Its container has no more: it does not hear of it
                }
            }
        }
    }

    /** An attribute that is a text, or null. */
    static String text(ByteBuffer request, int from, int wanted) {
        byte[] text = value(request, from, wanted);
        if (text == null) {
            return null;
        }
        String name = new String(text, StandardCharsets.ISO_8859_1);
        return name.indexOf(0) < 0 ? name : name.substring(0, name.indexOf(0));
    }

    /** The bytes of an attribute, or null. */
    static byte[] value(ByteBuffer request, int from, int wanted) {
        int at = from;
        while (at + 4 <= request.limit()) {
            int length = request.getShort(at) & 0xffff;
            if (length < 4 || at + length > request.limit()) {
                return null;
            }
            if (request.getShort(at + 2) == wanted) {
                byte[] value = new byte[length - 4];
                request.get(at + 4, value);
                return value;
            }
            at += length + 3 & ~3;
        }
        return null;
    }

    /** The kernel has something to say; false if there is no room for it. */
    boolean tell(byte[] message) {
        if (isClosed() || inbox.bytes() + message.length > options.receiveBuffer) {
            return false;
        }
        queue(ByteBuffer.wrap(message).position(message.length));
        wake();
        return true;
    }

    private void queue(ByteBuffer out) {
        out.flip();
        if (!options.filter.admits(out)) {
            return;
        }
        inbox.message(out, out.remaining(), new SocketName.Netlink(0, 0), null, null, null);
    }

    /** An NLMSG_ERROR: 0 acknowledges; above 0 nothing is said. */
    private void result(ByteBuffer request, int errno) {
        if (errno > 0) {
            return;
        }
        boolean cut = errno == 0 || capped;
        int echoed = cut ? HEADER : request.limit();
        ByteBuffer b = ByteBuffer.allocate(20 + (echoed + 3 & ~3)).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(b.capacity()).putShort((short) NLMSG_ERROR).putShort((short) (cut ? NLM_F_CAPPED : 0)).putInt(request.getInt(8)).putInt(port).putInt(errno);
        b.put(request.slice(0, echoed)).position(b.capacity());
        queue(b);
    }

    @Override
    public int receive(Caller who, ByteBuffer to, Incoming message) {
        return inbox.isEmpty() ? WOULD_BLOCK : inbox.readMessage(to, message);
    }

    @Override
    public byte[] option(int level, int name) {
        if (level == SOL_NETLINK && (name <= 0 || name > LAST_OPTION)) {
            throw FileError.of(ENOPROTOOPT);
        }
        return null;
    }

    @Override
    public boolean setOption(Caller who, int level, int name, byte[] value) {
        if (level != SOL_NETLINK) {
            return false;
        }
        if (name <= 0 || name > LAST_OPTION) {
            throw FileError.of(ENOPROTOOPT);
        }
        int given = value.length < 4 ? 0 : ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (name <= 2 && (given < 1 || given > LAST_GROUP)) {
            throw FileError.of(EINVAL);
        }
        capped = name == CAP_ACK ? given != 0 : capped;
        if (name <= 2 && given <= Integer.SIZE) {
            settle(who, 0);
            groups = name == 1 ? groups | 1 << given - 1 : groups & ~(1 << given - 1);
        }
        return name <= 2;
    }

    @Override
    public void shutDown(boolean reading, boolean writing) {
        throw FileError.of(EOPNOTSUPP);
    }

    @Override
    public SocketName localName() {
        return new SocketName.Netlink(port, groups);
    }

    @Override
    public SocketName peerName() {
        return new SocketName.Netlink(0, 0);
    }

    @Override
    public int poll() {
        return (inbox.isEmpty() ? 0 : POLLIN | POLLRDNORM) | POLLOUT | POLLWRNORM | POLLWRBAND;
    }

    @Override
    protected void close() {
        net.netlinkPorts.remove(port, this);
        inbox.discard();
    }
}
