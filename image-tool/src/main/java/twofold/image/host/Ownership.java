package twofold.image.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import twofold.image.store.FileLocks;

/**
 * What guests set on files of the host that the host's files cannot hold, by device and inode. Kept in a file of lines, one for each
 * change, read anew when another process has added to it, and written shorter when it is opened after it grew.
 */
public final class Ownership implements AutoCloseable {
    private static final int COMPACT_FROM = 1 << 20;
    private final Path file;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new HashMap<>();
    private long seen;

    /**
     * What is kept of one file.
     *
     * @param uid      its owner in the guest
     * @param gid      its group
     * @param mode     its type and permissions in the guest
     * @param device   its device number
     * @param hostMode the host's permissions when this was set; if they are others now, those count
     */
    record Entry(int uid, int gid, int mode, long device, int hostMode) {
    }

    private Ownership(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens the store in {@code file}, which is made if it is not there. */
    public static Ownership open(Path file) throws IOException {
        Ownership ownership = new Ownership(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE));
        try (FileLocks.Held held = ownership.lock()) {
            Objects.requireNonNull(held);
            ownership.readOn();
            if (ownership.seen > COMPACT_FROM && ownership.seen > 128L * ownership.entries.size()) {
                ownership.compact();
            }
        }
        return ownership;
    }

    private FileLocks.Held lock() throws IOException {
        return FileLocks.exclusive(file.resolveSibling(file.getFileName() + ".lock"));
    }

    Entry get(String key) {
        return entries.get(key);
    }

    /** Sets or, with null, forgets what is kept of a file. */
    void put(String key, Entry entry) throws IOException {
        Entry before = entry == null ? entries.remove(key) : entries.put(key, entry);
        if (Objects.equals(before, entry)) {
            return;
        }
        try (FileLocks.Held held = lock()) {
            Objects.requireNonNull(held);
            readOn();
            append(key, entry);
        }
        if (entry == null) {
            entries.remove(key);
        } else {
            entries.put(key, entry);
        }
    }

    private void append(String key, Entry e) throws IOException {
        String line = e == null ? key + " -\n" : "%s %d %d %o %d %o\n".formatted(key, e.uid, e.gid, e.mode, e.device, e.hostMode);
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            seen += channel.write(bytes, seen);
        }
    }

    /** Reads what was added since; lines that make no sense are passed over. */
    private void readOn() throws IOException {
        long size = channel.size();
        if (size < seen) {
            seen = 0;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(1 << 28, size - seen));
        while (bytes.hasRemaining() && channel.read(bytes, seen + bytes.position()) > 0) {
            // All of it
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n') + 1;
        text.substring(0, end).lines().forEach(this::take);
        seen += end;
    }

    private void take(String line) {
        String[] words = line.split(" ");
        try {
            if (words.length == 2) {
                entries.remove(words[0]);
            } else if (words.length == 6) {
                entries.put(words[0], new Entry(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3], 8),
                        Long.parseLong(words[4]), Integer.parseInt(words[5], 8)));
            }
        } catch (NumberFormatException torn) {
            // A line cut short by a crash
        }
    }

    private void compact() throws IOException {
        channel.truncate(0);
        seen = 0;
        for (Map.Entry<String, Entry> each : new TreeMap<>(entries).entrySet()) {
            append(each.getKey(), each.getValue());
        }
    }

    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
