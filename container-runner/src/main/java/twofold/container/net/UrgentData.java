package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Net.MSG_OOB;
import static twofold.container.abi.Net.MSG_TRUNC;

import java.nio.ByteBuffer;
import twofold.image.overlay.FileError;

/**
 * Which byte of the stream that one end of a TCP connection receives is out of band, tcp(7): it is one of the stream's bytes, but a reader who does not want it in line
 * passes over it. There is at most one; an older one is like any other from then on.
 */
final class UrgentData {
    /** How many bytes were before it, -1 if there is none or it is passed. */
    private long place = -1;
    private byte value;
    private boolean read;

    /** A byte came that belongs behind so many. */
    void comes(long before, byte came) {
        place = before;
        value = came;
        read = false;
    }

    /** The connection is another one. */
    void forget() {
        place = -1;
    }

    /** Whether there is a byte that nobody has read. */
    boolean waits() {
        return place >= 0 && !read;
    }

    /** Whether it is the next behind so many bytes, SIOCATMARK. */
    boolean isBehind(long bytes) {
        return place >= 0 && place == bytes;
    }

    /** How many of the wanted bytes are read at once behind so many: none beyond the mark. */
    int upToMark(long consumed, int wanted) {
        return place > consumed ? (int) Math.min(wanted, place - consumed) : wanted;
    }

    /** So many bytes were read or passed over: one that is among them is gone. */
    void passes(long consumed) {
        if (consumed > place) {
            place = -1;
        }
    }

    /** Reads the byte; EINVAL if there is none, or none that does not come in line. */
    int receive(ByteBuffer to, Incoming message, boolean inline) {
        if (inline || !waits()) {
            throw FileError.of(EINVAL);
        }
        read = !message.peeks();
        message.outFlags |= MSG_OOB;
        if (!to.hasRemaining()) {
            message.outFlags |= MSG_TRUNC;
            return 0;
        }
        to.put(value);
        return 1;
    }
}
