package twofold.container.net;

import static twofold.container.abi.Errno.EINVAL;
import static twofold.container.abi.Net.MSG_OOB;

import java.nio.ByteBuffer;
import twofold.image.overlay.FileError;

/** What one end of a TCP connection received out of band, tcp(7): where it belongs among the bytes of the stream, and the byte itself unless it is one of these. */
final class UrgentData {
    /** How many bytes were before it, -1 if it is passed. */
    private long mark = -1;
    private int value = -1;
    private long count;

    /** The stream's byte behind so many is urgent. */
    void marks(long before) {
        mark = before;
    }

    /** A byte came that belongs behind so many. */
    void comes(long before, int came) {
        mark = before;
        value = came & 0xff;
        count++;
    }

    /** How many bytes came that are not the stream's. */
    long count() {
        return count;
    }

    /** The connection is another one. */
    void forgetCount() {
        count = 0;
    }

    /** Whether there is a byte to be read. */
    boolean waits() {
        return value >= 0;
    }

    /** Whether it belongs exactly behind so many bytes, SIOCATMARK. */
    boolean isBehind(long bytes) {
        return mark >= 0 && mark == bytes;
    }

    /** How many of the wanted bytes are read at once behind so many: none beyond the mark. */
    int upToMark(long consumed, int wanted) {
        return mark > consumed ? (int) Math.min(wanted, mark - consumed) : wanted;
    }

    /** Bytes were read behind so many: one that is passed cannot be read any more. */
    void readBehind(long consumed) {
        if (mark >= 0 && consumed >= mark) {
            mark = -1;
            value = -1;
        }
    }

    /** Reads the byte; EINVAL if there is none. */
    int receive(ByteBuffer to, Incoming message) {
        if (value < 0) {
            throw FileError.of(EINVAL);
        }
        if (!to.hasRemaining()) {
            return 0;
        }
        to.put((byte) value);
        message.outFlags |= MSG_OOB;
        value = message.peeks() ? value : -1;
        return 1;
    }
}
