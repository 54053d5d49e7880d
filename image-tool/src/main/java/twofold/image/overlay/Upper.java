package twofold.image.overlay;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import twofold.image.store.Durable;

/** The host files that hold the bytes of an upper's regular files: {@code data/NUMBER}, absent for an empty file. */
final class Upper {
    private static final int MOST_OPEN = 64;
    private static final int COPY_CHUNK = 1 << 20;

    private final Path data;
    private final LinkedHashMap<Long, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Inode> unsynced = new HashSet<>();
    private final Views views = new Views();
    /** The last one used, in front of the map. */
    private long lastNumber = -1;
    private FileChannel last;

    Upper(Path directory) throws IOException {
        data = directory.resolve("data");
        Files.createDirectories(data);
    }

    /** An operation on a file's channel. */
    private interface Operation {
        int on(FileChannel channel) throws IOException;
    }

    long length(Inode file) {
        try {
            return Files.size(path(file.number));
        } catch (NoSuchFileException empty) {
            return 0;
        } catch (IOException failed) {
            throw error(failed);
        }
    }

    int read(Inode file, long offset, ByteBuffer to, int length) {
        int limit = to.limit();
        to.limit(to.position() + length);
        try {
            return with(file, channel -> {
                int done = 0;
                while (to.hasRemaining()) {
                    int n = channel.read(to, offset + done);
                    if (n < 0) {
                        break;
                    }
                    done += n;
                }
                used(file, channel, offset + done);
                return done;
            });
        } finally {
            to.limit(limit);
        }
    }

    /** A file's first bytes as memory, to be read; null if it is not worth that, or not yet. */
    MemorySegment readable(Inode file) {
        return views.readable(file);
    }

    /** The same to be written between two offsets. */
    MemorySegment writable(Inode file, long offset, long length) {
        return views.writable(file, offset, length);
    }

    private void used(Inode file, FileChannel channel, long end) throws IOException {
        if (views.due(file, end)) {
            views.map(file, channel);
        }
    }

    void write(Inode file, long offset, ByteBuffer from) {
        int start = from.position();
        int length = from.remaining();
        with(file, channel -> {
            from.position(start);
            while (from.hasRemaining()) {
                channel.write(from, offset + from.position() - start);
            }
            views.placed(file, offset, length);
            if (offset + length <= file.size) {
                used(file, channel, offset + length);
            }
            return 0;
        });
        written(file);
    }

    /** The next sync has something to do for the file. */
    void written(Inode file) {
        if (!file.unsynced) {
            file.unsynced = true;
            unsynced.add(file);
        }
    }

    void truncate(Inode file, long length) {
        views.cut(file, length);
        with(file, channel -> {
            if (length < channel.size()) {
                channel.truncate(length);
            } else if (length > channel.size()) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
            return 0;
        });
        written(file);
    }

    /** Makes the file's host file with these bytes, whole or not at all; blocks of zeros stay holes. */
    void copy(Inode file, MemorySegment bytes) {
        Path unfinished = data.resolve(file.number + ".new");
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                for (long at = 0; at < bytes.byteSize(); at += COPY_CHUNK) {
                    MemorySegment chunk = bytes.asSlice(at, Math.min(COPY_CHUNK, bytes.byteSize() - at));
                    boolean end = at + chunk.byteSize() == bytes.byteSize();
                    if (end || !zero(chunk)) {
                        writeAll(channel, chunk.asByteBuffer(), at);
                    }
                }
            }
            Files.move(unfinished, path(file.number), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written(file);
        } catch (IOException failed) {
            throw error(failed);
        }
    }

    void delete(Inode file) {
        close(file.number);
        views.forget(file);
        unsynced.remove(file);
        try {
            Files.deleteIfExists(path(file.number));
        } catch (IOException leftForTheSweep) {
            // an unreferenced data file is removed when the upper is opened again
        }
    }

    /** Removes every host file that is no live inode's. */
    void sweep(LongPredicate live) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.matches("[0-9]{1,18}") || !live.test(Long.parseLong(name))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    void sync() throws IOException {
        for (Inode file : new ArrayList<>(unsynced)) {
            long number = file.number;
            FileChannel channel = open.get(number);
            if (channel != null && channel.isOpen()) {
                channel.force(false);
            } else if (Files.exists(path(number))) {
                try (FileChannel reopened = FileChannel.open(path(number), StandardOpenOption.WRITE)) {
                    reopened.force(false);
                }
            }
        }
        unsynced.forEach(file -> file.unsynced = false);
        unsynced.clear();
        Durable.directory(data);
    }

    void close() throws IOException {
        for (FileChannel each : open.values()) {
            each.close();
        }
        open.clear();
        views.close();
        last = null;
        lastNumber = -1;
    }

    /** The errno for a host's failure. */
    static FileError error(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        if (message.contains("No space left") || message.contains("quota")) {
            return FileError.of(Errno.ENOSPC);
        }
        return FileError.of(message.contains("File too large") ? Errno.EFBIG : Errno.EIO);
    }

    /**
     * Runs an operation; a thread's pending interrupt closes a channel under us, so the operation is repeated on a fresh one and the
     * interrupt kept for whoever waits for it.
     */
    private int with(Inode file, Operation operation) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return operation.on(channel(file.number));
                } catch (ClosedByInterruptException wakened) {
                    interrupted |= Thread.interrupted();
                    close(file.number);
                }
            }
        } catch (IOException failed) {
            throw error(failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel channel(long number) throws IOException {
        if (number == lastNumber && last.isOpen()) {
            return last;
        }
        FileChannel channel = open.get(number);
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(path(number), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            open.put(number, channel);
            if (open.size() > MOST_OPEN) {
                Map.Entry<Long, FileChannel> eldest = open.firstEntry();
                eldest.getValue().close();
                open.remove(eldest.getKey());
            }
        }
        last = channel;
        lastNumber = number;
        return channel;
    }

    private void close(long number) {
        FileChannel channel = open.remove(number);
        if (number == lastNumber) {
            lastNumber = -1;
            last = null;
        }
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException goneAnyway) {
                // nothing is buffered on our side
            }
        }
    }

    private Path path(long number) {
        return data.resolve(Long.toString(number));
    }

    private static boolean zero(MemorySegment bytes) {
        return bytes.get(ValueLayout.JAVA_BYTE, 0) == 0
                && bytes.asSlice(1).mismatch(bytes.asSlice(0, bytes.byteSize() - 1)) < 0;
    }

    private static void writeAll(FileChannel channel, ByteBuffer from, long at) throws IOException {
        long position = at;
        while (from.hasRemaining()) {
            position += channel.write(from, position);
        }
    }
}
