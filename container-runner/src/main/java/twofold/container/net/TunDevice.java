package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.vfs.Facilities;

/**
 * An interface whose other end is a file, as the kernel's tuntap.txt has it: a TUN device carries packets, a TAP device Ethernet frames. A TAP device asks by ARP (RFC 826)
 * for the hardware address of whom it sends to, three times within three seconds.
 */
final class TunDevice {
    /** ARPHRD_NONE, and ARPHRD_ETHER. */
    static final int NO_HARDWARE = 65534;
    static final int ETHERNET = 1;
    private static final int TRIES = 3;
    private static final long BETWEEN_TRIES = 1_000_000_000L;
    private static final int MOST_NEIGHBOURS = 256;
    private static final int MOST_WAITING = 3;
    private static final byte[] ALL = {-1, -1, -1, -1, -1, -1};
    final int index;
    final boolean ethernet;
    private final NetNamespace net;
    private final Facilities facilities;
    /** What stands for all machines on its other side. */
    final NetNamespace beyond;
    /** Hardware addresses by the IPv4 address, those that were heard of first going first when there are too many. */
    private final Map<IpAddress, byte[]> neighbours = new LinkedHashMap<>();
    private final Map<IpAddress, List<Waiting>> asked = new LinkedHashMap<>();
    /** Who reads and writes, or null. */
    TunFile file;
    /** It stays when nobody does, TUNSETPERSIST. */
    boolean stays;
    /** Whether there is a link, TUNSETCARRIER. */
    boolean carrier = true;
    /** The only user and group that may open it without CAP_NET_ADMIN, -1 for none. */
    int owner = -1;
    int group = -1;
    /** TUN_ flags as TUNGETIFF shows them, without those of the file. */
    int flags;

    /** A packet whose target's hardware address is being asked for, and what is to be done if nobody answers. */
    private record Waiting(IpPacket packet, Runnable lost) {
    }

    TunDevice(NetNamespace net, int index, boolean ethernet, Facilities facilities) {
        this.net = net;
        this.index = index;
        this.ethernet = ethernet;
        this.facilities = facilities;
        beyond = new NetNamespace(net.owner());
        beyond.tunnel = this;
    }

    /** Whether it has a way to an address of its network. */
    boolean reaches(IpAddress address) {
        return address.isFour() || !ethernet;
    }

    /** Sends a packet; {@code lost}, which may be null, is run if it turns out that nobody is there. */
    void send(IpPacket packet, Runnable lost) {
        IpAddress to = packet.target();
        if (!ethernet) {
            transmit(LinkFrame.around(packet, new byte[LinkFrame.ADDRESS], new byte[LinkFrame.ADDRESS]));
            return;
        }
        byte[] known = to.isMulticast() || net.isBroadcast(to) ? ALL : neighbours.get(to);
        if (known != null) {
            transmit(LinkFrame.around(packet, known, hardware()));
        } else {
            ask(to, new Waiting(packet, lost));
        }
    }

    /** Finds out whether somebody is at an address; {@code lost} is run if nobody is, {@code found} if somebody is. */
    void find(IpAddress address, Runnable found, Runnable lost) {
        if (!ethernet || neighbours.containsKey(address)) {
            found.run();
        } else {
            ask(address, new Waiting(null, lost));
        }
    }

    private void ask(IpAddress address, Waiting waiting) {
        List<Waiting> others = asked.get(address);
        if (others == null && asked.size() < MOST_NEIGHBOURS) {
            asked.put(address, new ArrayList<>(List.of(waiting)));
            askAgain(address, TRIES);
        } else if (others != null && others.size() < MOST_WAITING) {
            others.add(waiting);
        }
    }

    private void askAgain(IpAddress address, int tries) {
        if (!asked.containsKey(address)) {
            return;
        }
        if (tries == 0) {
            asked.remove(address).stream().filter(each -> each.lost != null).forEach(each -> each.lost.run());
            return;
        }
        Interfaces.Address own = net.interfaces.at(index) == null ? null : net.interfaces.at(index).four();
        if (own != null) {
            byte[] request = ByteBuffer.allocate(28).putLong(1L << 48 | (long) LinkFrame.IP << 32 | 6 << 24 | 4 << 16 | 1).put(hardware()).putInt(own.address().fourBytes())
                    .put(new byte[LinkFrame.ADDRESS]).putInt(address.fourBytes()).array();
            transmit(LinkFrame.bytes(ALL, hardware(), LinkFrame.ARP, request));
        }
        facilities.after(BETWEEN_TRIES, () -> askAgain(address, tries - 1));
    }

    /** Somebody tells where he is: what waits for that goes there. */
    void learn(IpAddress address, byte[] hardware) {
        List<Waiting> waiting = asked.remove(address);
        if (waiting == null && !neighbours.containsKey(address)) {
            return;
        }
        neighbours.put(address, hardware);
        if (neighbours.size() > MOST_NEIGHBOURS) {
            neighbours.remove(neighbours.keySet().iterator().next());
        }
        if (waiting != null) {
            waiting.stream().filter(each -> each.packet != null).forEach(each -> transmit(LinkFrame.around(each.packet, hardware, hardware())));
        }
    }

    private byte[] hardware() {
        Interfaces.Interface own = net.interfaces.at(index);
        return own == null || own.hardware().length == 0 ? new byte[LinkFrame.ADDRESS] : own.hardware();
    }

    /** A frame leaves by it; a TUN device leaves its header away. */
    private void transmit(byte[] bytes) {
        Interfaces.Interface own = net.interfaces.at(index);
        if (own != null && own.isUp()) {
            net.link.leave(new LinkFrame(index, own.type(), LinkFrame.OUTGOING, bytes));
        }
    }

    /** A frame has left by it: its file has it to read. */
    void carry(LinkFrame frame) {
        if (file != null && carrier) {
            file.queue(ethernet ? frame.bytes() : Arrays.copyOfRange(frame.bytes(), LinkFrame.HEADER, frame.bytes().length), frame.protocol());
        }
    }

    /** Its file has written something: a frame, or a packet of a protocol. */
    void receive(byte[] bytes, int protocol) {
        byte[] frame = ethernet ? bytes : LinkFrame.bytes(new byte[LinkFrame.ADDRESS], new byte[LinkFrame.ADDRESS], protocol, bytes);
        net.link.arrive(new LinkFrame(index, net.interfaces.at(index).type(), LinkFrame.OUTGOING, frame));
    }

    /** Takes the interface away. */
    void remove() {
        asked.clear();
        net.interfaces.remove(index);
        if (file != null) {
            file.detached();
            file = null;
        }
    }
}
