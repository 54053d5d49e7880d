package twofold.container.background;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import twofold.image.model.Json;
import twofold.image.model.JsonObject;
import twofold.toolkit.cli.ExitStatus;
import twofold.toolkit.cli.UserError;

/**
 * Frames on a socket: a letter that tells the kind, four bytes of length (big-endian), then that many bytes. Reading is for one thread,
 * writing for any. What does not fit the form is an {@link IOException} with a sentence, whoever sent it.
 */
public final class Wire implements AutoCloseable {
    /** The version of the protocol, told by the kernel in its first frame. */
    public static final int VERSION = 1;
    /** The most bytes of a stream in one frame. */
    public static final int MOST_DATA = 1 << 16;
    /** The most bytes of a stream that are sent and not yet asked for more. */
    public static final int WINDOW = 1 << 18;
    private static final int MOST_TEXT = 1 << 22;
    private static final int HEADER = 5;

    /** What a frame is. */
    public enum Kind {
        /** Kernel: who it is, first of all. */
        HELLO('H', MOST_TEXT),
        /** Command: what it wants, once. */
        ORDER('R', MOST_TEXT),
        /** Kernel: what came of it, or an error. */
        ANSWER('A', MOST_TEXT),
        /** Command: standard input; empty at its end. */
        INPUT('I', MOST_DATA),
        /** Kernel: how many bytes of input were taken. */
        TAKEN('K', 4),
        /** Kernel: standard output. */
        OUTPUT('O', MOST_DATA),
        /** Kernel: standard error. */
        ERROR('E', MOST_DATA),
        /** Command: nobody reads this stream any more, a byte 1 or 2. */
        CLOSED('C', 1),
        /** Command: a signal's number in a byte. */
        SIGNAL('S', 1),
        /** Command: the window's rows and columns, two bytes each. */
        WINDOW('W', 4),
        /** Kernel: the program has ended; its status as an object. */
        EXIT('X', MOST_TEXT);

        private final char letter;
        private final int most;

        Kind(char letter, int most) {
            this.letter = letter;
            this.most = most;
        }

        static Kind of(int letter) {
            for (Kind each : values()) {
                if (each.letter == letter) {
                    return each;
                }
            }
            return null;
        }
    }

    /** One frame. */
    public record Frame(Kind kind, byte[] bytes) {
        /** The object it holds. */
        public JsonObject json() {
            return Json.parse(bytes, "the other side's message");
        }
    }

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(HEADER + MOST_DATA).limit(0);
    private final Object writing = new Object();
    private final ByteBuffer out = ByteBuffer.allocate(HEADER + MOST_DATA);

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** The next frame, or null when the other side has closed. */
    public Frame read() throws IOException {
        if (!fill(HEADER, true)) {
            return null;
        }
        Kind kind = Kind.of(in.get());
        int length = in.getInt();
        if (kind == null || length < 0 || length > kind.most) {
            throw new IOException("the other side does not speak the protocol of this kernel");
        }
        byte[] bytes = new byte[length];
        int done = Math.min(length, in.remaining());
        in.get(bytes, 0, done);
        ByteBuffer rest = ByteBuffer.wrap(bytes, done, length - done);
        while (rest.hasRemaining()) {
            if (channel.read(rest) < 0) {
                throw new EOFException("the other side is gone");
            }
        }
        return new Frame(kind, bytes);
    }

    private boolean fill(int wanted, boolean mayEnd) throws IOException {
        if (in.remaining() >= wanted) {
            return true;
        }
        in.compact();
        while (in.position() < wanted) {
            if (channel.read(in) < 0) {
                if (mayEnd && in.position() == 0) {
                    in.flip();
                    return false;
                }
                throw new EOFException("the other side is gone");
            }
        }
        in.flip();
        return true;
    }

    /** Sends bytes; waits until the other side's buffers have taken them. */
    public void write(Kind kind, byte[] bytes, int from, int length) throws IOException {
        synchronized (writing) {
            out.clear().put((byte) kind.letter).putInt(length);
            int first = Math.min(length, out.remaining());
            out.put(bytes, from, first).flip();
            send(out);
            send(ByteBuffer.wrap(bytes, from + first, length - first));
        }
    }

    /** Sends bytes. */
    public void write(Kind kind, byte... bytes) throws IOException {
        write(kind, bytes, 0, bytes.length);
    }

    /** Sends an object. */
    public void write(Kind kind, Map<String, Object> json) throws IOException {
        byte[] bytes = Json.bytes(json);
        if (bytes.length > kind.most) {
            throw new UserError(ExitStatus.CANNOT, "that is more than the kernel takes in one order");
        }
        write(kind, bytes);
    }

    private void send(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // Closed is closed
        }
    }
}
