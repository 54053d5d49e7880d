package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Errno.ENOENT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.container.abi.Net;
import twofold.container.vfs.Facilities;
import twofold.image.overlay.FileError;

/**
 * When messages were received, as a socket wants to hear it: beside each of them (SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMPING, socket(7)), or of the
 * last one when it asks (SIOCGSTAMP). Times are nanoseconds since 1970, 0 for none.
 */
public final class Stamps {
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SO_TIMESTAMPING = 37;
    private static final int SO_TIMESTAMP_NEW = 63;
    private static final int SO_TIMESTAMPNS_NEW = 64;
    private static final int SO_TIMESTAMPING_NEW = 65;
    private static final int RECEIVED = 1 << 3;
    private static final int SOFTWARE = 1 << 4;
    /** All SOF_TIMESTAMPING_ flags. */
    private static final int FLAGS = (1 << 18) - 1;
    private static final long SECOND = 1_000_000_000L;
    /** The option that is set, which is the kind of the control message, too; 0 for none. */
    private int kind;
    /** SOF_TIMESTAMPING_ flags, and the option they were set by. */
    private int flags;
    private int detailed = SO_TIMESTAMPING;
    /** It has asked for the last one's time. */
    private boolean asked;
    /** The time of the last one that was read, -1 if there was none. */
    private long last = -1;

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
        } else if ((value & ~FLAGS) != 0) {
            throw FileError.of(EINVAL);
        } else {
            flags = value;
            detailed = name;
        }
    }

    /** The time that something gets which arrives now, 0 if nobody will ask. */
    long now(Facilities facilities) {
        return facilities != null && (kind != 0 || flags != 0 || asked) ? facilities.realtimeNanos() : 0;
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

    /** The kind of the control message that tells it in detail, 0 if none does. */
    public int detailedKind() {
        return (flags & (RECEIVED | SOFTWARE)) == (RECEIVED | SOFTWARE) ? detailed : 0;
    }

    /** The control message in detail, struct scm_timestamping: the hardware has no times. */
    public static byte[] detail(long stamp) {
        return ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN).putLong(stamp / SECOND).putLong(stamp % SECOND).array();
    }
}
