package twofold.vm.virtio.fs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import twofold.image.overlay.Node;

/** Builds what follows fuse_out_header. */
final class Reply {
    /** Kernel and server agree for ever: nobody else changes the tree. */
    private static final long FOR_EVER = 1L << 30;
    private static final int BLOCK = 4096;
    private static final long SECOND = 1_000_000_000L;

    private final ByteBuffer bytes;

    Reply(int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    Reply word(int value) {
        bytes.putInt(value);
        return this;
    }

    Reply half(int value) {
        bytes.putShort((short) value);
        return this;
    }

    Reply quad(long value) {
        bytes.putLong(value);
        return this;
    }

    Reply raw(byte[] value) {
        bytes.put(value);
        return this;
    }

    Reply pad(int alignment) {
        while (bytes.position() % alignment != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    /** fuse_entry_out. */
    Reply entry(long id, Node node) {
        quad(id).quad(0).quad(FOR_EVER).quad(FOR_EVER).word(0).word(0);
        return attributes(node);
    }

    /** fuse_entry_out of what the kernel is to keep nothing of. */
    Reply noEntry() {
        bytes.put(new byte[128]);
        return this;
    }

    /** fuse_attr_out. */
    Reply validAttributes(Node node) {
        return quad(FOR_EVER).word(0).word(0).attributes(node);
    }

    private Reply attributes(Node node) {
        quad(node.number()).quad(node.size()).quad(node.blocks());
        quad(Math.floorDiv(node.accessed(), SECOND)).quad(Math.floorDiv(node.modified(), SECOND)).quad(Math.floorDiv(node.changed(), SECOND));
        word((int) Math.floorMod(node.accessed(), SECOND)).word((int) Math.floorMod(node.modified(), SECOND));
        word((int) Math.floorMod(node.changed(), SECOND)).word(node.mode()).word(node.links()).word(node.uid()).word(node.gid());
        return word((int) node.device()).word(BLOCK).word(0);
    }

    int size() {
        return bytes.position();
    }

    byte[] array() {
        return bytes.array();
    }
}
