package twofold.vm.virtio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import twofold.riscv.memory.Frames;

/**
 * A descriptor chain: what the driver gives to read, and room for what the device answers. Both are read and written from front to
 * back, each position moving by itself.
 */
public final class Chain {
    private final int head;
    private final List<ByteBuffer> readable = new ArrayList<>();
    private final List<ByteBuffer> writable = new ArrayList<>();
    private int written;
    private long bytes;

    Chain(int head) {
        this.head = head;
    }

    int head() {
        return head;
    }

    void add(long host, int length, boolean deviceWrites) {
        bytes += length;
        (deviceWrites ? writable : readable).add(Frames.buffer(host, length));
    }

    /** Bytes in all parts. */
    long bytes() {
        return bytes;
    }

    /** Bytes still to read. */
    public int available() {
        return remaining(readable);
    }

    /** Bytes of room left. */
    public int room() {
        return remaining(writable);
    }

    /** Bytes written so far. */
    public int written() {
        return written;
    }

    /** Reads up to {@code to.length} bytes; returns how many there were. */
    public int read(byte[] to) {
        int at = 0;
        for (ByteBuffer part : readable) {
            int count = Math.min(part.remaining(), to.length - at);
            part.get(to, at, count);
            at += count;
        }
        return at;
    }

    /** Reads exactly {@code length} bytes. The caller has seen that they are there. */
    public byte[] read(int length) {
        byte[] bytes = new byte[length];
        if (read(bytes) != length) {
            throw new VirtioException("request too short");
        }
        return bytes;
    }

    /** Writes as much of the bytes as there is room for; returns how many. */
    public int write(byte[] from, int start, int length) {
        int at = 0;
        for (ByteBuffer part : writable) {
            int count = Math.min(part.remaining(), length - at);
            part.put(from, start + at, count);
            at += count;
        }
        written += at;
        return at;
    }

    /** The readable parts from the current position on, for a consumer that takes buffers; it moves their positions. */
    public List<ByteBuffer> readable() {
        return readable;
    }

    /** The writable parts behind {@code skip} bytes, as views whose positions move by themselves. */
    public List<ByteBuffer> writableAfter(int skip) {
        List<ByteBuffer> views = new ArrayList<>();
        int left = skip;
        for (ByteBuffer part : writable) {
            int passed = Math.min(left, part.remaining());
            left -= passed;
            ByteBuffer view = part.duplicate();
            view.position(view.position() + passed);
            if (view.hasRemaining()) {
                views.add(view);
            }
        }
        return views;
    }

    /** Says that {@code bytes} more were written through {@link #writableAfter}. */
    public void wrote(int bytes) {
        written += bytes;
    }

    private static int remaining(List<ByteBuffer> parts) {
        long total = 0;
        for (ByteBuffer part : parts) {
            total += part.remaining();
        }
        return (int) Math.min(total, Integer.MAX_VALUE);
    }
}
