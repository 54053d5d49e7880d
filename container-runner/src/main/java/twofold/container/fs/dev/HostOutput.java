package twofold.container.fs.dev;

import static twofold.container.abi.Errno.EPIPE;
import static twofold.container.abi.Fcntl.O_WRONLY;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import twofold.container.kernel.Task;
import twofold.container.vfs.Caller;
import twofold.container.vfs.File;
import twofold.image.overlay.FileError;

/** A host stream as the write end of a pipe. When the host's reader is gone, so is the guest's: EPIPE. */
public final class HostOutput extends File {
    private final OutputStream out;

    /**
     * Writes to a host stream.
     *
     * @param number the descriptor it stands for, 1 or 2
     */
    public HostOutput(OutputStream out, int number) {
        super(new HostInput.HostInode(1 + number), O_WRONLY);
        this.out = out;
    }

    @Override
    public int write(Caller who, ByteBuffer from) {
        int length = from.remaining();
        try {
            out.write(from.array(), from.arrayOffset() + from.position(), length);
            out.flush();
        } catch (IOException closed) {
            throw FileError.of(EPIPE);
        }
        from.position(from.limit());
        ((Task) who).container().consoleBytes += length;
        return length;
    }
}
