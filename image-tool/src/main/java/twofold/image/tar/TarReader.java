package twofold.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import twofold.toolkit.cli.UserError;

/**
 * Reads a tar archive from a stream, front to back: ustar (POSIX.1-1988), PAX (pax(1), POSIX.1-2001) and GNU long names and binary
 * numbers. Damage is a {@link UserError} naming the archive and the entry.
 */
public final class TarReader {
    private static final int BLOCK = 512;
    private static final int LARGEST_EXTENSION = 1 << 20;
    private static final String XATTR = "SCHILY.xattr.";
    private static final String LIBARCHIVE_XATTR = "LIBARCHIVE.xattr.";

    private final InputStream in;
    private final String archive;
    private final byte[] block = new byte[BLOCK];
    private final TreeMap<String, String> global = new TreeMap<>();
    private long position;
    private long left;
    private long padding;
    private String current = "";

    /**
     * @param in      the uncompressed archive
     * @param archive what to call it in messages
     */
    public TarReader(InputStream in, String archive) {
        this.in = in;
        this.archive = archive;
    }

    /** The next entry, or null at the end. What was left of the last entry's data is skipped. */
    public TarEntry next() throws IOException {
        skipRest();
        TreeMap<String, String> local = new TreeMap<>();
        while (readHeader()) {
            long size = number(124, 12, "size");
            if (size < 0) {
                throw damaged("has a negative size");
            }
            switch (block[156]) {
                case 'x' -> records(extension(size), local);
                case 'g' -> records(extension(size), global);
                case 'L' -> local.put("path", untilZero(extension(size)));
                case 'K' -> local.put("linkpath", untilZero(extension(size)));
                default -> {
                    TreeMap<String, String> all = new TreeMap<>(global);
                    all.putAll(local);
                    return entry(size, all);
                }
            }
        }
        return null;
    }

    /** Reads data of the current entry; -1 at its end. */
    public int read(byte[] to, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(to, from, (int) Math.min(length, left));
        if (n < 0) {
            throw truncated();
        }
        position += n;
        left -= n;
        return n;
    }

    /** The data of the current entry as a stream; closing it closes nothing. */
    public InputStream data() {
        return new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() throws IOException {
                return TarReader.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                return TarReader.this.read(to, from, length);
            }
        };
    }

    private void skipRest() throws IOException {
        long bytes = left + padding;
        left = 0;
        padding = 0;
        while (bytes > 0) {
            long skipped = in.skip(bytes);
            if (skipped <= 0) {
                if (in.read() < 0) {
                    throw truncated();
                }
                skipped = 1;
            }
            bytes -= skipped;
            position += skipped;
        }
    }

    /** Fills the block with a header; false at the end of the archive. */
    private boolean readHeader() throws IOException {
        int n = in.readNBytes(block, 0, BLOCK);
        position += n;
        if (n == 0) {
            return false;
        }
        if (n < BLOCK) {
            throw position < BLOCK ? new UserError(archive + " is not a tar archive") : truncated();
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        if (sum == 8 * ' ') {
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        }
        current = untilZero(block, 0, 100);
        if (number(148, 8, "checksum") != sum) {
            throw new UserError(archive + (position == BLOCK ? " is not a tar archive"
                    : " is damaged: the header after \"" + EntryName.printable(current) + "\" has a wrong checksum"));
        }
        return true;
    }

    private byte[] extension(long size) throws IOException {
        if (size > LARGEST_EXTENSION) {
            throw damaged("has an extended header of " + size + " bytes, more than any real one");
        }
        byte[] bytes = in.readNBytes((int) size);
        position += bytes.length;
        if (bytes.length < size) {
            throw truncated();
        }
        padding = padding(size);
        skipRest();
        return bytes;
    }

    /** PAX records: {@code "LENGTH KEY=VALUE\n"} one behind the other. */
    private void records(byte[] bytes, TreeMap<String, String> into) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = 0; at < text.length();) {
            int space = text.indexOf(' ', at);
            int length = space < 0 ? -1 : decimal(text.substring(at, space));
            int end = at + length;
            if (length <= 0 || end > text.length() || end - 1 <= space || text.charAt(end - 1) != '\n') {
                throw damaged("has a malformed extended header");
            }
            int equals = text.indexOf('=', space);
            if (equals < 0 || equals >= end) {
                throw damaged("has a malformed extended header");
            }
            into.put(text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
            at = end;
        }
    }

    private TarEntry entry(long headerSize, TreeMap<String, String> extended) {
        String raw = extended.getOrDefault("path", ustarName());
        current = raw;
        if (extended.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
            throw damaged("is stored as a GNU sparse file, which is not supported; make the archive without --sparse");
        }
        boolean slash = raw.endsWith("/");
        String name = EntryName.clean(raw, archive);
        long size = extended.containsKey("size") ? decimalLong(extended.get("size")) : headerSize;
        int type = type(slash);
        int mode = type == 0 ? 0 : type | (int) number(100, 8, "mode") & 07777;
        String target = null;
        if (type == 0 || type == TarEntry.SYMLINK) {
            target = extended.getOrDefault("linkpath", untilZero(block, 157, 100));
            target = type == 0 ? EntryName.cleanTarget(target, raw, archive) : symlinkTarget(target);
        }
        // Only regular files carry data; a size on anything else (old tars give one to hard links) is not followed by any.
        long data = type == TarEntry.REGULAR ? size : 0;
        left = data;
        padding = padding(data);
        long device = type == TarEntry.CHARACTER || type == TarEntry.BLOCK ? device() : 0;
        return new TarEntry(name, mode, id(extended.get("uid"), 108), id(extended.get("gid"), 116), modified(extended.get("mtime")), data,
                target, device, attributes(extended), position);
    }

    private String symlinkTarget(String target) {
        if (target.isEmpty() || target.length() > 4095 || target.indexOf('\0') >= 0) {
            throw damaged("is a symbolic link with an impossible target");
        }
        return target;
    }

    private int type(boolean slash) {
        return switch (block[156]) {
            case 0, '0', '7' -> slash ? TarEntry.DIRECTORY : TarEntry.REGULAR;
            case '1' -> 0;
            case '2' -> TarEntry.SYMLINK;
            case '3' -> TarEntry.CHARACTER;
            case '4' -> TarEntry.BLOCK;
            case '5' -> TarEntry.DIRECTORY;
            case '6' -> TarEntry.FIFO;
            case 'S' -> throw damaged("is stored as a GNU sparse file, which is not supported; make the archive without --sparse");
            default -> throw damaged("has the unknown type '" + EntryName.printable("" + (char) (block[156] & 0xff)) + "'");
        };
    }

    private String ustarName() {
        String name = untilZero(block, 0, 100);
        boolean posix = block[257] == 'u' && block[258] == 's' && block[259] == 't' && block[260] == 'a' && block[261] == 'r'
                && block[262] == 0;
        String prefix = posix ? untilZero(block, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private long device() {
        long major = number(329, 8, "device number");
        long minor = number(337, 8, "device number");
        if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
            throw damaged("has an impossible device number");
        }
        return minor & 0xff | major << 8 | (minor & ~0xffL) << 12;
    }

    private int id(String extended, int at) {
        long value = extended != null ? decimalLong(extended) : number(at, 8, "owner");
        if (value < 0 || value > 0xffffffffL) {
            throw damaged("has an owner out of range");
        }
        return (int) value;
    }

    private long modified(String extended) {
        if (extended == null) {
            return nanos(number(136, 12, "time"), 0);
        }
        int point = extended.indexOf('.');
        boolean negative = extended.startsWith("-");
        long seconds = decimalSigned(point < 0 ? extended : extended.substring(0, point));
        String fraction = point < 0 ? "" : extended.substring(point + 1);
        if (!fraction.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw damaged("has a malformed time");
        }
        long nanos = Long.parseLong((fraction + "000000000").substring(0, 9));
        return nanos(seconds, negative ? -nanos : nanos);
    }

    private long nanos(long seconds, long nanos) {
        if (seconds > 9_000_000_000L || seconds < -9_000_000_000L) {
            throw damaged("has a time out of range");
        }
        return seconds * 1_000_000_000L + nanos;
    }

    private static SortedMap<String, byte[]> attributes(TreeMap<String, String> extended) {
        TreeMap<String, byte[]> found = new TreeMap<>();
        extended.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                found.put(key.substring(XATTR.length()), value.getBytes(StandardCharsets.ISO_8859_1));
            } else if (key.startsWith(LIBARCHIVE_XATTR) && !extended.containsKey(XATTR + key.substring(LIBARCHIVE_XATTR.length()))) {
                libarchive(key.substring(LIBARCHIVE_XATTR.length()), value, found);
            }
        });
        return found.isEmpty() ? Collections.emptySortedMap() : found;
    }

    private static void libarchive(String name, String base64, TreeMap<String, byte[]> into) {
        try {
            String padded = base64.replace("=", "");
            into.put(name, Base64.getDecoder().decode(padded));
        } catch (IllegalArgumentException notBase64) {
            throw new UserError("the extended attribute " + EntryName.printable(name) + " of an archive entry is not valid base64");
        }
    }

    /** An octal field, or GNU's base-256 when the top bit is set. */
    private long number(int at, int length, String what) {
        if ((block[at] & 0x80) != 0) {
            return binary(at, length, what);
        }
        long value = 0;
        int i = at;
        while (i < at + length && block[i] == ' ') {
            i++;
        }
        for (; i < at + length && block[i] != 0 && block[i] != ' '; i++) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 7) {
                throw position == BLOCK ? new UserError(archive + " is not a tar archive") : damaged("has a malformed " + what);
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private long binary(int at, int length, String what) {
        boolean negative = (block[at] & 0x40) != 0;
        long value = negative ? block[at] : block[at] & 0x7f;
        for (int i = at + 1; i < at + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw damaged("has a " + what + " out of range");
            }
            value = value << 8 | block[i] & 0xff;
        }
        return value;
    }

    private int decimal(String digits) {
        return digits.length() > 7 || digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9') ? -1
                : Integer.parseInt(digits);
    }

    private long decimalLong(String digits) {
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw damaged("has a malformed number in its extended header");
        }
        return Long.parseLong(digits);
    }

    private long decimalSigned(String digits) {
        return digits.startsWith("-") ? -decimalLong(digits.substring(1)) : decimalLong(digits);
    }

    private static long padding(long size) {
        return -size & BLOCK - 1;
    }

    private static String untilZero(byte[] bytes) {
        return untilZero(bytes, 0, bytes.length);
    }

    private static String untilZero(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private UserError damaged(String how) {
        return new UserError(archive + ": the entry \"" + EntryName.printable(current) + "\" " + how);
    }

    private UserError truncated() {
        return new UserError(archive + " is cut short" + (current.isEmpty() ? "" : " after or within \"" + EntryName.printable(current)
                + "\""));
    }
}
