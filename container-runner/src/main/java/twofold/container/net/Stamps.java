package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOENT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import twofold.container.abi.Net;
import twofold.container.vfs.Facilities;
import twofold.image.overlay.FileError;

/**
 * When messages were received, as a socket wants to hear it: beside each of them (SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMPING, socket(7)), or of the
 * last one when it asks (SIOCGSTAMP); and when they were sent, by the queue of errors (the kernel's timestamping.rst). Times are nanoseconds since 1970, 0 for none.
 */
public final class Stamps {
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SO_TIMESTAMPING = 37;
    private static final int SO_TIMESTAMP_NEW = 63;
    private static final int SO_TIMESTAMPNS_NEW = 64;
    private static final int SO_TIMESTAMPING_NEW = 65;
    private static final int RECEIVED = 1 << 3;
    private static final int SOFTWARE = 1 << 4;
    private static final int SENT = 1 << 1;
    private static final int NUMBERED = 1 << 7;
    private static final int SCHEDULED = 1 << 8;
    private static final int ACKNOWLEDGED = 1 << 9;
    private static final int BARE = 1 << 11;
    private static final int NUMBERED_STREAM = 1 << 16;
    /** What can be told of something that is sent, hardware's times among them. */
    private static final int RECORDS = 1 | SENT | SCHEDULED | ACKNOWLEDGED;
    private static final byte[] NO_ADDRESS = new byte[LinkFrame.ADDRESS];
    /** All SOF_TIMESTAMPING_ flags. */
    private static final int FLAGS = (1 << 18) - 1;
    private static final long SECOND = 1_000_000_000L;
    /** The option that is set, which is the kind of the control message, too; 0 for none. */
    private int kind;
    /** SOF_TIMESTAMPING_ flags, and the option they were set by. */
    private int flags;
    private int detailed = SO_TIMESTAMPING;
    /** The number of what is sent next, or of a stream's first byte that is counted, and where counting starts. */
    private long first;
    private LongSupplier start = () -> 0;
    /** It has asked for the last one's time. */
    private boolean asked;
    /** The time of the last one that was read, -1 if there was none. */
    private long last = -1;

    /** What is sent is counted by bytes, from what {@code place} says when that is asked for; below 0 for not yet. */
    void count(LongSupplier place) {
        start = place;
    }

    static boolean isOption(int name) {
        return name == Net.SO_TIMESTAMP || name == SO_TIMESTAMPNS || name == SO_TIMESTAMPING || name >= SO_TIMESTAMP_NEW && name <= SO_TIMESTAMPING_NEW;
    }

    byte[] get(int name) {
        if (name == SO_TIMESTAMPING || name == SO_TIMESTAMPING_NEW) {
            return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(name == detailed || flags == 0 ? flags : 0).array();
        }
        return SocketOptions.bytes(kind == name ? 1 : 0);
    }

    /** EINVAL for a flag that is none. */
    void set(int name, int value) {
        if (name != SO_TIMESTAMPING && name != SO_TIMESTAMPING_NEW) {
            kind = value != 0 ? name : 0;
        } else if ((value & ~FLAGS) != 0 || (value & (NUMBERED | NUMBERED_STREAM)) == NUMBERED_STREAM) {
            throw FileError.of(EINVAL);
        } else {
            if ((value & ~flags & NUMBERED) != 0) {
                first = start.getAsLong();
            }
            if (first < 0) {
                first = 0;
                throw FileError.of(EINVAL);
            }
            flags = value;
            detailed = name;
        }
    }

    /** The time that something gets which arrives now, 0 if nobody will ask. */
    long now(Facilities facilities) {
        return facilities != null && (kind != 0 || flags != 0 || asked) ? facilities.realtimeNanos() : 0;
    }

    /** Which times a message asks for, SOF_TIMESTAMPING_TX_ flags; EINVAL for others. */
    public static int asked(int value) {
        if ((value & ~RECORDS) != 0) {
            throw FileError.of(EINVAL);
        }
        return value;
    }

    /** Which times are to be told of something that is sent. @param asked what it asks for itself, -1 for nothing */
    int records(int asked) {
        return (asked >= 0 ? asked : flags) & RECORDS;
    }

    /** A packet is sent: its sender is told when. It reaches the device at once, and who gets it has it then. */
    void sent(Socket socket, ErrorQueue queue, int asked, IpPacket packet) {
        int number = (flags & NUMBERED) != 0 ? (int) first++ : 0;
        tell(socket, queue, records(asked) & ~ACKNOWLEDGED, number, () -> LinkFrame.around(packet, NO_ADDRESS, NO_ADDRESS), socket.family == Net.AF_INET6 ? packet.source() : null);
    }

    /** Bytes of a stream are sent, the last of which is the {@code end}th, and have arrived. */
    void sentStream(TcpSocket socket, ErrorQueue queue, int asked, long end, ByteBuffer data) {
        tell(socket, queue, records(asked), (flags & NUMBERED) != 0 ? (int) (end - first - 1) : 0,
                () -> LinkFrame.around(TcpWire.last(socket, end, data), NO_ADDRESS, NO_ADDRESS), null);
    }

    private void tell(Socket socket, ErrorQueue queue, int records, int number, Supplier<byte[]> data, IpAddress from) {
        if (records == 0) {
            return;
        }
        boolean bare = (flags & BARE) != 0;
        byte[] bytes = bare ? new byte[0] : data.get();
        int[] times = {SCHEDULED, SENT, ACKNOWLEDGED};
        int[] names = {1, 0, 2};
        for (int i = 0; i < times.length; i++) {
            if ((records & times[i]) != 0) {
                Incoming.Report report = Incoming.Report.time(names[i], number, bare ? null : from);
                queue.add(new ErrorQueue.Report(report, null, bytes, socket.facilities.realtimeNanos()), socket.options.receiveBuffer);
                socket.wake();
            }
        }
    }

    /** A message is read. */
    void read(Incoming message) {
        if (kind == 0 && (flags & SOFTWARE) == 0) {
            last = message.stamp;
        }
    }

    /** The time of the last message that was read without being told it, SIOCGSTAMP; ENOENT if there was none. */
    long last(Facilities facilities) {
        asked = true;
        if (last == -1) {
            throw FileError.of(ENOENT);
        }
        last = last == 0 && facilities != null ? facilities.realtimeNanos() : last;
        return last;
    }

    /** The kind of the control message that tells a message's time, 0 if none does. */
    public int kind() {
        return kind;
    }

    /** The control message: struct timeval or timespec. @param stamp the message's time, 0 if it was not noted */
    public byte[] told(long stamp, Facilities facilities) {
        long time = stamp != 0 ? stamp : facilities.realtimeNanos();
        boolean micro = kind == Net.SO_TIMESTAMP || kind == SO_TIMESTAMP_NEW;
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(time / SECOND).putLong(micro ? time % SECOND / 1000 : time % SECOND).array();
    }

    /** The kind of the control message that tells it in detail, 0 if none does. @param sent whether of something that was sent */
    public int detailedKind(boolean sent) {
        int wanted = sent ? SOFTWARE : RECEIVED | SOFTWARE;
        return (flags & wanted) == wanted ? detailed : 0;
    }

    /** The control message in detail, struct scm_timestamping: the hardware has no times. */
    public static byte[] detail(long stamp) {
        return ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN).putLong(stamp / SECOND).putLong(stamp % SECOND).array();
    }
}
