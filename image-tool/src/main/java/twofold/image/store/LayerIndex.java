package twofold.image.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import twofold.image.tar.TarEntry;

/**
 * The entries of a layer as a file: magic, length of the archive, count, entries, CRC-32. It is a cache, so anything odd in it means that
 * it is made again.
 */
final class LayerIndex {
    private static final int MAGIC = 0x54464c33;

    private LayerIndex() {
    }

    static byte[] bytes(List<TarEntry> entries, long tarSize) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entries.size() * 100);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeLong(tarSize);
        out.writeInt(entries.size());
        for (TarEntry entry : entries) {
            write(out, entry);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        out.writeInt((int) sum.getValue());
        return bytes.toByteArray();
    }

    /** The entries, or null if the bytes are not a whole index of an archive of that size. */
    static List<TarEntry> read(byte[] bytes, long tarSize) {
        if (bytes.length < 20) {
            return null;
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, bytes.length - 4);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(bytes.length - 4) != (int) sum.getValue() || in.getInt() != MAGIC || in.getLong() != tarSize) {
            return null;
        }
        try {
            int count = in.getInt();
            List<TarEntry> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                entries.add(read(in));
            }
            return entries;
        } catch (BufferUnderflowException torn) {
            return null;
        }
    }

    private static void write(DataOutputStream out, TarEntry entry) throws IOException {
        text(out, entry.name());
        out.writeInt(entry.mode());
        out.writeInt(entry.uid());
        out.writeInt(entry.gid());
        out.writeLong(entry.modified());
        out.writeLong(entry.size());
        text(out, entry.target() == null ? "" : entry.target());
        out.writeBoolean(entry.target() != null);
        out.writeLong(entry.device());
        out.writeInt(entry.attributes().size());
        for (Map.Entry<String, byte[]> each : entry.attributes().entrySet()) {
            text(out, each.getKey());
            out.writeInt(each.getValue().length);
            out.write(each.getValue());
        }
        out.writeLong(entry.dataOffset());
    }

    private static TarEntry read(ByteBuffer in) {
        String name = text(in);
        int mode = in.getInt();
        int uid = in.getInt();
        int gid = in.getInt();
        long modified = in.getLong();
        long size = in.getLong();
        String target = text(in);
        if (in.get() == 0) {
            target = null;
        }
        long device = in.getLong();
        int count = in.getInt();
        SortedMap<String, byte[]> attributes = count == 0 ? Collections.emptySortedMap() : new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = text(in);
            byte[] value = new byte[in.getInt()];
            in.get(value);
            attributes.put(key, value);
        }
        return new TarEntry(name, mode, uid, gid, modified, size, target, device, attributes, in.getLong());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeShort(text.length());
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xffff;
        String text = new String(in.array(), in.position(), length, StandardCharsets.ISO_8859_1);
        in.position(in.position() + length);
        return text;
    }
}
