package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import twofold.container.abi.Cap;
import twofold.container.mm.UserMemory;
import twofold.container.vfs.Caller;
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
    static final int LINK_LOCAL = 2;
    static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;
    private static final List<Address> USUAL = List.of(new Address(IpAddress.LOOPBACK4, 8), new Address(IpAddress.LOOPBACK6, 128));
    private final List<Interface> all = new ArrayList<>();

    /** An address of an interface. */
    record Address(IpAddress address, int prefix) {
        int mask() {
            return prefix == 0 ? 0 : -1 << 32 - prefix;
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
        all.set(which.index - 1, which.with(up ? which.flags | IN_OPERATION : which.flags & ~IN_OPERATION, which.addresses));
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
        int at = 0;
        while (at < more.size() && (address.address.isFour() || reach(more.get(at).address) > reach(address.address))) {
            at++;
        }
        more.add(at, address);
        all.set(index - 1, which.with(which.flags, List.copyOf(more)));
        return true;
    }

    /** How far an IPv6 address reaches, RFC 4291 section 2.7; for any interface they are in that order, the newest first, behind the IPv4 ones, which are as they came. */
    static int reach(IpAddress address) {
        if (address.isFour()) {
            return Integer.MAX_VALUE;
        }
        long prefix = address.high() >>> 54;
        return address.isLoopback() || prefix == 0xfe80 >>> 6 ? LINK_LOCAL : prefix == 0xfec0 >>> 6 ? SITE_LOCAL : GLOBAL;
    }

    /** Takes an address from an interface; false if it has none such. */
    boolean remove(int index, Address address) {
        Interface which = find(index, null);
        List<Address> fewer = new ArrayList<>(which.addresses);
        boolean had = fewer.remove(address);
        all.set(index - 1, which.with(which.flags, List.copyOf(fewer)));
        return had;
    }

    /** The interface with a number, or else with a name; ENODEV. */
    Interface find(int index, String name) {
        return all.stream().filter(each -> index > 0 ? each.index == index : each.name.equals(name)).findFirst().orElseThrow(() -> FileError.of(ENODEV));
    }

    /** The interface with a number, or null. */
    Interface at(int index) {
        return index > 0 && index <= all.size() ? all.get(index - 1) : null;
    }

    /** Whether the one with a number is there and in operation. */
    boolean isUp(int index) {
        return index <= all.size() && all.get(index - 1).isUp();
    }

    void ethernet(IpAddress address, int prefix) {
        int bytes = address.fourBytes();
        byte[] hardware = {2, 0x42, (byte) (bytes >>> 24), (byte) (bytes >>> 16), (byte) (bytes >>> 8), (byte) bytes};
        all.add(new Interface(2, "eth0", 0x11043, 1500, 1, hardware, List.of(new Address(address, prefix))));
    }

    List<Interface> all() {
        return all;
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

    IpAddress networkAddress() {
        return all.size() < 2 ? null : all.get(1).addresses.getFirst().address;
    }

    private Interface named(String name) {
        return all.stream().filter(each -> each.name.equals(name)).findFirst().orElseThrow(() -> FileError.of(ENODEV));
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
            setUp(named(text(b)), (b.getShort(NAME) & UP) != 0);
            return 0;
        }
        boolean known = command == SIOCGIFNAME || command == SIOCGIFFLAGS || command == SIOCGIFADDR || command == SIOCGIFBRDADDR
                || command == SIOCGIFNETMASK || command == SIOCGIFMTU || command == SIOCGIFHWADDR || command == SIOCGIFINDEX
                || command == SIOCGIFTXQLEN;
        if (!known) {
            throw FileError.of(command == SIOCETHTOOL ? EOPNOTSUPP : command >>> 8 == 0x89 ? EPERM : ENOTTY);
        }
        ByteBuffer b = ByteBuffer.wrap(memory.read(argument, REQUEST)).order(ByteOrder.LITTLE_ENDIAN);
        if (command == SIOCGIFNAME) {
            int index = b.getInt(NAME);
            Interface found = all.stream().filter(each -> each.index == index).findFirst().orElseThrow(() -> FileError.of(ENODEV));
            b.put(0, Arrays.copyOf(found.name.getBytes(StandardCharsets.ISO_8859_1), NAME));
        } else {
            answer(b, command, named(text(b)));
        }
        memory.write(argument, b.array());
        return 0;
    }

    private static String text(ByteBuffer b) {
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
            case SIOCGIFHWADDR -> b.putShort(NAME, (short) found.type).put(NAME + 2, found.hardware);
            default -> {
                if (four == null) {
                    throw FileError.of(EADDRNOTAVAIL);
                }
                int bytes = command == SIOCGIFADDR ? four.address.fourBytes() : command == SIOCGIFNETMASK ? four.mask()
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
