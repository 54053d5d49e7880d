package twofold.container.net;

import static twofold.container.abi.Errno.EADDRNOTAVAIL;
import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOBUFS;
import static twofold.container.abi.Net.AF_INET;
import static twofold.container.abi.Net.AF_INET6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import twofold.image.overlay.FileError;

/**
 * Which senders a socket wants to hear in a group, all at once: struct ip_msfilter and struct group_filter of RFC 3678.
 *
 * @param group    the group
 * @param index    the interface by number, 0 for none
 * @param by       the interface by address, any for none
 * @param mode     whether all but the senders are wanted, or those alone: {@link #EXCLUDE}, {@link #INCLUDE}
 * @param count    how many senders it says or has room for
 * @param senders  the senders
 */
record GroupFilter(IpAddress group, int index, IpAddress by, int mode, int count, List<IpAddress> senders) {
    static final int EXCLUDE = 0;
    static final int INCLUDE = 1;
    /** net.ipv4.igmp_max_msf and net.ipv6.mld_max_msf. */
    private static final int MOST4 = 10;
    private static final int MOST6 = 64;
    private static final int SHORT_HEADER = 16;
    private static final int PLACE = 128;
    private static final int LONG_HEADER = 16 + PLACE;

    /** How long the part before the senders is. @param brief struct ip_msfilter */
    static int header(boolean brief) {
        return brief ? SHORT_HEADER : LONG_HEADER;
    }

    /** What a program says, with the senders. EINVAL if it is cut off, ENOBUFS for too many. */
    static GroupFilter of(byte[] value, boolean brief, boolean six) {
        GroupFilter asked = asked(value, brief, six, EADDRNOTAVAIL);
        if (asked.count < 0 || asked.count > (six ? MOST6 : MOST4)) {
            throw FileError.of(ENOBUFS);
        }
        int each = brief ? Integer.BYTES : PLACE;
        if (value.length < header(brief) + asked.count * each) {
            throw FileError.of(EINVAL);
        }
        List<IpAddress> senders = new ArrayList<>();
        for (int i = 0; i < asked.count; i++) {
            senders.add(brief ? four(value, SHORT_HEADER + i * each) : place(value, LONG_HEADER + i * each, six, EADDRNOTAVAIL));
        }
        if (asked.mode != EXCLUDE && asked.mode != INCLUDE) {
            throw FileError.of(EINVAL);
        }
        return new GroupFilter(asked.group, asked.index, asked.by, asked.mode, asked.count, senders);
    }

    /** What a program asks about. */
    static GroupFilter asked(byte[] value, boolean brief, boolean six, int otherFamily) {
        if (value.length < header(brief)) {
            throw FileError.of(EINVAL);
        }
        ByteBuffer b = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return brief ? new GroupFilter(four(value, 0), 0, four(value, 4), b.getInt(8), b.getInt(12), List.of())
                : new GroupFilter(place(value, 8, six, otherFamily), b.getInt(0), six ? IpAddress.ANY6 : IpAddress.ANY4, b.getInt(8 + PLACE), b.getInt(12 + PLACE), List.of());
    }

    /** The answer: what was asked with the mode, how many senders there are, and as many of them as were asked for. */
    byte[] answer(byte[] asked, boolean brief, int room) {
        int each = brief ? Integer.BYTES : PLACE;
        int told = (int) Math.min(Integer.toUnsignedLong(room), senders.size());
        ByteBuffer b = ByteBuffer.allocate(header(brief) + told * each).order(ByteOrder.LITTLE_ENDIAN).put(0, asked, 0, header(brief));
        b.putInt(header(brief) - 8, mode).putInt(header(brief) - 4, senders.size());
        for (int i = 0; i < told; i++) {
            int at = header(brief) + i * each;
            IpAddress sender = senders.get(i);
            if (brief) {
                b.putInt(at, Integer.reverseBytes(sender.fourBytes()));
            } else if (sender.isFour()) {
                b.putShort(at, (short) AF_INET).putInt(at + 4, Integer.reverseBytes(sender.fourBytes()));
            } else {
                b.putShort(at, (short) AF_INET6).putLong(at + 8, Long.reverseBytes(sender.high())).putLong(at + 16, Long.reverseBytes(sender.low()));
            }
        }
        if (brief) {
            b.putInt(8, mode).putInt(12, senders.size());
        }
        return b.array();
    }

    private static IpAddress four(byte[] value, int at) {
        return IpAddress.four(ByteBuffer.wrap(value).getInt(at));
    }

    /** The address in a struct sockaddr_storage of a family. */
    static IpAddress place(byte[] value, int at, boolean six, int errno) {
        ByteBuffer b = ByteBuffer.wrap(value);
        if (Short.reverseBytes(b.getShort(at)) != (six ? AF_INET6 : AF_INET)) {
            throw FileError.of(errno);
        }
        return six ? new IpAddress(b.getLong(at + 8), b.getLong(at + 16)) : four(value, at + 4);
    }
}
