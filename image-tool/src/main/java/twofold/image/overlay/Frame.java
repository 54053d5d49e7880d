package twofold.image.overlay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts on their way into the journal, and the reading of them. Each is idempotent and says how something is, not what happened. */
final class Frame {
    private static final byte INODE = 1;
    private static final byte ENTRY = 2;
    private static final byte GONE = 3;
    private static final byte CLEAR = 4;
    private static final byte DATA = 5;
    private static final int HAS_TARGET = 4;
    private static final int HAS_ATTRIBUTES = 8;

    private byte[] bytes = new byte[256];
    private ByteBuffer out = ByteBuffer.wrap(bytes);

    void reset() {
        out.clear();
    }

    int size() {
        return out.position();
    }

    byte[] bytes() {
        return bytes;
    }

    /** "This inode now looks so." */
    void inode(Inode inode) {
        inode.due = false;
        inode.journaled = true;
        need(84);
        out.put(INODE).putLong(inode.number).putInt(inode.mode).putInt(inode.uid).putInt(inode.gid).putLong(inode.device);
        out.putLong(inode.accessed).putLong(inode.modified).putLong(inode.changed);
        out.put((byte) (inode.data.ordinal() | (inode.target == null ? 0 : HAS_TARGET) | (inode.attributes == null ? 0 : HAS_ATTRIBUTES)));
        if (inode.data == Inode.Data.INLINE) {
            out.putInt(inode.inline.length);
        }
        if (inode.target != null) {
            text(inode.target);
        }
        if (inode.attributes != null) {
            need(4);
            out.putInt(inode.attributes.size());
            inode.attributes.forEach((name, value) -> {
                text(name);
                need(4 + value.length);
                out.putInt(value.length).put(value);
            });
        }
    }

    /** "This inline file has these bytes there." */
    void data(Inode inode, int offset, byte[] from, int length) {
        need(17 + length);
        out.put(DATA).putLong(inode.number).putInt(offset).putInt(length).put(from, 0, length);
    }

    /** "The name stands for that inode." */
    void entry(Inode directory, String name, Inode inode) {
        need(17);
        out.put(ENTRY).putLong(directory.number).putLong(inode.number);
        text(name);
    }

    /** "The directory has no such name." */
    void gone(Inode directory, String name) {
        need(9);
        out.put(GONE).putLong(directory.number);
        text(name);
    }

    /** "The directory has no names but those that follow." */
    void clear(Inode directory) {
        need(9);
        out.put(CLEAR).putLong(directory.number);
    }

    /** Applies the facts of a frame to the tree. */
    static void apply(ByteBuffer in, Overlay tree) {
        while (in.hasRemaining()) {
            switch (in.get()) {
                case INODE -> readInode(in, tree);
                case ENTRY -> {
                    Inode directory = tree.numbered(in.getLong());
                    Inode inode = tree.numbered(in.getLong());
                    tree.replayEntry(directory, readText(in), inode);
                }
                case GONE -> {
                    Inode directory = tree.numbered(in.getLong());
                    tree.replayGone(directory, readText(in));
                }
                case CLEAR -> {
                    Inode directory = tree.numbered(in.getLong());
                    directory.entries().slots().forEach(slot -> tree.replayGone(directory, slot.name));
                }
                case DATA -> {
                    Inode inode = tree.numbered(in.getLong());
                    int offset = in.getInt();
                    in.get(inode.inline, offset, in.getInt());
                }
                default -> throw new IllegalStateException("a journal frame with a right checksum and an unknown fact");
            }
        }
    }

    private static void readInode(ByteBuffer in, Overlay tree) {
        long number = in.getLong();
        int mode = in.getInt();
        Inode inode = tree.numberedOrNew(number, mode);
        inode.mode = mode;
        inode.uid = in.getInt();
        inode.gid = in.getInt();
        inode.device = in.getLong();
        inode.accessed = in.getLong();
        inode.modified = in.getLong();
        inode.changed = in.getLong();
        int flags = in.get();
        inode.journaled = true;
        if ((flags & 3) == Inode.Data.UPPER.ordinal()) {
            tree.dropInline(inode);
            inode.data = Inode.Data.UPPER;
            inode.layer = null;
            inode.size = -1;
        } else if ((flags & 3) == Inode.Data.INLINE.ordinal()) {
            inode.data = Inode.Data.INLINE;
            inode.layer = null;
            inode.inline = inode.inline == null ? FileData.EMPTY : inode.inline;
            FileData.resize(inode, in.getInt());
        }
        inode.target = (flags & HAS_TARGET) == 0 ? null : readText(in);
        inode.attributes = (flags & HAS_ATTRIBUTES) == 0 ? null : readAttributes(in);
    }

    private static SortedMap<String, byte[]> readAttributes(ByteBuffer in) {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            String name = readText(in);
            byte[] value = new byte[in.getInt()];
            in.get(value);
            attributes.put(name, value);
        }
        return attributes;
    }

    private void text(String text) {
        need(2 + text.length());
        out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readText(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void need(int more) {
        if (out.remaining() < more) {
            int position = out.position();
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
            out = ByteBuffer.wrap(bytes).position(position);
        }
    }
}
