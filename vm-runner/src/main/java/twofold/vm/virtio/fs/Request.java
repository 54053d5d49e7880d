package twofold.vm.virtio.fs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import twofold.image.overlay.FileError;

/**
 * A request: fuse_in_header and the bytes behind it, read from front to back. Asking for more than there is gives EINVAL.
 *
 * @param opcode which operation
 * @param unique what the reply must carry
 * @param node   the node it is about
 * @param uid    the caller's file system user
 * @param gid    the caller's file system group
 * @param body   what follows the header
 */
record Request(int opcode, long unique, long node, int uid, int gid, ByteBuffer body) {
    static final int HEADER = 40;
    private static final int EINVAL = 22;

    static Request of(byte[] header, byte[] body) {
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        return new Request(fields.getInt(4), fields.getLong(8), fields.getLong(16), fields.getInt(24), fields.getInt(28),
                ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
    }

    int word() {
        need(4);
        return body.getInt();
    }

    long quad() {
        need(8);
        return body.getLong();
    }

    void skip(int bytes) {
        need(bytes);
        body.position(body.position() + bytes);
    }

    /** A string that ends with a zero byte, one byte to a char. */
    String name() {
        int end = body.position();
        while (end < body.limit() && body.get(end) != 0) {
            end++;
        }
        if (end == body.limit()) {
            throw FileError.of(EINVAL);
        }
        String name = new String(body.array(), body.position(), end - body.position(), StandardCharsets.ISO_8859_1);
        body.position(end + 1);
        return name;
    }

    byte[] bytes(int length) {
        need(length);
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    private void need(int bytes) {
        if (bytes < 0 || body.remaining() < bytes) {
            throw FileError.of(EINVAL);
        }
    }
}
