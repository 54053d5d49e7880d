package twofold.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive: a ustar header, preceded by a PAX header only where ustar cannot say it (names over 100 bytes or not ASCII,
 * sub-second times, large numbers, extended attributes). Equal entries give equal bytes; user and group names are never written.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final long OCTAL_11 = 1L << 33;
    private static final int OCTAL_7 = 1 << 21;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK];

    /** Writes to {@code out}, which the caller closes. */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes an entry and its data, of which exactly {@link TarEntry#size} bytes are taken. */
    public void add(TarEntry entry, InputStream data) throws IOException {
        TreeMap<String, String> extended = extended(entry);
        if (!extended.isEmpty()) {
            byte[] records = records(extended);
            header(shorten("PaxHeaders/" + base(entry.name())), 0644, 0, 0, records.length, 0, 'x', "", 0);
            out.write(records);
            pad(records.length);
        }
        String name = entry.type() == TarEntry.DIRECTORY ? entry.name() + "/" : entry.name();
        long seconds = Math.floorDiv(entry.modified(), 1_000_000_000L);
        header(shorten(name.equals("/") ? "./" : name), entry.mode() & 07777, entry.uid(), entry.gid(), entry.size(), Math.max(0, seconds),
                typeFlag(entry), entry.target() == null ? "" : shorten(entry.target()), entry.device());
        if (entry.size() > 0) {
            copy(data, entry.size());
            pad(entry.size());
        }
    }

    /** Writes the end of the archive. */
    public void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private static TreeMap<String, String> extended(TarEntry entry) {
        TreeMap<String, String> records = new TreeMap<>();
        String name = entry.type() == TarEntry.DIRECTORY ? entry.name() + "/" : entry.name();
        if (!plain(name)) {
            records.put("path", name);
        }
        if (entry.target() != null && !plain(entry.target())) {
            records.put("linkpath", entry.target());
        }
        if (entry.size() >= OCTAL_11) {
            records.put("size", Long.toString(entry.size()));
        }
        if (Integer.toUnsignedLong(entry.uid()) >= OCTAL_7) {
            records.put("uid", Integer.toUnsignedString(entry.uid()));
        }
        if (Integer.toUnsignedLong(entry.gid()) >= OCTAL_7) {
            records.put("gid", Integer.toUnsignedString(entry.gid()));
        }
        long seconds = Math.floorDiv(entry.modified(), 1_000_000_000L);
        long nanos = Math.floorMod(entry.modified(), 1_000_000_000L);
        if (nanos != 0 || seconds < 0 || seconds >= OCTAL_11) {
            records.put("mtime", time(entry.modified()));
        }
        entry.attributes().forEach((key, value) -> records.put("SCHILY.xattr." + key, new String(value, StandardCharsets.ISO_8859_1)));
        return records;
    }

    private static String time(long nanos) {
        long magnitude = Math.abs(nanos);
        String fraction = String.format("%09d", magnitude % 1_000_000_000L).replaceAll("0+$", "");
        return (nanos < 0 ? "-" : "") + magnitude / 1_000_000_000L + (fraction.isEmpty() ? "" : "." + fraction);
    }

    private static byte[] records(Map<String, String> extended) {
        StringBuilder text = new StringBuilder();
        extended.forEach((key, value) -> {
            int bare = key.length() + value.length() + 3;
            int length = bare + Integer.toString(bare).length();
            if (Integer.toString(length).length() > Integer.toString(bare).length()) {
                length = bare + Integer.toString(length).length();
            }
            text.append(length).append(' ').append(key).append('=').append(value).append('\n');
        });
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void header(String name, int mode, int uid, int gid, long size, long seconds, char type, String target, long device)
            throws IOException {
        Arrays.fill(block, (byte) 0);
        text(0, 100, name);
        octal(100, 8, mode);
        octal(108, 8, Integer.toUnsignedLong(uid) >= OCTAL_7 ? 0 : uid);
        octal(116, 8, Integer.toUnsignedLong(gid) >= OCTAL_7 ? 0 : gid);
        octal(124, 12, size >= OCTAL_11 ? 0 : size);
        octal(136, 12, seconds >= OCTAL_11 ? 0 : seconds);
        block[156] = (byte) type;
        text(157, 100, target);
        text(257, 8, "ustar\00000");
        octal(329, 8, device >> 8 & 0xfff);
        octal(337, 8, device & 0xff | device >> 12 & 0xfff00);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        octal(148, 7, sum);
        out.write(block);
    }

    private void text(int at, int length, String value) {
        for (int i = 0; i < Math.min(length, value.length()); i++) {
            block[at + i] = (byte) value.charAt(i);
        }
    }

    private void octal(int at, int length, long value) {
        for (int i = length - 2; i >= 0; i--) {
            block[at + i] = (byte) ('0' + (value & 7));
            value >>>= 3;
        }
        block[at + length - 1] = 0;
    }

    private void copy(InputStream data, long size) throws IOException {
        byte[] buffer = new byte[(int) Math.min(size, 1 << 16)];
        for (long done = 0; done < size;) {
            int n = data.read(buffer, 0, (int) Math.min(buffer.length, size - done));
            if (n < 0) {
                throw new IOException("a file became shorter while it was read");
            }
            out.write(buffer, 0, n);
            done += n;
        }
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & BLOCK - 1)]);
    }

    private static char typeFlag(TarEntry entry) {
        return switch (entry.type()) {
            case 0 -> '1';
            case TarEntry.SYMLINK -> '2';
            case TarEntry.CHARACTER -> '3';
            case TarEntry.BLOCK -> '4';
            case TarEntry.DIRECTORY -> '5';
            case TarEntry.FIFO -> '6';
            default -> '0';
        };
    }

    private static boolean plain(String name) {
        return name.length() <= 100 && name.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    private static String shorten(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100);
    }

    private static String base(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
