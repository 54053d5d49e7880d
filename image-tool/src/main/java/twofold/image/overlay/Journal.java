package twofold.image.overlay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import twofold.image.model.Digest;
import twofold.toolkit.cli.UserError;

/**
 * The append-only file of an upper's facts. It starts with a magic number and a hash of the layers it belongs to; then come frames:
 * length of the payload, CRC-32 of the payload, payload (one or more facts, see {@link Frame}). A frame counts whole or not at all.
 */
final class Journal {
    private static final long MAGIC = 0x54464a4e4c303032L; // "TFJNL002"
    private static final int HEADER = 8 + 32;
    /** The most bytes of a journal that is read into memory at a replay. */
    private static final int SMALL = 1 << 20;

    private final Path file;
    private final byte[] identity;
    private FileChannel channel;
    private long length;
    private ByteBuffer out = ByteBuffer.allocateDirect(1 << 12);

    /** Opens or starts the journal of an upper over layers whose identity this is. */
    Journal(Path file, Digest layers) throws IOException {
        this.file = file;
        this.identity = layers.bytes();
        openChannel();
        length = channel.size();
        if (length < HEADER) {
            channel.truncate(0);
            length = 0;
            writeHeader();
        }
    }

    /** What takes the facts at a replay. */
    interface Replay {
        void frame(ByteBuffer facts);
    }

    /** The file: read if it is small, which starts faster than a mapping does. */
    private ByteBuffer contents() throws IOException {
        return length <= SMALL ? ByteBuffer.wrap(Files.readAllBytes(file)) : channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(length, Integer.MAX_VALUE));
    }

    /** Hands each whole frame to {@code replay}, cuts off what is torn, and returns the number of frames. */
    long replay(Replay replay) throws IOException {
        ByteBuffer bytes = contents();
        byte[] found = new byte[32];
        if (bytes.getLong() != MAGIC) {
            throw new UserError(file + " is not the journal of an overlay, or is one of another version of this tool");
        }
        bytes.get(found);
        if (!Arrays.equals(found, identity)) {
            throw new UserError("the upper directory " + file.getParent() + " belongs to another image's layers");
        }
        long frames = 0;
        while (bytes.remaining() >= 8) {
            int start = bytes.position();
            int size = bytes.getInt();
            int expected = bytes.getInt();
            if (size <= 0 || size > bytes.remaining()) {
                bytes.position(start);
                break;
            }
            ByteBuffer payload = bytes.slice(bytes.position(), size);
            CRC32 sum = new CRC32();
            sum.update(payload.duplicate());
            if ((int) sum.getValue() != expected) {
                bytes.position(start);
                break;
            }
            bytes.position(bytes.position() + size);
            replay.frame(payload);
            frames++;
        }
        if (bytes.position() < length) {
            length = bytes.position();
            channel.truncate(length);
        }
        return frames;
    }

    long length() {
        return length;
    }

    /** Appends one frame; it is with the host's kernel when this returns. */
    void append(Frame frame) {
        boolean interrupted = false;
        try {
            encode(frame);
            while (true) {
                try {
                    out.position(0);
                    writeAll(channel, out, length);
                    break;
                } catch (ClosedByInterruptException wakened) {
                    interrupted |= Thread.interrupted();
                    openChannel();
                }
            }
            length += out.limit();
        } catch (IOException failed) {
            throw Upper.error(failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Replaces all frames by those that {@code facts} writes, atomically and durably. */
    void rewrite(Consumer<Journal> facts) throws IOException {
        Path fresh = file.resolveSibling("journal.new");
        Files.deleteIfExists(fresh);
        Journal replacement = new Journal(fresh, Digest.finish(identity));
        try {
            facts.accept(replacement);
            replacement.channel.force(false);
        } finally {
            replacement.channel.close();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel.close();
        openChannel();
        length = channel.size();
    }

    void sync() throws IOException {
        channel.force(false);
    }

    void close() throws IOException {
        channel.close();
    }

    private void openChannel() throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void writeHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(MAGIC).put(identity).flip();
        writeAll(channel, header, 0);
        length = HEADER;
    }

    private void encode(Frame frame) {
        int size = frame.size();
        if (out.capacity() < size + 8) {
            out = ByteBuffer.allocateDirect(Integer.highestOneBit(size + 8) * 2);
        }
        CRC32 sum = new CRC32();
        sum.update(frame.bytes(), 0, size);
        out.clear();
        out.putInt(size).putInt((int) sum.getValue()).put(frame.bytes(), 0, size).flip();
    }

    private static void writeAll(FileChannel channel, ByteBuffer from, long at) throws IOException {
        long position = at;
        while (from.hasRemaining()) {
            position += channel.write(from, position);
        }
    }
}
