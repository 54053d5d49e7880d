package twofold.container.background;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * What a container printed: a file of lines {@code TIME STREAM F|P BYTES}, the log format of the Kubernetes container runtime interface, in
 * which P marks a piece whose line goes on. When the file is full it becomes {@code log.1} and a new one starts, so that the two never hold
 * more than twice {@link #MOST}.
 */
public final class ContainerLog implements AutoCloseable {
    /** The most bytes of one file. */
    static final long MOST = 8L << 20;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();
    private final Path file;
    private FileChannel channel;
    private long size;

    /** Appends to a file. */
    public ContainerLog(Path file) throws IOException {
        this.file = file;
        open();
    }

    /** The older part of a log. */
    public static Path older(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private void open() throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        size = channel.size();
    }

    /** Writes bytes of a stream, {@code "stdout"} or {@code "stderr"}. A full disk loses them; the container goes on. */
    public void append(String stream, byte[] bytes, int from, int length, long realtimeNanos) {
        String time = TIME.format(Instant.ofEpochSecond(realtimeNanos / 1_000_000_000L, realtimeNanos % 1_000_000_000L));
        byte[] whole = (time + " " + stream + " F ").getBytes(StandardCharsets.US_ASCII);
        byte[] piece = (time + " " + stream + " P ").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(length + 2 * whole.length);
        int start = from;
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                lines.writeBytes(whole);
                lines.write(bytes, start, i + 1 - start);
                start = i + 1;
            }
        }
        if (start < from + length) {
            lines.writeBytes(piece);
            lines.write(bytes, start, from + length - start);
            lines.write('\n');
        }
        try {
            write(ByteBuffer.wrap(lines.toByteArray()));
        } catch (IOException full) {
            // Said above
        }
    }

    private void write(ByteBuffer lines) throws IOException {
        if (size > 0 && size + lines.remaining() > MOST) {
            channel.close();
            Files.move(file, older(file), StandardCopyOption.REPLACE_EXISTING);
            open();
        }
        size += lines.remaining();
        while (lines.hasRemaining()) {
            channel.write(lines);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
