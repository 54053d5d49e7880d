package twofold.vm.guest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntSupplier;

/**
 * Standard input for a guest. With the host's clock a thread reads ahead and says when there is something; with a virtual clock the
 * guest's reading waits for the host's, in whole pieces, so that what arrives when does not depend on the host.
 */
public final class Input {
    private static final int PIECE = 1 << 16;
    private static final int PIECES = 16;
    private static final int FEW = 256;
    private static final byte[] END = new byte[0];

    private final InputStream in;
    private final BlockingQueue<byte[]> read;
    private byte[] current = END;
    private int at;
    private boolean ended;

    private Input(InputStream in, BlockingQueue<byte[]> read) {
        this.in = in;
        this.read = read;
    }

    /** No input at all. */
    public static Input none() {
        return new Input(InputStream.nullInputStream(), null);
    }

    /** Input that never comes and never ends. */
    public static Input silent() {
        return new Input(null, new ArrayBlockingQueue<>(1));
    }

    /** Input read when the guest asks for it, waiting for whole pieces. */
    public static Input waiting(InputStream in) {
        return new Input(in, null);
    }

    /** Input that is read ahead once it is {@link #start started}. */
    public static Input ahead(InputStream in) {
        return new Input(in, new ArrayBlockingQueue<>(PIECES));
    }

    /** Starts reading ahead, if that is how it is read; the thread calls {@code arrived} for each piece and at the end. */
    public void start(Runnable arrived) {
        if (read != null && in != null) {
            Thread reader = new Thread(() -> readAhead(arrived), "standard input");
            reader.setDaemon(true);
            reader.start();
        }
    }

    /** Fills the buffer: the number of bytes, 0 if there is nothing yet, -1 at the end. */
    public int fill(byte[] buffer) {
        if (ended) {
            return -1;
        }
        if (read == null) {
            return fillWaiting(buffer);
        }
        if (at == current.length) {
            byte[] next = read.poll();
            if (next == null) {
                return 0;
            }
            current = next;
            at = 0;
            if (next == END) {
                ended = true;
                return -1;
            }
        }
        int count = Math.min(buffer.length, current.length - at);
        System.arraycopy(current, at, buffer, 0, count);
        at += count;
        return count;
    }

    /** Its bytes one after the other; -1 if there are none now, or no more. */
    public IntSupplier bytes() {
        byte[] some = new byte[FEW];
        int[] range = new int[2];
        return () -> {
            if (range[0] == range[1]) {
                range[0] = 0;
                range[1] = Math.max(read == null ? next(some) : fill(some), 0);
            }
            return range[0] < range[1] ? some[range[0]++] & 0xff : -1;
        };
    }

    /** Waits for a byte at least: how many come at once makes no difference to who takes them one by one. */
    private int next(byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException gone) {
            return -1;
        }
    }

    private int fillWaiting(byte[] buffer) {
        try {
            int count = in.readNBytes(buffer, 0, buffer.length);
            ended = count == 0;
            return ended ? -1 : count;
        } catch (IOException gone) {
            ended = true;
            return -1;
        }
    }

    private void readAhead(Runnable arrived) {
        byte[] piece = new byte[PIECE];
        try {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                read.put(Arrays.copyOf(piece, count));
                arrived.run();
            }
        } catch (IOException gone) {
            // The host's standard input is closed: the same as its end.
        } catch (InterruptedException stopped) {
            return;
        }
        try {
            read.put(END);
            arrived.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
