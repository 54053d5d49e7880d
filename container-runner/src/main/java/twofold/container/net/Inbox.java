package twofold.container.net;

import static twofold.container.abi.Errno.ENOBUFS;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
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
    private final Account account;
    private byte[] spare;
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

    boolean isEmpty() {
        return packets.isEmpty();
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
        Packet packet = packets.peekFirst();
        int count = Math.min(to.remaining(), packet.length());
        to.put(packet.data, packet.from, count);
        incoming.length = packet.length();
        incoming.learn(packet);
        if (!incoming.peeks()) {
            packets.removeFirst();
            bytes -= packet.length();
            refund(packet.data.length + OVERHEAD);
            packet.discard();
        }
        return count;
    }

    /** Reads across packets up to the next that brings files or is another sender's. */
    int readStream(ByteBuffer to, Incoming incoming, boolean apart) {
        int done = 0;
        Iterator<Packet> each = packets.iterator();
        boolean first = true;
        while (to.hasRemaining() && each.hasNext()) {
            Packet packet = each.next();
            boolean other = packet.files != null || apart && !Objects.equals(packet.sender, incoming.sender);
            if (!first && other) {
                break;
            }
            boolean brings = packet.files != null;
            incoming.learn(packet);
            first = false;
            int part = Math.min(to.remaining(), packet.length());
            to.put(packet.data, packet.from, part);
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
        return done;
    }

    void discard() {
        packets.forEach(Packet::discard);
        packets.clear();
        bytes = 0;
        spare = null;
        refund(charged);
    }
}
