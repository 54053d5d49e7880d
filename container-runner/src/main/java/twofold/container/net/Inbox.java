package twofold.container.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import twofold.container.vfs.File;

/** What was received and not yet read: a queue of packets, which streams read across. */
final class Inbox {
    private static final int CHUNK = 16 << 10;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>(4);
    private byte[] spare;
    private long bytes;

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
        byte[] data = new byte[length];
        from.get(data);
        Packet packet = new Packet(data, length, source, target, files, sender);
        packets.add(packet);
        bytes += length;
        return packet;
    }

    /** Adds bytes of a stream; those with files start a packet of their own. */
    void stream(ByteBuffer from, int length, List<File> files, Peer sender) {
        int left = length;
        Packet last = packets.peekLast();
        if (last != null && files == null && last.files == null && java.util.Objects.equals(last.sender, sender)) {
            int part = Math.min(left, last.data.length - last.to);
            from.get(last.data, last.to, part);
            last.to += part;
            left -= part;
        }
        if (left > 0) {
            byte[] data = spare != null && spare.length >= left ? spare : new byte[Math.max(CHUNK, left)];
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
            boolean other = packet.files != null || apart && !java.util.Objects.equals(packet.sender, incoming.sender);
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
                    spare = packet.data.length <= 4 * CHUNK ? packet.data : spare;
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
    }
}
