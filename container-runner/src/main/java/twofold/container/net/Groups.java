package twofold.container.net;

import static twofold.container.abi.Errno.*;
import static twofold.container.abi.Net.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import twofold.image.overlay.FileError;

/**
 * What a socket has to do with groups of receivers, ip(7), ipv6(7), RFC 3678: which it is in by which interface and for which senders, and by which interface it sends to them.
 * Interfaces are numbers, 0 for none.
 */
final class Groups {
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_UNBLOCK_SOURCE = 37;
    private static final int IP_BLOCK_SOURCE = 38;
    private static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
    private static final int IP_DROP_SOURCE_MEMBERSHIP = 40;
    private static final int IP_MSFILTER = 41;
    private static final int MCAST_JOIN_GROUP = 42;
    private static final int MCAST_BLOCK_SOURCE = 43;
    private static final int MCAST_UNBLOCK_SOURCE = 44;
    private static final int MCAST_LEAVE_GROUP = 45;
    private static final int MCAST_JOIN_SOURCE_GROUP = 46;
    private static final int MCAST_LEAVE_SOURCE_GROUP = 47;
    private static final int MCAST_MSFILTER = 48;
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_ALL = 29;
    private static final int MREQN = 12;
    private static final int MREQ6 = 20;
    /** struct sockaddr_storage, and struct group_req that has one behind a number. */
    private static final int PLACE = 128;
    private static final int GROUP_REQUEST = 8 + PLACE;
    /** net.ipv4.igmp_max_memberships, net.ipv6.mld_max_msf's like, and net.ipv4.igmp_max_msf. */
    private static final int MOST = 20;
    private static final int MOST6 = 1024;
    private static final int MOST_SOURCES = 10;

    private final Socket socket;
    private final List<Membership> memberships = new ArrayList<>(1);
    private int index;
    private IpAddress source = IpAddress.ANY4;
    private int index6;
    private boolean all = true;
    private boolean all6 = true;

    Groups(Socket socket) {
        this.socket = socket;
    }

    /** A group that the socket is in: for all senders but some, or for some only. */
    private static final class Membership {
        final IpAddress group;
        final int index;
        /** By which address the interface was named; any for none. */
        final IpAddress by;
        boolean excludes;
        final List<IpAddress> sources = new ArrayList<>(0);

        Membership(IpAddress group, int index, IpAddress by, boolean excludes) {
            this.group = group;
            this.index = index;
            this.by = by;
            this.excludes = excludes;
        }
    }

    static boolean isOption(int level, int name) {
        return level == SOL_IP ? name == IP_MULTICAST_IF || name >= IP_ADD_MEMBERSHIP && name <= IP_MULTICAST_ALL
                : level == SOL_IPV6 && (name == IPV6_MULTICAST_IF || name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP || name == IPV6_MULTICAST_ALL
                        || name >= MCAST_JOIN_GROUP && name <= MCAST_MSFILTER);
    }

    /** By which interface it sends to groups of a family, 0 for that which the route says. */
    int index(boolean four) {
        return four ? index : index6;
    }

    /** The address that it sends to IPv4 groups from; any for the interface's. */
    IpAddress source() {
        return source;
    }

    /** The groups that it is in by an interface. */
    Stream<IpAddress> of(int by) {
        return memberships.stream().filter(each -> each.index == by).map(each -> each.group);
    }

    /** Whether it is in a group by an interface. */
    boolean isIn(IpAddress group, int by) {
        return memberships.stream().anyMatch(each -> each.group.equals(group) && each.index == by);
    }

    /** Whether something for a group is for it, too, that has come by an interface. */
    boolean admits(IpAddress group, IpAddress from, int by) {
        for (Membership each : memberships) {
            if (each.group.equals(group) && (each.index == by || !group.isFour())) {
                return each.sources.contains(from) != each.excludes;
            }
        }
        return group.isFour() ? all : all6;
    }

    byte[] get(int level, int name) {
        boolean four = level == SOL_IP;
        if (name == (four ? IP_MULTICAST_IF : IPV6_MULTICAST_IF)) {
            return four ? ByteBuffer.allocate(4).putInt(source.fourBytes()).array() : SocketOptions.bytes(index6);
        }
        if (name == (four ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL)) {
            return SocketOptions.bytes((four ? all : all6) ? 1 : 0);
        }
        throw FileError.of(ENOPROTOOPT);
    }

    void set(int level, int name, byte[] value) {
        if (level == SOL_IP && name == IP_MULTICAST_IF) {
            sendBy(value);
        } else if (level == SOL_IPV6 && name == IPV6_MULTICAST_IF) {
            sendBy6(value);
        } else if (name == (level == SOL_IP ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL)) {
            int given = value.length == 0 || level == SOL_IPV6 && value.length < 4 ? OptionRules.within(-1, 0, 1) : value.length < 4 ? value[0] : integer(value, 0);
            boolean wants = (level == SOL_IP ? OptionRules.within(given, 0, 1) : given) != 0;
            all = level == SOL_IP ? wants : all;
            all6 = level == SOL_IPV6 ? wants : all6;
        } else if (socket.isStream()) {
            boolean joins = level == SOL_IP ? name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP
                    : (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP) && value.length >= MREQ6;
            throw FileError.of(joins ? EPROTO : EINVAL);
        } else {
            member(level, name, value);
        }
    }

    private void sendBy(byte[] value) {
        if (socket.isStream() || value.length < 4) {
            throw FileError.of(EINVAL);
        }
        IpAddress address = four(value, value.length >= 8 ? 4 : 0);
        int wanted = value.length >= MREQN ? integer(value, 8) : 0;
        if (wanted == 0 && address.isAny()) {
            index = 0;
            source = IpAddress.ANY4;
            return;
        }
        int found = wanted != 0 ? socket.net.interfaces.at(wanted) == null ? 0 : wanted : socket.net.interfaces.having(address);
        if (found == 0) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        requireOwn(found);
        index = found;
        source = address;
    }

    private void sendBy6(byte[] value) {
        if (socket.isStream()) {
            throw FileError.of(ENOPROTOOPT);
        }
        requireLength(value, 4);
        int wanted = integer(value, 0);
        if (wanted != 0 && socket.net.interfaces.at(wanted) == null) {
            throw FileError.of(ENODEV);
        }
        if (wanted != 0) {
            requireOwn(wanted);
        }
        index6 = wanted;
    }

    /** EINVAL if the socket is bound to another interface. */
    private void requireOwn(int wanted) {
        if (socket.options.device != 0 && socket.options.device != wanted) {
            throw FileError.of(EINVAL);
        }
    }

    private void member(int level, int name, byte[] value) {
        boolean six = level == SOL_IPV6;
        switch (name) {
            case IPV6_JOIN_GROUP, IPV6_LEAVE_GROUP -> {
                requireLength(value, 20);
                ByteBuffer b = ByteBuffer.wrap(value);
                joinOrLeave(new IpAddress(b.getLong(0), b.getLong(8)), integer(value, 16), IpAddress.ANY6, name == IPV6_JOIN_GROUP);
            }
            case IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP -> {
                requireLength(value, 8);
                joinOrLeave(four(value, 0), value.length >= MREQN ? integer(value, 8) : 0, four(value, 4), name == IP_ADD_MEMBERSHIP);
            }
            case MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP -> {
                requireLength(value, GROUP_REQUEST);
                joinOrLeave(GroupFilter.place(value, 8, six, EINVAL), integer(value, 0), six ? IpAddress.ANY6 : IpAddress.ANY4, name == MCAST_JOIN_GROUP);
            }
            case IP_UNBLOCK_SOURCE, IP_BLOCK_SOURCE, IP_ADD_SOURCE_MEMBERSHIP, IP_DROP_SOURCE_MEMBERSHIP -> {
                requireLength(value, MREQN);
                boolean including = name >= IP_ADD_SOURCE_MEMBERSHIP;
                sender(four(value, 0), 0, four(value, 4), four(value, 8), including, name == IP_BLOCK_SOURCE || name == IP_ADD_SOURCE_MEMBERSHIP);
            }
            case MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE, MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP -> {
                requireLength(value, GROUP_REQUEST + PLACE);
                boolean including = name >= MCAST_JOIN_SOURCE_GROUP;
                sender(GroupFilter.place(value, 8, six, EADDRNOTAVAIL), integer(value, 0), six ? IpAddress.ANY6 : IpAddress.ANY4, GroupFilter.place(value, GROUP_REQUEST, six, EADDRNOTAVAIL),
                        including, name == MCAST_BLOCK_SOURCE || name == MCAST_JOIN_SOURCE_GROUP);
            }
            case IP_MSFILTER, MCAST_MSFILTER -> replace(GroupFilter.of(value, name == IP_MSFILTER, six));
            default -> throw FileError.of(ENOPROTOOPT);
        }
    }

    private void joinOrLeave(IpAddress group, int wanted, IpAddress by, boolean join) {
        if (!group.isMulticast() && (join || !group.isFour())) {
            throw FileError.of(EINVAL);
        }
        if (join) {
            join(group, wanted, by, true);
        } else {
            leave(group, wanted, by);
        }
    }

    private void join(IpAddress group, int wanted, IpAddress by, boolean excludes) {
        int found = found(group, wanted, by);
        if (found == 0) {
            throw FileError.of(ENODEV);
        }
        if (isIn(group, found)) {
            throw FileError.of(EADDRINUSE);
        }
        if (memberships.stream().filter(each -> each.group.isFour() == group.isFour()).count() >= (group.isFour() ? MOST : MOST6)) {
            throw FileError.of(group.isFour() ? ENOBUFS : ENOMEM);
        }
        if (memberships.isEmpty()) {
            socket.net.groups.add(this);
        }
        memberships.add(new Membership(group, found, by, excludes));
    }

    /** The interface that is meant: by number, by one of its addresses, or where the route to the group leads; 0 if there is none. */
    private int found(IpAddress group, int wanted, IpAddress by) {
        if (wanted != 0) {
            return socket.net.interfaces.at(wanted) == null ? 0 : wanted;
        }
        return by.isAny() ? socket.net.groupLink() : socket.net.interfaces.having(by);
    }

    private void leave(IpAddress group, int wanted, IpAddress by) {
        if (wanted == 0 && by.isAny() && found(group, wanted, by) == 0 && group.isFour()) {
            throw FileError.of(ENODEV);
        }
        for (Iterator<Membership> each = memberships.iterator(); each.hasNext();) {
            Membership member = each.next();
            if (member.group.equals(group) && (wanted != 0 ? member.index == wanted : by.isAny() || member.by.equals(by))) {
                each.remove();
                if (memberships.isEmpty()) {
                    socket.net.groups.remove(this);
                }
                return;
            }
        }
        throw FileError.of(EADDRNOTAVAIL);
    }

    /** Lets a sender in or shuts it out. @param including the group is for named senders only @param add the sender is to be named */
    private void sender(IpAddress group, int wanted, IpAddress by, IpAddress from, boolean including, boolean add) {
        if (!group.isMulticast()) {
            throw FileError.of(EINVAL);
        }
        int found = found(group, wanted, by);
        if (found == 0) {
            throw FileError.of(ENODEV);
        }
        if (including && add && !isIn(group, found)) {
            join(group, wanted, by, false);
        }
        Membership member = memberships.stream().filter(each -> each.group.equals(group) && each.index == found).findFirst().orElseThrow(() -> FileError.of(EINVAL));
        if (member.excludes == including) {
            if (!member.sources.isEmpty()) {
                throw FileError.of(EINVAL);
            }
            member.excludes = !including;
        }
        if (member.sources.contains(from) == add) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        if (!add) {
            member.sources.remove(from);
            if (including && member.sources.isEmpty()) {
                leave(group, found, by);
            }
        } else if (member.sources.size() >= MOST_SOURCES) {
            throw FileError.of(ENOBUFS);
        } else {
            member.sources.add(from);
        }
    }

    /** Whether an option tells of the senders of a group that the program names where the answer goes. */
    static boolean asksForSenders(int level, int name) {
        return level == SOL_IP && name == IP_MSFILTER || isOption(level, name) && name == MCAST_MSFILTER;
    }

    /** How much a program has to say for that. */
    static int question(int name) {
        return GroupFilter.header(name == IP_MSFILTER);
    }

    /** The senders that were named for a group. EADDRNOTAVAIL if the socket is not in it. */
    byte[] senders(int level, int name, byte[] question) {
        boolean brief = name == IP_MSFILTER;
        GroupFilter asked = GroupFilter.asked(question, brief, level == SOL_IPV6, EADDRNOTAVAIL);
        int found = found(asked);
        Membership member = member(asked.group(), found);
        if (member == null) {
            throw FileError.of(EADDRNOTAVAIL);
        }
        int mode = member.excludes ? GroupFilter.EXCLUDE : GroupFilter.INCLUDE;
        return new GroupFilter(asked.group(), found, asked.by(), mode, 0, member.sources).answer(question, brief, asked.count());
    }

    private int found(GroupFilter filter) {
        if (!filter.group().isMulticast()) {
            throw FileError.of(EINVAL);
        }
        int found = found(filter.group(), filter.index(), filter.by());
        if (found == 0) {
            throw FileError.of(ENODEV);
        }
        return found;
    }

    private Membership member(IpAddress group, int by) {
        return memberships.stream().filter(each -> each.group.equals(group) && each.index == by).findFirst().orElse(null);
    }

    /** Says anew which senders are wanted; who wants none leaves. */
    private void replace(GroupFilter filter) {
        int found = found(filter);
        if (filter.mode() == GroupFilter.INCLUDE && filter.senders().isEmpty()) {
            leave(filter.group(), found, filter.by());
            return;
        }
        Membership member = member(filter.group(), found);
        if (member == null) {
            throw FileError.of(EINVAL);
        }
        member.excludes = filter.mode() == GroupFilter.EXCLUDE;
        member.sources.clear();
        member.sources.addAll(filter.senders());
    }

    /** Who hears of senders that were named. */
    interface Named {
        /** A sender of a group. @param excludes it is one that is not wanted */
        void sender(IpAddress group, IpAddress sender, boolean excludes);
    }

    /** Tells of all senders that were named for IPv4 groups by an interface. */
    void named(int by, Named to) {
        for (Membership each : memberships) {
            if (each.index == by && each.group.isFour()) {
                each.sources.forEach(sender -> to.sender(each.group, sender, each.excludes));
            }
        }
    }

    /** It is in none any more. */
    void leaveAll() {
        if (!memberships.isEmpty()) {
            memberships.clear();
            socket.net.groups.remove(this);
        }
    }

    private static void requireLength(byte[] value, int least) {
        if (value.length < least) {
            throw FileError.of(EINVAL);
        }
    }

    private static int integer(byte[] value, int at) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static IpAddress four(byte[] value, int at) {
        return IpAddress.four(ByteBuffer.wrap(value).getInt(at));
    }
}
