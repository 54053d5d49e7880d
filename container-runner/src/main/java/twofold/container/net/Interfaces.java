package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import twofold.container.abi.Cap;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
import twofold.container.vfs.Facilities;
import twofold.container.vfs.UserNamespace;
import twofold.image.overlay.FileError;

/** The interfaces of a namespace, netdevice(7): {@code lo}, and {@code eth0} where there is a network. */
final class Interfaces {
    private static final int NAME = 16;
    private static final int UP = 1;
    private static final int LOOPBACK = 8;
    /** IFF_UP, IFF_RUNNING and IFF_LOWER_UP. */
    private static final int IN_OPERATION = 0x10041;
    private static final int REQUEST = 40;
    private static final int MOST_ADDRESSES = 32;
    private static final int ETHTOOL_GLINK = 10;
    private static final int ETHTOOL_GET_TS_INFO = 0x41;
    /** SOF_TIMESTAMPING_SOFTWARE and SOF_TIMESTAMPING_RX_SOFTWARE. */
    private static final int STAMPS = 0x18;
    static final int LINK_LOCAL = 2;
    static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;
    private static final List<Address> USUAL = List.of(new Address(IpAddress.LOOPBACK4, 8), new Address(IpAddress.LOOPBACK6, 128));
    private static final int MOST_DEVICES = 16;
    private static final int FIRST_DEVICE = 3;
    private static final int RUNNING = IN_OPERATION & ~UP;
    /** IFF_BROADCAST and IFF_MULTICAST; IFF_POINTOPOINT, IFF_NOARP and IFF_MULTICAST. */
    private static final int BROADCASTS = 0x1002;
    private static final int POINT_TO_POINT = 0x1090;
    private final List<Interface> all = new ArrayList<>();
    /** Those of them whose other end is a file, by number. */
    private final Map<Integer, TunDevice> devices = new LinkedHashMap<>();
    private int lastIndex = FIRST_DEVICE - 1;

    /** An address of an interface. */
    record Address(IpAddress address, int prefix) {
        int mask() {
            return prefix == 0 ? 0 : -1 << 32 - prefix;
        }

        /** The first address of its network. */
        IpAddress network() {
            int bits = address.isFour() ? prefix + 96 : prefix;
            long high = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
            long low = bits <= 64 ? 0 : -1L << 128 - bits;
            return address.isFour() ? IpAddress.four(address.fourBytes() & mask()) : new IpAddress(address.high() & high, address.low() & low);
        }

        /** Whether another address is of its network. */
        boolean reaches(IpAddress other) {
            if (address.isFour() != other.isFour()) {
                return false;
            }
            int bits = address.isFour() ? prefix + 96 : prefix;
            long high = address.high() ^ other.high();
            long low = address.low() ^ other.low();
            return bits >= 64 ? high == 0 && (bits == 64 || low >>> 128 - bits == 0) : bits == 0 || high >>> 64 - bits == 0;
        }
    }

    /**
     * An interface.
     *
     * @param flags IFF_ flags
     * @param type  ARPHRD_ number
     */
    record Interface(int index, String name, int flags, int mtu, int type, byte[] hardware, List<Address> addresses) {
        boolean isUp() {
            return (flags & UP) != 0;
        }

        /** Whether it has an address: an IPv4 one with its prefix, an IPv6 one with any. */
        boolean holds(Address address) {
            return addresses.stream().anyMatch(each -> each.address.equals(address.address) && (!each.address.isFour() || each.prefix == address.prefix));
        }

        /** Its first IPv4 address that is of the same network as one, and says so by the same prefix. */
        Address first(Address one) {
            return addresses.stream().filter(each -> each.address.isFour() && each.prefix == one.prefix && each.reaches(one.address)).findFirst().orElse(one);
        }

        /** Whether an IPv4 address of it comes after another of the same network. */
        boolean isSecond(Address one) {
            return one.address.isFour() && !first(one).equals(one);
        }

        /** Where a new address is put: IPv4 ones before IPv6 ones, the first of a network behind the last such that reaches no farther, others behind those. */
        private int place(Address made) {
            int four = (int) addresses.stream().filter(each -> each.address.isFour()).count();
            int place = made.address.isFour() && !isSecond(made) ? 0 : four;
            for (int i = 0; i < four && place != four; i++) {
                Address at = addresses.get(i);
                place = !isSecond(at) && (at.address.isLoopback() || !made.address.isLoopback()) ? i + 1 : place;
            }
            while (!made.address.isFour() && place < addresses.size() && reach(addresses.get(place).address) > reach(made.address)) {
                place++;
            }
            return place;
        }

        /** The same with other flags and addresses. */
        private Interface with(int others, List<Address> owns) {
            return new Interface(index, name, others, mtu, type, hardware, owns);
        }

        /** The first IPv4 address or null. */
        Address four() {
            return addresses.stream().filter(each -> each.address.isFour()).findFirst().orElse(null);
        }
    }

    Interfaces() {
        all.add(new Interface(1, "lo", LOOPBACK, 65536, 772, new byte[6], List.of()));
    }

    /** Puts an interface in operation or out of it. In operation {@code lo} has its usual addresses. */
    void setUp(Interface which, boolean up) {
        TunDevice device = devices.get(which.index);
        boolean runs = up && (device == null || device.carrier);
        int flags = which.flags & ~IN_OPERATION | (up ? UP : 0) | (runs ? RUNNING : 0);
        replace(which.with(flags, which.addresses));
        if (up && which.index == 1) {
            USUAL.stream().filter(each -> !all.getFirst().holds(each)).forEach(each -> add(1, each));
        }
    }

    /** Gives an interface one more address; false if it has too many. */
    boolean add(int index, Address address) {
        Interface which = find(index, null);
        if (which.addresses.size() >= MOST_ADDRESSES) {
            return false;
        }
        List<Address> more = new ArrayList<>(which.addresses);
        more.add(which.place(address), address);
        replace(which.with(which.flags, List.copyOf(more)));
        return true;
    }

    private void replace(Interface changed) {
        all.replaceAll(each -> each.index == changed.index ? changed : each);
    }

    /** Changes what an interface is on its link. */
    void change(int index, int type, int mtu, byte[] hardware) {
        Interface which = find(index, null);
        replace(new Interface(index, which.name, which.flags, mtu, type, hardware, which.addresses));
    }

    /**
     * Makes an interface whose other end is a file. EINVAL if it cannot be called so, EBUSY if its number is taken, ENFILE if there are too many.
     *
     * @param name   "%d" in it stands for the first number that is free
     * @param wanted its number, 0 for the next
     */
    TunDevice create(NetNamespace net, String name, int wanted, boolean ethernet, Facilities facilities) {
        String chosen = name;
        for (int i = 0; name.contains("%d") && (i == 0 || named(chosen) != null); i++) {
            chosen = name.replaceFirst("%d", Integer.toString(i));
        }
        boolean wrong = chosen.length() >= NAME || chosen.equals(".") || chosen.equals("..") || chosen.contains("%") || chosen.matches(".*[/:\\s].*");
        if (wrong) {
            throw FileError.of(EINVAL);
        }
        if (wanted != 0 && at(wanted) != null) {
            throw FileError.of(EBUSY);
        }
        if (devices.size() >= MOST_DEVICES) {
            throw FileError.of(ENFILE);
        }
        do {
            lastIndex = wanted != 0 ? lastIndex : lastIndex == Integer.MAX_VALUE ? FIRST_DEVICE : lastIndex + 1;
        } while (wanted == 0 && at(lastIndex) != null);
        int index = wanted != 0 ? wanted : lastIndex;
        TunDevice made = new TunDevice(net, index, ethernet, facilities);
        int own = networkAddress() == null ? 0 : networkAddress().fourBytes();
        byte[] hardware = {2, (byte) index, (byte) (own >>> 24), (byte) (own >>> 16), (byte) (own >>> 8), (byte) own};
        all.add(new Interface(index, chosen, ethernet ? BROADCASTS : POINT_TO_POINT, 1500, ethernet ? TunDevice.ETHERNET : TunDevice.NO_HARDWARE,
                ethernet ? hardware : new byte[0], List.of()));
        devices.put(index, made);
        return made;
    }

    /** Takes such an interface away. */
    void remove(int index) {
        all.removeIf(each -> each.index == index);
        devices.remove(index);
    }

    /** The one with a number if its other end is a file, or null. */
    TunDevice device(int index) {
        return devices.get(index);
    }

    /** The one in operation to whose network an address belongs and whose other end is a file, or null. */
    TunDevice deviceTo(IpAddress address) {
        for (TunDevice each : devices.values()) {
            Interface own = at(each.index);
            if (own.isUp() && each.reaches(address) && own.addresses.stream().anyMatch(has -> has.reaches(address))) {
                return each;
            }
        }
        return null;
    }

    /** How far an IPv6 address reaches, RFC 4291 section 2.7; for any interface they are in that order, the newest first, behind the IPv4 ones, which are as they came. */
    static int reach(IpAddress address) {
        if (address.isFour()) {
            return Integer.MAX_VALUE;
        }
        long prefix = address.high() >>> 54;
        return address.isLoopback() || prefix == 0xfe80 >>> 6 ? LINK_LOCAL : prefix == 0xfec0 >>> 6 ? SITE_LOCAL : GLOBAL;
    }

    /** Takes an address from an interface, and with the first IPv4 address of a network the others of it; false if it has none such. */
    boolean remove(int index, Address address) {
        Interface which = find(index, null);
        List<Address> fewer = new ArrayList<>(which.addresses);
        boolean had = fewer.remove(address);
        if (had && !which.isSecond(address)) {
            fewer.removeIf(each -> which.isSecond(each) && which.first(each).equals(address));
        }
        replace(which.with(which.flags, List.copyOf(fewer)));
        return had;
    }

    /** The interface with a number, or else with a name; ENODEV. */
    Interface find(int index, String name) {
        return all.stream().filter(each -> index > 0 ? each.index == index : each.name.equals(name)).findFirst().orElseThrow(() -> FileError.of(ENODEV));
    }

    /** The interface with a number, or null. */
    Interface at(int index) {
        for (Interface each : all) {
            if (each.index == index) {
                return each;
            }
        }
        return null;
    }

    /** Whether the one with a number is there and in operation. */
    boolean isUp(int index) {
        Interface which = at(index);
        return which != null && which.isUp();
    }

    void ethernet(IpAddress address, int prefix) {
        int bytes = address.fourBytes();
        byte[] hardware = {2, 0x42, (byte) (bytes >>> 24), (byte) (bytes >>> 16), (byte) (bytes >>> 8), (byte) bytes};
        all.add(1, new Interface(2, "eth0", 0x11043, 1500, 1, hardware, List.of(new Address(address, prefix))));
    }

    List<Interface> all() {
        return all;
    }

    /** Whether there is any IPv6 address. */
    boolean hasSix() {
        return all.stream().anyMatch(each -> each.addresses.stream().anyMatch(own -> !own.address.isFour()));
    }

    boolean has(IpAddress address) {
        for (Interface each : all) {
            for (Address own : each.addresses) {
                if (own.address.equals(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The number of the interface that has an IPv4 address, 0 if none has; {@code lo} has its whole network. */
    int having(IpAddress address) {
        for (Interface each : all) {
            for (Address own : each.addresses) {
                if (own.address.equals(address) || each.index == 1 && address.isLoopback() && address.isFour() && own.address.isFour()) {
                    return each.index;
                }
            }
        }
        return 0;
    }

    /** The number of the interface of whose network an address is the broadcast address, 0 if it is none. */
    int broadcasting(IpAddress address) {
        if (address.isFour()) {
            for (Interface each : all) {
                for (Address own : each.addresses) {
                    if (own.address.isFour() && own.prefix < 31 && (own.address.fourBytes() | ~own.mask()) == address.fourBytes()) {
                        return each.index;
                    }
                }
            }
        }
        return 0;
    }

    IpAddress networkAddress() {
        Interface ethernet = at(2);
        return ethernet == null ? null : ethernet.addresses.getFirst().address;
    }

    /** The one with a name, or null. */
    Interface named(String name) {
        for (Interface each : all) {
            if (each.name.equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** The ioctls of netdevice(7) that ask. */
    long control(Caller who, UserNamespace owner, int command, long argument, UserMemory memory) {
        if (command == SIOCGIFCONF) {
            return configuration(argument, memory);
        }
        if (command == SIOCSIFFLAGS) {
            ByteBuffer b = ByteBuffer.wrap(memory.read(argument, REQUEST)).order(ByteOrder.LITTLE_ENDIAN);
            if (!who.credentials().has(Cap.CAP_NET_ADMIN, owner)) {
                throw FileError.of(EPERM);
            }
            setUp(find(0, text(b)), (b.getShort(NAME) & UP) != 0);
            return 0;
        }
        switch (command) {
            case SIOCGIFNAME, SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFDSTADDR, SIOCGIFBRDADDR, SIOCGIFNETMASK, SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX, SIOCGIFTXQLEN,
                    SIOCGIFMETRIC, SIOCGIFMAP, SIOCETHTOOL -> {
                // These are answered
            }
            case 0x890b, 0x890c, 0x8916, 0x8918, 0x891a, 0x891c, 0x891e, 0x8922, 0x8923, 0x8924, 0x8930, 0x8931, 0x8932, 0x8937, 0x8943, 0x8971 ->
                throw FileError.of(who.credentials().has(Cap.CAP_NET_ADMIN, owner) ? EOPNOTSUPP : EPERM); // what would change routes and interfaces
            default -> throw FileError.of(ENOTTY);
        }
        ByteBuffer b = ByteBuffer.wrap(memory.read(argument, REQUEST)).order(ByteOrder.LITTLE_ENDIAN);
        if (command == SIOCGIFNAME) {
            int index = b.getInt(NAME);
            Interface found = all.stream().filter(each -> each.index == index).findFirst().orElseThrow(() -> FileError.of(ENODEV));
            b.put(0, Arrays.copyOf(found.name.getBytes(StandardCharsets.ISO_8859_1), NAME));
        } else if (command == SIOCETHTOOL) {
            ethernetTool(find(0, text(b)), b.getLong(NAME), memory);
        } else {
            answer(b, command, find(0, text(b)));
        }
        memory.write(argument, b.array());
        return 0;
    }

    /** SIOCETHTOOL: whether there is a link, and that times are put on what is received, in software. */
    private static void ethernetTool(Interface which, long at, UserMemory memory) {
        if (memory.getInt(at) == ETHTOOL_GLINK) {
            memory.putInt(at + 4, which.isUp() ? 1 : 0);
            return;
        }
        if (memory.getInt(at) != ETHTOOL_GET_TS_INFO) {
            throw FileError.of(EOPNOTSUPP);
        }
        memory.write(at, ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN).putInt(ETHTOOL_GET_TS_INFO).putInt(STAMPS).putInt(-1).array());
    }

    /** The name in a request, struct ifreq. */
    static String text(ByteBuffer b) {
        String name = new String(b.array(), 0, NAME, StandardCharsets.ISO_8859_1);
        int end = name.indexOf(0);
        return end < 0 ? name : name.substring(0, end);
    }

    private static void answer(ByteBuffer b, int command, Interface found) {
        Address four = found.four();
        switch (command) {
            case SIOCGIFFLAGS -> b.putShort(NAME, (short) found.flags);
            case SIOCGIFMTU -> b.putInt(NAME, found.mtu);
            case SIOCGIFINDEX -> b.putInt(NAME, found.index);
            case SIOCGIFTXQLEN -> b.putInt(NAME, 1000);
            case SIOCGIFMETRIC -> b.putInt(NAME, 0);
            case SIOCGIFMAP -> b.put(NAME, new byte[24]);
            case SIOCGIFHWADDR -> b.putShort(NAME, (short) found.type).put(NAME + 2, found.hardware);
            default -> {
                if (four == null) {
                    throw FileError.of(EADDRNOTAVAIL);
                }
                int bytes = command == SIOCGIFADDR || command == SIOCGIFDSTADDR ? four.address.fourBytes() : command == SIOCGIFNETMASK ? four.mask()
                        : (found.flags & 2) == 0 ? 0 : four.address.fourBytes() | ~four.mask();
                b.put(NAME, new SocketName.Inet(IpAddress.four(bytes), 0, false, 0).bytes());
            }
        }
    }

    private long configuration(long argument, UserMemory memory) {
        int room = memory.getInt(argument);
        long at = memory.getLong(argument + 8);
        ByteBuffer b = ByteBuffer.allocate(REQUEST * all.size());
        for (Interface each : all) {
            if (each.four() != null) {
                byte[] request = new byte[REQUEST];
                byte[] name = each.name.getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(name, 0, request, 0, name.length);
                System.arraycopy(new SocketName.Inet(each.four().address, 0, false, 0).bytes(), 0, request, NAME, 16);
                b.put(request);
            }
        }
        int length = b.position();
        if (at != 0) {
            length = Math.max(0, Math.min(room, length)) / REQUEST * REQUEST;
            memory.write(at, Arrays.copyOf(b.array(), length));
        }
        memory.putInt(argument, length);
        return 0;
    }
}
