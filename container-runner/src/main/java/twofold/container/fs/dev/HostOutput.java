package twofold.container.fs.dev;

import static twofold.container.abi.Errno.EAGAIN;
import static twofold.container.abi.Errno.EPIPE;
import static twofold.container.abi.Fcntl.O_WRONLY;
import static twofold.container.abi.Poll.POLLOUT;
import static twofold.container.abi.Poll.POLLWRNORM;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.container.vfs.WaitQueue;
import twofold.image.overlay.FileError;

/** A host stream as the write end of a pipe. When the host's reader is gone, so is the guest's: EPIPE. */
public final class HostOutput extends File {
    private final Sink sink;

    /** What takes the bytes. All of it is called on the kernel's thread, which it must not hold up where others run on it too. */
    @FunctionalInterface
    public interface Sink {
        /** Takes all bytes or none of them: false if there is no room now. Throws when nobody will ever read them. */
        boolean take(byte[] bytes, int from, int length) throws IOException;

        /** Whether there is room. */
        default boolean room() {
            return true;
        }

        /** Woken when there is room again; null if there always is. */
        default WaitQueue queue() {
            return null;
        }

        /** A sink that waits until the stream has taken everything. */
        static Sink of(OutputStream out) {
            return (bytes, from, length) -> {
                out.write(bytes, from, length);
                out.flush();
                return true;
            };
        }
    }

    /**
     * Writes to a host stream.
     *
     * @param number the descriptor it stands for, 1 or 2
     */
    public HostOutput(Sink sink, int number) {
        super(new HostInput.HostInode(1 + number), O_WRONLY);
        this.sink = sink;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        int length = from.remaining();
        try {
            if (!sink.take(from.array(), from.arrayOffset() + from.position(), length)) {
                return -EAGAIN;
            }
        } catch (IOException closed) {
            throw FileError.of(EPIPE);
        }
        from.position(from.limit());
        ((Task) who).container().consoleBytes += length;
        return length;
    }

    @Override
    public int poll() {
        return sink.room() ? POLLOUT | POLLWRNORM : 0;
    }

    @Override
    public WaitQueue queue() {
        return sink.queue();
    }
}
