package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Poll.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import twofold.container.abi.Cap;
import twofold.container.mm.Account;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.Inode;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** /dev/net/tun, opened: the other end of an interface once TUNSETIFF has made one or chosen one that stays. There are no more queues than one, and no offloads. */
public final class TunFile extends File {
    private static final int TUNSETNOCSUM = 0x400454c8;
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETPERSIST = 0x400454cb;
    private static final int TUNSETOWNER = 0x400454cc;
    private static final int TUNSETLINK = 0x400454cd;
    private static final int TUNSETGROUP = 0x400454ce;
    private static final int TUNGETFEATURES = 0x800454cf;
    private static final int TUNSETOFFLOAD = 0x400454d0;
    private static final int TUNGETIFF = 0x800454d2;
    private static final int TUNGETSNDBUF = 0x800454d3;
    private static final int TUNSETSNDBUF = 0x400454d4;
    private static final int TUNSETIFINDEX = 0x400454da;
    private static final int TUNSETCARRIER = 0x400454e2;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCSIFHWADDR = 0x8924;
    private static final int IFF_TUN = 1;
    private static final int IFF_TAP = 2;
    private static final int IFF_PERSIST = 0x800;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_ONE_QUEUE = 0x2000;
    private static final int IFF_TUN_EXCL = 0x8000;
    /** What TUNGETIFF adds where no filter is attached. */
    private static final int IFF_NOFILTER = 0x1000;
    /** TUN_PKT_STRIP: the packet was longer than what was read of it. */
    private static final int STRIPPED = 1;
    private static final int REQUEST = 40;
    private static final int NAME = 16;
    private static final int INFORMATION = 4;
    private static final int MOST_PACKETS = 500;
    private static final int OVERHEAD = 256;
    private final NetNamespace net;
    private final Account account;
    private final WaitQueue queue = new WaitQueue();
    private final Deque<byte[]> packets = new ArrayDeque<>();
    private TunDevice device;
    private int wantedIndex;
    private int sendBuffer = Integer.MAX_VALUE;

    /** For an opener in a namespace, whose packets are paid for. */
    public TunFile(Inode inode, int flags, NetNamespace net, Account account) {
        super(inode, flags);
        this.net = net;
        this.account = account;
    }

    @Override
    public String information() {
        Interfaces.Interface own = device == null ? null : net.interfaces.at(device.index);
        return "iff:\t" + (own == null ? "" : own.name()) + "\n";
    }

    @Override
    public boolean whole() {
        return true;
    }

    @Override
    public WaitQueue queue() {
        return queue;
    }

    @Override
    public int poll() {
        if (device == null) {
            return POLLERR;
        }
        return (packets.isEmpty() ? 0 : POLLIN | POLLRDNORM) | (net.interfaces.isUp(device.index) ? POLLOUT | POLLWRNORM : 0);
    }

    /** Something is there to be read: lost if too much is already, or if nobody pays for it. */
    void queue(byte[] packet, int protocol) {
        boolean plain = (device.flags & IFF_NO_PI) != 0;
        byte[] kept = plain ? packet : ByteBuffer.allocate(INFORMATION + packet.length).putShort((short) 0).putShort((short) protocol).put(packet).array();
        if (packets.size() >= MOST_PACKETS) {
            return;
        }
        try {
            account.charge(kept.length + OVERHEAD);
        } catch (FileError noMemory) {
            return; // As if the queue were full
        }
        packets.add(kept);
        queue.wakeAll();
    }

    @Override
    public int read(Caller who, ByteBuffer to) {
        if (device == null) {
            return -EBADFD;
        }
        if (packets.isEmpty()) {
            return -EAGAIN;
        }
        byte[] packet = packets.remove();
        account.refund(packet.length + OVERHEAD);
        boolean plain = (device.flags & IFF_NO_PI) != 0;
        if (!plain && to.remaining() < INFORMATION) {
            return -EINVAL;
        }
        if (!plain && to.remaining() < packet.length) {
            packet[0] = STRIPPED; // in the processor's byte order
        }
        int count = Math.min(packet.length, to.remaining());
        to.put(packet, 0, count);
        return count;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        if (device == null) {
            return -EBADFD;
        }
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        boolean plain = (device.flags & IFF_NO_PI) != 0;
        int start = plain ? 0 : INFORMATION;
        if (bytes.length < start + (device.ethernet ? LinkFrame.HEADER : 0)) {
            return -EINVAL;
        }
        byte[] packet = Arrays.copyOfRange(bytes, start, bytes.length);
        int protocol = plain ? 0 : (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        if (plain && !device.ethernet) {
            int version = packet.length == 0 ? 0 : packet[0] >>> 4 & 15;
            if (version != 4 && version != 6) {
                return -EINVAL;
            }
            protocol = version == 4 ? LinkFrame.IP : LinkFrame.IP6;
        }
        if (!net.interfaces.isUp(device.index)) {
            return -EIO;
        }
        from.position(from.limit());
        device.receive(packet, protocol);
        return bytes.length;
    }

    @Override
    public long control(Caller who, int command, long argument, UserMemory memory) {
        switch (command) {
            case TUNGETFEATURES -> {
                memory.putInt(argument, IFF_TUN | IFF_TAP | IFF_NO_PI | IFF_ONE_QUEUE);
                return 0;
            }
            case TUNSETIFF -> {
                if (device != null) {
                    return -EEXIST;
                }
                byte[] request = memory.read(argument, REQUEST);
                choose(who, ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN));
                memory.write(argument, request);
                return 0;
            }
            case TUNSETIFINDEX -> {
                int index = memory.getInt(argument);
                if (device != null) {
                    return -EPERM;
                }
                if (index < 0) {
                    return -EINVAL;
                }
                wantedIndex = index;
                return 0;
            }
            default -> {
                return device == null ? -EBADFD : set(who, command, argument, memory);
            }
        }
    }

    private long set(Caller who, int command, long argument, UserMemory memory) {
        Interfaces.Interface shown = net.interfaces.at(device.index);
        switch (command) {
            case TUNGETIFF -> memory.write(argument, ByteBuffer.allocate(REQUEST).order(ByteOrder.LITTLE_ENDIAN).put(name(shown))
                    .putShort((short) (device.flags | (device.stays ? IFF_PERSIST : 0) | IFF_NOFILTER)).array());
            case TUNSETNOCSUM -> {
                // Nothing is computed that would have to be
            }
            case TUNSETPERSIST -> device.stays = argument != 0;
            case TUNSETOWNER -> device.owner = known(who.credentials().user.uid((int) argument));
            case TUNSETGROUP -> device.group = known(who.credentials().user.gid((int) argument));
            case TUNSETLINK -> {
                if (shown.isUp()) {
                    return -EBUSY;
                }
                net.interfaces.change(shown.index(), (int) argument, shown.mtu(), shown.hardware());
            }
            case TUNSETOFFLOAD -> {
                return argument == 0 ? 0 : -EINVAL;
            }
            case TUNGETSNDBUF -> memory.putInt(argument, sendBuffer);
            case TUNSETSNDBUF -> {
                int size = memory.getInt(argument);
                if (size <= 0) {
                    return -EINVAL;
                }
                sendBuffer = size;
            }
            case TUNSETCARRIER -> {
                device.carrier = memory.getInt(argument) != 0;
                net.interfaces.setUp(shown, shown.isUp());
            }
            case SIOCGIFHWADDR -> memory.write(argument + NAME, ByteBuffer.allocate(NAME).order(ByteOrder.LITTLE_ENDIAN).putShort((short) shown.type())
                    .put(shown.hardware()).array());
            case SIOCSIFHWADDR -> {
                byte[] request = memory.read(argument, REQUEST);
                if (!device.ethernet || (request[NAME + 2] & 1) != 0) {
                    return device.ethernet ? -EADDRNOTAVAIL : -EOPNOTSUPP;
                }
                net.interfaces.change(shown.index(), shown.type(), shown.mtu(), Arrays.copyOfRange(request, NAME + 2, NAME + 2 + LinkFrame.ADDRESS));
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private static int known(int id) {
        if (id == -1) {
            throw FileError.of(EINVAL);
        }
        return id;
    }

    private static byte[] name(Interfaces.Interface of) {
        return Arrays.copyOf(of.name().getBytes(StandardCharsets.ISO_8859_1), NAME);
    }

    /** Makes an interface, or takes one that is there and has no file; the request gets its name. */
    private void choose(Caller who, ByteBuffer request) {
        request.put(NAME - 1, (byte) 0);
        String name = Interfaces.text(request);
        int flags = request.getShort(NAME) & 0xffff;
        boolean admin = who.credentials().has(Cap.CAP_NET_ADMIN, net.owner());
        Interfaces.Interface there = net.interfaces.named(name);
        if (there != null) {
            device = existing(who, net.interfaces.device(there.index()), flags, admin);
        } else {
            if (!admin) {
                throw FileError.of(EPERM);
            }
            boolean ethernet = (flags & IFF_TUN) == 0;
            if ((flags & (IFF_TUN | IFF_TAP)) == 0 || (flags & ~(IFF_TUN | IFF_TAP | IFF_NO_PI | IFF_ONE_QUEUE | IFF_TUN_EXCL)) != 0) {
                throw FileError.of(EINVAL);
            }
            device = net.interfaces.create(net, name.isEmpty() ? ethernet ? "tap%d" : "tun%d" : name, wantedIndex, ethernet, who.facilities());
        }
        device.file = this;
        device.flags = (device.ethernet ? IFF_TAP : IFF_TUN) | flags & (IFF_NO_PI | IFF_ONE_QUEUE);
        device.carrier = true;
        Interfaces.Interface chosen = net.interfaces.at(device.index);
        net.interfaces.setUp(chosen, chosen.isUp());
        request.put(0, name(chosen));
    }

    private static TunDevice existing(Caller who, TunDevice wanted, int flags, boolean admin) {
        if ((flags & IFF_TUN_EXCL) != 0) {
            throw FileError.of(EBUSY);
        }
        boolean fits = wanted != null && ((flags & IFF_TUN) != 0 ? !wanted.ethernet : (flags & IFF_TAP) != 0 && wanted.ethernet);
        if (!fits || (flags & ~(IFF_TUN | IFF_TAP | IFF_NO_PI | IFF_ONE_QUEUE)) != 0) {
            throw FileError.of(EINVAL);
        }
        boolean foreign = wanted.owner != -1 && wanted.owner != who.credentials().euid || wanted.group != -1 && !who.credentials().inGroup(wanted.group);
        if (foreign && !admin) {
            throw FileError.of(EPERM);
        }
        if (wanted.file != null) {
            throw FileError.of(EBUSY);
        }
        return wanted;
    }

    /** Its interface was taken away. */
    void detached() {
        device = null;
        drop();
        queue.wakeAll();
    }

    private void drop() {
        for (byte[] each : packets) {
            account.refund(each.length + OVERHEAD);
        }
        packets.clear();
    }

    @Override
    protected void close() {
        if (device != null) {
            device.file = null;
            if (device.stays) {
                device.carrier = false;
                Interfaces.Interface shown = net.interfaces.at(device.index);
                net.interfaces.setUp(shown, shown.isUp());
            } else {
                device.remove();
            }
            device = null;
        }
        drop();
    }
}
