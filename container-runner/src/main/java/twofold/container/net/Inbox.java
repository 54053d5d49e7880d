package twofold.container.net;

import static twofold.container.abi.Errno.ENOBUFS;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import twofold.container.mm.Account;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/**
 * What was received and not yet read: a queue of packets, which streams read across. The receiver's container pays for it; where it has no
 * more memory, whoever sends gets ENOBUFS.
 */
final class Inbox {
    private static final int CHUNK = 16 << 10;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>(4);
    /** About what a packet takes beside its bytes. */
    private static final int OVERHEAD = 256;
    /** What a message takes of SO_RCVBUF beside its bytes, as a buffer of Linux does on its way over lo. */
    private static final long COST = 960;
    private final Account account;
    private byte[] spare;
    /** Where a look at what is there begins and goes on, SO_PEEK_OFF; below 0: at the start each time. */
    int peekOffset = -1;
    /** The byte that was sent out of band, as long as it is that; null for none. */
    private Packet urgent;
    private long bytes;
    private long charged;

    Inbox(Account account) {
        this.account = account;
    }

    private byte[] buffer(int size, int overhead) {
        if (!account.offer(size + overhead)) {
            throw FileError.of(ENOBUFS);
        }
        charged += size + overhead;
        return new byte[size];
    }

    private void refund(long size) {
        charged -= size;
        account.refund(size);
    }

    long bytes() {
        return bytes;
    }

    int packets() {
        return packets.size();
    }

    /** Whether there is no room for one more message: there is always for one, however long. */
    boolean isFull(long limit) {
        return bytes + packets.size() * COST >= limit;
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Whether there is nothing for a reader, or for one who looks from where the last look ended. */
    boolean isEmptyFor(Incoming incoming) {
        return packets.isEmpty() || incoming.peeks() && peekOffset > 0 && peekOffset >= bytes;
    }

    private void moved(Incoming incoming, int seen, int taken) {
        if (peekOffset >= 0) {
            peekOffset = incoming.peeks() ? peekOffset + seen : Math.max(0, peekOffset - taken);
        }
    }

    /** Adds one byte out of band; what was that before is like any other. */
    void urgent(byte value, List<File> files, Peer sender) {
        Packet packet = new Packet(buffer(1, 0), 1, null, null, files, sender);
        packet.data[0] = value;
        packets.add(packet);
        bytes++;
        urgent = packet;
    }

    boolean hasUrgent() {
        return urgent != null;
    }

    /** Reads the byte that is out of band; its place stays. */
    byte readUrgent(boolean peeks) {
        byte value = urgent.data[0];
        if (!peeks) {
            urgent.from = urgent.to;
            bytes--;
            urgent = null;
        }
        return value;
    }

    /** Whether the next byte is the one out of band, or follows its place. */
    boolean isAtMark() {
        Iterator<Packet> each = packets.iterator();
        Packet first = each.hasNext() ? each.next() : null;
        return first != null && (first == urgent || first.length() == 0 && (urgent == null || each.hasNext() && each.next() == urgent));
    }

    int firstLength() {
        return packets.isEmpty() ? 0 : packets.peekFirst().length();
    }

    /** Adds one message that keeps its bounds. */
    Packet message(ByteBuffer from, int length, SocketName source, SocketName target, List<File> files, Peer sender) {
        byte[] data = buffer(length, OVERHEAD);
        from.get(data);
        Packet packet = new Packet(data, length, source, target, files, sender);
        packets.add(packet);
        bytes += length;
        return packet;
    }

    /** Adds bytes of a stream; those with files start a packet of their own. */
    void stream(ByteBuffer from, int length, List<File> files, Peer sender) {
        Packet last = packets.peekLast();
        boolean joins = last != null && files == null && last.files == null && Objects.equals(last.sender, sender);
        int part = joins ? Math.min(length, last.data.length - last.to) : 0;
        int left = length - part;
        byte[] data = left == 0 ? null : spare != null && spare.length >= left ? spare : buffer(Math.max(CHUNK, left), 0);
        if (joins) {
            from.get(last.data, last.to, part);
            last.to += part;
        }
        if (left > 0) {
            spare = data == spare ? null : spare;
            from.get(data, 0, left);
            packets.add(new Packet(data, left, null, null, files, sender));
        }
        bytes += length;
    }

    /** Reads one message; what does not fit is gone. */
    int readMessage(ByteBuffer to, Incoming incoming) {
        return readMessage(to, incoming, true);
    }

    /** The same. @param whole the place of the next look goes back by all of the message, not only by what of it was read */
    int readMessage(ByteBuffer to, Incoming incoming, boolean whole) {
        Packet packet = packets.peekFirst();
        int skip = incoming.peeks() ? Math.max(0, peekOffset) : 0;
        Iterator<Packet> each = packets.iterator();
        each.next();
        while (skip > 0 && skip >= packet.length() && each.hasNext()) {
            skip -= packet.length();
            packet = each.next();
        }
        int count = Math.min(to.remaining(), packet.length() - skip);
        to.put(packet.data, packet.from + skip, count);
        incoming.length = packet.length() - skip;
        incoming.learn(packet);
        moved(incoming, count, whole ? packet.length() : count);
        if (!incoming.peeks()) {
            packets.removeFirst();
            bytes -= packet.length();
            refund(packet.data.length + OVERHEAD);
            packet.discard();
        }
        return count;
    }

    /** Passes over the next byte of the stream. */
    void skip() {
        Packet packet = packets.peekFirst();
        packet.from++;
        bytes--;
        if (packet.length() == 0) {
            packets.removeFirst();
            refund(packet.data.length);
        }
    }

    /** Whether a place in the stream ends a read that has something: a byte out of band, or where one was. */
    private boolean stops(Packet packet) {
        return packet == urgent || packet.length() == 0 && urgent == null;
    }

    /**
     * Reads across packets up to the end of one that brings files, the next that is another sender's, or is out of band.
     *
     * @param inline what is out of band is read as the rest, and not passed over
     * @return how many bytes; 0 also if there was nothing but what is passed over
     */
    int readStream(ByteBuffer to, Incoming incoming, boolean apart, boolean inline) {
        int done = 0;
        int skip = incoming.peeks() ? Math.max(0, peekOffset) : 0;
        Iterator<Packet> each = packets.iterator();
        boolean first = true;
        while (to.hasRemaining() && each.hasNext()) {
            Packet packet = each.next();
            if (stops(packet) && done > 0) {
                break;
            }
            boolean passed = packet.length() == 0 || packet == urgent && !inline;
            if (packet == urgent && !incoming.peeks()) {
                urgent = null;
            }
            if (passed) {
                if (!incoming.peeks()) {
                    each.remove();
                    bytes -= packet.length();
                    refund(packet.data.length);
                    packet.discard();
                }
                continue;
            }
            if (skip >= packet.length()) {
                skip -= packet.length();
                continue;
            }
            boolean other = apart && !Objects.equals(packet.sender, incoming.sender);
            if (!first && other) {
                break;
            }
            boolean brings = packet.files != null;
            incoming.learn(packet);
            first = false;
            int part = Math.min(to.remaining(), packet.length() - skip);
            to.put(packet.data, packet.from + skip, part);
            skip = 0;
            done += part;
            if (!incoming.peeks()) {
                packet.from += part;
                bytes -= part;
                if (packet.length() == 0) {
                    each.remove();
                    if (packet.data.length <= 4 * CHUNK && spare == null) {
                        spare = packet.data;
                    } else {
                        refund(packet.data.length);
                    }
                }
            }
            if (brings) {
                break;
            }
        }
        incoming.length = done;
        moved(incoming, done, done);
        return done;
    }

    /** The packets that bring files. */
    List<Packet> bringing() {
        List<Packet> bringing = new ArrayList<>(0);
        for (Packet each : packets) {
            if (each.files != null) {
                bringing.add(each);
            }
        }
        return bringing;
    }

    void discard() {
        packets.forEach(Packet::discard);
        packets.clear();
        bytes = 0;
        spare = null;
        refund(charged);
    }
}
