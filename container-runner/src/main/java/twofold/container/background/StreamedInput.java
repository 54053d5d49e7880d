package twofold.container.background;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/** Standard input that comes in frames. Who reads it waits for more; each part taken is told, so that more is sent. */
final class StreamedInput extends InputStream {
    private final ArrayDeque<byte[]> parts = new ArrayDeque<>();
    private IntConsumer taken = count -> {
    };
    private int held;
    private int used;
    private boolean ended;

    /** Says whom to tell how many bytes were taken. */
    synchronized void tell(IntConsumer whom) {
        taken = whom;
    }

    /** Adds bytes; an error if more are sent than there was room for. */
    synchronized void add(byte[] bytes) throws IOException {
        held += bytes.length;
        if (held > Wire.WINDOW + Wire.MOST_DATA) {
            throw new IOException("more input was sent than was asked for");
        }
        if (!ended) {
            parts.add(bytes);
            notifyAll();
        }
    }

    /** There is no more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        IntConsumer whom;
        int part;
        synchronized (this) {
            while (parts.isEmpty() && !ended) {
                try {
                    wait();
                } catch (InterruptedException interrupted) {
                    throw new IOException("interrupted");
                }
            }
            if (parts.isEmpty()) {
                return -1;
            }
            byte[] first = parts.peek();
            part = Math.min(length, first.length - used);
            System.arraycopy(first, used, to, from, part);
            used += part;
            held -= part;
            if (used == first.length) {
                parts.poll();
                used = 0;
            }
            whom = taken;
        }
        whom.accept(part);
        return part;
    }
}
